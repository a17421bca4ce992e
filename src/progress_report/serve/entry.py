"""The report on one task as a form: a text for each unit, one sentence a line."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace

from pydantic import ValidationError

from progress_report.domain.diagnostics import DataError
from progress_report.domain.period import Period
from progress_report.domain.task import Entry, Task
from progress_report.git.merge.lines import Conflict, merge_lines
from progress_report.serve.visit import Visit, words
from progress_report.source.read_model import RefusedValueError
from progress_report.system.i18n import _
from progress_report.text.prose import unwrap, wrap

VALUES = ("as_of", "verdict", "why", "expected")  # the keys of an entry that hold a single value


@dataclass(frozen=True)
class UnitReport:
    """What one unit reports, as it stands in a text area."""

    unit: str = ""
    text: str = ""

    @property
    def rows(self) -> int:
        """The height of its text area."""
        longest_line = 40
        return 2 + sum(1 + len(line) // longest_line for line in self.text.split("\n"))


@dataclass(frozen=True)
class EntryForm:
    """All that the form holds."""

    reports: tuple[UnitReport, ...] = ()
    values: Mapping[str, str] = field(default_factory=dict)
    fields: Mapping[str, str] = field(default_factory=dict)
    done: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, task: Task, period: Period) -> "EntryForm":
        """The entry of a period as it is in the file; empty if there is none."""
        entry = task.entries.get(period.key)
        if entry is None:
            return cls()
        reports = tuple(UnitReport(part.unit, wrap(unwrap(part.text))) for part in entry.progress)
        values = {name: str(getattr(entry, name) or "") for name in VALUES}
        values = {name: text for name, text in values.items() if text}
        return cls(reports, values, dict(entry.fields), dict(entry.done))

    @classmethod
    def sent(cls, visit: Visit) -> "EntryForm":
        """What the browser has sent."""
        numbers = (name.partition("-")[2] for name in visit.form if name.startswith("text-"))
        reports = (
            UnitReport(visit.text(f"unit-{number}").strip(), visit.text(f"text-{number}"))
            for number in numbers
        )
        return cls(
            tuple(report for report in reports if report.text.strip()),
            {name: visit.text(name).strip() for name in VALUES if visit.text(name).strip()},
            _named(visit, "field:"),
            _named(visit, "done:"),
        )

    @classmethod
    def from_json(cls, text: str) -> "EntryForm":
        """What `as_json` gave. Raises DataError if it is something else."""
        try:
            data = json.loads(text)
            reports = tuple(UnitReport(str(unit), str(body)) for unit, body in data["reports"])
            return cls(reports, *(dict(data[name]) for name in ("values", "fields", "done")))
        except (ValueError, KeyError, TypeError):
            raise DataError(_("this form is incomplete; load the page again")) from None

    def as_json(self) -> str:
        """The form as text, for the browser to send back."""
        data = asdict(self)
        data["reports"] = [[report.unit, report.text] for report in self.reports]
        return json.dumps(data, ensure_ascii=False)

    @property
    def written(self) -> "EntryForm":
        """The form without units that have written nothing."""
        return replace(self, reports=tuple(r for r in self.reports if r.text.strip()))

    def meaning(self) -> tuple[object, ...]:
        """What two forms have in common that say the same."""
        texts = [(report.unit, unwrap(report.text)) for report in self.reports]
        return texts, {**self.values}, {**self.fields}, {**self.done}

    def entry(self, before: Entry | None) -> Entry:
        """The entry to write in place of ``before``; ReportError if it cannot be written."""
        parts = [
            {"unit": report.unit, "text": wrap(unwrap(report.text)) + "\n"}
            for report in self.reports
        ]
        if not parts:
            raise DataError(_("write a text first; to delete a report, use the file's own page"))
        data = before.model_dump(by_alias=True) if before else {}
        data |= {"progress": parts, "fields": dict(self.fields), "done": dict(self.done)}
        data |= {name: self.values.get(name, "") for name in VALUES}
        data["as_of"] = data["as_of"] or None
        try:
            return Entry.model_validate(data)
        except ValidationError as error:
            refused = RefusedValueError.of(Entry, data, error)
            message = _("{heading}: {problem}")
            refused.message = message.format(
                heading=_heading(refused.path), problem=refused.message
            )
            raise refused from None


def _heading(path: tuple[int | str, ...]) -> str:
    """What the form calls a value of an entry."""
    text = words("task")
    key, *rest = map(str, path)
    if key == "done":
        return str(text["done"]).format(target=rest[0] if rest else "")
    named = {"progress": "report", "why": "why_behind"}.get(key, key)
    return str(text.get(named, rest[0] if rest else key))


def _named(visit: Visit, prefix: str) -> dict[str, str]:
    """The fields of the form whose names begin so, those that are filled in."""
    sent = [name for name in visit.form if name.startswith(prefix)]
    return {n.removeprefix(prefix): visit.text(n).strip() for n in sent if visit.text(n).strip()}


@dataclass(frozen=True)
class Unsaved:
    """A report that is being written."""

    key: tuple[int, str]  # of its task
    period: Period
    form: EntryForm


@dataclass(frozen=True)
class Disagreement:
    """One unit's text that was changed here and on the disk."""

    unit: str
    before: str
    mine: str
    theirs: str
    merged: str
    settled: bool  # whether the two changes are of different sentences


def disagreements(
    base: EntryForm, mine: EntryForm, theirs: EntryForm
) -> tuple[list[Disagreement], EntryForm]:
    """The texts that differ, and the form with both changes; of one sentence both versions."""
    texts = [{report.unit: report.text for report in form.reports} for form in (base, mine, theirs)]
    units = list(dict.fromkeys([*texts[2], *texts[1]]))
    found, reports = [], []
    for unit in units:
        before, ours, other = (side.get(unit, "") for side in texts)
        merged, settled = _merged(before, ours, other)
        reports.append(UnitReport(unit, merged))
        if unwrap(ours) != unwrap(other):
            found.append(Disagreement(unit, before, ours, other, merged, settled))
    single = (
        _changed(getattr(base, name), getattr(mine, name), getattr(theirs, name))
        for name in ("values", "fields", "done")
    )
    return found, EntryForm(tuple(r for r in reports if r.text.strip()), *single)


def _changed(
    base: Mapping[str, str], mine: Mapping[str, str], theirs: Mapping[str, str]
) -> dict[str, str]:
    """Single values: what was changed here, else what is on the disk."""
    chosen = {
        name: (mine if mine.get(name) != base.get(name) else theirs).get(name, "")
        for name in {**theirs, **mine}
    }
    return {name: text for name, text in chosen.items() if text}


def _merged(base: str, ours: str, theirs: str) -> tuple[str, bool]:
    sides = [
        wrap(unwrap(text)).split("\n") if text.strip() else [] for text in (base, ours, theirs)
    ]
    lines: list[str] = []
    settled = True
    for piece in merge_lines(*sides):
        if isinstance(piece, Conflict):
            settled = False
            lines += [*piece.ours, *(line for line in piece.theirs if line not in piece.ours)]
        else:
            lines.append(piece)
    return "\n".join(lines), settled


def offered(form: EntryForm, task: Task, earlier: Period | None) -> EntryForm:
    """The form with an empty text for each unit that reported before, if it has none yet."""
    if form.reports:
        return form
    units = [part.unit for part in task.entries[earlier.key].progress] if earlier else []
    return replace(form, reports=tuple(map(UnitReport, units or [""])))
