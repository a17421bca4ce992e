"""Cells that name units: who leads, who joins in, and whether the list says that there are more."""

import re
from dataclasses import dataclass

from progress_report.domain.table import Kind

_NOBODY = re.compile(r"[-—–―－−/／\\]+|(?:暂?无|没有)[。.]?")
"""How a table says that no unit leads or joins in."""

_BETWEEN = re.compile(r"[、，,；;\n]")
"""What parts the names of units; within brackets it is part of a name."""
_UP_TO_BRACKET = re.compile(r"[^（(）)]*([（(）)]|$)")

_ROLE = {
    Kind.LEAD: re.compile(r"[（(](?:牵头|主责|主办|负责)(?:单位|部门)?[）)]$"),
    Kind.UNITS: re.compile(r"[（(](?:配合|协办|协同|参与)(?:单位|部门)?[）)]$"),
}
"""What a unit does, said beside its name though its column says so already."""

_LABEL = re.compile(r"(?:(牵头|主责|主办)|负责|责任|配合|协办|协同|参与)(?:单位|部门)?[:：]\s*")
"""What the units after it do: 牵头：, 配合单位：; the first group says that they lead."""

_ITEM = re.compile(
    r"[①-⑳]|(?:^|(?<=[\n；;]))[1-9][0-9]?、|"
    r"(?:^|(?<=[\s、，,；;：:]))(?:[1-9][0-9]?(?:[.．](?![0-9])|[)）])|[（(][1-9][0-9]?[）)](?=\s*\S))"
)
"""The number of an item in a list, at its beginning: 1., 1、, 1）, （1）, ①."""

_AND_MORE = re.compile(
    r"(?<![平高初均同])等(?:[0-9０-９一二三四五六七八九十百多数几余共个家各区市县级直属和及街道乡镇]|"
    r"有关|相关|其[他它]|成员|责任|配合|协办|单位|部门|机构|委办局|企业)*[。.]?$"
)
"""How a list says that there are more than it names: 等, 等单位, 等12家单位."""

_PLAIN = re.compile(
    r"[^（(）)]{2,}(?:局|委|办|院|厅|署|部|处|队|站|所|会|社|馆|校|联|镇|乡|中心|街道|公司|集团|"
    r"政府|大学|银行|支行|专班|小组|公室|公园|产业园|科技园|园区)(?:[（(][^（(）)]*[）)])?"
)
"""What is by its ending the name of a unit, and no place."""
_BRANCHES = ("分局", "分公司", "分院", "分中心", "分校", "支队", "大队", "中队", "派出所")
"""What a name after a space may end in, and be a part of the unit before it."""
_GENERIC = re.compile(
    r"(?:管理?|建设|工作|领导|小组|服务|指挥|居民?|村民?|人民|街道|乡|镇|有限|责任|股份|集团|总|分|政府|检察|办事)*"
    r"(?:委员会|委会|办公室|[办处部局院队站所]|中心|公司|集团|政府|小组|法院)"
)
"""What such a name may end in, and what names nobody alone: 管委会, 办公室, 分公司."""


@dataclass(frozen=True, slots=True)
class Named:
    """The units that a cell names."""

    names: tuple[str, ...]
    is_open: bool = False
    """Whether it says that there are more."""
    tells_lead: bool = False
    """Whether it says of some that they lead, by a label before them."""


def is_nobody(text: str) -> bool:
    """Whether a cell says that there is no such unit."""
    return _NOBODY.fullmatch(text) is not None


def split_units(text: str) -> tuple[str, ...]:
    """The names in a list as this program prints it."""
    names, begin, depth = [], 0, 0
    closed = max(text.rfind("）"), text.rfind(")"))
    for piece in _UP_TO_BRACKET.finditer(text):
        within = depth and piece.start() <= closed  # a bracket that nobody closes holds nothing
        for mark in () if within else _BETWEEN.finditer(text, piece.start(), piece.end()):
            names.append(text[begin : mark.start()])
            begin = mark.end()
        depth = depth + 1 if piece[1] in ("（", "(") else max(0, depth - 1)
    names.append(text[begin:])
    return tuple(filter(None, map(str.strip, names)))


def read_units(text: str, column: Kind) -> Named:
    """The units that people name in a cell, each once, without numbers and labels before them.

    Args:
        text: What stands in the cell.
        column: Of leads or of units: what a name is followed by, in brackets, is no part of it if
            it only says this again.
    """
    role = _ROLE[column]
    names: list[str] = []
    is_open = tells_lead = False
    for listed in split_units(_ITEM.sub("、", text)):
        label = _LABEL.match(listed)
        tells_lead |= bool(label and label[1])
        alone = role.sub("", listed[label.end() if label else 0 :].rstrip("。")).rstrip()
        named = _AND_MORE.sub("", alone).rstrip()
        is_open |= named != alone
        names += (role.sub("", name) for name in _parted(named))
    return Named(tuple(dict.fromkeys(filter(None, names))), is_open, tells_lead)


def read_lead(text: str) -> str:
    """The one text for who leads; where a cell names several units, all of it on one line."""
    if names_several(text):
        return on_one_line(text)
    return "".join(read_units(text, Kind.LEAD).names)


def names_several(text: str) -> bool:
    """Whether more than one unit leads, by what a cell says."""
    named = read_units(text, Kind.LEAD)
    return len(named.names) > 1 or named.is_open


def on_one_line(text: str) -> str:
    """The lines of a cell, parted by 、 where nothing parts them yet."""
    whole = ""
    for line in filter(None, map(str.strip, text.split("\n"))):
        goes_on = not whole or _BETWEEN.match(whole[-1]) or _BETWEEN.match(line) or line[0] in "（("
        whole += line if goes_on else f"、{line}"
    return whole


def _parted(name: str) -> list[str]:
    """Names with white space between them, if all of them are plainly such; else the one."""
    pieces = name.split()
    if any(piece.endswith(_BRANCHES) for piece in pieces[1:]):
        return [name]
    plain = all(_PLAIN.fullmatch(piece) and not _GENERIC.fullmatch(piece) for piece in pieces)
    return pieces if plain else [name]
