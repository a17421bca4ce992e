"""The contents of a task file."""

import re
from datetime import date
from typing import Annotated, Any

from pydantic import BeforeValidator, Field, ValidatorFunctionWrapHandler, WrapValidator
from pydantic_core import PydanticCustomError

from progress_report.domain.docket import Docket, DocketOrder, docket_identity, docket_order
from progress_report.domain.period import Period
from progress_report.domain.strict import NotBlank, PeriodKey, Strict

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


def _contributions(progress: Any) -> Any:
    """Convert a plain text into one contribution without a unit."""
    return [{"text": progress}] if isinstance(progress, str) else progress


def _entries(written: Any, validate: ValidatorFunctionWrapHandler) -> Any:
    """Reject two spellings of one period: one of the entries would be lost."""
    entries = validate(written)
    if len(entries) != len(written):
        raise PydanticCustomError("same-period", "two keys are the same period")
    return entries


def _day(text: Any) -> Any:
    """Require yyyy-mm-dd: pydantic alone takes 20210630 for seconds since 1970."""
    if isinstance(text, str) and _DAY.fullmatch(text) is None:
        raise PydanticCustomError("bad-date", "not a date written out")
    return text


Prose = NotBlank
"""Running text, one sentence a line; a blank line starts a paragraph."""


class Contribution(Strict):
    """What one unit reported."""

    unit: str = ""
    text: Prose


class Entry(Strict):
    """The report on a task for one period."""

    as_of: Annotated[date | None, BeforeValidator(_day)] = None
    """The day the figures stand for (截至)."""
    progress: Annotated[
        tuple[Contribution, ...],
        Field(min_length=1),
        BeforeValidator(_contributions, json_schema_input_type=Prose | tuple[Contribution, ...]),
    ]
    """One text, or one text for each unit in the order they are merged."""
    fields: dict[str, str] = Field(default_factory=dict)
    """Extra columns that change from period to period, declared in data/report.yaml."""


class Ignore(Strict):
    """A diagnostic that a person has accepted, with the reason."""

    rule: NotBlank
    within: Annotated[PeriodKey | None, Field(alias="in")] = None
    why: NotBlank


class Task(Strict):
    """A task that the city assigned to the district, with all reports on it within the year."""

    year: Annotated[int, Field(ge=1900, le=9999)]
    docket: Docket
    task: Prose
    """The city's wording of the task."""
    lead: str = ""
    """The lead unit (牵头单位)."""
    units: tuple[NotBlank, ...] = ()
    """The joint units (协办单位), in order."""
    fields: dict[str, str] = Field(default_factory=dict)
    """Extra columns, declared in data/report.yaml."""
    entries: Annotated[dict[PeriodKey, Entry], WrapValidator(_entries)] = Field(
        default_factory=dict
    )
    ignore: tuple[Ignore, ...] = ()

    def periods(self) -> list[Period]:
        """The periods reported, in order."""
        return sorted(Period.from_key(self.year, key) for key in self.entries)

    @property
    def key(self) -> tuple[int, str]:
        """The identity of a task: its year, and its docket in any spelling."""
        return self.year, docket_identity(self.docket)

    @property
    def order(self) -> DocketOrder:
        """Sort key: natural order of dockets within all (2 < 10 < 21 < 21-1)."""
        return docket_order(self.docket)
