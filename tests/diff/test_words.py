"""Sentence pairs with the highlighting people prefer: each file in examples/diff is one.

First the old text, then a line ``---``, the new text, another ``---``, and the steps: ``=`` kept,
``~`` changed, ``+`` added, ``-`` dropped, ``>`` moved, with [-dropped-] and {+added+} words; ¶ is
the end of a paragraph.
"""

from pathlib import Path

import pytest
from support.project import ROOT

from progress_report.diff.align import Fate, Mark, Step, align

FILES = sorted((ROOT / "tests/examples/diff").glob("*.txt"))
SIGNS = {Fate.KEPT: "=", Fate.CHANGED: "~", Fate.ADDED: "+", Fate.DROPPED: "-"}
BRACKETS = {Mark.SAME: "{}", Mark.DROPPED: "[-{}-]", Mark.ADDED: "{{+{}+}}"}


def told(step: Step) -> str:
    sign = ">" if step.moved and step.fate is Fate.KEPT else SIGNS[step.fate]
    lone = step.fate in (Fate.ADDED, Fate.DROPPED)
    text = "".join(p.text if lone else BRACKETS[p.mark].format(p.text) for p in step.pieces)
    return f"{sign} {text}".replace("\n", "¶")


def test_there_are_pairs() -> None:
    assert len(FILES) >= 40


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_the_highlighting_is_what_people_prefer(path: Path) -> None:
    old, new, steps = path.read_text(encoding="utf-8").rstrip("\n").split("\n---\n")
    assert [told(step) for step in align(old, new)] == steps.split("\n")
