"""Many projects built by the workers of a Dask scheduler, for those who outgrow one machine.

The workers run the same version of this program and see the project folders under the same names,
as on a shared file system. A worker that dies loses nothing: its projects are given to others, and
each project's files are written together or not at all.
"""

import logging
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from threading import Lock
from typing import Any

from progress_report import __version__
from progress_report.build.many import Counted, Outcome, build_one
from progress_report.build.request import Request
from progress_report.domain.diagnostics import ReportError
from progress_report.system.i18n import _, language, set_language

_SCHEME = "dask://"
_PATIENCE = 10
"""Seconds to wait for the scheduler."""
_RETRIES = 3
_alone = Lock()
"""Fonts and warnings of a PDF are matters of the whole process: one at a time in each."""


def build_all(
    executor: str, roots: Sequence[Path], request: Request, counted: Counted
) -> list[Outcome]:
    """Build every project on the workers of a scheduler.

    Args:
        executor: Such as ``dask://127.0.0.1:8786``.
        roots: The projects.
        request: What to build of each.
        counted: Told how many projects are done.

    Raises:
        ReportError: the address is none, the package is not installed, or nobody answers.
    """
    with _connected(executor) as (distributed, client):
        arguments = (request, language(), __version__)
        futures = [
            client.submit(_build, str(root.absolute()), *arguments, pure=False, retries=_RETRIES)
            for root in roots
        ]
        try:
            for number, _future in enumerate(distributed.as_completed(futures), start=1):
                counted(number)
            return [_outcome(f, root) for f, root in zip(futures, roots, strict=True)]
        finally:
            client.cancel([future for future in futures if not future.done()])


def _build(root: str, request: Request, tongue: str, wanted: str) -> Outcome:
    """What a worker does."""
    if wanted != (own := __version__):
        message = _("the worker runs version {own} of this program, not {wanted}")
        return Outcome(Path(root), error=message.format(own=own, wanted=wanted))
    with _alone:
        set_language(tongue)
        return build_one(Path(root), request)


def _outcome(future: Any, root: Path) -> Outcome:
    if future.status == "finished":
        found: Outcome = future.result()
        return found.shown_as(root)
    reason = f"{type(future.exception()).__name__}: {future.exception()}"
    return Outcome(root, error=_("the worker failed: {reason}").format(reason=reason))


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
    logging.getLogger("distributed").setLevel(logging.CRITICAL)  # we tell it ourselves
    try:
        client = distributed.Client(f"tcp://{address}", timeout=_PATIENCE)
    except (OSError, ValueError) as error:
        message = _("no scheduler answers at {executor}: {reason}")
        hint = _("start one with 'dask scheduler', and workers with 'dask worker --nthreads 1'")
        text = message.format(executor=executor, reason=str(error).split("\n", 1)[0])
        raise ReportError(text + _("; ") + hint) from None
    with client:
        if not client.nthreads():
            message = _("the scheduler at {executor} has no workers")
            hint = _("start them with 'dask worker --nthreads 1'")
            raise ReportError(message.format(executor=executor) + _("; ") + hint)
        yield distributed, client
