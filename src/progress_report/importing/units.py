"""Cells that name units: who leads, who joins in, and whether the list says that there are more."""

import re
from dataclasses import dataclass
from functools import cache

from progress_report.domain.table import ColumnKind
from progress_report.system.data import Patterns, read_data

_SEPARATORS = re.compile(r"[、，,；;\n]")
"""Between the names of units; within brackets they are part of a name."""
_UP_TO_BRACKET = re.compile(r"[^（(）)]*([（(）)]?)")
_ITEM = re.compile(
    r"[①-⑳]|(?:^|(?<=[\n；;]))[1-9][0-9]?、|"
    r"(?:^|(?<=[\s、，,；;：:]))(?:[1-9][0-9]?(?:[.．](?![0-9])|[)）])|[（(][1-9][0-9]?[）)](?=\s*\S))"
)
"""The number of an item in a list, at its beginning: 1., 1、, 1）, （1）, ①."""


_DATA = read_data("importing", "units")
UNIT_PATTERNS = Patterns(_DATA)
_ROLES = {ColumnKind.LEAD: "lead_role", ColumnKind.UNITS: "joint_role"}


@cache
def _with_ends(endings: tuple[str, ...]) -> Patterns:
    return Patterns({**_DATA, "end": [*_DATA["end"], *endings]})


@dataclass(frozen=True, slots=True)
class NamedUnits:
    """The units that a cell names."""

    names: tuple[str, ...]
    is_open: bool = False  # whether it says that there are more
    labels_lead: bool = False  # whether it says of some that they lead, by a label before them


def names_no_unit(text: str) -> bool:
    """Whether a cell says that there is no such unit."""
    return UNIT_PATTERNS["no_unit"].fullmatch(text) is not None


def split_units(text: str) -> tuple[str, ...]:
    """The names in a list as this program prints it, each once."""
    names, begin, depth = [], 0, 0
    closed = max(text.rfind("）"), text.rfind(")"))
    for piece in _UP_TO_BRACKET.finditer(text):
        within = depth and piece.start() <= closed  # a bracket that stays open holds nothing
        for mark in () if within else _SEPARATORS.finditer(text, piece.start(), piece.end()):
            names.append(text[begin : mark.start()])
            begin = mark.end()
        depth = depth + 1 if piece[1] in ("（", "(") else max(0, depth - 1)
    names.append(text[begin:])
    return tuple(dict.fromkeys(filter(None, map(str.strip, names))))


def read_units(text: str, column: ColumnKind, endings: tuple[str, ...] = ()) -> NamedUnits:
    """The units that people name in a cell, each once, without numbers and labels before them.

    In the column of leads, or of units, brackets behind a name that only say this again are no part
    of it.
    """
    role = UNIT_PATTERNS[_ROLES[column]]
    names: list[str] = []
    is_open = labels_lead = False
    for item in split_units(
        UNIT_PATTERNS["labelled_brackets"].sub(r"、\1、", _ITEM.sub("、", text))
    ):
        label = UNIT_PATTERNS["label"].match(item)
        labels_lead |= bool(label and label[1])
        unlabelled = role.sub("", item[label.end() if label else 0 :].rstrip("。")).rstrip()
        named = UNIT_PATTERNS["more"].sub("", unlabelled).rstrip()
        is_open |= named != unlabelled
        names += (role.sub("", name) for name in _parted(named, endings))
    return NamedUnits(tuple(dict.fromkeys(filter(None, names))), is_open, labels_lead)


def read_lead(text: str, endings: tuple[str, ...] = ()) -> str:
    """The one text for who leads; where a cell names several units, all of it on one line."""
    if names_several(text, endings):
        return on_one_line(text)
    return "".join(read_units(text, ColumnKind.LEAD, endings).names)


def names_several(text: str, endings: tuple[str, ...] = ()) -> bool:
    """Whether more than one unit leads, by what a cell says."""
    named = read_units(text, ColumnKind.LEAD, endings)
    return len(named.names) > 1 or named.is_open


def on_one_line(text: str) -> str:
    """The lines of a cell, parted by 、 where nothing parts them yet."""
    whole = ""
    for line in filter(None, map(str.strip, text.split("\n"))):
        goes_on = (
            not whole or _SEPARATORS.match(whole[-1]) or _SEPARATORS.match(line) or line[0] in "（("
        )
        whole += line if goes_on else f"、{line}"
    return whole


def _parted(name: str, endings: tuple[str, ...]) -> list[str]:
    """Names with white space between them, if all of them are plainly such; else the one."""
    pieces = name.split()
    if any(piece.endswith(tuple(_DATA["branch"])) for piece in pieces[1:]):
        return [name]
    known = _with_ends(endings) if endings else UNIT_PATTERNS
    plain = all(
        known["name"].fullmatch(piece) and not known["generic"].fullmatch(piece) for piece in pieces
    )
    return pieces if plain else [name]
