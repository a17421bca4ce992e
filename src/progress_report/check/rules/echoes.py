"""Echoes: the task's own words given as a report, parts that are the whole, words said twice."""

import re
from itertools import combinations, pairwise

from progress_report.check.corpus import Corpus, Diagnostics, Passage
from progress_report.check.language.roles import Figures, role
from progress_report.domain.period import Period
from progress_report.text.punctuation import fold
from progress_report.text.quantities import Quantity

_AMONG = re.compile("，?(?:其中|包括)[^。；]*")
_SHORT = 2
_SENTENCE = "[^。；！？\n]+"
_LEAST = 16
"""Characters from which a sentence, or a part of one, repeats the wording and not a name."""
_ORDER = re.compile("(?:^|(?<=。))要|确保|力争|不少于|不低于|务必|必须")
_AT_START = "(?:^|[，。；])(?:要|确保|力争|务必|必须)"
_MANY_WISHES = 2
_DEMAND = re.compile("着力|努力|切实|年内|年底前|(?<=，)要(?![求素件点道闻领么])")
_RESULT = re.compile("[已了正未尚]|(?<![平年户人亩])均|目前|截至|累计|以来|[0-9][月日]|上半年|季度")
_DECEMBER = 12
_TARGET_WORDS = ("年底", "年内", "全年", "月底前", "不少于", "不低于", "确保", "力争")
_PROMISED = "计划|预计|将|拟|下一?步|接下来|按照|(?<!高)标准|规定|原则|任务|方案"
_ANNOUNCED = f"{_PROMISED}|已|目前|截至|平均|^其中"
_SAID = "要求|强调|指出|提出|明确|部署|会议(?![0-9])|讲话"
_BEFORE = f"{_SAID}|下一?步|接下来|“[^”]*$"
_QUOTED = f"{_BEFORE}|规定|通知|意见|方案|：$"


def check(corpus: Corpus) -> Diagnostics:
    """Find reports that repeat their task, and parts that are no parts."""
    for row in corpus.rows:
        wording = fold(row.wording.text)
        for period, passages in row.entries.items():
            texts = [passage.text for passage in passages]
            whole = not any(map(_RESULT.search, texts)) and _demands("，".join(texts), period)
            if whole:
                yield passages[0].diagnose("no-result", 0, len(passages[0].text))
            for passage in passages:
                if not whole:
                    yield from _calls(passage)
                yield from _echoes(passage, wording)
                if "其中" in passage.text or "包括" in passage.text:
                    yield from _no_parts(passage)


def _calls(passage: Passage) -> Diagnostics:
    """Find sentences beside results that tell offices what to do, as a plan does."""
    if not role("{may_call}").search(passage.text):
        return
    part_of_year = passage.period is not None and passage.period.last < _DECEMBER
    for sentence in role(_SENTENCE).finditer(passage.text):
        if not role("{may_call}").search(sentence[0]):
            continue
        earlier = passage.text[max(0, sentence.start() - 60) : sentence.start()].split("\n")[-1]
        matches = [(match, _QUOTED) for match in role("{call}").finditer(sentence[0])]
        matches += [
            (match, f"{_QUOTED}|{_PROMISED}")
            for match in role("{later_call}").finditer(sentence[0])
        ]
        if part_of_year and any(map(sentence[0].__contains__, _TARGET_WORDS)):
            matches += [
                (match, f"{_QUOTED}|{_PROMISED}")
                for match in role("{target_as_report}").finditer(sentence[0])
                if not role(_ANNOUNCED).search(sentence[0], match.start())
            ]
        for match, excuse in matches:
            words = sentence[0][: match.start()]
            if not re.search(_BEFORE, earlier + words) and not re.search(excuse, words):
                later = (
                    match[0][0] == "（" or sentence[0][match.start() - 1 : match.start()] == "，"
                )
                start = sentence.start() + (match.start() if later else 0)
                yield passage.diagnose("no-result", start, sentence.end())
                break


def _demands(text: str, period: Period) -> bool:
    """Whether a text is of demands: two orders, or words of will with all of its figures."""
    if role("{call}").search(text):
        return True
    text = re.sub("“[^”]*”", "", text)
    planned = None if re.search("实际|超", text) else role("{planned_in_year}").search(text)
    if planned and period.last < _DECEMBER and not re.search("[0-9]", text[: planned.start()]):
        return True
    orders, wishes = len(_ORDER.findall(text)), len(_DEMAND.findall(text))
    if not orders and wishes <= _MANY_WISHES:
        return False
    figures = [clause for clause in re.split("[，。；]", text) if re.search("[0-9]", clause)]
    wished = [bool(re.search(f"{_ORDER.pattern}|{_DEMAND.pattern}", clause)) for clause in figures]
    if orders and (any(wished[:1]) or (not figures and re.search(_AT_START, text))):
        return True
    return (orders > 1 and (any(wished) or not figures)) or (
        wishes > _MANY_WISHES and figures != [] and all(wished)
    )


def _echoes(passage: Passage, wording: str) -> Diagnostics:
    text = fold(passage.text)
    if not any(map(wording.__contains__, role("(?s).{8}").findall(text))):
        return  # a part of 16 characters holds one of these pieces
    for sentence in role(_SENTENCE).finditer(passage.text):
        start, end = sentence.span()
        clauses = [start, *(start + m.end() for m in role("，").finditer(sentence[0])), end + 1]
        for first, last in combinations(clauses, 2):
            part = text[first : last - 1]
            if len(part) < _LEAST or "," not in part or part not in wording:
                continue
            longest = max(o for o in clauses if o >= last and text[first : o - 1] in wording)
            yield passage.diagnose("echoed-task", first, longest - 1, count=longest - 1 - first)
            break


def _no_parts(passage: Passage) -> Diagnostics:
    text, figures = passage.text, passage.figures
    for whole, part in pairwise(figures):
        between = text[whole.end : part.start].replace("其中有", "其中")
        tail = text[part.end : part.end + 4]
        if re.match("，?其中", between) and _is_all(whole, part) and not re.match("[均全都]", tail):
            values = {"whole": whole.written, "figures": [whole, part]}
            yield passage.diagnose("part-is-whole", *part.span, "part-is-all", **values)
        elif named := _named_as_whole(whole, figures):
            values = {"kind": named.label, "whole": whole.written, "figures": [whole, named]}
            start = named.start - len(named.label)
            yield passage.diagnose("part-is-whole", start, named.end, **values)


def _named_as_whole(whole: Quantity, figures: Figures) -> Quantity | None:
    """A part that bears the name of its whole: 个体工商户1132户，其中个体工商户986户."""
    among = _AMONG.match(whole.text, whole.end)
    if not among or whole.measure == "%":
        return None
    for part in figures:
        if part.start < among.start():
            continue
        if part.end > among.end() or part.counter != whole.counter:
            return None
        direct = part.text[part.start - len(part.label) : part.start] == part.label
        long = len(part.label) > _SHORT and whole.before.endswith(part.label)
        listed = len(part.label) >= _SHORT and part.label in whole.before and _in_list(part)
        named = long or listed
        if direct and named and not part.bound:
            return part
    return None


def _in_list(part: Quantity) -> bool:
    """Whether a part is one of three and more with 、 between them."""
    start = part.start - len(part.before) - 1
    return part.text[start : start + 1] == "、" == part.text[part.end : part.end + 1] or (
        part.text[start : start + 1] == "、" and "、" in part.text[part.previous_end - 20 : start]
    )


def _is_all(whole: Quantity, part: Quantity) -> bool:
    exact = not (whole.bound or part.bound) and whole.measure != "%"
    named = len(part.before.replace("其中", "") or part.after) > 1
    return exact and named and whole.counter == part.counter and whole.value == part.value > 1
