"""``report build``."""

import gc
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from progress_report.cli.project import (
    CONFIG,
    ProjectOption,
    fail_on_errors,
    find_root,
    load,
    parse_period,
    refuse_unknown,
)
from progress_report.diagnostics import DataError
from progress_report.i18n import _

if TYPE_CHECKING:
    from progress_report.config import ReportConfig
    from progress_report.period import Period
    from progress_report.source.load import Project
    from progress_report.table import Table

FORMATS = ("html", "pdf")


def build(
    periods: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="PERIOD",
            help=_("Such as 2021H1 or 2021上半年; by default the latest one reported."),
        ),
    ] = None,
    formats: Annotated[
        str, typer.Option("--format", help=_("Formats, with commas between: html, pdf."))
    ] = "html,pdf",
    out: Annotated[
        Path | None,
        typer.Option("--out", metavar="DIR", help=_("Where to write; by default out/.")),
    ] = None,
    draft: Annotated[
        bool, typer.Option("--draft", help=_("Put 待报送 where a report is missing."))
    ] = False,
    fragment: Annotated[
        bool, typer.Option("--fragment", help=_("HTML: only the body part, for a site's CMS."))
    ] = False,
    check: Annotated[
        bool,
        typer.Option("--check", help=_("Write nothing; fail if what is there is not current.")),
    ] = False,
    project: ProjectOption = None,
) -> None:
    """Load, merge, render and write; print what was written, one file a line."""
    gc.disable()  # a command ends before looking for garbage pays
    wanted_formats = _formats(formats)
    given = [parse_period(text) for text in periods or ()]
    root = find_root(project)
    loaded, config = load(root)
    if config.check.rules:
        from progress_report.check.run import blocking

        fail_on_errors(blocking(loaded))
    from progress_report.publish import stale, write_all

    folder = out if out is not None else root / "out"
    files: dict[Path, bytes] = {}
    for table in _tables(loaded, config, given, draft=draft):
        for name, content in _render(loaded, table, config, wanted_formats, fragment=fragment):
            files[folder / name] = content
    if check:
        if old := stale(files):
            names = ", ".join(path.as_posix() for path in old)
            message = _("not current: {names}; run 'report build' and publish again")
            raise DataError(message.format(names=names))
        typer.echo(_("current: {count} files").format(count=len(files)))
        return
    write_all(files)
    for path in files:
        typer.echo(path.as_posix())


def _formats(text: str) -> list[str]:
    names = list(dict.fromkeys(name.strip().lower() for name in text.split(",") if name.strip()))
    refuse_unknown(names or [text], FORMATS)
    return names


def _tables(
    project: "Project", config: "ReportConfig", given: list["Period"], *, draft: bool
) -> list["Table"]:
    """The table of each period; everything that is wrong with any is told before stopping."""
    from progress_report.merge import latest_period, merge, tile

    latest = latest_period(project.tasks)
    if latest is None:
        message = _("no task has an entry yet; add one to a file in {folder}")
        raise DataError(message.format(folder=(project.root / "data/tasks").as_posix()))
    tables, diagnostics = [], []
    for period in dict.fromkeys(given or [latest]):
        of_year = [sourced for sourced in project.tasks if sourced.task.year == period.year]
        reported = any(tile(period, sourced.task.periods()).tiles for sourced in of_year)
        if not of_year or not (reported or draft):
            known = sorted({p for sourced in project.tasks for p in sourced.task.periods()})
            message = _("no task has an entry for {period}; periods with entries: {known}")
            names = ", ".join(p.name for p in known)
            raise DataError(message.format(period=period.name, known=names))
        table, found = merge(of_year, config, period, draft=draft)
        tables.append(table)
        diagnostics += found
    fail_on_errors(diagnostics)
    return tables


def _render(
    project: "Project",
    table: "Table",
    config: "ReportConfig",
    formats: list[str],
    *,
    fragment: bool,
) -> Iterator[tuple[str, bytes]]:
    from progress_report.render.html import render_fragment, render_page

    own = project.root / "templates"
    templates = own if own.is_dir() else None
    page = render_page(table, config, templates)
    if "html" in formats:
        html = render_fragment(table, config, templates) if fragment else page
        yield f"{table.period.name}{'.fragment' if fragment else ''}.html", html.encode()
    if "pdf" in formats:
        yield f"{table.period.name}.pdf", _pdf(project, table, page, config)


def _pdf(project: "Project", table: "Table", page: str, config: "ReportConfig") -> bytes:
    from progress_report.render.fonts import find_fonts, missing_characters
    from progress_report.render.layout import likely_tall
    from progress_report.render.pdf import render_pdf
    from progress_report.source.nodes import Source

    fonts = find_fonts(config.fonts, [project.root / "fonts"])
    layout = project.root / CONFIG
    sources = [Source(layout.as_posix(), layout.read_text(encoding="utf-8-sig"))]
    sources += [sourced.source for sourced in project.tasks]
    fail_on_errors(missing_characters(table, config, fonts, sources))
    on_terminal = sys.stderr.isatty()

    def progress(sheets: int) -> None:
        message = _("{name}: page {sheets}").format(name=f"{table.period.name}.pdf", sheets=sheets)
        typer.echo(f"\r{message}", nl=False, err=True)

    content, warnings = render_pdf(
        page, fonts, likely_tall(table, config), progress if on_terminal else None
    )
    if on_terminal:
        typer.echo("\r\x1b[K", nl=False, err=True)
    for note in (*fonts.notes, *warnings):
        typer.echo(f"report: {note}", err=True)
    return content
