"""``report merge-driver``."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from progress_report.cli.console import echo
from progress_report.cli.options import argument, option
from progress_report.domain.diagnostics import ReportError
from progress_report.system.files import read_bytes
from progress_report.system.i18n import _

if TYPE_CHECKING:
    from progress_report.git.merge.tasks import Merged

_MAX_CONFLICTS = 127
"""``git merge-file`` exits with the number of conflicts, at most this; more is a failure."""


def merge_driver(
    base: Annotated[Path, argument("BASE")],
    ours: Annotated[Path, argument("OURS")],
    theirs: Annotated[Path, argument("THEIRS")],
    name: Annotated[str | None, option("--path", "PATH")] = None,
    marker_size: Annotated[int, option("--marker-size", "N", min=1, max=999)] = 7,
    output: Annotated[bool, option("--output")] = False,
) -> None:
    """Merge two versions of a file into OURS; exit 1 if conflicts are left."""
    from progress_report.system.transaction import write_files

    name = name or ours.as_posix()
    if output:
        if Path(name).name == "manifest.json":
            write_files({ours: _united(base, ours, theirs)})
        return
    with_base = _style() in ("diff3", "zdiff3")
    merged = _by_key(base, ours, theirs)
    if merged is None:
        message = _("{path}: cannot be merged by key; merged as plain text, line by line")
        echo(message.format(path=name), err=True)
        content, conflicts = _as_text(base, ours, theirs, marker_size, with_base=with_base)
    else:
        content = merged.text(marker_size, with_base=with_base).encode()
        conflicts = merged.conflicts
    write_files({ours: content})
    if conflicts:
        message = _("{path}: places both sides changed: {count}; choose between the marks")
        echo(message.format(path=name, count=conflicts), err=True)
        raise typer.Exit(1)


def _united(*paths: Path) -> bytes:
    """A manifest of the outputs of both sides; one that is none leaves a conflict in git."""
    from progress_report.build.manifest import parse, united

    raws = [read_bytes(path) for path in paths]
    manifests = [parse(path, raw or b"{}") for path, raw in zip(paths, raws, strict=True)]
    return united(*manifests).render()


def _by_key(*paths: Path) -> "Merged | None":
    from progress_report.git.merge.tasks import merge

    try:
        texts = [read_bytes(path).decode() for path in paths]
    except UnicodeDecodeError:
        return None
    try:
        return merge(*texts)
    except Exception as error:  # noqa: BLE001 - an error of ours must lose no line
        echo(f"report: {type(error).__name__}: {error}", err=True)
        return None


def _as_text(
    base: Path, ours: Path, theirs: Path, marker_size: int, *, with_base: bool
) -> tuple[bytes, int]:
    """Git's own merge, for files that are not task files."""
    from progress_report.git.run import failure_reason, run_git

    labels = [word for label in ("ours", "base", "theirs") for word in ("-L", label)]
    style = ["--diff3"] if with_base else []
    size = f"--marker-size={marker_size}"
    files = [str(path) for path in (ours, base, theirs)]
    completed = run_git("merge-file", "-p", *style, size, *labels, "--", *files)
    if completed.returncode > _MAX_CONFLICTS:
        message = _("git failed: {reason}")
        raise ReportError(message.format(reason=failure_reason(completed)))
    return completed.stdout, completed.returncode


def _style() -> str:
    from progress_report.git.run import run_git

    try:
        return run_git("config", "merge.conflictStyle").stdout.decode().strip()
    except ReportError:
        return ""
