"""The contents of a task file."""

from operator import itemgetter
from typing import Annotated, Any

from pydantic import (
    BeforeValidator,
    Field,
    ValidationInfo,
    ValidatorFunctionWrapHandler,
    WrapValidator,
    field_validator,
)
from pydantic_core import PydanticCustomError

from progress_report.domain.docket import (
    DOCKET_PATTERN,
    Docket,
    DocketOrder,
    docket_identity,
    docket_order,
)
from progress_report.domain.period import Period
from progress_report.domain.strict import Day, NotBlank, PeriodKey, Strict
from progress_report.domain.target import EXPECTED_PATTERN, Figure, Target


def _year(written: Any) -> Any:
    """Require four digits: pydantic alone takes 2025.0 and 02025 for a year."""
    is_plain = not isinstance(written, str) or (written.isascii() and written.isdecimal())
    if not is_plain or str(written).startswith("0"):
        raise PydanticCustomError("bad-year", "not four digits")
    return written


def _contributions(progress: Any) -> Any:
    return [{"text": progress}] if isinstance(progress, str) else progress


def _ending(written: Any) -> Any:
    return {"why": written} if isinstance(written, str) else written


def _entries(written: Any, validate: ValidatorFunctionWrapHandler) -> Any:
    """Reject two spellings of one period: one of the entries would be lost."""
    entries = validate(written)
    if len(entries) != len(written):
        raise PydanticCustomError("same-period", "two keys are the same period")
    return entries


UNWORDED = "（请填写任务内容）"  # the wording of a new task for which none is given
Prose = NotBlank  # running text, one sentence a line; a blank line starts a paragraph


class Contribution(Strict):
    """What one unit reported."""

    unit: str = ""
    text: Prose


class Entry(Strict):
    """The report on a task for one period."""

    as_of: Day | None = None
    progress: Annotated[
        tuple[Contribution, ...],
        Field(min_length=1),
        BeforeValidator(_contributions, json_schema_input_type=Prose | tuple[Contribution, ...]),
    ]
    fields: dict[str, str] = Field(default_factory=dict)
    done: dict[NotBlank, Figure] = Field(default_factory=dict)
    verdict: str = ""
    why: str = ""
    expected: Annotated[str, Field(pattern=f"{EXPECTED_PATTERN}|^$")] = ""


class Ignore(Strict):
    """A diagnostic that a person has accepted, with the reason."""

    rule: NotBlank
    within: Annotated[PeriodKey | None, Field(alias="in")] = None
    why: NotBlank


class Ending(Strict):
    """The decision that ends a task within the year (调减, 终止, 并入其他任务)."""

    why: NotBlank
    date: Day | None = None
    by: str = ""  # the body that decided, such as 区人大常委会


class Renumbering(Strict):
    """A docket that the task had before, and the last period it had it in."""

    docket: Docket
    until: PeriodKey


FORMERLY_PATTERN = DOCKET_PATTERN.replace("^", "^([0-9]{4}/)?", 1)
"""A docket, with the year before it if it is one of another year: ``6``, ``2020/8``."""


class Task(Strict):
    """A task that the city assigned to the district, with all reports on it within the year."""

    year: Annotated[int, BeforeValidator(_year), Field(ge=1900, le=9999)]
    docket: Docket
    task: Prose
    lead: str = ""
    units: tuple[NotBlank, ...] = ()
    fields: dict[str, str] = Field(default_factory=dict)
    targets: tuple[Target, ...] = ()
    formerly: tuple[Annotated[str, Field(pattern=FORMERLY_PATTERN)], ...] = ()
    start: Annotated[PeriodKey | None, Field(alias="from")] = None
    until: PeriodKey | None = None
    ended: Annotated[
        Ending | None, BeforeValidator(_ending, json_schema_input_type=Prose | Ending | None)
    ] = None
    finished: PeriodKey | None = None
    renumbered: tuple[Renumbering, ...] = ()
    entries: Annotated[dict[PeriodKey, Entry], WrapValidator(_entries)] = Field(
        default_factory=dict
    )
    ignore: tuple[Ignore, ...] = ()

    @field_validator("until", "finished")
    @classmethod
    def _after_its_start(cls, key: str | None, info: ValidationInfo) -> str | None:
        first, until = info.data.get("start"), info.data.get("until")
        if key and first and Period.from_key(2000, key).last < Period.from_key(2000, first).first:
            raise PydanticCustomError("before-from", "before 'from'", {"first": first})
        if key and until and Period.from_key(2000, key).last > Period.from_key(2000, until).last:
            raise PydanticCustomError("after-until", "after 'until'", {"until": until})
        return key

    @field_validator("ended")
    @classmethod
    def _ends_within_the_year(cls, ended: Ending | None, info: ValidationInfo) -> Ending | None:
        if ended and "until" in info.data and info.data["until"] is None:
            raise PydanticCustomError("ended-without-until", "'until' is missing")
        return ended

    @property
    def validity(self) -> Period:
        """The months of the year in which the district has the task."""
        if self.start is None and self.until is None:
            return Period.from_key(self.year, "FY")
        first = Period.from_key(self.year, self.start).first if self.start else 1
        last = Period.from_key(self.year, self.until).last if self.until else 12
        return Period(self.year, first, last)

    def docket_in(self, period: Period) -> str:
        """The docket that the task had in a period of its year."""
        ends = ((Period.from_key(self.year, old.until).last, old) for old in self.renumbered)
        known = [(last, old.docket) for last, old in ends if last >= period.last]
        # of several until one month, the tables had the first
        return min(known, key=itemgetter(0))[1] if known else self.docket

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
