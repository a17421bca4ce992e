"""Grammatical slips (病句) that a text shows by its own shape. The patterns are in `slips`."""

import itertools
import re
from collections.abc import Iterator, Sequence

from progress_report.check.corpus import Corpus, Finding, Passage
from progress_report.check.omissions import MISSING_WORDS
from progress_report.check.pairs import OTHER_VERBS, PAIR_SLIPS, PAIRS
from progress_report.check.rule import Family, Rule
from progress_report.check.slips import CLAUSE_END, MARK, MIXED_PATTERNS, Slip
from progress_report.diagnostics import Severity
from progress_report.i18n import N_, _

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
_NOUNS = re.compile(
    "|".join(f"(?P<p{index}>{pair.noun}){pair.end}" for index, pair in enumerate(PAIRS))
)
_WRONG = [
    {verb: right for verbs, right in pair.verbs.items() for verb in verbs.split("|")}
    for pair in PAIRS
]
_UNLESS = [re.compile(pair.unless or r"(?!)") for pair in PAIRS]
_ANY_VERB = sorted({*OTHER_VERBS.split("|"), *itertools.chain(*_WRONG)}, key=len, reverse=True)
_VERBS = re.compile(f"(?:{'|'.join(_ANY_VERB)})(?![值额])")
_ADVERBS = (
    "(?:得到|得以|不断|进一步|持续|明显|显著|稳步|逐步|有效|大幅|有所|日益|全面|切实|极大"
    "|均|也|了)*"
)
_SUBJECTS = re.compile(
    "|".join(
        rf"(?<![大高快新])(?P<p{index}>{pair.noun}){_ADVERBS}"
        rf"(?P<v{index}>{'|'.join(_WRONG[index])}){CLAUSE_END}"
        for index, pair in enumerate(PAIRS)
        if pair.subject
    )
)
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
    for noun in _NOUNS.finditer(text):
        clause = _before(_BREAK, text, noun.start())
        verbs = [*_VERBS.finditer(clause)]
        # With two verbs in the clause no pattern can tell which of them governs the noun.
        if len(verbs) == 1:
            yield from _object(passage, noun, clause, verbs[0])
    for match in _SUBJECTS.finditer(text):
        index = int(str(match.lastgroup)[1:])
        name, verb = match[f"p{index}"], match[f"v{index}"]
        if not _VERBS.search(_before(_BREAK, text, match.start())):
            right = _("write '{correct}'").format(correct=f"{name}{_WRONG[index][verb]}")
            yield passage.finding(MISMATCHED_PAIR, *match.span(), _mismatch(verb, name), right)


def _object(
    passage: Passage, noun: re.Match[str], clause: str, verb: re.Match[str]
) -> Iterator[Finding]:
    index = int(str(noun.lastgroup)[1:])
    right = _WRONG[index].get(verb[0])
    between = clause[verb.end() :]
    # In 加强监管、严控规模 the noun has a verb of its own; 等 closes a series of nouns.
    own = "、" in between and "等" not in between.rpartition("、")[2] and not PAIRS[index].series
    if right and not own and not _UNLESS[index].search(clause):
        start = noun.start() - len(clause) + verb.start()
        hint = _("write '{correct}'").format(correct=f"{right}…{noun[0]}")
        yield passage.finding(MISMATCHED_PAIR, start, noun.end(), _mismatch(verb[0], noun[0]), hint)


def _before(mark: re.Pattern[str], text: str, end: int) -> str:
    """What stands between the last such mark and ``end``."""
    return mark.split(text[max(0, end - _LONGEST) : end])[-1]


def _mismatch(verb: str, noun: str) -> str:
    return _("'{verb}' does not go with '{noun}'").format(verb=verb, noun=noun)


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
