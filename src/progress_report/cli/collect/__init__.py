"""``report collect``: write forms, merge returned forms, and show who has reported."""

from progress_report.cli.usage import command_group
from progress_report.system.i18n import _

COMMANDS = {
    "forms": _("Write a form for each unit to fill in."),
    "merge": _("Merge filled forms into the task files."),
    "remind": _("Write a reminder for each unit whose reports are late."),
    "status": _("Show who has reported and who has not."),
}
"""Help by command name; each command is a function in the module of the same name."""

collect = command_group(COMMANDS, "progress_report.cli.collect", {"status": "progress_report.cli"})
