"""The rules, which are data: data/catalogue.yaml, and the texts in both languages in data/rules."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from progress_report.domain.diagnostics import Severity
from progress_report.system.data import read_data
from progress_report.system.i18n import N_, localized


class Family(StrEnum):
    """What a rule is about."""

    STRUCTURE = N_("structure")
    PUNCTUATION = N_("punctuation")
    NUMBERS = N_("numbers")
    WORDING = N_("wording")
    SEAMS = N_("seams")
    TIME = N_("time")
    CONTINUITY = N_("continuity")
    JUDGEMENT = N_("judgement")


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule of the catalogue: what the program does with it, and what readers see of it.

    Names are stable. Examples are prose, or whole task files divided by ``---`` lines; a test
    checks that the bad one triggers the rule and the good one does not.
    """

    name: str
    family: Family
    severity: Severity = Severity.WARNING
    quiet: bool = False
    """Whether it is off unless the project sets its severity or the command selects it."""
    gives_way_to: tuple[str, ...] = ()
    """More specific rules, of which a diagnostic at the same characters replaces this one."""

    @property
    def summary(self) -> str:
        """What the rule finds, in the reader's language."""
        return str(localized(self._texts["summary"]))

    @property
    def reason(self) -> str:
        """Why it matters and what to do, in the reader's language."""
        return str(localized(self._texts["reason"]))

    @property
    def bad(self) -> str:
        """An example that breaks the rule."""
        return str(self._texts["bad"])

    @property
    def good(self) -> str:
        """The same, corrected."""
        return str(self._texts["good"])

    @property
    def source(self) -> str:
        """The standard it comes from, such as ``GB/T 15834-2011 4.8``; empty for most."""
        return str(self._texts.get("source", ""))

    @property
    def _texts(self) -> Mapping[str, Any]:
        return rule_texts(self.family)[self.name]


def _rule(name: str, row: Mapping[str, Any]) -> Rule:
    family, severity = Family(row["family"]), Severity(row.get("severity", Severity.WARNING))
    return Rule(name, family, severity, row.get("quiet", False), (*row.get("gives_way_to", ()),))


_CATALOGUE = read_data("check", "catalogue")
FOUND_BY: Mapping[str, Mapping[str, Any]] = _CATALOGUE["families"]
"""The rules that each module of check/rules finds in prose, by name."""
RULES: Mapping[str, Rule] = {
    name: _rule(name, row)
    for rows in (_CATALOGUE["elsewhere"], *FOUND_BY.values())
    for name, row in rows.items()
}
"""Every rule by its name."""


def rule_texts(family: Family) -> Mapping[str, Mapping[str, Any]]:
    """What readers see of the rules of a family, by name."""
    texts: Mapping[str, Mapping[str, Any]] = read_data("check", f"rules/{family}")
    return texts
