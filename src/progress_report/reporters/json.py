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
    found = {
        "version": VERSION,
        "counts": {severity.value: counts[severity] for severity in Severity},
        "diagnostics": [_one(d) for d in diagnostics],
    }
    return json.dumps(found, ensure_ascii=False, indent=2) + "\n"


def _one(diagnostic: Diagnostic) -> dict[str, Any]:
    where = diagnostic.location
    place = {
        "file": where.path if where else None,
        "line": where.line if where else None,
        "column": where.column if where else None,
        "end_column": where.column + where.length if where else None,
        "excerpt": where.excerpt if where else None,
    }
    return {
        "rule": diagnostic.rule,
        "severity": diagnostic.severity.value,
        "message": diagnostic.message,
        "hint": diagnostic.hint or None,
        **place,
    }
