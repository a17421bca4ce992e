"""Pairs the sentences of two reports.

Equal sentences are paired first, then similar ones (two sentences are as similar as they share
pairs of neighbouring characters: Dice's coefficient); a sentence split in two, or two made one,
pair as a group. A pair outside the longest run that keeps its order has moved.

Within a sentence, numbers stay whole with their percent sign, Latin words stay whole, and Han
characters stand alone; a few equal characters between two changes are taken into them, so that a
reader sees one change and not three.
"""

import re
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from difflib import SequenceMatcher
from enum import StrEnum
from functools import lru_cache
from itertools import chain
from operator import add
from typing import NamedTuple

from progress_report.text.excerpt import common_prefix

_TOKEN = re.compile(
    r"[0-9]+(?:[.,][0-9]+)*(?:%|％|‰)?"  # 35.76%, 139,713
    r"|[A-Za-z][A-Za-z0-9]*(?:[-_.][A-Za-z0-9]+)*"  # PM2.5, YZ00-0405
    r"|\s+|.",
    re.DOTALL,
)
_MAX_WORK = 1_000_000
"""Comparisons of equal tokens beyond which a text counts as replaced as a whole."""
_MIN_RUN = 2  # fewer equal characters than these do not separate two changes


class Mark(StrEnum):
    """How a piece of text has changed."""

    SAME = "same"
    DROPPED = "dropped"
    ADDED = "added"


class Piece(NamedTuple):
    """A run of characters that has changed in one way."""

    mark: Mark
    text: str


def compare(before: str, after: str) -> tuple[Piece, ...]:
    """The pieces from one text to another.

    Without the added ones they read ``before``, without the dropped ones ``after``. A dropped piece
    precedes the added one that replaces it.
    """
    a, b = _TOKEN.findall(before), _TOKEN.findall(after)
    head = common_prefix(a, b)
    tail = common_prefix(a[head:][::-1], b[head:][::-1])
    middle = _operations(a[head : len(a) - tail], b[head : len(b) - tail])
    pieces = [("".join(a[:head]),) * 2, *middle, ("".join(a[len(a) - tail :]),) * 2]
    return tuple(_pieces(_merged(pieces)))


def _operations(a: list[str], b: list[str]) -> list[tuple[str, str]]:
    """Pairs of texts before and after: equal, or one replaced by the other."""
    if set(a).isdisjoint(b) or _is_too_much(a, b):
        return [("".join(a), "".join(b))]
    matcher = SequenceMatcher(None, a, b, autojunk=False)
    return [
        ("".join(a[i1:i2]), "".join(b[j1:j2])) for _tag, i1, i2, j1, j2 in matcher.get_opcodes()
    ]


def _is_too_much(a: list[str], b: list[str]) -> bool:
    if len(a) * len(b) <= _MAX_WORK:
        return False
    in_b = Counter(b)
    return sum(count * in_b[token] for token, count in Counter(a).items()) > _MAX_WORK


def _merged(pairs: Sequence[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """Merge short runs of equal text into the changes on both sides of them."""
    pairs = [pair for pair in pairs if pair != ("", "")]
    held: tuple[str, str] | None = None
    for index, (before, after) in enumerate(pairs):
        if before != after:
            held = (held[0] + before, held[1] + after) if held else (before, after)
        elif held and index + 1 < len(pairs) and _is_short(before):
            held = (held[0] + before, held[1] + after)
        else:
            if held:
                yield held
            held = None
            yield before, after
    if held:
        yield held


def _is_short(text: str) -> bool:
    return len(text) < _MIN_RUN or not any(char.isalnum() for char in text)


def _pieces(pairs: Iterator[tuple[str, str]]) -> Iterator[Piece]:
    for before, after in pairs:
        if before == after:
            yield Piece(Mark.SAME, before)
            continue
        if before:
            yield Piece(Mark.DROPPED, before)
        if after:
            yield Piece(Mark.ADDED, after)


SIMILAR = 0.4  # the coefficient from which two sentences count as one that was changed
_COMMON = 40
_NUMBER = re.compile(r"[0-9]+(?:[.,][0-9]+)*")
_MARKS = re.compile(r"[\W_]+")
_SENTENCE = re.compile(r"\n*[^。；！？\n]*(?:[。；！？]+[”’）》〉」』】]*)?\n*")


class Fate(StrEnum):
    """How a sentence has changed."""

    KEPT = "kept"
    CHANGED = "changed"
    ADDED = "added"
    DROPPED = "dropped"


class Step(NamedTuple):
    """A step from one report to the other, in the order of the later.

    A dropped sentence keeps its place: it follows the step of the sentence that it followed before.
    """

    fate: Fate
    pieces: tuple[Piece, ...]
    before: range  # indices of the sentences before; empty if it was added
    after: range  # indices of the sentences after; empty if it was dropped
    moved: bool = False

    @property
    def text_before(self) -> str:
        """The sentences before."""
        return "".join(piece.text for piece in self.pieces if piece.mark is not Mark.ADDED)

    @property
    def text_after(self) -> str:
        """The sentences after."""
        return "".join(piece.text for piece in self.pieces if piece.mark is not Mark.DROPPED)


def sentences(text: str) -> list[str]:
    """Split a text at 。；！？ and at line feeds, which belong to the sentence before them."""
    return [part for part in _SENTENCE.findall(text) if part]


def align(before: str, after: str) -> list[Step]:
    """The steps from one running text to another.

    The texts after of the steps, joined, are ``after``; their texts before, in the order of their
    indices, are ``before``.
    """
    a, b = sentences(before), sentences(after)
    if a == b:
        return [_paired(a, b, (range(i, i + 1),) * 2, moved=False) for i in range(len(a))]
    pairs = _pairs(a, b)
    moved = _moved(pairs)
    steps = [_paired(a, b, pair, moved=pair in moved) for pair in pairs]
    used = {index for left, _right in pairs for index in left}
    reached = {index for _left, right in pairs for index in right}
    steps += [
        Step(Fate.ADDED, (Piece(Mark.ADDED, b[index]),), range(0), range(index, index + 1))
        for index in range(len(b))
        if index not in reached
    ]
    steps.sort(key=lambda step: step.after.start)
    return [*_with_dropped(steps, a, used)]


def _paired(a: Sequence[str], b: Sequence[str], pair: tuple[range, range], *, moved: bool) -> Step:
    before, after = (
        "".join(part[i] for i in indices) for part, indices in zip((a, b), pair, strict=True)
    )
    fate = Fate.KEPT if _words(before) == _words(after) else Fate.CHANGED
    pieces = (Piece(Mark.SAME, before),) if before == after else compare(before, after)
    return Step(fate, pieces, *pair, moved)


def _with_dropped(steps: Iterable[Step], a: Sequence[str], used: set[int]) -> Iterator[Step]:
    """Insert each dropped sentence after the step of the sentence that it followed."""
    following: dict[int, list[Step]] = defaultdict(list)
    previous = -1
    for index, sentence in enumerate(a):
        if index in used:
            previous = index
            continue
        pieces = (Piece(Mark.DROPPED, sentence),)
        step = Step(Fate.DROPPED, pieces, range(index, index + 1), range(0))
        following[previous].append(step)
    yield from following[-1]
    for step in steps:
        yield step
        for index in step.before:
            yield from following[index]


def _pairs(a: Sequence[str], b: Sequence[str]) -> list[tuple[range, range]]:
    """The sentences that belong together, in the order of the later text."""
    singles = dict(_equal(a, b))
    singles |= _similar(a, b, singles)
    pairs = [(range(i, i + 1), range(j, j + 1)) for i, j in sorted(singles.items())]
    pairs = _grown(a, b, pairs)
    turned = _grown(b, a, [(after, before) for before, after in pairs])
    return sorted(((before, after) for after, before in turned), key=lambda pair: pair[1].start)


def _equal(a: Sequence[str], b: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Pairs of equal sentences; several equal ones pair in their order."""
    places: dict[str, list[int]] = defaultdict(list)
    for index in reversed(range(len(b))):
        places[_words(b[index])].append(index)
    for index, sentence in enumerate(a):
        if same := places[_words(sentence)]:
            yield index, same.pop()


def _words(sentence: str) -> str:
    """A sentence without the ends of paragraphs beside it: with or without, it is the same."""
    return sentence.strip("\n")


def _similar(
    a: Sequence[str], b: Sequence[str], taken: Mapping[int, int]
) -> Iterator[tuple[int, int]]:
    """Pairs of similar sentences among the rest, most similar first, then nearest."""
    reached = set(taken.values())
    left = {i: _bigrams(sentence) for i, sentence in enumerate(a) if i not in taken}
    right = {j: _bigrams(sentence) for j, sentence in enumerate(b) if j not in reached}
    candidates = []
    for i, j, common in _shared(left, right):
        score = 2 * common / (len(left[i]) + len(right[j]))
        if score >= SIMILAR:
            candidates.append((-score, abs(i / len(a) - j / len(b)), i, j))
    for _score, _distance, i, j in sorted(candidates):
        if i in left and j in right:
            del left[i], right[j]
            yield i, j


def _shared(
    left: Mapping[int, frozenset[str]], right: Mapping[int, frozenset[str]]
) -> Iterator[tuple[int, int, int]]:
    """How many bigrams any two sentences share."""
    holders: dict[str, list[int]] = defaultdict(list)
    for j, bigrams in right.items():
        for bigram in bigrams:
            holders[bigram].append(j)
    # a bigram of very many sentences distinguishes none of them
    distinctive = {bigram: held for bigram, held in holders.items() if len(held) <= _COMMON}
    for i, bigrams in left.items():
        shared = Counter(chain.from_iterable(distinctive.get(bigram, ()) for bigram in bigrams))
        yield from ((i, j, common) for j, common in shared.items())


@lru_cache(maxsize=1024)
def _bigrams(sentence: str) -> frozenset[str]:
    """Pairs of neighbouring characters without marks; a single character stands for itself.

    All numbers count as equal: a sentence with another figure is the same sentence.
    """
    letters = _MARKS.sub("", _NUMBER.sub("0", sentence))
    return frozenset(map(add, letters, letters[1:])) or frozenset([letters or sentence])


def _grown(
    a: Sequence[str], b: Sequence[str], pairs: list[tuple[range, range]]
) -> list[tuple[range, range]]:
    """Extend pairs by adjacent unpaired sentences of ``b`` where that makes them more similar."""
    pair_at = {index: pair for pair in pairs for index in pair[1]}
    alone = [index for index in range(len(b)) if index not in pair_at]
    for index in (*alone, *reversed(alone)):
        for pair in (pair_at.get(index - 1), pair_at.get(index + 1)):
            if index in pair_at or pair is None:
                continue
            before, after = pair
            wider = range(min(after.start, index), max(after.stop, index + 1))
            bigrams = _of(a, before)
            if _dice(bigrams, _of(b, wider)) > _dice(bigrams, _of(b, after)):
                pair_at |= dict.fromkeys(wider, (before, wider))
    return list(dict.fromkeys(pair_at.values()))


def _of(texts: Sequence[str], indices: range) -> frozenset[str]:
    return frozenset[str]().union(*(_bigrams(texts[i]) for i in indices))


def _dice(a: frozenset[str], b: frozenset[str]) -> float:
    return 2 * len(a & b) / (len(a) + len(b))


def _moved(pairs: Sequence[tuple[range, range]]) -> set[tuple[range, range]]:
    """The pairs outside the longest run that keeps its order (patience sorting)."""
    tails: list[int] = []
    chosen: list[int] = []
    predecessors: list[int | None] = []
    for index, (before, _new) in enumerate(pairs):
        place = bisect_left(tails, before.start)
        predecessors.append(chosen[place - 1] if place else None)
        tails[place : place + 1] = [before.start]
        chosen[place : place + 1] = [index]
    run: set[int] = set()
    last = chosen[-1] if chosen else None
    while last is not None:
        run.add(last)
        last = predecessors[last]
    return {pair for index, pair in enumerate(pairs) if index not in run}
