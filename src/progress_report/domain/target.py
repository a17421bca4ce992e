"""Targets of tasks, and how a project reads its pace (序时进度): data only.

A target is the district's own for the year. It is never read from prose or from the city's wording.
"""

import unicodedata
from collections.abc import Mapping
from decimal import Decimal
from enum import StrEnum
from itertools import pairwise
from typing import Annotated, Any

from pydantic import AfterValidator, Field, ValidationInfo, field_validator, model_validator
from pydantic_core import PydanticCustomError

from progress_report.domain.strict import Day, NotBlank, PeriodKey, Strict
from progress_report.text.numbers import number

EXPECTED_PATTERN = r"^\d{4}-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?$"
COLOUR_PATTERN = "^#[0-9A-Fa-f]{6}$"


def is_percent(text: str) -> bool:
    """Whether a figure is written as a percentage."""
    return text.rstrip().endswith(("%", "％"))


def figure_value(text: str) -> Decimal | None:
    """The number that a figure is, the sign % left out; None for any other text."""
    return number(text.rstrip().removesuffix("%").removesuffix("％"))


def _figure(text: str) -> str:
    if figure_value(text) is None:
        raise PydanticCustomError("not-a-figure", "not a number")
    return unicodedata.normalize("NFKC", text).strip()


def _share(text: str) -> str:
    if not is_percent(text):
        raise PydanticCustomError("not-a-share", "not a percentage")
    return _figure(text)


Figure = Annotated[str, AfterValidator(_figure)]
"""A number as written: ``120``, ``1,200.5``, ``-0.3%``."""
Share = Annotated[str, AfterValidator(_share)]


class TargetKind(StrEnum):
    """What a target asks for."""

    SUM = "sum"  # an amount that adds up from 1 January; it is compared with the pace
    LEVEL = "level"
    """A level to reach or hold, such as a rate; it is compared with the target itself."""
    GROWTH = "growth"  # a growth rate in per cent; it is compared with the target itself
    WORKS = "works"  # works that advance in shares or by stages
    NONE = "none"  # routine work (常态化) without an amount


class TargetBound(StrEnum):
    """On which side of its amount a target is met."""

    AT_LEAST = "at-least"
    ABOUT = "about"
    AT_MOST = "at-most"


class TargetRevision(Strict):
    """A decision that changed the amount of a target within the year."""

    date: Day
    by: str = ""  # the body that decided, such as 区人大常委会
    before: Annotated[Figure, Field(alias="from")]
    after: Annotated[Figure, Field(alias="to")]
    why: str = ""


class Target(Strict):
    """What the district has to reach within the year."""

    name: NotBlank
    amount: Figure | None = None
    measure: str = ""
    kind: Annotated[TargetKind, Field(validate_default=True)] = TargetKind.SUM
    bound: TargetBound = TargetBound.AT_LEAST
    milestones: dict[PeriodKey, NotBlank] = Field(default_factory=dict)
    revised: tuple[TargetRevision, ...] = ()

    @field_validator("kind")
    @classmethod
    def _has_an_amount(cls, kind: TargetKind, info: ValidationInfo) -> TargetKind:
        if "amount" not in info.data:
            return kind  # it is reported already
        amount = info.data["amount"]
        if amount is None and kind not in (TargetKind.WORKS, TargetKind.NONE):
            raise PydanticCustomError("no-amount", "'amount' is missing")
        adds_up = kind in (TargetKind.SUM, TargetKind.WORKS)
        if amount is not None and adds_up and not (figure_value(amount) or 0) > 0:
            raise PydanticCustomError("amount-not-positive", "nothing to add up to")
        return kind

    @field_validator("revised")
    @classmethod
    def _revisions_lead_to_the_amount(
        cls, revised: tuple[TargetRevision, ...], info: ValidationInfo
    ) -> tuple[TargetRevision, ...]:
        steps = [*revised]
        if steps != sorted(steps, key=lambda step: step.date) or any(
            figure_value(first.after) != figure_value(second.before)
            for first, second in pairwise(steps)
        ):
            raise PydanticCustomError("revisions-out-of-order", "not one after the other")
        amount = info.data.get("amount")
        if amount is not None and steps:
            ends = {"before": steps[0].before, "after": steps[-1].after}
            if figure_value(amount) not in map(figure_value, ends.values()):
                raise PydanticCustomError("revised-from-another", "not the amount", ends)
        return revised

    @property
    def is_percent(self) -> bool:
        """Whether its figures are per cent, so that differences are 个百分点."""
        written = self.amount or ""
        return self.kind is TargetKind.GROWTH or is_percent(written) or is_percent(self.measure)

    @property
    def adds_up(self) -> bool:
        """Whether it is compared with the pace, not with the target itself."""
        return self.kind in (TargetKind.SUM, TargetKind.WORKS)


class Light(Strict):
    """One status: its word, and from where on it applies."""

    name: NotBlank
    within: Decimal | None = None
    mark: str | None = None
    colour: Annotated[str | None, Field(pattern=COLOUR_PATTERN)] = None
    behind: bool | None = None


_DEFAULT_LIGHTS = (
    Light.model_construct(name="达序时", within=Decimal(0)),
    Light.model_construct(name="滞后", within=Decimal(30)),
    Light.model_construct(name="严重滞后"),
)
_DEFAULT_WORDS: dict[str, Any] = {
    "completed": "已完成",
    "early": "提前完成",
    "not_started": "未启动",
}


class PaceConfig(Strict):
    """How a project names and measures pace: the key ``pace`` of data/report.yaml."""

    milestones: dict[PeriodKey, Share] = Field(default_factory=dict)
    lights: Annotated[tuple[Light, ...], Field(min_length=1)] = _DEFAULT_LIGHTS
    marks: bool = True
    completed: str | None = None
    early: str | None = None
    not_started: str | None = None
    routine: str = "常态化"
    yearly: str = "年度指标"

    @field_validator("lights")
    @classmethod
    def _in_order(cls, lights: tuple[Light, ...]) -> tuple[Light, ...]:
        names = [light.name for light in lights]
        if len(set(names)) < len(names):
            raise PydanticCustomError("same-light", "two lights of one name")
        limits = [light.within for light in lights if light.within is not None]
        if limits != sorted(set(limits)):
            raise PydanticCustomError("lights-out-of-order", "limits do not rise")
        return lights

    @model_validator(mode="before")
    @classmethod
    def _with_usual_words(cls, written: Any) -> Any:
        """Offices with lights of their own name further states only if they want them."""
        if isinstance(written, Mapping) and "lights" not in written:
            return {**_DEFAULT_WORDS, **written}
        return written


USUAL_PACE = PaceConfig.model_construct(**_DEFAULT_WORDS)  # of a layout that does not say
