"""Tables in Markdown as people write them, read."""

import pytest

from progress_report.readers import markdown


@pytest.mark.parametrize(
    ("line", "texts"),
    [
        ("| a | b |", ("a", "b")),
        ("a|b", ("a", "b")),
        ("| a \\| b | c", ("a | b", "c")),
        ("| a\\\\ | c |", ("a\\", "c")),
        ("| a<br/>b | **c** |", ("a\nb", "c")),
        ("| **一、经济** | |", ("一、经济", "一、经济")),
        ("| a |", ("a", "")),
    ],
)
def test_rows_as_people_write_them(line: str, texts: tuple[str, ...]) -> None:
    text = f"2021年\n\n## 上半年进展\n\n x | y\n:-: | -\n{line}\r\n\n注：无。\n"
    [grid], problems = markdown.read("t.md", text.encode())
    assert (grid.rows, grid.numbers, grid.title) == ((("x", "y"), texts), (5, 7), "上半年进展")
    assert not problems


def test_a_bar_too_many_is_named_with_its_line() -> None:
    [_grid], [problem] = markdown.read("t.md", b"| x | y |\n| - | - |\n| a | b | c |\n")
    assert problem.location is not None
    assert (problem.rule, problem.location.line) == ("bad-row", 3)
    assert problem.message == "this row has 3 cells, but there are 2 headings"
