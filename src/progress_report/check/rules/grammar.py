"""Grammatical slips (病句) that a text shows by its own shape. The patterns are in `slips`."""

import re
from collections.abc import Iterator, Sequence

from progress_report.check.corpus import Corpus, Finding, Passage
from progress_report.check.rule import Family, Rule
from progress_report.check.rules.omissions import MISSING_WORDS
from progress_report.check.rules.pairings import OTHER_VERBS, PAIR_SLIPS, PAIRS, Pair
from progress_report.check.rules.slips import CLAUSE_END, MARK, MIXED_PATTERNS, Slip
from progress_report.domain.diagnostics import Severity
from progress_report.system.i18n import N_, _

MISMATCHED_PAIR = Rule(
    "mismatched-pair",
    Family.WORDING,
    Severity.WARNING,
    N_("a verb and a noun that do not go together"),
    N_(
        "Careful editors correct such pairs: 力度 is made greater, not stronger, and a coverage is "
        "brought about, not reached. Write the verb that goes with the noun, or finish the noun."
    ),
    bad="加强日常巡查力度，确保隐患动态清零。",
    good="加大日常巡查力度，确保隐患动态清零。",
    source="吕叔湘、朱德熙《语法修辞讲话》",
)
MIXED_PATTERN = Rule(
    "mixed-pattern",
    Family.WORDING,
    Severity.WARNING,
    N_("two ways of saying a thing run into one"),
    N_(
        "One way was begun and another finished, so that a word is left over or its partner is "
        "missing. Choose one of the two."
    ),
    bad="二期项目正在前期筹划阶段。",
    good="二期项目正处于前期筹划阶段。",
    source="吕叔湘、朱德熙《语法修辞讲话》",
)
MISSING_WORD = Rule(
    "missing-word",
    Family.WORDING,
    Severity.WARNING,
    N_("a word or a mark that the sentence needs is missing"),
    N_("The sentence does not hold together without it, or says something else. Put it in."),
    bad="累计检测样本300件，其食品外包装120件。",
    good="累计检测样本300件，其中食品外包装120件。",
    source="吕叔湘、朱德熙《语法修辞讲话》",
)
RULES: tuple[Rule, ...] = (MISMATCHED_PAIR, MIXED_PATTERN, MISSING_WORD)

_DECEMBER = 12
_LONGEST = 80
"""How far back a clause or sentence is read, in characters."""
_BREAK = re.compile(f"[{MARK}]")
_ADVERBS = (
    "(?:得到|得以|不断|进一步|持续|明显|显著|稳步|逐步|有效|大幅|有所|日益|全面|切实|极大"
    "|均|也|了)*"
)


class _Noun:
    """A pair, ready to be looked for."""

    def __init__(self, pair: Pair) -> None:
        self.right = {v: right for verbs, right in pair.verbs.items() for v in verbs.split("|")}
        self.series = pair.series
        self.unless = re.compile(pair.unless or "(?!)")
        self.as_object = re.compile(pair.end)
        predicate = f"{_ADVERBS}(?P<verb>{'|'.join(self.right)}){CLAUSE_END}"
        self.as_subject = re.compile(predicate if pair.subject else "(?!)")


_BY_NOUN = {
    noun: found for pair in PAIRS for found in [_Noun(pair)] for noun in pair.noun.split("|")
}
_NOUNS = re.compile("|".join(_BY_NOUN))
_ANY_VERB = {*OTHER_VERBS.split("|"), *(verb for noun in _BY_NOUN.values() for verb in noun.right)}
_VERBS = re.compile(f"(?:{'|'.join(sorted(_ANY_VERB, key=len, reverse=True))})(?![值额])")
_Rows = Sequence[tuple[Slip, re.Pattern[str], re.Pattern[str] | None]]
_STOP = re.compile("[。\n]")


def _compile(slips: Sequence[Slip]) -> _Rows:
    return [
        (slip, re.compile(slip.pattern), re.compile(slip.unless) if slip.unless else None)
        for slip in slips
    ]


_SLIPS: tuple[tuple[Rule, _Rows], ...] = (
    (MISMATCHED_PAIR, _compile(PAIR_SLIPS)),
    (MIXED_PATTERN, _compile(MIXED_PATTERNS)),
    (MISSING_WORD, _compile(MISSING_WORDS)),
)


def check(corpus: Corpus) -> Iterator[Finding]:
    """Find grammatical slips in every passage."""
    for passage in corpus.passages:
        yield from _pairs(passage)
        for rule, rows in _SLIPS:
            yield from _slips(passage, rule, rows)


def _pairs(passage: Passage) -> Iterator[Finding]:
    text = passage.text
    for match in _NOUNS.finditer(text):
        noun, start = _BY_NOUN[match[0]], match.start()
        if end := noun.as_object.match(text, match.end()):
            clause = _before(_BREAK, text, start)
            if governor := _governor(noun, clause):
                start += governor.start() - len(clause)
                verb = governor[0]
                correct = f"{noun.right[verb]}…{match[0]}"
                yield _mismatch(passage, start, end.end(), verb, match[0], correct)
        elif predicate := noun.as_subject.match(text, match.end()):
            clause = _before(_BREAK, text, start)
            # 以更大力度扩大开放: there it is no subject, nor after a verb.
            if not clause.endswith(("大", "高", "快", "新")) and not _VERBS.search(clause):
                verb = predicate["verb"]
                correct = f"{match[0]}{noun.right[verb]}"
                yield _mismatch(passage, start, predicate.end(), verb, match[0], correct)


def _governor(noun: _Noun, clause: str) -> re.Match[str] | None:
    """The verb before the noun, if it is one that does not go with it."""
    verbs = [*_VERBS.finditer(clause)]
    # With two verbs in the clause no pattern can tell which of them governs the noun.
    if len(verbs) != 1 or verbs[0][0] not in noun.right or noun.unless.search(clause):
        return None
    between = clause[verbs[0].end() :]
    # In 加强监管、严控规模 the noun has a verb of its own; 等 closes a series of nouns.
    if "、" in between and "等" not in between.rpartition("、")[2] and not noun.series:
        return None
    return verbs[0]


def _mismatch(
    passage: Passage, start: int, end: int, verb: str, noun: str, correct: str
) -> Finding:
    message = _("'{verb}' does not go with '{noun}'").format(verb=verb, noun=noun)
    hint = _("write '{correct}'").format(correct=correct)
    return passage.finding(MISMATCHED_PAIR, start, end, message, hint)


def _before(mark: re.Pattern[str], text: str, end: int) -> str:
    """What stands between the last such mark and ``end``."""
    return mark.split(text[max(0, end - _LONGEST) : end])[-1]


def _slips(passage: Passage, rule: Rule, rows: _Rows) -> Iterator[Finding]:
    text = passage.text
    for slip, pattern, unless in rows:
        if slip.word not in text or (slip.part_of_year and not _is_part_of_year(passage)):
            continue
        for match in pattern.finditer(text):
            if unless and unless.search(_before(_STOP, text, match.start())):
                continue
            start, end = match.span("mark" if "mark" in pattern.groupindex else 0)
            message = _(slip.what).format(text=match[0])
            hint = _("write '{correct}'").format(correct=match.expand(slip.correct))
            yield passage.finding(rule, start, end, message, hint)


def _is_part_of_year(passage: Passage) -> bool:
    """Whether it reports up to a month before December: in December figures are the year's."""
    return passage.period is not None and passage.period.last < _DECEMBER
