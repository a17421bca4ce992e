"""Which sentence of one report became which of the other.

Equal sentences are paired first, then similar ones (two sentences are as similar as they share
pairs of neighbouring characters: Dice's coefficient); a sentence split in two, or two made one,
pair as a group. A pair outside the longest run that keeps its order has moved.
"""

import re
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from enum import StrEnum
from functools import lru_cache
from itertools import chain
from operator import add
from typing import NamedTuple

from progress_report.diff.words import Mark, Piece, compare

SIMILAR = 0.4
"""From this coefficient on two sentences are taken for one that was changed."""
_COMMON = 40
_NUMBER = re.compile(r"[0-9]+(?:[.,][0-9]+)*")
_MARKS = re.compile(r"[\W_]+")
_SENTENCE = re.compile(r"[^。；！？\n]*(?:[。；！？]+[”’）》〉」』】]*|\n|$)")


class Fate(StrEnum):
    """What became of a sentence."""

    KEPT = "kept"
    CHANGED = "changed"
    ADDED = "added"
    DROPPED = "dropped"


class Step(NamedTuple):
    """One step from the old report to the new one, in the order of the new.

    A dropped sentence stands where it was: after the step whose old sentence it followed.
    """

    fate: Fate
    pieces: tuple[Piece, ...]
    old: range
    """Indices of the old sentences; empty if it was added."""
    new: range
    """Indices of the new sentences; empty if it was dropped."""
    moved: bool = False

    @property
    def old_text(self) -> str:
        """The old sentences."""
        return "".join(piece.text for piece in self.pieces if piece.mark is not Mark.ADDED)

    @property
    def new_text(self) -> str:
        """The new sentences."""
        return "".join(piece.text for piece in self.pieces if piece.mark is not Mark.DROPPED)


def sentences(text: str) -> list[str]:
    """Split a running text at 。；！？ and at the end of paragraphs; joined, it is the text."""
    return [part for part in _SENTENCE.findall(text) if part]


def align(old: str, new: str) -> list[Step]:
    """The steps that lead from one running text to another.

    The new texts of the steps, joined, are ``new``; their old texts, in the order of ``old``
    indices, are ``old``.
    """
    a, b = sentences(old), sentences(new)
    if a == b:
        return [_paired(a, b, (range(i, i + 1),) * 2, moved=False) for i in range(len(a))]
    pairs = _pairs(a, b)
    moved = _moved(pairs)
    steps = [_paired(a, b, pair, moved=pair in moved) for pair in pairs]
    used = {index for left, _right in pairs for index in left}
    reached = {index for _left, right in pairs for index in right}
    steps += [_added(b, index) for index in range(len(b)) if index not in reached]
    steps.sort(key=lambda step: step.new.start)
    return [*_with_dropped(steps, a, used)]


def _paired(a: Sequence[str], b: Sequence[str], pair: tuple[range, range], *, moved: bool) -> Step:
    old, new = (
        "".join(part[i] for i in indices) for part, indices in zip((a, b), pair, strict=True)
    )
    fate = Fate.KEPT if old == new else Fate.CHANGED
    pieces = compare(old, new) if fate is Fate.CHANGED else (Piece(Mark.SAME, old),)
    return Step(fate, pieces, *pair, moved)


def _added(b: Sequence[str], index: int) -> Step:
    return Step(Fate.ADDED, (Piece(Mark.ADDED, b[index]),), range(0), range(index, index + 1))


def _with_dropped(steps: Iterable[Step], a: Sequence[str], used: set[int]) -> Iterator[Step]:
    """Put each dropped sentence behind the step that holds the old sentence before it."""
    following: dict[int, list[int]] = defaultdict(list)
    before = -1
    for index in range(len(a)):
        if index in used:
            before = index
        else:
            following[before].append(index)
    yield from _dropped(a, following[-1])
    for step in steps:
        yield step
        for index in step.old:
            yield from _dropped(a, following[index])


def _dropped(a: Sequence[str], indices: Iterable[int]) -> Iterator[Step]:
    for index in indices:
        yield Step(
            Fate.DROPPED, (Piece(Mark.DROPPED, a[index]),), range(index, index + 1), range(0)
        )


def _pairs(a: Sequence[str], b: Sequence[str]) -> list[tuple[range, range]]:
    """Which sentences belong together, in the order of the new text."""
    singles = dict(_equal(a, b))
    singles |= _similar(a, b, singles)
    pairs = [(range(i, i + 1), range(j, j + 1)) for i, j in sorted(singles.items())]
    pairs = _grown(a, b, pairs)
    turned = _grown(b, a, [(new, old) for old, new in pairs])
    return sorted(((old, new) for new, old in turned), key=lambda pair: pair[1].start)


def _equal(a: Sequence[str], b: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Equal sentences; of several equal ones the first with the first, and so on."""
    places: dict[str, list[int]] = defaultdict(list)
    for index in reversed(range(len(b))):
        places[b[index]].append(index)
    for index, sentence in enumerate(a):
        if places[sentence]:
            yield index, places[sentence].pop()


def _similar(
    a: Sequence[str], b: Sequence[str], taken: Mapping[int, int]
) -> Iterator[tuple[int, int]]:
    """Similar sentences among those left, the most similar first; of equals the nearest."""
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
    """How many pairs of characters any two sentences share; few sentences are simply compared."""
    if len(right) <= _COMMON:
        yield from ((i, j, len(x & y)) for i, x in left.items() for j, y in right.items())
        return
    holders: dict[str, list[int]] = defaultdict(list)
    for j, bigrams in right.items():
        for bigram in bigrams:
            holders[bigram].append(j)
    # what stands in so many sentences tells none of them apart
    telling = {bigram: found for bigram, found in holders.items() if len(found) <= _COMMON}
    for i, bigrams in left.items():
        shared = Counter(chain.from_iterable(telling.get(bigram, ()) for bigram in bigrams))
        yield from ((i, j, common) for j, common in shared.items())


@lru_cache(maxsize=1024)
def _bigrams(sentence: str) -> frozenset[str]:
    """Pairs of neighbouring characters, marks left out; a lone character stands for itself.

    One number is as good as another: that figures differ makes no other sentence.
    """
    inked = _MARKS.sub("", _NUMBER.sub("0", sentence))
    return frozenset(map(add, inked, inked[1:])) or frozenset([inked or sentence])


def _grown(
    a: Sequence[str], b: Sequence[str], pairs: list[tuple[range, range]]
) -> list[tuple[range, range]]:
    """Let pairs take in the unpaired sentences of ``b`` beside theirs, if that is more similar."""
    at = {index: pair for pair in pairs for index in pair[1]}
    alone = [index for index in range(len(b)) if index not in at]
    for index in (*alone, *reversed(alone)):
        for pair in (at.get(index - 1), at.get(index + 1)):
            if index in at or pair is None:
                continue
            old, new = pair
            wider = range(min(new.start, index), max(new.stop, index + 1))
            before = _of(a, old)
            if _dice(before, _of(b, wider)) > _dice(before, _of(b, new)):
                at |= dict.fromkeys(wider, (old, wider))
    return list(dict.fromkeys(at.values()))


def _of(texts: Sequence[str], indices: range) -> frozenset[str]:
    return frozenset[str]().union(*(_bigrams(texts[i]) for i in indices))


def _dice(a: frozenset[str], b: frozenset[str]) -> float:
    return 2 * len(a & b) / (len(a) + len(b))


def _moved(pairs: Sequence[tuple[range, range]]) -> set[tuple[range, range]]:
    """The pairs outside the longest run in which the old order is kept (patience sorting)."""
    tails: list[int] = []
    chosen: list[int] = []
    before: list[int | None] = []
    for index, (old, _new) in enumerate(pairs):
        place = bisect_left(tails, old.start)
        before.append(chosen[place - 1] if place else None)
        tails[place : place + 1] = [old.start]
        chosen[place : place + 1] = [index]
    run: set[int] = set()
    last = chosen[-1] if chosen else None
    while last is not None:
        run.add(last)
        last = before[last]
    return {pair for index, pair in enumerate(pairs) if index not in run}
