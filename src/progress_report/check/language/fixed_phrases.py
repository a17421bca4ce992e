"""Fixed phrases of which a text has a part, and beside it not the rest: 四不二直, 再接再励."""

from collections.abc import Iterator, Mapping
from functools import cache

from progress_report.check.language.pieces import OUTLINE, OWN_WORDS, is_han
from progress_report.check.language.sounds import alike, nearly_alike
from progress_report.check.language.word_edges import stands_apart
from progress_report.check.language.word_lists import both_right, word_list
from progress_report.check.language.word_search import WordSearch
from progress_report.text.numerals import DIGITS

_LONG = 6
"""Characters of a fixed phrase from which its halves leave some of it between them."""
_WORD = 2
"""Characters of a slogan that may be others, and that are right at its ends."""
_JOINTS = frozenset("的在和与及")
"""Words that join others, and are no slip for a part of a slogan."""
_CERTAIN = 9
"""Characters from which one at its end is enough."""


def misspelt_phrases(text: str) -> Iterator[tuple[int, str, str]]:
    """Where a text has a phrase but for a character, or a slogan but for a word: here, there."""
    search, phrases = _parts()
    reported = 0
    for position, part in search.find(text):
        for there, offset, beside in phrases[part]:
            start = max(0, position - offset)
            others = text[start:position] or text[position + len(part) : start + len(there)]
            if beside and (beside.isdisjoint(others) or text.startswith(there, start)):
                continue
            if not beside:
                here = part
            elif there in word_list("phrases.txt"):
                here, start = _other_character(text, start, there, offset)
            else:
                here = _other_word(text[start : start + len(there)], there)
            listed = beside and here in phrases  # as a wrong form, whose right one is known
            if here and here not in _right() and start >= reported and not listed:
                yield start, here, there
                reported = start + len(here)


def misspelt_idioms(text: str, sound: str) -> Iterator[tuple[int, str, str]]:
    """Where a text has an idiom but for a character that sounds alike: its index, here, there.

    ``sound`` is the text as `sounds.Outline` hears it.
    """
    search, idioms = _sounds()
    for start, heard in search.find(sound):
        here = text[start : start + len(heard)]
        for there in () if here in word_list("idioms.txt") else idioms[heard]:
            others = [i for i, char in enumerate(there) if here[i] != char]
            wrong, right = here[others[0]], there[others[0]]
            if (
                len(others) == 1
                and alike(wrong, right)
                and stands_apart(text, start, start + len(here))
                and both_right().isdisjoint(_words_around(here, there, others[0]))
            ):
                yield start + others[0], here, there


def _words_around(here: str, there: str, index: int) -> Iterator[str]:
    """The words that the other character makes with those beside it, each with the right one."""
    for start in (index - 1, index):
        yield f"{here[max(start, 0) : start + 2]}/{there[max(start, 0) : start + 2]}"


def _other_character(text: str, start: int, there: str, offset: int) -> tuple[str, int]:
    """The text that stands for a phrase of which one half is right, and its index; '' if none."""
    here = text[start : start + len(there)]
    if _differs_by_one(here, there):
        return here, start
    shift = 1 if offset else 0  # where one character is missing, the half at the end comes earlier
    here = here[shift : len(there) - 1 + shift]
    # of its first or last words a phrase may leave one out: 防返贫动态监测, 长期护理险
    missing = (i for i in range(2, len(there) - 2) if there[:i] + there[i + 1 :] == here)
    index = next(missing, 0)
    return (here if len(there) >= _LONG and is_han(there[index]) and index else "", start + shift)


def _other_word(here: str, there: str) -> str:
    """The text that stands for a slogan, if one or two adjacent characters are others."""
    others = [i for i, (a, b) in enumerate(zip(here, there, strict=False)) if a != b]
    if len(here) != len(there) or not others or others[-1] - others[0] >= _WORD:
        return ""
    different = {char for i in others for char in here[i] + there[i]}
    joints = _JOINTS.issuperset(here[i] for i in others)  # 中国在现代化
    if joints or not (all(map(is_han, different)) and different - OWN_WORDS):
        return ""
    after = len(there) - 1 - others[-1]
    at_edge = others[0] < _WORD or after < (1 if len(there) >= _CERTAIN else _WORD)
    return "" if at_edge else here


@cache
def _slogans() -> Mapping[str, list[str]]:
    """The slogans, each with forms that have a word too many or lack one."""
    rows = [row.split("/") for row in word_list("slogans.txt")]
    return {right: wrong for right, *wrong in rows if not right.startswith("=")}


@cache
def _right() -> frozenset[str]:
    others = {row[1:] for row in word_list("slogans.txt") if row.startswith("=")}
    return word_list("phrases.txt") | _slogans().keys() | others


@cache
def _sounds() -> tuple[WordSearch, Mapping[str, list[str]]]:
    """The outlines of the sounds of idioms, and the idioms of each."""
    idioms: dict[str, list[str]] = {}
    for idiom in sorted(word_list("idioms.txt")):
        idioms.setdefault(idiom.translate(OUTLINE), []).append(idiom)
    return WordSearch(idioms), idioms


@cache
def _parts() -> tuple[WordSearch, Mapping[str, list[tuple[str, int, frozenset[str]]]]]:
    """The halves of phrases, the thirds of slogans; of each whose they are, and where in them.

    And the other characters there, of which some must stand beside it; none for a wrong form.
    """
    parts: dict[str, list[tuple[str, int, frozenset[str]]]] = {
        form: [(right, 0, frozenset())] for right, forms in _slogans().items() for form in forms
    }
    for phrase in sorted({*word_list("phrases.txt"), *_slogans()}):
        size = (len(phrase) - (len(phrase) > _LONG)) // 2  # an exchange may be in the middle
        if phrase in _slogans():
            size = len(phrase) // 3
        last = len(phrase) - size
        parts.setdefault(phrase[:size], []).append((phrase, 0, frozenset(phrase[size:])))
        parts.setdefault(phrase[last:], []).append((phrase, last, frozenset(phrase[:last])))
    return WordSearch(parts), parts


def _differs_by_one(here: str, there: str) -> bool:
    """Whether one character is moved, or one is another; 局 for 所 is another office."""
    differing = [i for i, (a, b) in enumerate(zip(here, there, strict=False)) if a != b]
    if len(here) != len(there) or not all(is_han(here[i]) and is_han(there[i]) for i in differing):
        return False
    if len(differing) == 1:
        wrong, right = here[differing[0]], there[differing[0]]
        counted = any(char in DIGITS for char in there) and wrong not in "年月日"  # 三会一课
        if not counted and (wrong in OWN_WORDS or len(there) < _LONG):  # 账号管理
            return alike(wrong, right) or nearly_alike(wrong, right)
        return differing[0] < len(there) - 1 or there[-1] not in "局会队证心"
    if not differing or sorted(here) != sorted(there):
        return False
    moved, place = (phrase[differing[0] : differing[-1] + 1] for phrase in (here, there))
    return any(moved == place[i:] + place[:i] for i in range(1, len(place)))
