"""Every rule by its name."""

from progress_report.check import (
    continuity,
    copies,
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

FAMILIES = (punctuation, numbers, wording, seams, time, forecasts, continuity, totals, copies)
"""The families that read prose, each with its ``RULES`` and its ``check(corpus)``."""

RULES: dict[str, Rule] = {
    rule.name: rule
    for family in (structure, *FAMILIES, revision, judgement)
    for rule in family.RULES
}
