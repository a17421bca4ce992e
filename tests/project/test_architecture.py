"""The architecture pages name the packages and modules that exist, in the order that holds."""

import ast
import re
import tomllib
from itertools import groupby
from pathlib import Path

import pytest
from support.project import ROOT
from support.source import PACKAGE, modules

PAGES = [ROOT / f"docs/{language}/architecture.md" for language in ("en", "zh")]
ROW = re.compile(r"^\| (\d+) \| `(\w+)` \|", re.MULTILINE)
MODULE = re.compile(r"`([\w/]+\.(?:py|yaml)|[\w/]+/)`(?: `(\w+)\(\)`)?")
"""A module or a folder, and a function of the module."""

pytestmark = pytest.mark.parametrize("page", PAGES, ids=lambda page: page.parent.name)


def layers() -> list[set[str]]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    [contract] = [
        contract
        for contract in project["tool"]["importlinter"]["contracts"]
        if contract["type"] == "layers"
    ]
    return [set(layer.split(" | ")) for layer in contract["layers"]]


def test_the_packages_are_those_of_src_in_their_order(page: Path) -> None:
    rows = ROW.findall(page.read_text(encoding="utf-8"))
    grouped = [
        (int(number), {name for _, name in group})
        for number, group in groupby(rows, key=lambda row: row[0])
    ]
    assert grouped == list(enumerate(layers(), 1))
    packages = {path.parent.name for path in PACKAGE.glob("*/__init__.py")}
    assert {name for _, name in rows} == packages | {"doctor"}


def test_modules_and_functions_exist(page: Path) -> None:
    named = MODULE.findall(page.read_text(encoding="utf-8"))
    assert len(named) > 40
    for path, function in named:
        assert (PACKAGE / path).exists() or (ROOT / path).exists(), path
        if function:
            assert function in {
                node.name for node in modules()[path].body if isinstance(node, ast.FunctionDef)
            }, f"{path}: {function}"


def test_both_pages_name_the_same_modules(page: Path) -> None:
    first, second = (set(MODULE.findall(path.read_text(encoding="utf-8"))) for path in PAGES)
    assert page in PAGES
    assert first == second
