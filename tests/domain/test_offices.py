"""Units under their names of each time."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from progress_report.domain.offices import Office, Offices
from progress_report.domain.period import Period
from progress_report.domain.task import Task

OFFICES = Offices(
    {
        "区数据局": Office(formerly=("区政务局", "区大数据局"), since="2024-05", short="数据局"),
        "区住建局": Office(formerly=("区建设局",), since="2024-05"),
        "区水务局": Office(formerly=("区农水局",)),
        "区农业局": Office(formerly=("区农水局",)),
        "区财政局": Office(),
    },
    {"沿河街道": ["永顺街道", "新华街道"]},
)
BEFORE, AFTER = Period(2024, 1, 4), Period(2024, 1, 6)


@pytest.mark.parametrize(
    ("name", "before", "after"),
    [
        ("区政务局", "区政务局", "区数据局"),
        ("区数据局", "区数据局", "区数据局"),  # which of two it was is not known
        ("区建设局", "区建设局", "区住建局"),
        ("区住建局", "区建设局", "区住建局"),
        ("区农水局", "区农水局", "区农水局"),  # two claim it
        ("数据局", "数据局", "数据局"),
        ("区税务局、区政务局，区大数据局", "区税务局、区政务局，区大数据局", "区税务局、区数据局"),
    ],
)
def test_a_table_has_the_names_of_its_end(name: str, before: str, after: str) -> None:
    assert OFFICES.names_at(name, BEFORE) == before
    assert OFFICES.names_at(name, AFTER) == after


def test_outdated_names_come_with_those_that_claim_them() -> None:
    text = "区政务局、数据局、区财政局、区农水局"
    assert OFFICES.outdated(text, AFTER) == {
        "区政务局": ["区数据局"],
        "数据局": ["区数据局"],
        "区农水局": ["区水务局", "区农业局"],
    }
    assert [*OFFICES.outdated(text, BEFORE)] == ["区农水局"]
    replaced = OFFICES.replaced(text, OFFICES.outdated(text, AFTER))
    assert replaced == "区数据局、区财政局、区农水局"


@pytest.mark.parametrize(
    "name",
    [
        *(
            "各乡镇（街道）",
            "各镇（街道、园区）",
            "相关街道",
            "有关部门",
            "市级有关部门",
            "各责任单位",
        ),
        *(
            "区财政局等",
            "区财政局等5家单位",
            "区财政局等有关部门",
            "沿河街道",
            "新华街道",
            "区财政局（牵头）",
        ),
        *("区直各部门", "数据局", "区农水局", ""),
    ],
)
def test_collective_and_open_names_are_known(name: str) -> None:
    assert OFFICES.unknown(name) == {}


def test_an_unknown_name_is_named_once_with_what_is_like_it() -> None:
    text = "区数剧局、区财政局、区数剧局、某某公司"
    assert OFFICES.unknown(text) == {"区数剧局": "区数据局", "某某公司": ""}
    assert Offices({}, {}).unknown(text) == {}


@given(st.text("区政务局数据住建财、，;\n （）", max_size=30))
def test_present_names_stay(text: str) -> None:
    once = OFFICES.in_current(text)
    assert OFFICES.in_current(once) == once
    assert OFFICES.unknown(once).keys() <= OFFICES.unknown(text).keys()


def test_a_task_under_present_names() -> None:
    task = Task.model_validate(
        {
            "year": 2024,
            "docket": "1",
            "task": "任务。",
            "lead": "区政务局",
            "units": ["区大数据局", "区财政局"],
            "entries": {"H1": {"progress": [{"unit": "区建设局", "text": "进展。"}]}},
        }
    )
    present = OFFICES.of_task(task)
    assert (present.lead, present.units) == ("区数据局", ("区财政局",))
    assert present.entries["H1"].progress[0].unit == "区住建局"
    assert Offices({}, {}).of_task(task) is task
