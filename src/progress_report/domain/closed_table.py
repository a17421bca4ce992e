"""The content of ``data/closed/2021H1.json``: a table as it was closed.

``docs/en/periods.md`` describes it. It is the JSON of the table, with the reports that each row
was made of, and what the page says besides.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Annotated, Any, NamedTuple

from pydantic import FailFast

from progress_report.domain.config import ReportConfig
from progress_report.domain.docket import docket_identity
from progress_report.domain.period import Period
from progress_report.domain.period_file import Correction, PeriodSite
from progress_report.domain.strict import PeriodKey
from progress_report.domain.table import ColumnKind
from progress_report.domain.table_file import RowForm, TableFile
from progress_report.domain.task import Entry
from progress_report.text.changes import fragments
from progress_report.text.prose import unwrap

CORRECTION = "更正："
"""Begins the line that is printed of each correction."""
_UNCOMPARED = frozenset({ColumnKind.NUMBER})
"""What counts the rows is no correction of its own."""


class ClosedRow(RowForm):
    """A row, and the reports it was made of."""

    formerly: tuple[str, ...] = ()
    entries: dict[PeriodKey, Entry]
    """By period, as the task file had them."""

    docket_then: str = ""
    """The docket that the task had in the period, if the row shows a later one."""

    @property
    def identity(self) -> str:
        """The docket that the task had in the period, in any spelling."""
        return docket_identity(self.docket_then or self.docket)


class ClosedTableFile(TableFile):
    """The whole file."""

    rows: Annotated[tuple[ClosedRow, ...], FailFast()]
    language: str
    site: PeriodSite

    def layout(self, config: ReportConfig) -> ReportConfig:
        """The project's layout, with what was closed: only its presentation may change since."""
        site = self.site.model_dump()
        title = self.title.replace("{", "{{").replace("}", "}}")
        return config.model_copy(
            update={
                "titles": {**config.titles, Period.parse(self.period).key: title},
                "issuer": self.issuer,
                "date": self.date,
                "notes": self.notes,
                "language": self.language,
                "site": config.site.model_copy(update={k: v or "" for k, v in site.items()}),
            }
        )


class CellChange(NamedTuple):
    """A cell that a correction changed."""

    docket: str
    heading: str
    before: str
    after: str


def reported(entry: Entry) -> dict[str, Any]:
    """What is compared of an entry: texts, fields and figures; units may get other names."""
    content = entry.model_dump(exclude={"as_of"}, exclude_defaults=True)
    content["progress"] = [unwrap(part.text) for part in entry.progress]
    return content


def changes(before: TableFile, after: TableFile) -> Iterator[CellChange]:
    """The cells that differ, of the rows and columns that both tables have."""
    rows = {row.docket: row for row in before.rows if row.docket}
    columns = {(c.over, c.heading, c.kind): i for i, c in enumerate(before.columns)}
    for row in after.rows:
        if row.docket not in rows:
            continue
        for column, cell in zip(after.columns, row.cells, strict=True):
            index = columns.get((column.over, column.heading, column.kind))
            if index is None or column.kind in _UNCOMPARED:
                continue
            old = rows[row.docket].cells[index]
            if cell is not None and old is not None and cell.text != old.text:
                yield CellChange(row.docket, column.heading, old.text, cell.text)


def correction_lines(corrections: Sequence[Correction], tables: Sequence[TableFile]) -> list[str]:
    """What is printed of each correction, made from the tables before and after it.

    Args:
        corrections: In order.
        tables: One more: the table before each, and the one after the last.
    """
    lines = []
    for correction, before, after in zip(corrections, tables, tables[1:], strict=False):
        day = correction.date
        parts = [
            f"第{change.docket}项“{change.heading}”中"
            + "，".join(
                f"“{old}”应为“{new}”" for old, new, _start in fragments(change.before, change.after)
            )
            for change in changes(before, after)
        ]
        if before.title != after.title:
            parts.insert(0, f"标题“{before.title}”应为“{after.title}”")
        if parts:
            lines.append(f"{CORRECTION}{day.year}年{day.month}月{day.day}日，{'；'.join(parts)}。")
    return lines


def by_docket(rows: Sequence[ClosedRow]) -> Mapping[str, ClosedRow]:
    """The rows of tasks by the identity of their docket."""
    return {row.identity: row for row in rows if row.docket}
