"""Time: whether the days a report names fit the period it reports on."""

import re
from calendar import monthrange
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from progress_report.check.corpus import Corpus, Finding, Passage
from progress_report.check.dates import WHEN, When, last_day, sentence_around
from progress_report.check.rule import Family, Rule
from progress_report.diagnostics import Severity
from progress_report.i18n import N_, _
from progress_report.period import Period

_CASE = "year: 2021\ndocket: 1\ntask: 改造老旧小区。\nentries:\n  {key}:\n    progress: {text}\n"

CUTOFF = Rule(
    "cutoff-outside-period",
    Family.TIME,
    Severity.WARNING,
    N_("a cut-off day (截至) that does not fit the period reported"),
    N_(
        "Figures of a half-year table stand for the half-year. A cut-off months before its end, "
        "after it or in another year is old text, a slip, or figures not brought up to date. Ask "
        "for new figures; where the whole entry stands for another day, give that day as 'as_of'."
    ),
    bad="截至4月底，已开工改造3个小区。",
    good="截至6月20日，已开工改造5个小区。",
)
EARLY_CUTOFF = Rule(
    "early-cutoff",
    Family.TIME,
    Severity.NOTE,
    N_("a cut-off day (截至) in the month before the last one of the period"),
    N_(
        "Statistics often come a month late, so this may be the best there is. If newer figures "
        "are known by the day of publication, ask for them."
    ),
    bad="截至5月底，已开工改造3个小区。",
    good="截至6月20日，已开工改造5个小区。",
)
UNDATED = Rule(
    "undated-so-far",
    Family.TIME,
    Severity.NOTE,
    N_("'so far' (截至目前) without a day"),
    N_(
        "A published table is read months later: nobody can tell then which day 截至目前 means. "
        "Write the day, or give it as 'as_of' in the entry."
    ),
    bad="截至目前，已开工改造5个小区。",
    good="截至6月20日，已开工改造5个小区。",
)
OTHER_PERIOD = Rule(
    "other-period",
    Family.TIME,
    Severity.WARNING,
    N_("results of a period that the table is not about"),
    N_(
        "A report that tells what was done in a quarter or half-year which has not come yet, or "
        "only of one that was over before, was written for another table. Bring it up to date."
    ),
    bad=_CASE.format(key="Q1", text="上半年，累计改造老旧小区5个。"),
    good=_CASE.format(key="Q1", text="一季度，累计改造老旧小区2个；上半年计划改造5个。"),
)
WRONG_YEAR = Rule(
    "wrong-year",
    Family.TIME,
    Severity.WARNING,
    N_("another year where the period reported is meant"),
    N_(
        "A sentence that begins with the table's own period, but in the year before or after, is "
        "most often last year's text or a slip of the key. Set the year right; a comparison reads "
        "more clearly with 去年同期."
    ),
    bad="2020年上半年，累计改造老旧小区5个。",
    good="2021年上半年，累计改造老旧小区5个，2020年上半年为3个。",
)
RELATIVE_PERIOD = Rule(
    "relative-period",
    Family.TIME,
    Severity.WARNING,
    N_("'this quarter' (本季度) or 'this month' (本月) in a table that is not of one"),
    N_(
        "A half-year table has two quarters and six months: the words were left from a quarterly "
        "or monthly report. Name the quarter or month, or bring the sentence up to date."
    ),
    bad="绩效评价工作已于本季度启动。",
    good="绩效评价工作已于二季度启动。",
)
IMPOSSIBLE_DATE = Rule(
    "impossible-date",
    Family.TIME,
    Severity.WARNING,
    N_("a day that is not in the calendar, or a range of days that runs backwards"),
    N_("The calendar has no such day, so a digit is wrong. Look the date up."),
    bad="6月31日完成竣工验收。",
    good="6月30日完成竣工验收。",
)
RULES: tuple[Rule, ...] = (
    CUTOFF,
    EARLY_CUTOFF,
    UNDATED,
    OTHER_PERIOD,
    WRONG_YEAR,
    RELATIVE_PERIOD,
    IMPOSSIBLE_DATE,
)

_GRACE = timedelta(days=15)
"""Tables are put together up to so long after the period; figures may be that new."""
_CUTOFF = re.compile(rf"截[至止][至到]?{WHEN}(?P<deadline>[之以]?前)?")
_NO_CUTOFF = re.compile(
    r"(?:报名|申报|申请|征集|投标|公示|受理|缴费|登记|有效|[较比])[^。；，]{0,4}$"
)
_SO_FAR = re.compile(r"截[至止][至到]?(?:目前|当前|现在)(?![(（])")
_THIRD_QUARTER_END = 9
_USUAL = 3
"""So many tasks must name the same cut-off month before it counts as the table's own."""

_STRETCH = re.compile(
    r"(?P<mark>[。；;，\n])(?:截至目前，?)?(?:我[区市县局委办])?(?P<stretch>(?:今年|本年度?|(?P<year>20\d\d)年)?"
    r"(?P<name>[上下]半年|前三季度|第?[一二三四]季度|1[-—–~～至到](?:1[0-2]|[2-9])月份?))"
)
_DONE = re.compile(r"已|累计|共(?![同建享产])|完成了|实现了")
_TO_COME = re.compile(
    r"[将拟]|(?<!主)要|计划|预[计期]|力争|争取|确保|下一?步|继续|目标|任务|安排|准备|打算|按"
    r"|列入|排定|谋划|制定|部署"
)
_COMPARED = re.compile(r"同期|相比|[较比]|基数|以来|今年|本年")
_NEWS = re.compile(r"目前|当前|截[至止]|下半年|年底|年末|全年|[三四]季度|月")
_DATE = re.compile(
    r"(?P<month>\d{1,2})月(?<!\d\d\d月)(?P<day>\d{1,2})"
    r"(?:日?[-—–~～至到](?:(?P<same>\d{1,2})月)?(?P<until>\d{1,2})日|日)"
)
_RELATIVE = re.compile(r"本(?:季度|月)(?<!日本月)(?![底末内])")
_YEAR_BEFORE = re.compile(r"(?<!\d)((?:19|20)\d\d)年$")
_LEAP_YEAR = 2000
_HALF_A_YEAR = 6


def check(corpus: Corpus) -> Iterator[Finding]:
    """Find days that do not fit the period reported."""
    cutoffs: list[_Cutoff] = []
    for passage in corpus.passages:
        if "月" in passage.text:
            yield from _impossible(passage)
        if passage.period is not None and passage.entry is not None:
            own = _cutoffs(passage, passage.period, passage.entry.as_of)
            cutoffs += own
            if passage.entry.as_of is None and not own:
                yield from _undated(passage)
            yield from _stretches(passage, passage.period)
            yield from _relative(passage, passage.period)
    usual = _usual_months(cutoffs)
    for cutoff in cutoffs:
        yield from _unfit(cutoff, usual)


@dataclass(frozen=True, slots=True, eq=False)
class _Cutoff:
    """One 截至 with its day."""

    passage: Passage
    period: Period
    match: re.Match[str]
    when: When
    fit: tuple[date, date]
    """The first and the last day that are as good as the period's end."""
    followed: bool
    """Whether newer figures follow in the same passage."""

    @property
    def table_month(self) -> tuple[Period, int, int]:
        """Which table, and the month its figures stand for."""
        return self.period, self.when.last.year, self.when.last.month


def _cutoffs(passage: Passage, period: Period, as_of: date | None) -> list[_Cutoff]:
    text = passage.text
    oldest, newest = fit = _fit(period, as_of)
    found = [
        (match, When.of(match, period.year))
        for match in _CUTOFF.finditer(text)
        if not match["deadline"]
        and not _NO_CUTOFF.search(text, max(0, match.start() - 8), match.start())
    ]
    if not found:
        return []
    news = [match.start() for match, when in found if oldest <= when.last <= newest]
    news += [match.start() for match in _SO_FAR.finditer(text)]
    last = max(news, default=0)
    return [
        _Cutoff(passage, period, match, when, fit, followed=match.start() < last)
        for match, when in found
    ]


def _fit(period: Period, as_of: date | None) -> tuple[date, date]:
    end = last_day(period)
    if as_of is None:
        return end.replace(day=1), end + _GRACE
    return min(as_of.replace(day=1), as_of - _GRACE), max(as_of, end + _GRACE)


def _usual_months(cutoffs: list[_Cutoff]) -> set[tuple[Period, int, int]]:
    """The months that most tasks of a table name: that office closes its books then."""
    tasks: dict[tuple[Period, int, int], set[int]] = defaultdict(set)
    for cutoff in cutoffs:
        tasks[cutoff.table_month].add(id(cutoff.passage.sourced))
    counts = {month: len(found) for month, found in tasks.items()}
    totals: Counter[Period] = Counter()
    for month, count in counts.items():
        totals[month[0]] += count
    return {m for m, count in counts.items() if count >= _USUAL and 2 * count > totals[m[0]]}


def _unfit(cutoff: _Cutoff, usual: set[tuple[Period, int, int]]) -> Iterator[Finding]:
    match, when, period = cutoff.match, cutoff.when, cutoff.period
    oldest, newest = cutoff.fit
    if oldest <= when.last <= newest or cutoff.table_month in usual:
        return
    end = last_day(period)
    if when.last > newest and when.may_be_of_another_year(end):
        return
    rule, named = (
        CUTOFF,
        {"text": match[0], "period": period.label, "end": f"{end.month}月{end.day}日"},
    )
    if when.last > newest:
        message = _("'{text}' lies after {period}, which ends on {end}").format(**named)
        hint = _("check the day, and whether the text belongs to a later table")
    elif when.last.year < period.year:
        if _is_starting_point(cutoff):
            return
        message = _("'{text}' is a day of another year than the table's").format(**named)
        hint = _("write {year}年 if this year is meant").format(year=period.year)
    elif cutoff.followed:
        return  # told as history
    else:
        if when.last >= (oldest - timedelta(days=1)).replace(day=1):
            rule = EARLY_CUTOFF
        message = _("'{text}' stops short of {period}, which ends on {end}").format(**named)
        hint = _(
            "bring the figures up to date, or give the day they stand for as 'as_of' in the entry"
        )
    yield cutoff.passage.finding(rule, match.start(), match.end(), message, hint)


def _is_starting_point(cutoff: _Cutoff) -> bool:
    """Whether an earlier year is meant: 截至去年6月底, 截至2020年底, or what lies farther back."""
    day = cutoff.when.last
    said = cutoff.match["relative"] is not None
    return said or day.year < cutoff.period.year - 1 or day.month > _THIRD_QUARTER_END


def _undated(passage: Passage) -> Iterator[Finding]:
    if match := _SO_FAR.search(passage.text):
        message = _("'{text}' does not say which day").format(text=match[0])
        hint = _("write the day, such as 截至6月20日, or give it as 'as_of' in the entry")
        yield passage.finding(UNDATED, match.start(), match.end(), message, hint)


def _stretches(passage: Passage, period: Period) -> Iterator[Finding]:
    """Sentences that begin with a quarter, a half-year or a run of months."""
    for match in _STRETCH.finditer("\n" + passage.text):
        start, end = match.start("stretch") - 1, match.end() - 1
        year = int(match["year"] or period.year)
        named = Period.parse(f"{year}年{match['name'].removesuffix('份')}")
        before, after = sentence_around(passage.text, start, end)
        if not _DONE.search(after) or _TO_COME.search(after) or _TO_COME.search(before):
            continue
        shown = {"text": match["stretch"], "period": period.label, "year": period.year}
        if year != period.year:
            same = (named.first, named.last) == (period.first, period.last)
            compared = _COMPARED.search(after) or f"{period.year}年" in after
            within = match["mark"] == "，"
            if not same or abs(year - period.year) > 1 or compared or within:
                continue
            rule, message = WRONG_YEAR, _("'{text}' is another year than the table's")
            hint = _("write {year}年 if this year is meant")
        elif period.last < named.last <= period.last + _HALF_A_YEAR:
            rule, message = OTHER_PERIOD, _("'{text}' is told as done, but lies after {period}")
            hint = _("check whether the text belongs to a later table")
        elif named.last < period.first and start == 0 and not _NEWS.search(passage.text, end):
            rule, message = OTHER_PERIOD, _("the report tells only of '{text}', not of {period}")
            hint = _("add what was done in {period}")
        else:
            continue
        yield passage.finding(rule, start, end, message.format(**shown), hint.format(**shown))


def _relative(passage: Passage, period: Period) -> Iterator[Finding]:
    if period.key.startswith("M"):
        return  # offices that report by the month may speak of the month and its quarter
    for match in _RELATIVE.finditer(passage.text):
        if match[0] == "本月" or not period.key.startswith("Q"):
            message = _("'{text}' says nothing in a table of {period}").format(
                text=match[0], period=period.label
            )
            hint = _("name the quarter or month, or bring the sentence up to date")
            yield passage.finding(RELATIVE_PERIOD, match.start(), match.end(), message, hint)


def _impossible(passage: Passage) -> Iterator[Finding]:
    for match in _DATE.finditer(passage.text):
        month, day = int(match["month"]), int(match["day"])
        before = _YEAR_BEFORE.search(passage.text, max(0, match.start() - 6), match.start())
        year = int(before[1]) if before else _LEAP_YEAR
        until, last = int(match["until"] or day), int(match["same"] or month)
        if not (_in_calendar(year, month, day) and _in_calendar(_LEAP_YEAR, last, until)):
            message = _("the calendar has no '{text}'").format(text=match[0])
        elif last == month and until < day:
            message = _("'{text}' runs backwards").format(text=match[0])
        else:
            continue
        hint = _("look the date up")
        yield passage.finding(IMPOSSIBLE_DATE, match.start(), match.end(), message, hint)


def _in_calendar(year: int, month: int, day: int) -> bool:
    return month in range(1, 13) and 1 <= day <= monthrange(year, month)[1]
