"""What a task file may say."""

import re
import unicodedata
from datetime import date
from functools import cache, lru_cache
from typing import Annotated, Any

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidatorFunctionWrapHandler,
    WrapValidator,
)

from progress_report.period import Period

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


def _not_blank(text: str) -> str:
    if not text.strip():
        raise ValueError("empty-text")
    return text


def _contributions(progress: Any) -> Any:
    """One text is one contribution by nobody in particular."""
    return [{"text": progress}] if isinstance(progress, str) else progress


def _entries(written: Any, validate: ValidatorFunctionWrapHandler) -> Any:
    """Two spellings of one period in a file would hide an entry."""
    entries = validate(written)
    if len(entries) != len(written):
        raise ValueError("same-period")
    return entries


def _day(text: Any) -> Any:
    """A day written out; pydantic alone would take 20210630 for seconds since 1970."""
    if isinstance(text, str) and _DAY.fullmatch(text) is None:
        raise ValueError("bad-date")
    return text


@cache
def _period_key(text: str) -> str:
    try:
        return Period.from_key(2000, text).key
    except ValueError:
        raise ValueError("period-key") from None


Prose = Annotated[str, AfterValidator(_not_blank)]
"""Running text, one sentence a line; a blank line starts a paragraph."""
Name = Annotated[str, AfterValidator(_not_blank)]
PeriodKey = Annotated[str, AfterValidator(_period_key)]
"""``H1 H2 Q1..Q4 M01..M12 FY``, or a span such as ``Q1-Q3``; kept in its canonical spelling."""
DOCKET_PATTERN = r"^[0-9A-Za-z\u4e00-\u9fff]+([-_.][0-9A-Za-z\u4e00-\u9fff]+)*$"
_CALLED = re.compile(
    r"^(?:第|No[.:]?|#)?"
    r"([0-9]+(?=\.0+[号项]?$)|[0-9][0-9A-Za-z]*(?:[-_.][0-9A-Za-z]+)*)(?:\.0+)?[号项]?$",
    re.IGNORECASE,
)
"""A number, what it may be called before and after it, and the .0 that programs put behind it."""
_MONTH = "(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*"
_DATE = re.compile(
    r"[0-9]{4}(?:/[0-9]{1,2}/[0-9]{1,2}|-[0-9]{2}-[0-9]{2})(?:[T ]?[0-9]{1,2}:[0-9:.]+)?|"
    r"[0-9]{4}年[0-9]{1,2}月(?:[0-9]{1,2}日)?|[0-9]{1,2}月[0-9]{1,2}日|"
    rf"[0-9]{{1,2}}-{_MONTH}(?:-[0-9]{{2,4}})?|{_MONTH}-[0-9]{{2,4}}",
    re.IGNORECASE,
)
"""What Excel shows when somebody has typed ``1-2``."""
Docket = Annotated[str, Field(pattern=DOCKET_PATTERN)]
"""The city's number for the task (折子号). Text: ``021`` and ``21-1`` stay exact."""


class _Strict(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Contribution(_Strict):
    """What one unit reported."""

    unit: str = ""
    text: Prose


class Entry(_Strict):
    """The report on a task for one period."""

    as_of: Annotated[date | None, BeforeValidator(_day)] = None
    """The day the figures stand for (截至)."""
    progress: Annotated[
        tuple[Contribution, ...],
        Field(min_length=1),
        BeforeValidator(_contributions, json_schema_input_type=Prose | tuple[Contribution, ...]),
    ]
    """One text, or one text for each unit in the order they are merged."""
    fields: dict[str, str] = {}
    """Extra columns that change from period to period, declared in data/report.yaml."""


class Ignore(_Strict):
    """A finding a person has accepted, with the reason."""

    rule: Name
    within: Annotated[PeriodKey | None, Field(alias="in")] = None
    why: Name


class Task(_Strict):
    """One task the city gave the district, and every report on it within the year."""

    year: Annotated[int, Field(ge=1900, le=9999)]
    docket: Docket
    task: Prose
    """The city's wording of the task."""
    lead: str = ""
    """The lead unit (牵头单位)."""
    units: tuple[Name, ...] = ()
    """The joint units (协办单位), in order."""
    fields: dict[str, str] = {}
    """Extra columns, declared in data/report.yaml."""
    entries: Annotated[dict[PeriodKey, Entry], WrapValidator(_entries)] = {}
    ignore: tuple[Ignore, ...] = ()

    def periods(self) -> list[Period]:
        """The periods reported, in order."""
        return sorted(Period.from_key(self.year, key) for key in self.entries)

    @property
    def key(self) -> tuple[int, str]:
        """What no two tasks share: the year, and the docket however it is spelt."""
        return self.year, docket_identity(self.docket)

    @property
    def order(self) -> tuple[tuple[int, int, str], ...]:
        """Sort key: natural order of dockets within all (2 < 10 < 21 < 21-1)."""
        return docket_order(self.docket)


@lru_cache(maxsize=10_000)
def docket_order(docket: str) -> tuple[tuple[int, int, str], ...]:
    """Sort key that puts dockets in natural order: numbers by value, the rest as text."""
    return tuple(
        (0, int(part), part) if part.isdecimal() else (1, 0, part)
        for part in re.findall(r"[0-9]+|[^0-9]+", docket)
    )


def plain_docket(text: str) -> str:
    """The docket that a table means by ``第901号``, ``№ 77``, ``93.0`` or ``２１－１``.

    These are 901, 77, 93 and 21-1.
    """
    squeezed = "".join(unicodedata.normalize("NFKC", text).split())
    called = _CALLED.fullmatch(squeezed)
    return called[1] if called else squeezed


def looks_like_docket(text: str) -> bool:
    """Whether a text can name a task: a number, or a short code that has one."""
    docket = plain_docket(text)
    return bool(re.fullmatch(DOCKET_PATTERN, docket)) and any(char.isdigit() for char in docket)


def is_date(docket: str) -> bool:
    """Whether a spreadsheet has most likely made a date of a docket such as 1-2."""
    return _DATE.fullmatch(docket) is not None


def docket_identity(docket: str) -> str:
    """What the spellings of one docket share: 021, 21 and 第21号 are one number to a reader."""
    return re.sub(r"(?<![0-9])0+(?=[0-9])", "", _CALLED.sub(r"\1", docket))


def file_name(docket: str) -> str:
    """The task file's name: the docket with its leading number padded to three digits."""
    rest = docket.lstrip("0123456789")
    number = docket[: len(docket) - len(rest)]
    return f"{number.lstrip('0').zfill(3) if number else ''}{rest}.yaml"
