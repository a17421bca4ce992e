"""Figures and dates that must agree: shares, sums, averages, lists, periods, what is done."""

import pytest
from ruamel.yaml import YAML
from support.project import ROOT
from support.tasks import sourced

from progress_report.check.corpus import Corpus
from progress_report.check.language import roles
from progress_report.check.rules import forecasts, numbers, time
from progress_report.domain.config import CheckConfig
from progress_report.system.data import read_data

ROLES, EXPRESSIONS = read_data("check", "roles"), read_data("check", "expressions")
FIGURES = YAML(typ="safe").load(ROOT / "tests/check/figures.yaml")


def names(text: str, period: str = "H1") -> list[str]:
    """The rules that report something in a report on half a year, or another period."""
    corpus = Corpus.of([sourced({period: text})], CheckConfig())
    return [d.rule for family in (numbers, time, forecasts) for d in family.check(corpus)]


@pytest.mark.parametrize(
    ("text", "rules"),
    [(text, [rule] * (rule != "right")) for rule, texts in FIGURES.items() for text in texts],
)
def test_figures_are_judged(text: str, rules: list[str]) -> None:
    assert names(text) == rules


def sentences() -> dict[str, list[tuple[str, str]]]:
    """For each list of roles.yaml its words, each with a sentence that is judged by it."""
    judged = {
        "verbs": "纳入工作的48处点位中，已{}51处。",
        "all": "{}行政村118个，已完成125个。",
        "planned": "{}项目60个，目前开工65个，其余待定。",
        "excess": "全区共有行政村118个，已完成125个，即{}。",
        "rest": "检查点位100个，已完成60个，{}30个。",
        "opposite": "检查点位100个，已开工60个，{}开工30个。",
        "items_follow": "打通道路4条，{}青江路、文汇路。",
        "shared": "投资9亿元（{}征地费3亿元、建设费4亿元）。",
        "raised": "{}问题60个，已完成整改65个。",
        "answered": "发现问题60个，已完成{}65个。",
        "lines": "{}甲材料、乙材料、丙材料四大产业。",
        "rises": "能力由15吨{}至3吨。",
        "falls": "时限由3天{}至15天。",
        "attributes": "培训干部100人，其中{}干部60人、外地干部50人。",
        "reports": "全年，各项业务{}5%，同比好转。",
        "events": "青江路8月15日已{}。",
        "ended": "6月20日至8月15日分批轮训，{}。",
        "harvests": "2月，{}收获3.2万亩。",
        "early": "{}水稻收割5.1万亩。",
        "plans": "今年是“{}”第二年。",
        "plan_years": "今年是“十三五”{}。",
        "certain": "青江路8月15日建成通车，效果{}好。",
        "future": "该路{}8月15日建成通车，效果明显。",
        "makes": "全年，各项业务{}5处，同比好转。",
        "unmeasured": "整治道路3条、河道2条，新建{}18，成效明显。",
        "indexes": "整治道路3条、河道2条，新建18，{}稳定。",
        "income": "居民人均{}达到9860万元。",
        "sum": "一季度招工320人，二季度招工260人，{}招工600人。",
        "chosen": "{}项目60个，已开工65个，另有筹备工作。",
        "dimensions": "全县{}6.5，达到预期。",
        "amounts": "全县各项{}提高6.8个百分点，好于预期。",
        "changes": "全县失业率为3.4%，环比{}0.3%，好于预期。",
        "plain_counts": "完成{}3.2万，道路3条。",
    }
    lists = {
        key: [(word, text.format(word)) for word in ROLES[key]] for key, text in judged.items()
    }
    lists["average"] = [
        (word, f"向1200{measure}发放2400万{'元' if measure != '元' else '吨'}，{word}20万元。")
        for word, measure in ROLES["average"].items()
        if measure != "个" or word == "每个"
    ]
    lists["anniversaries"] = [
        (word, f"今年庆祝{word}{2020 - year}周年。")
        for word, year in ROLES["anniversaries"].items()
    ]
    lists["months_named"] = [
        (
            word,
            f"1至{first - 1}月招工100人，{word}招工100人，1至{last}月招工300人。"
            if first > 1
            else f"1至6月招工100人，7至{last}月招工100人，{word}招工300人。"
            if last > 6
            else f"{word}招工100人，{last + 1}至12月招工100人，1至12月全县招工300人。",
        )
        for word, (first, last) in ROLES["months_named"].items()
    ]
    lists["seasons"] = [
        (
            season,
            f"{first}月3日，完成2020年{season}检查。" if first <= last else f"当前正值{season}。",
        )
        for season, (first, last) in ROLES["seasons"].items()
    ]
    return lists


@pytest.mark.parametrize("key", [*sentences()])
def test_each_word_of_a_role_is_needed(key: str, monkeypatch: pytest.MonkeyPatch) -> None:
    idle = []
    for word, text in sentences()[key]:
        period = "FY" if "月3日" in text else "M02" if "2月" in text else "H1"
        before = names(text, period)
        words = ROLES[key]
        fewer = (
            {k: v for k, v in words.items() if k != word}
            if isinstance(words, dict)
            else [other for other in words if other != word]
        )
        data = {"roles": {**ROLES, key: fewer}, "expressions": EXPRESSIONS}
        monkeypatch.setattr(roles, "read_data", lambda _package, name, data=data: data[name])
        roles.role.cache_clear()
        roles.mapping.cache_clear()
        if names(text, period) == before:
            idle.append((word, text, before))
        monkeypatch.undo()
        roles.role.cache_clear()
        roles.mapping.cache_clear()
    assert idle == []


@pytest.mark.parametrize("name", ROLES["kinds"])
def test_the_items_before_a_count_end_in_its_kind(name: str) -> None:
    ending = ROLES["kinds"][name][-1]
    assert names(f"在甲丁{ending}、乙丁{ending}、丙丁{ending}2个{name}试点。") == ["list-count"]
