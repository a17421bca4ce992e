"""Files from elsewhere to statements: find the tables, account for every row."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import PurePath

from progress_report.domain.config import ReportConfig
from progress_report.domain.diagnostics import Diagnostic, Hint, Location, Severity
from progress_report.domain.docket import looks_like_docket
from progress_report.domain.period import Period, joined_periods, year_in
from progress_report.domain.table import ColumnKind
from progress_report.importing import refusals, worded
from progress_report.importing.headings import Headings
from progress_report.importing.layout import Divided, Layout, find_layouts
from progress_report.importing.published_table import read_published_table
from progress_report.importing.rows import read_rows
from progress_report.importing.statement import FileStatements
from progress_report.importing.task_rows import TaskRows
from progress_report.readers import any_file
from progress_report.readers.any_file import FileContent
from progress_report.readers.decoding import is_garbled
from progress_report.readers.grid import FileFormat, Grid
from progress_report.source.files import CONFIG_FILE
from progress_report.system.i18n import _

_MAX_HEADINGS_SHOWN = 8
_MAX_EXCERPT = 80
_MANY = 20  # errors of one cause that are all shown
_MAX_ALIKE = 3  # of more than so many, those that are


def read_statements(
    path: str, raw: bytes, config: ReportConfig, period: Period | None
) -> FileStatements:
    """Read a file and find out what its tables say.

    The period is the one the user names; None for what the file says.
    """
    content, diagnostics = any_file.read(path, raw, config)
    reader = _ContentReader(path, config, period)
    result = reader.result
    result.diagnostics += diagnostics
    if content is not None:
        reader.add(content)
    result.diagnostics = list(_summarized(sorted(result.diagnostics, key=lambda d: d.order)))
    return result


def _summarized(diagnostics: Sequence[Diagnostic]) -> Iterator[Diagnostic]:
    """One error for many of one cause: the first ones, then how many more there are."""
    alike = Counter(_cause(diagnostic) for diagnostic in diagnostics)
    seen: Counter[tuple[str, Hint]] = Counter()
    for diagnostic in diagnostics:
        cause = _cause(diagnostic)
        seen[cause] += 1
        if (
            alike[cause] <= _MANY
            or diagnostic.severity is not Severity.ERROR
            or seen[cause] <= _MAX_ALIKE
        ):
            yield diagnostic
        elif seen[cause] == _MAX_ALIKE + 1:
            message = _("{count} more errors like the one above ({places})")
            more = [one.location for one in diagnostics if _cause(one) == cause][_MAX_ALIKE:]
            places = refusals.named_places([location for location in more if location is not None])
            message = message.format(count=len(more), places=places)
            yield replace(diagnostic, message=message, hint="")


def _cause(diagnostic: Diagnostic) -> tuple[str, Hint]:
    return diagnostic.rule, diagnostic.hint


class _ContentReader:
    def __init__(self, path: str, config: ReportConfig, wanted: Period | None) -> None:
        self.path, self.config, self.wanted = path, config, wanted
        self.result = FileStatements()
        self.empty: list[Location] = []  # headings without rows below

    def add(self, content: FileContent) -> None:
        if (table := content.table) is None:
            self._add_grids(content)
        elif self.wanted is None or self.wanted == table.period:
            result = self.result
            result.statements, found = read_published_table(table, self.config, self.path)
            result.diagnostics += found
            reported = (period for statement in result.statements for period in statement.reports)
            result.periods = {table.period, *reported}
            if not table.rows:
                result.diagnostics.append(worded("no-rows", Location(self.path)))
        else:
            self.result.diagnostics.append(_other_period(self.path, {table.period}, self.wanted))

    def _add_grids(self, content: FileContent) -> None:
        grids, self.format, self.headings = content.grids, content.format, Headings(self.config)
        name = PurePath(self.path).stem
        self.named = Period.find_in(name, cumulative=self.headings.cumulative)
        year = self.wanted.year if self.wanted else year_in(name)
        layouts, others = find_layouts(grids, self.headings, year)
        if not layouts:
            self.result.diagnostics += [fault for grid in grids for fault in grid.faults.values()]
            if not self.result.diagnostics:  # else the table may be what could not be read
                self.result.diagnostics.append(self._no_heading(grids))
            for grid in grids:
                self._add_notes(grid)
            return
        self._note_others(others, {len(layout.meanings) for layout in layouts})
        period_before = self.named
        for layout in layouts:
            period = self._period(layout, period_before)
            if isinstance(period, Diagnostic):
                self.result.diagnostics.append(period)
                continue
            period_before = period
            self._add_layout(layout, period)
        self._report_empty()

    def _note_others(self, grids: Sequence[Grid], widths: set[int]) -> None:
        """Note the grids left out; of web pages, only those as wide as a table that counts."""
        for grid in grids:
            is_row = any(looks_like_docket(row[0]) and len({*row} - {""}) > 2 for row in grid.rows)  # noqa: PLR2004 - a number and two texts
            if sum(any(row) for row in grid.rows) < 2 and not is_row:  # noqa: PLR2004 - a heading and a row
                continue
            # pages are full of tables that only set out what is beside the one that counts
            is_page = self.format is FileFormat.HTML
            if not is_page or is_row or len(grid.rows[0]) in widths:
                self.result.notes.append(worded.sentence("table-left-out", table=grid.name))

    def _add_layout(self, layout: Layout, period: Period) -> None:
        grid = layout.grid
        self.result.diagnostics += layout.faults()
        if (column := layout.second_table()) is not None:
            self.result.diagnostics.append(
                worded("second-table", grid.at(layout.start - 1, column))
            )
        if unclear := layout.columns.missing():
            if not layout.inherited:
                self.result.diagnostics += [_unclear(one, layout) for one in unclear]
            return
        read = read_rows(TaskRows(layout, self.config, period, self.wanted))
        result = self.result
        stated = self.wanted or layout.period or self.named
        if missed := refusals.missed_progress(layout, read.statements, stated, period):
            result.diagnostics.append(missed)
        elif not period.is_plan and (
            silent := [s for s in read.statements if s.readable and period not in s.reports]
        ):
            locations = [statement.location for statement in silent]
            count, places = len(silent), refusals.named_places(locations)
            note = worded.sentence("silent-rows", count=count, places=places, period=period)
            result.notes.append(note)
        for statement in read.statements:
            statement.docket_heading = refusals.missed_docket(layout)
        read.periods = {period, *(other for s in read.statements for other in s.reports)}
        result.add(read)
        result.diagnostics += refusals.cell_warnings(layout)
        if not layout.inherited:
            result.diagnostics += refusals.hidden_progress(layout, self.headings)
        self._add_notes(grid)
        result.notes += [*_outer_days(layout, period), *read.notes]
        if not (read.statements or read.refused or layout.inherited):
            self.empty.append(grid.at(layout.start - 1, 0))
        if (unknown := layout.unknown()) and not layout.inherited:
            result.notes.append(worded.sentence("columns-left-out", headings=unknown))

    def _add_notes(self, grid: Grid) -> None:
        """Add what a grid left out; each grid repeats what is true of the whole file."""
        notes = self.result.notes
        notes += [note for note in (*grid.notes, *grid.reading_notes) if note not in notes]

    def _period(self, layout: Layout, period_before: Period | None) -> Period | Diagnostic:
        """The period a table is about: as the user says, else as the file does."""
        progress = [m.period for m in layout.meanings if m and m.kind is ColumnKind.PROGRESS]
        named = {period for period in progress if period is not None}
        if self.wanted is not None:
            if named and None not in progress and self.wanted not in named:
                return _other_period(self.path, named, self.wanted, "name-progress")
            if layout.period not in (None, self.wanted) and not layout.inherited:
                note = worded.sentence("other-title", named=layout.period, period=self.wanted)
                self.result.notes.append(note)
            return self.wanted
        if layout.year is None and named:
            return self._no_period(layout)
        if None in progress or not named:
            texts = layout.title, layout.grid.name, PurePath(self.path).stem
            several = next(filter(None, (joined_periods(text, layout.year) for text in texts)), [])
            if several and not layout.inherited:
                location = layout.grid.at(0, 0)
                options = [f"--period {period.name}" for period in several]
                return worded("several-periods", location, periods=several, options=options)
        period = layout.period or period_before
        if named and (period is None or (None not in progress and period not in named)):
            period = max(named)
        if period and self.named not in (None, period) and self.named not in named:
            note = worded.sentence("other-name", named=self.named, period=period)
            self.result.notes.append(note)
        year = layout.year or year_in(layout.title)
        if period is None and year and not progress and not layout.inherited:
            return Period(year, 0, 0)  # a list of tasks is the year's plan
        return period or self._no_period(layout)

    def _no_period(self, layout: Layout) -> Diagnostic:
        location = layout.grid.at(0, 0)
        for name, meaning in zip(layout.columns.names, layout.meanings, strict=True):
            if meaning and meaning.period and layout.year is None and year_in(name) is None:
                return worded("no-year", location, heading=name)
        title = " ".join(layout.title.split())
        return worded("no-period-in-title" if title else "no-period", location, title=title)

    def _report_empty(self) -> None:
        """Note tables without rows; if the file holds no other, that is an error."""
        if self.empty and not (self.result.statements or self.result.diagnostics):
            self.result.diagnostics.append(worded("no-rows", self.empty[0]))
            return
        for location in self.empty:
            self.result.notes.append(worded.sentence("no-rows", place=refusals.in_words(location)))

    def _no_heading(self, grids: Sequence[Grid]) -> Diagnostic:
        if is_garbled("".join(text for grid in grids for row in grid.rows for text in row)):
            return worded("garbled", Location(self.path))
        texts = [row for grid in grids for row in grid.rows if any(row)]
        rows = [row for row in texts if len(set(filter(None, row))) > 1] or texts
        first_row = " ".join(filter(None, rows[0][:_MAX_HEADINGS_SHOWN])) if rows else ""
        excerpt = " ".join(first_row.split())[:_MAX_EXCERPT]
        is_list = self.format is FileFormat.CSV and all(len(row) == 1 for row in texts)
        return worded(
            "no-heading",
            Location(self.path),
            "exact-line" if is_list else "",
            headings=" ".join(column.heading for column in self.config.columns),
            file=CONFIG_FILE,
            begins=worded.sentence("begins", row=excerpt) if first_row else "",
        )


def _outer_days(layout: Layout, period: Period) -> Iterator[str]:
    """Notes on days up to which columns report and that are not within their periods."""
    days = {
        (day, meaning.period or period)
        for column, meaning in enumerate(layout.meanings)
        if meaning and meaning.kind is ColumnKind.PROGRESS and (day := layout.day(column))
    }
    for day, reported in sorted(days):
        if not reported.has(day):
            yield worded.sentence("outer-day", day=day.isoformat(), period=reported)


def _unclear(divided: Divided, layout: Layout) -> Diagnostic:
    """An error that asks a person which of several columns is meant."""
    location = layout.grid.at(max(0, layout.start - 1), divided.column)
    if not divided.below:
        return worded("same-heading", location, heading=divided.heading)
    name = "divided-progress" if divided.kind is ColumnKind.PROGRESS else "divided-task"
    likely = refusals.likeliest(divided.kind, divided.below)
    return worded(
        name if divided.heading else "unclear-progress",
        location,
        "name-the-likely" if likely else "",
        heading=divided.heading,
        below=divided.below,
        kind=divided.kind,
        file=CONFIG_FILE,
        text=refusals.report_yaml_line(divided.kind, likely),
    )


def _other_period(path: str, named: set[Period], wanted: Period, cure: str = "") -> Diagnostic:
    periods = sorted(named)
    return worded(
        "other-period", Location(path), cure, file=CONFIG_FILE, named=periods, wanted=wanted
    )
