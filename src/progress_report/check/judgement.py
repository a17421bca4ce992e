"""Decisions that people record: accepted diagnostics, severities, the office's patterns."""

import difflib
from collections.abc import Collection, Iterable, Iterator, Sequence

from progress_report.check.corpus import PassageDiagnostic, TaskPassages
from progress_report.check.rule import RULES, Family
from progress_report.domain.config import CheckConfig
from progress_report.domain.diagnostics import CommandHint, Diagnostic, Hint, Severity
from progress_report.domain.task import Ignore
from progress_report.source.places import Source
from progress_report.system.i18n import _


def unknown_rules(layout: Source, names: Iterable[str]) -> list[Diagnostic]:
    """Report each name in ``check: rules:`` of data/report.yaml whose severity cannot be set.

    A project may set the severity of the loader's notes and warnings, but not of its errors.
    """
    diagnostics = []
    for name in names:
        if name not in RULES or RULES[name].severity is Severity.ERROR:
            location = layout.locate(("check", "rules", name), key=True)
            if refusal := _refusal(name):
                message, hint = refusal
                diagnostics.append(Diagnostic("unknown-rule", message, location, hint))
    return diagnostics


def without_unsound_patterns(
    layout: Source, config: CheckConfig
) -> tuple[CheckConfig, list[Diagnostic]]:
    """The settings in data/report.yaml without unsound patterns, and a diagnostic for each flaw."""
    patterns = {key: getattr(config, key) for key in ("grammar", "pairings", "omissions")}
    if not any(patterns.values()):
        return config, []
    from progress_report.check.language.proof import flaws  # noqa: PLC0415 - few projects have any
    from progress_report.check.rules.grammar import built_in  # noqa: PLC0415 - as above

    diagnostics: list[Diagnostic] = []
    sound: dict[str, tuple[object, ...]] = {}
    for key, rows in patterns.items():
        flaws_by_row = flaws(rows, built_in().pairs[0].verbs) if rows else []
        sound[key] = tuple(
            row for row, row_flaws in zip(rows, flaws_by_row, strict=True) if not row_flaws
        )
        diagnostics += [
            Diagnostic(
                "bad-pattern",
                flaw.message,
                layout.locate(("check", key, index, *flaw.path)),
                flaw.hint,
            )
            for index, row_flaws in enumerate(flaws_by_row)
            for flaw in row_flaws
        ]
    return config.model_copy(update=sound) if diagnostics else config, diagnostics


def _refusal(name: str) -> tuple[str, Hint] | None:
    """Message and hint if a rule can be neither accepted nor configured."""
    if name not in RULES:
        return _("there is no rule '{rule}'").format(rule=name), did_you_mean(name, RULES)
    if RULES[name].family is Family.STRUCTURE:
        message = _("'{rule}' is about the form of files, which can only be put right")
        return message.format(rule=name), _("delete this line")
    return None


def did_you_mean(name: str, names: Iterable[str]) -> Hint:
    """A hint with the names closest to a mistyped one, or the command that lists all names."""
    if near := difflib.get_close_matches(name, [*names], 3, 0.6):
        return _("did you mean {names}?").format(names=_(", ").join(near))
    return CommandHint(_("to list the rules, use {command}"), "report check --list-rules")


def accepted(ignore: Ignore, diagnostic: PassageDiagnostic) -> bool:
    """Whether a person has accepted this diagnostic."""
    period = diagnostic.passage.period
    return ignore.rule == diagnostic.rule and (
        ignore.within is None or (period is not None and period.key == ignore.within)
    )


def judge(
    rows: Sequence[TaskPassages],
    diagnostics: Iterable[PassageDiagnostic],
    ran: Collection[str],
) -> tuple[list[PassageDiagnostic], list[Diagnostic]]:
    """Remove the diagnostics that people have accepted.

    Args:
        rows: The rows whose task files may accept diagnostics.
        diagnostics: What the rules found in them.
        ran: The names of the rules that ran; acceptances of other rules are not judged.

    Returns:
        The diagnostics that remain, and a diagnostic for each unused acceptance.
    """
    lists = {id(row.sourced): row.sourced.task.ignore for row in rows}
    used: set[int] = set()
    remaining = []
    for diagnostic in diagnostics:
        accepting = [i for i in lists[id(diagnostic.passage.sourced)] if accepted(i, diagnostic)]
        used.update(map(id, accepting))
        if not accepting:
            remaining.append(diagnostic)
    return remaining, [*_unused(rows, used, ran)]


def _unused(
    rows: Sequence[TaskPassages], used: set[int], ran: Collection[str]
) -> Iterator[Diagnostic]:
    for row in rows:
        for index, ignore in enumerate(row.sourced.task.ignore):
            refusal = _refusal(ignore.rule)
            if id(ignore) in used or not (refusal or ignore.rule in ran):
                continue
            location = row.sourced.source.locate(("ignore", index, "rule"))
            message, hint = refusal or (
                _("nothing to accept: '{rule}' finds nothing here").format(rule=ignore.rule),
                _("delete this line"),
            )
            yield Diagnostic("unused-ignore", message, location, hint, Severity.WARNING)
