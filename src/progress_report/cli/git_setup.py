"""``report git-setup``."""

from typing import Annotated

from progress_report.cli.console import echo
from progress_report.cli.options import option
from progress_report.cli.project import ProjectOption, find_root
from progress_report.system.i18n import _


def git_setup(
    take_back: Annotated[bool, option("--undo")] = False, project: ProjectOption = None
) -> None:
    """Set up how git compares and merges task files: .gitattributes and local configuration."""
    root = find_root(project)
    from progress_report.git.setup import set_up, undo

    result = undo(root) if take_back else set_up(root)
    for heading, lines in (
        (_("set: {what}"), result.set),
        (_("removed: {what}"), result.removed),
        (_("restored: {what}"), result.restored),
        (_("left alone, as it was changed since: {what}"), result.kept),
    ):
        for line in lines:
            echo(heading.format(what=_printable(line)))
    if not (result.set or result.removed or result.restored or result.kept):
        echo(_("nothing to take back") if take_back else _("everything is set already"))


def _printable(value: str) -> str:
    """A setting on one line, its bytes that are not text spelt as a shell's ``printf`` has them."""
    raw = value.replace("\n", "\\n").encode(errors="surrogateescape")
    return raw.decode(errors="backslashreplace")
