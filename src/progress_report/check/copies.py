"""Continuity: the same words in the reports of two tasks."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from progress_report.check.corpus import Corpus, Finding, Passage, Row
from progress_report.check.rule import Family, Rule
from progress_report.diagnostics import Severity
from progress_report.i18n import N_, _
from progress_report.punctuation import fold

_TASK = "year: 2021\ndocket: {docket}\ntask: {task}\nentries:\n  H1:\n    progress: {text}\n"
_SHARED = "采取店铺自营与外租相结合，目前正在进行运营前准备。"

COPIED = Rule(
    "copied-text",
    Family.CONTINUITY,
    Severity.NOTE,
    N_("the same twenty characters or more in the reports of two tasks"),
    N_(
        "One report was pasted into another's row, or one piece of work is told twice. Let each "
        "task tell its own part. Titles in 《》, quoted slogans, and what many rows share do not "
        "count."
    ),
    bad=_TASK.format(docket=11, task="发展旅游消费。", text=_SHARED)
    + "---\n"
    + _TASK.format(docket=12, task="改造商圈。", text=f"商圈有24家店铺，{_SHARED}"),
    good=_TASK.format(docket=11, task="发展旅游消费。", text=_SHARED)
    + "---\n"
    + _TASK.format(docket=12, task="改造商圈。", text="商圈有24家店铺，招商工作已经完成。"),
)
RULES: tuple[Rule, ...] = (COPIED,)

_LENGTH = 20
_MOST = 4
"""What stands in more rows than this is the office's own formula."""
_CLAUSE = re.compile(r"[^，。；：！？,;:!?\n]+")
_FORMULA = re.compile(
    r"《[^《》]*》?|“[^“”]*”?|习近平[^，。；]{0,30}?(?:思想|精神)|以习近平同志为核心的党中央"
    r"|党的(?:十八|十九|二十)(?:大|届)[^，。；]{0,12}精神|党中央、?国务院|[市区县省]委、?[市区县省]政府"
)
_EDGE = "，。；：、！？,;:!?\n "


@dataclass(slots=True)
class _Place:
    """Where words stand first, and in how many tasks they stand."""

    passage: Passage
    text: str
    at: int
    last: Row
    """The last task they were met in."""
    tasks: int = 1


@dataclass(frozen=True, slots=True)
class _Meeting:
    """A place in a text whose words stand in an earlier task too."""

    at: int
    place: _Place


def check(corpus: Corpus) -> Iterator[Finding]:
    """Find what two tasks' reports for one period share.

    Words are compared at the edges of clauses only, and by their hashes first, so that the work
    grows with the text and not with the number of pairs.
    """
    tables: dict[str, list[tuple[Row, tuple[Passage, ...]]]] = defaultdict(list)
    for row in corpus.rows:
        for period, passages in row.entries.items():
            tables[period.name].append((row, passages))
    for reports in tables.values():
        shared = _shared(passages for _row, passages in reports)
        if shared:
            yield from _in_table(reports, shared)


def _shared(reports: Iterable[tuple[Passage, ...]]) -> set[int]:
    """The hashes of words that more than one report has."""
    seen: set[int] = set()
    shared: set[int] = set()
    for passages in reports:
        own = {hash(words) for passage in passages for _at, words in _windows(fold(passage.text))}
        shared |= own & seen
        seen |= own
    return shared


def _windows(text: str) -> Iterator[tuple[int, str]]:
    """Places to compare, and their words: a copy begins or ends with a clause, if not both."""
    last = len(text) - _LENGTH
    for clause in _CLAUSE.finditer(text):
        start, end = clause.span()
        if end >= _LENGTH:
            yield end - _LENGTH, text[end - _LENGTH : end]
        if start <= last and start != end - _LENGTH:
            yield start, text[start : start + _LENGTH]


def _in_table(
    reports: Sequence[tuple[Row, tuple[Passage, ...]]], shared: set[int]
) -> Iterator[Finding]:
    places: dict[str, _Place] = {}
    met: list[tuple[Passage, str, list[_Meeting]]] = []
    for row, passages in reports:
        for passage in passages:
            text = fold(passage.text)
            windows = [(at, words) for at, words in _windows(text) if hash(words) in shared]
            if meetings := _meet(places, row, passage, text, sorted(windows)):
                met.append((passage, text, meetings))
    for passage, text, meetings in met:
        yield from _copied(passage, text, meetings)


def _meet(
    places: dict[str, _Place],
    row: Row,
    passage: Passage,
    text: str,
    windows: Sequence[tuple[int, str]],
) -> list[_Meeting]:
    """Note a passage's windows; return those that an earlier task has."""
    meetings = []
    for at, words in windows:
        place = places.get(words)
        if place is None:
            places[words] = _Place(passage, text, at, row)
        elif place.passage.sourced is not row.sourced:
            meetings.append(_Meeting(at, place))
            if place.last is not row:
                place.last = row
                place.tasks += 1
    return meetings


def _copied(passage: Passage, text: str, meetings: list[_Meeting]) -> Iterator[Finding]:
    done = 0
    for meeting in meetings:
        place = meeting.place
        if meeting.at < done or place.tasks > _MOST:
            continue
        start, end = _widen(text, meeting.at, place.text, place.at, done)
        done = end
        if len(_FORMULA.sub("", text[start:end])) < _LENGTH:
            continue
        message = _("these {count} characters stand in task {docket} too").format(
            count=end - start, docket=place.passage.sourced.task.docket
        )
        hint = _("let each task tell its own part")
        yield passage.finding(COPIED, start, end, message, hint)


def _widen(text: str, at: int, other: str, other_at: int, least: int) -> tuple[int, int]:
    """The whole run that two texts share around a place, without marks at its ends."""
    start, shift = at, other_at - at
    while start > least and start + shift > 0 and text[start - 1] == other[start - 1 + shift]:
        start -= 1
    end = at + _LENGTH
    while end < len(text) and end + shift < len(other) and text[end] == other[end + shift]:
        end += 1
    while text[start] in _EDGE:
        start += 1
    while text[end - 1] in _EDGE:
        end -= 1
    return start, end
