"""Wordings and units that readers of a published table, which is not closed, see otherwise."""

from pathlib import Path

import pytest
from support.project import project

from progress_report.cli.app import run
from progress_report.importing.published_wordings import changed_wordings
from progress_report.source.load import load_project

LAYOUT = (
    'title: "{year}年{period}表"\nimport: {docket: number}\ncolumns:\n'
    "  - {heading: 序号, value: number, width: 1}\n  - {heading: 任务, value: task, width: 3}\n"
    "  - {heading: 牵头单位, value: lead, width: 1}\n"
    "  - {heading: 协办单位, value: units, width: 1}\n"
    "  - {heading: 进展, value: progress, width: 3}\n"
)
TASK = (
    "year: 2021\ndocket: {docket}\ntask: 完成任务。\nlead: 区商务局\nunits: [区财政局]\n"
    "entries:\n  H1:\n    progress: 已完成12%。\n"
)
H2 = "  H2:\n    progress: 后来。\n"


@pytest.fixture(params=["html", "xlsx,docx", "json,csv"])
def root(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    project(tmp_path, LAYOUT, t001=TASK.format(docket=1), t002=TASK.format(docket=2))
    monkeypatch.chdir(tmp_path)
    assert run(["build", "2021H1", "--format", request.param]) == 0
    return tmp_path


def edit(root: Path, name: str, before: str, after: str) -> None:
    path = root / f"data/tasks/2021/{name}.yaml"
    text = path.read_text(encoding="utf-8")
    assert before in text
    path.write_text(text.replace(before, after), encoding="utf-8")


def warnings(root: Path) -> list[tuple[str, str, int]]:
    loaded = load_project(root)
    assert loaded.config is not None
    diagnostics = [*changed_wordings(loaded, loaded.config)]
    return [(d.rule, d.location.path[-8:], d.location.line) for d in diagnostics if d.location]


def test_each_is_a_warning_where_it_stands_until_the_table_is_built_again(root: Path) -> None:
    edit(root, "001", "12%", "13%")
    edit(root, "002", "12%。\n", "12%。\n" + H2)
    assert warnings(root) == []
    edit(root, "001", "完成任务", "完成重点任务")
    edit(root, "002", "区商务局", "区数据局")
    edit(root, "002", "[区财政局]", "[区财政局, 区教委]")
    rule = "published-wording"
    assert warnings(root) == [(rule, "001.yaml", 3), (rule, "002.yaml", 4), (rule, "002.yaml", 5)]
    assert run(["check", "--strict"]) == 1
    layout = root / "data/report.yaml"
    text = layout.read_text(encoding="utf-8")
    layout.write_text(text + "check: {rules: {published-wording: off}}\n", encoding="utf-8")
    assert warnings(root) == []
    layout.write_text(text, encoding="utf-8")
    forms = ",".join(path.suffix[1:] for path in (root / "out").glob("2021H1.*"))
    assert run(["build", "2021H1", "--format", forms]) == 0
    assert warnings(root) == []


def test_a_closed_period_keeps_its_wordings(root: Path) -> None:
    assert run(["close", "2021H1"]) == 0
    edit(root, "001", "完成任务", "完成重点任务")
    assert warnings(root) == []
