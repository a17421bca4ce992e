"""Time: whether the days and years that a report names fit the period it reports on."""

import re

from progress_report.check.corpus import Corpus, Diagnostics, Passage, PassageDiagnostic
from progress_report.check.language.dates import in_sentences, sentence_around, without_terms
from progress_report.check.language.roles import mapping, role
from progress_report.domain.period import Period

_FIGURE = "(?:{reports}|{makes}|{verbs})[^。；]{0,30}?[0-9]"
_OWN_TARGET = "(?:年度|全年|年|省定|市定|区定|完成|占)(?:目标|任务|计划)+(?:投资|面积)?数?的?[0-9]"
"""完成年度任务的56% reports what was done, as 完成年度任务 without a figure may not."""

_DONE = re.compile(r"已|累计|共(?![同建享产])|完成了|实现了")
_WISHED = re.compile("[将拟]|力争|争取|确保|下一?步|打算")
_COMPARED = re.compile(r"同期|相比|较|(?<![同环占])比(?!例|重)|基数|以来|今年|本年")
_THIS_YEAR = re.compile("今年|本年|目前|当前")
_NEWS = re.compile(r"目前|当前|截[至止]|下半年|年底|年末|全年|[三四]季度|月")
_DAY_OF_LAST_YEAR = "(?P<day>(?P<year>20[0-9]{2})年(?P<month>[0-9]{1,2})月(?:[0-9]{1,2}日)?)，"
_PRESENT = "目前|当前|截[至止]|今年|本年|现[已在]|同比|以来|至今|[0-9]月|较|比"
_MONTH = re.compile("(?<![0-9年])([0-9]{1,2})月")
_OTHER_YEAR = re.compile("20[0-9]{2}年")
_RELATIVE = re.compile(r"本(?:季度|月)(?<!日本月)(?![底末内])")
_HALF_A_YEAR = 6
_AT_PRESENT = re.compile("正[在组开加抓值]|目前|当前|眼下|时下")
_SEASON_NOW = re.compile("(?:正值|时值|正处|恰逢|正逢|临近|将近|步入|当前|目前)$")
_WINTER = "(?:入冬|今冬|封冻|上冻).*|.*以来"
_REPORTED = "[0-9]|已|全部|均|了|完成|正[在组]|明显"
_SEIZED = "(?:抢抓|抓住|抓紧|抓好|趁着?|利用|赶在)$"
_CHANCE = "前?[^，。；]{0,4}(?:时机|窗口|时期|时间|时段|契机)"
_DECEMBER = 12
"""In a table of the whole year 今年 may be the next one, in which it is read."""
_AIM = "(?:为|确保|力争|努力|奋力|全力|坚决)[^，。；]{0,8}(?:完成|实现)[^，。；]{0,2}$"
_BY = "(?:按照|对照|围绕|锚定|聚焦|落实|贯彻|紧扣|紧盯)[^，。；]{0,4}$"
_CURRENT = "^(?:中，)?(?!.*今年).*(?:上半年.*完成|年内|下半年|目前|正在)"
_PAST = (
    "(?:今年|本年)[^，。；（]{0,6}（(?P<this>YEAR年)"
    "|(?P<end>YEAR年(?:[底末内]|1?[0-9]月底?))[之以]?前"
)
_OF_NOW = "，下半年(?:将|拟|计划|力争|确保)[^。]*|[列纳]入YEAR年[^，。]*"
"""2024年上半年，…，下半年将…: written at the end of the period reported on."""
_THEN = (
    "(?P<by>[按对]照|围绕|根据|落实|聚焦|锚定)?(?:(?P<this>20[0-9]{2})年度?|今年|本年度?)(?:(?P<first>1?[0-9])月[^。；]{2,30}?"
    "(?:，[至到]?|(?<![自由])于)|[^，。；0-9]{2,16}，[^，。；0-9]{0,10}?)"
    "(?P<named>(?P<year>20[0-9]{2})年(?:(?:1?[0-9][—-])?(?P<last>1?[0-9])月|上半年|[一二]季度))"
    "(?:[底末]|[1-3]?[0-9]日)?，?(?:已|全面|累计)?(?:{verbs}|{makes}|{reports})(?![^，。；]*的)"
)
_STOCK = (
    "月[末底](?<=[0-9]..)(?![之以]?前)，?[^，。；]{0,14}?"
    "(?:余额|保有量|总数|总量|在册|存量|存栏|库存)[^，。；0-9]{0,12}[0-9]"
)
_MONTH_END, _REACH = "(?<![0-9年至到])(?P<month>1?[0-9])月[末底]$", 3
_EARLIER_WORK = "[较比从]|自(?!然)|同期|起|可研|立项|批复|招标|选址|设计|审批|签约|落户|今年"
_AHEAD = "下一?步|[将拟]|力争|确保|争取|预计|计划|目标"
_BASIS = "^，|打下|奠定|提供|创造|夯实"
_DONE_OF = "(?:完成|占|达到?|为)(?:全[县市区])?(?:了|到)?$"


def check(corpus: Corpus) -> Diagnostics:
    """Find dates and periods that do not fit the reported period."""
    for passage in corpus.passages:
        if passage.period is not None and not passage.is_history:
            yield from _stretches(passage, passage.period)
            if f"{passage.period.year - 1}年" in passage.text:
                yield from _last_year(passage, passage.period)
            if "月末" in passage.text or "月底" in passage.text:
                yield from _month_ends(passage, passage.period)
            yield from _relative(passage, passage.period)
            yield from _seasons(passage, passage.period)
            yield from _harvests(passage, passage.period)
            if "周年" in passage.text:
                yield from _anniversaries(passage, passage.period)
            if "五”" in passage.text:
                yield from _of_plans(passage, passage.period)
            if f"{passage.period.year - 1}年" in passage.text:
                yield from _tasks(passage, passage.period)
                yield from _then(passage, passage.period)


def _stretches(passage: Passage, period: Period) -> Diagnostics:
    """Check sentences that begin with a quarter, a half-year or a range of months."""
    for match in role("{stretch}").finditer("\n" + passage.text):
        start, end = match.start("stretch") - 1, match.end() - 1
        year = int(match["year"] or period.year)
        name = re.sub("前(.+)个月", r"1—\1月", match["name"].removesuffix("份"))
        named = Period.parse(f"{year}年{name}")
        before, after = sentence_around(passage.text, start, end)
        later = year == period.year and period.last < named.first
        after = role(_OWN_TARGET).sub("完成5", without_terms(after) if later else after)
        whole = match["name"] == "全年"
        if whole and re.match("[须需应拟要将]|[0-9]+[项件个]|资金|预算|指标", after):
            continue
        is_first = start == 0 and not match["month"]
        months = match["month"] or match["name"][-1] in "月份" or match["name"] == "前三季度"
        beyond = months and year == period.year and period.last < named.last
        figure = "[0-9]" if later or beyond or year < period.year else _FIGURE
        done = _DONE.search(after) or (
            role(figure).search(after) and (not whole or "同比" in after)
        )
        if year < period.year:
            after = re.sub(_OF_NOW.replace("YEAR", str(period.year)), "", after)
        to_come = role("{to_come}") if year == period.year or match["month"] else _WISHED
        if not done or to_come.search(after) or to_come.search(before):
            continue
        if year != period.year:
            same = period.first <= named.first and named.last <= period.last
            compared = _COMPARED.search(after) or f"{period.year}年" in after
            if re.search(f"[较比与同]{year - 1}年", after) and not _THIS_YEAR.search(after):
                compared = year > period.year  # 2024年1—6月 is compared as this year is
            history = re.search("[0-9]|[上去]年|同期|[比较]|从|由|自", before)
            if same and abs(year - period.year) == 1 and not compared and not history:
                yield wrong_year(passage, start, end, period)
        elif period.last < named.last <= period.last + _HALF_A_YEAR:
            yield _lies_after(passage, start, end, period)
        elif named.last < period.first and is_first and not _NEWS.search(passage.text, end):
            yield passage.diagnose("other-period", start, end, "only-earlier", period=period.label)


def _month_ends(passage: Passage, period: Period) -> Diagnostics:
    """Check the ends of months at which something is counted: 9月末贷款余额198亿元."""
    text = passage.text
    for match, before, after in in_sentences(role(_STOCK), text):
        named = role(_MONTH_END).search(text, max(0, match.start() - _REACH), match.start() + 2)
        later = named and period.last < int(named["month"]) <= period.last + _HALF_A_YEAR
        other = re.search("[去上]年|20[0-9]{2}年|[较比与][^，]{0,8}$", before)
        planned = role("{to_come}|{future}").search(before + match[0] + after)
        if named and later and not other and not planned:
            yield _lies_after(passage, *named.span(), period)


def _lies_after(passage: Passage, start: int, end: int, period: Period) -> PassageDiagnostic:
    return passage.diagnose("other-period", start, end, period=period.label)


def _last_year(passage: Passage, period: Period) -> Diagnostics:
    """Check sentences that begin with last year and go on with the present: 2023年，…目前…."""
    text = passage.text
    for match, before, after in in_sentences(role("{cutoff_of_year}"), text):
        same = int(match["year"]) == period.year - 1 and int(match["month"]) == period.last
        history = _COMPARED.search(before + after) or f"{period.year}年" in before + after
        if same and not history and role(f"^，?[^，。；]{{0,16}}?{_FIGURE}").search(after):
            yield wrong_year(passage, *match.span(), period)
    if first := role(_DAY_OF_LAST_YEAR).match(text):
        same = int(first["year"]) == period.year - 1
        here = period.first <= int(first["month"]) <= period.last
        news = role(f"{_PRESENT}|{period.year}年").search(text, first.end())
        if same and here and not news and role("[0-9]|{certain}").search(text, first.end()):
            yield wrong_year(passage, *first.span("day"), period)
            return
    for match, before, after in in_sentences(role("{year_at_start}"), text):
        same = int(match["year"]) == period.year - 1 and not re.search("[0-9]", before)
        present = re.search("目前|当前|正在", after) and f"{period.year}年" not in after
        if same and present and not _COMPARED.search(after):
            yield wrong_year(passage, match.start(), match.end() - 1, period)


def _seasons(passage: Passage, period: Period) -> Diagnostics:
    """Check where a text names a season, or a day that comes every year."""
    text = passage.text
    if not role("{seasons}").search(text):
        return
    for match in role("{season}").finditer(text):
        year = int(match["year"] or period.year)
        first, last = mapping("seasons")[match["season"]]
        months = {*range(first, last + 1)} or {*range(first, 13), *range(1, last + 1)}
        before, after = sentence_around(text, *match.span())
        if role("{looks_back}").search(before + after) or _OTHER_YEAR.search(before):
            continue
        listed = after.startswith("、")  # 当前中秋、国庆将至
        if match["near"] or (_SEASON_NOW.search(before) and not listed):
            present = {
                (period.last + n - 1) % 12 + 1 for n in ((0, 1, 2) if match["near"] else (-1, 0, 1))
            }
            later = not months & {*range(period.first, period.last + 1)} and not match["near"]
            if (later or _AT_PRESENT.search(before + after)) and not present & months:
                yield passage.diagnose(
                    "other-period", *match.span(), "not-at-end", period=period.label
                )
        elif year == period.year - 1:
            named = {int(month) for month in _MONTH.findall(before)}
            here = months <= {*range(period.first, period.last + 1)}
            opens = not before.strip() and re.search("[0-9]", after)
            dated = named & months or match["season"] in before or opens
            if here and dated and not _COMPARED.search(before + after):
                yield wrong_year(passage, *match.span(), period)
        elif year == period.year and _is_reported_early(match, before, after, period):
            yield _lies_after(passage, *match.span(), period)


def _is_reported_early(match: re.Match[str], before: str, after: str, period: Period) -> bool:
    """Whether a season after the period is past or here: 秋收全面结束, 暑假期间."""
    first, last = mapping("seasons")[match["season"]]
    if role(_SEIZED).search(before) and role(_CHANCE).match(after):
        return bool(period.last + 2 < first and not role("{season_planned}").search(before))
    ended = first <= period.last < last and re.match("已?(?:结束|过后)", after)
    if ended or after.startswith("前"):
        plain = ended or after[1:2] in "，夕"  # 秋收前完成检修 is a plan
        # so is 国庆前夕开放，方案已通过评审
        clause = after if ended else after.lstrip("前夕，").split("，")[0]
        done = role(_REPORTED if plain else "已|了|均|目前|现").search(clause) or "完毕" in after
        planned = role("{season_planned}").search(before + after)
        soon = ended or period.last + 1 < first <= period.last + _HALF_A_YEAR
        return bool(done and soon and not planned)
    if first > last and role(_WINTER).fullmatch(match[0]):
        planned = role("{season_planned}").search(before + after)
        reported = role(_REPORTED).search(before + after) and not planned
        return bool(reported and last < period.last < first)
    if first > last or not period.last < first <= period.last + _HALF_A_YEAR:
        return False
    if role("{took_place}|{acted_in_season}|{counted_in_season}").match(after):
        return not role("{to_come}").search(before + role(_OWN_TARGET).sub("", after))
    begun = match[0].endswith(("以来", "期间")) or role("{season_begun}").match(after)
    planned = role("{season_planned}").search(before + after)
    is_past = match["season"][0] == "入" or role(_REPORTED).search(before + after)
    return bool(begun and is_past and not planned)


def _harvests(passage: Passage, period: Period) -> Diagnostics:
    """Find crops that are reported as harvested before they are ripe anywhere."""
    if not role("{harvests}").search(passage.text):
        return
    for match, before, after in in_sentences(role("{harvest}"), passage.text):
        sentence = before + match[0] + after
        month = mapping("harvests")[match["crop"] or match["ripe"] or match["gathered"]]
        reported = match["ripe"] or role("[0-9]|已|全部|基本|完").search(match[0] + after)
        early = role("(?:{early})[^，。；、0-9]{0,2}$").search(before)
        clause = before + match[0] + after.split("，")[0]
        other = role("{season_planned}").search(clause) or role("{looks_back}").search(sentence)
        other = other or _OTHER_YEAR.search(sentence)
        if period.last < month and reported and not early and not other:
            yield _lies_after(passage, *match.span(), period)


def _relative(passage: Passage, period: Period) -> Diagnostics:
    if period.key.startswith("M"):
        return  # offices that report by the month may speak of the month and its quarter
    for match in _RELATIVE.finditer(passage.text):
        if match[0] == "本月" or not period.key.startswith("Q"):
            yield passage.diagnose("relative-period", *match.span(), period=period.label)


def wrong_year(passage: Passage, start: int, end: int, period: Period) -> PassageDiagnostic:
    """A diagnostic at the name of a year that should be the table's."""
    return passage.diagnose("wrong-year", start, end, year=period.year)


def _anniversaries(passage: Passage, period: Period) -> Diagnostics:
    for match, before, _after in in_sentences(role("{anniversary}"), passage.text):
        right = period.year - mapping("anniversaries")[match["event"]]
        if int(match["count"]) == right - 1 and not _names_another(before, period):
            span = match.start("count"), match.end("count") + len("周年")
            yield passage.diagnose(
                "wrong-year",
                *span,
                "wrong-anniversary",
                year=period.year,
                right=right,
                count=match["count"],
                better=f"{right}周年",
            )


def _of_plans(passage: Passage, period: Period) -> Diagnostics:
    for match, before, _after in in_sentences(role("{year_of_plan}"), passage.text):
        right = period.year - mapping("plans")[match["plan"]] + 1
        count = mapping("plan_years")[match["nth"]]
        present = role("{plan_at_present}").search(before) and not _names_another(before, period)
        if present and (count < right or (count > right and period.last < _DECEMBER)):
            yield passage.diagnose(
                "wrong-year",
                *match.span("nth"),
                "wrong-year-of-plan",
                year=period.year,
                right=right,
                count=count,
            )


def _names_another(before: str, period: Period) -> bool:
    years = {*re.findall("(20[0-9]{2})年", before)}
    return bool(years - {str(period.year)} or re.search("去年|上年|明年|来年|以来", before))


def _then(passage: Passage, period: Period) -> Diagnostics:
    """Find what follows a month of this year, dated a year before: 今年2月…，2024年5月完成."""
    for match in role(_THEN).finditer(passage.text):
        years = int(match["this"] or period.year), int(match["year"])
        months = [int(match["first"] or 1), int(match["last"] or period.last), period.last]
        after = passage.text[match.start("named") :].split("。")[0]
        if (
            (match["first"] or match["by"])
            and years == (period.year, period.year - 1)
            and months == sorted(months)
            and not role(_EARLIER_WORK).search(after)
        ):
            yield wrong_year(passage, *match.span("named"), period)


def _tasks(passage: Passage, period: Period) -> Diagnostics:
    for match, before, after in in_sentences(role("{task_of_year}"), passage.text):
        aimed = role(_AIM).search(before) and (role(_BASIS).search(after) or "为" not in before)
        share = match["share"] and role(_DONE_OF).search(before)
        by = role(_BY).search(before) and re.search("[0-9]", after)
        history = re.search("结转|整改|反馈|审计|考核结果|回头看", after)
        current = role(_CURRENT).search(after) and f"{period.year}年" not in passage.text
        here = aimed or share or by or current
        if int(match["year"]) == period.year - 1 and here and not history:
            yield wrong_year(passage, *match.span("named"), period)
            return
    past = re.compile(_PAST.replace("YEAR", str(period.year - 1)))
    for match, before, after in in_sentences(past, passage.text):
        if match["this"] or (role(_AHEAD).search(before + after) and "已" not in before):
            yield wrong_year(passage, *match.span(), period)
