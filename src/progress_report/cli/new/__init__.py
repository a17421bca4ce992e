"""``report new``: add tasks, periods and years to a project."""

import typer

from progress_report.cli.usage import CommandGroup
from progress_report.system.i18n import _

COMMANDS = {
    "task": _("Add tasks, or split one into several."),
    "period": _("Add the file of a period: its title, date and due date."),
    "year": _("Begin a year, and carry tasks over from the year before."),
    "end": _("End a task after a period, or merge it into another."),
    "renumber": _("Give tasks other dockets."),
}
"""Help by command name; each command is a function in the module of the same name."""


class _New(CommandGroup):
    help_texts = COMMANDS
    package = "progress_report.cli.new"


new = typer.Typer(
    cls=_New,
    no_args_is_help=True,
    rich_markup_mode=None,
    subcommand_metavar=_("COMMAND [ARGS]..."),
)


@new.callback()
def _options() -> None:
    """No options before the command."""
