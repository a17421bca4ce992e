"""Diagnostics as JSON, for programs. The form is stable; ``docs/en/check.md`` describes it."""

import json
from collections import Counter
from collections.abc import Iterable
from typing import Any

from progress_report.domain.diagnostics import Diagnostic, Severity

VERSION = 1
"""Raised when a key changes its meaning or goes; new keys may come without."""


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
    location = diagnostic.location
    place = {
        "file": location.path if location else None,
        "line": location.line if location else None,
        "column": location.column if location else None,
        "end_column": location.column + location.length if location else None,
        "excerpt": location.excerpt if location else None,
    }
    return {
        "rule": diagnostic.rule,
        "severity": diagnostic.severity.value,
        "message": diagnostic.message,
        "hint": diagnostic.hint or None,
        **place,
    }
