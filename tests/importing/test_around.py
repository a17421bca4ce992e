"""What stands around a copied table stops no import, and is not taken for a task."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from support.tasks import layout

from progress_report.domain.config import ReportConfig
from progress_report.domain.period import Period
from progress_report.domain.table import ColumnKind
from progress_report.importing.headings import Headings
from progress_report.importing.plan import plan
from progress_report.importing.read_statements import read_statements
from progress_report.importing.units import read_units
from progress_report.system.i18n import hint_text

CONFIG = ReportConfig.model_validate(
    {
        "title": "{year}年重点工作{period}情况表",
        "columns": [
            {"heading": "序号", "value": "number", "width": 6},
            {"heading": "折子号", "value": "docket", "width": 9},
            {"heading": "任务", "value": "task", "width": 30},
            {"heading": "进展情况", "value": "progress", "width": 55},
        ],
    }
)
TITLE = "2021年上半年重点工作情况表"
ROWS = ["序号 折子号 任务 进展情况", "1 21 甲任务。 好。", "2 22 乙任务。 好。"]
BELOW = [
    *("扫一扫在手机打开当前页", "扫一扫在手机上查看当前页面", "用微信扫描二维码分享至好友和朋友圈"),
    *("（此件公开发布）", "（此件主动公开）", "访问量：1234", "访问量 1234", "点击量：33"),
    *(
        "初审：张三 复审：李四 终审：王五",
        "初审 张三 复审 李四 终审 王五",
        "打印整页",
        "打印内容",
        "分享",
    ),
    *(
        "（撰稿：张三 审稿：李四 审核：王五）",
        "保护视力色：",
        "相关阅读",
        "政策咨询机关：区政府督查室",
    ),
    *("京ICP备12345678号-1 京公网安备 11011202000123号", "二〇二一年七月九日", "2021年7月9日印发"),
    *("合计：37项", "更正：第3项应为5个。", "浏览次数：12", "字体：大 中 小", "【打印】【关闭】"),
    *(
        "责任编辑：张三",
        "附件：1.名单.doc",
        "版权所有：区政府",
        "区政府督查室",
        "注：截至6月30日。",
    ),
    *(
        "填报人：张三 审核人：李四",
        "单位负责人（签字）： 填报人： 联系电话：",
        "抄送：市政府办公厅。",
    ),
    *("联系人及电话：张三 69540000", "网站地图 | 联系我们 | 关于我们", "— 1 —", "第1页 共3页"),
    *("政府网站找错", "公开方式：主动公开", "若有异议，请于5日内反馈。", "本表由督查室汇总", "TOP"),
]
ABOVE = [
    *(
        "首页 > 政务公开 > 督查",
        "您现在所在的位置：首页 > 政务公开",
        "索引号：000014349/2021-00012",
    ),
    *("发布时间：2021-07-09", "无障碍浏览", "长者模式", "关怀版", "文号：通政督字〔2021〕18号"),
    *(
        "主送：各乡镇人民政府，区政府各部门：",
        "字体：大 中 小",
        "附件1",
        "单位：万元",
        "登录 | 注册",
    ),
]


def as_page(above: list[str], below: list[str]) -> bytes:
    return "\n".join([*above, TITLE, *ROWS, *below]).encode()


def as_csv(above: list[str], below: list[str]) -> bytes:
    cells = [*([line] for line in above), [TITLE], *map(str.split, ROWS), *map(str.split, below)]
    lines = [[*line, "", "", ""][:4] for line in cells]
    return "\n".join(",".join(f'"{cell}"' for cell in line) for line in lines).encode()


def as_html(above: list[str], below: list[str]) -> bytes:
    rows = "".join("<tr>" + "".join(f"<td>{t}</td>" for t in row.split()) for row in ROWS)
    inside = "".join(f"<tr><td colspan=4>{line}</td></tr>" for line in below)
    around = ["".join(f"<p>{line}</p>" for line in lines) for lines in (above, below)]
    table = f"<p>{TITLE}</p><table>{rows}{inside}</table>"
    return f"{around[0]}{table}{around[1]}".encode()


@pytest.mark.parametrize("form", [as_page, as_csv, as_html])
@pytest.mark.parametrize(
    ("above", "below"),
    [*(([line], []) for line in ABOVE), *(([], [line]) for line in BELOW), (ABOVE, BELOW)],
)
def test_a_line_around_the_table_is_no_task(
    form: Callable[[list[str], list[str]], bytes], above: list[str], below: list[str]
) -> None:
    read = read_statements("a", form(above, below), CONFIG, None)
    result = plan(Path("nowhere"), [], read.statements, CONFIG)
    assert (read.diagnostics, result.diagnostics) == ([], [])
    assert [statement.docket for statement in read.statements] == ["21", "22"]
    assert {period.name for period in read.periods} == {"2021H1"}
    assert result.files[Path("nowhere/data/tasks/2021/022.yaml")].decode()[-3:] == "好。\n"


APPROVALS = [
    ["审批意见", "同意上报", "", ""],
    ["审核：", "", "张三", ""],
    ["", "", "审批意见", "同意，请督查室汇总，报区政府常务会议审定。"],
    ["主管领导审签", "", "", "同意。"],
    ["分管领导：", "张三", "", ""],
    ["拟稿人：", "王五", "核稿人：", "赵六"],
    ["办公室意见", "", "拟同意上报", "请领导审示，并按程序办理。"],
    ["签发人：李四", "", "", ""],
]


@pytest.mark.parametrize("position", [0, 1, 2, 3])
@pytest.mark.parametrize("row", APPROVALS)
def test_an_approval_is_a_note_and_no_task(row: list[str], position: int) -> None:
    rows = [line.split() for line in ROWS]
    lines = [[TITLE, "", "", ""], *rows[:position], row, *rows[position:]]
    raw = "\n".join(",".join(f'"{cell}"' for cell in line) for line in lines).encode()
    read = read_statements("a", raw, CONFIG, None)
    assert (read.diagnostics, [row.docket for row in read.statements]) == ([], ["21", "22"])
    assert any(row[0] in note for note in read.notes) or not position


@pytest.mark.parametrize(
    "line",
    [
        "审批意见 同意上报，请督查室按程序办理。",
        "签发人 李四",
        "审核：张三",
        "领导批示 请抓紧推进，",
    ],
)
def test_an_approval_below_a_page_is_left_out(line: str) -> None:
    read = read_statements("a", as_page([], [line]), CONFIG, None)
    assert (read.diagnostics, len(read.statements), len(read.notes)) == ([], 2, 1)


@pytest.mark.parametrize("row", ["5,51,审批,已办结。", "5,51,审核：甲,已办。", "审核,51,甲,已办。"])
def test_a_numbered_task_about_approvals_is_one(row: str) -> None:
    read = read_statements("a", as_csv([], []) + f"\n{row}".encode(), CONFIG, None)
    assert [row.docket for row in read.statements] == ["21", "22", "51"]


@pytest.mark.parametrize("form", [as_page, as_csv, as_html])
@pytest.mark.parametrize("title", ["2021年一季度和上半年情况表", "2021年一季度暨上半年重点工作"])
def test_a_title_of_two_periods_asks_which(
    form: Callable[[list[str], list[str]], bytes], title: str
) -> None:
    raw = form([], []).replace(TITLE.encode(), title.encode())
    read = read_statements("a", raw, CONFIG, None)
    [error] = read.diagnostics
    assert (error.rule, read.statements) == ("no-period", [])
    assert {"2021Q1", "2021H1"} <= {*re.findall(r"\w+", error.message + hint_text(error.hint))}
    read = read_statements("a", raw, CONFIG, Period(2021, 1, 6))
    assert (read.diagnostics, len(read.statements)) == ([], 2)


def test_a_heading_of_two_periods_is_no_report_on_one() -> None:
    raw = as_csv([], []).replace(",进展情况".encode(), ",一季度和上半年进展".encode())
    raw = raw.replace("进展情况".encode(), "一季度和上半年进展情况".encode())
    read = read_statements("a", raw, CONFIG, None)
    assert [diagnostic.rule for diagnostic in read.diagnostics] == ["no-heading"]
    assert "一季度和上半年进展情况" in read.diagnostics[0].message + hint_text(
        read.diagnostics[0].hint
    )


def test_a_loose_paragraph_below_the_last_row_is_an_error() -> None:
    raw = as_page([], ["其中，第二批项目已完成验收。"])
    assert [d.rule for d in read_statements("a", raw, CONFIG, None).diagnostics] == ["bad-row"]


def test_rows_that_a_copy_broke_are_one_error() -> None:
    lines = [
        "1 21 甲任务完成",
        "道路5条。 已完成3条，",
        "其余正在施工。",
        "2 22 乙。 好。",
        "3 23 丙。 好。",
    ]
    raw = "\n".join([TITLE, ROWS[0], *lines]).encode()
    [error] = read_statements("a", raw, CONFIG, None).diagnostics
    assert (error.rule, error.location and error.location.line) == ("bad-row", 3)


def test_a_row_above_the_headings_of_a_page_is_an_error() -> None:
    raw = "\n".join([TITLE, ROWS[1], ROWS[0], ROWS[2].replace("2 22", "1 22")]).encode()
    [error] = read_statements("a", raw, CONFIG, None).diagnostics
    assert (error.rule, error.location and error.location.line) == ("bad-row", 2)


@pytest.mark.parametrize(
    ("kind", "headings"),
    [
        (
            ColumnKind.TASK,
            "主要任务 工作任务 重点工作任务 主要工作任务 项目内容 主要内容 内容和目标 任务内容",
        ),
        (
            ColumnKind.TASK,
            "重点督办内容 绩效任务 任务名称 会议确定事项 年度任务及目标 目标任务 实事名称",
        ),
        (ColumnKind.LEAD, "牵头单位 牵头责任单位 牵头单位及主要负责人 主办 主责单位"),
        (ColumnKind.UNITS, "责任单位 配合单位 协同责任单位 责任主体与协同单位 协办 承办单位"),
        (
            ColumnKind.PROGRESS,
            "进展情况 推进情况 落实情况 落实进展情况 实施情况 目前实施情况 完成情况 办理情况",
        ),
        (
            ColumnKind.PROGRESS,
            "最新进展 至6月10日进展 当前进度 进展情况、存在问题及下一步打算 办理进展",
        ),
    ],
)
def test_headings_of_published_tables_are_known(kind: ColumnKind, headings: str) -> None:
    known = Headings(layout([("甲", "number", 1)]))
    meanings = {heading: known.meaning(heading, 2021) for heading in headings.split()}
    assert {heading: m and m.kind for heading, m in meanings.items()} == dict.fromkeys(
        meanings, kind
    )


@pytest.mark.parametrize(
    "units",
    [
        "区商务局 经开区 高新区",
        "区科协 马驹桥地区 科技城新区",
        "各乡镇（街道） 区数据局 各县（市、区）",
        "市级有关部门 各责任单位 区委社会工作部",
        "区督查室 巴彦苏木 赛罕嘎查",
    ],
)
def test_units_with_spaces_between_them_are_several(units: str) -> None:
    assert read_units(units, ColumnKind.UNITS).names == tuple(units.split())


def test_a_unit_with_a_space_in_its_name_stays_one() -> None:
    assert read_units("通州区 城管委", ColumnKind.UNITS).names == ("通州区 城管委",)
