"""The heading row of a form: its position and its changes."""

from collections.abc import Iterator, Sequence
from functools import cache

from progress_report.collect.back.form_rows import FormRow
from progress_report.collect.out.form import HEADINGS
from progress_report.domain.diagnostics import Diagnostic
from progress_report.readers.excel.sheet import Fault
from progress_report.system.i18n import _
from progress_report.text.prose import without_whitespace


def slot(text: str, headings: Sequence[str]) -> int | None:
    """Which of a form's headings a text is: the layout's, or the customary one."""
    return _slots(tuple(headings)).get(without_whitespace(text))


@cache
def _slots(headings: tuple[str, ...]) -> dict[str, int]:
    texts = [(text, index) for known in (HEADINGS, headings) for index, text in enumerate(known)]
    return {without_whitespace(text): index for text, index in texts}


def find(rows: Sequence[FormRow], headings: Sequence[str]) -> tuple[int, list[int]] | None:
    """The index of the heading row and the column of each heading, or None."""
    for index, row in enumerate(rows):
        places = {
            slot(text, headings): column
            for column, text in row.cells.items()
            if isinstance(text, str)
        }
        if all(number in places for number in range(len(HEADINGS))):
            return index, [places[number] for number in range(len(HEADINGS))]
    return None


def count(row: FormRow, headings: Sequence[str]) -> int:
    """The number of a form's headings in a row."""
    return sum(slot(text, headings) is not None for text in row.texts)


def changes(path: str, rows: Sequence[FormRow], headings: Sequence[str]) -> Iterator[Diagnostic]:
    """Report changed headings and missing columns.

    The heading row is the one with the most headings left; without any, nothing is reported.
    """
    heading_index = max(range(len(rows)), key=lambda index: count(rows[index], headings))
    row = rows[heading_index]
    columns = {
        number: column
        for text, column in row.texts.items()
        if (number := slot(text, headings)) is not None
    }
    if not columns:
        return
    for index, heading in enumerate(headings):
        if index in columns:
            continue
        nearest = min(columns, key=lambda other: abs(other - index))
        column = columns[nearest] + index - nearest
        actual = row.cells.get(column, "")
        actual = actual.value if isinstance(actual, Fault) else actual
        filled = any(
            column in below.cells and not below.is_foot for below in rows[heading_index + 1 :]
        )
        if column in columns.values():
            message = _("the column '{heading}' is missing").format(heading=heading)
            hint = _("add it back, or copy the unit's text into a new form")
        elif not (column in row.cells or filled):  # a sheet does not show which
            message = _("the heading '{heading}' is missing, alone or with its column")
            message = message.format(heading=heading)
            hint = _("write it above its column; if the column is gone, give the form out again")
        else:
            message = _("a heading was changed: expected '{expected}', found '{found}'")
            message = message.format(expected=heading, found=actual)
            hint = _("restore it, or copy the unit's text into a new form")
        yield Diagnostic("altered-form", message, row.locate(path, max(column, 1)), hint)
