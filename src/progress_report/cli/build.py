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
    load_to_change,
    parse_period,
    refuse_unknown,
)
from progress_report.i18n import _
from progress_report.render.archive import VARIANTS

_DEFAULT = "html,pdf"


def build(
    periods: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="PERIOD",
            help=_("Such as 2021H1 or 2021上半年; by default the latest one reported."),
        ),
    ] = None,
    formats: Annotated[
        str | None,
        typer.Option("--format", help=_("Formats, with commas between; by default html,pdf.")),
    ] = None,
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
    pdf_variant: Annotated[
        str,
        typer.Option(
            "--pdf-variant", metavar="NAME", help=_("The PDF's standard: pdf/a-3a, pdf/ua-1, none.")
        ),
    ] = VARIANTS[0],
    check: Annotated[
        bool,
        typer.Option("--check", help=_("Write nothing; fail if what is there is not current.")),
    ] = False,
    project: ProjectOption = None,
) -> None:
    """Load, merge, render and write; print what was written, one file a line."""
    gc.disable()  # a command ends before looking for garbage pays
    from progress_report.building import FORMATS, compile_tables, render
    from progress_report.manifest import NAME, Options
    from progress_report.publish import exclusively, write_all
    from progress_report.published import Wanted, record

    wanted_formats = _formats(formats or _DEFAULT, FORMATS)
    refuse_unknown([pdf_variant], VARIANTS)
    given = [parse_period(text) for text in periods or ()]
    root = find_root(project)
    folder = out if out is not None else root / "out"
    options = Options(draft=draft, fragment=fragment, pdf_variant=pdf_variant)
    if check:
        from progress_report.cli.build_check import check_published

        particular = given or formats or options != Options(pdf_variant=VARIANTS[0])
        asked = [Wanted(period, tuple(wanted_formats), options) for period in given or (None,)]
        check_published(root, folder, asked, everything=not particular)
        return
    with exclusively(folder):
        loaded, config = load_to_change(root)
        if config.check.rules:
            from progress_report.check.run import blocking

            fail_on_errors(blocking(loaded))
        tables, diagnostics = compile_tables(loaded, config, given, draft=draft)
        fail_on_errors(diagnostics)
        outputs = []
        for table in tables:
            for output in render(
                loaded,
                table,
                config,
                wanted_formats,
                fragment=fragment,
                pdf_variant=pdf_variant,
                progress=_progress(),
            ):
                _end_progress()
                fail_on_errors(output.diagnostics)
                outputs.append(output)
        listing = record(folder, loaded, config, outputs, options)
        for text in dict.fromkeys(note for output in outputs for note in output.notes):
            typer.echo(f"report: {text}", err=True)
        files = {folder / output.name: output.content for output in outputs}
        write_all({**files, folder / NAME: listing})
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
