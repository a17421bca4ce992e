"""What the rules say of a text while it is written, and the cures that were tried."""

from pathlib import Path

import pytest
from support.project import project

from progress_report.domain.period import Period
from progress_report.serve.advice import Advisor
from progress_report.serve.entry import EntryForm, UnitReport
from progress_report.source.load import load_project
from progress_report.system.i18n import set_language

H1 = Period.parse("2021H1")
TASK = "year: 2021\ndocket: 1\ntask: 推进留白增绿。\nentries:\n  H1: {progress: 进展。}\n"


@pytest.mark.parametrize(
    ("text", "rule", "place", "cured"),
    [
        ("一季度已完工，，正在验收。", "doubled-mark", "，，", {"一季度已完工，正在验收。"}),
        (
            "会议于5月17日-5月21日召开。",
            "hyphen-range",
            "5月17日-5月21日",
            {"会议于5月17日—5月21日召开。"},
        ),
        ("扎实推进\n绿白增绿工作。", "near-term", "绿", {"扎实推进\n留白增绿工作。"}),
        ("全面纳入法制轨道。", "confusable", "法制轨道", {"全面纳入法治轨道。"}),
        ("全区排名17位。", "mismatched-pair", "排名17位", {"全区排名第17位。"}),
        (
            "加强日常巡视检查力度。",
            "mismatched-pair",
            "加强日常巡视检查力度",
            {"加大日常巡视检查力度。"},
        ),
        ("制定办法 （试行）。", "stray-space", "法 （", {"制定办法（试行）。"}),
        ("制定办法(试行)。", "halfwidth-mark", "(试行)", {"制定办法（试行）。"}),
        (
            '建设"一网通办"平台。',
            "halfwidth-mark",
            '"一网通办"',
            {"建设“一网通办”平台。"},
        ),
        ("开展”先锋“行动。", "unbalanced-marks", "”先锋“", {"开展“先锋”行动。"}),
    ],
)
def test_the_place_and_the_cure(
    text: str, rule: str, place: str, cured: set[str], tmp_path: Path
) -> None:
    loaded = load_project(project(tmp_path, t001=TASK))
    [[*said]] = Advisor(loaded, loaded.tasks[0], H1).advise(EntryForm((UnitReport("", text),)))
    [item] = [item for item in said if item.rule == rule]
    assert text[item.start : item.end] == place
    assert {text[: c.start] + c.text + text[c.end :] for c in item.cures} == cured


def test_each_text_has_its_own_advice(tmp_path: Path) -> None:
    loaded = load_project(project(tmp_path, t001=TASK))
    form = EntryForm(
        (
            UnitReport("甲局", "完工。"),
            UnitReport("乙局", "完工，，验收。"),
            UnitReport("丙局", "开工。"),
        )
    )
    said = Advisor(loaded, loaded.tasks[0], H1).advise(form)
    assert [[item.rule for item in of_text] for of_text in said] == [[], ["doubled-mark"], []]


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("截至目前完成。", "undated-so-far"),  # its hint has an example
        ("科技&amp;文化活动举办5场。", "residue"),  # its hint is a sentence
    ],
)
def test_a_hint_in_words_is_no_cure(
    text: str, rule: str, language: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LANGUAGE", language)  # and set back at the end
    set_language(language)
    loaded = load_project(project(tmp_path, t001=TASK))
    [said] = Advisor(loaded, loaded.tasks[0], H1).advise(EntryForm((UnitReport("", text),)))
    set_language("en")
    assert [item.cures for item in said if item.rule == rule] == [()]
