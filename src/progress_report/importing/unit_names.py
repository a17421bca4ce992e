"""Names of units in tables and forms: earlier ones become the present ones, others are reported."""

from collections.abc import Iterator
from dataclasses import replace

from progress_report.domain.diagnostics import Diagnostic, Location, Severity
from progress_report.domain.offices import Offices
from progress_report.importing.statement import PlacedText, Statement
from progress_report.source.load import unclear_unit, unknown_unit
from progress_report.system.i18n import _


def present_names(text: str, offices: Offices, location: Location) -> tuple[str, list[Diagnostic]]:
    """A list of units with their present names, and a diagnostic for each other one.

    Task files and forms have these for periods before a unit was renamed, too. A name that two
    units claim stays, with an error that asks which of them is meant.
    """
    if not offices.offices:
        return text, []
    outdated = offices.outdated(text)
    diagnostics = [_outdated(name, units, location) for name, units in outdated.items()]
    unknown = offices.unknown(text).items()
    diagnostics += [unknown_unit(name, similar, location) for name, similar in unknown]
    return offices.replaced(text, outdated), diagnostics


def _outdated(name: str, units: list[str], location: Location) -> Diagnostic:
    if len(units) == 1:
        message = _("'{name}' is now '{unit}'; taken under its present name")
        message = message.format(name=name, unit=units[0])
        return Diagnostic("renamed-office", message, location, severity=Severity.NOTE)
    return unclear_unit(name, units, location)


def rename_units(statement: Statement, offices: Offices) -> Iterator[Diagnostic]:
    """Change the units of a statement to their present names; what there is to say of them."""
    for key in ("lead", "units"):
        cell: PlacedText | None = getattr(statement, key)
        if cell is not None:
            text, diagnostics = present_names(cell.text, offices, cell.location)
            setattr(statement, key, replace(cell, text=text))
            yield from diagnostics
    for period, report in statement.reports.items():
        parts = []
        for part in report.parts:
            unit, diagnostics = present_names(part.unit, offices, report.location)
            parts.append(replace(part, unit=unit))
            yield from diagnostics
        statement.reports[period] = replace(report, parts=(*parts,))
