"""Echoes: the task's own words given as a report, parts that are the whole, words said twice."""

import re
from collections.abc import Iterator
from itertools import combinations, pairwise

from progress_report.check.corpus import Corpus, Passage, PassageDiagnostic
from progress_report.check.language.roles import cite
from progress_report.check.rule import Family, Rule
from progress_report.domain.diagnostics import Severity
from progress_report.system.i18n import _
from progress_report.text.punctuation import fold
from progress_report.text.quantities import Quantity, quantities

ECHOED_TASK = Rule("echoed-task", Family.SEAMS, Severity.WARNING)
PART_IS_WHOLE = Rule("part-is-whole", Family.SEAMS, Severity.NOTE)
NO_RESULT = Rule("no-result", Family.SEAMS, Severity.NOTE, gives_way_to="echoed-task")
RULES: tuple[Rule, ...] = (ECHOED_TASK, PART_IS_WHOLE, NO_RESULT)

_SENTENCE = "[^。；！？\n]+"
_LEAST = 16
"""Characters from which a sentence, or a part of one, repeats the wording and not a name."""
_ORDER = re.compile("(?:^|(?<=。))要|确保|力争|不少于|不低于|务必|必须")
_DEMAND = re.compile("着力|努力|切实|年内|年底前|(?<=，)要(?![求素件点道闻领么])")
_RESULT = re.compile("[已了均正未尚]|目前|截至|累计|以来|[0-9][月日]|上半年|季度")


def check(corpus: Corpus) -> Iterator[PassageDiagnostic]:
    """Find reports that repeat their task, and parts that are no parts."""
    for row in corpus.rows:
        wording = fold(row.wording.text)
        for passages in row.entries.values():
            texts = [passage.text for passage in passages]
            if not any(map(_RESULT.search, texts)) and _demands("，".join(texts)):
                message = _("the report says what is to be done, not what was done")
                hint = _("report what was done")
                yield passages[0].diagnostic(NO_RESULT, 0, len(passages[0].text), message, hint)
            for passage in passages:
                yield from _echoes(passage, wording)
                if "其中" in passage.text:
                    yield from _no_parts(passage)


def _demands(text: str) -> bool:
    """Whether a text is of demands: two orders, or words of will with all of its figures."""
    orders, wishes = len(_ORDER.findall(text)), len(_DEMAND.findall(text))
    figures = [clause for clause in re.split("[，。；]", text) if re.search("[0-9]", clause)]
    wished = all(re.search(f"{_ORDER.pattern}|{_DEMAND.pattern}", clause) for clause in figures)
    enough = wishes > (0 if orders else 2)
    return orders > 1 or (enough and figures != [] and wished)


def _echoes(passage: Passage, wording: str) -> Iterator[PassageDiagnostic]:
    text = fold(passage.text)
    if len(wording) < _LEAST or not any(text[i : i + 8] in wording for i in range(0, len(text), 8)):
        return  # a part of 16 characters holds one of these pieces
    for sentence in re.finditer(_SENTENCE, passage.text):
        start, end = sentence.span()
        clauses = [start, *(start + m.end() for m in re.finditer("，", sentence[0])), end + 1]
        for first, last in combinations(clauses, 2):
            part = text[first : last - 1]
            if len(part) < _LEAST or "," not in part or part not in wording:
                continue
            longest = max(o for o in clauses if o >= last and text[first : o - 1] in wording)
            message = _("these {count} characters are the task's own wording")
            message = message.format(count=longest - 1 - first)
            hint = _("report what was done")
            yield passage.diagnostic(ECHOED_TASK, first, longest - 1, message, hint)
            break


def _no_parts(passage: Passage) -> Iterator[PassageDiagnostic]:
    text, figures = passage.text, quantities(passage.text)
    for whole, part in pairwise(figures):
        between = text[whole.end : part.start]
        tail = text[part.end : part.end + 4]
        if (
            re.match("，?其中", between)
            and _is_all(whole, part)
            and not re.match("[均全都已]", tail)
        ):
            message = _("'{part}' after 其中 is all of '{whole}'").format(
                part=part.written, whole=whole.written
            )
            hint = cite(passage, [whole, part])
            yield passage.diagnostic(PART_IS_WHOLE, *part.span, message, hint)


def _is_all(whole: Quantity, part: Quantity) -> bool:
    exact = not (whole.bound or part.bound) and whole.measure != "%"
    named = len(part.before.replace("其中", "")) > 1
    return exact and named and whole.counter == part.counter and whole.value == part.value > 1
