"""``report fmt``."""

from codecs import BOM_UTF8
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from progress_report.cli.console import echo, print_diagnostics, write
from progress_report.cli.options import argument, option
from progress_report.cli.project import ProjectOption, find_root
from progress_report.domain.diagnostics import DataError, ReportError
from progress_report.source.files import CONFIG_FILE, PERIODS_FOLDER, data_files, interrupted_change
from progress_report.system.i18n import _
from progress_report.text.width import printable

if TYPE_CHECKING:
    from progress_report.domain.diagnostics import Diagnostic


def fmt(
    files: Annotated[list[Path] | None, argument("FILE")] = None,
    only_check: Annotated[bool, option("--check")] = False,
    diff: Annotated[bool, option("--diff")] = False,
    fix: Annotated[bool, option("--fix")] = False,
    project: ProjectOption = None,
) -> None:
    """Put task files and periods files into canonical form; meaning and comments stay."""
    writes = not (only_check or diff)
    paths = _chosen(files, writes) if files else _all(find_root(project), writes)
    from progress_report.system.transaction import write_files

    if not writes and (change := interrupted_change(sorted({path.parent for path in paths}))):
        print_diagnostics([change])
    changes: dict[Path, bytes] = {}
    diagnostics: list[Diagnostic] = []
    for path in paths:
        new, problems = _format(path, fix=fix)
        diagnostics += problems
        if new is not None and (old := path.read_bytes()) != new:
            changes[path] = new
            if diff:
                write("".join(_diff(path, old, new)))
    if writes:
        write_files(changes)
    if not diff:
        for path in changes:
            echo(path.as_posix())
    print_diagnostics(diagnostics)
    if diagnostics:
        message = _("{count} error(s); files with errors are left as they are")
        raise DataError(message.format(count=len(diagnostics)))
    if changes and only_check:
        raise typer.Exit(1)


def _all(root: Path, writes: bool) -> list[Path]:
    if writes:
        from progress_report.build.loading import recover_task_files

        recover_task_files(root)
    return data_files(root)


def _chosen(files: list[Path], writes: bool) -> list[Path]:
    from progress_report.system.transaction import recover

    if writes:
        recover(sorted({path.parent for path in files}))
    for path in files:
        if not path.exists():
            raise ReportError(_("there is no file '{text}'").format(text=path.as_posix()))
        if path.is_dir():
            message = _("{path} is a folder; name files, or none for all of the project's")
            raise ReportError(message.format(path=path.as_posix()))
        if path.parts[-2:] == CONFIG_FILE.parts:
            message = _(
                "{path} is the layout; only task files and periods files have a canonical form"
            )
            raise ReportError(message.format(path=path.as_posix()))
    return list(dict.fromkeys(files))


def _format(path: Path, *, fix: bool) -> tuple[bytes | None, list["Diagnostic"]]:
    from progress_report.domain.diagnostics import Diagnostic, Location
    from progress_report.domain.task import Task
    from progress_report.source.periods import read_period
    from progress_report.source.read_model import read_model
    from progress_report.source.writing.format import FormatError, canonical, mended

    is_period = path.absolute().parent.parts[-2:] == PERIODS_FOLDER.parts
    source, value, diagnostics = (
        read_period(path) if is_period else read_model(path.as_posix(), Task)
    )
    if source is None or value is None:
        return None, diagnostics
    try:
        text = mended(source, value) if fix else canonical(source, value)
        raw = path.read_bytes()
        returns = raw.count(b"\r\n")
        if returns and returns == raw.count(b"\n") and not raw.startswith(BOM_UTF8):
            text = text.replace("\n", "\r\n")  # git converts the line ends of this clone
        return text.encode(), []
    except FormatError:
        message = _("formatting would change what the file says or lose a comment")
        hint = _("write it more simply: one key per line, each comment on its own line")
        return None, [Diagnostic("not-formattable", message, Location(path.as_posix()), hint)]


def _diff(path: Path, old: bytes, new: bytes) -> Iterator[str]:
    import difflib

    name = printable(path.as_posix())
    return difflib.unified_diff(_lines(old), _lines(new), name, name)


def _lines(raw: bytes) -> list[str]:
    """Lines with what a terminal would not show made visible."""
    text = raw.decode().replace("\ufeff", "<BOM>").replace("\r", "<CR>")
    lines = [printable(line) + "\n" for line in text.split("\n")]
    last = lines.pop()
    return lines if last == "\n" else [*lines, last + "\\ No newline at end of file\n"]
