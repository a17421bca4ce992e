"""The tasks that others continue: they exist, and none continues itself."""

import time
from pathlib import Path

import pytest
from support.project import project

from progress_report.domain.task import Task
from progress_report.source.contradictions import wrong_predecessors
from progress_report.source.load import SourcedTask, load_project
from progress_report.source.places import Source
from progress_report.system.i18n import hint_text


def task(docket: int, keys: str = "", year: int = 2021) -> str:
    return f"year: {year}\ndocket: {docket}\ntask: 任务。\n{keys}"


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        ({"t001": task(1, "formerly: [2020/9, '02']\n"), "t002": task(2, "until: H1\n")}, []),
        ({"t001": task(1, "formerly: ['2', '9']\n"), "t002": task(2)}, [("001", 17, "unknown")]),
        (
            {"t001": task(1, "formerly: [2020/2]\n"), "2020": task(3, year=2020)},
            [("001", 12, "unknown")],
        ),
        ({"t001": task(1, "formerly: [2022/2]\n")}, [("001", 12, "circular")]),
        ({"t001": task(1, "formerly: ['1']\n")}, [("001", 12, "circular")]),
        (
            {
                "t001": task(1, "formerly: ['2']\n"),
                "t002": task(2, "formerly: ['3']\n"),
                "t003": task(3, "formerly: ['1', '4']\n"),
                "t004": task(4),
                "t005": task(5, "formerly: ['1']\n"),
            },
            [("001", 12, "circular"), ("002", 12, "circular"), ("003", 12, "circular")],
        ),
    ],
)
def test_each_wrong_item_is_found_at_its_place(
    files: dict[str, str], expected: list[tuple[str, int, str]], tmp_path: Path
) -> None:
    earlier = files.pop("2020", None)
    root = project(tmp_path, **files)
    if earlier is not None:
        (root / "data/tasks/2020").mkdir()
        (root / "data/tasks/2020/003.yaml").write_text(earlier, encoding="utf-8")
    found = [
        (Path(d.location.path).stem, d.location.column, d.rule.partition("-")[0])
        for d in load_project(root).diagnostics
        if d.location
    ]
    assert found == expected


def test_no_two_tasks_have_one_docket_at_a_time(tmp_path: Path) -> None:
    files = {
        # 6 became 7, 7 became 8: nothing is shared
        "t007": task(7, "renumbered: [{docket: 6, until: H1}]\n"),
        "t008": task(8, "renumbered: [{docket: '07', until: H1}]\n"),
        "t006": task(6, "from: H2\n"),
        # 9 is there all along, and so was 10 in the first quarter
        "t009": task(9),
        "t010": task(10, "renumbered: [{docket: 11, until: H1}, {docket: 9, until: Q1}]\n"),
        "t011": task(11, "until: Q1\n"),
        # two tasks that had one number
        "t012": task(12, "renumbered: [{docket: 3, until: H1}]\n"),
        "t013": task(13, "renumbered: [{docket: 3, until: Q1}]\n"),
    }
    diagnostics = load_project(project(tmp_path, **files)).diagnostics
    places = [(d.rule, d.location.path[-8:], d.location.column) for d in diagnostics if d.location]
    rule = "duplicate-docket"
    assert places == [(rule, "012.yaml", 23), (rule, "010.yaml", 48)]


def test_a_renumbered_task_is_named_by_its_present_number(tmp_path: Path) -> None:
    renumbered = task(7, "renumbered: [{docket: 6, until: H1}]\n")
    root = project(tmp_path, t007=renumbered, t008=task(8, "formerly: ['6']\n"))
    [diagnostic] = load_project(root).diagnostics
    assert (diagnostic.rule, "7" in hint_text(diagnostic.hint)) == ("unknown-predecessor", True)


def test_a_long_line_of_tasks_takes_no_time() -> None:
    def sourced(number: int, former: int) -> SourcedTask:
        data = {"year": 2021, "docket": str(number), "task": "甲。", "formerly": [str(former)]}
        return SourcedTask(Task.model_validate(data), Source("a.yaml", ""))

    count = 3_000
    circle = [sourced(number, number % count + 1) for number in range(1, count + 1)]
    start = time.process_time()
    assert len([*wrong_predecessors(circle)]) == count
    assert time.process_time() - start < 5  # seconds; what is quadratic takes a minute
