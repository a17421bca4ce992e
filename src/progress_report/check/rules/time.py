"""Time: whether the days and years that a report names fit the period it reports on."""

import re

from progress_report.check.corpus import Corpus, Diagnostics, Passage, PassageDiagnostic
from progress_report.check.language.dates import in_sentences, sentence_around, without_terms
from progress_report.check.language.roles import mapping, role
from progress_report.domain.period import Period

_THIS_YEAR = re.compile("今年|本年|目前|当前")
_MONTH = re.compile("(?<![0-9年])([0-9]{1,2})月")
_OTHER_YEAR = re.compile("20[0-9]{2}年")
_RELATIVE = re.compile(r"本(?:季度|月)(?<!日本月)(?![底末内])")
_HALF_A_YEAR = 6
_DECEMBER = 12
"""In a table of the whole year 今年 may be the next one, in which it is read."""
_MONTH_END, _REACH = "(?<![0-9年至到])(?P<month>1?[0-9])月[末底]$", 3


def check(corpus: Corpus) -> Diagnostics:
    """Find dates and periods that do not fit the reported period."""
    for passage in corpus.passages:
        if passage.period is not None and not passage.is_history:
            yield from _stretches(passage, passage.period)
            if "累计" in passage.text or "共" in passage.text:
                yield from _two_stretches(passage, passage.period)
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
            if re.search(f"{passage.period.year - 1}年|[去上]年", passage.text):
                yield from _year_before(passage, passage.period)


def _stretches(passage: Passage, period: Period) -> Diagnostics:
    """Check sentences that begin with a quarter, a half-year or a range of months."""
    text = passage.text
    for match in role("{stretch}").finditer("\n" + text):
        start, end = match.start("stretch") - 1, match.end() - 1
        year = int(match["year"] or period.year)
        named = _stretch(year, match["name"])
        before, after = sentence_around(text, start, end)
        later = year == period.year and period.last < named.first
        after = role("{own_target}").sub("完成5", without_terms(after) if later else after)
        whole = match["name"] == "全年"
        then = "(?=，(?:目前|截至|上半年|[0-9]+月))"  # 全年休渔期为5—8月，6月底已过去
        after = role(f"^((?:累计|共)[^，]*|[^，]*{then})，.*").sub(r"\1", after) if whole else after
        if whole and re.match("[须需应拟要将]|[0-9]+[项件个]|资金|预算|指标", after):
            continue
        is_first = start == 0 and not match["month"]
        months = match["month"] or match["name"][-1] in "月份" or match["name"] == "前三季度"
        beyond = months and year == period.year and period.last < named.last
        figure = "[0-9]" if later or beyond or year < period.year else "{figure_reported}"
        due = later and role("{planned_in_year}").search(text[:start].rpartition("。")[2])
        reported = not due and role(figure).search(after) and (not whole or "同比" in after)
        done = role("{done_at}").search(after) or reported
        if year < period.year or beyond:
            after = role("{later_plan}" if beyond else "{of_now}").sub("", after)
        to_come = role("{to_come}") if year == period.year or match["month"] else role("{wished}")
        if not done or to_come.search(after) or to_come.search(before):
            continue
        if year != period.year:
            same = period.first <= named.first and named.last <= period.last
            compared = role("{compared}").search(after) or f"{period.year}年" in after
            if re.search(f"[较比与同]{year - 1}年", after) and not _THIS_YEAR.search(after):
                compared = year > period.year  # 2024年1—6月 is compared as this year is
            history = re.search("[0-9]|[上去]年|同期|[比较]|从|由|自", before)
            if same and abs(year - period.year) == 1 and not compared and not history:
                yield wrong_year(passage, start, end, period)
        elif period.last < named.last <= period.last + _HALF_A_YEAR:
            yield _lies_after(passage, start, end, period)
        elif named.last < period.first and is_first and not role("{news}").search(text, end):
            yield passage.diagnose("other-period", start, end, "only-earlier", period=period.label)


def _two_stretches(passage: Passage, period: Period) -> Diagnostics:
    """Find 一季度，窗口1—6月累计办理: the time that begins a sentence is not that of its figure."""
    for match in role("{stretch}{later_stretch}").finditer("\n" + passage.text):
        first, later = (_stretch(period.year, match[name]) for name in ("name", "later"))
        if first.last < later.last:
            start, end = (index - 1 for index in match.span("stretch"))
            values = {"period": match["later"]}
            yield passage.diagnose("other-period", start, end, "two-stretches", **values)


def _stretch(year: int, name: str) -> Period:
    name = re.sub("前(.+)个月", r"1—\1月", name.removesuffix("份"))
    return Period.parse(f"{year}年{name}")


def _month_ends(passage: Passage, period: Period) -> Diagnostics:
    """Check the ends of months at which something is counted: 9月末贷款余额198亿元."""
    text = passage.text
    for match, before, after in in_sentences(role("{stock}"), text):
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
        history = role("{compared}").search(before + after) or f"{period.year}年" in before + after
        if same and not history and role("^，?[^，。；]{0,16}?{figure_reported}").search(after):
            yield wrong_year(passage, *match.span(), period)
    if first := role("{day_at_start}").match(text):
        same = int(first["year"]) == period.year - 1
        here = period.first <= int(first["month"]) <= period.last
        news = role(f"{{of_present}}|{period.year}年").search(text, first.end())
        if same and here and not news and role("[0-9]|{certain}").search(text, first.end()):
            yield wrong_year(passage, *first.span("day"), period)
            return
    for match, before, after in in_sentences(role("{year_at_start}"), text):
        same = int(match["year"]) == period.year - 1 and not re.search("[0-9]", before)
        present = re.search("目前|当前|正在", after) and f"{period.year}年" not in after
        if same and present and not role("{compared}").search(after):
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
        named = {int(month) for month in _MONTH.findall(before)}
        if match["near"] or (role("{season_now}").search(before) and not listed):
            present = {
                (period.last + n - 1) % 12 + 1 for n in ((0, 1, 2) if match["near"] else (-1, 0, 1))
            }
            later = not months & {*range(period.first, period.last + 1)} and not match["near"]
            present |= named  # 10月6日正值国庆假期
            if (later or role("{at_present}").search(before + after)) and not present & months:
                yield passage.diagnose(
                    "other-period", *match.span(), "not-at-end", period=period.label
                )
        elif year == period.year - 1:
            here = months <= {*range(period.first, period.last + 1)}
            opens = not before.strip() and re.search("[0-9]", after)
            dated = named & months or match["season"] in before or opens
            if here and dated and not role("{compared}").search(before + after):
                yield wrong_year(passage, *match.span(), period)
        elif year == period.year and _is_reported_early(match, before, after, period):
            yield _lies_after(passage, *match.span(), period)


def _is_reported_early(match: re.Match[str], before: str, after: str, period: Period) -> bool:
    """Whether a season after the period is past or here: 秋收全面结束, 暑假期间."""
    first, last = mapping("seasons")[match["season"]]
    if role("{seized}").search(before) and role("{chance}").match(after):
        return bool(period.last + 2 < first and not role("{season_planned}").search(before))
    ended = first <= period.last < last and re.match("已?(?:结束|过后)", after)
    if ended or after.startswith("前"):
        plain = ended or after[1:2] in "，夕"  # 秋收前完成检修 is a plan
        # so is 国庆前夕开放，方案已通过评审
        clause = after if ended else after.lstrip("前夕，").split("，")[0]
        done = (
            role("{reported_in_season}" if plain else "已|了|均|目前|现").search(clause)
            or "完毕" in after
        )
        planned = role("{season_planned}").search(before + after)
        soon = ended or period.last + 1 < first <= period.last + _HALF_A_YEAR
        return bool(done and soon and not planned)
    if first > last and role("{winter}").fullmatch(match[0]):
        planned = role("{season_planned}").search(before + after)
        reported = role("{reported_in_season}").search(before + after) and not planned
        return bool(reported and last < period.last < first)
    if first > last or not period.last < first <= period.last + _HALF_A_YEAR:
        return False
    if role("{took_place}|{acted_in_season}|{counted_in_season}").match(after):
        return not role("{to_come}").search(before + role("{own_target}").sub("", after))
    begun = match[0].endswith(("以来", "期间")) or role("{season_begun}").match(after)
    planned = role("{season_planned}").search(before + after)
    is_past = match["season"][0] == "入" or role("{reported_in_season}").search(before + after)
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


def _year_before(passage: Passage, period: Period) -> Diagnostics:
    """Find what follows a month of this year, dated a year before: 今年2月…，2024年5月完成."""
    for match in role("{dated_a_year_before}").finditer(passage.text):
        named = period.year - 1 if match["year"] in "去上" else int(match["year"])
        years = int(match["this"] or period.year), named
        months = [int(match["first"] or 1), int(match["last"] or period.last), period.last]
        after = passage.text[match.start("named") :].split("。")[0]
        if (
            (match["first"] or match["by"] or match["nth"])
            and years == (period.year, period.year - 1)
            and months == sorted(months)
            and not role("{earlier_work}").search(after)
        ):
            yield wrong_year(passage, *match.span("named"), period)


def _tasks(passage: Passage, period: Period) -> Diagnostics:
    for match, before, after in in_sentences(role("{task_of_year}"), passage.text):
        aim = role("{aim}").search(before)
        aimed = aim and (role("{basis}").search(after) or "为" not in before)
        share = match["share"] and role("{done_of}").search(before)
        by = role("{by_plan}").search(before) and re.search("[0-9]", after)
        history = re.search("结转|整改|反馈|审计|考核结果|回头看", after)
        current = role("{current}").search(after) and f"{period.year}年" not in passage.text
        here = aimed or share or by or current
        if int(match["year"]) == period.year - 1 and here and not history:
            yield wrong_year(passage, *match.span("named"), period)
            return
    for match, before, after in in_sentences(role("{due_in_year}"), passage.text):
        if str(period.year - 1) not in match.groups():
            continue
        if match["this"] or (role("{planned_ahead}").search(before + after) and "已" not in before):
            yield wrong_year(passage, *match.span(), period)
