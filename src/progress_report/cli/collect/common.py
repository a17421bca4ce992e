"""Shared options, and reading returned forms."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from progress_report.cli.console import echo
from progress_report.cli.options import argument, option
from progress_report.domain.diagnostics import DataError, ReportError
from progress_report.system import progress
from progress_report.system.files import read_bytes
from progress_report.system.i18n import _

if TYPE_CHECKING:
    from progress_report.collect.back.returned_forms import ReturnedForms
    from progress_report.domain.config import ReportConfig
    from progress_report.source.load import Project

_LOCK = "~$"
"""Prefix of the lock files of Word, Excel and WPS."""
_OF_WINDOWS = ("thumbs.db", "desktop.ini")
"""Files that Windows creates in folders, in lower case."""
PeriodArgument = Annotated[str, argument("PERIOD", _("Such as 2021H2 or 2021下半年."))]
ByOption = Annotated[
    str | None,
    option(
        "--by",
        "lead|units|fields.NAME",
        _(
            "Whom to ask: lead units; lead and joint units, each for its own "
            "part; or the unit or person in a declared field. By default lead units, "
            "where tasks have them."
        ),
    ),
]


def form_way(loaded: "Project", config: "ReportConfig", by: str | None, year: int) -> str:
    """How forms are given out, as asked for or as usual, where there are tasks to ask about.

    Raises:
        ReportError: ``by`` is not valid; the message lists what is.
        DataError: the year has no tasks.
    """
    from progress_report.collect.out.requests import by_options, usual_way

    by = by or usual_way(loaded.tasks, year)
    if by not in by_options(config):
        message = _("forms cannot be given out by '{by}'; there are: {ways}")
        raise ReportError(message.format(by=by, ways=_(", ").join(by_options(config))))
    years = sorted({sourced.task.year for sourced in loaded.tasks})
    if year not in years:
        message = _("there are no tasks of {year}; years with tasks: {years}")
        named = _(", ").join(map(str, years)) or _("none")
        raise DataError(message.format(year=year, years=named))
    return by


def list_form_files(paths: Sequence[Path]) -> list[Path]:
    """List the given files and the files in given folders, without lock and system files.

    Raises:
        ReportError: a folder has no files.
    """
    files: list[Path] = []
    for path in paths:
        before = len(files)
        for file in sorted(_visible_files(path)) if path.is_dir() else [path]:
            if file.name.startswith(_LOCK):
                message = _(
                    "this marks a form that is open in another program; make sure it is saved"
                )
                echo(f"{file}: {message}", err=True)
            else:
                files.append(file)
        if path.is_dir() and len(files) == before:
            raise ReportError(_("{path}: there are no files in this folder").format(path=path))
    return files


def _visible_files(folder: Path) -> Iterator[Path]:
    """All files below a folder, except hidden ones and those that Windows creates."""
    for path in folder.rglob("*"):
        is_hidden = any(part.startswith(".") for part in path.relative_to(folder).parts)
        if not is_hidden and path.name.lower() not in _OF_WINDOWS and path.is_file():
            yield path


def read_answers(
    files: Sequence[Path], loaded: "Project", config: "ReportConfig"
) -> "ReturnedForms":
    """Read and verify forms; print the notes on them."""
    from progress_report.collect.back.returned_forms import read_forms
    from progress_report.system.limits import MAX_FILE_MEGABYTES

    names = progress.counted(_("reading forms"), files)
    contents = ((str(f), read_bytes(f, max_megabytes=MAX_FILE_MEGABYTES)) for f in names)
    forms = read_forms(contents, loaded, config)
    for name, note in forms.notes:
        echo(f"{name}: {note}", err=True)
    return forms
