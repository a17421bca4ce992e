"""What an import takes, and a person should look at nevertheless."""

from collections.abc import Iterator, Sequence

from progress_report.check.language.placeholders import is_placeholder
from progress_report.domain.diagnostics import Location
from progress_report.domain.task import Task
from progress_report.importing import worded
from progress_report.importing.statement import Statement
from progress_report.importing.units import names_several
from progress_report.system.i18n import _
from progress_report.text.excerpt import join_truncated, truncate

_MAX_PLACES = 8
"""Places that a sentence shows."""
_MAX_TEXT_CELLS = 80
"""Characters of a text that a sentence shows."""


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
