"""Whatever a pattern matches holds the words that its template is said to need."""

import pytest

from progress_report.check.language.needed import needed
from progress_report.check.language.patterns import Lists, regex

LISTS: Lists = {
    "how": ["不断", "全面"],
    "act": ["推进", "落实"],
    "many": [f"词{n}" for n in range(160)],
    "part": "(?<!非)甲{how}",
    "marks": ["。。", "1.", "(%)"],
}


@pytest.mark.parametrize(
    ("template", "sets"),
    [
        ("{how}的{act}", [["不断的推进", "不断的落实", "全面的推进", "全面的落实"]]),
        ("(?P<mark>({how})的)", [["不断的", "全面的"]]),
        (r"{how}\s{act}", [["不断", "全面"], ["推进", "落实"]]),
        ("是[%％]+为", [["是%", "是％"], ["%为", "％为"]]),
        (r"是\d为", [[f"是{digit}为" for digit in "0123456789０１２３４５６７８９"]]),
        ("是.为", [["是"], ["为"]]),
        ("是[^一]为", [["是"], ["为"]]),
        ("是[一-三]为", [["是"], ["为"]]),
        ("是了?为", [["是"], ["为"]]),
        ("是(?:了)?为", [["是"], ["为"]]),
        ("是(?:了){0,2}为", [["是"], ["为"]]),
        ("是(?:了){2}为", [["是了"], ["为"]]),
        ("是(?!不)为", [["是为"]]),
        ("是(?=[，。])", [["是，", "是。"]]),
        ("是(?=不).为", [["是不"], ["为"]]),
        ("是(?=[，。]|$)为", [["是为"]]),
        ("是(?=.)为", [["是为"]]),
        ("(?<=不)是", [["是"]]),
        ("是(?:甲|乙)为", [["是甲为", "是乙为"]]),
        ("是(?:甲|乙)+为", [["是甲", "是乙"], ["为"]]),
        ("是(?:甲|乙)?为", [["是"], ["为"]]),
        ("是(?:甲|.)为", [["是"], ["为"]]),
        ("是(?:甲|)为", [["是为", "是甲为"]]),
        (r"是\.为", [["是.为"]]),
        ("是{part}为", [["是甲不断为", "是甲全面为"]]),
        ("是{marks}为", [["是。。为", "是1.为", "是(%)为"]]),
        (r"是\{\(\[\|为", [["是{([|为"]]),
        ("是\\（\\\t为", [["是（\t为"]]),
        ("是(?:甲|{how})为", [["是"], ["为"]]),
        ("{many}{how}", [LISTS["many"], ["不断", "全面"]]),
        ("是|为", []),
        ("(?i)是", []),
        ("(?P<a>是)(?P=a)", []),
    ],
)
def test_words_that_every_match_has(template: str, sets: list[list[str]]) -> None:
    words = needed(regex(template, LISTS))
    assert [*map(sorted, words)] == [*map(sorted, sets)]


def test_what_a_row_says_it_contains_is_needed_too() -> None:
    assert needed("是|为是", "是") == [{"是"}]
    assert needed("不断的是", "的") == [{"不断的是"}]
    assert needed(r"不断\.", ".") == [{"不断."}]
