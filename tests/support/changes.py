"""Changes small enough to be read, with something of every kind."""

from progress_report.diff.changes import Side, TaskReport, compare
from progress_report.domain.config import ReportConfig

OLD = {
    "1": "污水处理方面，完成年度销账任务量80%。新建公园6个。",
    "2": "持续推进。",
    "3": "一是完成拆违35.76%。二是开展培训。三是召开会议12次。",
    "4": "已开工建设，正在进行主体结构施工。",
    "7": "已经办结。",
}
NEW = {
    "1": "污水处理方面，完成年度销账任务量80%。新建公园4个。",
    "2": "持续推进。",
    "3": "三是召开会议12次。一是完成拆违80%。下一步，继续推进。",
    "5": "启动前期工作，完成投资3亿元。",
    "6": "已开工建设。正在进行主体结构施工。",
}
WORDINGS = {"6": "建设<综合>医院。", "4": "建设<综合>医院。"}


def side(label: str, texts: dict[str, str]) -> Side:
    """A side on which one unit reports each task."""
    reports = (
        TaskReport(2021, docket, WORDINGS.get(docket, f"任务{docket}。"), (("区水务局", text),))
        for docket, text in texts.items()
    )
    return Side(label, tuple(reports))


CHANGES = compare(side("2021Q1", OLD), side("2021H1", NEW))
CONFIG = ReportConfig.model_validate(
    {"title": "表", "columns": [{"heading": "序号", "value": "number", "width": 1}]}
)
