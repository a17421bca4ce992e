"""The user's own git, run for what only it can do, in repositories that may come from anyone.

A repository's configuration may name commands: hooks, a file system monitor, filters, external
diffs, a transport that fetches a missing object. None of them runs here. Files of the working tree
are read and hashed by this program (`progress_report.git.revisions`), never by git, whose filters
have no setting that turns them all off.
"""

import os
import subprocess
from pathlib import Path

from progress_report.domain.diagnostics import ReportError
from progress_report.system.i18n import _

# An empty path to hooks means the root folder. Before git 2.38 there is no safe.bareRepository:
# such a git does find a bare repository in a subfolder, but runs nothing of it either.
_NOTHING_RUNS = (
    "--no-pager",
    *("-c", "core.fsmonitor=false"),
    *("-c", "core.hooksPath=/dev/null"),
    *("-c", "safe.bareRepository=explicit"),
)
_ENVIRONMENT = {
    "LC_ALL": "C",  # messages in English, so that they can be recognized
    "LANGUAGE": "C",
    "GIT_NO_LAZY_FETCH": "1",  # git 2.45
    "GIT_ALLOW_PROTOCOL": "",  # no transport, whatever the configuration allows
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_TERMINAL_PROMPT": "0",
}


class NoRepositoryError(ReportError):
    """A folder is in no git repository."""


def run_git(
    *arguments: str, folder: Path | None = None, stdin: bytes = b"", index: Path | None = None
) -> "subprocess.CompletedProcess[bytes]":
    """Run git, without a pager, hooks, a file system monitor, or the network.

    Callers name no command that reads files of the working tree, or compares with them. ``index``
    is the file to use in place of the repository's own index. Raises ReportError if git is not
    installed.
    """
    directory = ("-C", str(folder)) if folder else ()
    other_index = {"GIT_INDEX_FILE": str(index)} if index else {}
    try:
        return subprocess.run(  # noqa: S603 - a fixed program, arguments as a list
            ["git", *_NOTHING_RUNS, *directory, *arguments],  # noqa: S607 - the user's own git
            env={**os.environ, **_ENVIRONMENT, **other_index},
            input=stdin,
            capture_output=True,
            check=False,
        )
    except FileNotFoundError:
        raise ReportError(_("git is not installed, or not where programs are looked for")) from None


def git_output(
    folder: Path, *arguments: str, stdin: bytes = b"", index: Path | None = None
) -> bytes:
    """What git prints to standard output.

    Raises NoRepositoryError if the folder is in no repository; ReportError if git is not installed,
    or fails.
    """
    completed = run_git(*arguments, folder=folder, stdin=stdin, index=index)
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
