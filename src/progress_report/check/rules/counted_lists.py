"""Lists: the figure that says how many items they have, and 分别 with a figure for each."""

import re
from functools import cache

from progress_report.check.corpus import Diagnostics, Passage, PassageDiagnostic
from progress_report.check.language.dates import in_sentences
from progress_report.check.language.roles import Figures, mapping, role
from progress_report.check.language.word_lists import word_list
from progress_report.system.data import any_of
from progress_report.text.numerals import numeral
from progress_report.text.quantities import Quantity

_REACH, _NEAR = 120, 80
_MARKED = r"《[^《》\n]*》|“[^“”\n]*”|（[^（）\n]*）"
_BETWEEN = "、|{joint_and}"
_LEAST = 2
_SERIES = 3
_LONGEST = 12
_STEPS = ("环节", "步骤", "阶段", "程序", "流程")  # 受理、审查、办结三个环节
_NAME = 3
"""Characters of the two last items from which 和 joins names: 文化和旅游中心 is one."""
_ENDINGS = frozenset("路街道桥园馆站村镇乡校场线库河湖坝楼区")
"""Last characters of names that a count such as 2条断头路 may be of."""
_OF_NAMES, _OF_TITLES = {*"个家所条"}, {*"项个部份"}
"""What counts the places and offices, and the documents, that are named before a figure."""
_COUNTS_LISTED = _OF_NAMES | _OF_TITLES
_JOINT = "[^，。；、0-9]{0,3}(?:[、和与及]|以及)"
_IN_BRACKETS = "（[^（）]*）"
_MARKS = "[，。；：！？\n,;:（）]"


def check(passage: Passage, figures: Figures) -> Diagnostics:
    """Find figures of a sentence that miscount the list beside them."""
    for quantity, following in zip(figures, (*figures[1:], None), strict=True):
        if quantity.bound or quantity.scale != 1 or quantity.value != int(quantity.value):
            continue
        counts = _items_after(passage.text, quantity, following)
        counts = counts or _items_in_brackets(passage.text, quantity)
        if not counts and quantity.measure in _COUNTS_LISTED:
            counts = _items_before(passage.text, quantity)
        several = counts and quantity.value <= 3 * counts[1]  # 218家，分别在甲地和乙地
        if counts and several and not counts[0] <= quantity.value <= counts[1]:
            most = counts[1] if counts[1] < quantity.value else counts[0]
            yield passage.diagnose("list-count", *quantity.span, count=most, figures=[quantity])


_MEETINGS = frozenset(("次", "场", "场次", "批", "批次", "轮", "期", "轮次"))


def check_days(passage: Passage, figures: Figures) -> Diagnostics:
    """Find days that are more or fewer than the meetings held: 1月8日、2月9日、3月2日召开4次."""
    several = figures and passage.text.count("月") > _LEAST
    for days, before, after in in_sentences(role("{days}"), passage.text) if several else ():
        sentence = range(days.start() - len(before), days.end() + len(after))
        held = [q for q in figures if q.start in sentence and q.measure in _MEETINGS]
        count = len(role("{day_of_month}").findall(days[0]))
        distributed = re.search("分别|依次|时间|先后|即", before)
        if len(held) == 1 and distributed and not days["more"] and held[0].value != count:
            yield passage.diagnose("list-count", *held[0].span, count=count, figures=held)


def check_named(passage: Passage) -> Diagnostics:
    """Find lists that the number before 大 miscounts: 围绕甲、乙、丙四大产业."""
    text = passage.text
    if "、" not in text and "”" not in text:
        return
    closed = role("大(?<=[二两三四五六七八九十].)").search(text)
    for match in role("{closed_list}").finditer(text) if closed else ():
        if (
            "、" in re.split("[，。；：]", text[: match.start()])[-1]
            or match["items"].endswith(("二", "十"))
            or role("[一-鿿]{0,6}、").match(text, match.end())
        ):
            continue  # 科学发展本领、…八大本领, 党的二十大
        least = match["items"].count("、") + 1
        most = least + len(role("{joint_and}").findall(match["items"]))
        if not least <= numeral(match["count"]) <= most and numeral(match["count"]) <= 2 * most:
            yield _miscounted(passage, match.start("items"), match.end(), match["count"], least)
    for match in role("{counted_directly}").finditer(text):
        yield from _direct(passage, match)
    yield from _in_marks(passage)
    for match in role("{named_by_number}").finditer(text) if "“" in text else ():
        yield from _of_name(passage, match)


def _in_marks(passage: Passage) -> Diagnostics:
    """Check 五大类问题（资金、项目、档案、管护） and “春雷”“清风”“护苗”四大行动."""
    text = passage.text
    lists = [*role("{counted_in_brackets}").finditer(text)] if "（" in text else []
    lists += role("{counted_after_colon}").finditer(text) if "：" in text else ()
    for match in lists:
        groups = match["items"].split("，")  # 道路类的路面、护栏，管网类的给水、排水
        number, texts = numeral(match["count"]), {groups[0], "、".join(groups)}
        counts = [n for a, b in filter(None, map(_listed, texts)) for n in range(a, b + 1)]
        off, count = min(((abs(n - number), n) for n in counts), default=(0, 0))
        words = role(_BETWEEN).split(groups[0])  # 七个县（市、区）
        named = len(words) > 1 and min(map(len, words)) > 1
        named = named and not text.startswith(words[0][:2], match.end() + 1)
        if off and named and number != len(groups):
            yield _miscounted(passage, *match.span(), match["count"], count)
    for match in role("{items_alike}").finditer(text) if "、" in text and "”" in text else ():
        before = text[max(0, match.start() - _REACH) : match.start()]
        first, *others = role(_BETWEEN).split(role(_MARKS).split(before)[-1])
        word, count = match["word"], len(others) + 1
        begins = word in first and all(item.startswith(word) for item in others)
        named = begins or all(item.endswith(word) for item in (first, *others))
        if count >= _SERIES and named and numeral(match["count"]) != count:
            yield _miscounted(passage, *match.span(), match["count"], count)
    for match in role("{counted_quotes}").finditer(passage.text) if "”" in passage.text else ():
        count = match["names"].count("“")
        if count != numeral(match["count"]):
            yield _miscounted(passage, *match.span("counted"), match["count"], count)


@cache
def _joint_names() -> re.Pattern[str]:
    """Names of one office that hold 和: 住房和城乡建设局."""
    return re.compile(any_of([name for name in word_list("offices.txt") if "和" in name]))


def _direct(passage: Passage, match: re.Match[str]) -> Diagnostics:
    """Check a number directly after the list that it counts: 歌会、摄影展、邀请赛3项活动."""
    before = passage.text[max(0, match.start() - _REACH) : match.start()]
    clause = role("[，。；：:,;\n（）]").split(role(_MARKED).sub("甲", before))[-1]
    clause = _joint_names().sub("", clause)
    least, number = clause.count("、") + 1, numeral(match["count"])
    most = least + len(role("(?<!^){joint_and}|直至").findall(clause))
    several = role("等|(?<![A-Z])[0-9](?![号G])|[二三四五六七八九][省市县区地]").search(clause)
    if most < _SERIES or least <= number <= most or several:
        return
    first, *others = role(_BETWEEN).split(clause)
    acts = match["counter"] in ("种", "类") or match["noun"].startswith(_STEPS)
    done = str.isspace if acts else role("{done_item}").match
    if any(not item or done(item) or len(item) > _LONGEST for item in others):
        return
    if "在" in others[-1]:
        return  # 拖拉机、播种机、无人机在某乡四个村推广
    even = {*map(len, others)} == {min(len(first), len(others[0]))}
    alike = {item[-1:] for item in (first, *others)} == {others[-1][-1:]}
    lead = re.match("在|围绕|聚焦", first)
    short = lead or match["counter"] in ("种", "类", "项")
    short = short and max(map(len, others)) <= _NAME + 1 and len(first) <= _NAME + 2
    places = match["noun"].startswith(("部门", "单位")) or (
        match["noun"].startswith(tuple(mapping("kinds"))) and max(map(len, others)) <= _NAME
    )
    off_by_one = number == most + 1 or (
        number == least - 1 and (even or alike or places or bool(short))
    )
    if off_by_one or (even and role("^.{0,8}?{members}").match(match["noun"])):
        start = match.start() - len(others[-1])
        end = match.end("counter")
        yield _miscounted(passage, start, end, match["count"], most if number > most else least)


def _of_name(passage: Passage, match: re.Match[str]) -> Diagnostics:
    """Check the items after a name in “” that says how many they are."""
    text = re.split("[。）\n]", passage.text[match.end() : match.end() + _REACH])[0]
    items = re.split("[、，；：;,和与及]", text)
    names = [*role("{number_in_name}").finditer(match["name"])]
    for name in names:
        count = sum(item.startswith(name["word"]) for item in items)
        if name["general"] and count < _LEAST:
            counts = _listed(text)
        elif len(names) > 1 or name["general"] or count == len(items):
            counts = (count, count) if count >= _LEAST and "等" not in text else None
        else:
            counts = None
        if counts and not counts[0] <= numeral(name["count"]) <= counts[1]:
            yield _miscounted(passage, *match.span("name"), name["count"], counts[0])
            return


def _miscounted(
    passage: Passage, start: int, end: int, written: str, count: int
) -> PassageDiagnostic:
    values = {"written": written, "count": count}
    return passage.diagnose("list-count", start, end, cure="check-list", **values)


def _items_after(
    text: str, quantity: Quantity, following: Quantity | None
) -> tuple[int, int] | None:
    """The least and the greatest number of items after 4条，分别为."""
    end = quantity.end + _REACH
    items_follow = "[^，。；：、（）]{0,12}[，：]?{items_follow}(?!(?<=即)[食将时可日使便刻])"
    match = role(items_follow).match(text, quantity.end, end)
    if match is None or (following and following.start < match.end()):
        return None
    return _listed(text[match.end() :]) if len(text) < end else None


def _items_in_brackets(text: str, quantity: Quantity) -> tuple[int, int] | None:
    """How many names follow 变电站3座 or 3座变电站 in brackets: （甲变电站、乙变电站）."""
    match = role("{items_in_brackets}").match(text, quantity.end, quantity.end + _REACH)
    if not match or "、" not in match["items"]:
        return None
    counts = _listed(match["items"])
    noun = match["noun"] or quantity.label
    name = next((n for n in (match["noun"], match["noun"][-2:]) if n in mapping("kinds")), "")
    endings = tuple(mapping("kinds")[name]) if name else (noun[-1:], quantity.measure)
    items = role(_BETWEEN).split(match["items"])
    alike = len({item[-1:] for item in items}) == 1
    even = len({*map(len, items)}) == 1 and len(items) >= _SERIES
    whole = even or all(len(i) >= _NAME and (alike or i.endswith(endings)) for i in items)
    whole = whole and min(map(len, items)) > 1  # 32个县（市、区）
    return counts if noun + quantity.measure and whole else None


def _listed(text: str) -> tuple[int, int] | None:
    """The least and the greatest number of items at the start of a text."""
    listed = re.sub(_MARKED, "甲", text)
    listed = re.split("[，。；：\n]", listed)[0]
    if "等" in listed or re.search("[0-9](?![0-9]*[路号线期])", listed) or len(listed) == _REACH:
        return None
    items = listed.split("、")
    joined = len(role("{joint_and}").findall(listed))
    *_others, beside, last = role(_BETWEEN).split(listed.rstrip()) if joined == 1 else ("", "")
    alike = beside[-1:] == last[-1:] == items[0][-1:]
    names = min(len(beside), len(last)) >= _NAME
    if (
        joined == 1
        and len(items) > 1
        and (alike or names)
        and role("{joint_and}").search(items[-1])
    ):
        return len(items) + 1, len(items) + 1  # 甲线、乙线和丙线
    return (len(items), len(items) + joined) if joined or len(items) > 1 else None


def _items_before(text: str, quantity: Quantity) -> tuple[int, int] | None:
    """The least and the greatest number that may follow 甲镇、乙镇和丙乡等 or 《甲》《乙》."""
    noun = text[quantity.end : quantity.end + 3]
    kinds = mapping("kinds")
    name = next((noun[:n] for n in (3, 2, 1) if noun[:n] in kinds), "")
    last = text[max(0, quantity.start - 3) : quantity.start].removesuffix("等")[-1:]
    own = text[quantity.end : quantity.end + 6]
    if not name and last in _ENDINGS and last in re.split("[^一-鿿]", own)[0]:
        name = last
    counted = name and quantity.measure in _OF_NAMES
    if not counted and "》" not in text:
        return None
    clause = re.split("[，。；：\n]", text[max(0, quantity.start - _REACH) : quantity.start])[-1]
    titles = re.search(r"(?:《[^《》]*》[、和与及]?){2,}(?P<more>等)?$", clause)
    if titles and quantity.measure in _OF_TITLES:
        count = titles[0].count("《")
        return count, 10**6 if titles["more"] else count
    if not counted:
        return None
    more = clause.endswith("等")
    items = role(_BETWEEN).split(clause.removesuffix("等"))
    endings = tuple(kinds.get(name, name))
    listed = 0
    for item in reversed(items):
        if not item.endswith(endings) or len(item) < _LEAST:
            break
        listed += 1
    if listed < _LEAST:
        return None
    led_in = role("{lead_in_word}").search(items[-listed][:-2])
    if listed < len(items) and "、" in clause and not led_in:
        return None  # 玉米、大豆试点放在甲镇、乙镇 is a list of 镇 after another list
    return listed, 10**6 if more else listed


def check_respective(passage: Passage, figures: Figures) -> Diagnostics:
    """Find lists after 分别 that do not have a figure for each name."""
    text = passage.text
    counted = end = 0
    for match in role("分别").finditer(text):
        index = next((i for i, q in enumerate(figures) if q.start >= match.end()), len(figures))
        listed = _listed_figures(figures[index:])
        if len(listed) < 2 or role(_MARKS).search(text, match.end(), listed[0].start):  # noqa: PLR2004 - a list
            continue
        before = role(_IN_BRACKETS).sub("", text[max(0, match.start() - _NEAR) : match.start()])
        *earlier, names = role(_MARKS).split(before)
        if role("{not_all}").search(names) or len(names) == _NEAR:
            continue
        least, most = _named_before(names)
        if not least and "、" not in names:
            times = role("{times}").fullmatch(earlier[-1]) if earlier else None
            again = counted and not role("[。；\n]").search(text, end, match.start())
            # 一、二季度，…分别为; …分别为1亿元和2亿元，同比分别增长
            least = most = times[0].count("、") + 1 if times else counted * bool(again)
        counted, end = len(listed), match.end()
        if least and not least <= len(listed) <= most:
            span, counts = (listed[0].start, listed[-1].end), {"names": least, "count": len(listed)}
            name = "respective-count"
            yield passage.diagnose("list-count", *span, name, figures=listed, **counts)


def _listed_figures(figures: Figures) -> list[Quantity]:
    """The figures that a list begins with; none if it goes on without a figure."""
    listed = [*figures[:1]]
    for quantity in figures[1:]:
        if not role(_JOINT).fullmatch(quantity.text, listed[-1].end, quantity.start):
            break
        listed.append(quantity)
    goes_on = listed and role(f"、|{_JOINT}[0-9]").match(listed[-1].text, listed[-1].end)
    return [] if goes_on else listed


def _named_before(names: str) -> tuple[int, int]:
    """The least and the greatest number of things named; (0, 0) if it is not clear."""
    last = names.rpartition("、")[2]
    if number := role("{number_of}").search(last):
        if (last != names and not number.start()) or role("{joint_and}").search(last, number.end()):
            return 0, 0  # 甲产业、六大产业; 七大流域和重点海湾
        return numeral(number["count"]), numeral(number["count"])
    least = names.count("、") + 1
    if least == 1:
        return 0, 0
    most = least + len(role("{joint_and}").findall(names))
    return least, most + (10 if role("{several}").search(names) else 0)
