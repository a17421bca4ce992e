"""What an import takes, and a person should look at nevertheless."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from progress_report.check.language.placeholders import is_placeholder
from progress_report.domain.diagnostics import Location
from progress_report.domain.task import Task
from progress_report.importing.statement import Statement
from progress_report.importing.units import names_several
from progress_report.system.i18n import _
from progress_report.text.excerpt import join_truncated, truncate

_MAX_PLACES = 8
"""Places that a sentence shows."""
_MAX_TEXT_CELLS = 80
"""Characters of a text that a sentence shows."""


@dataclass(slots=True)
class Notes:
    """Notes on the texts that an import adds; none on those that the files have already."""

    leads: list[Location] = field(default_factory=list)
    """Cells of a lead that name several units."""
    open_lists: list[Location] = field(default_factory=list)
    """Cells of units that say that there are more."""
    labelled_leads: list[Location] = field(default_factory=list)
    """Cells of joint units that say of some that they lead."""
    repeated: list[Location] = field(default_factory=list)
    """Rows that say again what another of the file says, word for word."""
    placeholders: list[Location] = field(default_factory=list)
    """Cells of reports that say nothing."""
    kept: list[Location] = field(default_factory=list)
    """Cells that differ, in columns that an update leaves as they are."""
    not_figures: list[Location] = field(default_factory=list)
    """Cells of targets, figures and statuses that left nothing in their task."""

    renumbered: list[Location] = field(default_factory=list)
    """Rows with a docket that their task had before."""
    continued: list[Location] = field(default_factory=list)
    """Rows of new tasks that are worded as just one of the year before."""

    def add(self, statement: Statement, before: Task | None, after: Task) -> None:
        """Add the notes on a statement, by what it changes of a task."""
        lead, units, known = (before.lead, before.units, before.entries) if before else ("", (), {})
        cell = statement.lead if after.lead != lead and not statement.own_output else None
        if cell and names_several(cell.text, statement.unit_endings):
            self.leads.append(cell.location)
        cell = statement.units if after.units != units and not statement.own_output else None
        if cell:
            words = statement.named_units()
            self.open_lists += [cell.location] * words.is_open
            self.labelled_leads += [cell.location] * words.labels_lead
        for period, report in statement.reports.items():
            if after.entries.get(period.key) != known.get(period.key):
                locations = report.locations or [report.location] * len(report.parts)
                parts = zip(report.parts, locations, strict=True)
                self.placeholders += [
                    location for part, location in parts if is_placeholder(part.text)
                ]

    def sentences(self) -> Iterator[tuple[str, str]]:
        """Each with the file that it is about; cells of one kind share a note."""
        message_leads = _(
            "lead cells with several units, imported as one text: {count} "
            "({places}); keep the lead unit under 'lead' and move the others "
            "to 'units'"
        )
        message_open = _(
            "lists of units that end in 等: {count} ({places}); only the units "
            "named were imported, add the others under 'units'"
        )
        message_labelled = _(
            "joint unit cells that name a lead unit: {count} ({places}); all "
            "were imported as joint units, move the lead unit to 'lead'"
        )
        message_placeholders = _(
            "placeholder reports, such as 无 or 同上: {count} ({places}); "
            "imported as they are, check with the units"
        )
        message_repeated = _("rows identical to another row, imported once: {count} ({places})")
        message_kept = _(
            "texts that differ and stay as they are, because --update names other columns: {count} "
            "({places})"
        )
        message_renumbered = _(
            "rows with a former docket, imported into the task that has been renumbered: {count} "
            "({places})"
        )
        message_continued = _(
            "new tasks worded like one of the year before, noted under 'formerly': {count} "
            "({places}); check that they continue it"
        )
        message_figures = _(
            "targets, figures and statuses not imported, because the cell is not one figure or the "
            "task has no target: {count} ({places})"
        )
        kinds = (
            (message_renumbered, self.renumbered),
            (message_continued, self.continued),
            (message_leads, self.leads),
            (message_open, self.open_lists),
            (message_labelled, self.labelled_leads),
            (message_placeholders, self.placeholders),
            (message_repeated, self.repeated),
            (message_kept, self.kept),
            (message_figures, self.not_figures),
        )
        for message, locations in kinds:
            for path in dict.fromkeys(location.path for location in locations):
                in_file = [location for location in locations if location.path == path]
                yield path, message.format(count=len(in_file), places=named_places(in_file))


def in_words(location: Location) -> str:
    """Where something stands within its file, for a sentence."""
    return location.cell or _("line {number}").format(number=location.line)


def left_out(location: Location, why: str, text: str) -> str:
    """A sentence on a row or a line that is not taken, as long as a terminal bears."""
    text_on_a_line = " ".join(text.split())
    return _("{place}: left out ({why}): {text}").format(
        place=in_words(location),
        why=why,
        text=truncate(text_on_a_line, _MAX_TEXT_CELLS),
    )


def named_places(locations: Sequence[Location]) -> str:
    """Where cells of one file are, as many as a terminal bears."""
    return join_truncated([in_words(location) for location in locations], _MAX_PLACES, _(", "))
