"""Diagnostics as SARIF 2.1.0 (OASIS), which code hosts and editors show at the place."""

import json
from collections.abc import Iterable
from typing import Any
from urllib.parse import quote

from progress_report import __version__
from progress_report.check.rule import RULES, Rule
from progress_report.domain.diagnostics import Diagnostic, Location
from progress_report.system.i18n import _, hint_text, language

_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"


def render(diagnostics: Iterable[Diagnostic]) -> str:
    """One run: the rules that reported something, and the diagnostics in order of position."""
    diagnostics = sorted(diagnostics, key=lambda d: d.order)
    names = sorted({diagnostic.rule for diagnostic in diagnostics})
    driver = {
        "name": "progress-report",
        "semanticVersion": __version__,
        "language": {"zh": "zh-CN", "en": "en-US"}[language()],
        "rules": [_rule(name, RULES.get(name)) for name in names],
    }
    run = {
        "tool": {"driver": driver},
        "language": driver["language"],
        "columnKind": "unicodeCodePoints",
        "results": [_result(d, names.index(d.rule)) for d in diagnostics],
    }
    log = {"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}
    return json.dumps(log, ensure_ascii=False, indent=2) + "\n"


def _rule(name: str, rule: Rule | None) -> dict[str, Any]:
    if rule is None:
        return {"id": name}
    return {
        "id": name,
        "shortDescription": {"text": rule.summary},
        "fullDescription": {"text": rule.reason},
        "help": {"text": "\n".join((_("Bad:"), rule.bad, _("Good:"), rule.good))},
        "defaultConfiguration": {"level": rule.severity.value},
        "properties": {"tags": [rule.family.value]},
    }


def _result(diagnostic: Diagnostic, index: int) -> dict[str, Any]:
    text = "\n".join(filter(None, (diagnostic.message, hint_text(diagnostic.hint))))
    return {
        "ruleId": diagnostic.rule,
        "ruleIndex": index,
        "level": diagnostic.severity.value,
        "message": {"text": text},
        "locations": [_location(diagnostic.location)] if diagnostic.location else [],
    }


def _location(location: Location) -> dict[str, Any]:
    region: dict[str, Any] = {
        "startLine": location.line,
        "startColumn": location.column,
        "endColumn": location.column + location.length,
    }
    if location.excerpt:
        region["snippet"] = {"text": location.excerpt}
    address = quote(location.path, safe="/._-~", errors="surrogateescape")
    return {"physicalLocation": {"artifactLocation": {"uri": address}, "region": region}}
