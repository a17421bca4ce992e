"""Task files as models: what is refused, and by which rule."""

from typing import Any

import pytest
from pydantic import ValidationError

from progress_report.domain.task import Task

TASK: dict[str, Any] = {"year": "2021", "docket": "1", "task": "任务。"}
ENTRY = {"progress": "进展。"}


@pytest.mark.parametrize(
    ("keys", "types"),
    [
        ({"entries": {"H1": ENTRY | {"as_of": "2021-06-30"}}}, []),
        (
            {"entries": {"H1": ENTRY | {"as_of": "20210630"}}},
            ["bad-date"],
        ),  # not seconds since 1970
        ({"entries": {"H1": ENTRY, "Q3": ENTRY}}, []),
        ({"entries": {"M01-M03": ENTRY, "Q1": ENTRY}}, ["same-period"]),
        ({"entries": {"H3": ENTRY}}, ["bad-period"]),
        ({"entries": {"H1": {"progress": []}}}, ["too_short"]),
        ({"task": " "}, ["empty-text"]),
        ({"from": "Q2", "until": "h1", "finished": "Q2"}, []),
        ({"from": "H2", "until": "H1"}, ["before-from"]),
        ({"from": "H2", "finished": "H1"}, ["before-from"]),
        ({"until": "H1", "finished": "H2"}, ["after-until"]),
        ({"ended": "市级调减"}, ["ended-without-until"]),
        ({"ended": "市级调减", "until": "H3"}, ["bad-period"]),
        ({"formerly": ["6", "2020/8"]}, []),
        ({"ignore": [{"rule": "hollow-text", "why": ""}]}, ["empty-text"]),
    ],
)
def test_what_a_task_refuses(keys: dict[str, Any], types: list[str]) -> None:
    errors: list[str] = []
    try:
        Task.model_validate(TASK | keys)
    except ValidationError as error:
        errors = [problem["type"] for problem in error.errors()]
    assert errors == types
