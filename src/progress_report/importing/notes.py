"""What an import takes, and a person should look at nevertheless."""

from collections.abc import Iterator, Sequence
from enum import StrEnum

from progress_report.check.language.placeholders import is_placeholder
from progress_report.domain.diagnostics import Location
from progress_report.domain.task import Task
from progress_report.importing.statement import Statement
from progress_report.importing.units import names_several
from progress_report.system.i18n import N_, _
from progress_report.text.excerpt import join_truncated, truncate

_MAX_PLACES = 8
"""Places that a sentence shows."""
_MAX_TEXT_CELLS = 80
"""Characters of a text that a sentence shows."""


class NoteKind(StrEnum):
    """What is the matter with cells or rows, as a sentence on all of one file."""

    RENUMBERED = N_(
        "rows with a former docket, imported into the task that has been renumbered: {count} "
        "({places})"
    )
    CONTINUED = N_(
        "new tasks worded like one of the year before, noted under 'formerly': {count} "
        "({places}); check that they continue it"
    )
    SEVERAL_LEADS = N_(
        "lead cells with several units, imported as one text: {count} ({places}); keep the lead "
        "unit under 'lead' and move the others to 'units'"
    )
    OPEN_LISTS = N_(
        "lists of units that end in 等: {count} ({places}); only the units named were imported, "
        "add the others under 'units'"
    )
    LABELLED_LEADS = N_(
        "joint unit cells that name a lead unit: {count} ({places}); all were imported as joint "
        "units, move the lead unit to 'lead'"
    )
    PLACEHOLDERS = N_(
        "placeholder reports, such as 无 or 同上: {count} ({places}); imported as they are, check "
        "with the units"
    )
    REPEATED = N_("rows identical to another row, imported once: {count} ({places})")
    KEPT = N_(
        "texts that differ and stay as they are, because other columns are updated: {count} "
        "({places})"
    )
    NOT_FIGURES = N_(
        "targets, figures and statuses not imported, because the cell is not one figure or the "
        "task has no target: {count} ({places})"
    )


class Notes:
    """Notes on the texts that an import adds; none on those that the files have already."""

    def __init__(self) -> None:
        self.locations: dict[NoteKind, list[Location]] = {kind: [] for kind in NoteKind}

    def note(self, kind: NoteKind, *locations: Location) -> None:
        """Note cells, or the rows of a task."""
        self.locations[kind] += locations

    def note_changes(self, statement: Statement, before: Task | None, after: Task) -> None:
        """Add the notes on a statement, by what it changes of a task."""
        lead, units, known = (before.lead, before.units, before.entries) if before else ("", (), {})
        cell = statement.lead if after.lead != lead and not statement.own_output else None
        if cell and names_several(cell.text, statement.unit_endings):
            self.note(NoteKind.SEVERAL_LEADS, cell.location)
        cell = statement.units if after.units != units and not statement.own_output else None
        if cell:
            words = statement.named_units()
            if words.is_open:
                self.note(NoteKind.OPEN_LISTS, cell.location)
            if words.labels_lead:
                self.note(NoteKind.LABELLED_LEADS, cell.location)
        for period, report in statement.reports.items():
            if after.entries.get(period.key) != known.get(period.key):
                locations = report.locations or [report.location] * len(report.parts)
                for part, location in zip(report.parts, locations, strict=True):
                    if is_placeholder(part.text):
                        self.note(NoteKind.PLACEHOLDERS, location)

    def sentences(self) -> Iterator[tuple[str, str]]:
        """Each with the file that it is about; cells of one kind share a note."""
        for kind, locations in self.locations.items():
            for path in dict.fromkeys(location.path for location in locations):
                in_file = [location for location in locations if location.path == path]
                places = named_places(in_file)
                yield path, _(kind.value).format(count=len(in_file), places=places)


def in_words(location: Location) -> str:
    """Where something stands within its file, for a sentence."""
    return location.cell or _("line {number}").format(number=location.line)


def left_out(location: Location, why: str, text: str) -> str:
    """A sentence on a row or a line that is not taken, as long as a terminal bears."""
    text_on_a_line = " ".join(text.split())
    return _("{place}: left out ({why}): {text}").format(
        place=in_words(location), why=why, text=truncate(text_on_a_line, _MAX_TEXT_CELLS)
    )


def named_places(locations: Sequence[Location]) -> str:
    """Where cells of one file are, as many as a terminal bears."""
    return join_truncated([in_words(location) for location in locations], _MAX_PLACES, _(", "))
