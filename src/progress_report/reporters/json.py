"""Diagnostics as JSON, for programs. The form is stable; ``docs/en/check.md`` describes it."""

import json
from collections import Counter
from collections.abc import Iterable
from typing import Any

from progress_report.domain.diagnostics import Diagnostic, Severity
from progress_report.system.i18n import hint_text

VERSION = 1  # raised when a key changes its meaning or goes; new keys may come without


def render(diagnostics: Iterable[Diagnostic]) -> str:
    """One object: the version of the form, the counts, and the diagnostics in order of position."""
    diagnostics = sorted(diagnostics, key=lambda d: d.order)
    counts = Counter(diagnostic.severity for diagnostic in diagnostics)
    report = {
        "version": VERSION,
        "counts": {severity.value: counts[severity] for severity in Severity},
        "diagnostics": [_member(d) for d in diagnostics],
    }
    return json.dumps(report, ensure_ascii=False, indent=2) + "\n"


def _member(diagnostic: Diagnostic) -> dict[str, Any]:
    place: dict[str, Any] = dict.fromkeys(("file", "line", "column", "end_column", "excerpt"))
    if location := diagnostic.location:
        end = location.column + location.length
        values = (location.path, location.line, location.column, end, location.excerpt)
        place = dict(zip(place, values, strict=True))
    return {
        "rule": diagnostic.rule,
        "severity": diagnostic.severity.value,
        "message": diagnostic.message,
        "hint": hint_text(diagnostic.hint) or None,
        **place,
    }
