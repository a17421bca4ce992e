"""A loaded project to the tables asked for, and the tables to bytes. Nothing here is written."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from importlib import import_module
from typing import TYPE_CHECKING

from progress_report.domain.diagnostics import DataError, Diagnostic
from progress_report.render.formats import PLAIN, TEMPLATED, Output, output_name
from progress_report.render.pdf.pdfa import VARIANTS, Archive
from progress_report.system.i18n import _

if TYPE_CHECKING:  # a misspelt format is refused before anything heavy is imported
    from collections.abc import Callable, Iterator, Sequence

    from progress_report.domain.config import ReportConfig
    from progress_report.domain.period import Period
    from progress_report.domain.table import Table
    from progress_report.render.pdf.fonts import FontSet
    from progress_report.render.pdf.printing import Printable
    from progress_report.source.load import Project


def compile_tables(
    project: Project, config: ReportConfig, periods: Sequence[Period], *, draft: bool = False
) -> tuple[list[Table], list[Diagnostic]]:
    """Make the table of each period.

    Args:
        project: Its tasks, of any year.
        config: The layout.
        periods: None given means the latest one reported.
        draft: Put the configured 待报送 where a report is missing, instead of an error.

    Returns:
        A table for each period, and everything that is wrong with any.

    Raises:
        DataError: no task reports such a period.
    """
    from progress_report.build.assemble import latest_period, merge
    from progress_report.domain.tiling import tile

    latest = latest_period(project.tasks)
    if latest is None:
        message = _("no task has an entry yet; add one to a file in {folder}")
        raise DataError(message.format(folder=(project.root / "data/tasks").as_posix()))
    tables, diagnostics = [], []
    for period in dict.fromkeys(periods or [latest]):
        of_year = [sourced for sourced in project.tasks if sourced.task.year == period.year]
        reported = any(tile(period, sourced.task.periods()).tiles for sourced in of_year)
        if not of_year or not (reported or draft):
            known = sorted({p for sourced in project.tasks for p in sourced.task.periods()})
            message = _("no task has an entry for {period}; periods with entries: {known}")
            names = _(", ").join(p.name for p in known)
            raise DataError(message.format(period=period.name, known=names))
        table, found = merge(of_year, config, period, draft=draft)
        tables.append(table)
        diagnostics += found
    return tables, diagnostics


def render(
    project: Project,
    table: Table,
    config: ReportConfig,
    formats: Sequence[str],
    *,
    fragment: bool = False,
    pdf_variant: str = VARIANTS[0],
    progress: Callable[[str, int], None] | None = None,
) -> Iterator[Output]:
    """Make the files of one table.

    Args:
        project: Where own templates and fonts lie, and where texts came from.
        table: The data.
        config: The layout.
        formats: Some of `progress_report.render.formats.FORMATS`.
        fragment: Of the web page give only the body part.
        pdf_variant: One of `progress_report.render.pdf.pdfa.VARIANTS`.
        progress: Told the name of a file, and the number of its sheets laid out so far.

    Raises:
        ReportError: a template is at fault, or this machine lacks something.
    """
    remarks: Iterator[str] = iter(())  # told with whichever file comes first
    if any(form in TEMPLATED for form in formats):
        from progress_report.render.html.page import render_fragment, render_page

        own = project.root / "templates"
        templates = own if own.is_dir() else None
        make = partial(render_page, table, config, templates)
        if "pdf" in formats:
            printable = _prepare(project, table, config, make)
            page = printable.page
        else:
            page = make()
        if templates is not None:
            from progress_report.render.html.overrides import without_effect
            from progress_report.render.html.whole import refuse_without_table

            refuse_without_table(page, table, templates, "page.html.j2")
            remarks = without_effect(templates)
    for form in formats:
        name = output_name(table.period, form, fragment=fragment)
        if form == "html":
            html = render_fragment(table, config, templates) if fragment else page
            if fragment and templates is not None:
                refuse_without_table(html, table, templates, "fragment.html.j2")
            yield Output(name, html.encode(), notes=tuple(remarks))
        elif form == "pdf":
            told = None if progress is None else partial(progress, name)
            made = _pdf(name, table, config, printable, pdf_variant, told)
            yield replace(made, notes=(*remarks, *made.notes))
        else:
            renderer = import_module(f"progress_report.render.{PLAIN[form]}")
            yield Output(name, renderer.render(table, config))


def _prepare(
    project: Project, table: Table, config: ReportConfig, make: Callable[[], str]
) -> Printable:
    from progress_report.render.pdf.fonts import missing_characters
    from progress_report.render.pdf.printing import prepare

    sources = [project.layout] if project.layout is not None else []
    sources += [sourced.source for sourced in project.tasks]

    def missing(fonts: FontSet) -> list[Diagnostic]:
        return missing_characters(table, config, fonts, sources)

    return prepare(make, project.root, config, missing)


def _pdf(
    name: str,
    table: Table,
    config: ReportConfig,
    made: Printable,
    variant: str,
    progress: Callable[[int], None] | None,
) -> Output:
    from progress_report.render import json  # the PDF carries it
    from progress_report.render.pdf.layout import likely_tall
    from progress_report.render.pdf.printing import printed

    archive = Archive(variant, f"{table.period.name}.json", json.render(table, config))
    return printed(name, made, likely_tall(table, config), progress, archive)
