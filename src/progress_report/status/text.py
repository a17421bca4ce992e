"""The overview as text for a terminal."""

from collections.abc import Iterator

from progress_report.build.pace_cells import shown, why_text
from progress_report.domain.pace import TargetPace
from progress_report.domain.table import ColumnKind
from progress_report.status.overview import Overview, TaskStatus, UnitStatus
from progress_report.system.i18n import _, period_name
from progress_report.text.excerpt import truncate
from progress_report.text.width import aligned, padded, printable, width

MIN_COLUMNS, MAX_COLUMNS = 60, 120
_MIN_ROOM = 16
"""Cells for a target's name and figures; where there are fewer, the bars are left out."""
_BAR = 20  # characters of a bar: one for 5 % of the year's target


def as_text(overview: Overview, columns: int = MAX_COLUMNS) -> str:
    """The overview as aligned columns: units with missing reports first, then what is behind."""
    columns = min(max(columns, MIN_COLUMNS), MAX_COLUMNS)
    title = _("Reports for {period}").format(period=period_name(overview.period))
    lines = [title, *_unit_lines(overview)]
    for section in (_pace_lines(overview, columns), _fallen_lines(overview), _state(overview)):
        further = [*section]
        lines += ["", *further] if further else []
    return "\n".join(lines) + "\n"


def _unit_lines(overview: Overview) -> Iterator[str]:
    heads = [_("unit"), _("asked"), _("reported"), _("returned"), _("missing")]
    heads += [_("behind")] if overview.behind else []
    ordered = sorted(overview.units, key=lambda status: not status.missing)
    unnamed = _("(no unit named)")
    rows = [heads]
    for status in ordered:
        row = [printable(status.unit or unnamed), *map(str, counts(status))]
        behind = str(len(overview.behind.get(status.unit, ())))
        rows.append(row + ([behind] if overview.behind else []))
    dockets = [_(", ").join(status.missing) for status in ordered]
    dockets = [_("missing dockets") if any(dockets) else "", *dockets]
    for line, missing in zip(aligned(rows, left=1), dockets, strict=True):
        yield f"{line}  {missing}".rstrip()
    yield from due_lines(overview)
    for status in ordered:
        if status.signature:
            words = "，".join(f"{label}：{text}" for label, text in status.signature.items())
            yield printable(f"{status.unit}：{words}")


def due_lines(overview: Overview) -> Iterator[str]:
    """When reports are due, and which units are late."""
    if overview.due is not None:
        yield _("due {day}").format(day=overview.due.isoformat())
    if overview.days_late and overview.late_units:
        late = (printable(unit.unit or _("(no unit named)")) for unit in overview.late_units)
        message = _("late by {days} day(s): {units}")
        yield message.format(days=overview.days_late, units=_(", ").join(late))


def counts(status: UnitStatus) -> list[int]:
    """How many tasks a unit was asked for, reported, returned and misses."""
    return [len(status.asked), len(status.reported), len(status.returned), len(status.missing)]


def _pace_lines(overview: Overview, columns: int) -> Iterator[str]:
    """A line for each target, those furthest behind first; the bars end at the year's target."""
    rows = [*overview.target_rows]
    if not rows:
        return
    statuses = (f"{status.text} {count}" for status, count in overview.statuses.items())
    yield _("pace: {statuses}").format(statuses=_(", ").join(statuses))
    labels = [task.pace.status.text if first else "" for task, _target, first in rows]
    dockets = [task.docket if first else "" for task, _target, first in rows]
    gaps = [target and shown(target, ColumnKind.GAP, "1") for _task, target, _first in rows]
    amounts = [_amounts(target) for _task, target, _first in rows]
    widest = [max(map(width, texts)) for texts in (labels, dockets, [g or "" for g in gaps])]
    room = columns - sum(widest) - _BAR - 11
    shows_bars = room >= _MIN_ROOM
    room += 0 if shows_bars else _BAR + 3
    names = [printable(target.target.name if target else task.name) for task, target, _f in rows]
    name_width = min(max(map(width, names)), max(_MIN_ROOM // 2, room // 2))
    for label, docket, name, (task, target, first), gap, amount in zip(
        labels, dockets, names, rows, gaps, amounts, strict=True
    ):
        cells = [
            padded(label, widest[0]),
            padded(docket, widest[1]),
            padded(truncate(name, name_width), name_width),
            *([bar(target)] if shows_bars else []),
            " " * (widest[2] - width(gap or "")) + (gap or ""),
            truncate(amount, room - name_width) if room - name_width >= _MIN_ROOM // 2 else "",
        ]
        yield "  ".join(cells).rstrip()
        if first and (note := _note(task)):
            yield f"{' ' * (widest[0] + widest[1] + 4)}{printable(note)}"


def _amounts(target: TargetPace | None) -> str:
    if target is None:
        return ""
    done = shown(target, ColumnKind.DONE)
    share = shown(target, ColumnKind.SHARE, "1")
    amount = shown(target, ColumnKind.TARGET).removeprefix(target.target.name)
    return " ".join(filter(None, (f"{done}/{amount}" if amount else done, share)))


def _note(task: TaskStatus) -> str:
    """The computed status where a person gave another, and the reason."""
    pace = task.pace
    computed = ""
    if pace.overridden:
        computed = _("by the figures: {status}").format(status=pace.overridden.text)
    return _("; ").join(filter(None, (computed, why_text(pace))))


def bar(target: TargetPace | None) -> str:
    """A bar of what is done, with a line at what is due: ``███████···│·········``."""
    if target is None or target.share is None or target.due is None or not target.target.adds_up:
        return " " * (_BAR + 1)
    done, due = (min(max(int(n * _BAR), 0), _BAR) for n in (target.share, target.due))
    filled = "█" * done + "·" * (_BAR - done)
    return f"{filled[:due]}│{filled[due:]}"


def _fallen_lines(overview: Overview) -> Iterator[str]:
    for docket, figure in overview.fallen:
        message = _("fell: {docket} {target}: {before} ({earlier}) → {after} ({later})")
        yield message.format(
            docket=docket,
            target=printable(figure.target),
            before=figure.before,
            earlier=period_name(figure.earlier),
            after=figure.after,
            later=period_name(figure.later),
        )


def _state(overview: Overview) -> Iterator[str]:
    if overview.diagnostics is not None:
        severities = (f"{_(s.value)} {n}" for s, n in overview.diagnostics.items())
        yield _("open diagnostics: {counts}").format(counts=_(", ").join(severities))
    if overview.reached:
        message = _("targets reached: {dockets}; if they are done: {command}")
        command = f"report new end {' '.join(overview.reached)} --finished {overview.period.name}"
        yield message.format(dockets=_(", ").join(overview.reached), command=command)
    if overview.stale:
        names = _(", ").join(overview.stale)
        yield _("not current: {names}; run {command}").format(names=names, command="report build")
    for period, day in overview.closed:
        yield _("{period} was closed on {day}").format(
            period=period_name(period), day=day.isoformat()
        )
