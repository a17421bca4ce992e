"""The figures in docs/en/measured.md are what the rules do on the labelled table."""

import importlib.util
import re
from typing import Any

import pytest
from support.project import ROOT

DOCUMENT = ROOT / "docs/en/measured.md"


def tool() -> Any:
    spec = importlib.util.spec_from_file_location("measure_rules", ROOT / "tools/measure_rules.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def section(name: str) -> str:
    """The table between the two comments in the document."""
    text = DOCUMENT.read_text(encoding="utf-8")
    written = re.search(rf"<!-- {name}: [^\n]* -->\n(.*?)<!-- end -->", text, re.DOTALL)
    assert written is not None
    return written[1]


def test_the_figures_in_the_document_are_fresh_and_good_enough() -> None:
    table = tool().measure()
    assert section("measured") == table
    totals = {m[1]: (int(m[2]), int(m[3])) for m in TOTAL.finditer(table)}
    findings, right = totals["all, warning"]
    assert findings > 30
    assert right / findings >= 4 / 5
    every = re.search(r"\*\*all\*\* \| \| \d+ \| \d+ \| (\d+) \| (\d+)", table)
    assert every is not None
    assert int(every[2]) / int(every[1]) >= 2 / 3


def test_the_figures_on_planted_mistakes_are_fresh() -> None:
    assert section("planted") == tool().measure_planted()


@pytest.mark.program  # so many sentences are read on every core
def test_the_figures_on_the_counties_are_fresh() -> None:
    table = tool().measure_counties()
    assert section("counties") == table
    assert table.endswith("right sentences | | | 0 |\n")


def test_the_totals_are_the_same_in_chinese() -> None:
    chinese = re.findall(r"\*\* (\|.*)", (ROOT / "docs/zh/measured.md").read_text("utf-8"))
    tables = section("measured") + section("planted")
    assert chinese == re.findall(r"\*\*(?:all.*|of these subtle)\*\* (\|.*)", tables)


TOTAL = re.compile(r"\*\*(all[^*]*)\*\* \| \| (\d+) \| (\d+)")
