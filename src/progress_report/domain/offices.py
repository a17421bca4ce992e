"""The units a project declares: what each was called before, and what it is called when."""

import difflib
import re
from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Annotated

from pydantic import Field

from progress_report.domain.period import Period
from progress_report.domain.strict import NotBlank, Strict
from progress_report.domain.task import Task

SINCE = r"^\d{4}-(0[1-9]|1[0-2])$"
_BETWEEN = re.compile(r"([、，,；;\n])(?![^（(]*[）)])")
"""Within brackets it is part of a name: 各镇（街道、园区）."""
_IN_BRACKETS = re.compile(r"[（(][^（(）)]*[）)]$")
_NUMBER = "(?:[0-9一二三四五六七八九十百多余]+[个家]?)?"
_ROLE = "(?:有关|相关|责任|成员|职能|牵头|配合|协办)*"
_KIND = "(?:单位|部门|委办局|乡镇|镇街|街道|镇|乡|园区|社区|村居|企业|中心)"
# 各乡镇（街道）, 相关街道, 市级有关部门, 各责任单位, 区财政局等5家单位, …等
_COLLECTIVE = (
    rf"(?:各|相关|有关|其他|其它|全体|所有).*|.*(?:各|相关|有关){_ROLE}{_KIND}|"
    rf".*等{_NUMBER}{_ROLE}{_KIND}?|…+"
)


class Office(Strict):
    """One unit, under its present name."""

    formerly: tuple[NotBlank, ...] = ()
    since: Annotated[str | None, Field(pattern=SINCE)] = None
    short: str = ""


class Offices:
    """The declared units, found by any of their names."""

    def __init__(self, offices: Mapping[str, Office], groups: Mapping[str, Sequence[str]]) -> None:
        """Take what ``data/report.yaml`` declares."""
        self.offices = offices
        self._groups = groups
        self._current: dict[str, list[str]] = {}
        for name, office in self.offices.items():
            for other in filter(None, (office.short, *office.formerly)):
                self._current.setdefault(other, []).append(name)

    def claimants(self, name: str) -> list[str]:
        """The units that a name is an earlier or short one of; none for a present name."""
        return [] if name in self.offices else self._current.get(name, [])

    def current(self, name: str) -> str:
        """The present name of a unit; any other name, and one that two claim, as it is."""
        claimants = self.claimants(name)
        return claimants[0] if len(claimants) == 1 else name

    def name_at(self, name: str, period: Period) -> str:
        """The name of a unit at the end of a period."""
        current = self.current(name)
        office = self.offices.get(current)
        if office is None or name == office.short:
            return name
        if self._has_begun(current, period):
            return current
        return office.formerly[0] if name == current and len(office.formerly) == 1 else name

    def names_at(self, text: str, period: Period) -> str:
        """The names in a list at the end of a period, each once; separators stay."""
        if not self.offices:
            return text
        return _each(text, {name: self.name_at(name, period) for name in names_in(text)})

    def in_current(self, text: str) -> str:
        """A list of names with the present ones, each once; separators stay."""
        return _each(text, {name: self.current(name) for name in names_in(text)})

    def outdated(self, text: str, period: Period | None = None) -> dict[str, list[str]]:
        """The names in a list that are outdated in a period, or today, each with its claimants."""
        claimants = {name: self.claimants(name) for name in names_in(text)}
        return {
            name: units
            for name, units in claimants.items()
            if any(period is None or self._has_begun(unit, period) for unit in units)
        }

    def replaced(self, text: str, names: Mapping[str, list[str]]) -> str:
        """A list in which each name that one unit claims is its present one."""
        return _each(text, {name: units[0] for name, units in names.items() if len(units) == 1})

    def _has_begun(self, name: str, period: Period) -> bool:
        since = self.offices[name].since
        return since is None or since <= f"{period.year:04}-{period.last:02}"

    def unknown(self, text: str) -> dict[str, str]:
        """The unknown names in a list, each with the most similar known one, or nothing."""
        if not self.offices:
            return {}
        unknown = [name for name in names_in(text) if not self._is_known(name)]
        near = {name: difflib.get_close_matches(name, self.known, 1) for name in unknown}
        return {name: "".join(similar) for name, similar in near.items()}

    def of_task(self, task: Task) -> Task:
        """A task with the present names of its units."""
        if not self.offices:
            return task
        lead = self.in_current(task.lead)
        units = dict.fromkeys(map(self.current, task.units))
        units.pop(lead, None)
        entries = {}
        for key, entry in task.entries.items():
            named = [(part, self.current(part.unit)) for part in entry.progress]
            parts = tuple(part.model_copy(update={"unit": unit}) for part, unit in named)
            entries[key] = entry.model_copy(update={"progress": parts})
        return task.model_copy(update={"lead": lead, "units": (*units,), "entries": entries})

    @cached_property
    def known(self) -> list[str]:
        """Every name that is declared: of units and of groups."""
        members = (name for names in self._groups.values() for name in names)
        return list(dict.fromkeys((*self.offices, *self._current, *self._groups, *members)))

    def _is_known(self, name: str) -> bool:
        spellings = (name, _IN_BRACKETS.sub("", name))
        return any(n in self.known or re.fullmatch(_COLLECTIVE, n) for n in spellings)


NO_OFFICES = Offices({}, {})  # of a project that declares none: every name is taken as it is


def names_in(text: str) -> list[str]:
    """The names of units in a cell; a separator within brackets is a part of a name."""
    return list(filter(None, map(str.strip, _BETWEEN.split(text)[::2])))


def _each(text: str, names: Mapping[str, str]) -> str:
    """A list with other names; of two that become the same, the first stays."""
    if all(name == other for name, other in names.items()):
        return text
    pieces = _BETWEEN.split(text)
    kept: dict[str, str] = {}
    for name, mark in zip(pieces[::2], ["", *pieces[1::2]], strict=True):
        kept.setdefault(names.get(name.strip(), name.strip()), mark if kept else "")
    return "".join(f"{mark}{name}" for name, mark in kept.items())
