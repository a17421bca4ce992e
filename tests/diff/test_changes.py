"""What changed: tasks paired, and their order."""

from typing import Any

import pytest
from support.changes import side
from support.tasks import layout

from progress_report.diff.changes import compare
from progress_report.diff.changes import side as task_side
from progress_report.domain.period import Period
from progress_report.domain.task import Task
from progress_report.source.load import SourcedTask
from progress_report.source.places import Source


def test_a_docket_with_a_superscript_digit_has_its_place_too() -> None:
    changes = compare(side("甲", {"²": "一。", "2": "二。"}), side("乙", {}))
    dockets = [task.report.docket for task in changes.tasks]
    assert dockets == ["2", "²"]


COLUMNS = [("号", "docket", 1), ("进展", "progress", 3)]


def task(docket: str, reports: dict[str, str], **keys: Any) -> SourcedTask:
    entries = {period: {"progress": text} for period, text in reports.items()}
    data = {"year": 2021, "docket": docket, "task": f"任务{docket}。", "entries": entries}
    data |= {"from" if key == "begins" else key: value for key, value in keys.items()}
    return SourcedTask(Task.model_validate(data), Source(f"{docket}.yaml", ""))


def changes(
    before: list[SourcedTask], after: list[SourcedTask], first: str = "H1", second: str = "H2"
) -> dict[str, tuple[str, str, bool]]:
    """Of each later task: the one it pairs with, its status, and whether a figure fell."""
    sides = (
        task_side(tasks, Period.from_key(2021, period), layout(COLUMNS))
        for tasks, period in ((before, first), (after, second))
    )
    return {
        change.report.docket: (
            change.before.docket if change.before else "",
            change.status.value,
            change.fell,
        )
        for change in compare(*sides).tasks
    }


SPLIT = [
    task("6", {"H1": "已改造小区20个。"}, until="H1"),
    task("6-1", {"H2": "已改造小区5个。"}, begins="H2", formerly=["6"]),
    task("6-2", {"H2": "已改造小区25个。"}, begins="H2", formerly=["6"]),
]


def test_a_split_task_pairs_with_each_of_its_parts_and_no_figure_falls() -> None:
    assert changes(SPLIT, SPLIT) == {
        "6-1": ("6", "changed", False),
        "6-2": ("6", "changed", False),
    }
    # one that only goes on under another number can fall
    assert changes(SPLIT[:2], SPLIT[:2]) == {"6-1": ("6", "changed", True)}


def test_a_task_that_took_in_another_is_compared_with_both() -> None:
    merged = [
        task("9", {"H1": "已改造小区20个。", "H2": "已改造小区18个。"}, formerly=["10"]),
        task("10", {"H1": "已改造小区30个。"}, until="H1"),
    ]
    assert changes(merged, merged) == {"9": ("9", "changed", False)}


def test_renumbered_tasks_pair_by_their_numbers_of_then() -> None:
    before = [task("6", {"H1": "甲。"}), task("7", {"H1": "乙。"})]
    after = [
        task("7", {"H1": "甲。"}, renumbered=[{"docket": "6", "until": "H1"}]),
        task("8", {"H1": "乙。"}, renumbered=[{"docket": "7", "until": "H1"}]),
    ]
    paired = {"7": ("6", "stalled", False), "8": ("7", "stalled", False)}
    assert changes(before, after, "H1", "H1") == paired
    back = {"6": ("7", "stalled", False), "7": ("8", "stalled", False)}
    assert changes(after, before, "H1", "H1") == back


def test_a_finished_task_that_is_repeated_is_no_change() -> None:
    done = task("8", {"H1": "全部完成。"}, finished="H1")
    other = task("9", {"H1": "甲。", "H2": "乙。"})
    ended = task("10", {"H1": "开工。"}, until="H1", ended="调减")
    tasks = [done, other, ended]
    assert changes(tasks, tasks, "H1", "FY") == {"9": ("9", "changed", False)}
    assert changes(tasks, tasks)["10"] == ("10", "dropped", False)


def test_figures_of_targets_are_compared_exactly_and_once() -> None:
    def of(done: str, text: str) -> list[SourcedTask]:
        targets = [{"name": "拆除违建", "amount": "120", "measure": "万平方米"}]
        sourced = task("1", {"H1": text}, targets=targets)
        entry = sourced.task.entries["H1"].model_copy(update={"done": {"拆除违建": done}})
        entries = {"H1": entry}
        return [SourcedTask(sourced.task.model_copy(update={"entries": entries}), sourced.source)]

    def figures(*tasks: list[SourcedTask]) -> list[tuple[str, str, bool]]:
        sides = (task_side(side, Period(2021, 1, 6), layout(COLUMNS)) for side in tasks)
        changed = compare(*sides).tasks
        return [(f.label, f.difference_written, f.fell) for t in changed for f in t.figures]

    same = "正在拆除。"
    assert figures(of("42.9", same), of("43", same)) == [("拆除违建", "+0.1万平方米", False)]
    assert figures(of("43", same), of("42.9", same)) == [("拆除违建", "-0.1万平方米", True)]
    assert figures(of("43.0", same), of("43", same)) == []
    prose = of("42.9", "拆除违建42.9万平方米。"), of("43", "拆除违建43万平方米。")
    assert figures(*prose) == [("拆除违建", "+0.1万平方米", False)]


@pytest.mark.parametrize(
    ("before", "after", "fell"),
    [
        ("20个小区完成立项。", "5个小区完成改造。", False),
        ("完成立项20个小区。", "完成改造5个小区。", False),
        ("完成20个小区立项。", "完成5个小区改造。", False),
        ("12个项目已开工。", "3个项目已竣工。", False),
        ("20个小区完成改造。", "5个小区已全部完成改造。", True),
        ("完成改造20个小区。", "5个小区完成改造。", True),
        ("已开工20个项目。", "已开工5个项目。", True),
        ("完成投资20亿元。", "累计完成投资5亿元。", True),
    ],
)
def test_a_figure_falls_only_where_the_predicate_is_the_same(
    before: str, after: str, *, fell: bool
) -> None:
    [change] = compare(side("甲", {"1": before}), side("乙", {"1": after})).tasks
    assert change.fell is fell
    assert fell or {(f.before is None, f.after is None) for f in change.figures} == {
        (True, False),
        (False, True),
    }


@pytest.mark.parametrize(
    ("before", "after", "fell"), [("FY", "H1", False), ("H1", "H1", True), ("H1", "FY", True)]
)
def test_a_year_that_has_begun_anew_is_no_fall(before: str, after: str, fell: bool) -> None:
    last_year = task("1", {before: "已改造小区20个。"}, task="改造。")
    this_year = task("1", {after: "已改造小区5个。"}, task="改造。", year=2022)
    sides = (
        task_side([sourced], Period.from_key(year, key), layout(COLUMNS))
        for sourced, year, key in ((last_year, 2021, before), (this_year, 2022, after))
    )
    [change] = compare(*sides).tasks
    assert [figure.values for figure in change.figures] == [("20个", "5个")]
    assert change.fell is fell
