"""What a rule is. Its name is stable; its words are message ids, given in the reader's language."""

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
    whole task files divided by ``---`` lines. A test proves that ``bad`` has the diagnostic and
    ``good`` has not. ⟨Tab⟩ and ⟨U+200B⟩ in them stand for characters that cannot be seen.
    """

    name: str
    family: Family
    severity: Severity
    summary: str
    """One sentence: what is found."""
    reason: str
    """Why it matters, and what to do."""
    bad: str
    good: str
    source: str = ""
    """The standard behind it, such as ``GB/T 15834-2011 4.8``."""
    gives_way_to: str = ""
    """The rule whose diagnostic at the same characters says it better."""
