"""The quantities of a running Chinese text: how much of what, exactly, and where.

A quantity is a number with a measure: ``1662套``, ``逾75亿元``, ``35.76%``, ``三年``.
Dates, ordinals, codes (``5A级``, ``PM2.5``, ``0301街区``), document titles in 《》 and set names in
“” hold digits but no quantities.
"""

import re
import string
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from functools import cached_property

from progress_report.text.numerals import VALUES, numeral

# After "!" stand the characters that would make it another word:
# 12家 is a count, 1102家园中心 is not.
_MEASURES = """
个百分点 百分点 个工作日 工作日 个月 个小时 个学时 个!别体 人次 人份 人!民币均才大工口力为流行社格
名!单 位!于居列置次 户次 户!均籍外型 家次 家!园庭具政居属禽电装教访 套!餐 间!隔接 项!目 条!件例款
处!理于置级在罚方分长境 座!谈位椅 所!有在属以需谓示 件次 件 份!额 台次 台!账阶风 辆 艘 列!入为
架次 架!构 册 篇 张!贴 幅!度员 盏 株 棵 栋 幢 类!型似别 种!植业子养 场次 场!所地馆景均面 轮!换岗候
支!部持出撑付行队线渠教 组!织团长建合成 班次 班!子组级车主 宗!旨教地 起!来草到诉步点重止伏 例次
例!如会行外 笔!试 根!据 枚 颗 眼 头!部 只!有要能 羽 尾!号气矿水 口!岸子径味号腔罩述碑音之
本!年级月地科市区县轮次着书报身土届 部!门委分队署长位落件 段!落 片!区 块!状 倍!增数 标准箱 标箱
批次 次!要级序生新干 批!准复示发 箱 袋 瓶 盒 期!间限刊末货待 卷 小时 分钟 秒 天!然气津河桥 周!边年岁
年!度级龄均限报内初底末中终前后 字 遍 堂 课时 学时 剂次 剂 支次 管!理道 床位 床 席!位 对!接于应照
分!别公局之期管行散布 车次 车!辆间位道站库 村!庄民级镇干 单!位元独价 平方公里 平方千米 平方米
平方 立方米 立方 公里 千米 海里 厘米 毫米 米!面粒线 公顷 亩 千瓦时 兆瓦时 吉瓦时 千瓦 兆瓦 吉瓦
吨标准煤 吨标煤 吨 公斤 千克 斤 毫克 微克 克!隆服 升!至到级高值幅降为任学 元 美元 欧元 港元 英镑
% ％ ‰ km² km m² ㎡ m³ m kg MW kWh kW GW GWh MWh GB TB
"""
_EXCEPT = {
    measure: others for measure, _, others in (word.partition("!") for word in _MEASURES.split())
}
_MEASURE = "|".join(
    measure + (f"(?![{others}])" if others else "") + ("(?![A-Za-z])" if measure.isascii() else "")
    for measure, others in sorted(_EXCEPT.items(), key=lambda item: -len(item[0]))
)
# Matched after a number, not in one pattern with it: that takes six times as long to compile.
_PATTERN = re.compile(_MEASURE)
_TIME_PATTERN = re.compile("[月日年]")


def measure_at(text: str, start: int) -> str:
    """The measure that begins at an index, or "": ``套``, ``亩（公顷）``, ``微克/立方米``."""
    match = _PATTERN.match(text, start)
    if match is None:
        return ""
    end = match.end()
    if text.startswith("（", end):
        inner = _PATTERN.match(text, end + 1)
        if inner and text.startswith("）", inner.end()):
            end = inner.end() + 1
    if text.startswith("/", end):
        per = _PATTERN.match(text, end + 1) or _TIME_PATTERN.match(text, end + 1)
        end = per.end() if per else end
    return text[start:end]


class Bound(StrEnum):
    """How an inexact number is meant."""

    ABOUT = "about"
    OVER = "over"
    UNDER = "under"
    AT_LEAST = "at-least"
    AT_MOST = "at-most"
    FROM = "from"  # the lower end of a range; the next quantity is the upper end, `TO`
    TO = "to"


_BEFORE = re.compile(
    r"(?P<atleast>不低于|不少于|不小于|至少|最少)$"
    r"|(?P<atmost>不超过|不高于|不大于|不多于|至多|最多|控制在)$"
    r"|(?P<under>(?<![附最临邻])近|不足|不到|少于|低于)$"
    r"|(?P<over>超过?了?|逾|突破|大于|多于|高于)$"
    r"|(?P<about>(?<![预签节履违契公合简条制特集相邀])约为?|大概)$"
)
_ENDS_OF_BOUNDS = frozenset("于少过多在近足到超了逾破约为概")
_LONGEST = 4  # length of the longest words before a number
_AFTER = re.compile(r"(?P<about>左右|上下)|(?P<atleast>及?以上)|(?P<atmost>及?以内|及?以下|之内)")
_BOUNDS = {
    "about": Bound.ABOUT,
    "atleast": Bound.AT_LEAST,
    "atmost": Bound.AT_MOST,
    "under": Bound.UNDER,
    "over": Bound.OVER,
}


def bound_around(text: str, start: int, end: int) -> Bound | None:
    """The bound of the number at ``text[start:end]``, by the words on either side."""
    may_be_bound = text[start - 1 : start] in _ENDS_OF_BOUNDS
    before = may_be_bound and _BEFORE.search(text, max(0, start - _LONGEST), start)
    match = before or _AFTER.match(text, end)
    return _BOUNDS[match.lastgroup or ""] if match else None


def without_bound(words: str) -> str:
    """The words before a number, without a bound at their end: ``竣工`` for ``竣工不少于``."""
    match = _BEFORE.search(words, max(0, len(words) - _LONGEST))
    return words[: match.start()] if match else words


@dataclass(frozen=True)
class Quantity:
    """One quantity: ``text[start:end]`` is its number and measure, without bound words."""

    value: Decimal  # exact, with 万 and 亿 multiplied out: 75亿元 is 7500000000 of 元
    measure: str  # ``套``, ``元``, ``%``, ``个百分点``, ``微克/立方米``; empty for a bare 万 or 亿
    start: int
    end: int
    scale: int  # what the written number was multiplied by: 1, or 10000 for 万
    bound: Bound | None = None
    chinese: bool = False
    text: str = field(default="", compare=False)
    previous_end: int = field(default=0, compare=False)  # the end of the quantity before it, or 0

    @property
    def span(self) -> tuple[int, int]:
        """Where it begins and ends."""
        return self.start, self.end

    @property
    def written(self) -> str:
        """The characters it was read from."""
        return self.text[self.start : self.end]

    @cached_property
    def step(self) -> Decimal:
        """The place value of the last digit written: 72.88亿元 is given to 1000000 of 元."""
        decimals, scale = _DECIMALS.search(self.written), Decimal(self.scale)
        return scale.scaleb(-len(decimals[1])) if decimals else scale

    @cached_property
    def slack(self) -> Decimal:
        """How far rounding may have moved it: counts not at all, measures half their last digit."""
        counted = self.scale == 1 and self.step == 1 and not _MEASURED.search(self.measure)
        return Decimal(0) if counted else self.step / 2

    @cached_property
    def counter(self) -> str:
        """What may be added up and compared: the measure, with 名 and 位 as 人, 台（套） as 台."""
        return "人" if self.measure in {"名", "位"} else self.measure.partition("（")[0]

    @cached_property
    def before(self) -> str:
        """The words before it in its clause, after the quantity before it."""
        return _BREAK.split(self.text[max(self.previous_end, self.start - _REACH) : self.start])[-1]

    @cached_property
    def after(self) -> str:
        """The words after it in its clause, up to the next digit."""
        return _CLAUSE.split(self.text[self.end : self.end + _REACH])[0]

    @property
    def label(self) -> str:
        """What is counted, by the words before it: ``竣工``, ``完成年度销账任务量``."""
        if self.bound == Bound.TO:
            return ""
        return _EMPTY_HEAD.sub("", _EMPTY_TAIL.sub("", without_bound(self.before)))

    @property
    def share_of(self) -> str:
        """The whole that a percentage is a share of: ``年度计划`` in 占年度计划的54.5%."""
        match = _SHARE.search(self.before) if self.measure == "%" else None
        return match["whole"] if match else ""


_REACH = 40  # characters of context that are looked at on either side
_MARKS = r"，。；：、（）“”《》！？\s,;:()"
_BREAK = re.compile(rf"[{_MARKS}]|[0-9]+[年月日](?:份|底|初|末)?")
_CLAUSE = re.compile(rf"[{_MARKS}0-9]")
_DECIMALS = re.compile("[.点]([0-9一二三四五六七八九零]+)")
_MEASURED = re.compile(r"[米里顷亩吨克升瓦斤元%‰]|百分点")
_EMPTY_HEAD = re.compile(
    r"^(?:截[至止]目前|目前|现(?=已)|已|累计|共计|总计|其中|其(?![他余])|另有|预计|并|和|及|与)+"
)
_EMPTY_TAIL = re.compile(r"(?:[共了为达到有是]|分别|的)+$")
_SHARE = re.compile(
    r"(?:占到?了?|完成了?|达到?了?|实现|为|是)?(?P<whole>[^占]{1,20})的"
    r"(?:比例|比重|份额)?(?:[约超逾近达为]|达到|超过)?$"
)

_AFTER_DIGITS = r" ?(?P<scale>[十百千]?[万亿])?(?P<loose>[余多])?(?P<more>[万亿]{1,2})?"
# Chinese numerals are words in many a phrase (二次结构, 三产, 千家万户): fewer units count there.
_AFTER_NUMERAL = (
    "(?P<zhscale>[万亿]{1,2})?(?P<zhloose>[余多])?"
    "(?P<zhmeasure>个百分点|个工作日|个月|个小时|个(?![别体性])|人次|家(?![园庭具政居])|名|年(?!级)|次"
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
_CHINESE = frozenset(("zhmeasure", "percent"))
_CONNECTORS = frozenset("-－—–～~至到")
_UPPER = re.compile(
    r"(?:[-－–～~至到]|—{1,2})[0-9](?P<digits>[0-9]{0,14}(?![0-9])(?:\.[0-9]{1,9}(?![0-9]))?)"
    + _AFTER_DIGITS
)
_FULL_WIDTH = re.compile("[０-９]")
_TO_ASCII = str.maketrans("０１２３４５６７８９％．", "0123456789%.")
"""One character for one, so that positions stay."""
_SCALES = {"": 1, "十": 10, "百": 100, "千": 1000, "万": 10**4, "亿": 10**8}
_CODE_BEFORE = frozenset("+-_./*×#第〔~" + string.ascii_letters + string.digits)
_PARTED = re.compile(r"[0-9](?:[:：]|\. )$")
_AMBIGUOUS = frozenset("年分名位批")
_RANK = re.compile(r"(?:(?<!安)排名?|位列|位居|名列|居)(?:全[国省市区县])?$")
_ARTICLE = frozenset("处座所名")
"""Units of which 一 counts one; elsewhere it is mostly an article (一次, 一项)."""
_YEAR = re.compile("[12][0-9]{3}")
_NO_COUNT = frozenset("第几数十百千万亿")
"""What makes a Chinese numeral after it an ordinal or part of a vague number."""


def quantities(text: str) -> tuple[Quantity, ...]:
    """Find the quantities of a text, in order; their spans do not overlap."""
    return tuple(_scan(text.translate(_TO_ASCII) if _FULL_WIDTH.search(text) else text))


def digits(value: Decimal, scale: int = 1) -> str:
    """A value as it is written after 万 or 亿 is taken out: 75000000 by 10000 is ``7500``."""
    return f"{(value / scale).normalize():f}"


def _scan(text: str) -> Iterator[Quantity]:
    previous_end, upper_start = 0, -1
    for match in _TOKEN.finditer(text):
        if match.start() < previous_end:
            continue  # within a measure
        kind = match.lastgroup
        if kind is None:
            continue  # a title or a set name
        if kind in _CHINESE:
            quantity = _chinese(match, previous_end)
        else:
            measure = measure_at(text, match.end())
            end = match.end() + len(measure)
            connected = text[end : end + 1] in _CONNECTORS
            if kind == "digits" and not measure and not connected:
                continue  # a number without a measure
            upper = _upper(match, measure) if connected else None
            is_upper = match.start() == upper_start
            quantity = _arabic(match, measure, previous_end, upper, is_upper=is_upper)
            upper_start = upper[0].start("digits") - 1 if upper and quantity else -1
        if quantity:
            yield quantity
            previous_end = quantity.end


def _upper(lower: re.Match[str], measure: str) -> tuple[re.Match[str], str] | None:
    """The upper end of the range that a number begins, if it does, and the measure there."""
    text, end = lower.string, lower.end() + len(measure)
    upper = _UPPER.match(text, end)
    measure = measure_at(text, upper.end()) if upper else ""
    if not upper or not measure or _is_year(upper, measure):
        return None
    falling = Decimal(_number(lower).replace(",", "")) > Decimal(_number(upper))
    return None if falling and text[end] == "-" else (upper, measure)  # 21-1项 numbers an item


def _arabic(
    match: re.Match[str],
    measure: str,
    previous_end: int,
    upper: tuple[re.Match[str], str] | None,
    *,
    is_upper: bool,
) -> Quantity | None:
    loose, scales, text = match["loose"], _scales(match), match.string
    end = match.end() + len(measure)
    if upper and not measure:
        upper_match, measure = upper
        scales = scales or _scales(upper_match)
    if not measure and not scales:
        return None
    start = match.start()
    written = _number(match)
    before = text[start - 1 : start]
    if before in _CODE_BEFORE and not is_upper:
        return None
    if before in ":： " and _PARTED.search(text, max(0, start - 3), start):
        return None  # a time of day, or the end of a miswritten 12. 6万
    if written[0] == "0" and written[1:2] not in {"", "."}:
        return None
    if measure in _AMBIGUOUS and _counts_nothing(measure, match):
        return None
    if is_upper or upper:
        bound: Bound | None = Bound.TO if is_upper else Bound.FROM
    else:
        bound = Bound.OVER if loose else bound_around(text, start, end)
    scale = _product(scales) if scales else 1
    value = Decimal(written.replace(",", ""))
    return Quantity(
        value * scale if scales else value,
        "%" if measure == "％" else measure,
        start,
        end,
        scale,
        bound,
        text=text,
        previous_end=previous_end,
    )


def _counts_nothing(measure: str, match: re.Match[str]) -> bool:
    """Whether the number before 年, 分, 名, 位 or 批 is a year, a time or a rank."""
    text, start = match.string, match.start()
    if measure == "年":
        return _is_year(match, measure)
    if measure == "分":
        return text[start - 1 : start] in {"时", "点"}
    return text[start - 1 : start] == "前" or bool(_RANK.search(text, max(0, start - 8), start))


def _chinese(match: re.Match[str], previous_end: int) -> Quantity | None:
    text, start = match.string, match.start()
    before = text[start - 1 : start]
    if percent := match["percent"]:
        whole, _point, fraction = percent.partition("点")
        decimals = "".join(str(VALUES[char]) for char in fraction)
        value = Decimal(f"{numeral(whole)}.{decimals or 0}")
        measure, scale, loose = "%", 1, None
    else:
        written, measure = text[start : match.end("numeral")], match["zhmeasure"]
        if before in _NO_COUNT or written[0] == "百" or before in _CODE_BEFORE:
            return None
        article = written == "一" and measure not in _ARTICLE
        if (article or written == "二") and not match["zhscale"]:
            return None
        if len(written) > 1 and not set(written) & set("十百千"):
            return None
        scale = _product(match["zhscale"] or "")
        value, loose = Decimal(numeral(written) * scale), match["zhloose"]
    end = match.end()
    bound = Bound.OVER if loose else bound_around(text, start, end)
    return Quantity(
        value, measure, start, end, scale, bound, chinese=True, text=text, previous_end=previous_end
    )


def _is_year(match: re.Match[str], measure: str) -> bool:
    return measure == "年" and bool(_YEAR.fullmatch(_number(match)))


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
