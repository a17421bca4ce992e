"""The commands, put together. Each is imported only when it is called, or asked for its help."""

from typing import Annotated

import typer

from progress_report.cli.progress import shown
from progress_report.cli.usage import CommandGroup, show_usage_error
from progress_report.system.i18n import _

COMMANDS = {
    "init": _("Start a project: its layout, README and settings."),
    "new": _("Add tasks, periods and years."),
    "import": _("Import tables into task files: Word, Excel, CSV, web page, PDF."),
    "collect": _("Send forms to units, and merge the returned ones."),
    "status": _("Show at a glance who has reported and what is behind."),
    "check": _("Find mistakes in task files before they are published."),
    "build": _("Build the table of one or more periods."),
    "close": _("Close a period: its table stays as readers saw it."),
    "diff": _("Show what changed between periods, revisions or projects."),
    "verify": _("Check whether a published file matches the data."),
    "serve": _("Work on the project in a browser on this machine."),
    "fmt": _("Put task files into canonical form."),
    "explain": _("Explain a rule of 'report check', with examples."),
    "schema": _("Print a JSON Schema for editors."),
    "doctor": _("Check what this machine and the project have, and what is missing."),
    "git-setup": _("Configure git to compare and merge task files."),
    "merge-driver": _("Merge two versions of a task file; for git to call."),
}
"""Their help by their names, in the order of work; ``git-setup`` is the function ``git_setup`` in a
module so named, and ``import``, which Python has taken, is ``import_``."""

_STOPPED = 130  # what Typer makes of Ctrl-C too


class _Program(CommandGroup):
    help_texts = COMMANDS
    internal = ("merge-driver",)


app = typer.Typer(
    name="report",
    cls=_Program,
    help=_("Compile task files into the official progress table."),
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
    _show_version: Annotated[
        bool,
        typer.Option("--version", callback=_version, is_eager=True, help=_("Print the version.")),
    ] = False,
    _chosen_language: Annotated[
        str | None,
        typer.Option(
            "--lang",
            metavar="zh|en",
            help=_("Language of messages; by default that of the system (LANG)."),
        ),
    ] = None,
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
    except typer.Abort:  # the input has ended
        code = _STOPPED
    if code == _STOPPED:
        typer.echo("report: " + _("stopped"), err=True)
    return code
