"""The commands, put together. Each is imported only when it is called, or asked for its help."""

from typing import Annotated

import typer

from progress_report.cli.options import option
from progress_report.cli.progress import shown
from progress_report.cli.usage import CommandGroup, show_usage_error
from progress_report.system.i18n import _

COMMANDS = (
    *("init", "new", "import", "collect", "status", "check", "build", "close", "diff", "verify"),
    *("serve", "fmt", "explain", "schema", "doctor", "git-setup", "merge-driver"),
)
"""In the order of work; ``git-setup`` is the function ``git_setup`` in a module so named, and
``import``, which Python has taken, is ``import_``."""

_STOPPED = 130  # what Typer makes of Ctrl-C too


class _Program(CommandGroup):
    names = COMMANDS
    internal = ("merge-driver",)


app = typer.Typer(
    name="report",
    cls=_Program,
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    add_completion=True,
    options_metavar=_("[OPTIONS]"),
    subcommand_metavar=_("COMMAND [ARGS]..."),
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _version(wanted: bool) -> None:
    if wanted:
        from progress_report import __version__

        typer.echo(f"report {__version__}")
        raise typer.Exit


@app.callback()
def _options(
    _show_version: Annotated[bool, option("--version", callback=_version, is_eager=True)] = False,
    _chosen_language: Annotated[str | None, option("--lang", "zh|en")] = None,
) -> None:
    """Options before the command."""


def run(arguments: list[str]) -> int:
    """Run one command; give its exit code, or raise the ReportError that it cannot go on from."""
    try:
        with shown(arguments):
            code = int(app(arguments, prog_name="report", standalone_mode=False) or 0)
    except typer.TyperException as error:
        show_usage_error(error)
        return error.exit_code
    except SystemExit as end:
        if isinstance(end.__context__, BrokenPipeError):  # Typer takes it for exit code 1
            raise end.__context__ from None
        raise
    except typer.Abort:  # the input has ended
        code = _STOPPED
    if code == _STOPPED:
        typer.echo("report: " + _("stopped"), err=True)
    return code
