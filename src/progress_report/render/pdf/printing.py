"""From a page to the file of its PDF."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from progress_report.domain.config import ReportConfig
from progress_report.domain.diagnostics import Diagnostic
from progress_report.render.formats import Output
from progress_report.render.html.overrides import differs_from_builtin
from progress_report.render.pdf.fonts import FontFile, FontSet, find_fonts
from progress_report.render.pdf.pdfa import Archive
from progress_report.render.pdf.weasyprint import load_weasyprint, render_pdf
from progress_report.system.parallel import ahead


@dataclass(frozen=True, slots=True)
class Printable:
    """A page, and what it is printed with."""

    page: str
    """Self-contained."""
    fonts: tuple[FontFile, ...]
    notes: tuple[str, ...]
    system_fonts: tuple[Path, ...] | None
    missing: tuple[Diagnostic, ...]
    """Characters that no font has."""
    own_templates: bool
    """Whether templates of the project's own take part."""


def prepare(
    make: Callable[[], str],
    root: Path,
    config: ReportConfig,
    missing: Callable[[FontSet], list[Diagnostic]],
) -> Printable:
    """Make a page ready to print, in a copy of this process while this one loads WeasyPrint.

    Args:
        make: Makes the page.
        root: The project folder.
        config: The layout, for its fonts.
        missing: Finds the characters that no font has.

    Raises:
        ReportError: a template is at fault, or this machine lacks something.
    """

    def ready() -> Printable:
        page = make()
        fonts = find_fonts(config.fonts, [root / "fonts"])
        return Printable(
            page=page,
            fonts=fonts.cut_for(page),
            notes=fonts.notes,
            system_fonts=fonts.system,
            missing=tuple(missing(fonts)),
            own_templates=differs_from_builtin(root / "templates"),
        )

    with ahead(ready) as prepared:
        load_weasyprint()
        return prepared()


def printed(
    name: str,
    made: Printable,
    tall: frozenset[str] = frozenset(),
    progress: Callable[[int], None] | None = None,
    archive: Archive | None = None,
) -> Output:
    """Print a page, unless it holds characters that no font has.

    Args:
        name: Of the file that it will be.
        made: The page.
        tall: See `progress_report.render.pdf.weasyprint.render_pdf`.
        progress: See there.
        archive: How it is to be kept.

    Raises:
        ReportError: as there.
    """
    if made.missing:
        return Output(name, diagnostics=made.missing)
    if archive is not None:
        archive = replace(archive, own_templates=made.own_templates)
    content, warnings = render_pdf(made.page, made.fonts, tall, progress, archive)
    return Output(name, content, notes=(*made.notes, *warnings), system_fonts=made.system_fonts)
