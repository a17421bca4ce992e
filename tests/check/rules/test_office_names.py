"""Names of units that only data/report.yaml declares."""

from pathlib import Path

import pytest
from support.project import GOOD, LAYOUT, project

from progress_report.check.language.usual_offices import misspelt_offices
from progress_report.check.run import check
from progress_report.source.load import load_project

OFFICES = "offices: {区河湖保护局: {formerly: [区工商管理局]}, 区商务局: {}}\n"


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


@pytest.mark.parametrize("name", ["区河湖管护局", "区河保湖护局"])
def test_a_misspelt_name_of_a_declared_unit_is_reported(name: str, tmp_path: Path) -> None:
    text = f"由{name}检查餐饮单位460家。"
    assert reported(tmp_path / "declared", text) == [("unit-name", name)]
    assert reported(tmp_path / "none", text, "") == []


@pytest.mark.parametrize(
    "name", ["区河湖保护局", "区工商管理局", "区河保局", "区商业局", "区教育局"]
)
def test_other_names_are_not(name: str, tmp_path: Path) -> None:
    assert reported(tmp_path, f"由{name}检查餐饮单位460家。") == []


def test_two_declared_names_are_not_one_unit(tmp_path: Path) -> None:
    text = "区河湖保护局走访320人。区河湖养护局组织招聘。"
    offices = "offices: {区河湖保护局: {}, 区河湖养护局: {}}\n"
    assert reported(tmp_path / "declared", text, offices) == []
    assert reported(tmp_path / "none", text, "") == [("two-names", "区河湖养护局")]


USUAL = [
    ("县农村农业局", "农业农村局"),
    ("县人力资和社会保障局", "人力资源和社会保障局"),
    ("县文化旅和游局", "文化和旅游局"),
    ("县退役军人事务务局", "退役军人事务局"),
    ("县交通运愉局", "交通运输局"),
    ("县文化和旅游局", ""),
    ("县文化旅游局", ""),
    ("县文化旅游和广播电视局", ""),
    ("县科技和工业信息化局", ""),
    ("县农业农村局局长", ""),
    ("县水务局", ""),
]
"""Names, and those of offices everywhere that they are typos for."""


@pytest.mark.parametrize(("name", "right"), USUAL)
def test_names_that_offices_everywhere_bear_are_known(name: str, right: str) -> None:
    text = f"由{name}检查"
    found = [(text[start:end], there) for start, end, there in misspelt_offices(text)]
    assert found == ([(name[1:], right)] if right else [])
