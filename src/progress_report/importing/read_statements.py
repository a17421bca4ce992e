"""A file from elsewhere to statements: read, the table found, every row accounted for."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import PurePath

from progress_report.domain.config import ReportConfig
from progress_report.domain.diagnostics import Diagnostic, Location
from progress_report.domain.period import Period, year_in
from progress_report.domain.table import ColumnKind, Table
from progress_report.importing.columns import Divided
from progress_report.importing.headings import Headings
from progress_report.importing.layout import Layout, find_layouts
from progress_report.importing.missed_columns import (
    likeliest,
    missed_docket,
    missed_progress,
    naming,
)
from progress_report.importing.notes import in_words, left_out, named_places
from progress_report.importing.published_table import read_table
from progress_report.importing.rows import read_rows
from progress_report.importing.statement import Statement
from progress_report.importing.task_rows import Place
from progress_report.readers import any_file
from progress_report.readers import text as page
from progress_report.readers.excel.sheet import column_name
from progress_report.readers.grid import Grid
from progress_report.system.i18n import _, period_name

_MOST_SHOWN = 8
"""Headings that a message shows."""


@dataclass(slots=True)
class FileStatements:
    """What a file says, and what is to be said of it."""

    statements: list[Statement] = field(default_factory=list)
    periods: set[Period] = field(default_factory=set)
    refused: int = 0
    """Rows that could not be read; each is among the findings."""
    diagnostics: list[Diagnostic] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    """What was left out on purpose: sentences to tell the user."""


def read_statements(
    path: str, raw: bytes, config: ReportConfig, period: Period | None
) -> FileStatements:
    """Read a file and find out what its table says.

    Args:
        path: The file's name, for messages.
        raw: Its bytes.
        config: The project's layout: headings it knows, fields it has.
        period: The period the user names; None for what the file says.
    """
    found, diagnostics = any_file.read(path, raw, config)
    result = FileStatements(diagnostics=diagnostics)
    if found is None:
        return result
    if found.form == "page":
        read, diagnostics = page.read(path, found.text, config, period)
        result.diagnostics += diagnostics
        if read is not None:
            result.remarks += [left_out(at, _("a note"), at.excerpt) for at in read.left_out]
            _take_table(result, read.table, config, path, folded=read.folded)
    elif found.table is not None:
        if period not in (None, found.table.period):
            result.diagnostics.append(_other_period(path, {found.table.period}, period))
        else:
            _take_table(result, found.table, config, path, folded=False)
    else:
        _GridReader(result, path, found.form, config, period).all(found.grids)
    return result


def _take_table(
    result: FileStatements, table: Table, config: ReportConfig, path: str, *, folded: bool
) -> None:
    whole = [row for row in table.rows if row.cells]
    result.refused += len(table.rows) - len(whole)
    sound = Table(table.title, table.period, table.columns, tuple(whole), table.notes)
    statements, diagnostics = read_table(sound, config, path, folded=folded)
    result.diagnostics += diagnostics
    result.statements += statements
    result.periods |= {table.period, *(of for said in statements for of in said.reports)}


class _GridReader:
    def __init__(
        self,
        result: FileStatements,
        path: str,
        form: str,
        config: ReportConfig,
        period: Period | None,
    ) -> None:
        self.result, self.path, self.form = result, path, form
        self.config, self.wanted = config, period
        self.named: Period | None = None
        """The period that the file's name states."""
        self.empty: list[Location] = []
        """Headings with no rows below."""

    def all(self, grids: Sequence[Grid]) -> None:
        stem = PurePath(self.path).stem
        self.named = Period.find_in(stem)
        year = self.wanted.year if self.wanted else year_in(stem)
        layouts, others = find_layouts(grids, Headings(self.config), year)
        if not layouts:
            if not self.result.diagnostics:  # else the table may be what could not be read
                self.result.diagnostics.append(self._no_heading(grids))
            for grid in grids:
                self._tell(grid)
            return
        widths = {len(layout.meanings) for layout in layouts}
        for grid in others:
            if sum(any(row) for row in grid.rows) < 2:  # noqa: PLR2004 - a heading and a row
                continue
            # pages are full of tables that only set out what is beside the one that counts
            if self.form != "html" or len(grid.rows[0]) in widths:
                message = _("{table}: left out, for it has no headings of a progress table")
                self.result.remarks.append(message.format(table=grid.name))
        last = self.named
        for layout in layouts:
            period = self._period(layout, last)
            if isinstance(period, Diagnostic):
                self.result.diagnostics.append(period)
                continue
            last = period
            self._take(layout, period)
        self._tell_empty()

    def _take(self, layout: Layout, period: Period) -> None:
        place = self._placer(layout.grid)
        if unclear := layout.columns.missing():
            if not layout.inherited:
                self.result.diagnostics += [_unclear(one, place, layout) for one in unclear]
            return
        read = read_rows(layout, self.config, period, place, only=self.wanted)
        result = self.result
        own = self.wanted or layout.period or self.named
        if unread := missed_progress(layout, read.statements, own, period, place):
            result.diagnostics.append(unread)
        elif silent := [one for one in read.statements if one.sound and period not in one.reports]:
            result.remarks.append(_silent(silent, period))
        for said in read.statements:
            said.docket_heading = missed_docket(layout)
        result.statements += read.statements
        result.periods |= {period, *(of for said in read.statements for of in said.reports)}
        result.refused += read.refused
        result.diagnostics += read.diagnostics
        self._tell(layout.grid)
        result.remarks += read.remarks
        if not (read.statements or read.refused or layout.inherited):
            self.empty.append(place(layout.start - 1, 0))
        if (unknown := layout.unknown()) and not layout.inherited:
            message = _("columns left out: {headings}").format(headings=_(", ").join(unknown))
            result.remarks.append(message)

    def _tell(self, grid: Grid) -> None:
        """Say what a grid left out; of the whole file each tells, and that is said once."""
        said = self.result.remarks
        said += [remark for remark in grid.remarks if remark not in said]

    def _period(self, layout: Layout, last: Period | None) -> Period | Diagnostic:
        """The period a table is about: as the user says, else as the file does."""
        progress = [m.period for m in layout.meanings if m and m.kind is ColumnKind.PROGRESS]
        named = {period for period in progress if period is not None}
        if self.wanted is not None:
            if named and None not in progress and self.wanted not in named:
                hint = _(
                    "if another column is, name it under 'import: headings: progress:' in {file}"
                ).format(file="data/report.yaml")
                return replace(_other_period(self.path, named, self.wanted), hint=hint)
            if layout.period not in (None, self.wanted) and not layout.inherited:
                self._tell_other_title(layout.period, self.wanted)
            return self.wanted
        if layout.year is None and named:
            return self._no_period(layout)
        found = layout.period or last
        if named and (found is None or (None not in progress and layout.period not in named)):
            found = max(named)
        if found and self.named not in (None, found) and self.named not in named:
            message = _("the file's name says {named}, but the table is taken as {period}")
            message = message.format(named=period_name(self.named), period=period_name(found))
            self.result.remarks.append(message)
        return found or self._no_period(layout)

    def _tell_other_title(self, titled: Period, wanted: Period) -> None:
        message = _("the title says {named}, but --period {period}; it is taken as {period}")
        message = message.format(named=period_name(titled), period=period_name(wanted))
        self.result.remarks.append(message)

    def _no_period(self, layout: Layout) -> Diagnostic:
        where = self._placer(layout.grid)(0, 0)
        for name, shown in zip(layout.columns.names, layout.meanings, strict=True):
            if shown and shown.period and layout.year is None and year_in(name) is None:
                message = _("'{heading}' names a period, but nothing says of which year")
                hint = _("say it with --period, such as --period 2021H1")
                return Diagnostic("no-period", message.format(heading=name), where, hint)
        return page.no_period(" ".join(layout.title.split()), where)

    def _tell_empty(self) -> None:
        """A table without rows is left out; but a file that holds no other is not the right one."""
        if self.empty and not (self.result.statements or self.result.diagnostics):
            message = _("no row of a task stands below these headings")
            hint = _("look whether this is the file that was filled in, and whether it is whole")
            found = Diagnostic("not-importable", message, self.empty[0], hint)
            self.result.diagnostics.append(found)
            return
        for where in self.empty:
            message = _("{place}: no row of a task stands below these headings")
            self.result.remarks.append(message.format(place=in_words(where)))

    def _no_heading(self, grids: Sequence[Grid]) -> Diagnostic:
        wanted = " ".join(column.heading for column in self.config.columns)
        message = _("no heading row was found; such headings are looked for: {headings}")
        texts = [row for grid in grids for row in grid.rows if any(row)]
        rows = [row for row in texts if len(set(filter(None, row))) > 1] or texts
        seen = " ".join(filter(None, rows[0][:_MOST_SHOWN])) if rows else ""
        if self.form == "csv" and all(len(row) == 1 for row in texts):
            hint = _(
                "one line must hold just these, a space between; or paste the table into Excel"
            )
        else:
            hint = _(
                "if the headings are others, name them under 'import: headings:' in {file}"
            ).format(file="data/report.yaml")
        if seen:
            seen = " ".join(seen.split())
            hint += _("; the file begins with: {row}").format(row=seen[:80])
        return Diagnostic("no-heading", message.format(headings=wanted), Location(self.path), hint)

    def _placer(self, grid: Grid) -> Place:
        """How a person finds a cell of the grid again in that program."""

        def place(row: int, column: int) -> Location:
            line = grid.numbers[row] if row < len(grid.numbers) else 1
            number = grid.columns[column] if grid.columns else column + 1
            if self.form in ("csv", "md"):
                return Location(self.path, line)
            if self.form == "xlsx":
                cell = f"{grid.name}!{column_name(number)}{line}"
            else:
                cell = _("row {row}, column {column}").format(row=line, column=number)
                cell = f"{grid.name}, {cell}" if grid.name else cell
            return Location(self.path, line, cell=cell)

        return place


def _silent(statements: Sequence[Statement], period: Period) -> str:
    """A sentence on the rows that report nothing, as long as a terminal bears."""
    message = _("rows that report nothing for {period}: {count} ({places})")
    places = named_places([said.where for said in statements])
    return message.format(period=period_name(period), count=len(statements), places=places)


def _unclear(divided: Divided, place: Place, layout: Layout) -> Diagnostic:
    """Which of several columns is meant is for a person to say."""
    where = place(max(0, layout.start - 1), divided.column)
    if not divided.below:
        message = _("'{heading}' stands over several columns, and nothing says which is meant")
        hint = _("give each column a heading of its own, or put their texts into one column")
        return Diagnostic("no-heading", message.format(heading=divided.heading), where, hint)
    if not divided.heading:
        message = _("these may all be the progress, and nothing says which is meant: {below}")
    elif divided.kind is ColumnKind.PROGRESS:
        message = _("'{heading}' is divided into {below}; none of them is plainly the progress")
    else:
        message = _("'{heading}' is divided into {below}; none of them is plainly the task")
    below = _(", ").join(divided.below)
    if likely := likeliest(divided.kind, divided.below):
        hint = _(
            "say which it is in {file}, such as {text}; "
            "declare the others under 'fields:' to keep them"
        ).format(file="data/report.yaml", text=naming(divided.kind, likely))
    else:
        hint = _(
            "if one of them is, name it under 'import: headings: {kind}:' in {file}; "
            "else give it a column of its own"
        ).format(file="data/report.yaml", kind=divided.kind)
    message = message.format(heading=divided.heading, below=below)
    return Diagnostic("no-heading", message, where, hint)


def _other_period(path: str, named: set[Period], wanted: Period | None) -> Diagnostic:
    message = _("the table is about {named}, not about {wanted}").format(
        named=_(", ").join(map(period_name, sorted(named))),
        wanted=period_name(wanted) if wanted else "",
    )
    hint = _("leave out --period, or give the period of the table")
    return Diagnostic("no-period", message, Location(path), hint)
