"""From a table to its outputs, in memory: the page, the PDF of it, and every other format."""

from __future__ import annotations

from dataclasses import dataclass, replace
from importlib import import_module
from typing import TYPE_CHECKING

from progress_report.build.versions import loaded_libraries
from progress_report.domain.diagnostics import ReportError
from progress_report.domain.pdf import PdfEngine, PdfVariant
from progress_report.render.formats import PLAIN, TEMPLATED, Output, output_name
from progress_report.system import progress
from progress_report.system.bounded import run_bounded
from progress_report.system.i18n import _

if TYPE_CHECKING:  # a misspelt format is refused before anything heavy is imported
    from collections.abc import Sequence
    from pathlib import Path

    from progress_report.build.manifest import Options
    from progress_report.domain.config import ReportConfig
    from progress_report.domain.diagnostics import Diagnostic
    from progress_report.domain.table import Table
    from progress_report.render.pdf.fonts import FontSet
    from progress_report.render.pdf.pdfa import Archive
    from progress_report.source.load import Project
    from progress_report.system.monitor import Monitor


def render(
    project: Project,
    table: Table,
    config: ReportConfig,
    formats: Sequence[str],
    options: Options,
    monitor: Monitor | None = None,
) -> list[Output]:
    """Make the outputs of one table; those from a project's own templates within bounds.

    The monitor receives how far a PDF is. What takes too much time or memory, or gives a page that
    cannot be printed, raises DataError; a template with an error, or a lack of this machine,
    ReportError.
    """
    config = project.layout_of(table.period, config, draft=table.draft)
    outputs = {}
    document = _TableDocument(project, table, config)
    if "pdf" in formats and (options.pdf_engine or config.pdf.engine) is PdfEngine.TYPST:
        outputs["pdf"] = _typst_pdf(document, options, monitor)
    if from_page := [form for form in formats if form in TEMPLATED and form not in outputs]:
        from progress_report.render.html.custom_templates import template_bounds

        bounds = template_bounds(project.root / "templates", len(table.rows))
        if "pdf" in from_page:
            _load_weasyprint()  # a bounded process inherits it
        pages = run_bounded(
            _page_outputs, document, from_page, options, bounds=bounds, monitor=monitor
        )
        outputs |= dict(zip(from_page, pages, strict=True))
    for form in formats:
        if form in PLAIN:
            renderer = import_module(f"progress_report.render.{PLAIN[form]}")
            content = renderer.render(table, config)
            outputs[form] = Output(output_name(table.period, form), content)
    return [outputs[form] for form in formats]


def _page_outputs(
    document: _TableDocument,
    formats: Sequence[str],
    options: Options,
    monitor: Monitor | None = None,
) -> list[Output]:
    """The outputs that are made from the page, in the order of their formats."""
    from progress_report.render.html.custom_templates import notes_on_unused, require_table
    from progress_report.render.html.page import render_fragment, render_page

    table, config, templates = document.table, document.config, document.templates
    if "pdf" in formats:
        from progress_report.render.pdf.typst_data import require_legible

        require_legible(table, config)
    page = render_page(table, config, templates)
    notes: tuple[str, ...] = ()  # on the templates: they go with whichever output comes first
    if templates is not None:
        require_table(page, table, templates, "page.html.j2")
        notes = tuple(notes_on_unused(templates))
    outputs = []
    for form in formats:
        name = output_name(table.period, form, fragment=options.fragment)
        if form == "html":
            html = render_fragment(table, config, templates) if options.fragment else page
            if options.fragment and templates is not None:
                require_table(html, table, templates, "fragment.html.j2")
            outputs.append(Output(name, html.encode(), notes=notes))
        else:
            output = _pdf(name, document, page, options, monitor)
            libraries = loaded_libraries()
            outputs.append(replace(output, notes=(*notes, *output.notes), libraries=libraries))
        notes = ()
    return outputs


@dataclass(frozen=True)
class _TableDocument:
    """A table as a document to print."""

    project: Project
    table: Table
    config: ReportConfig

    @property
    def templates(self) -> Path | None:
        """The folder of the project's own templates, if there is one."""
        folder = self.project.root / "templates"
        return folder if folder.is_dir() else None

    def missing_characters(self, fonts: FontSet) -> list[Diagnostic]:
        from progress_report.render.pdf.fonts import missing_characters

        sources = [self.project.layout] if self.project.layout is not None else []
        if (period := self.project.periods.get(self.table.period)) is not None:
            sources.insert(0, period.source)
        sources += [sourced.source for sourced in self.project.tasks]
        return missing_characters(self.table, self.config, fonts, sources)

    def archive(self, options: Options) -> Archive:
        """What the PDF claims and carries."""
        from progress_report.render import json
        from progress_report.render.pdf.pdfa import Archive

        name = f"{self.table.period.name}.json"
        data = json.render(self.table, self.config)
        return Archive(options.pdf_variant or PdfVariant.PDF_A, name, data, self.config.language)


def _load_weasyprint() -> None:
    """Load WeasyPrint; the error that it lacks a library names the engine that needs none."""
    from progress_report.render.pdf.weasyprint import load_weasyprint

    try:
        load_weasyprint()
    except ReportError as error:
        remedy = _("or print without it: write 'pdf: {engine: typst}' into data/report.yaml")
        raise ReportError(error.message, remedy) from error


def _pdf(
    name: str, document: _TableDocument, page: str, options: Options, monitor: Monitor | None
) -> Output:
    from markupsafe import escape

    from progress_report.render.html.custom_templates import custom_files
    from progress_report.render.pdf.fonts import find_fonts
    from progress_report.render.pdf.layout import likely_sheets, likely_split
    from progress_report.render.pdf.weasyprint import print_pdf
    from progress_report.render.title import title_lines

    table, config, root = document.table, document.config, document.project.root
    fonts = find_fonts(config.fonts, [root / "fonts"])
    if missing := document.missing_characters(fonts):
        return Output(name, diagnostics=tuple(missing))
    custom = custom_files(root / "templates")
    lines = "<br>".join(map(escape, title_lines(table, config)))
    page = page.replace(f"{escape(table.title)}</h1>", f"{lines}</h1>")
    sheets = likely_sheets(table, config)
    progress.begin(_("laying out"), sheets, is_estimated=True, unit=_("sheets"))
    return print_pdf(
        name,
        page,
        fonts,
        headings=None if custom else table.title + table.headings,
        custom_templates=custom,
        split=likely_split(table, config),
        archive=replace(document.archive(options), custom_templates=bool(custom)),
        monitor=monitor,
    )


def _typst_pdf(document: _TableDocument, options: Options, monitor: Monitor | None) -> Output:
    from progress_report.render.pdf.fonts import find_fonts
    from progress_report.render.pdf.typst import render_table

    table, config = document.table, document.config
    name = output_name(table.period, "pdf")
    progress.begin(_("laying out"))
    if monitor is not None:
        monitor.show_page(name, 0)
    fonts = find_fonts(config.fonts, [document.project.root / "fonts"])
    if missing := document.missing_characters(fonts):
        return Output(name, diagnostics=tuple(missing))
    archive = document.archive(options)
    content, notes = render_table(table, config, fonts, archive, document.templates)
    return Output(name, content, notes=(*fonts.notes, *notes), system_fonts=fonts.system)
