"""How numbers, ranges and dates are written: units, numerals, dashes, order."""

import re
import string
from bisect import bisect
from calendar import monthrange
from itertools import pairwise

from progress_report.check.corpus import Diagnostics, Passage, PassageDiagnostic
from progress_report.check.language.dates import sentence_around
from progress_report.check.language.roles import Figures, role, says
from progress_report.text.numerals import numeral
from progress_report.text.quantities import Bound, Quantity, measure_at

# A range is found by its dash and read from there to both sides: a search for its beginning
# would look at every number of the text.
_JOINT = re.compile("(?P<dash>[-－–～~至到—](?<=[0-9年月日时初中底末份].)(?:(?<=—)—)?)[0-9]")
_WIDEST = 12
"""Characters of the longest date."""
_TITLE = re.compile(r"《[^》。\n]*》?")
_CODE = frozenset("-－–_./+#:：" + string.ascii_letters + string.digits)
_DATE = re.compile("月(?<=[0-9]月)(?![龄薪])(?:(?P<day>[0-9]{1,2})日)?")
_YEAR = re.compile(r"([0-9]{4})年[0-9]{1,2}$")
_MONTHS = range(1, 13)
_LEAP = 2020
_HALF_A_YEAR = 6
# No stop: 元 may follow (1.2亿、3亿元), or a noun.
_STOP = re.compile(r"$|[，。；）！？\n]|左右|以上|以内")
_BEFORE_MONTH = frozenset("一二三四五六七八九十〇零第正")
_IDIOM = 2
"""两个 is as common as 2个."""
_NOUN = 3
"""Characters of a noun that are compared: 八个方面 is a turn of speech."""
_CLAUSE, _MONEY_CLAUSE = 16, 24
"""Characters before a figure that say what it counts."""
_LONG = re.compile(r"[0-9]{5,}")


def check(passage: Passage, figures: Figures) -> Diagnostics:
    """Find ranges, dates and numbers that are miswritten, or impossible."""
    for lower, upper in pairwise(figures):
        if lower.bound == Bound.FROM and upper.bound == Bound.TO:
            yield from _numbers(passage, lower, upper)
        elif passage.text[upper.start - 1] in "到至为" and lower.counter == upper.counter:
            yield from _moves(passage, lower, upper)
    yield from _date_ranges(passage)
    for match in _DATE.finditer(passage.text) if "月" in passage.text else ():
        yield from _date(passage, match)
    yield from _incomplete(passage)
    yield from _months(passage)
    if figures:
        yield from _without_yuan(passage, figures)
        yield from _counts(passage, figures)
        yield from _grouping(passage, figures)
    yield from _without_measure(passage, figures)


def _date_ranges(passage: Passage) -> Diagnostics:
    text = passage.text
    titles: list[tuple[int, int]] | None = None
    previous_end = -1
    for joint in _JOINT.finditer(text):
        dash = joint.start("dash")
        if dash <= previous_end:
            continue  # 2021-05-06 has one range at most
        previous_end = joint.end()
        left = role("{date_before_dash}").search(text, max(0, dash - _WIDEST), dash)
        right = role("{date_after_dash}").match(text, joint.end("dash"))
        if not left or not right or text[left.start() - 1 : left.start()] in _CODE:
            continue
        if titles is None:
            titles = [match.span() for match in _TITLE.finditer(text)]
        if not any(start < dash < end for start, end in titles):  # a title is quoted as it is
            yield from _dates(passage, left, joint["dash"], right)


def _numbers(passage: Passage, lower: Quantity, upper: Quantity) -> Diagnostics:
    dash = passage.text[lower.end : upper.start]
    suffix = upper.written.lstrip("0123456789.,")
    bare = not lower.written.lstrip("0123456789.,")
    start, end = lower.start, upper.end
    if bare and suffix[0] in "%％万亿":
        yield passage.diagnose(
            "range-without-unit", start, end, better=f"{lower.written}{suffix}～{upper.written}"
        )
    elif dash in "-－":
        better = f"{lower.written}～{upper.written}"
        yield passage.diagnose("hyphen-range", start, end, better=better)
    if lower.value > upper.value and dash not in "-－至到":
        yield passage.diagnose("reversed-range", start, end)


def _moves(passage: Passage, start: Quantity, end: Quantity) -> Diagnostics:
    """由1.5万吨提升至3吨: a figure that moves against the verb."""
    verb = role("^[^，。；]{0,4}?(?:(?P<up>{rises})|{falls})[到至为]$")
    match = verb.search(passage.text[start.end : end.start])
    rises = bool(match and match["up"])
    ranked = start.measure in {"位", "名"}  # 排名由369位上升到235位
    if (
        match
        and start.value != end.value
        and not ranked
        and rises is (end.value < start.value)
        and re.search("[由从较比]", start.before)
    ):
        figures = [start, end]
        yield passage.diagnose(
            "reversed-range", start.start, end.end, "against-verb", figures=figures
        )


def _dates(passage: Passage, left: re.Match[str], dash: str, right: re.Match[str]) -> Diagnostics:
    start, end = left.start(), right.end()
    if dash in "-－":
        yield passage.diagnose("hyphen-range", start, end, better=f"{left[0]}—{right[0]}")
    year, end_year = left["year"] or left["only"], right["year"] or right["only"]
    if year and end_year and year != end_year:
        backwards = int(year) > int(end_year)
    else:
        day, end_day = left["day"], right["day"] or right["alone"]
        same_month = right["month"] in {None, left["month"]}
        backwards = bool(day and end_day and same_month and int(day) > int(end_day))
        if not backwards and left["month"] and right["month"]:  # 4月15日至3月20日 of the next year?
            backwards = 0 < int(left["month"]) - int(right["month"]) < _HALF_A_YEAR
    if backwards:
        yield passage.diagnose("reversed-range", start, end)


def _incomplete(passage: Passage) -> Diagnostics:
    text = passage.text
    if "月" not in text and "年" not in text:
        return
    may_lack_day = role("{may_lack_day}").search(text)
    for match in role("{without_day}").finditer(text) if may_lack_day else ():
        end = match.end()
        if re.search("[日0-9][至到]$", text[: match.start()][-2:]):  # 5月8日至5月22对企业
            measured = text[end] in "日号"
        else:
            unit = text[end] not in "起对" and measure_at(text, end)
            measured = bool(unit) or text[end] in "日号余多几万亿千百十月时点年"
        if measured or not 1 <= int(match[0].partition("月")[2]) <= 31:  # noqa: PLR2004 - days of a month
            continue
        to_day = re.match("[至到](?:[0-9]{1,2}月)?[0-9]{1,2}日", text[end : end + 8])
        if to_day and "月" not in to_day[0]:
            continue  # 4月8至12日
        yield _without_day(passage, match.start(), end)
    for match in role("{day_alone}").finditer(text) if role("{may_be_day}").search(text) else ():
        if not measure_at(text, match.end()):
            yield _without_day(passage, *match.span("day"))
    for match in role("{lost_number}").finditer(text):
        yield passage.diagnose("incomplete-date", *match.span())


def _without_day(passage: Passage, start: int, end: int) -> PassageDiagnostic:
    written = passage.text[start:end]
    return passage.diagnose(
        "incomplete-date", start, end, "without-day", written=written, better=written + "日"
    )


def _year_meant(passage: Passage, start: int, end: int) -> int:
    """The year that a day without one is of: the report's, unless the sentence names another."""
    before, after = sentence_around(passage.text, start, end)
    before = re.split("今年|本年", before)[-1]
    other = re.search(r"20[0-9]{2}年|[去上前往每明次来]年|年度", before) or "闰" in before + after
    return _LEAP if passage.period is None or other else passage.period.year


def _date(passage: Passage, match: re.Match[str]) -> Diagnostics:
    text, start, end = passage.text, match.start() - 1, match.start()
    if text[start - 1 : start].isdecimal() and start:
        start -= 1
    if start and text[start - 1] in _CODE - {"-", "－", "–"}:
        return  # the end of a longer number
    month, day = int(text[start:end]), int(match["day"] or 1)
    given = _YEAR.search(text, max(0, start - 5), end)
    year = int(given[1]) if given else _year_meant(passage, start, match.end())
    if month not in _MONTHS or not 1 <= day <= monthrange(year, month)[1]:
        yield passage.diagnose("impossible-date", start, match.end())


def _without_yuan(passage: Passage, figures: Figures) -> Diagnostics:
    for quantity in figures:
        if quantity.measure:
            continue
        named = says(quantity, "{money}") and _STOP.match(passage.text, quantity.end)
        if named or role("{money_after}").match(passage.text, quantity.end):
            yield passage.diagnose(
                "wan-without-yuan", *quantity.span, better=quantity.written + "元"
            )
        elif _ends_series(passage.text, quantity, figures) or _is_made(quantity, figures):
            yield passage.diagnose("figure-without-measure", *quantity.span)


def _ends_series(text: str, quantity: Quantity, figures: Figures) -> bool:
    """Whether counted items stand before a bare 8.6万 in a series: 行道树2600株、花卉8.6万，."""
    if text[quantity.end : quantity.end + 1] not in {"，", "。", "；"}:
        return False
    start = text.rfind("、", 0, quantity.start)
    clause = text[start + 1 : quantity.start]
    counted = any(figure.end == start and figure.measure for figure in figures)
    return counted and not re.search("[，。；]", clause)


def _is_made(quantity: Quantity, figures: Figures) -> bool:
    """Whether a bare 3.2万 is of what is made, beside measured figures: 清淤3.2万，护岸4.6公里."""
    clause = quantity.before
    return (
        quantity.text[quantity.end : quantity.end + 1] in {"，", "；", "。"}
        and not quantity.bound
        and 1 < len(clause) <= _CLAUSE
        and any(figure.measure for figure in figures)
        and not says(quantity, "{unmeasured}|{indexes}")
        and (
            says(quantity, "{measured}")
            or (
                says(quantity, "(?:{makes}|{verbs}|清[理运])[^，。；]{0,8}$")
                and not says(quantity, "{plain_counts}$")
            )
        )
    )


def _without_measure(passage: Passage, figures: Figures) -> Diagnostics:
    text, starts = passage.text, [quantity.start for quantity in figures]
    for match in role(
        "[0-9](?<=[一-鿿、].)(?<!秒.)[0-9]{0,4}(?:[.][0-9]{1,2})?[余多]?(?=[，。；、])"
        "(?<![一-鿿](?:19|20)[0-9]{2})(?<![一-鿿][0-9][.]0)"
    ).finditer(text):
        start, end = match.span()
        before, after = sentence_around(text, start, end)
        clause = re.split("[，：]|、(?![^，：]*等[^，、：]{2,6}$)", before)[-1]  # 彩超等设备23
        if match[0] == "0" or role("{unmeasured}|[《“（]").search(clause):
            continue  # 涨幅为0
        if role("{indexes}").search(before + after):
            continue
        if role("{listed_numbers}").match(text, end):
            continue
        measured = bisect(starts, end + len(after)) - bisect(starts, start - len(before) - 1)
        if (clause and _needs_measure(clause, match[0], measured)) or (
            measured and _is_in_series(text, start - len(clause), end, figures)
        ):
            yield passage.diagnose("figure-without-measure", start, end, written=match[0])


def _needs_measure(clause: str, written: str, measured: int) -> bool:
    """Whether a number after some words is of what is measured, as other figures beside it are."""
    of_money = len(clause) <= _MONEY_CLAUSE and role("{money}").search(clause)
    if of_money or role("{measured}").search(clause):
        return True
    if role("^占[^，]{2,12}的$").search(clause):
        return measured > 0
    if len(clause) > _CLAUSE or not (len(clause) > 1 or "." in written):
        return False
    done = role("(?:(?P<made>{makes}|{reports})|{verbs})(?:.{1,8}|.*等.{2,6})$").search(clause)
    # a number of one or two digits alone may be that of a footnote
    some = done and (written[2:] or (measured and (done["made"] or written[1:])))
    return measured > 1 or bool(some)


def _is_in_series(text: str, start: int, end: int, figures: Figures) -> bool:
    """Whether the items beside a figure are counted: 38所、助餐点26，."""
    if not any(figure.end == start - 1 for figure in figures):
        return False
    before = next(figure for figure in figures if figure.end == start - 1)
    after = next((figure for figure in figures if figure.start > end), None)
    clause = after is not None and not re.search("[，。；]", text[end + 1 : after.start])
    return text[start - 1] == "、" or bool(after and clause and after.counter == before.counter)


def _months(passage: Passage) -> Diagnostics:
    digits = None
    if not role("月(?<=[一二三四五六七八九十].)").search(passage.text):
        return
    for match in role("{month_in_words}").finditer(passage.text):
        if passage.text[match.start() - 1 : match.start()] in _BEFORE_MONTH:
            continue
        digits = digits or role("{month_digit}").search(passage.text)
        if not digits:
            return
        day = match["day"]
        better = f"{numeral(match['month'])}月{f'{numeral(day)}日' if day else match['part']}"
        yield passage.diagnose(
            "mixed-numerals", *match.span(), "month-in-words", other=digits[0], better=better
        )


def _counts(passage: Passage, figures: Figures) -> Diagnostics:
    """三个项目 beside 5个项目."""
    chinese = [q for q in figures if q.chinese and q.value > _IDIOM and q.measure != "年"]
    if not chinese:
        return
    arabic = {(q.measure, q.after[:_NOUN]): q for q in figures if not q.chinese}
    for quantity in chinese:
        noun = quantity.after[:_NOUN]
        if len(noun) == _NOUN and (digits := arabic.get((quantity.measure, noun))):
            better = f"{quantity.value}{quantity.measure}"
            yield passage.diagnose(
                "mixed-numerals", *quantity.span, other=digits.written, better=better
            )


def _grouping(passage: Passage, figures: Figures) -> Diagnostics:
    if "," not in passage.text:
        return
    grouped = next((q for q in figures if "," in q.written), None)
    if not grouped:
        return
    for quantity in figures:
        if _LONG.match(quantity.written):
            yield passage.diagnose(
                "uneven-grouping",
                *quantity.span,
                other=grouped.written,
                better=grouped.written.replace(",", ""),
            )
