"""Who filled in and checked a form, and whom to call: kept among the working papers.

Names and numbers of people are no part of the report: they lie in ``work/``, which git ignores,
and no table prints them.
"""

import json
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from progress_report.domain.period import Period
from progress_report.source.files import WORK_FOLDER, git_ignores

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from progress_report.collect.back.verify_form import Answers

NAME = "signatures.json"
Signatures: TypeAlias = dict[str, dict[str, str]]
"""By unit, what stands behind each label of `progress_report.collect.out.form.SIGNATURE`."""


def read_signatures(root: Path, period: Period) -> Signatures:
    """The signatures of the forms merged for a period; none if the file is not ours."""
    by_unit = _read(root).get(period.name)
    if not isinstance(by_unit, dict):
        return {}
    return {str(unit): dict(s) for unit, s in by_unit.items() if isinstance(s, dict)}


def signatures_of(answers: "Iterable[Answers]") -> Signatures:
    """The signatures on forms, of those that have any."""
    return {form.unit: form.returned.signature for form in answers if form.returned.signature}


def kept_signatures(root: Path, answers: "Sequence[Answers]") -> dict[Path, bytes]:
    """The files that keep the signatures of further forms, all of one period."""
    new = signatures_of(answers)
    if not new:
        return {}
    known, period = _read(root), answers[0].period
    known[period.name] = {**read_signatures(root, period), **new}
    content = json.dumps(known, ensure_ascii=False, indent=2, sort_keys=True) + "\n"
    folder = root / WORK_FOLDER
    return {**git_ignores(folder), folder / NAME: content.encode()}


def _read(root: Path) -> dict[str, object]:
    try:
        known = json.loads((root / WORK_FOLDER / NAME).read_bytes())
    except (OSError, ValueError, RecursionError):
        return {}
    return known if isinstance(known, dict) else {}
