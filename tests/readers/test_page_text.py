"""Pages of a government site, pasted: what a line is, and what is wrong with one."""

import pytest
from support.tasks import layout

from progress_report.importing.read_statements import read_statements
from progress_report.readers.page_text import read

CONFIG = layout(
    [("序号", "number", 1), ("折子号", "docket", 1), ("任务", "task", 1), ("进展", "progress", 1)]
)
TITLE = "2021年上半年重点任务进展情况表\n"
HEAD = "序号 折子号 任务 进展\n"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (TITLE + HEAD + "1 21 甲。 好。\n2 22 乙。 好。\n", []),
        (TITLE + HEAD + "1 21 甲。 好。\n3 22 乙。 好。\n", [("numbering", 4)]),
        (TITLE + HEAD + "1 21 甲。 好。\n乙。\n4 22 乙。 好。\n", [("bad-row", 4)]),
        (TITLE + "序号 任务\n1 甲。\n", [("no-heading", 1)]),
    ],
)
def test_what_is_wrong_with_a_page(text: str, expected: list[tuple[str, int]]) -> None:
    _page, diagnostics = read("a.txt", text, CONFIG)
    found = [(d.rule, d.location.line if d.location else None) for d in diagnostics]
    assert found == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (TITLE + HEAD + "1 ../x 甲。 好。\n", [("bad-row", 3)]),
        (TITLE + HEAD + "2 ../x 甲。 好。\n", [("bad-row", 3), ("numbering", 3)]),
        (TITLE + HEAD, [("not-importable", 2)]),
        ("重点任务\n" + HEAD + "1 21 甲。 好。\n", [("no-period", 2)]),
    ],
)
def test_what_is_wrong_with_the_rows_of_a_page(text: str, expected: list[tuple[str, int]]) -> None:
    result = read_statements("a.txt", text.encode(), CONFIG, None)
    found = [(d.rule, d.location.line if d.location else None) for d in result.diagnostics]
    assert found == expected


def test_rows_of_a_page() -> None:
    [grid], diagnostics = read("a.txt", TITLE + HEAD + "1 21 甲 乙。 好 的。\n", CONFIG)
    assert diagnostics == []
    assert grid.title == TITLE.strip()
    assert grid.rows[1:] == (("1", "21", "甲", "乙。 好 的。"),)
