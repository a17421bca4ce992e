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
    grammar,
    near_terms,
    numbers,
    office_names,
    pace,
    pairs,
    punctuation,
    residue,
    revision,
    seams,
    series,
    time,
    titles,
    totals,
    typography,
    validity,
)
from progress_report.check.rules.form import (
    figures,
    files,
    structure,
    tables,
    unit_forms,
    yaml_lines,
    yaml_values,
)

FAMILIES = (
    punctuation,
    pairs,
    typography,
    numbers,
    near_terms,
    office_names,
    confusions,
    doubled_words,
    titles,
    grammar,
    residue,
    seams,
    echoes,
    series,
    time,
    cutoffs,
    entries,
    forecasts,
    continuity,
    totals,
    copies,
    coverage,
    validity,
    pace,
)
"""The modules that check prose, each with ``RULES`` and ``check(corpus)``."""

BETWEEN_REVISIONS = (revision,)
"""The modules that compare with older files, and do not run over a corpus."""

FORM = (files, yaml_lines, yaml_values, structure, figures, tables, unit_forms)
"""The modules on the form of files and tables: loading, merging, importing, collecting."""

RULES: dict[str, Rule] = {
    rule.name: rule
    for family in (*FORM, *FAMILIES, *BETWEEN_REVISIONS, judgement)
    for rule in family.RULES
}
