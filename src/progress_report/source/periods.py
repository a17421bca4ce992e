"""The files of ``data/periods``: what is true of one period only."""

from dataclasses import dataclass
from pathlib import Path

from progress_report.domain.columns import shown_values
from progress_report.domain.config import ReportConfig
from progress_report.domain.diagnostics import Diagnostic
from progress_report.domain.period import Period
from progress_report.domain.period_file import NO_SETTINGS, PeriodFile
from progress_report.source import worded
from progress_report.source.files import PERIODS_FOLDER, yaml_files
from progress_report.source.places import Source
from progress_report.source.read_model import read_model


@dataclass(frozen=True, slots=True)
class SourcedPeriod:
    """A periods file, and where it was read from."""

    period: Period
    file: PeriodFile
    source: Source


def read_periods(
    root: Path, config: ReportConfig | None
) -> tuple[dict[Period, SourcedPeriod], list[Diagnostic]]:
    """Read every file of ``data/periods``, with what is wrong in them."""
    periods: dict[Period, SourcedPeriod] = {}
    diagnostics: list[Diagnostic] = []
    folder = (root / PERIODS_FOLDER).as_posix()
    for name in yaml_files(folder):
        source, file, problems = read_period(Path(name))
        diagnostics += problems
        if source is None:
            continue
        period = _period(name)
        if period is None or name != f"{folder}/{period.name}.yaml":
            diagnostics.append(_misnamed(source, period))
        elif file is not None:
            periods[period] = SourcedPeriod(period, file, source)
            diagnostics += _undeclared(periods[period], config)
    return periods, diagnostics


def read_period(path: Path) -> tuple[Source | None, PeriodFile | None, list[Diagnostic]]:
    """Read one periods file by itself; one of nothing but comments says nothing yet."""
    source, file, diagnostics = read_model(path.as_posix(), PeriodFile)
    if source is not None and [d.rule for d in diagnostics] == ["empty-file"]:
        return source, NO_SETTINGS, []
    return source, file, diagnostics


def _period(path: str) -> Period | None:
    """The period that a file's name, or its folder and its name, seem to mean."""
    *_folders, folder, name = path.split("/")
    stem = name.split(".", 1)[0]
    for text in (stem, folder + stem):
        try:
            return Period.parse(text)
        except ValueError:
            continue
    return Period.find_in(stem)


def _misnamed(source: Source, period: Period | None) -> Diagnostic:
    location, folder = source.at(1, 1), PERIODS_FOLDER.as_posix()
    if period is None:
        name = source.path.rpartition("/")[2]
        return worded("no-period-name", location, name=name, file=f"{folder}/2021H1.yaml")
    file = f"{folder}/{period.name}.yaml"
    return worded("misnamed-period", location, period=period.name, file=file)


def _undeclared(sourced: SourcedPeriod, config: ReportConfig | None) -> list[Diagnostic]:
    if config is None:
        return []
    fields = {
        path: value.removeprefix("fields.")
        for path, value in shown_values(sourced.file.columns or ()).items()
        if value.startswith("fields.")
    }
    missing = {path: name for path, name in fields.items() if name not in config.fields}
    if not missing:
        return []
    from progress_report.source.mistakes.model_errors import undeclared  # noqa: PLC0415 - only for a wrong file

    return [
        undeclared(sourced.source.locate(path), name, config.fields)
        for path, name in missing.items()
    ]
