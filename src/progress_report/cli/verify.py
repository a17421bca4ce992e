"""``report verify``."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from progress_report.cli.console import echo, print_diagnostics
from progress_report.cli.options import argument, option
from progress_report.cli.project import ProjectOption, load
from progress_report.domain.diagnostics import DataError, Notice, ReportError
from progress_report.system.arguments import parse_period
from progress_report.system.i18n import _, period_name, sentence

if TYPE_CHECKING:
    from progress_report.verify.comparison import Comparison

_MAX_SHOWN = 20  # differences of one file that are printed


def verify(
    files: Annotated[list[Path], argument("FILE")],
    period: Annotated[str | None, option("--period", "PERIOD")] = None,
    only_text: Annotated[bool, option("--text")] = False,
    project: ProjectOption = None,
) -> None:
    """Say whether published files are what the data give, and if not, where they differ."""
    wanted = parse_period(period) if period else None
    from progress_report.build.manifest import NAME, read
    from progress_report.build.write_outputs import INDEX
    from progress_report.source.files import interrupted_change
    from progress_report.system.files import read_bytes
    from progress_report.system.limits import MAX_FILE_MEGABYTES
    from progress_report.verify import verify_file

    loaded, config = load(project)
    manifest = read(loaded.root / "out")
    if len(files) > 1:  # such as out/*
        for file in (file for file in files if file.name in (NAME, INDEX)):
            echo(_("{file}: a list of what was built; left out").format(file=file), err=True)
        files = [file for file in files if file.name not in (NAME, INDEX)]
    if change := interrupted_change(dict.fromkeys(file.parent for file in files)):
        print_diagnostics([change])
    different = failed = 0
    for file in files:
        try:
            raw = read_bytes(file, max_megabytes=MAX_FILE_MEGABYTES)
            comparison, diagnostics = verify_file.verify(
                str(file), raw, loaded, config, period=wanted, manifest=manifest
            )
        except ReportError as error:
            echo(f"{file}: {sentence(error)}", err=True)
            data_differ = isinstance(error, DataError)  # the data have no such period
            different, failed = different + data_differ, failed + (not data_differ)
            continue
        print_diagnostics(diagnostics)
        is_same = comparison is not None and _print(file, comparison, only_text=only_text)
        different += not is_same
    if failed:
        message = _("could not verify {count} of {total} files")
        raise ReportError(message.format(count=failed, total=len(files)))
    if different:
        message = _("{count} of {total} files are not what the data give")
        raise DataError(message.format(count=different, total=len(files)))


def _print(file: Path, comparison: "Comparison", *, only_text: bool) -> bool:
    """Print and return whether a file, or with ``only_text`` its text, is what the data give."""
    period = period_name(comparison.period) if comparison.period else ""
    if comparison.is_identical:
        message = _("{file}: {period}, byte for byte")
        echo(message.format(file=file, period=period))
        return True
    differences = comparison.text_differences
    same_text = not differences
    if only_text and same_text:
        message = _("{file}: {period}, its readable text is what the data give")
        differences = [comparison.compared]
    elif not same_text:
        message = _("{file}: not what the data give for {period}")
    elif comparison.unverified:
        message = _("{file}: {period}, not verified")
        differences = [sentence(Notice(comparison.unverified, comparison.hint))]
    else:
        message = _("{file}: {period}, it reads the same, but it is not the same file")
        differences = [*filter(None, [comparison.first_difference])]
    echo(message.format(file=file, period=period))
    for difference in differences[:_MAX_SHOWN]:
        echo(f"  {difference}")
    if (more := len(differences) - _MAX_SHOWN) > 0:
        echo("  " + _("and {count} more").format(count=more))
    return only_text and same_text
