"""The content of ``data/closed/2021H1.json``: a table as it was closed.

``docs/en/periods.md`` describes it. It is the JSON of the table, with the reports that each row
was made of, and what the page says besides.
"""

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Annotated, Any, NamedTuple

from pydantic import FailFast

from progress_report.domain.config import ReportConfig
from progress_report.domain.docket import docket_identity
from progress_report.domain.period import Period
from progress_report.domain.period_file import Correction, PeriodSite
from progress_report.domain.strict import PeriodKey
from progress_report.domain.table import CORRECTION, ColumnKind, repeated_cells
from progress_report.domain.table_file import CellForm, RowForm, TableFile
from progress_report.domain.task import Contribution, Entry
from progress_report.text.changes import fragments
from progress_report.text.prose import unwrap, wrap

_UNCOMPARED = frozenset({ColumnKind.NUMBER})  # what counts the rows is no correction of its own


class ClosedRow(RowForm):
    """A row, and the reports it was made of."""

    formerly: tuple[str, ...] = ()
    entries: dict[PeriodKey, Entry]

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
    rows = {docket: cells for docket, cells in _full_rows(before) if docket}
    columns = {(c.over, c.heading, c.kind): i for i, c in enumerate(before.columns)}
    for docket, cells in _full_rows(after):
        if docket not in rows:
            continue
        for column, cell in zip(after.columns, cells, strict=True):
            index = columns.get((column.over, column.heading, column.kind))
            if index is None or column.kind in _UNCOMPARED:
                continue
            old = rows[docket][index].text
            if cell.text != old:
                yield CellChange(docket, column.heading, old, cell.text)


def _full_rows(table: TableFile) -> Iterator[tuple[str, list[CellForm]]]:
    dockets = (row.docket for row in table.rows)
    return zip(dockets, repeated_cells(table.rows), strict=True)


def correction_lines(corrections: Sequence[Correction], tables: Sequence[TableFile]) -> list[str]:
    """What is printed of each correction, by the tables before and after: there is one more."""
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


class InheritedReport(NamedTuple):
    """What a task without a row reported, as the rows of those that continue it print it."""

    docket: str  # that the task had in the period of the report
    progress: tuple[Contribution, ...]
    rows: set[str]  # the identities of the rows

    def entry(self, known: Entry | None) -> Entry:
        """The entry with this text; the rest is as in the task file, since no row prints it."""
        if known is None:
            return Entry(progress=self.progress)
        return known.model_copy(update={"progress": self.progress})


def inherited_reports(table: ClosedTableFile) -> dict[Period, dict[str, InheritedReport]]:
    """The inherited reports of a table by period and identity of docket."""
    reports: dict[Period, dict[str, InheritedReport]] = {}
    parts = ((row, part) for row in table.rows for cell in row.cells if cell for part in cell.parts)
    for (period, docket, identity), group in groupby(
        ((row.identity, part) for row, part in parts if part.docket),
        key=lambda pair: (pair[1].period, pair[1].docket, pair[0]),
    ):
        progress = tuple(Contribution(unit=p.unit, text=wrap(p.text)) for _row, p in group)
        report = InheritedReport(docket, progress, set())
        of_period = reports.setdefault(Period.parse(period), {})
        of_period.setdefault(docket_identity(docket), report).rows.add(identity)
    return reports
