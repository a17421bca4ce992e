"""What figures are called."""

import pytest

from progress_report.diff.figures import FigureChange
from progress_report.diff.render.phrases import figure_name
from progress_report.text.quantities import quantities


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("完成年度销账任务量35.76%", ["完成年度销账任务量"]),
        ("重点引进首钢产业投资等7家私募基金管理人", ["私募基金管理人"]),
        ("审计通州商资公司等15个单位21名领导干部", ["审计通州商资公司", "领导干部"]),
        ("等6个项目", ["项目"]),
        ("完成5个老旧小区改造和49条背街小巷整治", ["完成老旧小区改造", "背街小巷整治"]),
        ("建设360处篮球场", ["建设篮球场"]),
        ("其中8家", [""]),
    ],
)
def test_a_figure_has_the_name_a_person_would_use(text: str, names: list[str]) -> None:
    figures = [FigureChange(q.label, q.measure, None, q) for q in quantities(text)]
    assert [figure_name(figure) for figure in figures] == names
