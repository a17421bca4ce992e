"""What tools/mutants.py changes."""

import ast
import sys

import pytest
from support.project import ROOT

sys.path.append(str(ROOT / "tools"))

from mutants import FAILED
from mutations import CHANGES, mutants

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


@pytest.mark.parametrize("name", ["tests/a/test_b.py::test_c[x/y.py]", "tests/a/test_b.py::test_c"])
def test_the_example_that_failed_is_named(name: str) -> None:
    found = FAILED.search(f"F\n==\nFAILED {name} - assert []\n")
    assert found is not None
    assert found[1] == name
