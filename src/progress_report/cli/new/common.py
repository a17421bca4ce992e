"""What the commands of ``report new`` share: options, and how a plan is carried out or shown."""

import difflib
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from progress_report.cli import preview
from progress_report.cli.console import echo
from progress_report.cli.options import flag, option
from progress_report.cli.project import advise_closing
from progress_report.system.arguments import parse_period
from progress_report.system.i18n import _

if TYPE_CHECKING:
    from progress_report.domain.config import ReportConfig
    from progress_report.domain.period import Period
    from progress_report.source.load import Project

DryRunOption = Annotated[bool, flag("--dry-run", _("Write nothing; show what would change."))]
YearOption = Annotated[
    int | None, option("--year", "YEAR", _("Of the tasks; by default the latest."))
]


def carry_out(
    project: "Project", config: "ReportConfig", files: Mapping[Path, bytes | None], *, dry_run: bool
) -> None:
    """Write the files of a plan, and print their paths; in a dry run show what would change."""
    advise_closing(project, config, files)
    if not dry_run:
        from progress_report.system.transaction import write_files

        write_files(files)
        echo(*(path.as_posix() for path, content in files.items() if content is not None))
        return
    for path, content in files.items():
        name = path.as_posix()
        before = path.read_text(encoding="utf-8") if path.exists() else ""
        after = (content or b"").decode()
        lines = difflib.unified_diff(before.split("\n"), after.split("\n"), name, name, lineterm="")
        echo(*lines)
    preview.end(_("{count} file(s)").format(count=len(files)))


def period_of(text: str, year: int) -> "Period":
    """A period from the command line; its year may be left out: ``H2``, ``下半年``.

    Raises:
        ReportError: it is not one.
    """
    from progress_report.domain.period import Period

    try:
        return Period.from_key(year, text)
    except ValueError:
        return parse_period(text if text[:1].isdecimal() else f"{year}{text}")
