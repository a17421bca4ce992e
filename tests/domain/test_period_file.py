"""What one period's file says instead of the layout."""

import pytest

from progress_report.domain.config import ReportConfig
from progress_report.domain.period import Period
from progress_report.domain.period_file import PeriodFile

COLUMNS = [
    {"heading": "任务", "value": "task", "width": 1},
    {"heading": "进展", "value": "progress", "width": 1},
    {
        "heading": "推进",
        "columns": [
            {"heading": "上半年", "value": "progress", "width": 1},
            {"heading": "目标", "value": "target", "width": 1},
        ],
    },
    {"heading": "情况", "columns": [{"heading": "下半年", "value": "progress", "width": 1}]},
]
CONFIG = ReportConfig.model_validate({"title": "表", "columns": COLUMNS, "issuer": "甲局"})
H1, PLAN = Period(2021, 1, 6), Period(2021, 0, 0)


@pytest.mark.parametrize(
    ("columns", "period", "headings"),
    [
        (COLUMNS, H1, ["任务", "进展", "上半年", "目标", "下半年"]),
        (COLUMNS, PLAN, ["任务", "目标"]),
        (COLUMNS[1:2], PLAN, ["进展"]),
        (COLUMNS[3:], PLAN, ["下半年"]),
    ],
)
def test_a_plan_shows_no_progress(
    columns: list[object], period: Period, headings: list[str]
) -> None:
    config = ReportConfig.model_validate({"title": "表", "columns": columns})
    layout = PeriodFile().layout(config, period)
    assert [leaf.column.heading for leaf in layout.leaf_columns()] == headings


@pytest.mark.parametrize(
    ("title", "of_plan"),
    [
        ("{year}年重点任务{period}进展情况表", "2021年重点任务分解表"),
        ("{year}年{period}重点工作完成情况", "2021年重点工作任务分解表"),
        ("{year}年{period}任务落实推进情况统计表", "2021年任务分解表"),
        ("{year}年{period}任务安排", "2021年计划任务安排"),
    ],
)
def test_a_plan_has_a_title_of_its_own(title: str, of_plan: str) -> None:
    config = ReportConfig.model_validate({"title": title, "columns": COLUMNS[:1]})
    assert config.title_for(PLAN) == of_plan
    own = PeriodFile.model_validate({"title": "{year}年工作{period}"}).layout(config, PLAN)
    assert own.title_for(PLAN) == "2021年工作计划"


def test_what_the_file_says_counts() -> None:
    said = {"title": "新表", "issuer": "乙局", "notes": [], "site": {"source": "本站"}}
    layout = PeriodFile.model_validate(said).layout(CONFIG, H1)
    assert layout.title_for(H1) == "新表"
    assert layout.title_for(PLAN) == "表"
    assert (layout.issuer, layout.notes, layout.site.source) == ("乙局", (), "本站")
    assert PeriodFile().layout(CONFIG, H1) == CONFIG
