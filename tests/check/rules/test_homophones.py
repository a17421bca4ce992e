"""Words that sound or look alike: wrong where another is usual, right by their own neighbours."""

import re
from collections.abc import Iterator

from progress_report.check.language.collocations import rivals
from progress_report.check.language.word_lists import data_lines
from progress_report.check.rules import homophones

from .test_word_lists import corpus

ROW = re.compile(r"(\D{1,2})\d+(?:/([^/]*))?(?:/([^/]*))?")
Row = re.Match[str]
LINES = [[*map(ROW.fullmatch, line.split())] for line in data_lines("neighbours.txt")]


def found(*texts: str) -> dict[str, str]:
    found = homophones.check(corpus(*texts))
    return {d.passage.text: d.passage.text[d.start : d.end] for d in found}


def sides(row: Row, usualness: int) -> list[str]:
    """The characters on each side of a word that are at least as usual."""
    return ["".join((side or "").split("?")[usualness:]) for side in row.groups()[1:]]


def pairs() -> Iterator[tuple[Row, Row]]:
    """Two words of each line, the second a usual one."""
    for line in LINES:
        first, *others = (row for row in line if row)
        yield from ((other, first) for other in others)


def test_each_row_is_of_one_word() -> None:
    rows = [row for line in LINES for row in line]
    words = [row[1] for row in rows if row]
    assert len(words) == len(rows) == len({*words}) > 8000
    assert all(row and "?" in row[0] for row, *_others in LINES)


def test_a_word_is_right_beside_each_of_its_usual_neighbours() -> None:
    texts = [
        text
        for other, first in [*pairs()][::40]
        for row in (first, other)
        for before, behind in zip(*sides(row, 1), strict=False)
        for text in (f"，{before}{row[1]}{behind}，",)
    ]
    assert len(texts) > 1000
    assert [text for text, here in found(*texts).items() if here == text[2:-2]] == []


def test_a_word_is_wrong_between_very_usual_neighbours_of_another() -> None:
    texts = {
        f"，{before[0]}{word[1]}{behind[0]}，": word[1]
        for word, first in pairs()
        for before, behind in [sides(first, 2)]
        if before and behind and "?" not in word[0]
        if before[0] not in sides(word, 0)[0] and behind[0] not in sides(word, 0)[1]
    }
    assert len(texts) > 1000
    assert len(found(*texts).items() & texts.items()) > 0.8 * len(texts)


def test_which_word_is_usual() -> None:
    wrong = {"基层智力体系进一步完善。": "智力", "剩余小区改造尚末启动。": "末"}
    right = ("将问题以清单形式列出。", "孩子的智力得到开发。", "末班车。", "全县聚力补短增强后劲。")
    assert found(*wrong, *right) == wrong


def places_of_rivals() -> Iterator[tuple[str, str, str]]:
    """Places for a word of two characters, that of collocations.txt, and another of its sound."""
    for line in data_lines("collocations.txt")[::20]:
        rows = [row.split("/") for row in line.split()]
        for word, before, *behind in (row for row in rows if len(row) > 1):
            other = next((row[0] for row in rows if len(row[0]) == 2 and row[0] != word), None)
            for place in (before.strip("?")[:2] + "{}", "{}" + "".join(behind).strip("?")[:2]):
                if other and place != "{}":
                    yield f"，{place}，", word[:2], other


def test_what_stands_beside_one_word_alone_proves_others_wrong() -> None:
    wrong = {place.format(other): other for place, _word, other in places_of_rivals()}
    assert len(wrong) > 100
    assert len(found(*wrong).items() & wrong.items()) > 0.8 * len(wrong)
    assert found(*(place.format(word) for place, word, _other in places_of_rivals())) == {}


def test_the_commoner_a_word_is_the_surer_another_must_be() -> None:
    wrong = {"部门联动机智，提前发布。": "机智", "安全生产形式稳中向好。": "形式"}
    right = ("县里的机智少年。", "动机制动。", "安全生产形势稳中向好，形式多样。")
    assert found(*wrong, *right) == wrong
    # what stands rarely beside another word does not prove a common word wrong
    assert found("，推进奖励，", "，奖励居民，", "社区奖励居民。") == {}


def test_a_figure_with_its_measure_stands_beside_a_word() -> None:
    wrong = {"已报效4.26万元。": "报效", "已报效4260万元。": "报效"}
    assert found(*wrong, "已报销4.26万元。", "以此报效4260名乡亲。") == wrong


def test_a_very_common_word_is_not_taken_for_another() -> None:
    rows = [line.split() for line in data_lines("collocations.txt")]
    common = {row[:2] for line in rows for row in line if row[2:3] == "3"}
    assert len(common) > 100
    assert common.isdisjoint(rivals())
