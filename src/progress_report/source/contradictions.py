"""What contradicts itself in task files: figures, former dockets, tasks that others continue."""

from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import suppress
from graphlib import CycleError, TopologicalSorter

from progress_report.domain.config import ReportConfig
from progress_report.domain.diagnostics import Diagnostic
from progress_report.domain.docket import docket_identity
from progress_report.domain.pace import known_statuses
from progress_report.domain.period import Period
from progress_report.domain.succession import Key, Succession, reference_key
from progress_report.domain.target import USUAL_PACE, TargetKind, is_percent
from progress_report.source import worded
from progress_report.source.load import SourcedTask
from progress_report.source.mistakes.keys import suggesting


def wrong_figures(sourced: SourcedTask, config: ReportConfig | None) -> Iterator[Diagnostic]:
    """Report figures without a target, targets of one name, and unknown words for a status."""
    task, source = sourced.task, sourced.source
    targets = {target.name: target for target in task.targets}
    for name, count in Counter(target.name for target in task.targets).items():
        if count > 1:
            last = max(i for i, target in enumerate(task.targets) if target.name == name)
            yield worded("duplicate-target", source.locate(("targets", last, "name")), name=name)
    works_without_amount = {
        name for name, t in targets.items() if t.kind is TargetKind.WORKS and t.amount is None
    }
    words = known_statuses(config.pace if config else USUAL_PACE)
    for key, entry in task.entries.items():
        path = sourced.entry_path(Period.from_key(task.year, key))
        for name, figure in entry.done.items():
            place = (*path, "done", name)
            if name not in targets:
                location = source.locate(place, key=True)
                yield suggesting("unknown-target", location, name, list(targets), name=name)
            elif name in works_without_amount and not is_percent(figure):
                location = source.locate(place)
                yield worded("figure-without-amount", location, value=figure, name=name)
        if entry.verdict and entry.verdict not in words:
            location, verdict = source.locate((*path, "verdict")), entry.verdict
            named = {"value": verdict, "values": [*words]}
            yield suggesting("unknown-verdict", location, verdict, [*words], **named)


def wrong_predecessors(tasks: Sequence[SourcedTask]) -> Iterator[Diagnostic]:
    """Report each item of ``formerly`` that names no task of a known year, or closes a circle.

    A year of which there are no tasks is not known.
    """
    circles = _circles(Succession([sourced.task for sourced in tasks]))
    by_key = {sourced.task.key: sourced for sourced in tasks}
    years = {sourced.task.year for sourced in tasks}
    for sourced in tasks:
        for index, reference in enumerate(sourced.task.formerly):
            key = reference_key(reference, sourced.task.year)
            location = sourced.source.locate(("formerly", index))
            if key not in by_key and key[0] in years:
                docket = reference.rpartition("/")[2]
                now = _renumbered(key, tasks)
                cure = "renumbered" if now else ""
                yield worded(
                    "unknown-predecessor", location, cure=cure, docket=docket, year=key[0], now=now
                )
            elif key[0] > sourced.task.year:
                yield worded("later-predecessor", location)
            elif {key, sourced.task.key} <= circles:
                yield worded("circular-predecessor", location, docket=by_key[key].task.docket)


def shared_dockets(tasks: Sequence[SourcedTask]) -> Iterator[Diagnostic]:
    """Report each former docket that another task had in the same month."""
    former = {s.task.key for s in tasks if s.task.renumbered}
    years = {year for year, _docket in former}
    bearers: dict[tuple[Period, str], list[SourcedTask]] = {}
    for sourced in tasks:
        valid = sourced.task.validity
        for month in range(valid.first, valid.last + 1) if sourced.task.year in years else ():
            period = Period(sourced.task.year, month, month)
            identity = docket_identity(sourced.task.docket_in(period))
            bearers.setdefault((period, identity), []).append(sourced)
    seen = set()
    for (period, identity), sharing in sorted(bearers.items()):
        renumbered = [s for s in sharing if s.task.key in former and s.task.key[1] != identity]
        others = [s for s in sharing if s not in renumbered[:1]]
        if not renumbered or not others or renumbered[0].task.key in seen:
            continue
        seen.add(renumbered[0].task.key)
        task = renumbered[0].task
        index = [docket_identity(old.docket) for old in task.renumbered].index(identity)
        yield worded(
            "shared-docket",
            renumbered[0].source.locate(("renumbered", index, "docket")),
            other=others[0].source.path,
            docket=task.docket_in(period),
            period=period,
        )


def _circles(succession: Succession) -> set[Key]:
    """The tasks from which a way leads into a circle and to which one leads out of a circle."""
    forward = {
        task.key: {t.key for t in succession.predecessors(task)} for task in succession.tasks
    }
    backward: dict[Key, set[Key]] = {key: set() for key in forward}
    for key, before in forward.items():
        for former in before:
            backward[former].add(key)
    return _unsorted(forward) & _unsorted(backward)


def _unsorted(graph: dict[Key, set[Key]]) -> set[Key]:
    """The nodes that no topological order reaches, since a circle stands before them."""
    sorter, reached = TopologicalSorter(graph), set[Key]()
    with suppress(CycleError):
        sorter.prepare()
    while ready := sorter.get_ready():
        reached.update(ready)
        sorter.done(*ready)
    return graph.keys() - reached


def _renumbered(key: Key, tasks: Sequence[SourcedTask]) -> str:
    """The present docket of a task that had this one; empty if there is none."""
    for sourced in tasks:
        former = {docket_identity(old.docket) for old in sourced.task.renumbered}
        if sourced.task.year == key[0] and key[1] in former:
            return sourced.task.docket
    return ""
