"""What the headings of other offices' tables mean.

The project's own headings count first, then those that ``import: headings:`` in data/report.yaml
names, then the customary ones.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from progress_report.domain.config import ReportConfig
from progress_report.domain.period import Period
from progress_report.domain.table import Kind

_CUSTOMARY = {
    Kind.NUMBER: "序号 序 项次 行号 No",
    Kind.TASK: (
        "任务 任务内容 任务名称 任务事项 重点任务 重点任务内容 主要任务 主要任务内容 工作任务 "
        "工作任务内容 目标任务 年度任务 重点工作 重点工作任务 主要工作 工作内容 工作事项 "
        "政府工作报告任务 市政府工作报告任务 政府工作报告重点任务 折子内容 折子任务 "
        "重点督办内容 督办内容 督查内容 督办事项 督查事项 督办任务 项目 项目内容 项目名称 "
        "事项 事项内容 指标 指标名称 实事内容 实事项目"
    ),
    Kind.LEAD: (
        "牵头单位 牵头部门 牵头责任单位 牵头 主责单位 主责部门 主责 主办单位 主办部门 主办 负责单位"
    ),
    Kind.UNITS: (
        "协办单位 协办部门 协办 配合单位 配合部门 配合 协同单位 协同部门 协同 参与单位 参加单位 "
        "责任单位 责任部门 责任主体 责任主体与协同单位 协办及配合单位 协作单位 承办单位 承办部门"
    ),
}
_DOCKET = re.compile(
    r"(?:市|区|县|省|级|人民政府|政府|工作|报告|年度|重点|重要|督办|督查|折子|工程|任务|事项|项目|"
    r"实事|指标|议题)*(?:折子|编号|编码|代码|(?<!^)号码?)"
)
_PROGRESS = re.compile(
    r"(?:截至|截止|目前|当前|最新|近期|今年以来|今年|本年|本期|本月|累计|年度|全年|主要|重点|具体|总体|实际|工作|"
    r"任务|(?P<target>目标)|项目|指标|推进|推动|落实|贯彻|建设|实施|阶段性?|取得的?|及|和|与)*"
    r"(?:进展|(?:进展|推进|完成|落实|实施|开展|办理|执行)情况|进展状况|落实进展|"
    r"(?P<degree>进度|推进进度|完成进度|进展程度|进展成效|成效))"
    r"(?:[及和与](?:存在的?|主要|取得的?|采取的?|工作)*"
    r"(?:问题|困难|成效|成果|措施|举措|做法|下一?步(?:工作)?(?:计划|安排|打算|措施)?))*"
)
"""A degree is often a bare percentage, so that beside it the other is the report; that of a target
is what is to be reached."""
_TARGET = re.compile(r"(?:年度|全年)(?:工作|重点)*(?:目标|任务)")
"""What is to be reached within the year, and says nothing of the months reported."""
_AND = re.compile(r"[/、+&]")
_REMARK = re.compile(r"\([^()]*\)|\[[^\[\]]*\]|〔[^〔〕]*〕|【[^【】]*】")
"""What brackets add to a heading, as NFKC has it."""
_QUESTION = re.compile(
    r"是否|是[/、或]否|[√✓×✗勾钩]|原因|滞后|问题|困难|打算|计划|安排|下一步|率|比例|预期|目标"
)
"""What makes another thing of a heading, even in brackets."""
_DEADLINE = re.compile(r"[填上报]报|报送|前报|反馈|提交")
"""What says when the table is to be handed in, which is no period of the report."""
_MEASURE = re.compile(r"%|百分|元|公里|平方米|亩|公顷|单位:")
_FOOTNOTE = re.compile(r"[¹²³⁰-⁹①-⑳*※★☆†‡▲△]+$|^[①-⑳*※★☆†‡▲△]+")
_EMPTY_END = re.compile(r"(?:文字)?(?:说明|描述|简述|简介|原文|全称|名称|详情|内容|盖章|签字)$")
_RESPONSIBLE = re.compile(r"责任|负责|单位|部门|主体")
_ROLE = re.compile(r"(?:牵头|主责|主办|协办|配合|协同)(?:单位|部门)?")
"""What in brackets tells units that lead from those that join in."""
_SAYS_NOTHING = re.compile(
    r"(?:具体|详细|简要|文字|有关|相关|情况|说明|内容|描述|名称|单位|部门|姓名)*"
)
"""What stands below a heading and adds nothing to it."""
_DATED = (Kind.PROGRESS, Kind.FIELD)
"""What a period in the heading dates."""
ANY_YEAR = 2000
"""Where only the kinds of columns matter."""
_NAMED = 1
"""The rank of headings that ``import: headings:`` names."""
CUSTOMARY = 3
"""The rank of headings that many offices use, and of what is less sure from here on."""
_NOISE = re.compile(r"[\s()\[\]{}<>〔〕【】《》:;,.、。·*_/\\|-]")


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a column shows."""

    kind: Kind
    field: str = ""
    """The declared field, of a field's column."""
    period: Period | None = None
    """The period its heading names."""
    rank: int = 0
    """0 for the project's own heading; the lower, the surer."""


class Headings:
    """What a project takes headings for."""

    def __init__(self, config: ReportConfig) -> None:
        self._own: dict[str, Meaning] = {}
        self._dated: dict[str, Meaning] = {}
        """Headings that name a period, without it."""
        self._fixed: dict[str, str] = {}
        """Own headings of columns that always show one period of the year."""
        for column in config.columns:
            meaning = Meaning(column.kind, column.field or "")
            bare = re.sub(r"\{year\}年?|\{period\}", "", column.heading)
            (self._own if bare == column.heading else self._dated).setdefault(_key(bare), meaning)
            if column.period and bare == column.heading:
                self._fixed[_key(bare)] = column.period
        for value, headings in config.imports.headings.items():
            kind, _dot, field = value.partition(".")
            self._add(
                headings,
                Meaning(Kind(kind.removesuffix("s") if field else kind), field, rank=_NAMED),
            )
        for name, meant in config.fields.items():
            self._add([meant, name], Meaning(Kind.FIELD, name, rank=2))
        for kind, customary in _CUSTOMARY.items():
            self._add(customary.split(), Meaning(kind, rank=CUSTOMARY))

    def _add(self, headings: "tuple[str, ...] | list[str]", meaning: Meaning) -> None:
        for heading in headings:
            self._own.setdefault(_key(heading), meaning)

    def meaning(self, text: str, year: int) -> Meaning | None:
        """What a column with such a heading shows, None if that is not known.

        Args:
            text: The heading, however it is broken or spaced.
            year: The year of a period that is named without one.
        """
        for way, period, unsure in _ways(text, year):
            if found := self._meaning(way, year):
                of = found.period
                if found.kind in _DATED:
                    of = of or period
                return replace(found, period=of, rank=found.rank + unsure)
        return None

    def _meaning(self, text: str, year: int) -> Meaning | None:
        """What a heading shows, all of whose words count."""
        if not (key := _key(text)):
            return None
        if found := self._own.get(key):
            period = Period.from_key(year, self._fixed[key]) if key in self._fixed else None
            named = found.rank == _NAMED and found.kind in _DATED
            if named and (dated := Period.split_from(text, year)):
                period = None if dated[0].key == "FY" else dated[0]  # 全年任务落地情况 is of any
            return Meaning(found.kind, found.field, period, found.rank)
        dated = None if _TARGET.match(key) else Period.split_from(text, year)
        period, about = dated or (None, text)
        rest = _key(about)
        found = self._dated.get(rest) or self._own.get(rest)
        if found is not None and found.kind in _DATED:
            return Meaning(found.kind, found.field, period, found.rank)
        if period is None and _DOCKET.fullmatch(rest):
            return Meaning(Kind.DOCKET, rank=CUSTOMARY + ("折子" not in rest))
        progress = _PROGRESS.fullmatch(_key(_AND.sub("及", about)))
        if progress is None or (progress["degree"] and progress["target"]):
            return None
        unsure = bool(progress["degree"] or progress["target"])
        return Meaning(Kind.PROGRESS, "", period, CUSTOMARY + unsure)

    def of_path(self, path: Sequence[str], year: int) -> Meaning | None:
        """What a column shows whose heading is divided.

        The words of all its rows count together: 任务 over 编号. Else the lower ones do, where they
        name a known thing, and those above may say the period. Else, if the lowest says nothing of
        its own, the column shows what the heading above it says.

        Args:
            path: Its headings from above.
            year: The year of a period that is named without one.
        """
        for start in range(len(path)):
            if (found := self.meaning("\n".join(path[start:]), year)) is not None:
                if found.period is None and found.kind in _DATED:
                    return replace(found, period=self._period_of(path[:start], year))
                return found
        if len(path) > 1 and _SAYS_NOTHING.fullmatch(_key(path[-1])):
            return self.of_path(path[:-1], year)
        return None

    def _period_of(self, path: Sequence[str], year: int) -> Period | None:
        """The period that headings speak of; 年度任务 speaks of none."""
        dated = Period.split_from("\n".join(path), year)
        if dated is None:
            return None
        about = self.meaning(dated[1], year)
        plain = _SAYS_NOTHING.fullmatch(_key(dated[1])) is not None
        return dated[0] if plain or (about and about.kind is Kind.PROGRESS) else None

    def starts(self, row: Sequence[str]) -> bool:
        """Whether a row may be the first of several: it has headings, and is no title."""
        texts = list(dict.fromkeys(filter(None, row)))
        return len(texts) > 1 and any(
            self.meaning(text, ANY_YEAR) or self._period_of([text], ANY_YEAR) for text in texts
        )


def _ways(text: str, year: int) -> Iterator[tuple[str, Period | None, int]]:
    """A heading as it stands, then without what only remarks on it.

    With each the period that a remark names, as 截至6月底 does, and how much less sure it is.
    """
    yield text, None, 0
    plain = unicodedata.normalize("NFKC", _FOOTNOTE.sub("", text.strip()))
    yield plain, None, 0
    remarks = [remark[1:-1] for remark in _REMARK.findall(plain)]
    if any(_QUESTION.search(remark) for remark in remarks):
        return
    told = (Period.split_from(one, year) for one in remarks if not _DEADLINE.search(one))
    period = next((found[0] for found in told if found), None)
    measured = 4 * any(_MEASURE.search(remark) for remark in remarks)
    bare = _FOOTNOTE.sub("", _REMARK.sub("", plain).strip())
    if _RESPONSIBLE.search(bare):
        yield from ((one, None, 0) for one in remarks if _ROLE.fullmatch(one))
    yield bare, period, measured
    yield _EMPTY_END.sub("", bare), period, measured + 1


def _key(text: str) -> str:
    """What two ways to set one heading share: no white space, no brackets, no marks."""
    return _NOISE.sub("", unicodedata.normalize("NFKC", text)).lower()
