"""What a task file may say."""

import re
from datetime import date
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, WithJsonSchema

from progress_report.period import Period


def _not_blank(text: str) -> str:
    if not text.strip():
        raise ValueError("empty-text")
    return text


def _contributions(progress: Any) -> Any:
    """One text is one contribution by nobody in particular."""
    return [{"text": progress}] if isinstance(progress, str) else progress


def _entries(entries: Any) -> Any:
    """Canonical keys; two spellings of one period in a file would hide an entry."""
    if not isinstance(entries, dict):
        return entries
    seen: dict[str, str] = {}
    for written in entries:
        try:
            key = Period.from_key(2000, written).key
        except ValueError:
            continue  # reported with its place when the key itself is validated
        if key in seen:
            raise ValueError(f"same-period: {seen[key]}, {written}")
        seen[key] = written
    return entries


def _period_key(text: str) -> str:
    try:
        return Period.from_key(2000, text).key
    except ValueError:
        raise ValueError("period-key") from None


Prose = Annotated[str, AfterValidator(_not_blank)]
"""Running text, one sentence a line; a blank line starts a paragraph."""
Name = Annotated[str, AfterValidator(_not_blank)]
FieldText = Annotated[str, WithJsonSchema({"type": ["string", "number", "boolean"]})]
PeriodKey = Annotated[str, AfterValidator(_period_key)]
"""``H1 H2 Q1..Q4 M01..M12 FY``, or a span such as ``Q1-Q3``; kept in its canonical spelling."""
DOCKET_PATTERN = r"^[0-9A-Za-z\u4e00-\u9fff]+([-_.][0-9A-Za-z\u4e00-\u9fff]+)*$"
# We read every scalar as text; editors see 21 as an integer, and must not complain.
Docket = Annotated[
    str,
    Field(pattern=DOCKET_PATTERN),
    WithJsonSchema({"anyOf": [{"type": "integer"}, {"type": "string", "pattern": DOCKET_PATTERN}]}),
]
"""The city's number for the task (折子号). Text: ``021`` and ``21-1`` stay exact."""


class _Strict(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Contribution(_Strict):
    """What one unit reported."""

    unit: str = ""
    text: Prose


class Entry(_Strict):
    """The report on a task for one period."""

    as_of: date | None = None
    """The day the figures stand for (截至)."""
    progress: Annotated[
        tuple[Contribution, ...],
        Field(min_length=1),
        BeforeValidator(_contributions, json_schema_input_type=Prose | tuple[Contribution, ...]),
    ]
    """One text, or one text for each unit in the order they are merged."""
    fields: dict[str, FieldText] = {}
    """Extra columns that change from period to period, declared in data/report.yaml."""


class Ignore(_Strict):
    """A finding a person has accepted, with the reason."""

    rule: Name
    why: Name
    within: Annotated[PeriodKey | None, Field(alias="in")] = None


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
    fields: dict[str, FieldText] = {}
    """Extra columns, declared in data/report.yaml."""
    entries: Annotated[dict[PeriodKey, Entry], BeforeValidator(_entries)] = {}
    ignore: tuple[Ignore, ...] = ()

    def periods(self) -> list[Period]:
        """The periods reported, in order."""
        return sorted(Period.from_key(self.year, key) for key in self.entries)

    @property
    def order(self) -> tuple[tuple[int, int, str], ...]:
        """Sort key: natural order of dockets within all (2 < 10 < 21 < 21-1)."""
        return docket_order(self.docket)


def docket_order(docket: str) -> tuple[tuple[int, int, str], ...]:
    """Sort key that puts dockets in natural order: numbers by value, the rest as text."""
    return tuple(
        (0, int(part), part) if part.isdecimal() else (1, 0, part)
        for part in re.findall(r"[0-9]+|[^0-9]+", docket)
    )


def docket_identity(docket: str) -> str:
    """What two spellings of one docket share: 021 and 21 are one number to a reader."""
    return re.sub(r"(?<![0-9])0+(?=[0-9])", "", docket)


def file_name(docket: str) -> str:
    """The task file's name: the docket with its leading number padded to three digits."""
    return re.sub(r"^[0-9]+", lambda number: number[0].lstrip("0").zfill(3), docket) + ".yaml"
