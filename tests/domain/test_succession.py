"""Tasks over time: which tasks a table has, and which entries make up each row."""

from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from progress_report.domain.config import Reporting
from progress_report.domain.period import Period
from progress_report.domain.succession import Selection, Succession
from progress_report.domain.task import Task

FY = Period(2021, 1, 12)
ENTRY = {"progress": "进展。"}


def task(docket: str, *periods: str, **keys: Any) -> Task:
    entries = dict.fromkeys(periods, ENTRY)
    names = {"begins": "from"}
    data = {names.get(key, key): value for key, value in keys.items()}
    return Task.model_validate(
        {"year": 2021, "docket": docket, "task": "任务。", "entries": entries, **data}
    )


def dockets(tasks: list[Task], period: str, reporting: Reporting = Reporting.SEPARATE) -> list[str]:
    found = Succession(tasks, reporting).in_table(Period.from_key(2021, period))
    return [task.docket for task in found]


SPLIT = [
    task("6", "H1", until="H1"),
    task("7", "H1", until="Q2", ended="市级调减"),
    task("6-1", "H2", begins="H2", formerly=["6"]),
    task("6-2", "Q4", begins="Q4", formerly=["6"]),
]


@pytest.mark.parametrize(
    ("period", "expected"),
    [
        ("Q1", ["6", "7"]),
        ("H1", ["6", "7"]),
        ("Q3", ["6-1"]),
        ("H2", ["6-1", "6-2"]),
        ("M06-M09", ["7", "6-1"]),
        ("Q1-Q3", ["7", "6-1"]),
        ("FY", ["7", "6-1", "6-2"]),
    ],
)
def test_a_table_has_the_tasks_valid_at_its_end_and_those_that_nothing_continues(
    period: str, expected: list[str]
) -> None:
    assert dockets(SPLIT, period) == expected
    assert dockets(SPLIT[::-1], period) == expected[::-1]


def test_the_plan_has_the_tasks_of_the_first_of_january() -> None:
    plan = Period.parse("2021plan")
    succession = Succession(SPLIT)
    assert [task.docket for task in succession.in_table(plan)] == ["6", "7"]
    assert succession.select(SPLIT[0], plan, ()) == Selection()


def test_a_cumulative_table_speaks_from_january() -> None:
    assert dockets(SPLIT, "Q3", Reporting.CUMULATIVE) == ["7", "6-1"]


def chosen(tasks: list[Task], docket: str, period: str = "FY", **keys: Any) -> Selection:
    succession = Succession(tasks, **keys)
    of = Period.from_key(2021, period)
    rows = [task.key for task in succession.in_table(of)]
    found = succession.find(2021, docket)
    assert found is not None
    return succession.select(found, of, rows)


def printed(selection: Selection) -> list[str]:
    return [f"{report.task.docket}:{report.period.key}" for report in selection.reports]


MERGED = [
    task("9", "Q1", "Q2", "H2", formerly=["10", "11"]),
    task("10", "H1", until="H1"),
    task("11", "Q1", until="Q1"),
]
CHAIN = [
    task("1", "Q1", until="Q1"),
    task("2", "Q2", begins="Q2", until="Q2", formerly=["1"]),
    task("3", "H2", begins="H2", formerly=["2"]),
]


@pytest.mark.parametrize(
    ("tasks", "docket", "expected"),
    [
        (SPLIT, "6-1", ["6:H1", "6-1:H2"]),
        (SPLIT, "7", ["7:H1"]),
        (MERGED, "9", ["9:Q1", "11:Q1", "9:Q2", "10:H1", "9:H2"]),
        (CHAIN, "3", ["1:Q1", "2:Q2", "3:H2"]),
        # the whole year is told in one entry
        (
            [task("6", "H1", until="H1"), task("7", "FY", begins="H2", formerly=["6"])],
            "7",
            ["7:FY"],
        ),
        # the former task has a row of its own, since it goes on
        ([task("6", "FY"), task("7", "H2", begins="H2", formerly=["6"])], "7", ["7:H2"]),
        # an entry after the end is not printed
        ([task("6", "H1", "H2", until="H1", ended="调减")], "6", ["6:H1"]),
        # a split and a merger later: the common ancestor speaks once
        (
            [
                task("1", "Q1", until="Q1"),
                task("2", "Q2", begins="Q2", until="H1", formerly=["1"]),
                task("3", "Q2", begins="Q2", until="H1", formerly=["1"]),
                task("4", "H2", begins="H2", formerly=["2", "3"]),
            ],
            "4",
            ["1:Q1", "2:Q2", "3:Q2", "4:H2"],
        ),
    ],
)
def test_predecessors_speak_for_the_months_before(
    tasks: list[Task], docket: str, expected: list[str]
) -> None:
    selection = chosen(tasks, docket)
    assert printed(selection) == expected
    assert selection.complete


def test_a_report_missing_from_a_predecessor_is_missing_once() -> None:
    tasks = [task("6", until="H1"), *SPLIT[2:]]
    for docket in ("6-1", "6-2"):
        missing = [(r.task.docket, r.period.key) for r in chosen(tasks, docket).missing]
        assert ("6", "H1") in missing


@pytest.mark.parametrize(
    ("period", "expected", "repeated"),
    [("H1", ["8:H1"], False), ("FY", ["8:H1"], False), ("H2", ["8:H1"], True), ("Q1", [], False)],
)
def test_a_finished_task_repeats_its_last_report(
    period: str, expected: list[str], *, repeated: bool
) -> None:
    selection = chosen([task("8", "H1", finished="H1")], "8", period)
    assert (printed(selection), selection.repeated) == (expected, repeated)
    assert selection.complete is bool(expected)


CUMULATIVE = [
    task("6", "Q1", "H1", until="H1"),
    task("6-1", "Q3", begins="H2", formerly=["6"]),
    task("8", "Q1", "Q1-Q2", finished="H1"),
    task("9", "Q2", "H1", "Q3"),
    task("10", "Q1", until="Q1", ended="调减"),
]


@pytest.mark.parametrize(
    ("docket", "period", "expected", "complete"),
    [
        ("6", "Q2", ["6:H1"], True),
        ("6-1", "Q1-Q3", ["6-1:Q3"], True),
        ("6-1", "H1", [], True),  # it was not valid then
        ("6-1", "FY", [], False),  # an earlier entry never stands in
        ("8", "Q1-Q3", ["8:H1"], True),
        ("9", "H1", ["9:H1"], False),  # which of the two?
        ("10", "H1", ["10:Q1"], True),
    ],
)
def test_a_cumulative_entry_is_found_by_its_last_month(
    docket: str, period: str, expected: list[str], *, complete: bool
) -> None:
    selection = chosen(CUMULATIVE, docket, period, reporting=Reporting.CUMULATIVE)
    assert (printed(selection), selection.complete) == (expected, complete)


def test_a_former_number_finds_the_task_that_bore_it_then() -> None:
    tasks = [
        task("6", renumbered=[{"docket": "5", "until": "H1"}]),
        task("07", renumbered=[{"docket": "6", "until": "Q1"}, {"docket": "006", "until": "H1"}]),
    ]
    succession = Succession(tasks)
    for number, period, docket in (
        ("6", "Q1", "07"),
        ("6", "H1", "07"),
        ("6", "H2", "6"),
        ("6", "FY", "6"),
        ("5", "H1", "6"),
        ("7", "H1", "07"),
    ):
        found = succession.find(2021, number, Period.from_key(2021, period))
        assert found is not None
        assert found.docket == docket
    assert succession.find(2021, "5", FY) is None
    assert succession.find(2020, "6") is None


@st.composite
def years(draw: st.DrawFn) -> list[Task]:
    """Tasks of a year that are split and merged at the ends of quarters, each reported so long."""
    alive = {f"{number}": (1, list[str]()) for number in range(1, draw(st.integers(1, 4)) + 1)}
    tasks: list[Task] = []
    count = 100

    def close(docket: str, quarter: int, ended: str | None = None) -> None:
        first, formerly = alive.pop(docket)
        periods = [f"Q{number}" for number in range(first, quarter + 1)]
        keys: dict[str, Any] = {"formerly": formerly} if formerly else {}
        keys |= {"begins": f"Q{first}"} if first > 1 else {}
        keys |= {"until": f"Q{quarter}"} if quarter < 4 else {}
        tasks.append(task(docket, *periods, **keys, **({"ended": ended} if ended else {})))

    for quarter in (1, 2, 3):
        for docket in (
            draw(st.lists(st.sampled_from(sorted(alive)), unique=True, max_size=3)) if alive else []
        ):
            if docket not in alive:
                continue
            others = [o for o in sorted(alive) if o != docket and alive[o][0] <= quarter]
            change = draw(st.sampled_from(["split", "merge", "end"]))
            heirs = {"split": 2, "merge": 1, "end": 0}[change]
            joined = [docket, *(others[:1] if change == "merge" else [])]
            for member in joined:
                close(member, quarter, "调减" if change == "end" else None)
            for _heir in range(heirs):
                count += 1
                alive[str(count)] = (quarter + 1, joined)
    for docket in list(alive):
        close(docket, 4)
    return draw(st.permutations(tasks))


@given(years())
def test_each_task_of_the_year_or_those_that_continue_it_have_one_row(tasks: list[Task]) -> None:
    succession = Succession(tasks)
    rows = [task.key for task in succession.in_table(FY)]
    assert len(rows) == len(set(rows))
    for member in tasks:
        heirs = [key for key in rows if member.key in succession.ancestors(find(tasks, key))]
        assert (member.key in rows) is not bool(heirs)


@given(years())
def test_what_a_row_is_made_of_covers_exactly_the_months_of_its_line(tasks: list[Task]) -> None:
    succession = Succession(tasks)
    rows = {task.key for task in succession.in_table(FY)}
    for key in rows:
        row = find(tasks, key)
        selection = succession.select(row, FY, rows)
        assert selection.complete
        line = [row, *(find(tasks, former) for former in succession.ancestors(row))]
        reported = [(r.task.docket, r.period.key) for r in selection.reports]
        written = [(t.docket, p.key) for t in line for p in t.periods()]
        assert sorted(reported) == sorted(written)  # each once, and nothing of another line
        ends = [report.period.last for report in selection.reports]
        assert all(first <= second for first, second in pairwise(ends))
        assert {r.period.key for r in selection.reports} == {
            f"Q{number}" for number in range(1, row.validity.last // 3 + 1)
        }


@given(years(), st.randoms())
def test_the_order_of_the_files_makes_no_difference(tasks: list[Task], random: Any) -> None:
    shuffled = list(tasks)
    random.shuffle(shuffled)
    one, other = Succession(tasks), Succession(shuffled)
    for period in (Period(2021, 1, 6), Period(2021, 7, 12), Period(2021, 1, 9), FY):
        rows = {task.key for task in one.in_table(period)}
        assert rows == {task.key for task in other.in_table(period)}
        for key in rows:
            row = find(tasks, key)
            assert printed(one.select(row, period, rows)) == printed(
                other.select(row, period, rows)
            )


def find(tasks: list[Task], key: tuple[int, str]) -> Task:
    return next(task for task in tasks if task.key == key)
