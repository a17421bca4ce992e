"""Records of many makes, read."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from progress_report.readers.csv import read

# Reading


ROWS = [("序号", "任务"), ("1", "㐀𠮷㙟，甲"), ("2", "乙\n丙")]
COMMA = '序号,任务\r\n1,"㐀𠮷㙟，甲"\r\n2,"乙\r\n丙"\r\n'


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030"])
@pytest.mark.parametrize("separator", [",", "\t", ";"])
def test_encodings_and_separators(encoding: str, separator: str) -> None:
    raw = COMMA.replace(",", separator).encode(encoding)
    [grid], problems = read("t.csv", raw)
    assert not problems
    assert list(grid.rows) == ROWS
    assert grid.numbers == (1, 2, 3)


def test_gbk_as_excel_for_china_saves_it() -> None:
    [grid], _ = read("t.csv", "序号,任务\r\n1,项目\r\n".encode("gbk"))
    assert grid.rows == (("序号", "任务"), ("1", "项目"))


def test_a_declared_separator() -> None:
    [grid], _ = read("t.csv", "sep=|\r\n序号|任务,甲\r\n1|项目,乙\r\n".encode())
    assert grid.rows == (("序号", "任务,甲"), ("1", "项目,乙"))
    assert grid.numbers == (2, 3)


def test_lines_are_counted_through_line_breaks_in_fields() -> None:
    [grid], _ = read("t.csv", '号,文\n1,"甲\n\n乙"\n\n2,丙\n'.encode())
    assert grid.rows == (("号", "文"), ("1", "甲\n\n乙"), ("2", "丙"))
    assert grid.numbers == (1, 2, 6)


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_lines_end_as_on_any_system(end: str) -> None:
    text = '号,文\n1,"甲\n乙"\n\n2,丙\n'.replace("\n", end)
    [grid], problems = read("t.csv", text.encode())
    assert not problems
    assert (grid.rows, grid.numbers) == ((("号", "文"), ("1", "甲\n乙"), ("2", "丙")), (1, 2, 5))
    _, [problem] = read("t.csv", f'{text}3,"丁{end}'.encode())
    assert problem.location is not None
    assert (problem.location.line, problem.location.excerpt) == (6, '3,"丁')


def test_titles_and_notes_may_stay_short_and_blanks_at_the_end_are_nothing() -> None:
    text = "2021年上半年进展情况表\n号,文,\n1,甲,,\n2,乙,\n注：无。\n"
    [grid], problems = read("t.csv", text.encode())
    assert not problems
    assert grid.rows[0] == ("2021年上半年进展情况表", "", "")
    assert grid.rows[-1] == ("注：无。", "", "")
    assert grid.rows[2] == ("1", "甲", "")


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("号,文,注\n1,甲\n3,乙\n", 1, "3 fields; the others have 2"),
        ('号,文\n1,"甲\n2,乙\n', 2, "never closed"),
        ('号,文\n1,"甲"乙\n2,丙\n', 2, "after a closing"),
        ('号\t文\n1\t"甲\n2\t乙\n', 2, "never closed"),
        ("号,文\n1,甲" + "一" * 200_000 + "\n", 2, "this field is too long"),
    ],
)
def test_what_is_wrong_is_named_with_its_line(text: str, line: int, words: str) -> None:
    grids, problems = read("t.csv", text.encode())
    assert not grids
    [problem] = problems
    assert problem.location is not None
    assert (problem.rule, problem.location.line) == ("bad-row", line)
    assert words in problem.message


def test_all_ragged_records_are_named() -> None:
    [grid], problems = read("t.csv", b"a,b\n1\n2,3\n4,5,6\n7,8\n")
    assert [problem.location and problem.location.line for problem in problems] == [2, 4]
    assert "1 fields; the others have 2" in problems[0].message
    assert (grid.rows[2], grid.rows[4]) == (("2", "3"), ("7", "8"))
    assert grid.unreadable == {(1, 0), (1, 1), (3, 0), (3, 1)}


@pytest.mark.parametrize("raw", [b"", b"\n\n", b",,\n,,\n", "\ufeff".encode()])
def test_an_empty_file_is_refused(raw: bytes) -> None:
    grids, problems = read("t.csv", raw)
    assert not grids
    assert [problem.rule for problem in problems] == ["not-importable"]


@given(st.binary(max_size=200))
def test_any_bytes_can_be_read(raw: bytes) -> None:
    grids, problems = read("t.csv", raw)
    assert grids or problems
    assert bool(problems) == (not grids or any(grid.unreadable for grid in grids))
    for grid in grids:
        assert len({len(row) for row in grid.rows}) == 1
        assert len(grid.rows) == len(grid.numbers)
