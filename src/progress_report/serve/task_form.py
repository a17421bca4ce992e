"""A task as a form, without its reports: each value as the text of a field, by the field's name."""

import json
from collections.abc import Iterator, Mapping
from itertools import combinations_with_replacement
from typing import Any

from progress_report.domain.closed_table import CellChange
from progress_report.domain.diagnostics import DataError
from progress_report.domain.period import Period
from progress_report.domain.task import Task
from progress_report.editing.tasks import changed
from progress_report.importing.units import split_units
from progress_report.serve.visit import Visit, words
from progress_report.source.load import SourcedTask
from progress_report.system.i18n import _, period_name
from progress_report.text.prose import unwrap, wrap

KEYS = ("H1", "H2", "Q1", "Q2", "Q3", "Q4", *(f"M{month:02}" for month in range(1, 13)))
_TARGET, _FIELD = "target-", "field-"
_NUMBERS = frozenset(map(str, range(100)))
"""Of targets in the names of fields; what a browser sends may be anything."""
_ENDING = {"why": "why", "date": "on", "by": "by"}  # the form's field for each key of an ending
_CONTROLS = {"csrf", "period", "stage", "base", "docket", "name"}


def texts_of(task: Task) -> dict[str, str]:
    """The text of each field that is not empty."""
    texts: dict[str, Any] = {
        "task": wrap(unwrap(task.task)),
        "lead": task.lead,
        "units": "、".join(task.units),
        **{_FIELD + name: text for name, text in task.fields.items()},
        "from": task.start,
        "until": task.until,
        "finished": task.finished,
        "formerly": "、".join(task.formerly),
    }
    if ended := task.ended:
        texts |= {"why": unwrap(ended.why), "on": ended.date, "by": ended.by}
    for number, target in enumerate(task.targets):
        values = target.model_dump(mode="json", exclude={"revised"})
        values["milestones"] = "\n".join(
            f"{period_name(Period.from_key(task.year, key))}={due}"
            for key, due in target.milestones.items()
        )
        texts |= {f"{_TARGET}{number}-{name}": value for name, value in values.items()}
    return {name: str(text) for name, text in texts.items() if text}


def task_fields(visit: Visit, texts: Mapping[str, str]) -> Iterator[dict[str, Any]]:
    """The fields of each task, of the layout's columns, of these targets and of a new one."""
    for name, field in words("operations")["edit"]["fields"].items():
        yield {"name": name, **field}
    for name, meaning in visit.workspace.config.fields.items():
        yield {"name": _FIELD + name, "label": meaning or name}
    target = words("target")
    for number in range(_targets(texts) + 1):
        start, group = f"{_TARGET}{number}-", f"{target['title']}{number + 1}"
        new = number == _targets(texts)
        for name, field in {**target["fields"], **({} if new else target["revision"])}.items():
            yield {"name": start + name, "group": group, **field}


def _targets(texts: Mapping[str, str]) -> int:
    numbers = {name.split("-")[1] for name in texts if name.startswith(_TARGET)}
    return max(map(int, numbers & _NUMBERS), default=-1) + 1


def choices_of(year: int) -> dict[str, dict[str, str]]:
    """What fields of a kind offer, by value."""
    periods = {key: period_name(Period.from_key(year, key)) for key in KEYS}
    return {"period": periods, **words("target")["choices"]}


def changed_texts(visit: Visit, now: Mapping[str, str]) -> dict[str, str]:
    """The fields changed in the browser; DataError if none is, or the files changed meanwhile."""
    try:
        base = {str(name): str(text) for name, text in json.loads(visit.text("base")).items()}
    except (ValueError, AttributeError):
        raise DataError(_("this form is incomplete; load the page again")) from None
    sent = {name: visit.text(name).strip() for name in {*base, *visit.form} - _CONTROLS}
    new = {name: text for name, text in sent.items() if text != base.get(name, "")}
    if not new:
        raise DataError(_("nothing has been changed yet"))
    parts = {_part(name) for name in new}
    names = {name for name in {*base, *now} if _part(name) in parts}
    if any(base.get(name, "") != now.get(name, "") for name in names):
        raise DataError(_("this was changed meanwhile by someone else; load the page again"))
    return new


def _part(name: str) -> str:
    """What is compared as a whole: all targets, for one could have been put before another."""
    return _TARGET if name.startswith(_TARGET) else name


def changed_task(visit: Visit, sourced: SourcedTask) -> bytes:
    """The file of a task as the form says; DataError if nothing is changed or it cannot be."""
    task, now = sourced.task, texts_of(sourced.task)
    new = changed_texts(visit, now)
    texts = {**now, **new}
    values: dict[str, Any] = {
        "task": wrap(unwrap(texts.get("task", ""))),
        "lead": texts.get("lead", ""),
        **{key: split_units(texts.get(key, "")) for key in ("units", "formerly")},
        **{key: texts.get(key) or None for key in ("from", "until", "finished")},
    }
    values = {key: value for key, value in values.items() if key in new}
    if new.keys() & _ENDING.values():
        ending = {key: texts.get(name) for key, name in _ENDING.items()}
        values["ended"] = {key: text for key, text in ending.items() if text} or None
    if any(name.startswith(_FIELD) for name in new):
        of_fields = {n: text for n, text in texts.items() if n.startswith(_FIELD) and text}
        values["fields"] = {n.removeprefix(_FIELD): text for n, text in of_fields.items()}
    if any(name.startswith(_TARGET) for name in new):
        values["targets"] = [*_new_targets(task, texts)]
    return changed(visit.workspace.project, sourced, values)


def _new_targets(task: Task, texts: Mapping[str, str]) -> Iterator[dict[str, Any]]:
    """The targets as the form says; one without a name is left out."""
    months = combinations_with_replacement(range(1, 13), 2)
    periods = [Period(task.year, first, last) for first, last in months]
    keys = {name: period.key for period in periods for name in (period_name(period), period.label)}
    for number in range(_targets(texts)):
        start = f"{_TARGET}{number}-"
        given = {n.removeprefix(start): text for n, text in texts.items() if n.startswith(start)}
        if not given.get("name"):
            continue
        old = task.targets[number].model_dump(by_alias=True) if number < len(task.targets) else {}
        lines = given.get("milestones", "").replace("＝", "=").split("\n")
        dues = [line.partition("=") for line in lines if line.strip()]
        target = {
            **old,
            **{key: given[key] for key in ("name", "kind", "bound") if given.get(key)},
            "amount": given.get("amount") or None,
            "measure": given.get("measure", ""),
            "milestones": {keys.get(n.strip(), n.strip()): due.strip() for n, _is, due in dues},
        }
        if given.get("on") and old:
            decision = {"date": given["on"], **{key: given.get(key, "") for key in ("by", "why")}}
            amounts = {"from": old.get("amount"), "to": target["amount"]}
            target["revised"] = (*old.get("revised", ()), {**decision, **amounts})
        yield target


def task_changes(
    visit: Visit, before: Mapping[str, Task], after: Mapping[str, Task]
) -> Iterator[CellChange]:
    """What changes in tasks, each by its docket; a renumbered one is compared with what it was."""
    for docket, task in after.items():
        old = before.get(docket)
        if task.renumbered and (old is None or old.renumbered != task.renumbered):
            old = before.get(task.renumbered[-1].docket)
        sides = [{"docket": t.docket, **texts_of(t)} if t else {} for t in (old, task)]
        choices = choices_of(task.year)
        for field in task_fields(visit, {**sides[0], **sides[1]}):
            texts = [side.get(field["name"], "") for side in sides]
            if texts[0] != texts[1]:
                offered = choices.get(field.get("kind", ""), {})
                names = filter(None, (field.get("group"), visit.heading(field["label"])))
                heading = _(": ").join(names)
                yield CellChange(docket, heading, *(offered.get(text, text) for text in texts))
