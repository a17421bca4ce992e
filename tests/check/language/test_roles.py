"""Patterns that look at the first character first find the same as without that look."""

import re
from importlib import import_module
from pkgutil import iter_modules

import pytest
from support.project import ROOT

from progress_report.check import language, rules
from progress_report.check.language.roles import role
from progress_report.system.data import read_data

FIRST = re.compile(r"^\(\?=\[[^]]+\]\)(?=.)")
MODULES = [
    import_module(f"{package.__name__}.{module.name}")
    for package in (language, rules)
    for module in iter_modules(package.__path__)
]
EXPRESSIONS = read_data("check", "expressions")
PATTERNS = {
    pattern: f"{module.__name__}.{name}"
    for module in MODULES
    for name, pattern in vars(module).items()
    if isinstance(pattern, str) and FIRST.match(pattern)
} | {
    row["pattern"]: name
    for name, row in EXPRESSIONS.items()
    if isinstance(row["pattern"], str) and FIRST.match(row["pattern"])
}
LINES = [
    line
    for path in [*ROOT.glob("tests/labels/*/*.yaml"), ROOT / "tests/check/figures.yaml"]
    for line in path.read_text(encoding="utf-8").splitlines()
]


@pytest.mark.parametrize("pattern", PATTERNS, ids=PATTERNS.get)
def test_no_other_character_begins_a_match(pattern: str) -> None:
    whole, without = role(pattern), role(FIRST.sub("", pattern, count=1))
    for line in LINES:
        found = [match.span() for match in whole.finditer(line)]
        assert found == [match.span() for match in without.finditer(line)]


@pytest.mark.parametrize("name", EXPRESSIONS)
def test_an_expression_finds_its_examples_and_leaves_the_others(name: str) -> None:
    pattern, row = role(f"{{{name}}}"), EXPRESSIONS[name]
    for example in row["finds"]:
        assert any(match[0] for match in pattern.finditer(example)), example
    for example in row.get("leaves", ()):
        assert not any(match[0] for match in pattern.finditer(example)), example


def test_a_list_and_an_expression_have_different_names() -> None:
    assert EXPRESSIONS.keys().isdisjoint(read_data("check", "roles"))
