"""Run the rules over a project: its structure, its prose, and what people have accepted."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

from progress_report.check.corpus import Corpus, Passage, PassageDiagnostic
from progress_report.check.judgement import (
    judge,
    unknown_rules,
    without_unsound_patterns,
)
from progress_report.check.rule import FOUND_BY, RULES
from progress_report.check.rules.revision import changed_task
from progress_report.check.search import FAMILIES, locate, search
from progress_report.domain.config import CheckConfig
from progress_report.domain.diagnostics import Diagnostic, Severity
from progress_report.domain.period import Period
from progress_report.source.load import Project


def check(
    project: Project, wanted: Collection[str] | None = None, periods: Sequence[Period] = ()
) -> list[Diagnostic]:
    """Find everything that is wrong with a project.

    Args:
        project: As loaded, with the loader's diagnostics.
        wanted: Names of the rules to run; by default all that the project has not turned off.
            The loader's diagnostics are always included.
        periods: Only reports for these, and the wording of their years' tasks; all if empty.

    Returns:
        Diagnostics in order of location, each with the severity the project gives its rule.
    """
    config = project.config.check if project.config else CheckConfig()
    severities = severities_of(config)
    remaining, diagnostics = check_prose(project, wanted)
    diagnostics += locate(d for d in remaining if not periods or _is_of(d.passage, periods))
    chosen = [
        d if d.severity is severities[d.rule] else replace(d, severity=severities[d.rule])
        for d in diagnostics
        if d.rule in severities and (wanted is None or d.rule in wanted)
    ]
    return sorted({*project.diagnostics, *chosen}, key=lambda d: d.order)


def check_prose(
    project: Project, wanted: Collection[str] | None = None
) -> tuple[list[PassageDiagnostic], list[Diagnostic]]:
    """Run the rules over the running texts of a project; the arguments are those of `check`.

    Returns:
        What has not been accepted, by the characters of the texts; and what is wrong with the
        acceptances and the project's own settings. Some may be of rules that are not wanted.
    """
    config = project.config.check if project.config else CheckConfig()
    severities = severities_of(config, wanted or ())
    selected = {name for name in severities if wanted is None or name in wanted}
    config, diagnostics = (
        without_unsound_patterns(project.layout, config) if project.layout else (config, [])
    )
    # only a run of every rule shows that an acceptance is unused
    ran = set(severities) if "unused-ignore" in selected else selected
    corpus = Corpus.of(project.tasks, config)
    if given := project.config:
        units = given.unit_names.known
        corpus = replace(corpus, reporting=given.reporting, pace=given.pace, units=units)
    families = [
        family
        for family, rules in zip(FAMILIES, FOUND_BY.values(), strict=True)
        if not ran.isdisjoint(rules)
    ]
    in_prose = without_superseded(search(corpus, families, ran))
    remaining, unused = judge(corpus.rows, in_prose, ran - {"changed-task"})
    diagnostics += unused
    if project.layout is not None:
        diagnostics += unknown_rules(project.layout, config.rules)
    return remaining, diagnostics


def changed_wordings(
    project: Project, before: Mapping[tuple[int, str], str], wanted: Collection[str] | None = None
) -> list[Diagnostic]:
    """Find the tasks whose wording differs from ``before``: running text by year and docket."""
    config = project.config.check if project.config else CheckConfig()
    severity = severities_of(config).get("changed-task")
    if severity is None or (wanted is not None and "changed-task" not in wanted):
        return []
    rows = Corpus.of(project.tasks, config).rows
    diagnostics = [
        diagnostic
        for row in rows
        for diagnostic in changed_task(
            row.wording, before.get(row.sourced.task.key, row.wording.text)
        )
    ]
    remaining, _unused = judge(rows, diagnostics, ())
    return [replace(diagnostic, severity=severity) for diagnostic in locate(remaining)]


def blocking(project: Project) -> list[Diagnostic]:
    """The diagnostics in prose that the project treats as errors: they stop a build."""
    if project.config is None or not project.config.check.rules:
        return []
    severities = severities_of(project.config.check)
    wanted = {name for name, severity in severities.items() if severity is Severity.ERROR}
    return [d for d in check(project, wanted) if d.severity is Severity.ERROR]


def severities_of(config: CheckConfig, wanted: Collection[str] = ()) -> Mapping[str, Severity]:
    """The severity of every rule that is on; a quiet one is if it is wanted or configured."""
    chosen = {
        name: config.severity(name, rule.severity)
        for name, rule in RULES.items()
        if not rule.quiet or name in config.rules or name in wanted
    }
    return {name: severity for name, severity in chosen.items() if severity}


def without_superseded(diagnostics: Sequence[PassageDiagnostic]) -> list[PassageDiagnostic]:
    """Leave out the diagnostics that give way to another at the same characters."""
    by_place: dict[tuple[str, int], list[PassageDiagnostic]] = defaultdict(list)
    for diagnostic in diagnostics:
        by_place[diagnostic.rule, id(diagnostic.passage)].append(diagnostic)
    return [
        diagnostic
        for diagnostic in diagnostics
        if not any(
            preferred.overlaps(diagnostic)
            for rule in RULES[diagnostic.rule].gives_way_to
            for preferred in by_place[rule, id(diagnostic.passage)]
        )
    ]


def _is_of(passage: Passage, periods: Sequence[Period]) -> bool:
    if passage.period is None:
        return any(period.year == passage.sourced.task.year for period in periods)
    return any(period.contains(passage.period) for period in periods)
