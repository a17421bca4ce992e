"""The user's own git, run for what only it can do."""

import os
import subprocess
from pathlib import Path

from progress_report.domain.diagnostics import ReportError
from progress_report.system.i18n import _


class NoRepositoryError(ReportError):
    """A folder is in no git repository."""


def run_git(
    *arguments: str, folder: Path | None = None, stdin: bytes = b""
) -> "subprocess.CompletedProcess[bytes]":
    """Run git; its messages are in English, so that they can be recognized.

    Raises:
        ReportError: git is not installed.
    """
    directory = ("-C", str(folder)) if folder else ()
    try:
        return subprocess.run(  # noqa: S603 - a fixed program, arguments as a list
            ["git", *directory, *arguments],  # noqa: S607 - the user's own git
            env={**os.environ, "LC_ALL": "C", "LANGUAGE": "C"},
            input=stdin,
            capture_output=True,
            check=False,
        )
    except FileNotFoundError:
        raise ReportError(_("git is not installed, or not where programs are looked for")) from None


def git_output(folder: Path, *arguments: str, stdin: bytes = b"") -> bytes:
    """What git prints to standard output.

    Raises:
        NoRepositoryError: the folder is in no repository.
        ReportError: git is not installed, or fails.
    """
    completed = run_git(*arguments, folder=folder, stdin=stdin)
    if completed.returncode == 0:
        return completed.stdout
    reason = failure_reason(completed)
    if "not a git repository" in reason:
        message = _("{folder} is not in a git repository")
        raise NoRepositoryError(message.format(folder=folder.resolve().as_posix()))
    raise ReportError(_("git failed: {reason}").format(reason=reason))


def failure_reason(completed: "subprocess.CompletedProcess[bytes]") -> str:
    """The first line that git printed to standard error."""
    return completed.stderr.decode(errors="replace").strip().split("\n")[0]
