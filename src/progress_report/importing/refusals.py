"""What a person should look at: rows that are refused, columns missed, and notes on the others."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from progress_report.check.language.placeholders import is_placeholder
from progress_report.domain.diagnostics import Diagnostic, Location, Severity
from progress_report.domain.period import Period
from progress_report.domain.table import ColumnKind
from progress_report.domain.task import Task
from progress_report.importing import worded
from progress_report.importing.headings import ANY_YEAR, HEADING_PATTERNS, Headings
from progress_report.importing.layout import Layout
from progress_report.importing.statement import Statement
from progress_report.importing.units import names_several
from progress_report.source.characters import control_characters, unseen_characters
from progress_report.source.files import CONFIG_FILE
from progress_report.source.places import Source
from progress_report.system.i18n import _
from progress_report.text.excerpt import join_truncated, truncate
from progress_report.text.prose import without_whitespace
from progress_report.text.radicals import RADICAL, plain_radicals


def missed_progress(
    layout: Layout,
    statements: Sequence[Statement],
    stated: Period | None,
    table_period: Period,
) -> Diagnostic | None:
    """An error if a column that may hold the reports was left out, and no other reaches as far.

    ``stated`` is the period by the title, the file's name or the user; ``table_period`` the one
    that the table is taken for, by its headings too.
    """
    ends = {(of.year, of.last) for said in statements for of in said.reports}
    for column, name in enumerate(layout.columns.names):
        dated, about = Period.split_from(name, table_period.year) or (None, name)
        period = dated or stated or table_period
        reported = bool(ends) and (period.year, period.last) <= max(ends)
        if reported or (ends and stated and period != stated):
            continue
        if layout.meanings[column] is not None or not is_like("progress", about):
            continue
        if not any(row[column] for row in layout.grid.rows[layout.start :]):
            continue
        location = layout.grid.at(max(0, layout.start - 1), column)
        return worded(
            "missed-progress",
            location,
            period=period,
            heading=name,
            text=report_yaml_line(ColumnKind.PROGRESS, name),
            file=CONFIG_FILE,
        )
    return None


def missed_docket(layout: Layout) -> str:
    """The heading of a column left out that may hold the dockets; empty if none does."""
    if layout.index(ColumnKind.DOCKET) is not None:
        return ""
    headings = [name for name in layout.unknown() if is_like("docket", name)]
    return min(headings, key=lambda name: "折子" not in name, default="")


def likeliest(kind: ColumnKind, names: Sequence[str]) -> str:
    """Of columns whose meaning is unclear the one to propose; empty if none is plausible."""
    unlike = HEADING_PATTERNS["not_progress" if kind is ColumnKind.PROGRESS else "not_task"]
    fitting = [name for name in names if not unlike.search(name)]
    return min(
        fitting, key=lambda name: not HEADING_PATTERNS["like_progress"].search(name), default=""
    )


def report_yaml_line(kind: ColumnKind, heading: str) -> str:
    """What to write in data/report.yaml so that a heading is known."""
    return f"import: {{headings: {{{kind}: [{heading}]}}}}"


def is_like(what: str, name: str) -> bool:
    """Whether a column with a heading of unknown meaning may hold ``progress`` or ``docket``."""
    like, unlike = (HEADING_PATTERNS[f"{word}_{what}"] for word in ("like", "not"))
    return bool(like.search(name)) and not unlike.search(name)


_FIELD_ERROR = re.compile(r"错误[!！]\s*[^，；\n]{0,20}?[。.]|Error! [A-Z][^\n]{0,60}?\.")

_PRIVATE = re.compile(r"[\ue000-\uf8ff]")


def cell_warnings(layout: Layout) -> Iterator[Diagnostic]:
    """Warnings at cells of which the file shows more than their texts say."""
    for warning in layout.grid.warnings:
        if warning.row >= layout.start and layout.meanings[warning.column] is not None:
            location = layout.grid.at(warning.row, warning.column)
            yield worded("lossy-cell", location, loss=warning.message)


def hidden_progress(layout: Layout, headings: Headings) -> Iterator[Diagnostic]:
    """Warnings at hidden columns that hold the progress by their headings."""
    first = layout.start - len(layout.head)
    for number, texts in layout.grid.hidden_columns.items():
        path = [*dict.fromkeys(filter(None, texts[first : layout.start]))]
        meaning = headings.of_path(path, layout.year or ANY_YEAR)
        if meaning and meaning.kind is ColumnKind.PROGRESS and any(texts[layout.start :]):
            location = layout.grid.in_column(layout.start - 1, number)
            heading = "/".join(map(without_whitespace, path))
            yield worded("hidden-progress", location, heading=heading)


def text_problems(text: str, location: Location) -> Iterator[Diagnostic]:
    """What the loader would refuse in a text, and what a person must look at."""
    source = Source(location.path, text)
    for found in (*control_characters(source), *unseen_characters(source)):
        if found.severity is Severity.ERROR:
            place = found.location or location
            yield replace(found, location=replace(place, line=location.line, cell=location.cell))
    if match := _FIELD_ERROR.search(text):
        yield worded("broken-reference", location, text=match[0])
    if private := _PRIVATE.search(text):
        yield worded("private-character", location, code=ord(private[0]))
    if radicals := dict.fromkeys(RADICAL.findall(text)):
        pairs = [f"U+{ord(char):04X} {char}→{plain_radicals(char)}" for char in radicals]
        yield worded("radicals", location, pairs=pairs)


def without_task(statements: Sequence[Statement]) -> Diagnostic:
    """One diagnostic for all rows of a file that name no task: they lack the same column."""
    first, cure, text = statements[0], "", "import: {docket: number}"
    if first.has_row_numbers:
        cure = "row-numbers"
    if first.docket_heading:
        cure, text = "docket-column", report_yaml_line(ColumnKind.DOCKET, first.docket_heading)
    return worded(
        "no-task",
        with_wording(first),
        cure,
        year=first.year,
        count=len(statements),
        places=named_places([statement.location for statement in statements]),
        text=text,
        file=CONFIG_FILE,
        heading=first.docket_heading,
    )


def with_wording(statement: Statement) -> Location:
    """Where a row is, with the text of its task."""
    text = statement.task.text if statement.task else ""
    return replace(statement.location, excerpt=" ".join(text.split()))


_MAX_PLACES = 8  # places that a sentence shows
_MAX_TEXT_CELLS = 80  # characters of a text that a sentence shows


NOTES = (
    *("renumbered", "continued", "several-leads", "open-lists", "labelled-leads"),
    *("placeholders", "repeated", "kept", "not-figures"),
)
"""What may be the matter with cells or rows: names of sentences on all of one file."""


class Notes:
    """Notes on the texts that an import adds; none on those that the files have already."""

    def __init__(self) -> None:
        self.locations: dict[str, list[Location]] = {kind: [] for kind in NOTES}

    def note(self, kind: str, *locations: Location) -> None:
        """Note cells, or the rows of a task."""
        self.locations[kind] += locations

    def note_changes(self, statement: Statement, before: Task | None, after: Task) -> None:
        """Add the notes on a statement, by what it changes of a task."""
        lead, units, known = (before.lead, before.units, before.entries) if before else ("", (), {})
        cell = statement.lead if after.lead != lead and not statement.own_output else None
        if cell and names_several(cell.text, statement.unit_endings):
            self.note("several-leads", cell.location)
        cell = statement.units if after.units != units and not statement.own_output else None
        if cell:
            words = statement.named_units()
            if words.is_open:
                self.note("open-lists", cell.location)
            if words.labels_lead:
                self.note("labelled-leads", cell.location)
        for period, report in statement.reports.items():
            if after.entries.get(period.key) != known.get(period.key):
                locations = report.locations or [report.location] * len(report.parts)
                for part, location in zip(report.parts, locations, strict=True):
                    if is_placeholder(part.text):
                        self.note("placeholders", location)

    def sentences(self) -> Iterator[tuple[str, str]]:
        """Each with the file that it is about; cells of one kind share a note."""
        for kind, locations in self.locations.items():
            for path in dict.fromkeys(location.path for location in locations):
                in_file = [location for location in locations if location.path == path]
                places = named_places(in_file)
                yield path, worded.sentence(kind, count=len(in_file), places=places)


def in_words(location: Location) -> str:
    """Where something stands within its file, for a sentence."""
    return location.cell or _("line {number}").format(number=location.line)


def left_out(location: Location, why: str, text: str) -> str:
    """A sentence on a row or a line that is not taken, as long as a terminal bears."""
    excerpt = truncate(" ".join(text.split()), _MAX_TEXT_CELLS)
    return worded.sentence("left-out", place=in_words(location), why=why, text=excerpt)


def named_places(locations: Sequence[Location]) -> str:
    """Where cells of one file are, as many as a terminal bears."""
    return join_truncated([in_words(location) for location in locations], _MAX_PLACES, _(", "))
