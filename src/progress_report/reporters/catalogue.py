"""Rules for people: a list of all, and one explained."""

from collections.abc import Iterable, Mapping

from progress_report.check.rule import Family, Rule
from progress_report.domain.diagnostics import Severity
from progress_report.reporters.text import severity_word
from progress_report.system.i18n import _
from progress_report.text.width import width, wrap


def listing(rules: Iterable[Rule], severities: Mapping[str, Severity]) -> str:
    """Every rule on a line, by family: name, severity (``off`` if it is), what it finds."""
    rules = list(rules)
    words = {rule.name: _state(severities.get(rule.name)) for rule in rules}
    name_width = max((len(rule.name) for rule in rules), default=0)
    state_width = max(map(width, words.values()), default=0)
    lines: list[str] = []
    for family in Family:
        members = sorted((rule for rule in rules if rule.family is family), key=lambda r: r.name)
        if members:
            lines += ([""] if lines else []) + [f"{family_word(family)} ({family})"]
        for rule in members:
            word = words[rule.name]
            padding = " " * (state_width - width(word))
            lines.append(f"  {rule.name:{name_width}}  {word}{padding}  {rule.summary}")
    return "".join(f"{line}\n" for line in lines)


def explain(rule: Rule, columns: int) -> str:
    """What a rule finds, why, its standard, in lines that fit; examples as they are."""
    head = f"{rule.name} — {family_word(rule.family)}, {_state(rule.severity)}"
    parts = [head, rule.summary, rule.reason]
    if rule.source:
        parts.append(_("Source: {source}").format(source=rule.source))
    parts = ["\n".join(wrap(part, columns, 0)) for part in parts]
    parts += [_("Bad:") + _indented(rule.bad), _("Good:") + _indented(rule.good)]
    accept = f"ignore:\n  - {{rule: {rule.name}, in: H1, why: …}}"
    if rule.family not in (Family.STRUCTURE, Family.JUDGEMENT):
        parts.append(_("To accept one, in the task file:") + _indented(accept))
    return "\n\n".join(parts) + "\n"


def family_word(family: Family) -> str:
    """A family's name in the reader's language."""
    return _(family.value)


def _state(severity: Severity | None) -> str:
    return _("off") if severity is None else severity_word(severity)


def _indented(text: str) -> str:
    return "".join(f"\n    {line}".rstrip(" ") for line in text.strip("\n").split("\n"))
