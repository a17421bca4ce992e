"""The two sides of a merge that git has left unfinished, for files that conflict as wholes."""

from collections.abc import Sequence
from pathlib import Path

from progress_report.domain.diagnostics import DataError
from progress_report.domain.period import Period
from progress_report.git.run import git_output
from progress_report.source.files import CLOSED_FOLDER, PERIODS_FOLDER
from progress_report.system.i18n import _, period_name

_STAGES = {"ours": b"2", "theirs": b"3"}


def chosen_files(root: Path, periods: Sequence[Period], side: str) -> dict[Path, bytes]:
    """The closed tables and periods files of some periods, as one side of a merge has them.

    ``side`` is ``ours`` or ``theirs``.

    Raises:
        DataError: git has no conflict in them.
    """
    listing = git_output(root, "ls-files", "-u", "-z", "--", "data")
    files: dict[Path, bytes] = {}
    for item in filter(None, listing.split(b"\0")):
        facts, _tab, name = item.partition(b"\t")
        path = Path(name.decode(errors="surrogateescape"))
        _mode, blob, stage = facts.split(b" ")
        folder_and_period = path.parent, path.name.partition(".")[0]
        wanted = {(f, p.name) for f in (CLOSED_FOLDER, PERIODS_FOLDER) for p in periods}
        if stage == _STAGES[side] and folder_and_period in wanted:
            files[root / path] = git_output(root, "cat-file", "blob", blob.decode())
    if not files:
        message = _("git has no conflict in the files of {periods}")
        names = _(", ").join(map(period_name, periods))
        raise DataError(message.format(periods=names))
    return files
