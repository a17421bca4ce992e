"""Years that are counted: anniversaries, years of a plan, tasks of a year; each is a year old."""

import re

from progress_report.check.corpus import Diagnostics, Passage, PassageDiagnostic
from progress_report.check.language.dates import sentence_around
from progress_report.check.language.roles import mapping, role
from progress_report.domain.period import Period

_DECEMBER = 12
"""In a table of the whole year 今年 may be the next one, in which it is read."""
_AIM = "(?:为|确保|力争|努力|奋力|全力|坚决)[^，。；]{0,8}(?:完成|实现)[^，。；]{0,2}$"
_BY = "(?:按照|对照|围绕|锚定|聚焦|落实|贯彻|紧扣|紧盯)[^，。；]{0,4}$"
_CURRENT = "^(?:中，)?(?!.*今年).*(?:上半年.*完成|年内|下半年|目前|正在)"
_PAST = (
    "(?:今年|本年)[^，。；（]{0,6}（(?P<this>YEAR年)"
    "|(?P<end>YEAR年(?:[底末内]|1?[0-9]月底?))[之以]?前"
)
_AHEAD = "下一?步|[将拟]|力争|确保|争取|预计|计划|目标"
_BASIS = "^，|打下|奠定|提供|创造|夯实"
_DONE_OF = "(?:完成|占|达到?|为)(?:全[县市区])?(?:了|到)?$"


def wrong_year(passage: Passage, start: int, end: int, period: Period) -> PassageDiagnostic:
    """A diagnostic at the name of a year that should be the table's."""
    return passage.diagnose("wrong-year", start, end, year=period.year)


def check(passage: Passage, period: Period) -> Diagnostics:
    """Find years that fit the year before: 第四年 of “十四五” in 2025, tasks of 2024."""
    text = passage.text
    if "周年" in text:
        yield from _anniversaries(passage, period)
    if "五”" in text:
        yield from _of_plans(passage, period)
    if f"{period.year - 1}年" in text:
        yield from _tasks(passage, period)


def _anniversaries(passage: Passage, period: Period) -> Diagnostics:
    for match in role("{anniversary}").finditer(passage.text):
        before, _after = sentence_around(passage.text, *match.span())
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
    for match in role("{year_of_plan}").finditer(passage.text):
        before, _after = sentence_around(passage.text, *match.span())
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


def _tasks(passage: Passage, period: Period) -> Diagnostics:
    for match in role("{task_of_year}").finditer(passage.text):
        before, after = sentence_around(passage.text, *match.span())
        aimed = role(_AIM).search(before) and (role(_BASIS).search(after) or "为" not in before)
        share = match["share"] and role(_DONE_OF).search(before)
        by = role(_BY).search(before) and re.search("[0-9]", after)
        history = re.search("结转|整改|反馈|审计|考核结果|回头看", after)
        current = role(_CURRENT).search(after) and f"{period.year}年" not in passage.text
        here = aimed or share or by or current
        if int(match["year"]) == period.year - 1 and here and not history:
            yield wrong_year(passage, *match.span("named"), period)
            return
    for match in re.finditer(_PAST.replace("YEAR", str(period.year - 1)), passage.text):
        before, after = sentence_around(passage.text, *match.span())
        if match["this"] or (role(_AHEAD).search(before + after) and "已" not in before):
            yield wrong_year(passage, *match.span(), period)
