"""A task file that says something new: its bytes, or why there are none."""

from pathlib import Path

from progress_report.domain.diagnostics import Diagnostic, Location
from progress_report.domain.task import Task
from progress_report.source.load import SourcedTask
from progress_report.source.writing.edit import EditError, amend
from progress_report.system.i18n import _


def rewritten(before: SourcedTask, after: Task, where: Location) -> bytes | Diagnostic:
    """The file of a task with what it says now; comments and everything else as they were.

    Args:
        before: The task as it was loaded.
        after: The task as it is to be.
        where: What asks for the change, for a finding.
    """
    path = Path(before.source.path)
    raw = path.read_bytes().decode("utf-8")
    if raw.removeprefix("\ufeff") != before.source.text:
        message = _("{path} was changed while it was read").format(path=path.as_posix())
        return Diagnostic("not-editable", message, where, _("run it again"))
    try:
        return amend(raw, after).encode()
    except EditError:
        message = _("{path} cannot be changed without rewriting it").format(path=path.as_posix())
        hint = _("write its entries as an indented block, one key a line")
        return Diagnostic("not-editable", message, where, hint)
