"""Every rule by its name."""

from progress_report.check import judgement
from progress_report.check.rule import Rule
from progress_report.check.rules import (
    confusions,
    continuity,
    copies,
    coverage,
    cutoffs,
    doubled_words,
    echoes,
    entries,
    forecasts,
    form,
    grammar,
    homophones,
    near_terms,
    numbers,
    office_names,
    pace,
    pairs,
    particles,
    punctuation,
    residue,
    revision,
    seams,
    series,
    time,
    titles,
    typography,
)

FAMILIES = (
    punctuation,
    pairs,
    typography,
    numbers,
    near_terms,
    office_names,
    confusions,
    homophones,
    doubled_words,
    titles,
    grammar,
    particles,
    residue,
    seams,
    echoes,
    series,
    time,
    cutoffs,
    entries,
    forecasts,
    continuity,
    copies,
    coverage,
    pace,
)
"""The modules that check prose, each with ``RULES`` and ``check(corpus)``."""

RULES: dict[str, Rule] = {
    rule.name: rule for family in (form, *FAMILIES, revision, judgement) for rule in family.RULES
}
