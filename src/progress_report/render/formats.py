"""The formats of a table, and the output of each. Imports nothing heavy."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from progress_report.domain.diagnostics import Diagnostic, ReportError
from progress_report.domain.period import Period
from progress_report.system.i18n import _

TEMPLATED = ("html", "pdf")  # formats rendered from the page
PLAIN: dict[str, str] = {
    "xlsx": "excel.table",
    "csv": "csv",
    "json": "json",
    "docx": "word.table",
    "md": "markdown",
}
"""Formats without templates: the module of `progress_report.render` whose ``render`` takes the
table and the layout. Each imports a package of its own, so none is imported here."""
VERSION = 1  # of the JSON of a table: increased when a key changes its meaning or is removed
FORMATS = (*TEMPLATED, *PLAIN)  # named by the suffixes of their files
FORMAT_LABELS = {
    **{form: form.upper() for form in FORMATS},
    "html": "网页",
    "docx": "Word",
    "xlsx": "Excel",
    "md": "Markdown",
}


@dataclass(frozen=True, slots=True)
class Output:
    """A file made from the data."""

    name: str
    content: bytes = b""  # empty if there are errors
    diagnostics: tuple[Diagnostic, ...] = ()
    notes: tuple[str, ...] = ()  # for the user, though nothing is wrong with the data
    system_fonts: tuple[Path, ...] | None = None
    libraries: Mapping[str, str] | None = field(default_factory=dict)


def output_name(period: Period, form: str, *, fragment: bool = False) -> str:
    """The name of the file of a period in a format, such as ``2021H1.pdf``."""
    return f"{period.name}{'.fragment' if fragment and form == 'html' else ''}.{form}"


def reject_unknown_formats(names: Sequence[str], formats: Sequence[str] = FORMATS) -> None:
    """Check the names of formats. Raises ReportError if some are unknown; names them."""
    if unknown := [name for name in names if name not in formats]:
        message = _("unknown format '{names}'; there are: {formats}")
        raise ReportError(
            message.format(names=_(", ").join(unknown), formats=_(", ").join(formats))
        )
