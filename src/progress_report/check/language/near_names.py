"""Names in two spellings: 雪岩景区 and 雪崖景区, “云上茶谷” and “云尚茶谷”, 王秀英 and 王秀瑛."""

import re
from collections import Counter
from collections.abc import Iterator
from functools import cache
from itertools import chain, combinations
from operator import add

from progress_report.check.language.pieces import OWN_WORDS, count_equal, is_han, named_together
from progress_report.check.language.roles import mapping, role
from progress_report.check.language.sounds import alike, nearly_alike, syllable
from progress_report.check.language.word_lists import word_list
from progress_report.check.language.word_search import places

_MOST = 40
"""Number of names of a text that are compared; more of them are a list."""
_OFTEN = 3
"""Number of times that two characters stand in a text, from which they are of no one name."""
_NUMBERS = frozenset("一二三四五六七八九十百千万亿两零几多半第年月日时个件项次")
_BEFORE_NAMES = frozenset("由在对向与和及从为的至于将把被等")
_ADDED = OWN_WORDS | frozenset("等")
_PARTS = OWN_WORDS | frozenset(
    "沟湾庄岭坡坪河塘洼堡屯寨营桥店铺山水湖江溪泉井坝岗峰门口台头关庙寺家园花林类级"
)
"""Characters in which names of neighbours may differ: 李家沟村, 李家湾村."""
_PLACE = "(?=([一-鿿])([一-鿿])([镇乡岛路河桥湖])(?![一-鿿]?[村级委]))"
_CERTAIN, _LONG = 2, 3
"""Characters on one side from which the differing ones need not sound alike, and in all."""
_QUOTED = "“([^“”，。；、]{3,10})”"
_PERSON = "{surnames}(?=([一-鿿]{2}))"
_TITLE = "(?<![一-鿿])|(?<={titles})"
"""What stands before the name of a person."""

_BEFORE_NAME = "(?:{acts}|{makes}|{verbs}|加快|对|在|将|由|至)$"  # 加快百石溪清淤


def near_names(text: str) -> Iterator[tuple[int, int, str]]:
    """Where a text spells a name otherwise than before: start, end, the earlier spelling."""
    reported, text = 0, f"\n{text}"
    for start, end, there in sorted(chain(_places(text), _repeated(text))):
        if start >= reported and not named_together(text, there, text[start:end]):
            reported = end
            shift = text[start] in _BEFORE_NAMES
            yield start + shift - 1, end - 1, there[shift:]


def _places(text: str) -> Iterator[tuple[int, int, str]]:
    """Names of three characters of which the one in the middle is another."""
    seen: dict[str, re.Match[str]] = {}
    for match in role(_PLACE).finditer(text):
        first, middle, last = match.groups()
        other = seen.setdefault(first + last, match)
        if (
            other[2] != middle
            and _alike(middle, other[2])
            and OWN_WORDS.isdisjoint(middle + other[2])
        ):
            yield match.start(), match.start() + 3, "".join(other.groups())


def _repeated(text: str) -> Iterator[tuple[int, int, str]]:
    """Names of which two characters stand in a text again, and one beside them is another."""
    often = Counter(map(add, text, text[1:]))
    for pair in [pair for pair, count in often.items() if 1 < count <= _OFTEN]:
        if is_han(pair[0]) and is_han(pair[1]):
            for there, here in combinations(places(text, pair), 2):
                before = text[there - 1]
                if before != text[here - 1] or not is_han(before):
                    yield from _compared(text, there, here)


def _compared(text: str, there: int, here: int) -> Iterator[tuple[int, int, str]]:
    """The names around two places from which the same characters follow, but not precede."""
    same = count_equal(text, there, text, here, 1)
    i, j = there + same, here + same
    if i > here:
        return
    first, second = text[there - 1], text[here - 1]
    if _may_be_typo(first, second):
        before = count_equal(text, there - 2, text, here - 2, -1)
        if before < _CERTAIN and _is_typo(text, there - 1, here - 1, before, same):
            yield here - 1 - before, j, text[there - 1 - before : i]
    if "第" in (first, second) and "十" not in (first, second):
        name = text[here:j]
        if name[0] in _NUMBERS and name.endswith(_ends()):
            yield here, j, text[there - 1 : i]
    for more, fewer in _steps(text[i : i + 3], text[j : j + 3]):
        after = count_equal(text, i + more, text, j + fewer, 1)
        if more != fewer:
            typo = _is_added(text, i if more else j, text[i + more : i + more + after])
        elif more == 1:
            typo = _is_typo(text, i, j, same, after)
        else:
            swapped = _is_swapped(text[i : i + more], text[j : j + more])
            typo = after > 0 and same + after >= _LONG and swapped
        if typo:
            yield here, j + fewer + after, text[there : i + more + after]
            return


def _steps(first: str, second: str) -> Iterator[tuple[int, int]]:
    """After how many characters two texts may go on alike: one or two other ones, one too many."""
    if first[1:2] == second[1:2] or first[:1] + second[:1] in ("镇乡", "乡镇"):
        yield 1, 1
    if first[2:] == second[2:]:
        yield 2, 2
    if first[1:2] == second[:1]:
        yield 1, 0
    if first[:1] == second[1:2]:
        yield 0, 1


@cache
def _ends() -> tuple[str, ...]:
    return tuple(mapping("name_ends"))


def _is_typo(text: str, there: int, here: int, left: int, right: int) -> bool:
    """Whether two characters are one, typed wrong, of a name: with how many equal beside them."""
    first, second = text[there : there + 1], text[here : here + 1]
    if there < 0 or first == second or not (is_han(first) and is_han(second)):
        return False
    if left < _CERTAIN and not _may_be_typo(first, second):
        return False
    edges = [text[place - left - 1 : place - left] for place in (there, here)]
    if {first, second} == {"镇", "乡"}:
        return left >= _CERTAIN and text[here - 1] not in "城乡农" and not is_han(edges[1])
    own = OWN_WORDS & {first, second}
    name = text[here + 1 : here + 1 + right]
    named, holds_end = name.startswith(_ends()), any(end in name for end in _ends())
    if right == 0 or not own.isdisjoint(_NUMBERS):
        return False
    if alike(first, second) or (
        _alike(first, second) and (not own or right >= _CERTAIN) and holds_end
    ):
        begun = role(_BEFORE_NAME).search(text, max(0, here - 3), here)
        apart = not is_han(edges[0]) and edges[1] != "、" and (begun or not is_han(edges[1]))
        alone = holds_end and apart and (right > _CERTAIN or alike(first, second))
        enough = named or left + right >= _LONG + bool(own)
        inside = enough and (left > 1 or text[here - 1] not in OWN_WORDS)
        return (inside if left else alone) and not _both_usual(text, there, here)
    other = bool(own - {"村"}) or {first, second} <= _PARTS
    near = left == 1 and named and nearly_alike(first, second)
    same = holds_end and (left > _CERTAIN or (left == _CERTAIN and name in ("镇", "乡")))
    return not other and (near or same)


@cache
def _may_be_typo(first: str, second: str) -> bool:
    """Whether two characters of names are another and sound alike, or nearly so."""
    known = _alike(first, second) or nearly_alike(first, second)
    return known and first != second and is_han(first) and is_han(second)


def _both_usual(text: str, there: int, here: int) -> bool:
    """Whether both characters make a usual word with the one before them, or the one after."""
    usual = word_list("usual-words.txt")
    return any(
        {text[there + i : there + i + 2], text[here + i : here + i + 2]} <= usual for i in (-1, 0)
    )


def _is_swapped(first: str, second: str) -> bool:
    """Whether two characters that are no words stand in another order."""
    own = OWN_WORDS & {*first}
    return first == second[::-1] != second and all(map(is_han, first)) and not own


def _is_added(text: str, position: int, name: str) -> bool:
    """Whether a character that only one of two names has is no word between others."""
    char = text[position : position + 1]
    named = len(name) > _LONG and any(end in name for end in _ends())
    return named and is_han(char) and char not in _ADDED


def near_quoted(text: str) -> Iterator[tuple[int, int, str]]:
    """Where a text has a quoted name, or the name of a person, otherwise spelt than before."""
    quoted = [match.span(1) for match in re.finditer(_QUOTED, text)][:_MOST]
    people = [(match.start(), match.end(1)) for match in role(_PERSON).finditer(text)][:_MOST]
    people = [span for span in people if OWN_WORDS.isdisjoint(text[span[0] + 1 : span[1]])]
    pairs = [(there, here, frozenset[str]()) for there, here in combinations(quoted, 2)]
    pairs += [
        (there, here, OWN_WORDS)
        for there, here in combinations(people, 2)
        if role(_TITLE).match(text, there[0]) and role(_TITLE).match(text, here[0])
    ]
    for (start, end), (here, last), words in pairs:
        first, second = text[start:end], text[here:last]
        differing = [(a, b) for a, b in zip(first, second, strict=False) if a != b]
        if last - here != end - start or len(differing) != 1 or "、" in text[end : here + 1]:
            continue
        (pair,) = differing
        if (
            first.casefold() == second.casefold()
            or (_alike(*pair) and words.isdisjoint(pair))
            or pair[0].isascii() != pair[1].isascii()
        ):
            yield here, last, first
    for short, long in mapping("aliases").items():
        if long in text and short in (bare := text.replace(long, "\n" * len(long))):
            start = bare.index(short)
            yield start, start + len(short), long


def _alike(first: str, second: str) -> bool:
    """Whether two characters sound alike, or may: too rare a one has no known sound."""
    rare = not (syllable(first) and syllable(second))
    return alike(first, second) or (rare and is_han(first) and is_han(second))
