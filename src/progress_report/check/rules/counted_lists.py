"""Lists and the figure that says how many items they have."""

import re
from collections.abc import Iterator, Sequence

from progress_report.check.corpus import Passage, PassageDiagnostic
from progress_report.check.language.roles import cite, mapping, role
from progress_report.check.rule import Family, Rule
from progress_report.domain.diagnostics import Severity
from progress_report.system.i18n import _
from progress_report.text.numerals import numeral
from progress_report.text.quantities import Quantity

LIST_COUNT = Rule("list-count", Family.NUMBERS, Severity.WARNING)
RULES = (LIST_COUNT,)

_REACH = 120
_MARKED = r"《[^《》\n]*》|“[^“”\n]*”|（[^（）\n]*）"
_LEAST = 2
_ITEM = "[^，。；：、《》“”（）等大]{2,12}"
_CLOSED = f"(?:{{lines}})(?P<items>{_ITEM}(?:、{_ITEM})+)(?P<count>[二两三四五六七八九十])大"


def check(passage: Passage, figures: Sequence[Quantity]) -> Iterator[PassageDiagnostic]:
    """Find figures of a sentence that miscount the list beside them."""
    for quantity, following in zip(figures, (*figures[1:], None), strict=True):
        if quantity.bound or quantity.scale != 1 or quantity.value != int(quantity.value):
            continue
        counts = _items_after(passage.text, quantity, following) or _items_before(
            passage.text, quantity
        )
        if counts and not counts[0] <= quantity.value <= counts[1]:
            most = counts[1] if counts[1] < quantity.value else counts[0]
            message = _("'{written}', but {count} are listed").format(
                written=quantity.written, count=most
            )
            hint = cite(passage, [quantity])
            yield passage.diagnostic(LIST_COUNT, *quantity.span, message, hint)


def check_named(passage: Passage) -> Iterator[PassageDiagnostic]:
    """Find lists that the number before 大 miscounts: 围绕甲、乙、丙四大产业."""
    if "大" not in passage.text or "、" not in passage.text:
        return
    for match in role(_CLOSED).finditer(passage.text):
        least = match["items"].count("、") + 1
        most = least + len(re.findall("[和与及]", match["items"]))
        if not least <= numeral(match["count"]) <= most:
            message = _("'{written}', but {count} are listed")
            message = message.format(written=match["count"] + "大", count=least)
            hint = _("check the list and its number")
            yield passage.diagnostic(LIST_COUNT, match.start("items"), match.end(), message, hint)


def _items_after(
    text: str, quantity: Quantity, following: Quantity | None
) -> tuple[int, int] | None:
    """The least and the greatest number of items after 4条，分别为."""
    rest = text[quantity.end : quantity.end + _REACH]
    match = role("^[^，。；：、（）]{0,12}[，：]?{items_follow}").match(rest)
    if match is None or (following and following.start < quantity.end + match.end()):
        return None
    listed = re.sub(_MARKED, "甲", rest[match.end() :])
    listed = re.split("[，。；：\n]", listed)[0]
    if "等" in listed or re.search("[0-9]", listed) or len(rest) == _REACH:
        return None
    items = listed.split("、")
    joined = len(re.findall("[和与及]", listed))
    *_others, beside, last = re.split("[、和与及]", listed.rstrip()) if joined == 1 else ("", "")
    if joined == 1 and len(items) > 1 and beside[-1:] == last[-1:] == items[0][-1:]:
        return len(items) + 1, len(items) + 1  # 甲线、乙线和丙线
    return (len(items), len(items) + joined) if joined or len(items) > 1 else None


def _items_before(text: str, quantity: Quantity) -> tuple[int, int] | None:
    """The least and the greatest number that may follow 甲镇、乙镇和丙乡等 or 《甲》《乙》."""
    noun = text[quantity.end : quantity.end + 3]
    kinds = mapping("kinds")
    name = next((noun[:n] for n in (3, 2, 1) if noun[:n] in kinds), "")
    counted = name and quantity.measure in {"个", "家", "所", "条"}
    if not counted and "》" not in text:
        return None
    clause = re.split("[，。；：\n]", text[max(0, quantity.start - _REACH) : quantity.start])[-1]
    titles = re.search(r"(?:《[^《》]*》[、和与及]?){2,}(?P<more>等)?$", clause)
    if titles and quantity.measure in {"项", "个", "部", "份"}:
        count = titles[0].count("《")
        return count, 10**6 if titles["more"] else count
    if not counted:
        return None
    more = clause.endswith("等")
    items = re.split("[、和与及]", clause.removesuffix("等"))
    endings = tuple(kinds[name])
    listed = 0
    for item in reversed(items):
        if not item.endswith(endings) or len(item) < _LEAST:
            break
        listed += 1
    if listed < _LEAST or (listed < len(items) and "、" in clause):
        return None
    return listed, 10**6 if more else listed
