"""``report merge-driver``."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from progress_report.cli.console import echo
from progress_report.domain.diagnostics import ReportError
from progress_report.system.files import error_reason
from progress_report.system.i18n import _

if TYPE_CHECKING:
    from progress_report.git.merge.tasks import Merged

_MOST_CONFLICTS = 127
"""``git merge-file`` ends with the number of conflicts, no more than this; beyond is failure."""


def merge_driver(
    base: Annotated[Path, typer.Argument(metavar="BASE", help=_("What both began with: %O."))],
    ours: Annotated[
        Path, typer.Argument(metavar="OURS", help=_("Our version, and the result: %A."))
    ],
    theirs: Annotated[Path, typer.Argument(metavar="THEIRS", help=_("Their version: %B."))],
    name: Annotated[
        str | None,
        typer.Option("--path", metavar="PATH", help=_("The file's name in messages: %P.")),
    ] = None,
    marker_size: Annotated[
        int,
        typer.Option("--marker-size", metavar="N", min=1, help=_("Length of conflict marks: %L.")),
    ] = 7,
) -> None:
    """Merge two versions of a task file into OURS; exit 1 where a conflict is left to a person."""
    from progress_report.system.transaction import write_files

    shown = name or ours.as_posix()
    with_base = _style() in ("diff3", "zdiff3")
    merged = _by_key(base, ours, theirs)
    if merged is None:
        message = _("{path}: cannot be merged by key; merged as plain text, line by line")
        echo(message.format(path=shown), err=True)
        content, conflicts = _as_text(base, ours, theirs, marker_size, with_base=with_base)
    else:
        content = merged.text(marker_size, with_base=with_base).encode()
        conflicts = merged.conflicts
    write_files({ours: content})
    if conflicts:
        message = _("{path}: places both sides changed: {count}; choose between the marks")
        echo(message.format(path=shown, count=conflicts), err=True)
        raise typer.Exit(1)


def _by_key(*paths: Path) -> "Merged | None":
    from progress_report.git.merge.tasks import merge

    try:
        return merge(*(path.read_bytes().decode() for path in paths))
    except UnicodeDecodeError:
        return None
    except OSError as error:
        message = _("cannot read {path}: {reason}")
        raise ReportError(message.format(path=error.filename, reason=error_reason(error))) from None
    except Exception as error:  # noqa: BLE001 - whatever is wrong with us, no line may be lost
        echo(f"report: {type(error).__name__}: {error}", err=True)
        return None


def _as_text(
    base: Path, ours: Path, theirs: Path, marker_size: int, *, with_base: bool
) -> tuple[bytes, int]:
    """Git's own merge, for what is no task file."""
    from progress_report.git.run import run_git

    labels = [word for label in ("ours", "base", "theirs") for word in ("-L", label)]
    style = ["--diff3"] if with_base else []
    size = f"--marker-size={marker_size}"
    files = [str(path) for path in (ours, base, theirs)]
    found = run_git("merge-file", "-p", "-q", *style, size, *labels, "--", *files)
    if found.returncode > _MOST_CONFLICTS:
        reason = found.stderr.decode(errors="replace").strip()
        raise ReportError(_("git failed: {reason}").format(reason=reason))
    return found.stdout, found.returncode


def _style() -> str:
    """How the user wants conflicts shown."""
    from progress_report.git.run import run_git

    try:
        return run_git("config", "merge.conflictStyle").stdout.decode().strip()
    except ReportError:
        return ""
