"""Seams: places where two units’ texts, or two drafts of one, or two clauses were joined badly."""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from itertools import islice
from typing import NamedTuple

from progress_report.check.corpus import (
    MOST_IN_A_TEXT,
    Corpus,
    Diagnostics,
    Passage,
    PassageDiagnostic,
)
from progress_report.check.language.patterns import text_before
from progress_report.check.language.roles import mapping, role

_SENTENCE = re.compile(r"[^。；！？;!?\n]+")
_BEFORE_STARTER = re.compile("[%\u4e00-\u9fff]")
_END = re.compile(r"[。！？!?…；;][”’）》)\"]*$")
_BEFORE_TEXT = frozenset(" \u3000（(0123456789一二三四五六七八九十")
_TOPIC = 4
"""Number of consecutive characters of the task's wording from which they are a topic."""
_FIGURE = re.compile(r"[0-9](?:%|[\u4e00-\u9fff]{1,2})$")
_ORDINALS = "一二三四五六七八九"
_FIRST_ITEMS = ("一是", "二是", "1.", "1．")
# Marks of members of a series: sentences that differ in one are not drafts of each other.
_MEMBER = re.compile(r"[一二三四五六七八九十东西南北甲乙丙丁上下前后A-Z]")
_NEARBY = 40
_BEHIND = ("work_behind", "plan_behind", "work_after_share", "work_after_floor", "office_behind")
_LEFT_OUT = 3
_LONG = 15
"""Length from which a sentence is not repeated by chance."""
_LONGEST = 400
"""Longer sentences are compared only as a whole."""
_SAME_START = 8
"""Number of characters that two drafts of a sentence share at the start."""
_SIMILAR = 0.85
_COMPARED = 5
"""Maximum number of sentences with one beginning to compare, to keep the work linear."""
_MARK = re.compile("[，。；：、（）()“”《》,;\\s]")


class _Sentence(NamedTuple):
    """A sentence, or a part of one between semicolons, without its number and end mark."""

    passage: Passage
    start: int
    text: str
    first: str
    """The text before the first comma; empty without a comma."""
    heading: str
    """The same if it is a heading: ……方面， or a topic of the task's wording; else empty."""

    def diagnose(
        self, rule: str, start: int, end: int, name: str = "", **values: str
    ) -> PassageDiagnostic:
        first, last = self.start + start, self.start + end
        return self.passage.diagnose(rule, first, last, name, **values)


def check(corpus: Corpus) -> Diagnostics:
    """Find bad seams in every cell: one task's reports for one period."""
    for row in corpus.rows:
        for passages in row.entries.values():
            yield from islice(_check(passages, row.wording.text), MOST_IN_A_TEXT)


def _check(passages: Sequence[Passage], wording: str) -> Diagnostics:
    yield from _missing_end_marks(passages)
    for passage in passages:
        starters = [*_starters(passage), *_items(passage)]
        yield from starters
        run_ons = _run_on_clauses(passage)
        yield from (d for d in run_ons if not any(map(d.overlaps, starters)))
    cell = [*_sentences(passages, wording)]
    headings = sum(bool(sentence.heading) for sentence in cell)
    yield from _run_on(cell, wording, headings)
    if headings:
        yield from _repeated_headings(cell)
    yield from _restarted_sentences(cell, wording)
    yield from _repeated_sentences(cell)


def _sentences(passages: Sequence[Passage], wording: str) -> Iterator[_Sentence]:
    for passage in passages:
        for match in _SENTENCE.finditer(passage.text):
            text = match[0]
            if text[0] in _BEFORE_TEXT:
                text = role("{item_number}").sub("", text, count=1)
            first, comma, _rest = text.partition("，")
            first = first if comma else ""
            heading = first if first and _is_heading(first, wording) else ""
            yield _Sentence(passage, match.end() - len(text), text, first, heading)


def _is_heading(words: str, wording: str) -> bool:
    if words.endswith("方面"):
        return bool(role("{heading}").fullmatch(words))
    return words in wording and len(words) >= _TOPIC and not role("{verb_at_start}").match(words)


def _missing_end_marks(passages: Sequence[Passage]) -> Diagnostics:
    """Find texts without an end mark that another unit's text follows."""
    for passage in passages[:-1]:
        text = passage.text.rstrip()
        if not text or _END.search(text[-8:]) or ("，" not in text and len(text) < _LONG):
            continue
        words = text[-_SAME_START:]
        yield passage.diagnose("lost-full-stop", len(text) - 1, len(text), words=words)


def _starters(passage: Passage) -> Diagnostics:
    """Find 下一步 and the like, which begin a sentence, and works, directly after a word."""
    text = passage.text
    for match in role("{starter}").finditer(text):
        start = match.start()
        within = _BEFORE_STARTER.match(text[start - 1 : start])
        if within and not text.endswith(tuple(mapping("no_seam_after")), 0, start):
            yield _lost_mark(passage, *match.span())
    for name in _BEHIND:
        for match in role(f"{{{name}}}").finditer(text):
            yield _lost_mark(passage, *match.span("begun"))


def _items(passage: Passage) -> Diagnostics:
    """Find items of a list that begin directly after a word: 储备到位三是严格值班."""
    text = passage.text
    begun = any(map(text.__contains__, _FIRST_ITEMS))
    for match in role("{item_behind}").finditer(text) if begun else ():
        number, point = match["number"], match[0][1:]
        before = _ORDINALS[_ORDINALS.find(number) - 1] if point == "是" else str(int(number) - 1)
        if re.search(rf"(?:^|[，。；：\n]){before}{re.escape(point)}", text[: match.start()]):
            yield _lost_mark(passage, *match.span())


def _lost_mark(passage: Passage, start: int, end: int) -> PassageDiagnostic:
    words = passage.text[start:end]
    return passage.diagnose("lost-full-stop", start - 1, end, "lost-mark", words=words)


def _run_on(cell: Sequence[_Sentence], wording: str, headings: int) -> Diagnostics:
    """Find headings and topics in the middle of a sentence about another subject."""
    styled = any(sentence.heading.endswith("方面") for sentence in cell)
    for sentence in cell:
        start = 0
        *clauses, _last = sentence.text.split("，")
        # Several in a sentence that has no heading are its members: 内资方面，…，外资方面，…
        alone = styled and sum(words.endswith("方面") for words in clauses) == 1
        for index, words in enumerate(clauses):
            end = start + len(words)
            if words.endswith("方面") and role("{heading}").fullmatch(words):
                if index > 1 and (sentence.heading or alone):
                    name = "new-subject-in-sentence"
                    yield sentence.diagnose("lost-full-stop", start - 1, end, name, words=words)
            elif words[-_TOPIC:] not in wording and not words.endswith("方面"):
                pass  # as most clauses
            elif topic := _run_in_topic(words, wording):
                again = headings > 0 or topic in sentence.text[end : end + _NEARBY]
                name = words.removesuffix("方面")
                if again or name != words:
                    begin = start + len(name) - len(topic)
                    name = "new-subject-in-clause"
                    yield sentence.diagnose("lost-full-stop", begin, end, name, words=topic)
            start = end + 1


def _run_in_topic(words: str, wording: str) -> str:
    """The topic at the end of a clause, if the words before it end a report."""
    name = words.removesuffix("方面")
    topic = _topic(name, wording)
    if not topic or role("{verb_at_start}").match(topic):
        return ""
    before = name[: -len(topic)]
    ended = role("{reported}").search(before) or (name != words and _FIGURE.search(before))
    return topic if ended else ""


def _topic(words: str, wording: str) -> str:
    """The longest topic of the task's wording at the end of the words."""
    length = _TOPIC
    if words[-length:] not in wording or len(words) < length:
        return ""
    while length < len(words) and words[-length - 1 :] in wording:
        length += 1
    return words[-length:]


def _repeated_headings(cell: Sequence[_Sentence]) -> Diagnostics:
    seen: defaultdict[str, list[tuple[str, bool]]] = defaultdict(list)
    for sentence in cell:
        if "下一步" in sentence.text:
            seen.clear()  # what was done and what is planned may go by the same headings
        words, heading = sentence.first, bool(sentence.heading)
        if len(words) < _TOPIC:
            continue
        alike = seen[words[:2] + words[-2:]]
        for earlier, headed in alike:
            if earlier == words and heading:
                name = "repeated-heading"
            elif headed != heading and _shortened(earlier, words):
                name = "shortened-heading"
            else:
                continue
            values = {"words": earlier, "other": words}
            yield sentence.diagnose("repeated-heading", 0, len(words), name, **values)
            break
        else:
            if len(alike) < _COMPARED:
                alike.append((words, heading))


def _shortened(words: str, earlier: str) -> bool:
    """Whether one equals the other with two or three characters left out."""
    short, long = sorted((words, earlier), key=len)
    letters = iter(long)
    return (
        len(short) > _TOPIC + 1
        and 1 < len(long) - len(short) <= _LEFT_OUT
        and all(letter in letters for letter in short)
    )


def _restarted_sentences(cell: Sequence[_Sentence], wording: str) -> Diagnostics:
    """Find sentences that break off in a heading and begin again: 已制定……方面，制定…."""
    for sentence in cell:
        words = sentence.first
        begun = role("{begun}").match(words) if words.endswith("方面") else None
        if not begun:
            continue
        rest = role("{resumed}").match(sentence.text, len(words) + 1)
        topic = _topic(words.removesuffix("方面"), wording)
        if (rest and rest[1] == begun[1]) or (topic and role("{verb_at_start}").match(topic)):
            yield sentence.diagnose("joined-drafts", 0, len(words), "begins-again", words=words)


def _repeated_sentences(cell: Sequence[_Sentence]) -> Diagnostics:
    """Find repeated sentences, identical or with other figures, and repeated results."""
    seen: defaultdict[str, list[_Sentence]] = defaultdict(list)
    results = set[str]()
    for sentence in cell:
        text = sentence.text
        alike = seen[text[:_TOPIC]] if len(text) >= _LONG else []
        if any(_same_statement(sentence, earlier) for earlier in alike):
            yield sentence.diagnose("joined-drafts", 0, len(text), words=text[:_LONG])
            continue
        if len(alike) < _COMPARED:
            alike.append(sentence)
        for result in role("{stated}").finditer(text):
            if result[0] in results and len(result[0]) > _SAME_START:
                yield sentence.diagnose("joined-drafts", *result.span(), words=result[0])
            results.add(result[0])


def _same_statement(sentence: _Sentence, earlier: _Sentence) -> bool:
    sentence_text, earlier_text = sentence.text, earlier.text
    if sentence_text == earlier_text:
        return True
    if sentence_text[:_SAME_START] != earlier_text[:_SAME_START] or len(sentence_text) > _LONGEST:
        return False
    first = sentence.first
    if len(first) >= _SAME_START and first == earlier.first and not role("{occasion}").match(first):
        return all(
            role("{result}").search(text, len(first)) for text in (sentence_text, earlier_text)
        )
    matcher = SequenceMatcher(None, sentence_text, earlier_text, autojunk=False)
    if matcher.quick_ratio() < _SIMILAR or matcher.ratio() < _SIMILAR:
        return False
    changes = [change for change in matcher.get_opcodes() if change[0] != "equal"]
    parts = [
        part for c in changes for part in (sentence_text[c[1] : c[2]], earlier_text[c[3] : c[4]])
    ]
    return not any(_MEMBER.search(part) for part in parts)


def _run_on_clauses(passage: Passage) -> Diagnostics:
    """Find clauses that begin behind the figure, or the finished work, of another."""
    text, reported = passage.text, 0
    for match in role("{second_clause}").finditer(text):
        if match["late"] is None:
            continue
        ended = _ended_clause(text_before(_MARK, text, match.start()), match)
        start = match.start() - len(ended["begun"]) if ended else -1
        if ended and start >= reported:
            reported = match.end()
            values = {"text": ended[0] + match[0], "cure": "set-mark"}
            yield passage.diagnose("lost-full-stop", start - 1, reported, "run-on", **values)


def _ended_clause(clause: str, mark: re.Match[str]) -> re.Match[str] | None:
    """The end of a clause behind which another begins: 完成管线迁改|沥青摊铺 before 同步."""
    counted = role("{clause_counted}").search(clause) if role("[0-9]").search(clause) else None
    ended = role("{clause_ended}").search(clause)
    if mark["figure"]:
        if counted and role("{makes}|{verbs}|{counts}|{acts}").search(counted["begun"]):
            return counted
        return ended if ended and role("{counts_something}").search(ended["begun"]) else None
    weak = mark["unit"] or mark["weak"] or (mark["steady"] and "完成" not in clause)
    return counted or ended or (None if weak else role("{clause_obtained}").search(clause))
