"""Who filled in and checked a form, and whom to call: kept among the working papers.

Names and numbers of people are no part of the report: they lie in ``work/``, which git ignores,
and no table prints them.
"""

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from progress_report.collect.out.form import SIGNATURE
from progress_report.domain.period import Period
from progress_report.source.files import WORK_FOLDER, git_ignores

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from progress_report.collect.back.verify_form import Answers

NAME = "signatures.json"
Signatures: TypeAlias = dict[str, dict[str, str]]
"""By unit, what stands behind each label of `progress_report.collect.out.form.SIGNATURE`."""
_WRITER, _CHECKER, _NUMBER = SIGNATURE
_LABEL = re.compile(
    r"(?:(?P<writer>填[报表]人)|(?P<checker>审[核批]人)|(?P<number>(?:联系)?电话|联系方式|手机)"
    r"|(?P<other>负责人|经办人|联系人))\s*[:：]"
)
_STAMP = re.compile(r"[（(]\w*章\w*[）)]|公章")
_DATE = re.compile(r"20\d\d\s*[年./-]\s*\d\d?\s*[月./-]\s*\d\d?\s*日?")
_SENTENCE = re.compile(r"[。；！？]|[^\d\s-]{15}")  # what no name and no number has
_MARKS = " 　,，;；、。"


class Signature(NamedTuple):
    """What a unit wrote at the end of a form."""

    labelled: dict[str, str]  # by label; ours where it has another word for the same
    rest: str  # what belongs to no label
    is_report: bool  # whether it is running text in place of a signature


def read_signature(text: str) -> Signature:
    """Read the cell for the signature: labels in any order, stamps and dates anywhere."""
    labelled: dict[str, str] = {}
    rest: list[str] = []
    labels = 0
    for piece in _STAMP.split(_DATE.sub("", text)):
        matches = [*_LABEL.finditer(piece)]
        labels += len(matches)
        ends = [match.start() for match in matches] + [len(piece)]
        rest.append(piece[: ends[0]])
        for match, end in zip(matches, ends[1:], strict=True):
            written = " ".join(piece[match.end() : end].split()).strip(_MARKS)
            if _SENTENCE.search(written):
                rest.append(written)
            elif written:
                labelled.setdefault(_label(match), written)
    words = " ".join(" ".join(rest).split())
    is_report = not labels and _SENTENCE.search(words) is not None
    return Signature(labelled, words if is_report else words.strip(_MARKS), is_report)


def starts_signature(text: str) -> bool:
    """Whether a text begins as the cell for the signature does."""
    return _LABEL.match(text.lstrip()) is not None


def _label(match: re.Match[str]) -> str:
    ours = {"writer": _WRITER, "checker": _CHECKER, "number": _NUMBER}
    return ours.get(match.lastgroup or "", match[0].rstrip(":： "))


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
    return {**git_ignores(root, folder), folder / NAME: content.encode()}


def _read(root: Path) -> dict[str, object]:
    try:
        known = json.loads((root / WORK_FOLDER / NAME).read_bytes())
    except (OSError, ValueError, RecursionError):
        return {}
    return known if isinstance(known, dict) else {}
