"""Every rule by its name."""

from progress_report.check import (
    continuity,
    copies,
    cutoffs,
    forecasts,
    judgement,
    numbers,
    punctuation,
    revision,
    seams,
    structure,
    time,
    totals,
    wording,
)
from progress_report.check.rule import Rule

FAMILIES = (
    punctuation,
    numbers,
    wording,
    seams,
    time,
    cutoffs,
    forecasts,
    continuity,
    totals,
    copies,
)
"""The families that read prose, each with its ``RULES`` and its ``check(corpus)``."""

BETWEEN_REVISIONS = (revision,)
"""The families that compare with older files, and do not run over a corpus."""

RULES: dict[str, Rule] = {
    rule.name: rule
    for family in (structure, *FAMILIES, *BETWEEN_REVISIONS, judgement)
    for rule in family.RULES
}
