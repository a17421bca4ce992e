"""Each piece of a pattern is needed: without it, an example would match otherwise.

The examples are in tests/<package>/patterns.yaml, by module and by name (`_NAME key` for a pattern
in a mapping or a tuple, `function number` for one within a function), and so are texts from which
several patterns are made:

* `all`: matched from the first character to the last; words of a line are examples of their own;
* `part`: what stands between `⟦` and `⟧` is matched, `⟦⟧` is an empty match;
* `none`: nothing in it is matched;
* `full`, `other`: as a whole it is such a text, or is not (`fullmatch`);
* `groups`: what the groups hold after the first match.

`⋯` stands for 2000 characters.

A piece is an alternative, a member of a class, a look-around, an anchor or a quantifier.
"""

import ast
import re
from collections.abc import Iterator
from functools import cache, partial
from importlib import import_module
from typing import Any

import pytest
from ruamel.yaml import YAML
from support.patterns import Example, examples, pieces, plain
from support.project import ROOT
from support.source import modules, nodes

from progress_report.system.data import read_data

OF_RULES = "check"
"""The room whose patterns within functions the examples of its rules hold."""
EXPRESSIONS = "check/data/expressions.yaml"
"""Patterns of which some have examples here too."""
CALLS = {"match", "search", "fullmatch", "sub", "split", "findall", "finditer"}
MOST_PIECES = 200
"""So many pieces of a longer pattern are tried; the measures take 10 ms to compile."""
SHORTEST_SHARED = 6
"""A shorter text that occurs in two patterns says nothing of its origin."""

EXAMPLES = {
    (module, name): [*examples(rows)]
    for file in sorted(ROOT.glob("tests/*/patterns.yaml"))
    for module, patterns in YAML(typ="safe", pure=True).load(file.read_text("utf-8")).items()
    for name, rows in patterns.items()
}


def assigned(path: str) -> Iterator[str]:
    """Names of a module that are assigned at its top with the help of `re.compile`."""
    for statement in modules()[path].body:
        match statement:
            case ast.Assign(targets=[ast.Name(id=name)], value=value):
                if "re.compile(" in ast.unparse(value):
                    yield name
            case ast.AnnAssign(target=ast.Name(id=name), value=ast.expr() as value):
                if "re.compile(" in ast.unparse(value):
                    yield name


def named(name: str, value: Any) -> Iterator[tuple[str, re.Pattern[Any]]]:
    """The patterns in a value: itself, or those of a mapping or sequence."""
    match value:
        case re.Pattern():
            yield name, value
        case dict():
            for key, item in value.items():
                yield from named(f"{name} {key}", item)
        case tuple() | list():
            for number, item in enumerate(value):
                yield from named(f"{name} {number}", item)
        case object(__self__=re.Pattern() as pattern):  # its method `match`
            yield name, pattern


def within_functions(path: str) -> Iterator[tuple[str, re.Pattern[str]]]:
    """Patterns that a function names where it uses them; those of one piece need no example."""
    for function in nodes(path):
        if not isinstance(function, ast.FunctionDef):
            continue
        number = 0
        for call in ast.walk(function):
            match call:
                case ast.Call(
                    func=ast.Attribute(value=ast.Name(id="re"), attr=attribute),
                    args=[ast.Constant(value=str() as expression), *others],
                ) if attribute in CALLS:
                    flags = [*others, *(keyword.value for keyword in call.keywords)]
                    names = [flag.attr for flag in flags if isinstance(flag, ast.Attribute)]
                    pattern = re.compile(expression, sum(getattr(re, name, 0) for name in names))
                    if any(pieces(expression)):
                        yield f"{function.name} {number}", pattern
                    number += 1


@cache
def every_pattern() -> dict[tuple[str, str], re.Pattern[str]]:
    """All patterns of the program, by module and name."""
    patterns: dict[tuple[str, str], re.Pattern[Any]] = {}
    for path in modules():
        for name in assigned(path):
            value = getattr(module_at(path), name)
            patterns |= {(path, key): pattern for key, pattern in named(name, value)}
        if not path.startswith(OF_RULES):
            patterns |= {(path, key): pattern for key, pattern in within_functions(path)}
    for path, name in EXAMPLES.keys() - patterns.keys():
        if path == EXPRESSIONS:
            value = read_data("check", "expressions")[name]["pattern"]
            value = value if isinstance(value, str) else "|".join(value)
        else:
            value = getattr(module_at(path), name, None)
        if isinstance(value, str):
            patterns[path, name] = re.compile(value)
    return {key: as_text(pattern) for key, pattern in patterns.items()}


def module_at(path: str) -> Any:
    return import_module("progress_report." + path.removesuffix(".py").replace("/", "."))


def as_text(pattern: re.Pattern[Any]) -> re.Pattern[str]:
    """A pattern without blanks of its own; one of bytes becomes a pattern of latin-1 text."""
    expression, flags = pattern.pattern, pattern.flags
    if isinstance(expression, bytes):
        return re.compile(expression.decode("latin-1"), flags | re.ASCII)
    return re.compile(*plain(expression, flags))


def lacks(piece: str, case: Example) -> bool:
    return piece not in case.text


def shared(expression: str) -> list[tuple[int, int]]:
    """Where other patterns occur in an expression, which have examples of their own."""
    return [
        occurrence.span()
        for text in {pattern.pattern for pattern in every_pattern().values()}
        if SHORTEST_SHARED <= len(text) < len(expression) and text in expression
        for occurrence in re.finditer(re.escape(text), expression)
    ]


def test_every_pattern_has_examples() -> None:
    missing, needless = every_pattern().keys() - EXAMPLES, EXAMPLES.keys() - every_pattern()
    assert missing == set(), "give each an example in tests/<package>/patterns.yaml"
    assert needless == set(), "there is no such pattern any more"


@pytest.mark.parametrize("module", sorted({module for module, _name in EXAMPLES}))
def test_each_piece_of_a_pattern_is_needed(module: str) -> None:
    idle = []
    for (path, name), cases in EXAMPLES.items():
        if path != module:
            continue
        pattern = every_pattern()[path, name]
        wrong = [case for case in cases if case.outcome(pattern) != case.expected]
        assert wrong == [], name
        assert any(case.expected for case in cases), name
        expression, others = pattern.pattern, shared(pattern.pattern)
        mutants = pieces(expression, pattern.flags, most=MOST_PIECES, without=others)
        for (start, end), mutant in mutants:
            piece = expression[start:end]
            likely_first = sorted(cases, key=partial(lacks, piece.strip("|")))
            if all(case.outcome(mutant) == case.expected for case in likely_first):
                idle.append(f"{name} {start}: {piece}")
    assert idle == []


def test_removals_of_all_kinds() -> None:
    expression = r"^(?:a|bc)?[^x\d-]+(?<!y)z*?|\|"
    removed = [expression[start:end] for (start, end), _mutant in pieces(expression)]
    assert sorted(removed) == sorted(
        [
            *("^", r"^(?:a|bc)?[^x\d-]+(?<!y)z*?|", "a|", "|bc", "(?:a|bc)?", "?", "x", r"\d", "-"),
            *("+", "(?<!y)", "*?", "?", r"|\|"),
        ]
    )
    assert Example("part", "甲⟦乙⟧").outcome(re.compile("乙")) == Example("part", "甲⟦乙⟧").expected
