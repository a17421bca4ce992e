"""Every rule by its name."""

from progress_report.check import (
    continuity,
    judgement,
    numbers,
    pairs,
    punctuation,
    seams,
    structure,
    time,
    typography,
    wording,
)
from progress_report.check.rule import Rule

FAMILIES = (punctuation, pairs, typography, numbers, wording, seams, time, continuity)
"""The families that read prose, each with its ``RULES`` and its ``check(corpus)``."""

RULES: dict[str, Rule] = {
    rule.name: rule for family in (structure, *FAMILIES, judgement) for rule in family.RULES
}
