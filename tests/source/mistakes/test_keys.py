"""The keys that a typist may have meant."""

import pytest

from progress_report.source.mistakes.keys import every_key, is_key, suggest

MEANT = {
    "year": "年份 年度 年",
    "docket": "折子号 市折子号 编号 折子",
    "task": "任务 任务内容 重点任务 市政府工作报告任务 工作任务",
    "lead": "牵头单位 牵头 主责单位 主办单位",
    "units": "协办单位 配合单位 责任单位 协同单位",
    "unit": "单位 报送单位",
    "fields": "字段 其他列 栏目",
    "entries": "条目 报送 进展情况 各期",
    "progress": "进展 进展情况 目前进展 目前进展情况 完成情况 推进情况",
    "as_of": "截至 截止 截至日期 截止日期 日期",
    "text": "文字 内容 正文",
    "formerly": "原任务 原折子 原折子号 承接 前身",
    "from": "起始 开始 起始报告期",
    "until": "止于 截止报告期 终止报告期",
    "ended": "终止 调减 退出 不再实施",
    "by": "批准机关 决定机关",
    "finished": "办结 销号",
    "renumbered": "改号 重新编号 原编号",
    "reporting": "填报口径 报送口径",
    "ignore": "认可 忽略",
    "rule": "规则",
    "why": "理由 原因",
    "in": "报告期 范围",
    "title": "标题",
    "titles": "各期标题",
    "columns": "列 表头 各列",
    "heading": "列名 表头 名称",
    "value": "取值 值 内容",
    "width": "宽度 列宽",
    "group": "分组",
    "notes": "注 备注 表注",
    "issuer": "发布机构 制表单位 落款",
    "date": "日期 发布日期",
    "due": "报送期限 报送时限 截止时间 期限",
    "closed": "定稿 关闭",
    "corrections": "更正",
    "rows": "行 任务范围",
    "numbers": "序号 编号方式",
    "fonts": "字体",
    "page_number": "页码",
    "latin": "西文 数字",
    "page": "页面 版面",
    "check": "检查 校对",
    "targets": "目标 年度目标 全年目标 指标",
    "name": "名称 指标名称 目标名称",
    "amount": "目标值 数值 目标数 全年目标值",
    "measure": "计量单位 量词",
    "kind": "类型 类别",
    "bound": "上下限 界限",
    "milestones": "节点 节点目标 阶段目标",
    "revised": "调整 修订",
    "to": "调整后 改为",
    "done": "完成 完成数 完成值 已完成 实际完成",
    "verdict": "结论 评定 研判 是否达序 状态",
    "expected": "预计完成 预计完成时间 预计",
    "pace": "序时进度 进度 序时",
    "reminders": "催办 催办单",
    "after": "起用天数 逾期天数",
    "lights": "亮灯 红黄绿灯 灯",
    "mark": "标记 符号",
    "colour": "颜色 底色",
    "office": "办公文件 word",
}


@pytest.mark.parametrize("key", MEANT)
def test_each_chinese_name_stands_for_a_key(key: str) -> None:
    for word in MEANT[key].split():
        assert is_key(word), word
        assert suggest(word, [key, "zzz"]) == key, word
        assert suggest(f"“{word}”", [key, "zzz"]) == key, word


def test_each_chinese_name_has_its_example() -> None:
    examples = {word for words in MEANT.values() for word in words.split()}
    assert {word for word in every_key() if not word.isascii()} <= examples


@pytest.mark.parametrize(
    ("written", "key"), [("Lead", "lead"), ("as-of", "as_of"), ("leed", "lead"), ("foo", None)]
)
def test_a_key_that_is_nearly_right(written: str, key: str | None) -> None:
    assert suggest(written, ["lead", "as_of"]) == key
