"""The command line. Heavy packages are imported by the command that needs them."""

import os
import sys
from typing import Annotated

import typer

from progress_report.cli.build import build
from progress_report.cli.check import check
from progress_report.cli.fmt import fmt
from progress_report.cli.import_ import import_
from progress_report.cli.schema import schema
from progress_report.i18n import _

app = typer.Typer(
    name="report",
    help=_("Compile task files into the official progress table."),
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version

        typer.echo(f"report {version('progress-report')}")
        raise typer.Exit


@app.callback()
def _options(
    _show_version: Annotated[
        bool,
        typer.Option("--version", callback=_version, is_eager=True, help=_("Print the version.")),
    ] = False,
) -> None:
    """Options before the command."""


app.command("build", help=_("Build the table of one or more periods."))(build)
app.command("check", help=_("Find what is wrong in all task files."))(check)
app.command("fmt", help=_("Put task files into canonical form."))(fmt)
app.command("import", help=_("Bring a published page into task files."))(import_)
app.command("schema", help=_("Print a JSON Schema for editors."))(schema)


def main() -> None:
    """Run the command line; the process ends with the exit codes the README lists."""
    from progress_report.diagnostics import ReportError

    for stream in (sys.stdout, sys.stderr):
        # LANG=C must not turn a Chinese message into a crash
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    try:
        app()
    except ReportError as error:
        typer.echo(f"report: {error}", err=True)
        sys.exit(error.exit_code)
    except BrokenPipeError:
        # the reader of our output has gone: nothing is left to say, not even at exit
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1)
    except Exception as error:
        if os.environ.get("REPORT_TRACEBACK"):
            raise
        text = _("this is a fault of the program, not yours: {error}").format(
            error=f"{type(error).__name__}: {error}"
        )
        hint = _("run it again with REPORT_TRACEBACK=1 and send us what it prints")
        typer.echo(f"report: {text}\nreport: {hint}", err=True)
        sys.exit(3)
