"""Texts that are compared with expected ones, in files beside the tests."""

from pathlib import Path

from support.project import ROOT


def assert_expected(actual: str, path: Path) -> None:
    """Compare a text with that of a file; another one is kept in build/, to copy if it is meant."""
    expected = path.read_text(encoding="utf-8") if path.is_file() else ""
    if actual != expected:
        kept = ROOT / "build/expected" / path.relative_to(ROOT)
        kept.parent.mkdir(parents=True, exist_ok=True)
        kept.write_text(actual, encoding="utf-8")
    assert actual.splitlines() == expected.splitlines(), "if it is meant: cp -r build/expected/* ."
    assert actual == expected
