"""What is meant by a phrase that is nearly a fixed one."""

import pytest

from progress_report.check.language.fixed_phrases import misspelt_phrases


@pytest.mark.parametrize(
    ("here", "there"),
    [
        ("党的二十大四中全会", "党的二十届四中全会"),
        ("党的二十大五中全会", "党的二十届五中全会"),
        ("三会一学", "三会一课"),
        ("党政共责、一岗双责", "党政同责、一岗双责"),
    ],
)
def test_a_listed_wrong_form_stands_for_its_own_phrase(here: str, there: str) -> None:
    assert list(misspelt_phrases(f"落实{here}。")) == [(2, here, there)]


@pytest.mark.parametrize(
    "text", ["党的十九届四中全会", "健全账号管理制度", "新增生产力促进中心", "中国在现代化进程中"]
)
def test_another_phrase_is_none(text: str) -> None:
    assert list(misspelt_phrases(text)) == []


def test_near_its_end_a_slip_shows_in_a_long_phrase_alone() -> None:
    nine, eight = "社会主义核心价植观", "五位一体总体步局"
    assert list(misspelt_phrases(nine)) == [(0, nine, "社会主义核心价值观")]
    assert list(misspelt_phrases(eight)) == []
