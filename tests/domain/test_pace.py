"""Pace: exact, monotone, and independent of how and in which order figures are written."""

from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from progress_report.domain.pace import (
    amount_at,
    fallen_figures,
    known_statuses,
    linear_share,
    ranks,
    task_pace,
)
from progress_report.domain.period import Period
from progress_report.domain.target import PaceConfig, Target
from progress_report.domain.task import Task
from progress_report.text.numbers import rounded

CONFIG = PaceConfig.model_validate({})
YES_NO = PaceConfig.model_validate({"lights": [{"name": "是", "within": "0"}, {"name": "否"}]})
H1, FY = Period(2021, 1, 6), Period(2021, 1, 12)


def task(target: dict[str, Any], done: str | None = None, key: str = "H1", **entry: Any) -> Task:
    reported = {"done": {"目标": done}} if done is not None else {}
    return Task.model_validate(
        {
            "year": 2021,
            "docket": "1",
            "task": "任务。",
            "targets": [{"name": "目标", **target}],
            "entries": {key: {"progress": "进展。", **reported, **entry}},
        }
    )


def status(target: dict[str, Any], done: str | None, period: Period = H1, **entry: Any) -> str:
    return task_pace(task(target, done, period.key, **entry), period, CONFIG).status.name


@pytest.mark.parametrize(
    ("target", "done", "expected"),
    [
        ({"amount": "120"}, "60", "达序时"),
        ({"amount": "120"}, "59.9", "滞后"),
        ({"amount": "120"}, "24", "滞后"),
        ({"amount": "120"}, "23.9", "严重滞后"),
        ({"amount": "120"}, "0", "未启动"),
        ({"amount": "120"}, "120", "提前完成"),
        ({"amount": "120"}, "50%", "达序时"),
        ({"amount": "120"}, None, ""),
        ({"amount": "1,200"}, "600", "达序时"),
        ({"amount": "120", "bound": "at-most"}, "60", "达序时"),
        ({"amount": "120", "bound": "at-most"}, "60.1", "滞后"),
        ({"amount": "120", "bound": "about"}, "57", "达序时"),
        ({"amount": "120", "bound": "about"}, "56.9", "滞后"),
        ({"amount": "6%", "kind": "growth"}, "6.0", "达序时"),
        ({"amount": "6%", "kind": "growth"}, "5.9%", "滞后"),
        ({"amount": "-2%", "kind": "growth", "bound": "at-most"}, "-1.9%", "滞后"),
        ({"amount": "33", "kind": "level", "bound": "at-most"}, "34", "滞后"),
        ({"amount": "33", "kind": "level", "bound": "at-most"}, "33", "达序时"),
        ({"amount": "98%", "kind": "level"}, "98%", "达序时"),
        ({"kind": "none"}, None, "常态化"),
        ({"kind": "works"}, "50%", "达序时"),
        ({"kind": "works", "milestones": {"H1": "30%", "FY": "100%"}}, "30%", "达序时"),
        ({"kind": "works", "milestones": {"Q1": "30%", "FY": "100%"}}, "30%", "达序时"),
        ({"kind": "works", "milestones": {"FY": "100%"}}, "3%", "年度指标"),
        ({"kind": "works", "milestones": {"H1": "主体封顶"}}, "90%", ""),
        ({"amount": "120", "milestones": {"H1": "40"}}, "40", "达序时"),
        ({"amount": "120", "milestones": {"H1": "40"}}, "39", "滞后"),
    ],
)
def test_the_status_of_a_target(target: dict[str, Any], done: str | None, expected: str) -> None:
    assert status(target, done) == expected


def test_reached_by_the_end_of_the_year_is_completed_and_not_early() -> None:
    assert status({"amount": "120"}, "120", FY) == "已完成"
    assert status({"amount": "120"}, "119.9", FY) == "滞后"


def test_pace_is_linear_to_the_last_month() -> None:
    assert linear_share(Period(2021, 9, 9), FY) == Fraction(9, 12)
    assert linear_share(Period(2021, 9, 9), Period(2021, 7, 12)) == Fraction(3, 6)
    assert linear_share(H1, Period(2021, 7, 12)) == 0


def test_gaps_in_points_and_in_the_measure() -> None:
    pace = task_pace(task({"amount": "120"}, "42.9"), H1, CONFIG).targets[0]
    assert (pace.share, pace.due, pace.gap) == (
        Fraction(3575, 10000),
        Fraction(1, 2),
        Fraction("-14.25"),
    )
    level = task_pace(
        task({"amount": "33", "kind": "level", "measure": "微克"}, "34.5"), H1, CONFIG
    )
    assert (level.targets[0].gap, level.targets[0].in_points) == (Fraction("1.5"), False)


def test_a_verdict_wins_and_the_computed_status_is_kept() -> None:
    judged = task({"amount": "120"}, "60", verdict="滞后", why="土地复耕", expected="2021-10")
    pace = task_pace(judged, H1, CONFIG)
    assert (pace.status.name, pace.computed.name, pace.why) == ("滞后", "达序时", "土地复耕")
    assert pace.status.behind
    assert not pace.computed.behind
    assert pace.overridden == pace.computed
    agreed = task_pace(task({"amount": "120"}, "60", verdict="达序时"), H1, CONFIG)
    assert agreed.overridden is None


def test_offices_with_lights_of_their_own_have_no_other_words() -> None:
    assert {"是", "否", "常态化", "年度指标"} == set(known_statuses(YES_NO))
    for done, name in (("120", "是"), ("60", "是"), ("59", "否"), ("0", "否")):
        assert task_pace(task({"amount": "120"}, done), H1, YES_NO).status.name == name


def test_lights_after_the_one_without_a_limit_are_for_verdicts() -> None:
    config = PaceConfig.model_validate(
        {"lights": [{"name": "好", "within": "10"}, {"name": "差"}, {"name": "暂停", "mark": "◇"}]}
    )
    pace = task_pace(task({"amount": "120"}, "1", verdict="暂停"), H1, config)
    assert (pace.status.text, pace.status.behind, pace.computed.text) == ("◇暂停", False, "■差")
    assert not task_pace(task({"amount": "120"}, "48"), H1, config).status.behind


def test_an_amount_changes_on_the_day_of_its_revision() -> None:
    target = Target.model_validate(
        {
            "name": "目标",
            "amount": "2100",
            "revised": [{"date": "2021-08-30", "by": "区人大常委会", "from": "2500", "to": "2100"}],
        }
    )
    assert target.revised[0].date == date(2021, 8, 30)
    periods = (H1, Period(2021, 7, 7), Period(2021, 8, 8), FY, Period(2021, 0, 0))
    amounts = [amount_at(target, period) for period in periods]
    assert amounts == [2500, 2500, 2100, 2100, 2500]


def test_equal_tasks_share_a_place() -> None:
    paces = [
        task_pace(task({"amount": "10"}, done), H1, CONFIG) for done in ("5", "7", None, "7", "2")
    ]
    assert ranks(paces) == [3, 1, None, 1, 4]


def test_the_worst_target_decides() -> None:
    both = task({"amount": "10"}, "5").model_dump(by_alias=True)
    both["targets"] = [{"name": "目标", "amount": "10"}, {"name": "另一目标", "amount": "10"}]
    both["entries"]["H1"]["done"] = {"目标": "9", "另一目标": "1"}
    pace = task_pace(Task.model_validate(both), H1, CONFIG)
    assert (pace.status.name, pace.points) == ("严重滞后", Fraction(-40))


def test_a_figure_that_falls_is_found_and_a_rate_is_not() -> None:
    raw = task({"amount": "10"}, "7", "Q1").model_dump(by_alias=True)
    raw["entries"]["H1"] = {"progress": "进展。", "done": {"目标": "6.9"}}
    assert [(f.before, f.after) for f in fallen_figures(Task.model_validate(raw))] == [("7", "6.9")]
    raw["targets"] = [{**raw["targets"][0], "kind": "growth"}]
    assert not [*fallen_figures(Task.model_validate(raw))]


figures = st.decimals(0, 10**12, places=4).map(lambda d: f"{d:f}")
amounts = st.decimals("0.0001", 10**12, places=4).map(lambda d: f"{d:f}")
months = st.integers(1, 12).map(lambda month: Period(2021, month, month))
bounds = st.sampled_from(["at-least", "about", "at-most"])
kinds = st.sampled_from(["sum", "works", "level", "growth"])


@given(amounts, figures, figures, months, bounds, kinds)
def test_more_done_is_never_a_worse_status(
    amount: str, one: str, other: str, period: Period, bound: str, kind: str
) -> None:
    less, more = sorted((one, other), key=Decimal)
    target = {"amount": amount, "bound": bound, "kind": kind}
    before, after = (
        task_pace(task(target, done, period.key), period, CONFIG).status.order
        for done in (less, more)
    )
    assert (before <= after) if bound == "at-most" else (before >= after)


@given(amounts, figures, months, st.integers(0, 6))
def test_rounding_never_changes_a_light(
    amount: str, done: str, period: Period, places: int
) -> None:
    pace = task_pace(task({"amount": amount}, done, period.key), period, CONFIG).targets[0]
    assert pace.gap is not None
    exact = Fraction(done) / Fraction(amount) * 100 - Fraction(period.last * 100, 12)
    assert pace.gap == exact
    assert pace.status.behind == (exact < 0)
    assert abs(Fraction(rounded(pace.gap, str(places))) - exact) <= Fraction(1, 2 * 10**places)


@given(st.lists(st.tuples(amounts, figures), min_size=1, max_size=4), st.randoms())
def test_the_order_of_a_file_does_not_matter(rows: list[tuple[str, str]], random: Any) -> None:
    targets = [{"name": f"目标{i}", "amount": amount} for i, (amount, _) in enumerate(rows)]
    done = [(f"目标{i}", figure) for i, (_, figure) in enumerate(rows)]
    shuffled_targets, shuffled_done = [*targets], [*done]
    random.shuffle(shuffled_targets)
    random.shuffle(shuffled_done)
    paces = []
    for some_targets, some_done in ((targets, done), (shuffled_targets, shuffled_done)):
        raw = task({"amount": "1"}).model_dump(by_alias=True)
        raw["targets"] = some_targets
        raw["entries"]["H1"]["done"] = dict(some_done)
        paces.append(task_pace(Task.model_validate(raw), H1, CONFIG))
    assert paces[0].status == paces[1].status
    assert paces[0].points == paces[1].points


@given(amounts, figures)
def test_shares_are_exact(amount: str, done: str) -> None:
    share = task_pace(task({"amount": amount}, done), H1, CONFIG).targets[0].share
    assert share is not None
    assert share * Fraction(amount) == Fraction(done)
