"""Changes in a terminal."""

import re

from hypothesis import given
from hypothesis import strategies as st
from support.changes import hostile_changes, side

from progress_report.diff.changes import (
    Changes,
    Side,
    TaskReport,
    compare,
)
from progress_report.diff.render import terminal
from progress_report.text.width import printable, width


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
