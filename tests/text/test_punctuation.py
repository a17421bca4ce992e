"""Full-width marks: set where a Chinese printer would, and nowhere else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from progress_report.text.punctuation import fold, mend, restore

TEXT = st.text(st.sampled_from("中文字，。“”《》、；：（）,;:?!()%.+-/ 0123456789AZaz"))


@pytest.mark.parametrize(
    ("folded", "printed"),
    [
        ("中国(北京)国际", "中国（北京）国际"),
        ("完成35.76%;完成", "完成35.76%；完成"),
        ("改造,2021年", "改造，2021年"),
        ("增长27.8%,2021年", "增长27.8%，2021年"),
        ("共1,000,000元,其中", "共1,000,000元，其中"),
        ("于12:30开始:首先", "于12:30开始：首先"),
        ("管理办法 (试行)实施细则(2021版)", "管理办法 （试行）实施细则（2021版）"),
        ("(街区层面)(2020年—2035年)", "（街区层面）（2020年—2035年）"),
        ("国内生产总值(GDP)增长", "国内生产总值（GDP）增长"),
        ("健康管理“14+7+7”,2.5、YZ00-0405-0078", "健康管理“14+7+7”，2.5、YZ00-0405-0078"),
        ("标准f(x),见ISO (E),A,B两类", "标准f(x)，见ISO (E)，A,B两类"),
        ("网址http://a.cn:80/b,c见", "网址http://a.cn:80/b,c见"),
        ("Hello, world (test): fine", "Hello, world (test): fine"),
    ],
)
def test_marks(folded: str, printed: str) -> None:
    assert restore(folded) == printed


@given(TEXT)
def test_restoring_is_reversible(text: str) -> None:
    assert fold(restore(text)) == fold(text)


@given(TEXT)
def test_restoring_twice_changes_nothing_more_than_once(text: str) -> None:
    assert fold(restore(restore(text))) == fold(text)
    assert len(restore(text)) == len(text)


@given(st.text(st.characters(max_codepoint=127)))
def test_text_without_chinese_stays(text: str) -> None:
    assert restore(text) == text


@pytest.mark.parametrize(
    ("text", "mended"),
    [
        ("推⾏⽅案,完成3.5公里(含支线);", "推行方案，完成3.5公里（含支线）；"),
        ("共３５个，增长６．５％。", "共35个，增长6.5％。"),
        ('"青栎之夏"启动!', "“青栎之夏”启动！"),
        ('5"管道改造，"甲"和“乙”。', '5"管道改造，"甲"和“乙”。'),
        ("资金1,500万元，12:30开标，A,B。", "资金1,500万元，12:30开标，A,B。"),
        ("见http://a.b/c?x=1,完成.", "见http://a.b/c?x=1,完成."),
    ],
)
def test_only_what_has_one_right_form_is_mended(text: str, mended: str) -> None:
    assert mend(text) == mended
    assert mend(mended) == mended
