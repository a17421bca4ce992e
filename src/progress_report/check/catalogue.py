"""Every rule by its name."""

from progress_report.check import (
    confusions,
    continuity,
    copies,
    cutoffs,
    doubled_words,
    entries,
    file_form,
    forecasts,
    grammar,
    judgement,
    near_terms,
    numbers,
    pairs,
    punctuation,
    revision,
    seams,
    series,
    structure,
    tables,
    time,
    titles,
    totals,
    typography,
    yaml_lines,
    yaml_values,
)
from progress_report.check.rule import Rule

FAMILIES = (
    punctuation,
    pairs,
    typography,
    numbers,
    near_terms,
    confusions,
    doubled_words,
    titles,
    grammar,
    seams,
    series,
    time,
    cutoffs,
    entries,
    forecasts,
    continuity,
    totals,
    copies,
)
"""The modules that read prose, each with its ``RULES`` and its ``check(corpus)``."""

BETWEEN_REVISIONS = (revision,)
"""Those that compare with older files, and do not run over a corpus."""

FORM = (file_form, yaml_lines, yaml_values, structure, tables)
"""Those on the form of files and tables: loading, merging and importing find what breaks them."""

RULES: dict[str, Rule] = {
    rule.name: rule
    for family in (*FORM, *FAMILIES, *BETWEEN_REVISIONS, judgement)
    for rule in family.RULES
}
