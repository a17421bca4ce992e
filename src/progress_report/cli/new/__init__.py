"""``report new``: add tasks, periods and years to a project."""

from progress_report.cli.usage import command_group
from progress_report.system.i18n import _

COMMANDS = {
    "task": _("Add tasks, or split one into several."),
    "period": _("Add the file of a period: its title, date and due date."),
    "year": _("Begin a year, and carry tasks over from the year before."),
    "end": _("End tasks, merge them into another, or note that they are done."),
    "renumber": _("Give tasks other dockets."),
}
"""Help by command name; each command is a function in the module of the same name."""

new = command_group(COMMANDS, "progress_report.cli.new")
