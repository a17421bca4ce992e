"""Tests of source/wording.py: whatever data/mistakes.yaml words is said somewhere."""

import ast

from support.project import ROOT

from progress_report.system.data import read_data

MISTAKES = read_data("source", "mistakes")


def constants() -> set[str]:
    """The texts in the modules that read files, and in the models."""
    package = ROOT / "src/progress_report"
    paths = [path for name in ("domain", "source") for path in (package / name).rglob("*.py")]
    trees = (ast.parse(path.read_text(encoding="utf-8")) for path in paths)
    nodes = (node for tree in trees for node in ast.walk(tree))
    return {str(node.value) for node in nodes if isinstance(node, ast.Constant)}


def test_every_diagnostic_and_every_hint_is_used() -> None:
    used = constants() | {*MISTAKES["parser"].values()}
    assert MISTAKES["diagnostics"].keys() - used == set()
    named = {str(entry.get("hint", "")) for entry in MISTAKES["diagnostics"].values()}
    assert MISTAKES["hints"].keys() - used - named == set()


def test_every_name_that_the_parser_leads_to_is_worded() -> None:
    named = {*MISTAKES["parser"].values(), *MISTAKES["at_context"]}
    assert named - MISTAKES["diagnostics"].keys() == set()
