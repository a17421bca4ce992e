"""The strict base of every model, and value types that several models share.

Validators raise a ``PydanticCustomError`` whose type is the name of the rule
that is broken (``bad-period``), and whose context has the values for the message.
"""

import re
from datetime import date
from functools import cache
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict
from pydantic_core import PydanticCustomError

from progress_report.domain.period import Period

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


class Strict(BaseModel):
    """An immutable model that rejects unknown keys; ``schema/words.yaml`` says what they mean.

    Its validator is built when one is first needed, so defaults are made without one.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)


def _not_blank(text: str) -> str:
    if not text.strip():
        raise PydanticCustomError("empty-text", "no text")
    return text


def _day(text: Any) -> Any:
    """Require yyyy-mm-dd: pydantic alone takes 20210630 for seconds since 1970."""
    if isinstance(text, str) and _DAY.fullmatch(text) is None:
        raise PydanticCustomError("bad-date", "not a date written out")
    return text


@cache
def _period_key(text: str) -> str:
    try:
        return Period.from_key(2000, text).key
    except ValueError:
        raise PydanticCustomError("bad-period", "not a period key") from None


@cache
def _period_name(text: str) -> str:
    try:
        name = Period.parse(text).name
    except ValueError:
        name = ""
    if text != name:
        raise PydanticCustomError("bad-period", "not the canonical name of a period")
    return text


NotBlank = Annotated[str, AfterValidator(_not_blank)]
Day = Annotated[date, BeforeValidator(_day)]  # a date, in files yyyy-mm-dd
PeriodKey = Annotated[str, AfterValidator(_period_key)]
"""``H1 H2 Q1..Q4 M01..M12 FY``, or a span such as ``Q1-Q3``; kept in its canonical spelling."""
PeriodName = Annotated[str, AfterValidator(_period_name)]
"""Such as ``2021H1``, in its or ``2022plan``, in its canonical spelling only."""
