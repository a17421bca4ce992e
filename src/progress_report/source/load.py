"""Load a project folder into validated models, and report everything that is wrong in it."""

import gc
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from progress_report.domain.config import ReportConfig, Reporting
from progress_report.domain.diagnostics import Diagnostic, Location, Severity
from progress_report.domain.docket import docket_identity, file_name
from progress_report.domain.period import Period
from progress_report.domain.period_file import NO_SETTINGS, PeriodFile
from progress_report.domain.table import ColumnKind, Origin
from progress_report.domain.task import Task
from progress_report.source import worded
from progress_report.source.files import (
    CONFIG_FILE,
    TASKS_FOLDER,
    data_folders,
    decode,
    interrupted_change,
    unportable_names,
    yaml_files,
)
from progress_report.source.periods import SourcedPeriod, read_periods
from progress_report.source.places import Source
from progress_report.source.read_model import Parsed, parse_file, parse_text, read_model, validate
from progress_report.system import progress
from progress_report.system.i18n import _, set_docket_heading
from progress_report.system.parallel import fork_map
from progress_report.text.numerals import numeral

if TYPE_CHECKING:
    from progress_report.source.closed import ClosedTable

PARALLEL_FROM = 1_000
"""Number of files from which a second process pays off (measured: see bench/README.md)."""
_NUMERAL = re.compile("[零一二三四五六七八九十百千]+")


@dataclass(frozen=True, slots=True)
class SourcedTask:
    """A task and the file it was read from."""

    task: Task
    source: Source

    def entry_path(self, period: Period) -> tuple[str, str]:
        """The keys that lead to the entry of a period, which need not be spelt canonically."""
        written = self.source.keys(("entries",))
        if period.key in written:
            return "entries", period.key
        same = (key for key in written if Period.from_key(period.year, key) == period)
        return "entries", next(same, period.key)

    def origin(self, *path: str | int) -> Origin:
        """File and line of the value at a path of keys."""
        return Origin(self.source.path, self.source.first_line(path))


@dataclass(frozen=True, slots=True)
class Project:
    """What a project folder holds. ``config`` is None if it could not be read."""

    root: Path
    config: ReportConfig | None
    layout: Source | None  # where ``config`` was read from
    tasks: tuple[SourcedTask, ...]
    diagnostics: tuple[Diagnostic, ...] = field(default=())
    periods: Mapping[Period, SourcedPeriod] = field(default_factory=dict)
    """The files of data/periods."""
    closed: Mapping[Period, "ClosedTable"] = field(default_factory=dict)
    """The tables of closed periods."""
    unread: tuple[str, ...] = ()
    """The task files that could not be read; ``diagnostics`` say why."""

    @property
    def reporting(self) -> Reporting:
        """The months that an entry speaks for."""
        return self.config.reporting if self.config else Reporting.SEPARATE

    def settings_of(self, period: Period) -> PeriodFile:
        """What the file of a period says, if there is one."""
        sourced = self.periods.get(period)
        return sourced.file if sourced else NO_SETTINGS

    def layout_of(
        self, period: Period, config: ReportConfig, *, draft: bool = False
    ) -> ReportConfig:
        """The layout of a period: the project's, with what its file or its closed table says.

        A draft of a closed period is made from the data as they are.
        """
        if period in self.closed and not draft:
            return self.closed[period].file.layout(config)
        return self.settings_of(period).layout(config, period)


def load_project(root: Path) -> Project:
    """Read ``data/report.yaml`` and every task file under ``root``.

    A broken file never hides another: whatever is wrong anywhere is in ``diagnostics``.
    """
    with _uncollected():
        layout, config, diagnostics = read_model((root / CONFIG_FILE).as_posix(), ReportConfig)
        set_docket_heading(config.heading_of(ColumnKind.DOCKET) if config else None)
        names = [*yaml_files(str(root / TASKS_FOLDER))]
        diagnostics += unportable_names(names)
        if interrupted := interrupted_change(data_folders(root)):
            diagnostics.append(interrupted)
        tasks: list[SourcedTask] = []
        # Sending models from another process would cost more than creating them here.
        progress.begin(_("reading"), len(names))
        unread: list[str] = []
        workers = None if len(names) >= PARALLEL_FROM else 1
        for name, parsed in zip(names, fork_map(parse_file, names, workers=workers), strict=True):
            sourced, task_diagnostics = _read_task(parsed, config)
            diagnostics += task_diagnostics
            if sourced is not None:
                tasks.append(sourced)
            else:
                unread.append(name)
        tasks.sort(key=lambda sourced: (sourced.task.year, sourced.task.order))
        periods, period_diagnostics = read_periods(root, config)
        closed, closed_diagnostics = _closed_tables(root, periods, tasks)
        diagnostics += _divided_units(tasks, config)
        diagnostics = _duplicates(tasks, diagnostics) + period_diagnostics + closed_diagnostics
        if any(sourced.task.formerly or sourced.task.renumbered for sourced in tasks):
            from progress_report.source.contradictions import shared_dockets, wrong_predecessors  # noqa: PLC0415 - few projects have any

            diagnostics += [*wrong_predecessors(tasks), *shared_dockets(tasks)]
        diagnostics = _as_configured(diagnostics, config)
    found = tuple(diagnostics)
    return Project(root, config, layout, tuple(tasks), found, periods, closed, tuple(unread))


def _read_task(
    parsed: Parsed, config: ReportConfig | None
) -> tuple[SourcedTask | None, list[Diagnostic]]:
    """The task of a parsed file, if it can be read, and all that is wrong with the file alone."""
    source, task, diagnostics = validate(parsed, Task)
    if task is None or source is None:
        return None, diagnostics
    sourced = SourcedTask(task, source)
    diagnostics += _misplaced(task, source)
    diagnostics += _undeclared(sourced, config)
    diagnostics += _untidy(task, source)
    diagnostics += _unknown_units(sourced, config)
    if task.targets or any(e.done or e.verdict for e in task.entries.values()):
        from progress_report.source.contradictions import wrong_figures  # noqa: PLC0415 - not every project has any

        diagnostics += wrong_figures(sourced, config)
    return sourced, diagnostics


def task_errors(path: str, text: str, config: ReportConfig | None) -> list[Diagnostic]:
    """The errors of a task file that holds a text."""
    diagnostics = _read_task(parse_text(path, text, []), config)[1]
    return [diagnostic for diagnostic in diagnostics if diagnostic.severity is Severity.ERROR]


def read_layout(root: Path) -> Project:
    """Read ``data/report.yaml`` and the periods files alone: a project without tasks."""
    layout, config, diagnostics = read_model((root / CONFIG_FILE).as_posix(), ReportConfig)
    periods, period_diagnostics = read_periods(root, config)
    return Project(root, config, layout, (), (*diagnostics, *period_diagnostics), periods)


def parse_layout(name: str, text: str) -> tuple[ReportConfig | None, list[Diagnostic]]:
    """Read the text of a layout that is not in its file yet; diagnostics show the name."""
    _source, config, diagnostics = validate(parse_text(name, text, []), ReportConfig)
    return config, diagnostics


def read_tasks(files: Iterable[tuple[str, bytes]]) -> tuple[list[SourcedTask], list[Diagnostic]]:
    """Read task files wherever their bytes came from, such as an older revision.

    The valid tasks come by year and docket, with what is wrong with the others.
    """
    tasks: list[SourcedTask] = []
    diagnostics: list[Diagnostic] = []
    for name, raw in files:
        source, task, task_diagnostics = validate(parse_text(name, *decode(name, raw)), Task)
        if task is not None and source is not None:
            tasks.append(SourcedTask(task, source))
        diagnostics += task_diagnostics
    tasks.sort(key=lambda sourced: (sourced.task.year, sourced.task.order))
    return tasks, diagnostics


def _closed_tables(
    root: Path, periods: Mapping[Period, SourcedPeriod], tasks: Sequence[SourcedTask]
) -> tuple[Mapping[Period, "ClosedTable"], list[Diagnostic]]:
    """The tables of closed periods, and where the tasks differ from them."""
    if all(sourced.file.closed is None for sourced in periods.values()):
        return {}, []
    from progress_report.source.closed import discrepancies, read_closed  # noqa: PLC0415 - few projects have one

    closed, diagnostics = read_closed(root, periods.values())
    changes = discrepancies(tasks, closed)
    return closed, diagnostics + [change.diagnostic(periods[change.period]) for change in changes]


@contextmanager
def _uncollected() -> Iterator[None]:
    """Suspend garbage collection, and exempt what the first load creates from later collections.

    A program that loads again keeps running, and replaces what it has loaded.
    """
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            _exempt_once()
            gc.enable()


_exempt_once = cache(gc.freeze)  # to count what is exempt would take as long as a small project


def _misplaced(task: Task, source: Source) -> Iterator[Diagnostic]:
    folder, _slash, name = source.path.rpartition("/")
    expected_name = file_name(task.docket)
    if not folder.endswith(f"/{TASKS_FOLDER.name}/{task.year}"):
        yield worded(
            "wrong-folder",
            source.locate(("year",)),
            year=task.year,
            folder=folder.rpartition("/")[2],
            expected=f"{TASKS_FOLDER.as_posix()}/{task.year}/",
        )
    if name != expected_name:
        is_spelt = _NUMERAL.fullmatch(task.docket) is not None
        yield worded(
            "wrong-file-name",
            source.locate(("docket",)),
            cure="docket-in-digits" if is_spelt else "",
            docket=task.docket,
            name=name,
            expected=expected_name,
            digits=numeral(task.docket) if is_spelt else "",
        )


def _undeclared(sourced: SourcedTask, config: ReportConfig | None) -> list[Diagnostic]:
    if config is None:
        return []
    task, source = sourced.task, sourced.source
    paths: list[tuple[str, ...]] = [("fields", name) for name in task.fields]
    for key, entry in task.entries.items():
        if entry.fields:
            written = sourced.entry_path(Period.from_key(task.year, key))
            paths += [(*written, "fields", name) for name in entry.fields]
    missing = [path for path in paths if path[-1] not in config.fields]
    if not missing:
        return []
    from progress_report.source.mistakes.model_errors import undeclared  # noqa: PLC0415 - only for a wrong file

    return [undeclared(source.locate(path, key=True), path[-1], config.fields) for path in missing]


def _untidy(task: Task, source: Source) -> Iterator[Diagnostic]:
    """Report values that can be read, but should be written differently."""
    for index, unit in enumerate(task.units):
        if (mark := re.search(r"[，、；;](?![^（(]*[）)])", unit)) is not None:
            text = f"[{', '.join(re.split('[，、；;]', unit))}]"
            yield worded("list-in-one", source.locate(("units", index)), mark=mark[0], text=text)
        if unit in (*task.lead.split("、"), *task.units[:index]):
            yield worded("duplicate-unit", source.locate(("units", index)), name=unit)
    written = source.keys(("entries",))
    if written != [*task.entries]:
        for key, canonical in zip(written, task.entries, strict=True):
            if key != canonical:
                location = source.locate(("entries", key), key=True)
                yield worded("period-spelling", location, key=key, canonical=canonical)


def _unknown_units(sourced: SourcedTask, config: ReportConfig | None) -> list[Diagnostic]:
    """Report each name of a unit that the layout, if it declares any, does not know."""
    if config is None or not config.offices:
        return []
    task, source = sourced.task, sourced.source
    texts: list[tuple[str, tuple[str | int, ...]]] = [(task.lead, ("lead",))]
    texts += [(unit, ("units", index)) for index, unit in enumerate(task.units)]
    for key, entry in task.entries.items():
        path = (*sourced.entry_path(Period.from_key(task.year, key)), "progress")
        texts += [(part.unit, (*path, index, "unit")) for index, part in enumerate(entry.progress)]
    return [
        unknown_unit(name, similar, source.locate(path))
        for text, path in texts
        for name, similar in config.unit_names.unknown(text).items()
    ]


def _divided_units(
    tasks: Sequence[SourcedTask], config: ReportConfig | None
) -> Iterator[Diagnostic]:
    """Warn where a task of the latest year has a name that several present units had before."""
    if config is None or not config.offices:
        return
    for sourced in tasks:
        task = sourced.task
        texts = [(task.lead, ("lead",)), *((u, ("units", n)) for n, u in enumerate(task.units))]
        for text, path in texts if task.year == tasks[-1].task.year else ():
            for name, units in config.unit_names.outdated(text, task.validity).items():
                if len(units) > 1:
                    unclear = unclear_unit(name, units, sourced.source.locate(path))
                    yield replace(unclear, severity=Severity.WARNING)


def unclear_unit(name: str, units: Sequence[str], location: Location) -> Diagnostic:
    """An error on a former name that several units claim."""
    return worded("unclear-office", location, name=name, units=[*units])


def unknown_unit(name: str, similar: str, location: Location) -> Diagnostic:
    """A warning on a unit that is not declared; ``similar`` may be what is meant."""
    cure = "similar-offices" if similar else ""
    return worded("unknown-office", location, cure=cure, name=name, names=similar)


def _duplicates(tasks: list[SourcedTask], diagnostics: list[Diagnostic]) -> list[Diagnostic]:
    """Add a diagnostic for each docket that two files have.

    It is reported for the file with the wrong name, in place of the diagnostic for that name.
    """
    first: dict[Any, SourcedTask] = {}
    for sourced in tasks:
        identity = (sourced.task.year, docket_identity(sourced.task.docket))
        original = first.setdefault(identity, sourced)
        if original is sourced:
            continue
        if sourced.source.path.endswith(f"/{file_name(sourced.task.docket)}"):
            first[identity] = sourced
            original, sourced = sourced, original  # noqa: PLW2901 - which of the two is the copy
        task, location = sourced.task, sourced.source.locate(("docket",))
        misnamed = ("wrong-file-name", location)
        diagnostics = [d for d in diagnostics if (d.rule, d.location) != misnamed]
        other = original.source.path
        diagnostics.append(
            worded("duplicate-docket", location, docket=task.docket, year=task.year, other=other)
        )
    return diagnostics


def _as_configured(diagnostics: list[Diagnostic], config: ReportConfig | None) -> list[Diagnostic]:
    """Give warnings and notes the severity that the project gives their rules."""
    if config is None or not config.check.rules:
        return diagnostics
    configured = []
    for diagnostic in diagnostics:
        severity: Severity | None = diagnostic.severity
        if severity is not Severity.ERROR:
            severity = config.check.severity(diagnostic.rule, diagnostic.severity)
        if severity:
            configured.append(replace(diagnostic, severity=severity))
    return configured
