"""The definition of a rule. Names are stable; texts are message ids, translated for the reader."""

from dataclasses import dataclass
from enum import StrEnum

from progress_report.domain.diagnostics import Severity


class Family(StrEnum):
    """What a rule is about."""

    STRUCTURE = "structure"
    PUNCTUATION = "punctuation"
    NUMBERS = "numbers"
    WORDING = "wording"
    SEAMS = "seams"
    TIME = "time"
    CONTINUITY = "continuity"
    JUDGEMENT = "judgement"


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule of the catalogue.

    ``summary`` and ``reason`` are message ids (`N_`). ``bad`` and ``good`` are examples: prose, or
    whole task files divided by ``---`` lines. A test checks that ``bad`` triggers the rule and
    ``good`` does not. ⟨Tab⟩ and ⟨U+200B⟩ in them stand for invisible characters.
    """

    name: str
    family: Family
    severity: Severity
    summary: str
    """One sentence: what the rule finds."""
    reason: str
    """Why it matters, and what to do."""
    bad: str
    good: str
    source: str = ""
    """The standard it comes from, such as ``GB/T 15834-2011 4.8``."""
    quiet: bool = False
    """Whether it is off unless the project sets its severity or the command selects it."""
    gives_way_to: str = ""
    """A more specific rule, whose diagnostic at the same characters replaces this one."""
