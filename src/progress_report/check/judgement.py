"""What a person has decided: findings accepted with a reason, and severities of one's own."""

from collections.abc import Iterable, Iterator, Sequence

from progress_report.check.corpus import Finding, Row
from progress_report.check.rule import Family, Rule
from progress_report.diagnostics import Diagnostic, Severity
from progress_report.i18n import N_, _
from progress_report.model import Ignore

_TASK = "year: 2021\ndocket: 96\ntask: 加快建设潮白河生态带。\n"
_ENTRY = "entries:\n  H1:\n    progress: |\n      目前已完成招投标，，正在全力推进。\n"

UNUSED_IGNORE = Rule(
    "unused-ignore",
    Family.JUDGEMENT,
    Severity.WARNING,
    N_("an accepted finding that is no longer found"),
    N_(
        "The text was mended, or the rule's name is wrong. A line that accepts nothing would "
        "one day hide a new mistake: delete it."
    ),
    bad=_TASK + _ENTRY.replace("，，", "，") + "ignore:\n"
    "  - {rule: doubled-mark, in: H1, why: 原文如此}\n",
    good=_TASK + _ENTRY + "ignore:\n  - {rule: doubled-mark, in: H1, why: 原文如此}\n",
)
RULES: tuple[Rule, ...] = (UNUSED_IGNORE,)


def accepted(ignore: Ignore, finding: Finding) -> bool:
    """Whether a person has accepted this finding."""
    period = finding.passage.period
    return ignore.rule == finding.rule.name and (
        ignore.within is None or (period is not None and period.key == ignore.within)
    )


def judge(
    rows: Sequence[Row], findings: Iterable[Finding], known: Iterable[str], ran: Iterable[str]
) -> tuple[list[Finding], list[Diagnostic]]:
    """Take out the accepted findings.

    Args:
        rows: The rows whose task files may accept findings.
        findings: What the rules found in them.
        known: The names of all rules.
        ran: The names of the rules that were run: an acceptance of another cannot be judged.

    Returns:
        The findings that remain, and a finding for each line that accepts nothing.
    """
    known, ran = frozenset(known), frozenset(ran)
    lists = {id(row.sourced): row.sourced.task.ignore for row in rows}
    used: set[int] = set()
    remaining = []
    for finding in findings:
        accepting = [i for i in lists[id(finding.passage.sourced)] if accepted(i, finding)]
        used.update(map(id, accepting))
        if not accepting:
            remaining.append(finding)
    return remaining, [*_unused(rows, used, known, ran)]


def _unused(
    rows: Sequence[Row], used: set[int], known: frozenset[str], ran: frozenset[str]
) -> Iterator[Diagnostic]:
    for row in rows:
        for index, ignore in enumerate(row.sourced.task.ignore):
            if id(ignore) in used or (ignore.rule in known and ignore.rule not in ran):
                continue
            where = row.sourced.source.locate(("ignore", index, "rule"))
            if ignore.rule in known:
                message = _("nothing to accept: '{rule}' finds nothing here")
                hint = _("delete this line")
            else:
                message = _("there is no rule '{rule}'")
                hint = _("'report check --list-rules' lists them")
            yield Diagnostic(
                UNUSED_IGNORE.name,
                message.format(rule=ignore.rule),
                where,
                hint,
                UNUSED_IGNORE.severity,
            )
