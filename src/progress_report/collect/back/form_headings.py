"""The heading row of a form: its position and its changes."""

from collections.abc import Iterator, Sequence

from progress_report.collect.back.form_rows import FormRow
from progress_report.collect.out.form import HEADINGS
from progress_report.domain.diagnostics import Diagnostic
from progress_report.readers.excel.sheet import Fault
from progress_report.system.i18n import _
from progress_report.text.prose import without_whitespace

COMPARED_HEADINGS = [without_whitespace(heading) for heading in HEADINGS]


def find(rows: Sequence[FormRow]) -> tuple[int, list[int]] | None:
    """The index of the heading row and the column of each heading, or None."""
    for index, row in enumerate(rows):
        places = {
            without_whitespace(text): column
            for column, text in row.cells.items()
            if isinstance(text, str)
        }
        if all(heading in places for heading in COMPARED_HEADINGS):
            return index, [places[heading] for heading in COMPARED_HEADINGS]
    return None


def count(row: FormRow) -> int:
    """The number of a form's headings in a row."""
    return sum(without_whitespace(text) in COMPARED_HEADINGS for text in row.texts)


def changes(path: str, rows: Sequence[FormRow]) -> Iterator[Diagnostic]:
    """Report changed headings and missing columns.

    The heading row is the one with the most headings left; without any, nothing is reported.

    Args:
        path: The file, for messages.
        rows: At least one.
    """
    heading_index = max(range(len(rows)), key=lambda index: count(rows[index]))
    row, texts = (
        rows[heading_index],
        [(without_whitespace(text), column) for text, column in rows[heading_index].texts.items()],
    )
    columns = {
        COMPARED_HEADINGS.index(text): column for text, column in texts if text in COMPARED_HEADINGS
    }
    if not columns:
        return
    for index, heading in enumerate(HEADINGS):
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
