"""A build that runs while the pages go on: one at a time, with how far it is."""

import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from progress_report.build.build_project import build_project
from progress_report.build.request import Request
from progress_report.domain.diagnostics import DataError, Diagnostic, ReportError
from progress_report.source.files import OUT_FOLDER
from progress_report.source.load import load_project
from progress_report.system.files import as_problem
from progress_report.system.i18n import _
from progress_report.system.monitor import Monitor
from progress_report.verify.comparison import Comparison
from progress_report.verify.output_folder import compare_folder, require_complete


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
    _thread: threading.Thread | None = None

    @property
    def running(self) -> bool:
        """Whether it goes on."""
        return self._thread is not None and self._thread.is_alive()

    @property
    def seconds(self) -> int:
        """How long it has been going on."""
        return int(time.monotonic() - self.started)

    def start(self, request: Request | None) -> None:
        """Begin a build, unless one goes on; without a request, compare what is published."""
        if self.running:
            raise ReportError(_("a build is going on; wait until it has ended"))
        self.diagnostics, self.step, self.problem = [], "", None
        self.files, self.notes, self.comparisons = (), (), None
        self.started = time.monotonic()
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
        """Keep the number of pages laid out so far."""
        self.step = _("{name}: page {pages}").format(name=name, pages=pages)

    def show_time(self, name: str, seconds: int) -> None:
        """Keep what is being made."""
        self.step = _("{name}: {seconds} s").format(name=name, seconds=seconds)
