"""``report collect``: write forms, merge returned forms, and show who has reported."""

from collections.abc import Mapping
from typing import ClassVar

import typer

from progress_report.cli.usage import CommandGroup
from progress_report.system.i18n import _

COMMANDS = {
    "forms": _("Write a form for each unit to fill in."),
    "merge": _("Merge filled forms into the task files."),
    "remind": _("Write a reminder for each unit whose reports are late."),
    "status": _("Show who has reported and who has not."),
}
"""Help by command name; each command is a function in the module of the same name."""


class _Collect(CommandGroup):
    help_texts = COMMANDS
    package = "progress_report.cli.collect"
    packages: ClassVar[Mapping[str, str]] = {"status": "progress_report.cli"}


collect = typer.Typer(
    cls=_Collect,
    no_args_is_help=True,
    rich_markup_mode=None,
    subcommand_metavar=_("COMMAND [ARGS]..."),
)


@collect.callback()
def _options() -> None:
    """No options before the command."""
