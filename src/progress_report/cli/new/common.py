"""What the commands of ``report new`` share: options, and how a plan is carried out or shown."""

import difflib
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

import typer

from progress_report.cli import preview
from progress_report.cli.console import echo
from progress_report.system.i18n import _

DryRunOption = Annotated[
    bool, typer.Option("--dry-run", help=_("Write nothing; show what would change."))
]
YearOption = Annotated[
    int | None,
    typer.Option("--year", metavar="YEAR", help=_("Of the tasks; by default the latest.")),
]


def carry_out(files: Mapping[Path, bytes], *, dry_run: bool) -> None:
    """Write the files of a plan, and print their paths; in a dry run show what would change."""
    if not dry_run:
        from progress_report.system.transaction import write_files

        write_files(files)
        echo(*(path.as_posix() for path in files))
        return
    for path, content in files.items():
        name = path.as_posix()
        before = path.read_text(encoding="utf-8") if path.exists() else ""
        lines = difflib.unified_diff(
            before.splitlines(keepends=True), content.decode().splitlines(keepends=True), name, name
        )
        sys.stdout.writelines(lines)
    preview.end(_("{count} file(s)").format(count=len(files)))


def names_in(text: str | None) -> tuple[str, ...]:
    """The names in an option, with commas or 、 between them."""
    from progress_report.importing.units import split_units

    return split_units(text or "")
