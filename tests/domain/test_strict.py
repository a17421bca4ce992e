"""The strict base model and the kinds of values that models share."""

from typing import Any

import pytest
from pydantic import TypeAdapter, ValidationError

from progress_report.domain.strict import NotBlank, PeriodKey, PeriodName, Strict


class Example(Strict):
    """A model with one key."""

    key: str = ""


def errors(kind: Any, value: Any) -> list[str]:
    try:
        TypeAdapter(kind).validate_python(value)
    except ValidationError as error:
        return [problem["type"] for problem in error.errors()]
    return []


@pytest.mark.parametrize(
    ("kind", "value", "types"),
    [
        (NotBlank, "文字", []),
        (NotBlank, " \n", ["empty-text"]),
        (PeriodKey, "m1-3", []),
        (PeriodKey, "H3", ["bad-period"]),
        (PeriodName, "2021H1", []),
        (PeriodName, "2021-H1", ["bad-period"]),
        (PeriodName, "2021H3", ["bad-period"]),
        (Example, {"key": "x"}, []),
        (Example, {"kye": "x"}, ["extra_forbidden"]),
    ],
)
def test_what_is_refused_has_the_name_of_the_rule(kind: Any, value: Any, types: list[str]) -> None:
    assert errors(kind, value) == types


def test_a_period_key_takes_its_canonical_spelling() -> None:
    assert TypeAdapter(PeriodKey).validate_python("m1-3") == "Q1"


def test_a_model_never_changes() -> None:
    with pytest.raises(ValidationError):
        Example().key = "x"  # type: ignore[misc] # the very mistake
