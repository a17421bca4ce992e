"""The figures in docs/en/check.md are what the rules do on the labelled table."""

import importlib.util
import re

from support.project import ROOT

DOCUMENT = ROOT / "docs/en/check.md"


def measured() -> str:
    spec = importlib.util.spec_from_file_location("measure_rules", ROOT / "tools/measure_rules.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return str(module.measure())


def test_the_figures_in_the_document_are_fresh_and_good_enough() -> None:
    table = measured()
    text = DOCUMENT.read_text(encoding="utf-8")
    written = re.search(r"<!-- measured: .* -->\n(.*?)<!-- end -->", text, re.DOTALL)
    assert written is not None
    assert written[1] == table
    totals = {m[1]: (int(m[2]), int(m[3])) for m in TOTAL.finditer(table)}
    findings, right = totals["all, warning"]
    assert findings > 30
    assert right / findings >= 4 / 5
    every = re.search(r"\*\*all\*\* \| \| \d+ \| \d+ \| (\d+) \| (\d+)", table)
    assert every is not None
    assert int(every[2]) / int(every[1]) >= 2 / 3


TOTAL = re.compile(r"\*\*(all[^*]*)\*\* \| \| (\d+) \| (\d+)")
