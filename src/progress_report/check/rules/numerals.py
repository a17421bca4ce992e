"""How numbers are written: units, kinds of numerals, thousands separators."""

import re
from bisect import bisect

from progress_report.check.corpus import Diagnostics, Passage
from progress_report.check.language.dates import sentence_around
from progress_report.check.language.roles import Figures, role, says
from progress_report.text.numerals import numeral
from progress_report.text.quantities import Quantity

_MONEY_AFTER = re.compile("的?(?:投资(?![者人商])|资金|贷款|补助款|补贴款)")
# No stop: 元 may follow (1.2亿、3亿元), or a noun.
_STOP = re.compile(r"$|[，。；）！？\n]|左右|以上|以内")
_MONTH_DIGIT = re.compile("[0-9]月(?:份|底|初|末|上旬|中旬|下旬|[0-9]{1,2}日)")
_BEFORE_MONTH = frozenset("一二三四五六七八九十〇零第正")
_IDIOM = 2
"""两个 is as common as 2个."""
_NOUN = 3
"""Characters of a noun that are compared: 八个方面 is a turn of speech."""
_CLAUSE, _MONEY_CLAUSE = 16, 24
"""Characters before a figure that say what it counts."""
_MEASURED = "(?:{dimensions}|{average}.{0,8})[约为达]?到?$"
"""Words after which a figure has a measure in any case."""
_LISTED = "(?:[、和与][0-9]+(?:[.][0-9]+)?)+[一-鿿%]"
"""39、33、31个工作日: the last of a list bears the measure of all."""
_LONG = re.compile(r"[0-9]{5,}")


def check(passage: Passage, figures: Figures) -> Diagnostics:
    """Find numbers that are miswritten."""
    yield from _months(passage)
    if figures:
        yield from _without_yuan(passage, figures)
        yield from _counts(passage, figures)
        yield from _grouping(passage, figures)
    yield from _without_measure(passage, figures)


def _without_yuan(passage: Passage, figures: Figures) -> Diagnostics:
    for quantity in figures:
        if quantity.measure:
            continue
        named = says(quantity, "{money}") and _STOP.match(passage.text, quantity.end)
        if named or _MONEY_AFTER.match(passage.text, quantity.end):
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
            says(quantity, _MEASURED)
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
        clause = re.split("[，、：]", before)[-1]
        if match[0] == "0" or role("{unmeasured}|[《“（]").search(clause):
            continue  # 涨幅为0
        if role("{indexes}").search(before + after):
            continue
        if role(_LISTED).match(text, end):
            continue
        measured = bisect(starts, end + len(after)) - bisect(starts, start - len(before) - 1)
        if (clause and _needs_measure(clause, match[0], measured)) or (
            measured and _is_in_series(text, start - len(clause), end, figures)
        ):
            yield passage.diagnose("figure-without-measure", start, end, written=match[0])


def _needs_measure(clause: str, written: str, measured: int) -> bool:
    """Whether a number after some words is of what is measured, as other figures beside it are."""
    of_money = len(clause) <= _MONEY_CLAUSE and role("{money}").search(clause)
    if of_money or role(_MEASURED).search(clause):
        return True
    if role("^占[^，]{2,12}的$").search(clause):
        return measured > 0
    if len(clause) > _CLAUSE or not (len(clause) > 1 or "." in written):
        return False
    done = role("(?:(?P<made>{makes}|{reports})|{verbs}).{1,8}$").search(clause)
    many = len(written) >= _NOUN  # not the number of a footnote
    return measured > 1 or (done is not None and (many or (measured == 1 and bool(done["made"]))))


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
    if "月" not in passage.text:
        return
    for match in role("{month_in_words}").finditer(passage.text):
        if passage.text[match.start() - 1 : match.start()] in _BEFORE_MONTH:
            continue
        digits = digits or _MONTH_DIGIT.search(passage.text)
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
