"""How changes are shown: in a terminal, as Markdown, as JSON, as a page, on paper."""

import re

import pytest
from support.changes import CHANGES, CONFIG, OLD, side
from support.expected import assert_expected
from support.project import ROOT
from support.serving import bare

from progress_report.diff.changes import (
    Changes,
    compare,
)
from progress_report.diff.render import json as as_json
from progress_report.diff.render import markdown, terminal
from progress_report.diff.render.page import ChangesDocument
from progress_report.system.i18n import set_language

GOLDEN = ROOT / "tests/examples/changes"
SHOWN = {
    "narrow.txt": lambda: terminal.render(CHANGES, colour=False, columns=60),
    "wide.txt": lambda: terminal.render(CHANGES, colour=False, columns=120),
    "colour.txt": lambda: terminal.render(CHANGES, colour=True, columns=60),
    "stat.txt": lambda: terminal.stat(CHANGES),
    "changes.md": lambda: markdown.render(CHANGES),
    "changes.json": lambda: as_json.render(CHANGES),
    "changes.html": lambda: bare(ChangesDocument(CHANGES, CONFIG).render()),
}


@pytest.mark.parametrize("name", SHOWN)
def test_golden(name: str) -> None:
    assert_expected(SHOWN[name](), GOLDEN / name)


def test_every_golden_file_is_compared() -> None:
    assert {path.name for path in GOLDEN.iterdir()} == set(SHOWN)


def test_stalled_tasks_come_first_then_those_whose_figures_fell() -> None:
    for text in (
        SHOWN["narrow.txt"](),
        SHOWN["changes.md"](),
        ChangesDocument(CHANGES, CONFIG).render(),
    ):
        places = [text.index(word) for word in ("未更新", "有更新", "数值下降", "新列任务")]
        assert places == sorted(places)
    dockets = [line.split()[0] for line in SHOWN["stat.txt"]().splitlines()[1:-1]]
    assert dockets == ["2", "1", "3", "6", "5", "7"]


def test_english_by_locale() -> None:
    set_language("en")
    text = terminal.render(CHANGES, colour=False, columns=60)
    assert "not updated: 1 (2)" in text
    assert not re.search("未更新|有更新|新列任务|句未变", text)
    page = ChangesDocument(CHANGES, CONFIG).render()
    assert '<html lang="en">' in page
    assert '<p lang="zh-CN">' in page


def test_nothing_changed() -> None:
    same = compare(side("甲", OLD), side("乙", OLD))
    assert terminal.render(same, colour=False, columns=60).count("\n") == 2
    assert "<details>" not in markdown.render(same)
    empty = Changes("甲", "乙", ())
    for text in (
        terminal.render(empty, colour=True, columns=10),
        markdown.render(empty),
        ChangesDocument(empty, CONFIG).render(),
    ):
        assert "两方均无填报的任务。" in text
