"""Rows put together by the values of one or more fields, with a heading above each group."""

from collections.abc import Iterator, Sequence

from progress_report.domain.columns import REST_GROUP, GroupConfig
from progress_report.source.load import SourcedTask
from progress_report.text.numerals import ordinal

_Group = tuple[tuple[str, ...], list[SourcedTask]]


def grouped(tasks: Sequence[SourcedTask], group: GroupConfig | None) -> Iterator[_Group]:
    """Tasks by group of the innermost level, each with the headings printed above it.

    Groups come in the configured order, the others in the order of their first docket, and at last
    the tasks that name no group; where none does, no heading is printed. The heading of an outer
    group stands above its first inner group only.
    """
    if group is None:
        yield (), list(tasks)
    else:
        yield from _level(tasks, group, 0)


def _level(tasks: Sequence[SourcedTask], group: GroupConfig, level: int) -> Iterator[_Group]:
    if level == len(group.fields):
        yield (), list(tasks)
        return
    names = [sourced.task.fields.get(group.fields[level], "").strip() for sourced in tasks]
    rest = REST_GROUP if any(names) else ""
    ordered = (*group.order, *filter(None, names), rest)
    members: dict[str, list[SourcedTask]] = {name: [] for name in ordered}
    for name, sourced in zip(names, tasks, strict=True):
        members[name or rest].append(sourced)
    present = [(name, inside) for name, inside in members.items() if inside]
    for number, (name, inside) in enumerate(present, start=1):
        above = tuple(
            pattern.format(ordinal=ordinal(number), group=name, count=len(inside))
            for pattern in group.heading[level : level + 1]
            if name
        )
        for headings, innermost in _level(inside, group, level + 1):
            yield above + headings, innermost
            above = ()
