"""Words of a sound: wrong where another is usual, right beside neighbours of their own."""

from progress_report.check.language.sounds import sound
from progress_report.check.language.word_lists import word_list
from progress_report.check.rules import homophones

from .test_word_lists import corpus


def rows(name: str) -> dict[str, tuple[str, str]]:
    parted = (row.split("/") for row in word_list(name))
    return {
        word: (before, behind) for word, before, behind in (p + [""] * (3 - len(p)) for p in parted)
    }


USUAL, RARE = rows("usual-neighbours.txt"), rows("rare-words.txt")
BY_SOUND: dict[str, list[str]] = {sound(word): [] for word in USUAL}
for word in sorted(USUAL):
    BY_SOUND[sound(word)].append(word)


def beside(rare: str, side: int, *, own: bool) -> list[str]:
    """The rare word with each neighbour, on one side, that a word of its sound usually has."""
    usual = {char for word in BY_SOUND[sound(rare)] for char in USUAL[word][side]}
    chars = sorted(char for char in usual if (char in RARE[rare][side]) == own)
    return [f"，{rare}{char}，" if side else f"，{char}{rare}，" for char in chars]


def test_each_rare_word_is_found_beside_neighbours_of_another_alone() -> None:
    assert len(RARE) > 8000
    assert not USUAL.keys() & RARE.keys()
    texts_found = texts_made = 0
    for rare in sorted(RARE)[::9]:
        texts = [*beside(rare, 0, own=False), *beside(rare, 1, own=False)]
        found = {d.passage.text: d for d in homophones.check(corpus(*texts))}
        texts_made += len(texts)
        texts_found += sum(text[d.start : d.end] == rare for text, d in found.items())
        right = [*beside(rare, 0, own=True), *beside(rare, 1, own=True)]
        assert not [*homophones.check(corpus(*right))]
    assert texts_found > 0.9 * texts_made  # in the others a usual word crosses the edge
