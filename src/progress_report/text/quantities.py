"""The quantities of a running Chinese text: how much of what, exactly, and where.

A quantity is a number with a measure word or unit: ``1662套``, ``逾75亿元``, ``35.76%``, ``三年``.
Dates, ordinals, codes (``5A级``, ``PM2.5``, ``0301街区``), document titles in 《》 and set names in
“” hold digits but no quantities.
"""

import re
import string
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum

from progress_report.text.numerals import VALUES, numeral


class Bound(StrEnum):
    """How a number is meant that is not meant exactly."""

    ABOUT = "about"
    OVER = "over"
    UNDER = "under"
    AT_LEAST = "at-least"
    AT_MOST = "at-most"
    FROM = "from"
    """The lower end of a range; the next quantity is the upper end, `TO`."""
    TO = "to"


@dataclass(frozen=True, slots=True)
class Quantity:
    """One quantity: ``text[start:end]`` is its number and unit as written, without bound words."""

    value: Decimal
    """Exact, with 万 and 亿 multiplied out: 75亿元 is 7500000000 of 元."""
    unit: str
    """``套``, ``元``, ``%``, ``个百分点``, ``微克/立方米``; empty for a bare 万 or 亿."""
    start: int
    end: int
    scale: int
    """What the written number was multiplied by: 1, or 10000 for 万."""
    bound: Bound | None = None
    chinese: bool = False
    """Written in Chinese numerals."""
    text: str = field(default="", repr=False, compare=False)
    opening: int = field(default=0, repr=False, compare=False)
    """The end of the quantity before it, or 0."""

    @property
    def written(self) -> str:
        """The characters it was read from."""
        return self.text[self.start : self.end]

    @property
    def step(self) -> Decimal:
        """The place value of the last digit written: 72.88亿元 is given to 1000000 of 元."""
        decimals = _DECIMALS.search(self.written)
        return self.scale * Decimal(1).scaleb(-len(decimals[1]) if decimals else 0)

    @property
    def slack(self) -> Decimal:
        """How far rounding may have moved it: counts not at all, measures half their last digit."""
        counted = self.scale == 1 and self.step == 1 and not _MEASURED.search(self.unit)
        return Decimal(0) if counted else self.step / 2

    @property
    def counter(self) -> str:
        """The unit, with the polite 名 and 位 as 人: what may be added up and compared."""
        return "人" if self.unit in {"名", "位"} else self.unit

    @property
    def before(self) -> str:
        """The words before it in its clause, after the quantity before it."""
        return _BREAK.split(self.text[max(self.opening, self.start - _REACH) : self.start])[-1]

    @property
    def after(self) -> str:
        """The words after it in its clause, up to the next digit."""
        return _CLAUSE.split(self.text[self.end : self.end + _REACH])[0]

    @property
    def label(self) -> str:
        """What is counted, by the words before it: ``竣工``, ``完成年度销账任务量``."""
        if self.bound == Bound.TO:
            return ""
        words = self.before
        if bound := _BOUND_BEFORE.search(words, max(0, len(words) - _LONGEST_BOUND)):
            words = words[: bound.start()]
        return _EMPTY_HEAD.sub("", _EMPTY_TAIL.sub("", words))

    @property
    def share_of(self) -> str:
        """The whole that a percentage is a share of: ``年度计划`` in 占年度计划的54.5%."""
        match = _SHARE.search(self.before) if self.unit == "%" else None
        return match["whole"] if match else ""


_REACH = 40
"""Characters of context that are looked at on either side."""
_MARKS = r"，。；：、（）“”《》！？\s,;:()"
_BREAK = re.compile(rf"[{_MARKS}]|[0-9]+[年月日](?:份|底|初|末)?")
_CLAUSE = re.compile(rf"[{_MARKS}0-9]")
_DECIMALS = re.compile("[.点]([0-9一二三四五六七八九零]+)")
_MEASURED = re.compile(r"[米里顷亩吨克升瓦斤元%‰]|百分点")
_BOUND_BEFORE = re.compile(
    r"(?P<atleast>不低于|不少于|不小于|至少|最少)$"
    r"|(?P<atmost>不超过|不高于|不大于|不多于|至多|最多|控制在)$"
    r"|(?P<under>(?<![附最临邻])近|不足|不到|少于|低于)$"
    r"|(?P<over>超过?了?|逾|突破|大于|多于|高于)$"
    r"|(?P<about>(?<![预签节履违契公合简条制特集相邀])约为?|大概)$"
)
_LONGEST_BOUND = 4
_BOUND_AFTER = re.compile(
    r"(?P<about>左右|上下)|(?P<atleast>及?以上)|(?P<atmost>及?以内|及?以下|之内)"
)
_BOUNDS = {
    "about": Bound.ABOUT,
    "atleast": Bound.AT_LEAST,
    "atmost": Bound.AT_MOST,
    "under": Bound.UNDER,
    "over": Bound.OVER,
}
_EMPTY_HEAD = re.compile(
    r"^(?:截[至止]目前|目前|现(?=已)|已|累计|共计|总计|其中|其(?![他余])|另有|预计|并|和|及|与)+"
)
_EMPTY_TAIL = re.compile(r"(?:[共了为达到有是]|分别|的)+$")
_SHARE = re.compile(
    r"(?:占到?了?|完成了?|达到?了?|实现|为|是)?(?P<whole>[^占]{1,20}?)的"
    r"(?:比例|比重|份额)?(?:[约超逾近达为]|达到|超过)?$"
)

# Measure words and units. After "!" stand the characters that would make it another word:
# 12家 is a count, 1102家园中心 is not.
_UNITS = """
个百分点 百分点 个工作日 工作日 个月 个小时 个学时 个!别体 人次 人份 人!民币均才大工口力为流行社格
名!单 位!于居列置次 户次 户!均籍外型 家次 家!园庭具政居属禽电装教访 套!餐 间!隔接 项!目 条!件例款
处!理于置级在罚方分长境 座!谈位椅 所!有在属以需谓示 件次 件 份!额 台次 台!账阶风 辆 艘 架次 架!构
册 篇 张!贴 幅!度员 盏 株 棵 栋 幢 类!型似别 种!植业子养 场次 场!所地馆景均面 轮!换岗候
支!部持出撑付行队线渠教 组!织团长建合成 班次 班!子组级车主 宗!旨教地 起!来草到诉步点重止伏 例次
例!如会行外 笔!试 根!据 枚 颗 眼 头!部 只!有要能 羽 尾!号气矿水
本!年级月地科市区县轮次着书报身土届 部!门委分队署长位落件 段!落 片!区 块!状 倍!增数 标准箱 标箱
批次 次!要级序生新干 批!准复示发 箱 袋 瓶 盒 期!间限刊末货待 卷 小时 分钟 秒 天!然气津河桥 周!边年岁
年!度级龄均限报内初底末中终前后 字 遍 堂 课时 学时 剂次 剂 支次 管!理道 床位 床 席!位 对!接于应照
分!别钟公局之期管行散布 车次 车!辆间位道站库 村!庄民级镇干 单!位元独价 平方公里 平方千米 平方米
平方 立方米 立方 公里 千米 海里 厘米 毫米 米!面粒线 公顷 亩 千瓦时 兆瓦时 千瓦 兆瓦 吨标准煤
吨标煤 吨 公斤 千克 斤 毫克 微克 克!隆服 升!至到级高值幅降为任学 元 美元 欧元 港元 英镑 % ％
‰ km² km m² ㎡ m³ m kg MW kWh kW GW GWh MWh GB TB
"""
_EXCEPT = {unit: others for unit, _, others in (word.partition("!") for word in _UNITS.split())}
_UNIT = "|".join(
    unit + (f"(?![{others}])" if others else "") + ("(?![A-Za-z])" if unit.isascii() else "")
    for unit, others in sorted(_EXCEPT.items(), key=lambda item: -len(item[0]))
)
# Matched after `_TOKEN` or `_UPPER`, not within: compiling takes a sixth of the time.
_UNIT_AFTER = re.compile(_UNIT)
_PER_AFTER = re.compile("[月日年]")
_AFTER_DIGITS = r" ?(?P<scale>[十百千]?[万亿])?(?P<loose>[余多])?(?P<more>[万亿]{1,2})?"
# Chinese numerals are words in many a phrase (二次结构, 三产, 千家万户): fewer units count there.
_AFTER_NUMERAL = (
    "(?P<zhscale>[万亿]{1,2})?(?P<zhloose>[余多])?"
    "(?P<zhunit>个百分点|个工作日|个月|个小时|个(?![别体性])|人次|家(?![园庭具政居])|名|年(?!级)|次"
    "|项|座|条(?![件例])|处(?![理于级置])|所(?![有在属以])|户(?!籍)|套|件|场(?![所地])|天(?!然)"
    "|小时|分钟|倍|元|亩|公里|公顷|吨)"
)
# The first character stands before the branches, so that the search skips the others at C speed.
_TOKEN = re.compile(
    "[《“0-9一二两三四五六七八九十百](?:"
    r"(?<=《)[^》。\n]*》?"
    r"|(?<=“)[^”。\n]{0,40}”"
    r"|(?<=[0-9])(?P<digits>(?:[0-9]{0,2}(?:,[0-9]{3}){1,4}|[0-9]{0,14})(?![0-9])"
    rf"(?:\.[0-9]{{1,9}}(?![0-9]))?){_AFTER_DIGITS}"
    rf"|(?<=[一-龥])(?P<numeral>[一二两三四五六七八九十百千零]{{0,8}}){_AFTER_NUMERAL}"
    "|(?<=百)分之(?P<percent>[一二三四五六七八九十百零]{1,7}(?:点[零一二三四五六七八九]{1,4})?)"
    ")"
)
_CHINESE = frozenset(("zhunit", "percent"))
_CONNECTORS = frozenset("-－—–～~至到")
_UPPER = re.compile(
    r"(?:[-－–～~至到]|—{1,2})[0-9](?P<digits>[0-9]{0,14}(?![0-9])(?:\.[0-9]{1,9}(?![0-9]))?)"
    + _AFTER_DIGITS
)
_SCALES = {"": 1, "十": 10, "百": 100, "千": 1000, "万": 10**4, "亿": 10**8}
_CODE_BEFORE = frozenset("+-_./*×#第〔~" + string.ascii_letters + string.digits)
_OTHERWISE = frozenset("年分名位批")
_RANK = re.compile(r"(?:排名?|位列|位居|名列|居)(?:全[国省市区县])?$")
_ARTICLE = frozenset("处座所名")
"""Units of which 一 counts one; elsewhere it is mostly an article (一次, 一项)."""
_YEAR = re.compile("[12][0-9]{3}")
_NO_COUNT = frozenset("第几数十百千万亿")
"""What makes a Chinese numeral after it an ordinal or part of a vague number."""


def quantities(text: str) -> tuple[Quantity, ...]:
    """Find the quantities of a text, in order; their spans do not overlap."""
    return tuple(_scan(text))


def digits(value: Decimal, scale: int = 1) -> str:
    """A value as it is written after 万 or 亿 is taken out: 75000000 by 10000 is ``7500``."""
    return f"{(value / scale).normalize():f}"


def _scan(text: str) -> Iterator[Quantity]:
    opening, upper = 0, -1
    for match in _TOKEN.finditer(text):
        if match.start() < opening:
            continue  # within a unit
        kind = match.lastgroup
        if kind is None:
            continue  # a title or a set name
        if kind in _CHINESE:
            found = _chinese(text, match, opening)
        else:
            unit = _unit(text, match.end())
            end = match.end() + len(unit)
            connected = text[end : end + 1] in _CONNECTORS
            if kind == "digits" and not unit and not connected:
                continue  # a number without a unit
            beyond = _beyond(match, unit) if connected else None
            found = _arabic(match, unit, opening, beyond, is_upper=match.start() == upper)
            upper = beyond[0].start("digits") - 1 if beyond and found else -1
        if found:
            yield found
            opening = found.end


def _unit(text: str, start: int) -> str:
    """The unit that begins at an index: ``套``, ``亩（公顷）``, ``微克/立方米``; empty if none."""
    found = _UNIT_AFTER.match(text, start)
    if not found:
        return ""
    end = found.end()
    if text.startswith("（", end):
        inner = _UNIT_AFTER.match(text, end + 1)
        if inner and text.startswith("）", inner.end()):
            end = inner.end() + 1
    if text.startswith("/", end):
        per = _UNIT_AFTER.match(text, end + 1) or _PER_AFTER.match(text, end + 1)
        end = per.end() if per else end
    return text[start:end]


def _beyond(lower: re.Match[str], unit: str) -> tuple[re.Match[str], str] | None:
    """The upper end of the range that a number begins, if it does, and the unit there."""
    text, end = lower.string, lower.end() + len(unit)
    upper = _UPPER.match(text, end)
    unit = _unit(text, upper.end()) if upper else ""
    if not upper or not unit or _is_year(upper, unit):
        return None
    falling = Decimal(_number(lower).replace(",", "")) > Decimal(_number(upper))
    return None if falling and text[end] == "-" else (upper, unit)  # 21-1项 numbers an item


def _arabic(
    match: re.Match[str],
    unit: str,
    opening: int,
    beyond: tuple[re.Match[str], str] | None,
    *,
    is_upper: bool,
) -> Quantity | None:
    loose, scales, text = match["loose"], _scales(match), match.string
    end = match.end() + len(unit)
    if beyond and not unit:
        upper, unit = beyond
        scales = scales or _scales(upper)
    if not unit and not scales:
        return None
    start = match.start()
    written = _number(match)
    before = text[start - 1 : start]
    if before in _CODE_BEFORE and not is_upper:
        return None
    if before in ":：" and text[start - 2 : start - 1].isdigit():
        return None  # a time of day
    if written[0] == "0" and written[1:2] not in {"", "."}:
        return None
    if unit in _OTHERWISE and _otherwise(unit, match):
        return None
    if is_upper or beyond:
        bound: Bound | None = Bound.TO if is_upper else Bound.FROM
    else:
        bound = Bound.OVER if loose else _bound(text, start, end)
    scale = _product(scales) if scales else 1
    value = Decimal(written.replace(",", ""))
    return Quantity(
        value * scale if scales else value,
        "%" if unit == "％" else unit,
        start,
        end,
        scale,
        bound,
        text=text,
        opening=opening,
    )


def _otherwise(unit: str, match: re.Match[str]) -> bool:
    """Whether the number before 年, 分, 名, 位 or 批 is a year, a time or a rank."""
    text, start = match.string, match.start()
    if unit == "年":
        return _is_year(match, unit)
    if unit == "分":
        return text[start - 1 : start] in {"时", "点"}
    return text[start - 1 : start] == "前" or bool(_RANK.search(text, max(0, start - 8), start))


def _chinese(text: str, match: re.Match[str], opening: int) -> Quantity | None:
    start, before = match.start(), text[match.start() - 1 : match.start()]
    if percent := match["percent"]:
        whole, _point, fraction = percent.partition("点")
        decimals = "".join(str(VALUES[char]) for char in fraction)
        value = Decimal(f"{numeral(whole)}.{decimals or 0}")
        unit, scale, loose = "%", 1, None
    else:
        written, unit = text[start : match.end("numeral")], match["zhunit"]
        if before in _NO_COUNT or written[0] == "百" or before in _CODE_BEFORE:
            return None
        article = written == "一" and unit not in _ARTICLE
        if (article or written == "二") and not match["zhscale"]:
            return None
        if len(written) > 1 and not set(written) & set("十百千"):
            return None
        scale = _product(match["zhscale"] or "")
        value, loose = Decimal(numeral(written) * scale), match["zhloose"]
    end = match.end()
    bound = Bound.OVER if loose else _bound(text, start, end)
    return Quantity(value, unit, start, end, scale, bound, chinese=True, text=text, opening=opening)


def _is_year(match: re.Match[str], unit: str) -> bool:
    return unit == "年" and bool(_YEAR.fullmatch(_number(match)))


def _number(match: re.Match[str]) -> str:
    """The digits of a match of `_TOKEN` or `_UPPER`."""
    return match.string[match.start("digits") - 1 : match.end("digits")]


def _scales(match: re.Match[str]) -> str:
    return (match["scale"] or "") + (match["more"] or "")


def _product(scales: str) -> int:
    product = 1
    for char in scales:
        product *= _SCALES[char]
    return product


def _bound(text: str, start: int, end: int) -> Bound | None:
    match = _BOUND_BEFORE.search(text, max(0, start - _LONGEST_BOUND), start) or _BOUND_AFTER.match(
        text, end
    )
    return _BOUNDS[match.lastgroup or ""] if match else None
