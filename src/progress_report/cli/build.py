"""``report build``."""

import gc
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Annotated

import typer

from progress_report.cli.project import (
    ProjectOption,
    fail_on_errors,
    find_root,
    load,
    parse_period,
    refuse_unknown,
)
from progress_report.diagnostics import DataError
from progress_report.i18n import _


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
    from progress_report.building import FORMATS, compile_tables, render

    wanted_formats = _formats(formats, FORMATS)
    given = [parse_period(text) for text in periods or ()]
    root = find_root(project)
    loaded, config = load(root)
    if config.check.rules:
        from progress_report.check.run import blocking

        fail_on_errors(blocking(loaded))
    from progress_report.publish import stale, write_all

    folder = out if out is not None else root / "out"
    files: dict[Path, bytes] = {}
    tables, diagnostics = compile_tables(loaded, config, given, draft=draft)
    fail_on_errors(diagnostics)
    for table in tables:
        for output in render(
            loaded, table, config, wanted_formats, fragment=fragment, progress=_progress()
        ):
            _end_progress()
            fail_on_errors(output.diagnostics)
            for note in output.notes:
                typer.echo(f"report: {note}", err=True)
            files[folder / output.name] = output.content
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


def _formats(text: str, known: Sequence[str]) -> list[str]:
    names = list(dict.fromkeys(name.strip().lower() for name in text.split(",") if name.strip()))
    refuse_unknown(names or [text], known)
    return names


def _progress() -> Callable[[str, int], None] | None:
    """Shows how far the PDF is, on a terminal."""

    def show(name: str, sheets: int) -> None:
        message = _("{name}: page {sheets}").format(name=name, sheets=sheets)
        typer.echo(f"\r{message}", nl=False, err=True)

    return show if sys.stderr.isatty() else None


def _end_progress() -> None:
    if sys.stderr.isatty():
        typer.echo("\r\x1b[K", nl=False, err=True)
