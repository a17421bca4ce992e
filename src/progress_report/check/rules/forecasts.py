"""Time: forecasts that are due, and announcements without a follow-up."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from progress_report.check.corpus import (
    Corpus,
    Diagnostics,
    Passage,
    PassageDiagnostic,
    TaskPassages,
)
from progress_report.check.language.dates import (
    DASH,
    WHEN,
    When,
    days_later,
    in_sentences,
    last_day,
    sentence_around,
    without_terms,
)
from progress_report.check.language.roles import role
from progress_report.domain.period import Period
from progress_report.domain.succession import is_finished

_FORECAST = re.compile(
    # the literal first, then the lookbehind: this order is many times faster
    r"(?P<verb>预[计期定]|有望|计划(?<![原按照动度作设资施]计划)|拟(?<![模虚草比原]拟)定?"
    r"|定于(?<![确规固约决]定于)|暂定|力争|争取|确保|将(?=[于在])|可于)"
    rf"(?P<link>(?:将|可|能|力争|争取|确保|陆续|分别|全部){{0,2}}[于在到至]?){WHEN}(?:[之以]?前|左右|期间)?"
)
_SURE = ("拟", "定", "预定", "暂定", "将")
"""Verbs that announce a date; a bare 计划 does so only with 于 or 在."""
_HOPED = ("力争", "争取", "确保")
_ABOUT_MEASURE = re.compile(r"[的份]?(?:任务|投资|目标|计划|指标|总|产值|工作|节点|序时)|的")
_REPORTED = re.compile(r"要求|提出|规定|部署|原定|原计划|此前|承诺|去年|上年")
_OTHER_YEAR = re.compile(r"(?<!\d)(20\d\d)年|[明次来]年")
_DONE = re.compile(rf"已经?[于在]{WHEN}")
_SEVERAL_DAYS = "(?:[至到—～~-][0-9]{1,2}日)?[^，。；0-9]{0,2}，?"
_FIRST = "(?=[0-9一二三四五六七八九十今本当明次来去上下第年底末内])"
"""What a date may begin with; the search skips the rest."""
_EVENT = (
    f"{_FIRST}(?<![至到])"
    + WHEN
    + _SEVERAL_DAYS
    + "[^，。；0-9]{0,20}?(?:{events}|(?:[^，。；]{0,8}?)[一-鿿]了(?![解不]))"
)
_STRETCH = rf"(?=[0-9]{{1,2}}月[0-9]{{1,2}}日{DASH}){WHEN}(?<=日)"
_NO_FUTURE = re.compile("待遇|[接招优善对看]待|[模虚]拟|将[军近士]")
_ARRANGED = "的[^，。；]{0,4}(?:安排|计划|方案|任务|目标|要求|部署|节点)"
_GRACE = 15
"""Days after the period in which its table is compiled."""
_HANZI = re.compile(r"[\u3400-\u9fff]+")


def check(corpus: Corpus) -> Diagnostics:
    """Find forecasts that are due, and announcements."""
    for row in corpus.rows:
        announced: dict[Period, list[_Announcement]] = {}
        for period, passages in row.entries.items():
            in_period = announced[period] = []
            for passage in passages:
                for diagnostic, announcement in _forecasts(passage, period):
                    yield diagnostic
                    if announcement:
                        in_period.append(announcement)
                yield from _done_ahead(passage, period)
            before = period.previous(announced)
            finished = is_finished(row.sourced.task, period.last - 1)
            if before and announced[before] and not finished:
                yield from _unkept(row, period, announced[before])


@dataclass(frozen=True, slots=True)
class _Announcement:
    """An announced date, and its topic."""

    text: str
    topic: str
    when: When


def _forecasts(
    passage: Passage, period: Period
) -> Iterator[tuple[PassageDiagnostic, _Announcement | None]]:
    text, end = passage.text, last_day(period)
    as_of = passage.entry.as_of if passage.entry else None
    for match in _FORECAST.finditer(text):
        when = When.of(match, period.year)
        start, stop = match.span()
        before, after = sentence_around(text, start, stop)
        if (
            _ABOUT_MEASURE.match(after)
            or role("{settled}").search(after)
            or _REPORTED.search(before)
            or _names_another_year(before, when, period)
        ):
            continue
        if when.last < (as_of or end.replace(day=1)):
            if not when.may_be_of_another_year(as_of or end):
                yield passage.diagnose("overdue-forecast", start, stop), None
        elif when.last <= end:
            if when.has_month or match["verb"] not in _HOPED:
                yield passage.diagnose("forecast-in-period", start, stop, period=period.label), None
        elif when.has_month and when.first > end and _announces(match):
            topic = re.split("[，,：:、]", before)[-1] + re.split("[，,]", after, maxsplit=1)[0]
            announcement = _Announcement(match[0], topic, when)
            yield passage.diagnose("announced-date", start, stop), announcement


def _announces(match: re.Match[str]) -> bool:
    return match["verb"].startswith(_SURE) or (
        match["verb"] == "计划" and match["link"].endswith(("于", "在"))
    )


def _names_another_year(before: str, when: When, period: Period) -> bool:
    """Whether the sentence names another year before, to which the date then belongs."""
    years = [match[1] for match in _OTHER_YEAR.finditer(before)]
    return not when.has_year and any(year != str(period.year) for year in years)


def _unkept(row: TaskPassages, period: Period, announced: list[_Announcement]) -> Diagnostics:
    """Find announcements of the last report for a past date that this report does not mention."""
    passages = row.entries[period]
    as_of = passages[0].entry.as_of if passages[0].entry else None
    trigrams: set[str] | None = None
    for announcement in announced:
        topic = _trigrams(announcement.topic)
        if not topic or announcement.when.last >= (as_of or last_day(period).replace(day=1)):
            continue
        if trigrams is None:
            trigrams = {part for passage in passages for part in _trigrams(passage.text)}
        if topic & trigrams:
            continue
        values = {"text": announcement.text, "topic": announcement.topic}
        yield row.at_entry(period).diagnose("unkept-announcement", **values)


def _trigrams(text: str) -> set[str]:
    return {
        run[0][start : start + 3]
        for run in _HANZI.finditer(text)
        for start in range(len(run[0]) - 2)
    }


def _events(text: str) -> Iterator[re.Match[str]]:
    """The dates on which something is reported to have taken place: 9月15日正式开馆."""
    if "月" not in text:
        return
    for match, before, after in in_sentences(role(_EVENT), text):
        certain = (
            role("{certain}|[0-9]").search(without_terms(after))
            or role("{certain}").search(match[0])
            or (
                not before and role("[日旬底初]，.*(?:[完建]成|竣工|通过|{ended})").search(match[0])
            )
        )
        if (
            certain
            and "前" not in match[0]
            and not before.endswith(("农历", "阴历"))
            and not role(_ARRANGED).match(after)
            and not role("{future}").search(
                _NO_FUTURE.sub("", before + match[0] + after[:4].partition("，")[0])
            )
        ):
            yield match


def _done_ahead(passage: Passage, period: Period) -> Diagnostics:
    text = passage.text
    matches = [*_DONE.finditer(text)]
    for others in (_events(text), _ended(text)):
        matches += [m for m in others if not any(d.start() <= m.start() < d.end() for d in matches)]
    as_of = passage.entry.as_of if passage.entry else None
    end = last_day(period)
    written = as_of or end
    for match in matches:
        when = When.of(match, period.year)
        day = when.last if match["from_day"] else when.first
        said = when.has_month or (when.has_year and match[0].startswith("已于"))  # 已于今年四季度
        if day <= written or not said or when.may_be_of_another_year(end):
            continue
        before, after = sentence_around(text, *match.span())
        planned = role("力争|争取|确保").search(after) and not role("已").search(match[0] + after)
        if _names_another_year(before, when, period) or "每年" in before or planned:
            continue
        grace = max(written, days_later(end, _GRACE))
        rule = "event-after-period" if match["day"] and day <= grace else "future-as-done"
        yield passage.diagnose(rule, *match.span(), period=period.label)


def _ended(text: str) -> Iterator[re.Match[str]]:
    """The stretches of days of which the sentence says that they are over."""
    if not role(f"日{DASH}").search(text):
        return
    for match, before, after in in_sentences(role(_STRETCH), text):
        if role("{ended}").search(after) and not role("{future}").search(before + after):
            yield match
