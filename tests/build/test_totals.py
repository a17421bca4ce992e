"""Rows of totals, and the fields they are made of."""

import re
from dataclasses import replace
from pathlib import Path

import pytest
from support.project import ROOT
from support.tasks import layout, sourced

from progress_report.build.assemble_table import assemble_table
from progress_report.domain.config import ReportConfig
from progress_report.domain.period import Period
from progress_report.source.load import load_project

LAYOUTS = ROOT / "tests/examples/layouts"


def _changed(tmp_path: Path, old: str, new: str) -> Path:
    for path in (LAYOUTS / "hunan/data").rglob("*.yaml"):
        text = path.read_text(encoding="utf-8").replace(old, new)
        copy = tmp_path / path.relative_to(LAYOUTS / "hunan")
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.write_text(text, encoding="utf-8")
    return tmp_path


def test_a_text_that_is_no_number_is_an_error_where_it_stands(tmp_path: Path) -> None:
    project = load_project(_changed(tmp_path, 'started: "200"', "started: 约200"))
    assert project.config is not None
    _table, diagnostics = assemble_table(project.tasks, project.config, Period(2024, 1, 6))
    [diagnostic] = diagnostics
    assert diagnostic.rule == "not-a-number"
    assert diagnostic.location is not None
    assert Path(diagnostic.location.path).name == "002.yaml"
    assert (diagnostic.location.line, diagnostic.location.column) == (8, 23)


@pytest.mark.parametrize(
    ("totals", "sums"),
    [
        ("{}", ["", "合计", "736", "688", "93.48%", "192,420.5", "95,030", "49.39%"]),
        ("{label: 总计, columns: sum}", ["", "总计", "736", "688", "93.48%", *("192,420.5",)]),
        ("{columns: fields.plan}", ["", "合计", "736", "", "93.48%", ""]),
        ("{columns: [fields.spent]}", ["", "合计", "", "", "93.48%", "", "95,030"]),
    ],
)
def test_totals_stand_below_unless_asked(tmp_path: Path, totals: str, sums: list[str]) -> None:
    root = _changed(tmp_path, "totals: {label: 合计, at: top}", f"totals: {totals}")
    project = load_project(root)
    assert project.config is not None
    table, diagnostics = assemble_table(project.tasks, project.config, Period(2024, 1, 6))
    assert diagnostics == []
    assert [row.total for row in table.rows] == [False] * 4 + [True]
    last = table.rows[-1]
    assert last.docket == ""
    assert [cell.text for cell in last.cells if cell][: len(sums)] == sums


@pytest.mark.parametrize(
    ("figures", "columns", "notes", "offered"),
    [
        # beside one another: 12.5 % and 87.5 % are printed as 13 % and 88 %
        ([(1, 7, 8)], ("done", "open"), [], ["101"]),
        ([(1, 7, 8)], ("done", "open"), ["注：因四舍五入，略有出入。"], []),
        ([(1, 3, 4)], ("done", "open"), [], []),
        ([(1, 6, 8)], ("done", "open"), [], []),
        # below one another
        ([(1, 0, 3)] * 3, ("done",), [], ["99"]),
        ([(1, 0, 3)] * 2, ("done",), [], []),
        ([(1, 0, 3), (1, 0, 3), (1, 0, 4)], ("done",), [], []),
        ([(1, 0, 3), (1, 0, 3), ("", 0, 3)], ("done",), [], []),
    ],
)
def test_a_note_is_offered_where_rounded_shares_do_not_add_up(
    figures: list[tuple[object, ...]],
    columns: tuple[str, ...],
    notes: list[str],
    offered: list[str],
) -> None:
    names = ("done", "open", "all")
    tasks = []
    for number, texts in enumerate(figures, start=1):
        base = sourced({"H1": "进展。"}, str(number))
        fields = dict(zip(names, map(str, texts), strict=True))
        tasks.append(replace(base, task=base.task.model_copy(update={"fields": fields})))
    shares = [
        {"heading": "率", "value": "share", "of": [f"fields.{name}", "fields.all"], "width": 1}
        | {"decimals": "0"}
        for name in columns
    ]
    config = layout(fields=dict.fromkeys(names, "数"), notes=notes)
    config = ReportConfig.model_validate(
        {**config.model_dump(exclude_unset=True), "columns": [*config.columns, *shares]}
    )
    _table, diagnostics = assemble_table(tasks, config, Period(2021, 1, 6))
    assert [d.rule for d in diagnostics] == ["uneven-shares"] * len(offered)
    assert [re.findall(r"(\d+)%", d.message)[0] for d in diagnostics] == offered
