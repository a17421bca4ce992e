"""How changes are shown: in a terminal, as Markdown, as JSON, as a page, on paper."""

import json
import re
from collections.abc import Iterator
from decimal import Decimal
from html.parser import HTMLParser
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from support.changes import CHANGES, CONFIG, OLD, side
from support.project import ROOT

from progress_report.diff.align import Fate, Step
from progress_report.diff.changes import (
    Changes,
    PartChange,
    Side,
    Status,
    TaskChange,
    TaskReport,
    compare,
)
from progress_report.diff.figures import FigureChange
from progress_report.diff.render import json as as_json
from progress_report.diff.render import markdown, terminal
from progress_report.diff.render.page import ChangesDocument
from progress_report.diff.words import Mark, Piece
from progress_report.system.i18n import set_language
from progress_report.text.bounds import Bound
from progress_report.text.quantities import Quantity
from progress_report.text.width import printable, width

GOLDEN = ROOT / "tests/examples/changes"
SHOWN = {
    "narrow.txt": lambda: terminal.render(CHANGES, colour=False, columns=60),
    "wide.txt": lambda: terminal.render(CHANGES, colour=False, columns=120),
    "colour.txt": lambda: terminal.render(CHANGES, colour=True, columns=60),
    "stat.txt": lambda: terminal.stat(CHANGES),
    "changes.md": lambda: markdown.render(CHANGES),
    "changes.json": lambda: as_json.render(CHANGES),
}
# What a report might hold to be taken for something else.
HOSTILE = st.lists(
    st.sampled_from(
        [
            "</ins>", "<script>x</script>", "&lt;", "\x1b[2J\x1b[31m", "\x07", "\x9b1m", "\u202e",
            "\u2066", "\ufeff", "**", "~~", "`", "|", "\\", "\n\n# x", "\n- ", "@someone", "#12",
            "[a](http://example.invalid)", "![](x)", "$x$", ":smile:", "www.example.invalid",
            "</details>", "<!--", "-->", "[-", "+}", "35%", "72.88亿元", "一", "。", "；", "\t",
        ]
    )
    | st.text(max_size=3),
    max_size=12,
).map("".join)  # fmt: skip
REPORTS = st.lists(
    st.tuples(HOSTILE, HOSTILE, HOSTILE).map(lambda t: (t[0] or "x", t[1], t[2])),
    max_size=2,
    unique_by=lambda entry: entry[0],
)


@st.composite
def hostile_changes(draw: st.DrawFn) -> Changes:
    old, new = (
        tuple(
            TaskReport(2021, docket, wording, (("甲", text), (wording, text[::-1])))
            for docket, wording, text in draw(REPORTS)
        )
        for _ in range(2)
    )
    return compare(Side(draw(HOSTILE), old), Side(draw(HOSTILE), new))


@pytest.fixture(autouse=True)
def _in_chinese() -> Iterator[None]:
    set_language("zh")
    yield
    set_language("en")


@pytest.mark.parametrize("name", SHOWN)
def test_golden(name: str) -> None:
    expected = (GOLDEN / name).read_text(encoding="utf-8")
    assert SHOWN[name]() == expected


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


@given(hostile_changes(), st.integers(0, 160), st.booleans())
def test_a_terminal_obeys_nothing_of_the_text(changes: Changes, columns: int, colour: bool) -> None:
    text = terminal.render(changes, colour=colour, columns=columns)
    for line in text.split("\n")[:-1]:
        bare = re.sub("\x1b\\[[0-9;]*m", "", line) if colour else line
        assert printable(bare) == bare
        assert width(bare) <= max(columns, 40)
        assert line.count("\x1b[0m") * 2 == line.count("\x1b")
    assert printable(terminal.stat(changes).replace("\n", "")) == terminal.stat(changes).replace(
        "\n", ""
    )


class _Read(HTMLParser):
    """Tags, attributes and text of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.open: list[str] = []
        self.texts: list[tuple[str, str]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes |= {name for name, _value in attrs}
        if tag not in ("meta", "link", "input", "hr", "br"):
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.texts.append((self.open[-1] if self.open else "", data))


def read(text: str) -> _Read:
    reader = _Read()
    reader.feed(text)
    reader.close()
    assert reader.open == []
    return reader


MARKDOWN_TAGS = {
    "h3", "ul", "li", "p", "strong", "table", "thead", "tbody", "tr", "th", "td", "details",
    "summary", "b", "del", "ins",
}  # fmt: skip


@given(hostile_changes())
def test_markdown_shows_the_text_and_obeys_nothing_of_it(changes: Changes) -> None:
    text = markdown.render(changes)
    rendered = MarkdownIt("commonmark").enable(["table", "strikethrough"]).render(text)
    found = read(rendered)
    assert found.tags <= set(MARKDOWN_TAGS)
    assert found.attributes <= {"style"}  # the alignment of a table's columns
    shown = "".join(data for _tag, data in found.texts).replace("\u200b", "")
    for task in changes.tasks:
        if not task.same:
            # CommonMark takes the spaces at a line's end away
            wanted = printable(task.report.wording.replace("\n", " ")).rstrip(" ")
            assert wanted.replace("\u200b", "") in shown
    assert not re.search(r"[@#]\w|www\.", "".join(data for _tag, data in found.texts))


@given(hostile_changes())
def test_a_page_shows_the_text_and_obeys_nothing_of_it(changes: Changes) -> None:
    page = ChangesDocument(changes, CONFIG).render()
    found = read(page)
    assert found.tags <= set(PAGE_TAGS)
    assert not {name for name in found.attributes if name.startswith("on")}
    marked = {
        (tag, printable(piece.text.replace("\n", "¶")))
        for task in changes.tasks
        if task.status is not Status.STALLED
        for part in task.parts
        for step in part.steps
        for piece in step.pieces
        if (tag := {"dropped": "del", "added": "ins"}.get(piece.mark))
    }
    for tag, text in marked:
        escaped = re.escape(text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
        escaped = escaped.replace('"', "&#34;").replace("'", "&#39;")
        assert re.search(rf"<{tag}><span class=\"said\">[^<]*</span><bdi>{escaped}</bdi>", page)


PAGE_TAGS = MARKDOWN_TAGS | {
    "html", "head", "meta", "title", "link", "style", "body", "main", "h1", "h2", "h4", "section",
    "span", "a", "fieldset", "legend", "label", "input", "article", "caption", "bdi",
}  # fmt: skip


@given(hostile_changes())
def test_json_holds_everything(changes: Changes) -> None:
    assert rebuilt(json.loads(as_json.render(changes))) == changes


def test_json_of_the_example_holds_everything() -> None:
    found = json.loads(as_json.render(CHANGES))
    assert rebuilt(found) == CHANGES
    told = {name: count for name, count in found["counts"].items() if count}
    assert told == {"stalled": 1, "fell": 1, "changed": 2, "added": 1, "dropped": 1}
    [share] = [f for task in found["tasks"] for f in task["figures"] if f["unit"] == "%"]
    assert share["difference"] == "44.24"


def rebuilt(found: dict[str, Any]) -> Changes:
    """Read a form of version 1 back."""
    assert found["version"] == 1
    return Changes(found["old"], found["new"], tuple(_task(task) for task in found["tasks"]))


def _task(found: dict[str, Any]) -> TaskChange:
    return TaskChange(
        Status(found["status"]),
        _report(found["old"]),
        _report(found["new"]),
        _steps(found["wording"]),
        tuple(PartChange(part["unit"], _steps(part["steps"])) for part in found["parts"]),
        tuple(
            FigureChange(f["label"], f["unit"], _quantity(f["old"]), _quantity(f["new"]))
            for f in found["figures"]
        ),
    )


def _report(found: dict[str, Any] | None) -> TaskReport | None:
    if found is None:
        return None
    parts = tuple((part["unit"], part["text"]) for part in found["parts"])
    return TaskReport(found["year"], found["docket"], found["wording"], parts)


def _steps(found: list[dict[str, Any]]) -> tuple[Step, ...]:
    return tuple(
        Step(
            Fate(step["fate"]),
            tuple(Piece(Mark(piece["mark"]), piece["text"]) for piece in step["pieces"]),
            range(*step["old"]),
            range(*step["new"]),
            step["moved"],
        )
        for step in found
    )


def _quantity(found: dict[str, Any] | None) -> Quantity | None:
    if found is None:
        return None
    return Quantity(
        Decimal(found["value"]),
        found["unit"],
        found["start"],
        found["end"],
        found["scale"],
        Bound(found["bound"]) if found["bound"] else None,
        found["chinese"],
    )


def test_a_docket_with_a_superscript_digit_has_its_place_too() -> None:
    changes = compare(side("甲", {"²": "一。", "2": "二。"}), side("乙", {}))
    dockets = [task.report.docket for task in changes.tasks]
    assert dockets == ["2", "²"]


def test_a_docket_that_would_be_obeyed_is_shown_harmless() -> None:
    moved = compare(Side("甲", (_renumbered("x"),)), Side("乙", (_renumbered("\x1b[2J"),)))
    assert "原折子号x，现为�[2J" in terminal.render(moved, colour=False, columns=60)


def _renumbered(docket: str) -> TaskReport:
    return TaskReport(2021, docket, "任务。", (("甲", "一。"),))


def test_lines_break_where_a_reader_would() -> None:
    text = terminal.render(
        compare(
            side("甲", {"1": "完成投资35.76亿元，占年度计划的54.5%，超过时序进度4.5个百分点。"}),
            side("乙", {"1": "完成投资72.88亿元，占年度计划的80.0%，超过时序进度30个百分点。"}),
        ),
        colour=False,
        columns=40,
    )
    lines = [line.strip() for line in text.splitlines()]
    assert not [line for line in lines if line[:1] in set("，。；、%-]")]
    assert "72.88" in text
