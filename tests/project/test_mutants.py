"""What tools/mutants.py changes."""

import ast
import sys
from typing import Any

import pytest
from support.project import ROOT

sys.path.append(str(ROOT / "tools"))

from mutants import equivalents, weights_of_notes
from mutations import CHANGES, mutants
from reached import Noting

CODE = '''
def f(x: int) -> list[int]:
    """Say 1."""
    if x < 1 and x not in WORDS:
        raise ValueError(f"{x + 1}")
    done(x - 2)
    return [x]

WORDS = {"é", "b", "c"}
P = re.compile("a|b?")
'''
EXPECTED = [
    *("x < 1 and x not in WORDS → not (x < 1 and x not in WORDS)", "and → or", "< → <="),
    *("1 → 2", "1 → 0", "not in → in", 'raise ValueError(f"{x + 1}") → pass', "- → +"),
    *("done(x - 2) → pass", "2 → 3", "2 → 1", "[x] → []", '"é" → "‽"', '"b" → "‽"'),
    *('"c" → "‽"', "|b → (nothing)", "? → (nothing)"),
]
DATA = "# c\nrows:\n  - pattern: 甲|乙?\n    bad: [丙]\n    words: [丁]\nforms: {戊: 己}\n"


@pytest.mark.parametrize(
    ("suffix", "text", "expected"),
    [
        (".py", CODE, EXPECTED),
        (".yaml", DATA, ["|乙 → (nothing)", "? → (nothing)", "丁 → ‽", "己 → ‽", "戊 → ‽"]),
        (".txt", "# 甲\n乙 丙\n", ["乙 → (nothing)", "丙 → (nothing)"]),
    ],
)
def test_every_kind_of_change_is_made(suffix: str, text: str, expected: list[str]) -> None:
    changes = [
        f"{text[start:end]} → {after or '(nothing)'}" for start, end, after in CHANGES[suffix](text)
    ]
    assert sorted(changes) == sorted(expected)


def test_a_mutant_of_the_program_is_python_still() -> None:
    made = mutants("domain/period.py")
    text = (ROOT / "src/progress_report/domain/period.py").read_text("utf-8")
    assert len(made) > 100
    for mutant in made[::10]:
        assert ast.dump(ast.parse(mutant.applied(text))) != ast.dump(ast.parse(text))


def test_what_need_not_be_noticed_is_a_mutant_still() -> None:
    keys = equivalents().keys()
    made = {m.key for path in {key.partition(" | ")[0] for key in keys} for m in mutants(path)}
    assert keys - made == set()


def test_what_runs_notes_itself() -> None:
    code = "def f(x):\n  'd'\n  if x:\n    return 1\n  for y in 2, 3:\n    g = y\n  return 0\n"
    noted: list[int] = []
    names: dict[str, Any] = {"_noted_": noted, "_note_": noted.append}
    tree = ast.fix_missing_locations(Noting(1).visit(ast.parse(code)))
    exec(compile(tree, "code", "exec"), names)  # noqa: S102 - the text above
    assert names["f"].__doc__ == "d"
    assert names["f"](0) == 0
    assert noted == [10_003, 10_005, 10_006, 10_007]


def test_the_nearest_tests_are_those_of_the_line() -> None:
    path = "status/remind.py"
    text = (ROOT / "src/progress_report" / path).read_text("utf-8")
    [mutant] = [mutant for mutant in mutants(path) if mutant.change == "due → not (due)"]
    notes = [f"{path}:{line.strip()}" for line in text.splitlines()] + ["diff/words.py:x = 1"]
    weights = weights_of_notes(mutant, text, notes)
    assert weights[mutant.line - 1] == 0
    assert {weights[mutant.line - 2], weights[mutant.line]} == {1}
    assert set(weights.values()) == {0, 1, 2}
    assert len(notes) - 1 not in weights
