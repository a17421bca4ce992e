"""Docket numbers (折子号): their spellings, order and identity, and the file names made of them."""

import re
import unicodedata
from functools import lru_cache
from typing import Annotated, TypeAlias

from pydantic import Field

from progress_report.text.prose import without_whitespace

DOCKET_PATTERN = r"^[0-9A-Za-z\u4e00-\u9fff]+([-_.][0-9A-Za-z\u4e00-\u9fff]+)*$"
_CALLED = r"(?i)^(?:第|No[.:]?|#)?([0-9]+|[0-9][0-9a-z]*(?:[-_.][0-9a-z]+)*)(?:\.0+)?[号项]?$"
"""A number with surrounding words, and the .0 that spreadsheets append."""
_MONTH = "(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*"
_DATE = (
    r"(?i)[0-9]{4}(?:/[0-9]{1,2}/[0-9]{1,2}|-[0-9]{2}-[0-9]{2})(?:[T ]?[0-9]{1,2}:[0-9:.]+)?|"
    r"[0-9]{4}年[0-9]{1,2}月(?:[0-9]{1,2}日)?|[0-9]{1,2}月[0-9]{1,2}日|"
    rf"[0-9]{{1,2}}-{_MONTH}(?:-[0-9]{{2,4}})?|{_MONTH}-[0-9]{{2,4}}"
)
"""Dates into which Excel turns a typed ``1-2``."""
Docket = Annotated[str, Field(pattern=DOCKET_PATTERN)]
"""The city's number for the task (折子号). Text: ``021`` and ``21-1`` stay exact."""
DocketOrder: TypeAlias = tuple[tuple[int, int, str, str], ...]  # a sort key of dockets


@lru_cache(maxsize=10_000)
def docket_order(docket: str) -> DocketOrder:
    """Sort key that puts dockets in natural order: numbers by value, the rest as text."""
    return tuple(map(_part_order, re.findall(r"[0-9]+|[^0-9]+", docket)))


def _part_order(part: str) -> tuple[int, int, str, str]:
    if not part.isdecimal():
        return 1, 0, part, ""
    # By length, then as text: Python converts no number of more than 4,300 digits.
    digits = part.lstrip("0")
    return 0, len(digits), digits, part


def plain_docket(text: str) -> str:
    """The docket in a cell: ``第901号`` is 901, ``№ 77`` 77, ``93.0`` 93 and ``２１－１`` 21-1."""
    squeezed = without_whitespace(unicodedata.normalize("NFKC", text))
    called = re.fullmatch(_CALLED, squeezed)
    return called[1] if called else squeezed


def looks_like_docket(text: str) -> bool:
    """Whether a text can be a docket: a number, or a short code that contains one."""
    docket = plain_docket(text)
    return bool(re.fullmatch(DOCKET_PATTERN, docket)) and any(char.isdigit() for char in docket)


def is_date(docket: str) -> bool:
    """Whether a spreadsheet has probably turned a docket such as 1-2 into a date."""
    return re.fullmatch(_DATE, docket) is not None


@lru_cache(maxsize=50_000)  # asked many times of every task
def docket_identity(docket: str) -> str:
    """The common form of all spellings of a docket: 021, 21 and 第21号 are the same."""
    if docket.isascii() and docket.isdecimal():  # as nearly all are
        return docket.lstrip("0") or "0"
    return re.sub(r"(?<![0-9])0+(?=[0-9])", "", re.sub(_CALLED, r"\1", docket))


def file_name(docket: str) -> str:
    """The task file's name: the docket with its leading number padded to three digits."""
    rest = docket.lstrip("0123456789")
    number = docket[: len(docket) - len(rest)]
    return f"{number.lstrip('0').zfill(3) if number else ''}{rest}.yaml"
