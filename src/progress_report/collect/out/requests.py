"""Select the tasks that each unit reports on, and make the forms of a period."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from progress_report.build.pace_cells import amount_text
from progress_report.collect.out.form import (
    FIELDS,
    LEAD,
    UNITS,
    Form,
    Line,
    form_headings,
    project_digest,
)
from progress_report.domain.config import ReportConfig
from progress_report.domain.pace import milestone_at
from progress_report.domain.period import Period
from progress_report.domain.succession import Succession, entry_period, is_finished, is_inside
from progress_report.domain.target import Target, TargetKind
from progress_report.domain.task import Contribution, Task
from progress_report.source.load import SourcedTask
from progress_report.text.prose import unwrap, without_whitespace

_COLON = "："


@dataclass(frozen=True, slots=True)
class FormSet:
    """The forms of a period, and the tasks without a form."""

    forms: tuple[Form, ...]  # in the order of each unit's first task
    unassigned: tuple[SourcedTask, ...]


def by_options(config: ReportConfig) -> list[str]:
    """The valid values of ``--by``."""
    return [LEAD, UNITS, *(f"{FIELDS}{name}" for name in config.fields)]


def usual_way(tasks: Iterable[SourcedTask], year: int) -> str:
    """Whom forms ask without ``--by``: lead units, if any task of the year has one."""
    of_year = [sourced.task for sourced in tasks if sourced.task.year == year]
    has_units_alone = any(t.units for t in of_year) and not any(t.lead for t in of_year)
    return UNITS if has_units_alone else LEAD


def make_forms(
    tasks: Sequence[SourcedTask],
    config: ReportConfig,
    period: Period,
    by: str,
    *,
    finished: bool = False,
) -> FormSet:
    """Make the forms of a period, with the tasks that are valid at its end.

    The project's title identifies them; ``finished`` includes tasks that were finished before.
    """
    tasks = with_present_names(tasks, config)
    succession = Succession([sourced.task for sourced in tasks], config.reporting)
    lines: dict[str, list[Line]] = {}
    unassigned = []
    for sourced in tasks:
        task = sourced.task
        if task.year != period.year or not is_inside(task, period):
            continue
        if is_finished(task, period.last - 1) and not finished:
            continue
        units = recipients(task, by)
        for unit in units:
            lines.setdefault(unit, []).append(_line(succession, task, period, by, unit))
        for unit in units[:1]:  # figures are the task's: one unit gives them
            lines[unit] += _figure_lines(task, period, config)
        if not units:
            unassigned.append(sourced)
    project = project_digest(config.title)
    forms = tuple(
        Form(project, period, by, unit, tuple(unit_lines), form_headings(config))
        for unit, unit_lines in lines.items()
    )
    return FormSet(forms, tuple(unassigned))


def with_present_names(tasks: Sequence[SourcedTask], config: ReportConfig) -> list[SourcedTask]:
    """Tasks with the present names of their units, as forms and counts show them."""
    of_task = config.unit_names.of_task
    return [replace(sourced, task=of_task(sourced.task)) for sourced in tasks]


def recipients(task: Task, by: str) -> list[str]:
    """The units, or the value of the field, that report on a task; the lead unit first."""
    if by == LEAD:
        names = [task.lead]
    elif by == UNITS:
        names = [task.lead, *task.units]
    else:
        names = [task.fields.get(by.removeprefix(FIELDS), "")]
    return list(dict.fromkeys(name for name in names if name.strip()))


def author(by: str, unit: str) -> str:
    """The unit that a report names; empty if forms are given out by a field."""
    return "" if by.startswith(FIELDS) else unit


def contributions_of(task: Task, period: Period, unit: str) -> list[Contribution]:
    """The texts of a unit for a period.

    A text without a unit is the lead unit's; without ``unit`` all texts count.
    """
    entry = task.entries.get(period.key)
    if entry is None:
        return []
    return [part for part in entry.progress if not unit or (part.unit or task.lead) == unit]


def _line(succession: Succession, task: Task, period: Period, by: str, unit: str) -> Line:
    named = author(by, unit)
    return Line(
        task.docket_in(period),
        unwrap(task.task),
        _role(task, by, unit),
        "\n".join(_previous(succession, task, period, named)),
        _text(contributions_of(task, entry_period(task, period, succession.reporting), named)),
    )


def target_text(target: Target, period: Period) -> str:
    """A target as a form names it: its name, a colon, and what is due."""
    amount, milestone = amount_text(target, period), milestone_at(target.milestones, period)
    due = f"全年目标{amount}" if amount else f"本期目标{milestone}" if milestone else "完成比例"
    return f"{target.name}{_COLON}{due}"


def named_target(task: Task, text: str) -> Target | None:
    """The target that a text of `target_text` names, whatever its amount is now."""
    text = without_whitespace(text)
    named = [t for t in task.targets if text.startswith(without_whitespace(t.name) + _COLON)]
    return max(named, key=lambda target: len(target.name), default=None)


def _figure_lines(task: Task, period: Period, config: ReportConfig) -> Iterator[Line]:
    """A line for the figure of each target, below that of its task."""
    before = period.previous(task.periods())
    entry = task.entries.get(entry_period(task, period, config.reporting).key)
    for number, target in enumerate(task.targets, start=1):
        if target.kind is TargetKind.NONE:
            continue
        previous = task.entries[before.key].done.get(target.name) if before else None
        yield Line(
            f"{task.docket_in(period)}（{number}）",
            target_text(target, period),
            _role_of_figure(target),
            f"【{before.label}】{previous}" if before and previous else "",
            entry.done.get(target.name, "") if entry else "",
            target.name,
        )


def _role_of_figure(target: Target) -> str:
    what = "自1月1日起累计完成数" if target.adds_up else "截至期末的数值"
    measure = "%" if target.amount is None or target.is_percent else target.measure
    return f"{what}\n单位：{measure}" if measure else what


def _previous(succession: Succession, task: Task, period: Period, unit: str) -> Iterator[str]:
    """The task's previous report; before its first one, those of the tasks it continues."""
    before = period.previous(task.periods())
    if before is not None:
        yield f"【{before.label}】{_reported(task, before, unit)}"
        return
    for former in succession.predecessors(task):
        in_year = former.year == task.year
        last = period.previous(former.periods()) if in_year else max(former.periods(), default=None)
        if last is not None:
            year = "" if in_year else f"{last.year}年"
            label = f"【{year}{last.label}（原第{former.docket_in(last)}项）】"
            yield label + _reported(former, last, unit)


def _reported(task: Task, period: Period, unit: str) -> str:
    parts = contributions_of(task, period, unit) or list(task.entries[period.key].progress)
    return _text(parts)


def _text(parts: Iterable[Contribution]) -> str:
    return "\n".join(unwrap(part.text) for part in parts)


def _role(task: Task, by: str, unit: str) -> str:
    lead, others = f"牵头：{task.lead}", "、".join(name for name in task.units if name != unit)
    if by.startswith(FIELDS):
        named = [lead] if task.lead else []
        return "\n".join([*named, f"协办：{others}"] if others else named)
    if unit != task.lead:
        return f"协办\n{lead}" if task.lead else "责任单位"
    return f"牵头\n协办：{others}" if others else "牵头"
