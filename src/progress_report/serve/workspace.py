"""The project kept warm between requests: loaded, checked and assembled again when files change.

With it the latest build, and the last saves, so that each can be undone: what cannot be written
raises ReportError.
"""

import contextlib
import os
import secrets
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import partial
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar, cast

from progress_report.build.assemble_table import assemble_table
from progress_report.build.build_project import build_project
from progress_report.build.period_tables import closed_table, default_period
from progress_report.build.request import Request
from progress_report.check.run import check
from progress_report.domain.config import ReportConfig
from progress_report.domain.diagnostics import DataError, Diagnostic, ReportError
from progress_report.domain.period import Period
from progress_report.domain.period_file import RowChoice
from progress_report.domain.table import Table
from progress_report.editing.tasks import next_period
from progress_report.source.closed import with_closed_reports
from progress_report.source.files import OUT_FOLDER
from progress_report.source.load import Project, load_project
from progress_report.status.overview import Overview, overview
from progress_report.status.state import with_state
from progress_report.system.files import as_problem, read_bytes
from progress_report.system.i18n import _, language
from progress_report.system.monitor import Monitor
from progress_report.system.transaction import exclusive_lock, write_files
from progress_report.verify.comparison import Comparison
from progress_report.verify.output_folder import compare_folder, require_complete

if TYPE_CHECKING:
    from progress_report.serve.entry import Unsaved


@dataclass
class Building(Monitor):
    """The latest build of a server."""

    root: Path
    diagnostics: list[Diagnostic] = field(default_factory=list)
    step: str = ""
    problem: ReportError | None = None
    files: tuple[Path, ...] = ()
    notes: tuple[str, ...] = ()
    comparisons: Sequence[Comparison] | None = None
    """Of the published files, if they were compared with what a build gives now."""
    started: float = 0
    stamp: "Stamp | None" = None  # of the files that it was begun with
    _request: Request | None = None
    _thread: threading.Thread | None = None

    @property
    def running(self) -> bool:
        """Whether it goes on."""
        return self._thread is not None and self._thread.is_alive()

    @property
    def seconds(self) -> int:
        """How long it has been going on."""
        return int(time.monotonic() - self.started)

    @property
    def is_comparison(self) -> bool:
        """Whether it compares what is published, and writes nothing."""
        return self._request is None

    def start(self, request: Request | None, stamp: "Stamp") -> None:
        """Begin a build, unless one goes on; without a request, compare what is published."""
        if self.running:
            raise ReportError(_("a build is going on; wait until it has ended"))
        self.diagnostics, self.step, self.problem = [], "", None
        self.files, self.notes, self.comparisons = (), (), None
        self.started, self.stamp, self._request = time.monotonic(), stamp, request
        self._thread = threading.Thread(target=self._run, args=(request,))
        self._thread.start()

    def wait(self, seconds: float) -> None:
        """Wait until it has ended, but no longer than that."""
        if self._thread is not None:
            self._thread.join(seconds)

    def _run(self, request: Request | None) -> None:
        try:
            if request is None:
                self._compare()
                return
            built = build_project(self.root, request, self)
            self.files, self.notes = built.files, built.notes
        except Exception as error:  # noqa: BLE001 - a thread has no one else to hand it to
            self.problem = as_problem(error)

    def _compare(self) -> None:
        project, folder = load_project(self.root), self.root / OUT_FOLDER
        require_complete(folder, self.root)
        if project.config is None:
            raise DataError(_("data/report.yaml has errors; correct them first"))
        self.comparisons, diagnostics = compare_folder(folder, project, project.config, ())
        self.show(diagnostics)

    def show(self, diagnostics: Sequence[Diagnostic]) -> None:
        """Keep diagnostics."""
        self.diagnostics += diagnostics

    def show_page(self, name: str, pages: int) -> None:
        """Keep what is being made."""
        self.step = _("{name}: page {pages}").format(name=name, pages=pages) if pages else name


MAX_SAVES = 20

Contents = Mapping[Path, bytes | None]  # the content of each file; None if there is none


@dataclass(frozen=True)
class Title:
    """What a save is named by, in no language yet."""

    subject: str = ""  # such as the docket
    period: Period | None = None
    operation: str = ""  # the name of the form among those of the pages


@dataclass(frozen=True)
class Save:
    """What was written at once."""

    number: str  # what a form names it by
    time: str  # of the clerk's own clock
    title: Title
    before: Contents
    after: Contents
    into_closed: bool = False  # whether a person has confirmed that it changes a closed period


@dataclass
class History:
    """The saves of this run of the server that can be undone, the latest last."""

    saves: deque[Save] = field(default_factory=lambda: deque(maxlen=MAX_SAVES))
    _numbers: Iterator[int] = field(default_factory=count)

    def write(self, files: Contents, title: Title, *, into_closed: bool = False) -> None:
        """Write files in one transaction, and remember what they were."""
        self.record(partial(write_files, files), files, title, into_closed=into_closed)

    def record(
        self,
        write: Callable[[], object],
        files: Iterable[Path],
        title: Title,
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
            number, clock = str(next(self._numbers)), f"{datetime.now():%H:%M:%S}"  # noqa: DTZ005 - the clerk's own clock
            self.saves.append(Save(number, clock, title, old, new, into_closed))

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


Stamp = tuple[tuple[str, int, int, int], ...]
"""Name, time of change, size and number of each file below ``data`` and ``out``."""
_MAX_UPLOADS = 4
_Value = TypeVar("_Value")


@dataclass
class Workspace:
    """The project of one server. What it gives is always that of the files as they are now.

    Where data/report.yaml has errors, what needs the layout raises DataError.
    """

    root: Path
    read_only: bool = False
    history: History = field(default_factory=History)
    building: Building = field(init=False)
    unsaved: "Unsaved | None" = None  # the report that was being written last, for previews
    _remembered: int = 0
    _lock: threading.RLock = field(default_factory=threading.RLock)
    _state: tuple[Stamp, str] | None = None
    """The files, and the language of the reader, that what is kept was computed for."""
    _of_request: threading.local = field(default_factory=threading.local)
    """The stamp that the request of each thread goes by."""
    _kept: dict[str, Any] = field(default_factory=dict)
    uploads: dict[str, list[tuple[str, bytes]]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Nothing is being built."""
        self.building = Building(self.root)

    def stamp(self) -> Stamp:
        """What differs as soon as a file of the project does."""
        return tuple(sorted((*_states(str(self.root / "data")), *_states(str(self.out)))))

    def relative(self, path: str) -> str:
        """A path within the project, as pages name it."""
        return path.removeprefix(f"{self.root.as_posix()}/")

    @property
    def out(self) -> Path:
        """Where the published files are."""
        return self.root / OUT_FOLDER

    @property
    def project(self) -> Project:
        """The project as loaded."""
        return self._current("project", partial(load_project, self.root))

    @property
    def config(self) -> ReportConfig:
        """The layout. Raises DataError if data/report.yaml has errors."""
        config = self.project.config
        if config is None:
            raise DataError(_("data/report.yaml has errors; correct them first"))
        return config

    @property
    def diagnostics(self) -> list[Diagnostic]:
        """All that is wrong in the project, by place."""
        project = self.project
        return self._current("diagnostics", partial(check, project))

    @property
    def periods(self) -> set[Period]:
        """The periods of the project: with a file, an entry or a closed table."""
        project = self.project
        reported = {p for sourced in project.tasks for p in sourced.task.periods()}
        return {*project.periods, *project.closed, *reported}

    @property
    def present_period(self) -> Period:
        """The period that is being worked on: the latest open one, or the first one."""
        project = self.project
        still_open = {
            period
            for period in self.periods
            if not period.is_plan and not any(closed.contains(period) for closed in project.closed)
        }
        if still_open:
            return max(still_open)
        try:
            return default_period(project, draft=True)
        except DataError:
            return next_period(project)

    @contextlib.contextmanager
    def writing(self, folder: Path) -> Iterator[None]:
        """Keep every other writer out of a folder, in this process and in others."""
        with self._lock, exclusive_lock(folder), self.steady():
            yield

    @contextlib.contextmanager
    def steady(self) -> Iterator[None]:
        """Look once whether files have changed, and go by that until the end."""
        before = getattr(self._of_request, "stamp", None)
        self._of_request.stamp = self.stamp()
        try:
            yield
        finally:
            self._of_request.stamp = before and self.stamp()

    def overview(self, period: Period) -> Overview:
        """What is known of a period at a glance."""
        today = date.today()  # noqa: DTZ011 - the clerk's own calendar
        return self._current(f"overview {period} {today}", partial(self._overview, period, today))

    def _overview(self, period: Period, today: date) -> Overview:
        project, config = self.project, self.config
        known = overview(project, config, period, today=today)
        return with_state(known, project, config, check=False)

    def remember(self, unsaved: "Unsaved") -> int:
        """Keep the report that is being written; give a number that makes its address new."""
        with self._lock:
            self.unsaved = unsaved
            self._remembered += 1
            return self._remembered

    def table(
        self, period: Period, *, draft: bool = True, whole: bool = False
    ) -> tuple[Table, list[Diagnostic]]:
        """A period's table, whole or with the rows its file chooses, and what it lacks."""
        compute = partial(self._assembled, period, draft, whole)
        return self._current(f"table {period} {draft} {whole}", compute)

    def keep_upload(self, files: list[tuple[str, bytes]]) -> str:
        """Keep the latest files until they are merged, by name and content; give their key."""
        key = secrets.token_hex(16)
        self.uploads[key] = files
        while len(self.uploads) > _MAX_UPLOADS:
            del self.uploads[next(iter(self.uploads))]
        return key

    def _assembled(
        self, period: Period, draft: bool, whole: bool
    ) -> tuple[Table, list[Diagnostic]]:
        project, config = self.project, self.config
        if period in project.closed and not draft:
            return closed_table(project.closed[period], config), []
        return assembled(project, config, period, draft=draft, whole=whole)

    def _current(self, name: str, compute: Callable[[], _Value]) -> _Value:
        """A value computed from the files as they are now, or kept while they stay so."""
        with self._lock:
            stamp = getattr(self._of_request, "stamp", None) or self.stamp()
            if (stamp, language()) != self._state:
                self._state, self._kept = (stamp, language()), {}
            if name not in self._kept:
                self._kept[name] = compute()
            return cast("_Value", self._kept[name])


def assembled(
    project: Project, config: ReportConfig, period: Period, *, draft: bool, whole: bool = False
) -> tuple[Table, list[Diagnostic]]:
    """The table of a period made of the data as they are; see `Workspace.table`."""
    tasks = with_closed_reports(project.tasks, project.closed, period)
    settings = project.settings_of(period)
    if whole:
        settings = settings.model_copy(update={"rows": RowChoice.ALL})
    return assemble_table(tasks, config, period, settings, draft=draft)


def _states(folder: str) -> Iterator[tuple[str, int, int, int]]:
    """The state of each file below a folder; staging folders and locks are left out."""
    try:
        entries = [*os.scandir(folder)]
    except OSError:
        return
    for entry in entries:
        if entry.name.startswith("."):
            continue
        try:
            if entry.is_dir(follow_symlinks=False):
                yield from _states(entry.path)
            else:
                state = entry.stat()
                yield entry.path, state.st_mtime_ns, state.st_size, state.st_ino
        except OSError:
            yield entry.path, 0, 0, 0
