"""Names of units that only data/report.yaml declares."""

from pathlib import Path

import pytest
from support.project import GOOD, LAYOUT, project

from progress_report.check.run import check
from progress_report.source.load import load_project

OFFICES = "offices: {区市场监管局: {formerly: [区工商管理局]}, 区商务局: {}}\n"


def reported(folder: Path, text: str, offices: str = OFFICES) -> list[tuple[str, str]]:
    """Rule and underlined text of what is reported of units in a report that names no unit."""
    task = GOOD.replace("进展。", text)
    assert text in task
    found = check(load_project(project(folder, LAYOUT + offices, t001=task)))
    places = [(d.rule, d.location) for d in found if d.rule in ("unit-name", "two-names")]
    return [
        (rule, place.excerpt[place.column - 1 : place.column - 1 + place.length])
        for rule, place in places
        if place
    ]


@pytest.mark.parametrize("name", ["区市场监督局", "区市监场管局"])
def test_a_misspelt_name_of_a_declared_unit_is_reported(name: str, tmp_path: Path) -> None:
    text = f"由{name}检查餐饮单位460家。"
    assert reported(tmp_path / "declared", text) == [("unit-name", name)]
    assert reported(tmp_path / "none", text, "") == []


@pytest.mark.parametrize(
    "name", ["区市场监管局", "区工商管理局", "区市监局", "区商业局", "区教育局"]
)
def test_other_names_are_not(name: str, tmp_path: Path) -> None:
    assert reported(tmp_path, f"由{name}检查餐饮单位460家。") == []


def test_two_declared_names_are_not_one_unit(tmp_path: Path) -> None:
    text = "区退役军人事务局走访320人。区退役军人服务局组织招聘。"
    offices = "offices: {区退役军人事务局: {}, 区退役军人服务局: {}}\n"
    assert reported(tmp_path / "declared", text, offices) == []
    assert reported(tmp_path / "none", text, "") == [("two-names", "区退役军人服务局")]
