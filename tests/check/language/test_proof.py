"""An office's own patterns: each flaw is found at its key, and in bounded time."""

import os
from typing import Any

import pytest

from progress_report.check.language.proof import MOST_CHARACTERS, flaws
from progress_report.domain.config import GrammarPattern, Pairing

pytestmark = pytest.mark.program

STAGE = {
    "contains": "阶段",
    "lists": {"stage": ["筹备", "收尾"]},
    "pattern": "正在({stage}阶段)",
    "correct": r"正处于\1",
    "bad": ["二期项目正在{stage}阶段。"],
    "good": ["二期项目正处于{stage}阶段。"],
}
RATE = {
    "nouns": ["投诉率"],
    "verbs": {"降低": ["缩小"]},
    "bad": ["进一步缩小群众投诉率。"],
    "good": ["进一步降低群众投诉率。"],
}
SLOW = ["(a+)+b", "(a|a)*b", "(?:a|aa)*b", r"(\w+\s?)*乙", "a*a*a*a*a*b", "(甲?){40}甲{40}"]
"""The last takes for ever on 40 characters, and no time on 39."""


def paths(
    model: type[GrammarPattern | Pairing], row: dict[str, Any]
) -> list[tuple[str | int, ...]]:
    [found] = flaws([model.model_validate(row)])
    return [flaw.path for flaw in found]


@pytest.mark.parametrize(("model", "row"), [(GrammarPattern, STAGE), (Pairing, RATE)])
def test_a_sound_row_has_no_flaw(model: type[GrammarPattern | Pairing], row: Any) -> None:
    assert paths(model, row) == []


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"pattern": "正在(阶段"}, [("pattern",)]),
        ({"pattern": "正在{99999999999}"}, [("pattern",)]),
        ({"pattern": "正在({phase}阶段)"}, [("pattern",)]),
        ({"pattern": "甲" * (MOST_CHARACTERS + 1)}, [("pattern",)]),
        ({"unless": "(?<=甲+)"}, [("unless",)]),
        ({"correct": r"正处于\2"}, [("correct",)]),
        ({"correct": r"正处于\g<stage>"}, [("correct",)]),
        ({"bad": ["{phase}。"]}, [("bad", 0)]),
        ({"bad": ["正在收尾阶段。", "正在施工阶段。"]}, [("bad", 1)]),
        ({"bad": ["正在{stage}。"]}, [("bad", 0), ("bad", 0)]),
        ({"contains": "时期"}, [("bad", 0), ("bad", 0)]),
        (
            {"pattern": "(阶段)?", "bad": ["正在施工。"], "contains": ""},
            [("bad", 0), ("good", 0), ("good", 0)],
        ),
        ({"good": ["正在收尾阶段。"]}, [("good", 0)]),
        ({"good": ["正处于{phase}。", "正在收尾阶段。"]}, [("good", 0), ("good", 1)]),
    ],
)
def test_a_flaw_of_a_pattern_is_found_at_its_key(changes: Any, expected: Any) -> None:
    assert paths(GrammarPattern, STAGE | changes) == expected


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"end": "(?="}, [("end",)]),
        ({"unless": "[", "end": "("}, [("unless",), ("end",)]),
        ({"unless": "群众"}, [("bad", 0)]),
        ({"bad": ["缩小投诉。"]}, [("bad", 0)]),
        ({"good": ["缩小投诉率。"]}, [("good", 0)]),
    ],
)
def test_a_flaw_of_a_pair_is_found_at_its_key(changes: Any, expected: Any) -> None:
    assert paths(Pairing, RATE | changes) == expected


def test_slow_patterns_are_refused_quickly() -> None:
    row = STAGE | {"contains": "", "correct": "x", "bad": ["aab甲"], "good": ["x"]}
    patterns = ["甲", *SLOW, "甲"]
    rows = [GrammarPattern.model_validate(row | {"pattern": pattern}) for pattern in patterns]
    before = os.times().children_user
    found = [[flaw.path for flaw in of_row] for of_row in flaws(rows)]
    assert found == [[] if pattern == "甲" else [("pattern",)] for pattern in patterns]
    assert os.times().children_user - before < 20


def test_what_is_wrong_is_named() -> None:
    [[flaw]] = flaws([GrammarPattern.model_validate(STAGE | {"pattern": "正在(阶段"})])
    assert "'(阶段'" in flaw.message
    [[flaw]] = flaws([GrammarPattern.model_validate(STAGE | {"pattern": "{phase}"})])
    assert "'phase'" in flaw.message
    assert "stage" in flaw.hint
    assert "paper" in flaw.hint
