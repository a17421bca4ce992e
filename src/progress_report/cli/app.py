"""The commands, put together. Heavy packages are imported by the command that needs them."""

from typing import Annotated

import typer

from progress_report.cli.build import build
from progress_report.cli.check import check
from progress_report.cli.collect import collect
from progress_report.cli.diff import diff
from progress_report.cli.explain import explain
from progress_report.cli.fmt import fmt
from progress_report.cli.git_setup import git_setup
from progress_report.cli.import_ import import_
from progress_report.cli.merge_driver import merge_driver
from progress_report.cli.schema import schema
from progress_report.cli.usage import Command, Group, show_usage_error
from progress_report.i18n import _

app = typer.Typer(
    name="report",
    cls=Group,
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
        from importlib.metadata import version

        typer.echo(f"report {version('progress-report')}")
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


for name, function, words in (
    ("build", build, _("Build the table of one or more periods.")),
    ("check", check, _("Find what is wrong in task files, before it is published.")),
    ("diff", diff, _("Show what changed between periods, revisions or projects.")),
    ("explain", explain, _("Explain a rule of 'report check', with examples.")),
    ("fmt", fmt, _("Put task files into canonical form.")),
    ("git-setup", git_setup, _("Tell git how task files are compared and merged.")),
    (
        "import",
        import_,
        _("Bring tables from elsewhere into task files: Word, Excel, CSV, web page, PDF."),
    ),
    ("merge-driver", merge_driver, _("Merge two versions of a task file; for git to call.")),
    ("schema", schema, _("Print a JSON Schema for editors.")),
):
    app.command(name, cls=Command, help=words, options_metavar=_("[OPTIONS]"))(function)
app.add_typer(collect, name="collect", help=_("Give forms out to units, and take them back."))


def run(arguments: list[str]) -> int:
    """Run one command.

    Returns:
        The exit code.

    Raises:
        ReportError: what the command cannot go on from.
    """
    try:
        return int(app(arguments, prog_name="report", standalone_mode=False) or 0)
    except typer.TyperException as error:
        show_usage_error(error)
        return error.exit_code
    except typer.Abort:
        typer.echo("report: " + _("stopped"), err=True)
        return 130
