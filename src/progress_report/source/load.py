"""A project folder to validated models, with everything that is wrong on the way."""

import difflib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from progress_report.config import ReportConfig
from progress_report.diagnostics import Diagnostic, Location
from progress_report.i18n import _
from progress_report.model import Task, docket_identity, file_name
from progress_report.period import Period
from progress_report.source.nodes import Source, fullwidth_colon, parse
from progress_report.table import Origin

CONFIG_FILE = Path("data/report.yaml")
TASKS_FOLDER = Path("data/tasks")
MAX_BYTES = 10_000_000

# For values whose form a pattern describes: what a person would write, by key.
_EXAMPLES = {
    "value": "number, docket, task, progress, lead, units, fields.leader",
    "by": "fields.leader",
    "docket": "21, 021, 21-1",
    "published": "2021-07-05 09:00",
    "language": "zh-CN",
}

_Model = TypeVar("_Model", bound=BaseModel)


@dataclass(frozen=True, slots=True)
class SourcedTask:
    """A task and the file it was read from."""

    task: Task
    source: Source

    def entry_path(self, period: Period) -> tuple[str, str]:
        """The keys that lead to the entry of a period, which need not be spelt canonically."""
        written = self.source.keys(("entries",))
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
    layout: Source | None
    """Where ``config`` was read from."""
    tasks: tuple[SourcedTask, ...]
    diagnostics: tuple[Diagnostic, ...] = field(default=())


def load_project(root: Path) -> Project:
    """Read ``data/report.yaml`` and every task file under ``root``.

    A broken file never hides another: whatever is wrong anywhere is in ``diagnostics``.
    """
    layout, config, diagnostics = _read(root / CONFIG_FILE, ReportConfig)
    tasks: list[SourcedTask] = []
    for path in task_files(root):
        source, task, found = _read(path, Task)
        if task is not None and source is not None:
            found += _misplaced(task, source, path)
            found += _undeclared(task, source, config)
            tasks.append(SourcedTask(task, source))
        diagnostics += found
    tasks.sort(key=lambda sourced: (sourced.task.year, sourced.task.order))
    diagnostics += _duplicates(tasks)
    return Project(root, config, layout, tuple(tasks), tuple(diagnostics))


def read_task(path: Path) -> tuple[Source | None, Task | None, list[Diagnostic]]:
    """Read one task file by itself: what needs the layout or the other files is not looked at."""
    return _read(path, Task)


def task_of(raw: bytes) -> Task | None:
    """The task that the bytes of a file hold, wherever they came from; None if they are broken."""
    text, diagnostics = decode("", raw)
    data = None if diagnostics else parse("", text)[1]
    try:
        return Task.model_validate(data)
    except ValidationError:
        return None


def task_files(root: Path) -> Iterator[Path]:
    """Every file that should be a task file, in a fixed order; hidden files are left alone."""
    folder = root / TASKS_FOLDER
    for path in sorted(folder.rglob("*"), key=lambda path: path.as_posix()):
        hidden = any(part.startswith(".") for part in path.relative_to(folder).parts)
        if path.suffix.lower() in (".yaml", ".yml") and not hidden and path.is_file():
            yield path


def decode(path: str, raw: bytes) -> tuple[str, list[Diagnostic]]:
    """Decode UTF-8, with or without a byte order mark; name what else the bytes seem to be."""
    try:
        return raw.decode("utf-8-sig"), []
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        guess = "UTF-16" if raw[:2] in (b"\xff\xfe", b"\xfe\xff") else None
        if guess is None:
            try:
                raw.decode("gb18030")
                guess = "GBK"
            except UnicodeDecodeError:
                guess = _("an unknown encoding")
        message = _("the file is not UTF-8; it looks like {encoding}").format(encoding=guess)
        hint = _("save it again as UTF-8 in your editor")
        return "", [Diagnostic("encoding", message, Location(path, line), hint)]


def _read(path: Path, model: type[_Model]) -> tuple[Source | None, _Model | None, list[Diagnostic]]:
    name = path.as_posix()
    try:
        if path.stat().st_size > MAX_BYTES:
            message = _("the file is larger than {limit} MB").format(limit=MAX_BYTES // 10**6)
            return None, None, [Diagnostic("too-large", message, Location(name))]
        raw = path.read_bytes()
    except OSError as error:
        message = _("cannot be read: {reason}").format(reason=error.strerror)
        return None, None, [Diagnostic("unreadable", message, Location(name))]
    text, diagnostics = decode(name, raw)
    if diagnostics:
        return None, None, diagnostics
    source, data, diagnostics = parse(name, text)
    if diagnostics:
        return source, None, diagnostics
    try:
        return source, model.model_validate(data), []
    except ValidationError as error:
        problems = error.errors(include_url=False, include_context=True)
        return source, None, [_explain(source, model, problem) for problem in problems]


def _explain(source: Source, model: type[BaseModel], problem: Any) -> Diagnostic:
    """Put one of pydantic's findings in our words, at the place it is about."""
    path: tuple[str | int, ...] = problem["loc"]
    about_key = path[-1:] == ("[key]",)
    path = path[:-1] if about_key else path
    kind = problem["type"]
    if kind in ("missing", "extra_forbidden"):
        return _explain_key(source, model, path, known=kind == "missing")
    where = source.locate(path, key=about_key)
    if kind == "value_error":
        return _explain_own(str(problem["ctx"]["error"]), where)
    if kind.startswith("date"):
        return Diagnostic("bad-date", _("not a date"), where, _("write it as 2021-12-15"))
    if kind in ("string_type", "dict_type", "tuple_type", "model_type"):
        shape = {"string_type": _("text"), "tuple_type": _("a list, each item after '- '")}
        wanted = shape.get(kind, _("keys with values, one a line"))
        message = _("expected {wanted}").format(wanted=wanted)
        mistyped = fullwidth_colon(source, where.line)
        return mistyped or Diagnostic("wrong-shape", message, where)
    return _explain_value(problem, str(path[-1]) if path else "", where)


def _explain_value(problem: Any, key: str, where: Location) -> Diagnostic:
    kind = problem["type"]
    if kind == "literal_error":
        message = _("must be one of {values}").format(values=problem["ctx"]["expected"])
        return Diagnostic("bad-value", message, where)
    if kind == "string_pattern_mismatch":
        message = _("'{value}' is not allowed here").format(value=problem["input"])
        example = _EXAMPLES.get(key)
        hint = _("write it like this: {example}").format(example=example) if example else ""
        return Diagnostic("bad-value", message, where, hint)
    message = _("'{value}' is not allowed here ({reason})").format(
        value=problem["input"], reason=problem["msg"]
    )
    return Diagnostic("bad-value", message, where)


def _explain_key(
    source: Source, model: type[BaseModel], path: tuple[str | int, ...], *, known: bool
) -> Diagnostic:
    where = source.locate(path, key=True)
    if known:
        message = _("the key '{key}' is missing").format(key=path[-1])
        return Diagnostic("missing-key", message, where)
    message = _("'{key}' is not a known key").format(key=path[-1])
    near = difflib.get_close_matches(str(path[-1]), _known_keys(model), 1, 0.6)
    hint = _("did you mean '{key}'?").format(key=near[0]) if near else ""
    return Diagnostic("unknown-key", message, where, hint)


def _explain_own(text: str, where: Location) -> Diagnostic:
    """The sentences for what our own validators raise (``rule`` or ``rule: details``)."""
    rule, _colon, details = text.partition(": ")
    if rule == "empty-text":
        return Diagnostic(rule, _("there is no text here"), where)
    if rule == "period-key":
        hint = _("write H1 H2 Q1 Q2 Q3 Q4 M01 … M12 FY, or a span such as Q1-Q3 or M01-M10")
        return Diagnostic("bad-period", _("not a period"), where, hint)
    if rule == "same-period":
        message = _("these keys name the same period: {keys}").format(keys=details)
        return Diagnostic(rule, message, where, _("put both into one entry"))
    if rule == "placeholders":
        message = _("unknown placeholder: {details}").format(details=details)
        return Diagnostic("bad-placeholder", message, where)
    if rule == "undeclared-fields":
        message = _("columns use fields that 'fields' does not declare: {names}").format(
            names=details
        )
        return Diagnostic("undeclared-field", message, where)
    return Diagnostic("bad-value", text, where)


def _known_keys(model: type[BaseModel]) -> list[str]:
    """All keys the file may hold anywhere: enough to guess what was meant."""
    schema = model.model_json_schema()
    parts = [schema, *schema.get("$defs", {}).values()]
    return sorted({key for part in parts for key in part.get("properties", {})})


def _misplaced(task: Task, source: Source, path: Path) -> list[Diagnostic]:
    found = []
    folder, wanted = path.parent.name, file_name(task.docket)
    if folder != str(task.year) or path.parent.parent.name != TASKS_FOLDER.name:
        message = _("the file says year {year}, but lies in the folder '{folder}'").format(
            year=task.year, folder=folder
        )
        hint = _("move it to {folder}").format(folder=f"{TASKS_FOLDER.as_posix()}/{task.year}/")
        found.append(Diagnostic("wrong-folder", message, source.locate(("year",)), hint))
    if path.name != wanted:
        message = _("the file says docket {docket}, but is named '{name}'").format(
            docket=task.docket, name=path.name
        )
        hint = _("rename it to {name}").format(name=wanted)
        found.append(Diagnostic("wrong-file-name", message, source.locate(("docket",)), hint))
    return found


def _undeclared(task: Task, source: Source, config: ReportConfig | None) -> list[Diagnostic]:
    if config is None:
        return []
    paths: list[tuple[str, ...]] = [("fields", name) for name in task.fields]
    paths += [
        ("entries", key, "fields", name)
        for key, entry in task.entries.items()
        for name in entry.fields
    ]
    hint = _("declare it under 'fields' in {file}").format(file=CONFIG_FILE.as_posix())
    return [
        Diagnostic(
            "undeclared-field",
            _("the field '{name}' is not declared").format(name=path[-1]),
            source.locate(path, key=True),
            hint,
        )
        for path in paths
        if path[-1] not in config.fields
    ]


def _duplicates(tasks: list[SourcedTask]) -> list[Diagnostic]:
    found = []
    first: dict[Any, SourcedTask] = {}
    for sourced in tasks:
        task = sourced.task
        identity = (task.year, docket_identity(task.docket))
        other = first.setdefault(identity, sourced)
        if other is not sourced:
            message = _("docket {docket} of {year} stands in {other} too").format(
                docket=task.docket, year=task.year, other=other.source.path
            )
            where = sourced.source.locate(("docket",))
            found.append(Diagnostic("duplicate-docket", message, where))
    return found
