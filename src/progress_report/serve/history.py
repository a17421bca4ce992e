"""The last saves, so that each can be undone."""

from collections import deque
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from progress_report.domain.diagnostics import DataError
from progress_report.system.files import read_bytes
from progress_report.system.i18n import _
from progress_report.system.transaction import write_files

MAX_SAVES = 20

Contents = Mapping[Path, bytes | None]
"""The content of each file; None if there is none."""


@dataclass(frozen=True)
class Save:
    """What was written at once."""

    title: str
    """For the reader, such as the docket."""
    before: Contents
    after: Contents
    into_closed: bool = False
    """Whether a person has confirmed that it changes a closed period."""


@dataclass
class History:
    """The saves of this run of the server that can be undone, the latest last."""

    saves: deque[Save] = field(default_factory=lambda: deque(maxlen=MAX_SAVES))

    def write(self, files: Contents, title: str, *, into_closed: bool = False) -> None:
        """Write files in one transaction, and remember what they were.

        Raises:
            ReportError: they cannot be written; nothing has been.
        """
        before = {path: content_of(path) for path in files}
        changed = {path: content for path, content in files.items() if before[path] != content}
        if changed:
            write_files(changed)
            old = {path: before[path] for path in changed}
            self.saves.append(Save(title, old, changed, into_closed))

    def record(
        self, write: Callable[[], object], files: Iterable[Path], folder: Path, title: str
    ) -> None:
        """Call what writes files, and others in a folder, and remember what they were.

        Raises:
            ReportError: they cannot be written; nothing has been.
        """
        before = {path: content_of(path) for path in {*files, *folder.glob("*")}}
        write()
        after = {path: content_of(path) for path in {*before, *folder.glob("*")}}
        changed = [path for path, content in after.items() if before.get(path) != content]
        if changed:
            old, new = ({p: side.get(p) for p in changed} for side in (before, after))
            self.saves.append(Save(title, old, new))

    def undo(self) -> Save:
        """Take the last save back.

        Raises:
            DataError: there is none, or a file has been changed since.
        """
        if not self.saves:
            raise DataError(_("there is no save to undo"))
        last = self.saves[-1]
        for path, content in last.after.items():
            if content_of(path) != content:
                message = _("{path} was changed since it was saved here; the save stays")
                raise DataError(message.format(path=path.as_posix()))
        write_files(last.before)
        return self.saves.pop()


def content_of(path: Path) -> bytes | None:
    """What a file holds; None if there is none."""
    return read_bytes(path) if path.is_file() else None
