"""的, 地 and 得 by what stands beside them."""

from progress_report.check.language.word_lists import data_lines
from progress_report.check.rules import particles

from .test_word_lists import corpus

ROWS = [line.split() for line in data_lines("particle-neighbours.txt")]
WORDS = sorted(word for side, _di, _de, *words in ROWS if side == "words" for word in words)


def found(*texts: str) -> dict[str, str]:
    return {d.passage.text: d.passage.text[d.start] for d in particles.check(corpus(*texts))}


def test_each_neighbour_is_evidence_once() -> None:
    assert len(ROWS) > 900
    for side in ("before", "behind"):
        rows = [(int(di), int(de), words) for of, di, de, *words in ROWS if of == side]
        assert all(abs(di) + abs(de) for di, de, _words in rows)
        every = [word for _di, _de, words in rows for word in words]
        assert len(every) == len({*every}) > 3000
        assert {len(word) for word in every} == {1, 2}


def test_words_with_the_characters_have_no_particle() -> None:
    assert len(WORDS) > 800
    assert found(*(f"牧民高兴{word}领到资金" for word in WORDS)) == {}


def test_which_particle_is_usual() -> None:
    wrong = ["牧民高兴的领到资金", "车辆走的更稳", "我们取得了显著得成绩", "坚定不移得推进改革"]
    right = ["牧民高兴地领到资金", "车辆走得更稳", "我们取得了显著的成绩", "的，地，得", "得的地"]
    assert [*found(*wrong, *right)] == wrong
