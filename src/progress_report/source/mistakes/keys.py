"""The keys that each level of a file may hold, and the ones a typist may have meant."""

import difflib
import unicodedata
from collections.abc import Collection, Iterator
from functools import cache
from typing import Any, get_args

from pydantic import BaseModel

from progress_report.domain.config import ReportConfig
from progress_report.domain.period import Period
from progress_report.domain.period_file import PeriodFile
from progress_report.domain.task import Task

# Chinese names that offices use for the keys.
_IN_CHINESE = {
    "year": ("年份", "年度", "年"),
    "docket": ("折子号", "市折子号", "编号", "折子"),
    "task": ("任务", "任务内容", "重点任务", "市政府工作报告任务", "工作任务"),
    "lead": ("牵头单位", "牵头", "主责单位", "主办单位"),
    "units": ("协办单位", "配合单位", "责任单位", "协同单位"),
    "unit": ("单位", "报送单位"),
    "fields": ("字段", "其他列", "栏目"),
    "entries": ("条目", "报送", "进展情况", "各期"),
    "progress": ("进展", "进展情况", "目前进展", "目前进展情况", "完成情况", "推进情况"),
    "as_of": ("截至", "截止", "截至日期", "截止日期", "日期"),
    "text": ("文字", "内容", "正文"),
    "formerly": ("原任务", "原折子", "原折子号", "承接", "前身"),
    "from": ("起始", "开始", "起始报告期"),
    "until": ("止于", "截止报告期", "终止报告期"),
    "ended": ("终止", "调减", "退出", "不再实施"),
    "by": ("批准机关", "决定机关"),
    "finished": ("办结", "销号"),
    "renumbered": ("改号", "重新编号", "原编号"),
    "reporting": ("填报口径", "报送口径"),
    "ignore": ("认可", "忽略"),
    "rule": ("规则",),
    "why": ("理由", "原因"),
    "in": ("报告期", "范围"),
    "title": ("标题",),
    "titles": ("各期标题",),
    "columns": ("列", "表头", "各列"),
    "heading": ("列名", "表头", "名称"),
    "value": ("取值", "值", "内容"),
    "width": ("宽度", "列宽"),
    "group": ("分组",),
    "notes": ("注", "备注", "表注"),
    "issuer": ("发布机构", "制表单位", "落款"),
    "date": ("日期", "发布日期"),
    "due": ("报送期限", "报送时限", "截止时间", "期限"),
    "closed": ("定稿", "关闭"),
    "corrections": ("更正",),
    "rows": ("行", "任务范围"),
    "numbers": ("序号", "编号方式"),
    "fonts": ("字体",),
    "page_number": ("页码",),
    "latin": ("西文", "数字"),
    "page": ("页面", "版面"),
    "check": ("检查", "校对"),
    "targets": ("目标", "年度目标", "全年目标", "指标"),
    "name": ("名称", "指标名称", "目标名称"),
    "amount": ("目标值", "数值", "目标数", "全年目标值"),
    "measure": ("计量单位", "量词"),
    "kind": ("类型", "类别"),
    "bound": ("上下限", "界限"),
    "milestones": ("节点", "节点目标", "阶段目标"),
    "revised": ("调整", "修订"),
    "to": ("调整后", "改为"),
    "done": ("完成", "完成数", "完成值", "已完成", "实际完成"),
    "verdict": ("结论", "评定", "研判", "是否达序", "状态"),
    "expected": ("预计完成", "预计完成时间", "预计"),
    "pace": ("序时进度", "进度", "序时"),
    "reminders": ("催办", "催办单"),
    "after": ("起用天数", "逾期天数"),
    "lights": ("亮灯", "红黄绿灯", "灯"),
    "mark": ("标记", "符号"),
    "colour": ("颜色", "底色"),
    "office": ("办公文件", "word"),  # by the latter name it went before
}
_QUOTES = "\"'“”‘’「」＂＇"


def allowed(model: type[BaseModel], path: Collection[Any]) -> list[str]:
    """The keys allowed at a path of keys into a file."""
    return list(dict.fromkeys(key for level in _models_at(model, path) for key in _fields(level)))


def home(model: type[BaseModel], key: str) -> str | None:
    """The key under which a key belongs, "" for the top level; None if it belongs nowhere."""
    for parent, level in _levels(model):
        if key in _fields(level):
            return parent
    return None


@cache
def every_key() -> frozenset[str]:
    """Every key of task files and of the layout, by either name."""
    english = {
        k for top in (Task, PeriodFile, ReportConfig) for _, m in _levels(top) for k in _fields(m)
    }
    return frozenset(english).union(*(names for names in _IN_CHINESE.values()))


def is_key(written: str) -> bool:
    """Whether a word is a known key, in English or Chinese, or the key of a period."""
    return plain(written) in every_key() or meant_period(written) is not None


def plain(written: str) -> str:
    """A key without what a Chinese input method or a copy may have added to it."""
    folded = unicodedata.normalize("NFKC", written)
    visible = "".join(char for char in folded if unicodedata.category(char) != "Cf")
    return visible.strip(f" {_QUOTES}")


def suggest(written: str, among: Collection[str]) -> str | None:
    """The key a person most likely meant, or None."""
    word = plain(written)
    for candidate in (word, word.lower(), word.replace("-", "_").lower()):
        if candidate in among:
            return candidate
    named = (key for key, names in _IN_CHINESE.items() if key in among and word in names)
    near = difflib.get_close_matches(word.lower(), among, 1, 0.6)
    return next(named, near[0] if near else None)


def meant_period(written: str, year: int = 2000) -> Period | None:
    """The period a person most likely meant by a key, with or without the year before it."""
    word = plain(written)
    if not any(char.isalpha() for char in word):  # a bare year is a period, but no key of one
        return None
    try:
        return Period.from_key(year, word)
    except ValueError:
        pass
    for text in (word, f"{year}年{word}"):
        try:
            period = Period.parse(text)
        except ValueError:
            continue
        return None if period.is_plan else period  # which has no entry
    return None


def _fields(model: type[BaseModel]) -> dict[str, Any]:
    return {field.alias or name: field for name, field in model.model_fields.items()}


def _models_at(model: type[BaseModel], path: Collection[Any]) -> list[type[BaseModel]]:
    models = [model]
    for step in path:
        # none for a list's index, or for a key such as H1
        fields = [field for level in models if (field := _fields(level).get(step))]
        models = [m for field in fields for m in _models_in(field.annotation)] or models
    return models


def _models_in(annotation: Any) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for part in get_args(annotation):
        yield from _models_in(part)


def _levels(model: type[BaseModel], parent: str = "") -> Iterator[tuple[str, type[BaseModel]]]:
    yield parent, model
    for key, field in _fields(model).items():
        for inner in _models_in(field.annotation):
            yield from _levels(inner, key)
