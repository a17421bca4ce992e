"""The example of pace in every format: the text of each is that of ``expected/``."""

import csv
import shutil
from pathlib import Path

import pytest
from support.project import ROOT, report

from progress_report.text.prose import without_whitespace
from progress_report.verify.visible import read_units

pytestmark = pytest.mark.program

EXAMPLE = ROOT / "tests/examples/pace"
PERIODS = ("2023H1", "2023H2")
FORMATS = ("html", "pdf", "docx", "xlsx", "csv", "md", "json")


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The tables of both half-years in all formats."""
    out = tmp_path_factory.mktemp("pace")
    arguments = ("build", *PERIODS, "--format", ",".join(FORMATS), "--out", str(out))
    run = report(*arguments, cwd=EXAMPLE)
    assert run.returncode == 0, run.stderr
    return out


@pytest.mark.parametrize("form", ["html", "pdf", "docx", "xlsx"])
@pytest.mark.parametrize("period", PERIODS)
def test_every_format_has_the_text_of_every_cell(built: Path, period: str, form: str) -> None:
    shown = [text for _place, text in read_units(form, (built / f"{period}.{form}").read_bytes())]
    whole = without_whitespace("".join(shown))
    with (EXAMPLE / f"expected/{period}.csv").open(encoding="utf-8-sig", newline="") as lines:
        cells = {cell.removeprefix("'") for row in [*csv.reader(lines)][1:] for cell in row}
    assert [cell for cell in cells if without_whitespace(cell) not in whole] == []


@pytest.mark.parametrize("suffix", ["csv", "md"])
@pytest.mark.parametrize("period", PERIODS)
def test_readers_see_what_is_expected(built: Path, period: str, suffix: str) -> None:
    name = f"{period}.{suffix}"
    assert (built / name).read_bytes() == (EXAMPLE / "expected" / name).read_bytes()


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("period", PERIODS)
def test_a_built_table_imports_as_the_same(
    built: Path, tmp_path: Path, period: str, form: str
) -> None:
    shutil.copytree(EXAMPLE / "data", tmp_path / "data")
    run = report("import", str(built / f"{period}.{form}"), "--period", period, cwd=tmp_path)
    assert run.returncode == 0, run.stderr
    assert "20 rows; 0 tasks created, 0 updated, 20 the same" in run.stdout
    assert "columns left out" not in run.stderr
