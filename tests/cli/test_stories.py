"""Two offices through their years, as their clerks work: commands, spreadsheets and a few edits.

After each step what is published is current, and what was closed reads as it did.
"""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path

import openpyxl  # type: ignore[import-untyped]  # the package carries no types
import pytest
from support.project import report

pytestmark = pytest.mark.program


_ROWS = tuple(f"| {number}" for number in range(1, 10))


class Story:
    """A project, and what was closed in it."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.closed: dict[str, bytes] = {}
        """The published files of closed periods."""

    def run(self, *arguments: str, code: int = 0) -> str:
        """Run a command; give what it prints, errors included."""
        done = report(*arguments, cwd=self.root)
        shown = done.stdout + done.stderr
        assert done.returncode == code, (arguments, shown)
        out = self.root / "out"
        if arguments[0] == "close":
            manifest = json.loads((out / "manifest.json").read_bytes())["files"]
            names = [name for name, entry in manifest.items() if "closed" in entry]
            self.closed = {name: (out / name).read_bytes() for name in names}
        assert {name: (out / name).read_bytes() for name in self.closed} == self.closed, arguments
        if out.is_dir():
            current = report("build", "--check", cwd=self.root)
            assert current.returncode == 0, (arguments, current.stdout + current.stderr)
        return shown

    def edit(self, name: str, before: str, after: str) -> None:
        """Change a file as an editor does."""
        path = self.root / name
        text = path.read_text(encoding="utf-8")
        assert before in text, name
        path.write_text(text.replace(before, after), encoding="utf-8")

    def task(self, docket: str, year: int = 2024) -> str:
        """The name of a task's file."""
        number, dash, part = docket.partition("-")
        return f"data/tasks/{year}/{number.zfill(3)}{dash}{part}.yaml"

    def out(self, name: str) -> str:
        """The text of an output."""
        return (self.root / "out" / name).read_text(encoding="utf-8")

    def rows(self, name: str) -> list[list[str]]:
        """The cells of the rows of a Markdown table."""
        lines = self.out(name).split("\n")
        return [line.strip("| ").split(" | ") for line in lines if line[:3] in _ROWS]

    def forms(self, period: str, *options: str) -> dict[str, Path]:
        """Give out forms; they by unit."""
        self.run("collect", "forms", period, "--out", f"forms-{period}", *options)
        folder = self.root / f"forms-{period}"
        return {path.stem.partition("-")[2]: path for path in sorted(folder.iterdir())}

    def merge(self, *forms: Path, options: Sequence[str] = (), code: int = 0) -> str:
        """Take forms back."""
        return self.run("collect", "merge", *map(str, forms), *options, code=code)


def workbook(path: Path, rows: Sequence[Sequence[object]]) -> Path:
    """A spreadsheet as an office has it."""
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    book.save(path)
    return path


def fill(form: Path, answers: Mapping[str, str]) -> Path:
    """Write answers into a form, by docket."""
    book = openpyxl.load_workbook(form)
    filled = set()
    for row in book.active.iter_rows():
        docket = str(row[0].value)
        if docket in answers:
            row[4].value, row[4].data_type = answers[docket], "s"
            filled.add(docket)
    book.save(form)
    assert filled == set(answers), form
    return form


def shown(form: Path, docket: str) -> str:
    """Last period's text on a form."""
    rows = openpyxl.load_workbook(form).active.iter_rows(values_only=True)
    return next(str(row[3]) for row in rows if str(row[0]) == docket)


PLAN = [
    ("1", "改造老旧小区20个。", "区住建局"),
    ("2", "新建停车位500个。", "区城管委"),
    ("3", "新建小学一所。", "区教育局"),
    ("4", "整治河道30公里。", "区水务局"),
    ("5", "培训企业职工1000人。", "区人社局"),
    ("6", "建设数据平台。", "区政务局"),
    ("7", "新增公园绿地10公顷。", "区园林局"),
    ("8", "建设口袋公园3个。", "区园林局"),
    ("9", "举办文化节。", "区文旅局"),
]


def test_a_year_of_halves_in_which_everything_changes(tmp_path: Path) -> None:
    story = Story(tmp_path)
    late = _plan_and_first_half(story)
    _tasks_and_units_change(story)
    _a_form_comes_late(story, late)
    _second_half_and_year(story)
    _correction(story)
    _next_year(story)


def _plan_and_first_half(story: Story) -> Path:
    """From an empty folder to a closed first half-year; a form has not come back."""
    story.run("init", "--office", "某区政府督查室", "--reporting", "separate")
    heads = ("编号", "任务", "牵头单位")
    title = [("2024年某区重点任务分解表",), heads]
    story.run("import", str(workbook(story.root / "任务分解表.xlsx", [*title, *PLAN])))
    story.run("new", "period", "2024plan")
    story.run("build", "2024plan", "--format", "html")
    story.run("close", "2024plan", "--on", "2024-01-20")

    forms = story.forms("2024H1", "--due", "2024-06-25")
    answers = {docket: f"第{docket}项开工，完成{docket}0%。" for docket, *_rest in PLAN}
    late = forms.pop("区水务局")
    for unit, form in forms.items():
        fill(form, {docket: answers[docket] for docket, _task, lead in PLAN if lead == unit})
    assert "区水务局" in story.run("collect", "status", "2024H1")
    story.merge(*forms.values())
    story.run("build", "2024H1", "--format", "html", code=1)
    assert "2024H1" in story.run("build", "--draft", "--format", "html")
    story.edit(
        story.task("4"), "lead: 区水务局", "lead: 区水务局\nentries: {H1: {progress: 暂缺。}}"
    )
    story.run("check")
    story.run("build", "2024H1", "--format", "html,md")
    story.run("close", "2024H1", "--on", "2024-07-09")
    return late


def _tasks_and_units_change(story: Story) -> None:
    """One is split, one merged, one dropped, one finished, two change numbers; two units change."""
    story.run("new", "task", "1-1", "1-2", "--split", "1", "--from", "H2")
    story.run("new", "end", "8", "--after", "H1", "--into", "7")
    story.run("new", "end", "9", "--after", "H1", "--why", "市级调减，不再实施")
    story.run("new", "renumber", "5=6", "6=5", "--after", "H1")
    story.run("new", "end", "3", "--finished", "H1")
    story.edit(
        "data/report.yaml",
        "columns:",
        "offices:\n  区数据局: {formerly: [区政务局], since: 2024-07}\n"
        "  区城管局: {formerly: [区城管委]}\n  区交通局: {formerly: [区城管委]}\n"
        "  区住建局: {}\n  区教育局: {}\n  区水务局: {}\n  区人社局: {}\n  区园林局: {}\n"
        "  区文旅局: {}\ncolumns:",
    )
    told = story.run("check")
    assert "区城管委" in told
    story.edit(story.task("2"), "区城管委", "区交通局")
    story.edit(story.task("5"), "区政务局", "区数据局")
    story.run("check", "--strict")


def _a_form_comes_late(story: Story, late: Path) -> None:
    """Three weeks after the first half-year was closed."""
    fill(late, {"4": "整治河道12公里。"})
    assert "closed-entry" in story.merge(late, options=["--update"], code=1)
    story.merge(late, options=["--update", "--closed"])
    assert "closed-period" in story.run("check")
    story.run("close", "2024H1", "4", "--correct", "--why", "迟报", "--on", "2024-07-30")
    assert "更正：2024年7月30日，第4项“进展情况”中“暂缺”应为“整治河道12公里”。" in story.out(
        "2024H1.md"
    )
    story.run("check", "--strict")


def _second_half_and_year(story: Story) -> None:
    """Forms with last period's texts, and the year over the closed first half."""
    forms = story.forms("2024H2")
    assert set(forms) == {"区住建局", "区交通局", "区水务局", "区数据局", "区人社局", "区园林局"}
    assert shown(forms["区住建局"], "1-1") == "【上半年（原第1项）】第1项开工，完成10%。"
    assert shown(forms["区数据局"], "5") == "【上半年】第6项开工，完成60%。"
    assert shown(forms["区水务局"], "4") == "【上半年】整治河道12公里。"
    fill(forms["区住建局"], {"1-1": "12个小区完工。", "1-2": "8个小区完工。"})
    for unit, docket in (("交通", "2"), ("水务", "4"), ("数据", "5"), ("人社", "6"), ("园林", "7")):
        fill(forms[f"区{unit}局"], {docket: f"第{docket}项全部完成。"})
    story.merge(*forms.values())
    story.run("build", "2024H2", "--format", "html,csv")
    story.run("build", "2024FY", "--format", "html,md")
    rows = story.rows("2024FY.md")
    assert [row[1] for row in rows] == ["1-1", "1-2", "2", "3", "4", "5", "6", "7", "9"]
    texts = {row[1]: row[4] for row in rows}
    assert texts["1-2"] == "上半年（原第1项）：第1项开工，完成10%。<br>下半年：8个小区完工。"
    assert texts["3"] == "第3项开工，完成30%。"
    assert texts["4"] == "上半年：整治河道12公里。<br>下半年：第4项全部完成。"
    assert texts["5"] == "上半年：第6项开工，完成60%。<br>下半年：第5项全部完成。"
    assert texts["7"] == (
        "上半年：第7项开工，完成70%。<br>上半年（原第8项）：第8项开工，完成80%。<br>"
        "下半年：第7项全部完成。"
    )
    assert texts["9"] == "第9项开工，完成90%。<br>市级调减，不再实施。"
    story.run("close", "2024H2", "2024FY", "--on", "2025-01-10")


def _correction(story: Story) -> None:
    """Of the first half-year, and of the year that contains it."""
    story.edit(story.task("2"), "完成20%", "完成25%")
    story.run(
        "close", "2024H1", "2024FY", "2", "--correct", "--why", "数字更正", "--on", "2025-01-20"
    )
    for name in ("2024H1.md", "2024FY.md"):
        assert "更正：2025年1月20日，第2项“进展情况”中“20%”应为“25%”。" in story.out(name)
    assert "更正" not in story.out("2024H2.csv")


def _next_year(story: Story) -> None:
    """Tasks carried over, and last year's texts on their forms."""
    story.run("new", "year", "2025", "--carry", "4=1,1-2=2")
    story.run(
        "new", "task", "3", "--year", "2025", "--task", "新建医院一所。", "--lead", "区教育局"
    )
    story.run("build", "2025plan", "--format", "html")
    assert "2025H1" in story.run("new", "period")
    assert "2025H1" in story.run("build", "--draft", "--format", "html")
    forms = story.forms("2025H1")
    assert shown(forms["区水务局"], "1") == "【2024年下半年（原第4项）】第4项全部完成。"
    assert shown(forms["区住建局"], "2") == "【2024年下半年（原第1-2项）】8个小区完工。"


def test_quarters_that_count_from_january(tmp_path: Path) -> None:
    story = Story(tmp_path)
    story.run("init", "--office", "某区政府督查室", "--title", "{year}年{period}重点工作进展")
    for docket in ("1", "2", "3"):
        story.run(
            "new", "task", docket, "--year", "2024", "--task", f"工作{docket}。", "--lead", "甲局"
        )

    def take(period: str, title: str, *reports: tuple[str, str]) -> None:
        """Import the table of a period, print and close it."""
        table = tmp_path / f"{period}.csv"
        rows = "".join(f"{docket},{text}\n" for docket, text in reports)
        table.write_text(f"2024年{title}重点工作进展\n编号,进展情况\n{rows}", encoding="utf-8")
        story.run("import", str(table))

    take("Q1", "一季度", ("1", "完成10%。"), ("2", "完成15%。"), ("3", "完成20%。"))
    story.run("build", "--format", "html,md")
    story.run("close", "2024Q1", "--on", "2024-04-10")
    take("H1", "上半年", ("1", "完成30%。"), ("2", "完成45%。"), ("3", "完成50%。"))
    story.run("build", "--format", "html,md")
    story.run("close", "2024H1", "--on", "2024-07-10")

    story.run("new", "task", "2-1", "2-2", "--split", "2", "--from", "Q3")
    story.run("new", "end", "3", "--after", "Q2", "--why", "并入省级项目")
    take("Q3", "三季度", ("1", "完成60%。"), ("2-1", "前三季度完成75%。"))
    # what a part has to say from January is not taken from the task before the split
    missing = story.run("build", "2024Q3", "--format", "html", code=1)
    assert "2-2" in missing
    take("Q3", "前三季度", ("2-2", "前三季度完成72%。"))
    story.run("build", "--format", "html,md")
    rows = story.rows("2024Q1-Q3.md")
    assert [(row[1], row[4]) for row in rows] == [
        ("1", "完成60%。"),
        ("2-1", "前三季度完成75%。"),
        ("2-2", "前三季度完成72%。"),
        ("3", "完成50%。<br>并入省级项目。"),
    ]
    story.run("close", "2024Q1-Q3", "--on", "2024-10-10")
    take("FY", "全年", ("1", "全部完成。"), ("2-1", "完成98%。"), ("2-2", "完成95%。"))
    story.run("build", "--format", "html,md")
    story.run("close", "2024FY", "--on", "2025-01-10")

    story.edit(story.task("2"), "45%", "40%")
    assert "closed-period" in story.run("check")
    story.run("close", "2024H1", "--correct", "--why", "数字更正", "--on", "2025-02-01")
    assert "第2项“进展情况”中“45%”应为“40%”" in story.out("2024H1.md")
    assert "更正" not in story.out("2024FY.md")
    story.run("check", "--strict")
