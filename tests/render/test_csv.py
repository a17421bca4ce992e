"""Tables as CSV."""

import codecs
import csv
import io
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.tables import CONFIG, ELSEWHERE, TEXT, built, bytes_elsewhere, grid_of, tables

from progress_report.domain.table import Table
from progress_report.readers.csv import read
from progress_report.render.csv import guard, render, unguard


@given(tables())
def test_what_is_written_is_read_again(table: Table) -> None:
    grids, problems = read("t.csv", render(table, CONFIG))
    wanted = grid_of(table)
    if not wanted:
        assert [problem.rule for problem in problems] == ["not-importable"]
        return
    assert not problems
    assert [list(grid.rows) for grid in grids] == [wanted]


def test_the_real_table_opens_rightly_in_excel() -> None:
    table, config = built()
    raw = render(table, config)
    assert raw.startswith(codecs.BOM_UTF8)
    records = list(csv.reader(io.StringIO(raw.decode("utf-8-sig"), newline="")))
    assert records[0] == ["序号", "市折子号", "市政府工作报告任务", "目前进展情况"]
    assert len(records) == 38
    assert records[37][:2] == ["37", table.rows[36].docket]
    assert raw.count(b"\r\n") == 38


def test_tall_cells_and_groups_are_repeated() -> None:
    table, config = built("chongchuan")
    records = list(csv.reader(io.StringIO(render(table, config).decode("utf-8-sig"))))
    assert [record[1] for record in records] == ["主要任务", "产业", "产业", "民生"]


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("=1+1", "'=1+1"),
        ("'=1", "''=1"),
        ("+cmd|'/C calc'!A0", "'+cmd|'/C calc'!A0"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("＝1", "'＝1"),
        ("-号", "'-号"),
        ("-3.5%", "-3.5%"),
        ("+1,234", "+1,234"),
        ("'引号'", "'引号'"),
        ("021", "021"),
        ("增长=5", "增长=5"),
    ],
)
def test_no_spreadsheet_runs_a_text(text: str, written: str) -> None:
    assert guard(text) == written
    assert unguard(written) == text


@given(
    st.lists(st.sampled_from(["'", "=", "+", "-", "@", "1", "x", "＝"]), max_size=5).map("".join)
)
def test_the_guard_is_taken_away_exactly(text: str) -> None:
    assert unguard(guard(text)) == text


@given(TEXT)
def test_no_text_changes_by_the_guard(text: str) -> None:
    assert unguard(guard(text)) == text


@pytest.mark.program
def test_the_bytes_are_the_same_everywhere(tmp_path: Path) -> None:
    table, config = built()
    for at, env in enumerate(ELSEWHERE):
        assert bytes_elsewhere("csv", tmp_path / str(at), **env) == render(table, config)
