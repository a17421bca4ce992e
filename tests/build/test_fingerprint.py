"""What makes an output another, and what does not."""

from pathlib import Path

import pytest
from support.project import GOOD, LAYOUT, project

from progress_report.build.fingerprint import Inputs, project_fingerprint
from progress_report.build.manifest import Options
from progress_report.domain.pdf import PdfEngine
from progress_report.domain.period import Period
from progress_report.source.load import load_project

OUTPUTS = {
    "html": Options(),
    "pdf": Options(),
    "typst": Options(pdf_engine=PdfEngine.TYPST),
    "xlsx": Options(),
}


def fingerprints(root: Path) -> dict[str, str]:
    loaded = load_project(root)
    assert loaded.config is not None
    period = Period.from_key(2021, "H1")
    return {
        name: Inputs(loaded, loaded.config).fingerprint(
            period, "pdf" if name == "typst" else name, options
        )
        for name, options in OUTPUTS.items()
    }


@pytest.mark.parametrize(
    ("path", "text", "changed"),
    [
        ("templates/table.html", "{# 我们的 #}", {"html", "pdf", "typst"}),
        ("templates/table.typ", "// 我们的", {"typst"}),
        ("templates/logo.svg", "<svg/>", {"html", "pdf", "typst"}),
        ("templates/serve/style.css", "* {}", set()),
        ("templates/diff.css", "* {}", set()),
        ("templates/status.html.j2", "{# 我们的 #}", set()),
        ("data/tasks/2021/002.yaml", GOOD.replace("docket: 1", "docket: 2"), {*OUTPUTS}),
        ("data/tasks/2020/001.yaml", GOOD.replace("2021", "2020"), set()),
        ("data/report.yaml", LAYOUT + "# 注\n", {*OUTPUTS}),
        ("data/tasks/2021/001.yaml", GOOD.replace("\n", "\r\n"), set()),
        ("data/periods/2021H1.yaml", "title: 另一题\n", {*OUTPUTS}),
        ("data/periods/2021H1.yaml", "due: 2021-07-05\n", set()),
        ("README.md", "说明", set()),
    ],
)
def test_what_changes_which_output(path: str, text: str, changed: set[str], tmp_path: Path) -> None:
    root = project(tmp_path, LAYOUT, t001=GOOD)
    before = fingerprints(root)
    assert len({*before.values()}) == len(before)
    file = root / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(text.encode())
    after = fingerprints(root)
    assert {name for name in after if after[name] != before[name]} == changed


@pytest.mark.parametrize("folder", ["data", "templates", "fonts"])
def test_each_folder_of_a_project_counts(folder: str, tmp_path: Path) -> None:
    root = project(tmp_path, LAYOUT, t001=GOOD)
    before = project_fingerprint(root)
    (root / "out").mkdir()
    assert project_fingerprint(root) == before
    (root / folder).mkdir(exist_ok=True)
    (root / folder / "x").write_text("甲", encoding="utf-8")
    assert project_fingerprint(root) != before


_TASK = "year: 2021\ndocket: 1\ntask: 任务。\nentries:\n  H1:\n    progress: |\n      进展。\n"
_LATER = "  H2:\n    progress: |\n      后来。\n      H1: 这是文字。\n"
_COLUMN = "  - {heading: 全年, value: progress, width: 3, period: FY, required: false}\n"


@pytest.mark.parametrize(
    ("layout", "before", "after", "same"),
    [
        (LAYOUT, _TASK, _TASK + _LATER, True),
        (LAYOUT, _TASK + _LATER, _TASK + _LATER.replace("后来", "其后"), True),
        (LAYOUT, _TASK, _TASK + "# 注\n" + _LATER, False),
        (LAYOUT, _TASK + _LATER, _TASK.replace("进展", "进度") + _LATER, False),
        (LAYOUT, _TASK + _LATER, "finished: H1\n" + _TASK + _LATER, False),
        # lines below a later entry move
        (LAYOUT, _TASK, _TASK.replace("  H1", _LATER + "  H1"), False),
        (LAYOUT, _TASK, _TASK + _LATER + "lead: 区住建局\n", False),
        (LAYOUT + _COLUMN, _TASK, _TASK + _LATER, False),
    ],
)
def test_later_entries_leave_the_outputs_of_a_period_current(
    layout: str, before: str, after: str, same: bool, tmp_path: Path
) -> None:
    root = project(tmp_path, layout, t001=before)
    first = fingerprints(root)
    (root / "data/tasks/2021/001.yaml").write_text(after, encoding="utf-8")
    assert (fingerprints(root) == first) is same


def test_a_task_that_begins_later_leaves_them_current_too(tmp_path: Path) -> None:
    root = project(tmp_path, t001=GOOD)
    before = fingerprints(root)
    later = "from: H2\n" + GOOD.replace("docket: 1", "docket: 2").replace("H1", "H2")
    (root / "data/tasks/2021/002.yaml").write_text(later, encoding="utf-8")
    assert fingerprints(root) == before
