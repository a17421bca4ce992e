"""Tests of system/wording.py: every diagnostic that a file words is made somewhere."""

import ast
from itertools import chain
from pathlib import Path
from typing import Any

import pytest
from support.source import modules, nodes
from support.wording import WORDED

from progress_report.domain.diagnostics import Location
from progress_report.domain.period import Period
from progress_report.system.data import read_data
from progress_report.system.i18n import period_name
from progress_report.system.wording import Wording


def constants(package: str) -> set[str]:
    """The texts in the modules of a package, and in the models."""
    names = [name for name in modules() if name.partition("/")[0] in ("domain", package)]
    every = (node for name in names for node in nodes(name))
    return {str(node.value) for node in every if isinstance(node, ast.Constant)}


@pytest.mark.parametrize(("package", "file"), WORDED.items())
def test_every_diagnostic_and_every_hint_is_used(package: str, file: str) -> None:
    words: dict[str, Any] = read_data(package, file)
    used = constants(package) | {*words.get("parser", {}).values()}
    if package == "check":
        tables = ("grammar", "omissions", "figures", "residue", "particles")
        used |= {row["correct"] for table in tables for row in read_data("check", table)}
    assert words["diagnostics"].keys() - used == set()
    hints = [entry.get("hint", "") for entry in words["diagnostics"].values()]
    named = {hint for hint in hints if isinstance(hint, str)}
    assert words.get("hints", {}).keys() - used - named == set()
    assert words.get("sentences", {}).keys() - used == set()


@pytest.mark.parametrize(("package", "file"), WORDED.items())
def test_what_leads_to_a_command_says_where_it_stands(package: str, file: str) -> None:
    words: dict[str, Any] = read_data(package, file)
    hints = [entry.get("hint") for entry in words["diagnostics"].values()]
    several = [h for h in (*hints, *words.get("hints", {}).values()) if isinstance(h, list)]
    for way in chain.from_iterable(several):
        assert "command" not in way or all("{command}" in text for text in way["text"].values())


def test_periods_paths_and_lists_stand_as_a_sentence_names_them() -> None:
    periods = [Period(2021, 1, 6), Period(2021, 7, 9)]
    worded = Wording("importing")("several-periods", Location("a"), periods=periods, options=[1, 2])
    assert all(period_name(period) in worded.message for period in periods)
    assert str(worded.hint).endswith("1, 2")
    refused = Wording("importing")("file-exists", Location("a"), path=Path("b", "c"))
    assert refused.message.startswith("b/c ")


def test_every_name_that_the_parser_leads_to_is_worded() -> None:
    mistakes = read_data("source", "mistakes")
    named = {*mistakes["parser"].values(), *mistakes["at_context"]}
    assert named - mistakes["diagnostics"].keys() == set()
