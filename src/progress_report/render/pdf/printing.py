"""Print a document to PDF; its page is rendered while WeasyPrint is being imported."""

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Protocol

from progress_report.domain.config import ReportConfig
from progress_report.domain.diagnostics import DataError, Diagnostic, ReportError
from progress_report.render.formats import Output
from progress_report.render.html.custom_templates import custom_files
from progress_report.render.pdf.fonts import FontFile, FontSet, find_fonts
from progress_report.render.pdf.pdfa import Archive
from progress_report.render.pdf.weasyprint import PageMonitor, load_weasyprint, render_pdf
from progress_report.system.bounded import TooExpensiveError
from progress_report.system.i18n import _
from progress_report.system.parallel import fork_call


class Document(Protocol):
    """Something to print."""

    def render(self) -> str:
        """The page, self-contained."""

    @property
    def headings(self) -> str | None:
        """The text in the fonts of headings with built-in templates; None if any may be."""

    def missing_characters(self, fonts: FontSet) -> list[Diagnostic]:
        """The characters that no font has."""


@dataclass(frozen=True, slots=True)
class Printable:
    """A page with everything needed to print it."""

    page: str
    """Self-contained."""
    fonts: tuple[FontFile, ...]
    notes: tuple[str, ...]
    system_fonts: tuple[Path, ...] | None
    missing: tuple[Diagnostic, ...]
    """The characters that no font has."""
    custom_templates: str
    """The project's own templates, for a message; empty if there are none."""


def prepare(document: Document, root: Path, config: ReportConfig) -> Printable:
    """Make a page ready to print, in a copy of this process while this one loads WeasyPrint.

    Raises:
        ReportError: a template has an error, or this machine lacks something.
    """

    def printable() -> Printable:
        page = document.render()
        fonts = find_fonts(config.fonts, [root / "fonts"])
        custom = custom_files(root / "templates")
        return Printable(
            page=page,
            fonts=fonts.subset_for(page, None if custom else document.headings),
            notes=fonts.notes,
            system_fonts=fonts.system,
            missing=tuple(document.missing_characters(fonts)),
            custom_templates=custom,
        )

    with fork_call(printable) as prepared:
        load_weasyprint()
        return prepared()


def print_pdf(
    name: str,
    printable: Printable,
    *,
    split: frozenset[str] = frozenset(),
    archive: Archive | None = None,
    monitor: PageMonitor | None = None,
) -> Output:
    """Print a page, unless it holds characters that no font has.

    Raises:
        DataError: a project's own templates give a page that cannot be printed.
        ReportError: as there.
    """
    if printable.missing:
        return Output(name, diagnostics=printable.missing)
    if archive is not None:
        archive = replace(archive, custom_templates=bool(printable.custom_templates))
    page, fonts = printable.page, printable.fonts
    try:
        content, warnings = render_pdf(
            page, fonts, split=split, archive=archive, monitor=monitor, name=name
        )
    except (ReportError, OSError, MemoryError, TooExpensiveError):
        raise
    except Exception as error:
        if not printable.custom_templates:
            raise
        message = _("the page cannot be printed ({reason}); simplify it")
        if isinstance(error, RecursionError):
            message = _("the page cannot be printed: its elements are nested too deeply")
        reason = f"{type(error).__name__}: {error}"
        raise DataError(f"{printable.custom_templates}: {message.format(reason=reason)}") from error
    notes = (*printable.notes, *warnings)
    return Output(name, content, notes=notes, system_fonts=printable.system_fonts)
