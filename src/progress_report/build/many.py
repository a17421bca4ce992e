"""Many projects built, each by itself: an error in one does not affect the others."""

import gc
import glob
import logging
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from importlib import import_module
from pathlib import Path
from threading import Lock
from typing import Any

from progress_report import __version__
from progress_report.build.build_project import build_project
from progress_report.build.request import Built, Request
from progress_report.domain.diagnostics import (
    CommandHint,
    Diagnostic,
    Location,
    ReportError,
    Severity,
)
from progress_report.source.files import require_project
from progress_report.system import progress
from progress_report.system.files import system_failure
from progress_report.system.i18n import _, language, sentence, set_language
from progress_report.system.interrupts import was_interrupted
from progress_report.system.monitor import Monitor
from progress_report.system.parallel import fork_map

_SCHEME = "dask://"
_TIMEOUT = 10  # seconds to wait for the scheduler
_RETRIES = 3
_one_at_a_time = Lock()
"""The fonts and warnings of a PDF belong to the whole process, which may have several threads."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """The result of one project."""

    root: Path
    built: Built = field(default_factory=lambda: Built(()))
    diagnostics: tuple[Diagnostic, ...] = ()  # errors or not
    error: str = ""  # what stopped the build, in one line; empty if nothing did
    is_program_error: bool = False  # whether this program failed, rather than the project

    @property
    def first_error(self) -> str:
        """The first error in the data if there is one, else what stopped the build."""
        errors = [d for d in self.diagnostics if d.severity is Severity.ERROR]
        if not errors:
            return self.error
        from progress_report.reporters.text import render  # noqa: PLC0415 - only if one failed

        first = min(errors, key=lambda diagnostic: diagnostic.order)
        return render([first]).split("\n", 1)[0]

    def with_root(self, root: Path) -> "Outcome":
        """The same, with the project's folder named as the user named it."""
        before, after = self.root.as_posix(), root.as_posix()

        def renamed(location: Location | None) -> Location | None:
            if location is None:
                return None
            return replace(location, path=location.path.replace(before, after, 1))

        return replace(
            self,
            root=root,
            diagnostics=tuple(replace(d, location=renamed(d.location)) for d in self.diagnostics),
            error=self.error.replace(before, after),
        )


def find_projects(pattern: str) -> list[Path]:
    """The folders that match a pattern, in order of name: at least one.

    Among them are links that lead nowhere, and folders that may not be read and so hide what is in
    them: building these fails, and names them.
    """
    folders = [path for path in _matching(pattern) if path.is_dir() or path.is_symlink()]
    above = pattern
    while (above := os.path.dirname(above)) and glob.has_magic(above):  # noqa: PTH120 - a pattern
        folders += [
            path
            for path in _matching(above)
            if path.is_dir() and not os.access(path, os.R_OK | os.X_OK)
        ]
    folders = sorted({*folders})
    if not folders:
        message = _("no folder matches '{pattern}'; put the pattern between quotes")
        raise ReportError(message.format(pattern=pattern))
    return folders


def _matching(pattern: str) -> Iterator[Path]:
    return map(Path, glob.iglob(pattern, recursive=True))  # noqa: PTH207 - it may be absolute


def build_all(roots: Sequence[Path], request: Request) -> list[Outcome]:
    """Build every project, on every core."""

    def build_counted(root: Path) -> Outcome:
        outcome = build_one(root, request)
        progress.advance(of_last=True)
        return outcome

    return fork_map(build_counted, roots)


def build_on_cluster(executor: str, roots: Sequence[Path], request: Request) -> list[Outcome]:
    """Build every project on the workers of a Dask scheduler.

    The workers run the same version of this program and see the project folders under the same
    names, as on a shared file system. A worker that dies loses nothing: its projects are given to
    others, and each project's files are written together or not at all.
    """
    with _connected(executor) as (distributed, client):
        arguments = (request, language(), __version__)
        futures = [
            client.submit(
                _build_on_worker, str(root.absolute()), *arguments, pure=False, retries=_RETRIES
            )
            for root in roots
        ]
        try:
            for _future in distributed.as_completed(futures):
                progress.advance(of_last=True)
            return [_outcome(f, root) for f, root in zip(futures, roots, strict=True)]
        finally:
            client.cancel([future for future in futures if not future.done()])


def build_one(root: Path, request: Request) -> Outcome:
    """Build one project; whatever goes wrong is part of the outcome."""
    collector = _Collector()
    try:
        root.stat()  # a link may lead nowhere, or in a circle
        require_project(root)
        return Outcome(root, build_project(root, request, collector), tuple(collector.diagnostics))
    except ReportError as error:
        return Outcome(root, diagnostics=tuple(collector.diagnostics), error=sentence(error))
    except Exception as error:
        if was_interrupted():  # pydantic has made another error of it
            raise KeyboardInterrupt from error
        if failure := system_failure(error):
            return Outcome(root, error=failure)
        text = _("internal error: {error}")
        reason = f"{type(error).__name__}: {error}"
        return Outcome(root, error=text.format(error=reason), is_program_error=True)
    finally:
        gc.collect()  # switched off for a command on one project, which ends before it pays


class _Collector(Monitor):
    def __init__(self) -> None:
        self.diagnostics: list[Diagnostic] = []

    def show(self, diagnostics: Sequence[Diagnostic]) -> None:
        self.diagnostics += diagnostics


def _build_on_worker(root: str, request: Request, tongue: str, version: str) -> Outcome:
    if version != __version__:
        message = _("the worker runs version {own} of this program, not {wanted}")
        return Outcome(Path(root), error=message.format(own=__version__, wanted=version))
    with _one_at_a_time:
        set_language(tongue)
        return build_one(Path(root), request)


def _outcome(future: Any, root: Path) -> Outcome:
    if future.status == "finished":
        outcome: Outcome = future.result()
        return outcome.with_root(root)
    reason = f"{type(future.exception()).__name__}: {future.exception()}"
    return Outcome(root, error=_("the worker failed: {reason}").format(reason=reason))


def _start_workers() -> CommandHint:
    return CommandHint(_("to start workers, use {command}"), "dask worker --nthreads 1")


@contextmanager
def _connected(executor: str) -> Iterator[tuple[Any, Any]]:
    """The package, and its client of a scheduler that has workers."""
    address = executor.removeprefix(_SCHEME)
    if address == executor or ":" not in address:
        message = _("'{executor}' is not an address; write {scheme}HOST:PORT")
        raise ReportError(message.format(executor=executor, scheme=_SCHEME))
    try:
        distributed: Any = import_module("distributed")  # an extra, half without types
    except ModuleNotFoundError:
        message = _("{executor} needs a package; install it with: {command}")
        command = "pip install 'progress-report[dask]'"
        raise ReportError(message.format(executor=executor, command=command)) from None
    logging.getLogger("distributed").setLevel(logging.CRITICAL)  # our messages say it
    try:
        client = distributed.Client(f"tcp://{address}", timeout=_TIMEOUT)
    except (OSError, ValueError) as error:
        message = _("no scheduler answers at {executor}: {reason}")
        hint = CommandHint(_("to start one, use {command}"), "dask scheduler"), _start_workers()
        text = message.format(executor=executor, reason=str(error).split("\n", 1)[0])
        raise ReportError(text, hint) from None
    with client:
        if not client.nthreads():
            message = _("the scheduler at {executor} has no workers")
            raise ReportError(message.format(executor=executor), _start_workers())
        yield distributed, client
