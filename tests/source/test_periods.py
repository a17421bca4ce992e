"""The files of ``data/periods``, as the program loads them."""

from pathlib import Path

import pytest
from support.project import GOOD, LAYOUT, project

from progress_report.build.assemble_table import assemble_tables
from progress_report.domain.period import Period
from progress_report.source.load import Project, load_project
from progress_report.system.i18n import hint_text


def load(folder: Path, **periods: str) -> Project:
    root = project(folder, LAYOUT + "titles: {H1: 半年表, Q1: 季表}\ndate: 元旦\n", t001=GOOD)
    (root / "data/periods").mkdir()
    for name, text in periods.items():
        (root / f"data/periods/{name}.yaml").write_text(text, encoding="utf-8")
    return load_project(root)


def places(loaded: Project) -> list[tuple[str, int, int]]:
    return [(d.rule, d.location.line, d.location.column) for d in loaded.diagnostics if d.location]


def test_a_title_is_looked_up_in_the_periods_file_first(tmp_path: Path) -> None:
    loaded = load(tmp_path, **{"2021H1": 'title: "{year}本期"\n', "2021Q1": "due: 2021-03-25\n"})
    assert loaded.diagnostics == ()
    assert loaded.config is not None
    titles = [
        loaded.layout_of(period, loaded.config).title_for(period)
        for period in map(Period.parse, ("2021H1", "2021Q1", "2021Q3"))
    ]
    assert titles == ["2021本期", "季表", "2021年三季度表"]


def test_what_a_period_changes_is_printed_and_the_rest_is_the_project_s(tmp_path: Path) -> None:
    text = (
        "# 上半年\ncolumns: [{heading: 单位, value: lead, width: 1}]\nnotes: [注一]\n"
        "issuer: 区督查室\nsite: {published: '2021-07-09 09:00'}\n"
    )
    loaded = load(tmp_path, **{"2021H1": text})
    assert loaded.config is not None
    period = Period.parse("2021H1")
    (table,), diagnostics = assemble_tables(loaded, loaded.config, [period])
    assert not diagnostics
    assert [column.heading for column in table.columns] == ["单位"]
    assert table.notes == ("注一",)
    layout = loaded.layout_of(period, loaded.config)
    assert (layout.issuer, layout.date) == ("区督查室", "元旦")
    assert layout.site.published == "2021-07-09 09:00"


@pytest.mark.parametrize(
    ("name", "text", "rule", "line", "column"),
    [
        ("2021H1", "titel: 表\n", "unknown-key", 1, 1),
        ("2021H1", "title: '{group}'\n", "bad-placeholder", 1, 8),
        ("2021H1", "title: ''\n", "empty-text", 1, 8),
        ("2021H1", "rows: some\n", "bad-value", 1, 7),
        ("2021H1", "notes: [一]\nnumbers: all\n", "bad-value", 2, 10),
        ("2021H1", "due: 2021-06-31\n", "bad-date", 1, 6),
        ("2021H1", "columns: []\n", "empty-list", 1, 10),
        (
            "2021H1",
            "columns:\n  - {heading: 一, value: fields.x, width: 1}\n",
            "undeclared-field",
            2,
            25,
        ),
        ("2021H1", "site: {published: 7月9日}\n", "bad-value", 1, 19),
        ("2021H1", "closed: {date: 2021-07-09, table: 12}\n", "bad-value", 1, 35),
        ("2021H1", "title：表\n", "fullwidth-colon", 1, 6),
        ("2021h1", "due: 2021-06-25\n", "wrong-file-name", 1, 1),
        ("2021M01-M06", "", "wrong-file-name", 1, 1),
        ("2021上半年", "title: 表\n", "wrong-file-name", 1, 1),
        ("上半年", "title: 表\n", "wrong-file-name", 1, 1),
    ],
)
def test_each_mistake_is_reported_at_its_place(
    tmp_path: Path, name: str, text: str, rule: str, line: int, column: int
) -> None:
    assert places(load(tmp_path, **{name: text})) == [(rule, line, column)]


def test_another_name_is_corrected(tmp_path: Path) -> None:
    loaded = load(tmp_path, **{"2021S1": "# nothing yet\n", "2022计划": "title: 表\n"})
    hints = [hint_text(diagnostic.hint) for diagnostic in loaded.diagnostics]
    assert [hint.rpartition(" ")[2] for hint in hints] == [
        "data/periods/2021H1.yaml",
        "data/periods/2022plan.yaml",
    ]


def test_a_file_in_a_folder_of_its_year_is_named(tmp_path: Path) -> None:
    root = project(tmp_path, t001=GOOD)
    (root / "data/periods/2021").mkdir(parents=True)
    (root / "data/periods/2021/H1.yaml").write_text("title: 表\n", encoding="utf-8")
    (diagnostic,) = load_project(root).diagnostics
    assert diagnostic.rule == "wrong-file-name"
    assert hint_text(diagnostic.hint).endswith("data/periods/2021H1.yaml")
