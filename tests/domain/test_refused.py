"""What a layout, a target or a period's file may not say, by the names of the mistakes."""

from typing import Any

import pytest
from pydantic import ValidationError

from progress_report.domain.columns import ColumnConfig
from progress_report.domain.target import PaceConfig, Target

COLUMN = {"heading": "甲", "width": 1}
TARGET = {"name": "甲", "amount": "100"}


def mistakes(model: Any, value: dict[str, Any]) -> list[str]:
    with pytest.raises(ValidationError) as caught:
        model.model_validate(value)
    return [problem["type"] for problem in caught.value.errors()]


def revision(day: str, before: str, after: str) -> dict[str, str]:
    return {"date": day, "from": before, "to": after}


@pytest.mark.parametrize(
    ("model", "value", "name"),
    [
        (
            ColumnConfig,
            COLUMN | {"value": "task", "of": ["fields.a", "fields.b"]},
            "only-for-share",
        ),
        (PaceConfig, {"lights": [{"name": "甲"}, {"name": "甲"}]}, "same-light"),
        (
            PaceConfig,
            {"lights": [{"name": "甲", "within": 5}, {"name": "乙", "within": 0}]},
            "lights-out-of-order",
        ),
        (
            PaceConfig,
            {"lights": [{"name": "甲", "within": 5}, {"name": "乙", "within": 5}]},
            "lights-out-of-order",
        ),
        (PaceConfig, {"milestones": {"H1": "50"}}, "not-a-share"),
        (PaceConfig, {"milestones": {"H1": "很多%"}}, "not-a-figure"),
        (
            Target,
            TARGET
            | {
                "revised": [revision("2021-05-01", "80", "90"), revision("2021-06-01", "85", "100")]
            },
            "revisions-out-of-order",
        ),
        (
            Target,
            TARGET
            | {
                "revised": [revision("2021-06-01", "90", "100"), revision("2021-05-01", "80", "90")]
            },
            "revisions-out-of-order",
        ),
        (Target, TARGET | {"amount": "0"}, "amount-not-positive"),
        (Target, {"name": "甲"}, "no-amount"),
    ],
)
def test_what_is_refused_is_named(model: Any, value: dict[str, Any], name: str) -> None:
    assert mistakes(model, value) == [name]
