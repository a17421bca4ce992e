"""The last saves, so that each can be undone. What cannot be written raises ReportError."""

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from itertools import count
from pathlib import Path

from progress_report.domain.diagnostics import DataError
from progress_report.system.files import read_bytes
from progress_report.system.i18n import _
from progress_report.system.transaction import write_files

MAX_SAVES = 20

Contents = Mapping[Path, bytes | None]  # the content of each file; None if there is none


@dataclass(frozen=True)
class Save:
    """What was written at once."""

    number: str  # what a form names it by
    title: str  # for the reader, such as the docket
    before: Contents
    after: Contents
    into_closed: bool = False  # whether a person has confirmed that it changes a closed period


@dataclass
class History:
    """The saves of this run of the server that can be undone, the latest last."""

    saves: deque[Save] = field(default_factory=lambda: deque(maxlen=MAX_SAVES))
    _numbers: Iterator[int] = field(default_factory=count)

    def write(self, files: Contents, title: str, *, into_closed: bool = False) -> None:
        """Write files in one transaction, and remember what they were."""
        changed = {path: content for path, content in files.items() if content_of(path) != content}
        if changed:
            self.record(partial(write_files, changed), changed, title, into_closed=into_closed)

    def record(
        self,
        write: Callable[[], object],
        files: Iterable[Path],
        title: str,
        *,
        folder: Path | None = None,
        into_closed: bool = False,
    ) -> None:
        """Call what writes files, and others in a folder, and remember what they were."""
        before = _contents(files, folder)
        write()
        after = _contents(before, folder)
        changed = [path for path, content in after.items() if before.get(path) != content]
        if changed:
            old, new = ({p: side.get(p) for p in changed} for side in (before, after))
            self.saves.append(Save(str(next(self._numbers)), title, old, new, into_closed))

    def find(self, number: str = "") -> Save:
        """A save that can be undone, by default the last: no file has been changed since."""
        save = next((s for s in reversed(self.saves) if number in ("", s.number)), None)
        if save is None:
            raise DataError(_("there is no save to undo"))
        for path, content in save.after.items():
            if content_of(path) != content:
                message = _("{path} was changed since it was saved here; the save stays")
                raise DataError(message.format(path=path.as_posix()))
        return save

    def undo(self, save: Save) -> None:
        """Take a save back, and forget it."""
        write_files(save.before)
        self.saves.remove(save)


def _contents(files: Iterable[Path], folder: Path | None) -> dict[Path, bytes | None]:
    return {path: content_of(path) for path in {*files, *(folder.glob("*") if folder else ())}}


def content_of(path: Path) -> bytes | None:
    """What a file holds; None if there is none."""
    return read_bytes(path) if path.is_file() else None
