"""``report verify``."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from progress_report.cli.console import echo
from progress_report.cli.project import (
    ProjectOption,
    fail_on_errors,
    find_root,
    load,
    parse_period,
)
from progress_report.domain.diagnostics import DataError, ReportError
from progress_report.system.files import error_reason
from progress_report.system.i18n import _

if TYPE_CHECKING:
    from progress_report.verify.file import Finding

_SHOWN = 20
"""Differences of one file that are shown."""


def verify(
    files: Annotated[
        list[Path],
        typer.Argument(metavar="FILE", help=_("Published files, of any format built here.")),
    ],
    period: Annotated[
        str | None,
        typer.Option(
            "--period",
            metavar="PERIOD",
            help=_("The period; by default the one in the file's name or title."),
        ),
    ] = None,
    only_text: Annotated[
        bool,
        typer.Option("--text", help=_("Compare what is to be read, not the bytes.")),
    ] = False,
    project: ProjectOption = None,
) -> None:
    """Say whether published files are what the data give, and if not, where they differ."""
    root = find_root(project)
    wanted = parse_period(period) if period else None
    from progress_report.build.manifest import NAME
    from progress_report.build.record import read
    from progress_report.verify import file as verifying

    loaded, config = load(root)
    known = read(root / "out")
    unlike = unknown = 0
    if len(files) > 1:  # such as out/*
        for file in (file for file in files if file.name == NAME):
            echo(_("{file}: a list of what was built; left out").format(file=file), err=True)
        files = [file for file in files if file.name != NAME]
    for file in files:
        try:
            found = verifying.verify(
                str(file), _read(file), loaded, config, period=wanted, known=known
            )
        except DataError:
            raise
        except ReportError as error:
            echo(f"{file}: {error}", err=True)
            unknown += 1
            continue
        fail_on_errors(found.diagnostics)
        unlike += not _show(file, found, only_text=only_text)
    if unknown:
        message = _("{count} of {total} files: it cannot be told")
        raise ReportError(message.format(count=unknown, total=len(files)))
    if unlike:
        message = _("{count} of {total} files are not what the data give")
        raise DataError(message.format(count=unlike, total=len(files)))


def _show(file: Path, found: "Finding", *, only_text: bool) -> bool:
    """Tell of one file.

    Returns:
        Whether it is what was asked for.
    """
    name = found.period.name
    if found.same:
        echo(_("{file}: {period}, byte for byte").format(file=file, period=name))
        return True
    if found.recorded:
        message = _("{file}: {period}, as the manifest lists it; made by other libraries")
        echo(message.format(file=file, period=name))
        return True
    if found.reads_the_same:
        message = _("{file}: {period}, it reads the same, but it is not the same file")
        echo(message.format(file=file, period=name))
    else:
        message = _("{file}: not what the data give for {period}")
        echo(message.format(file=file, period=name))
    for difference in found.differences[:_SHOWN]:
        echo(f"  {difference}")
    if (more := len(found.differences) - _SHOWN) > 0:
        echo("  " + _("and {count} more").format(count=more))
    return only_text and found.reads_the_same


def _read(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        message = _("cannot read {path}: {reason}")
        raise ReportError(message.format(path=file, reason=error_reason(error))) from error
