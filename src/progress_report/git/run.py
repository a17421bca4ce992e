"""The user's own git, run for what only it can do."""

import os
import subprocess
from pathlib import Path

from progress_report.domain.diagnostics import ReportError
from progress_report.system.i18n import _


def run_git(*arguments: str, folder: Path | None = None) -> subprocess.CompletedProcess[bytes]:
    """Run git, with its words in English so that they can be looked at.

    Raises:
        ReportError: there is no git.
    """
    where = ("-C", str(folder)) if folder else ()
    try:
        return subprocess.run(  # noqa: S603 - a fixed program, arguments as a list
            ["git", *where, *arguments],  # noqa: S607 - the user's own git
            env={**os.environ, "LC_ALL": "C", "LANGUAGE": "C"},
            capture_output=True,
            check=False,
        )
    except FileNotFoundError:
        raise ReportError(_("git is not installed, or not where programs are looked for")) from None
