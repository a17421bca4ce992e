"""The pages as expected ones have them: tests/examples/pages, from the heading on."""

import re
import shutil
from datetime import date

import pytest
from support.expected import assert_expected
from support.project import ROOT
from support.serving import Visitor, bare

EXPECTED = ROOT / "tests/examples/pages"
PAGES = {
    "overview": "/",
    "tasks": "/tasks",
    "chosen": "/tasks?q=区卫 医&state=reported&sort=problems",
    "by-unit": "/tasks?sort=unit",
    "missing": "/tasks?state=missing&sort=state",
    "units": "/units",
    "by-leader": "/units?by=fields.leader",
    "problems": "/problems",
    "of-one-rule": "/problems?rule=doubled-mark",
    "compare": "/compare",
    "changes": "/change",
    "close": "/change/close",
    "edit": "/change/edit?docket=10",
    "renumber": "/change/renumber?docket=10",
    "task": "/task/2023/16",
    "last-task": "/task/2023/20",
    "layout": "/file?path=data/report.yaml",
    "file": "/file?path=data/tasks/2023/016.yaml",
    "nowhere": "/nowhere",
}


@pytest.fixture(scope="module")
def visitor(tmp_path_factory: pytest.TempPathFactory) -> Visitor:
    """The example, in which one report has mistakes and one is missing; it has no time limit."""
    root = tmp_path_factory.mktemp("pages")
    shutil.copytree(ROOT / "tests/examples/pace/data", root / "data")
    for name, before, after in (
        ("tasks/2023/016", "16.8万人。", "16.8万人，，完成全年任务的95%。"),
        ("tasks/2023/005", "  H2:.*", ""),
        ("periods/2023H2", "due: .*", ""),
    ):
        path = root / f"data/{name}.yaml"
        text, count = re.subn(before, after, path.read_text(encoding="utf-8"), flags=re.DOTALL)
        assert count == 1
        path.write_text(text, encoding="utf-8")
    return Visitor(root)


@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_as_expected(visitor: Visitor, name: str) -> None:
    path, _mark, query = PAGES[name].partition("?")
    values = dict(pair.split("=") for pair in query.split("&") if pair)
    page = bare(visitor.get(path, period="2023H2", **values).text)
    page = page[page.index("<main") : page.index("</main>")]
    page = page.replace(visitor.access.form_token, "TOKEN")
    page = page.replace(date.today().isoformat(), "TODAY")  # noqa: DTZ011 - as the program does
    assert_expected(re.sub(r" *\n\s*", "\n", page), EXPECTED / f"{name}.html")


def test_every_expected_page_is_compared() -> None:
    assert {path.stem for path in EXPECTED.iterdir()} == PAGES.keys()
