"""Every rule by its name."""

from progress_report.check import (
    confusions,
    continuity,
    doubled_words,
    judgement,
    near_terms,
    numbers,
    punctuation,
    seams,
    structure,
    time,
    titles,
)
from progress_report.check.rule import Rule

FAMILIES = (
    punctuation,
    numbers,
    near_terms,
    confusions,
    doubled_words,
    titles,
    seams,
    time,
    continuity,
)
"""The families that read prose, each with its ``RULES`` and its ``check(corpus)``."""

RULES: dict[str, Rule] = {
    rule.name: rule for family in (structure, *FAMILIES, judgement) for rule in family.RULES
}
