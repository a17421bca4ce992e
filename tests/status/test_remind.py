"""Reminders: whom, at which level, and what they say."""

import io
import shutil
import zipfile
from datetime import date
from pathlib import Path

import docx
import pytest
from support.project import report

from progress_report.domain.config import Reminder
from progress_report.domain.period import Period
from progress_report.source.load import Project, load_project
from progress_report.status.overview import overview
from progress_report.status.remind import UnitReminder, unit_reminders, word

EXAMPLE = Path(__file__).parents[1] / "examples/pace"
H2 = Period(2023, 7, 12)


@pytest.fixture
def project(tmp_path: Path) -> Project:
    shutil.copytree(EXAMPLE / "data", tmp_path / "data")
    for docket in (5, 6, 16):
        path = tmp_path / f"data/tasks/2023/{docket:03}.yaml"
        path.write_text(path.read_text("utf-8").partition("  H2:")[0], encoding="utf-8")
    return load_project(tmp_path)


def of(project: Project, today: date, *levels: Reminder) -> list[UnitReminder]:
    assert project.config is not None
    config = project.config.model_copy(update={"reminders": levels} if levels else {})
    known = overview(project, config, H2, today=today)
    return unit_reminders(known, project.tasks, config, today)


def test_each_late_unit_gets_its_missing_tasks(project: Project) -> None:
    commerce, health = of(project, date(2023, 12, 28))
    assert (commerce.unit, [line.docket for line in commerce.lines]) == ("区商务局", ["5", "6"])
    assert [line.docket for line in health.lines] == ["16"]
    assert "2023年下半年" in commerce.text
    assert "2023年12月25日" in commerce.text
    assert "2项未报，已逾期3天" in commerce.text
    assert commerce.message.endswith("2. 第6项 新增限额以上商贸企业。\n")


@pytest.mark.parametrize(
    ("today", "name"),
    [(date(2023, 12, 20), "提醒单"), (date(2023, 12, 26), "催办单"), (date(2024, 1, 2), "督办单")],
)
def test_the_level_rises_with_the_days(project: Project, today: date, name: str) -> None:
    assert {reminder.level.name for reminder in of(project, today)} == {name}


def test_levels_are_the_office_s_own(project: Project) -> None:
    levels = (Reminder(name="蓝色提示", after=-5), Reminder(name="黄色预警", after=3))
    assert of(project, date(2023, 12, 28), *levels)[0].level.name == "黄色预警"
    assert of(project, date(2023, 12, 1), *levels)[0].level.name == "蓝色提示"


def test_the_word_file_says_the_same(project: Project) -> None:
    assert project.config is not None
    reminder = of(project, date(2023, 12, 28))[0]
    raw = word(reminder, project.config, date(2023, 12, 28))
    document = docx.Document(io.BytesIO(raw))
    texts = [paragraph.text for paragraph in document.paragraphs]
    assert texts[:3] == ["催办单", "区商务局：", reminder.text]
    assert texts[3:5] == ["东湖区政府督查室", "2023年12月28日"]
    cells = [[cell.text for cell in row.cells] for row in document.tables[0].rows]
    assert [row[0] for row in cells[1:]] == ["5", "6"]
    assert "FFE699" in str(zipfile.ZipFile(io.BytesIO(raw)).read("word/document.xml"))


@pytest.mark.program
def test_the_command_writes_and_prints(project: Project) -> None:
    run = report("collect", "remind", "2023H2", cwd=project.root)
    assert run.stdout.count("【督办单】") == 2
    names = sorted(path.name for path in (project.root / "work/reminders").iterdir())
    assert names == ["2023H2-区卫生健康委.docx", "2023H2-区商务局.docx"]
    nothing = report("collect", "remind", "2023H1", cwd=project.root)
    assert (nothing.returncode, nothing.stdout) == (0, "nothing is missing for 2023H1\n")
