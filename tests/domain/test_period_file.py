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


def test_what_the_file_says_counts() -> None:
    said = {"title": "新表", "issuer": "乙局", "notes": [], "site": {"source": "本站"}}
    layout = PeriodFile.model_validate(said).layout(CONFIG, H1)
    assert layout.title_for(H1) == "新表"
    assert layout.title_for(PLAN) == "表"
    assert (layout.issuer, layout.notes, layout.site.source) == ("乙局", (), "本站")
    assert PeriodFile().layout(CONFIG, H1) == CONFIG
