"""``report close``: what readers saw stays, and is corrected only in the open."""

import json
from pathlib import Path

import pytest
from support.project import LAYOUT, project

from progress_report.build.period_tables import default_period
from progress_report.cli.app import run
from progress_report.domain.diagnostics import DataError, ReportError
from progress_report.source.load import load_project
from progress_report.system.i18n import sentence

TASK = (
    "year: 2021\ndocket: {docket}\ntask: 任务{docket}。\nlead: 区商务局\nentries:\n"
    "  H1:\n    progress: |\n      完成投资12亿元，占年度计划的72.88%。\n      惠及群众120户。\n"
)
FORMATS = ("html", "json", "csv", "md")


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project whose H1 is built."""
    project(
        tmp_path,
        LAYOUT + "  - {heading: 编号, value: docket, width: 1}\nnotes: [注一]\nissuer: 区督查室\n",
        t021=TASK.format(docket=21),
        t022=TASK.format(docket=22),
    )
    monkeypatch.chdir(tmp_path)
    assert run(["build", "2021H1", "--format", ",".join(FORMATS)]) == 0
    return tmp_path


def published(root: Path) -> dict[str, bytes]:
    return {form: (root / f"out/2021H1.{form}").read_bytes() for form in FORMATS}


def edit(root: Path, name: str, before: str, after: str) -> None:
    path = root / name
    text = path.read_text(encoding="utf-8")
    assert before in text
    path.write_text(text.replace(before, after), encoding="utf-8")


def close(*arguments: str) -> None:
    """Close the period, as the tests begin; or what is said of it."""
    assert run(["close", "2021H1", *(arguments or ("--on", "2021-07-05"))]) == 0


def warnings(root: Path) -> list[tuple[str, str, int, int]]:
    return [
        (d.rule, d.location.path.rpartition("/")[2], d.location.line, d.location.column)
        for d in load_project(root).diagnostics
        if d.location is not None
    ]


def test_last_years_open_table_does_not_come_back(root: Path) -> None:
    last_year = TASK.format(docket=21).replace("2021", "2020").replace("H1", "FY")
    (root / "data/tasks/2020").mkdir()
    (root / "data/tasks/2020/021.yaml").write_text(last_year, encoding="utf-8")
    assert default_period(load_project(root)).name == "2021H1"
    close()
    assert default_period(load_project(root)).name == "2021H1"
    edit(root, "data/tasks/2021/021.yaml", "entries:", "entries:\n  H2: {progress: 完成。}")
    assert default_period(load_project(root)).name == "2021H2"


def test_closing_changes_no_output_and_records_the_day(root: Path) -> None:
    before = published(root)
    close("--on", "2021-07-09")
    assert published(root) == before
    manifest = json.loads((root / "out/manifest.json").read_bytes())
    assert manifest["version"] == 2
    assert {entry["closed"] for entry in manifest["files"].values()} == {"2021-07-09"}
    assert "date: 2021-07-09" in (root / "data/periods/2021H1.yaml").read_text(encoding="utf-8")
    assert run(["build", "--check"]) == 0


def test_no_edit_changes_a_closed_table(root: Path) -> None:
    before = published(root)
    close()
    edit(root, "data/tasks/2021/021.yaml", "72.88%", "1%")
    edit(root, "data/tasks/2021/021.yaml", "task: 任务21。", "task: 别的任务。")
    edit(root, "data/report.yaml", "注一", "注二")
    edit(root, "data/report.yaml", "heading: 进展", "heading: 情况")
    edit(root, "data/report.yaml", "title:", "corrections: page\ntitle:")
    (root / "data/tasks/2021/022.yaml").unlink()
    assert run(["build", "--check"]) == 0
    assert run(["build", "2021H1", "--format", ",".join(FORMATS), "--force"]) == 0
    assert published(root) == before


def test_a_difference_is_a_warning_at_the_changed_words(root: Path) -> None:
    close()
    edit(root, "data/tasks/2021/021.yaml", "72.88%", "78.28%")
    edit(root, "data/tasks/2021/022.yaml", "task: 任务22。", "task: 别的任务。")
    assert warnings(root) == [("closed-period", "021.yaml", 8, 22)]
    edit(root, "data/tasks/2021/021.yaml", "78.28%", "72.88%")
    assert warnings(root) == []


def test_a_correction_is_printed_from_the_two_tables(root: Path) -> None:
    close()
    edit(root, "data/tasks/2021/021.yaml", "72.88%", "78.28%")
    edit(root, "data/tasks/2021/022.yaml", "120", "12")
    close("--correct", "21", "--why", "数字更正", "--on", "2021-07-20")
    page = published(root)["md"].decode()
    line = "更正：2021年7月20日，第21项“进展”中“72.88%”应为“78.28%”。"
    assert page.index("注一") < page.index(line) < page.index("区督查室")
    assert page.count("120户") == 2
    assert (root / "data/closed/2021H1.1.json").read_bytes().count(b"72.88%") > 1
    assert warnings(root) == [("closed-period", "022.yaml", 9, 11)]
    assert run(["build", "--check"]) == 0
    close("--correct", "--why", "户数", "--on", "2021-08-02")
    assert "更正：2021年8月2日，第22项“进展”中“120”应为“12”。" in published(root)["md"].decode()
    assert warnings(root) == []
    edit(root, "data/report.yaml", "notes:", "corrections: hide\nnotes:")
    assert run(["build", "2021H1", "--format", "md"]) == 0
    assert "更正" not in published(root)["md"].decode()


def test_only_reports_are_taken_unless_more_is_asked_for(root: Path) -> None:
    edit(root, "data/report.yaml", "heading: 编号, value: docket", "heading: 单位, value: lead")
    assert run(["build", "2021H1", "--format", ",".join(FORMATS)]) == 0
    close()
    edit(root, "data/tasks/2021/021.yaml", "区商务局", "区数据局")
    edit(root, "data/tasks/2021/021.yaml", "72.88%", "78.28%")
    edit(root, "data/report.yaml", "年{period}表", "年{period}总表")
    close("--correct", "--why", "数字")
    text = published(root)["md"].decode()
    assert "78.28%" in text
    assert "区数据局" not in text
    close("--correct", "21", "--with", "lead,layout", "--why", "单位")
    text = published(root)["md"].decode()
    assert "| 区数据局 |" in text
    assert "中“区商务局”应为“区数据局”" in text
    assert "标题“2021年上半年表”应为“2021年上半年总表”" in text


def test_a_new_column_shows_the_data_in_every_row(root: Path) -> None:
    close()
    column = "  - {heading: 单位, value: lead, width: 1}\nnotes"
    edit(root, "data/report.yaml", "notes", column)
    (root / "data/tasks/2021/022.yaml").unlink()
    edit(root, "data/tasks/2021/021.yaml", "72.88%", "78.28%")
    close("--correct", "21", "--with", "layout", "--why", "栏目")
    rows = [line for line in published(root)["md"].decode().split("\n") if line.startswith("| ")]
    assert [row.split(" | ")[-1] for row in rows[2:]] == ["区商务局 |", " |"]
    assert [("78.28%" in row, "72.88%" in row) for row in rows[2:]] == [
        (True, False),
        (False, True),
    ]


@pytest.mark.usefixtures("root")
def test_what_cannot_be_closed_or_corrected_is_refused() -> None:
    with pytest.raises(DataError, match="is not closed"):
        run(["close", "2021H1", "--correct", "--why", "一"])
    close()
    with pytest.raises(DataError, match="was closed on"):
        run(["close", "2021H1"])
    with pytest.raises(DataError, match="nothing to correct"):
        run(["close", "2021H1", "--correct", "--why", "一"])
    with pytest.raises(DataError, match="docket 99"):
        run(["close", "2021H1", "99", "--correct", "--why", "一"])
    with pytest.raises(ReportError, match="--why"):
        run(["close", "2021H1", "--correct"])
    with pytest.raises(ReportError, match="--with goes with --correct"):
        run(["close", "2021H1", "--with", "task"])
    with pytest.raises(ReportError, match="--why goes with"):
        run(["close", "2021H1", "--why", "一"])
    with pytest.raises(ReportError, match="is not a valid date"):
        run(["close", "2021H1", "--on", "7月9日"])
    with pytest.raises(ReportError, match="is not a period"):
        run(["close", "2021H1", "21"])
    with pytest.raises(ReportError, match="is not one of"):
        run(["close", "2021H1", "--correct", "--why", "一", "--with", "fonts"])


def test_a_missing_report_keeps_a_period_open(root: Path) -> None:
    text = TASK.format(docket=23).replace("H1:", "H2:")
    (root / "data/tasks/2021/023.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(DataError):
        run(["close", "2021H1"])
    assert not (root / "data/closed").exists()


def test_a_table_that_is_not_the_recorded_one_stops_a_build(root: Path) -> None:
    close()
    edit(root, "data/closed/2021H1.json", "72.88%", "99%")
    assert warnings(root) == [("closed-table", "2021H1.yaml", 4, 10)]
    with pytest.raises(DataError):
        run(["build", "2021H1"])
    (root / "data/closed/2021H1.json").unlink()
    assert warnings(root) == [("closed-table", "2021H1.yaml", 4, 10)]


def test_a_reopened_period_keeps_its_corrections(root: Path) -> None:
    close("--on", "2021-07-09")
    edit(root, "data/tasks/2021/021.yaml", "72.88%", "78.28%")
    close("--correct", "--why", "数字", "--on", "2021-07-20")
    close("--reopen", "--why", "漏报", "--on", "2021-08-01")
    edit(root, "data/tasks/2021/022.yaml", "120户", "130户")
    assert run(["build", "2021H1", "--format", ",".join(FORMATS)]) == 0
    assert "更正" not in published(root)["md"].decode()
    close("--on", "2021-08-02")
    text = published(root)["md"].decode()
    assert "更正：2021年7月20日，第21项“进展”中“72.88%”应为“78.28%”。" in text
    assert "更正：2021年8月2日，第22项“进展”中“120”应为“130”。" in text
    assert run(["build", "--check"]) == 0
    settings = load_project(root).periods
    (sourced,) = settings.values()
    lines = (root / "data/periods/2021H1.yaml").read_text("utf-8").split("\n")
    assert lines[0].startswith("# yaml-language-server")
    assert lines[1] == "closed:"
    assert [reopening.why for reopening in sourced.file.reopened] == ["漏报"]


def test_no_day_is_before_that_of_the_last_change(root: Path) -> None:
    close("--on", "2021-07-09")
    edit(root, "data/tasks/2021/021.yaml", "12亿元", "13亿元")
    for steps in (["--correct", "--why", "更正"], ["--reopen", "--why", "重开"]):
        with pytest.raises(ReportError, match="1999-01-01 is before 2021-07-09") as refused:
            run(["close", "2021H1", *steps, "--on", "1999-01-01"])
        assert "--on" in sentence(refused.value)
    close("--correct", "--why", "更正", "--on", "2021-07-12")
    close("--reopen", "--why", "重开", "--on", "2021-07-12")
    with pytest.raises(ReportError, match="2021-07-11 is before 2021-07-12"):
        run(["close", "2021H1", "--on", "2021-07-11"])
    close("--on", "2021-07-13")


def test_a_longer_table_takes_the_closed_reports(root: Path) -> None:
    close()
    for number in (21, 22):
        path = root / f"data/tasks/2021/0{number}.yaml"
        path.write_text(path.read_text("utf-8") + "  H2: {progress: 全部完成。}\n", "utf-8")
    edit(root, "data/tasks/2021/021.yaml", "72.88%", "1%")
    assert run(["build", "2021FY", "--format", "md"]) == 0
    text = (root / "out/2021FY.md").read_text("utf-8")
    assert "72.88%" in text
    assert "1%" not in text
    assert text.count("全部完成") == 2


def test_other_closed_periods_are_named_and_corrected_with_it(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for number in (21, 22):
        path = root / f"data/tasks/2021/0{number}.yaml"
        path.write_text(path.read_text("utf-8") + "  H2: {progress: 全部完成。}\n", "utf-8")
    close()
    assert run(["close", "2021FY"]) == 0
    edit(root, "data/tasks/2021/021.yaml", "72.88%", "78.28%")
    assert warnings(root) == [("closed-period", "021.yaml", 8, 22)]
    capsys.readouterr()
    close("--correct", "--why", "数字")
    assert "report close 2021FY --correct" in capsys.readouterr().err
    assert len(warnings(root)) == 1
    edit(root, "data/tasks/2021/021.yaml", "78.28%", "88%")
    close("2021FY", "--correct", "21", "--why", "数字")
    assert warnings(root) == []


def _split_after_the_first_half(root: Path) -> None:
    """Task 21 becomes 21-1 and 21-2, which report on the second half-year."""
    assert run(["new", "task", "21-1", "21-2", "--split", "21", "--from", "2021H2"]) == 0
    for name in ("021-1", "021-2", "022"):
        path = root / f"data/tasks/2021/{name}.yaml"
        text = path.read_text("utf-8")
        text += "" if "entries:" in text else "entries:\n"
        path.write_text(text + "  H2: {progress: 全部完成。}\n", "utf-8")


def test_an_inherited_report_is_compared_and_corrected(root: Path) -> None:
    _split_after_the_first_half(root)
    assert run(["close", "2021FY", "--on", "2022-01-10"]) == 0
    assert warnings(root) == []
    edit(root, "data/tasks/2021/021.yaml", "72.88%", "78.28%")
    assert warnings(root) == [("closed-period", "021.yaml", 9, 22)]
    assert run(["close", "2021FY", "--correct", "21", "--why", "数字", "--on", "2022-01-20"]) == 0
    assert warnings(root) == []
    assert run(["build", "2021FY", "--format", "md"]) == 0
    text = (root / "out/2021FY.md").read_text("utf-8")
    assert "第21-1项“进展”中“72.88%”应为“78.28%”；第21-2项“进展”中“72.88%”应为" in text


def test_a_longer_table_takes_inherited_reports_from_the_closed_one(root: Path) -> None:
    close()
    _split_after_the_first_half(root)
    assert run(["close", "2021FY"]) == 0
    edit(root, "data/tasks/2021/021.yaml", "72.88%", "78.28%")
    # the year was made of the closed half-year, which still says so
    assert warnings(root) == [("closed-period", "021.yaml", 9, 22)]
    close("--correct", "--why", "数字")
    assert warnings(root) == [("closed-period", "021.yaml", 9, 22)]
    assert run(["close", "2021FY", "--correct", "--why", "数字"]) == 0
    assert warnings(root) == []


def test_a_closed_table_of_the_latest_reports_leaves_the_others_to_longer_ones(root: Path) -> None:
    edit(root, "data/report.yaml", "title:", "merge: latest\ntitle:")
    path = root / "data/tasks/2021/021.yaml"
    text = path.read_text("utf-8").replace("H1:", "Q1:")
    path.write_text(text + "until: Q1\n", "utf-8")
    later = TASK.format(docket=23).replace("H1:", "Q2:")
    later = later.replace("entries:", "formerly: ['21']\nfrom: Q2\nentries:")
    (root / "data/tasks/2021/023.yaml").write_text(later, "utf-8")
    edit(root, "data/tasks/2021/022.yaml", "H1:", "Q2: {progress: 开工。}\n  Q1:")
    assert run(["close", "2021Q1"]) == 0
    close()
    edit(root, "data/tasks/2021/021.yaml", "72.88%", "1%")
    for name in ("022", "023"):
        path = root / f"data/tasks/2021/{name}.yaml"
        path.write_text(path.read_text("utf-8") + "  H2: {progress: 全部完成。}\n", "utf-8")
    assert run(["build", "2021FY", "--format", "md"]) == 0
    assert (root / "out/2021FY.md").read_text("utf-8").count("全部完成") == 2
    # the closed half-year does not print what 21 reported, but the closed quarter does
    edit(root, "data/report.yaml", "merge: latest", "merge: stack")
    assert run(["build", "2021FY", "--format", "md"]) == 0
    text = (root / "out/2021FY.md").read_text("utf-8")
    assert "一季度（原第21项）：完成投资12亿元，占年度计划的72.88%" in text


def test_a_correction_below_a_merged_cell_is_printed(root: Path) -> None:
    edit(root, "data/report.yaml", "value: progress", "value: progress, merge: true")
    close()
    edit(root, "data/tasks/2021/022.yaml", "72.88%", "78.28%")
    close("--correct", "--why", "数字更正", "--on", "2021-07-20")
    page = published(root)["md"].decode()
    assert page.count("完成投资12亿元") == 2
    assert "更正：2021年7月20日，第22项“进展”中“72.88%”应为“78.28%”。" in page
    edit(root, "data/tasks/2021/022.yaml", "78.28%", "72.88%")
    close("--correct", "--why", "还原", "--on", "2021-07-21")
    page = published(root)["md"].decode()
    assert page.count("完成投资12亿元") == 1
    assert "更正：2021年7月21日，第22项“进展”中“78.28%”应为“72.88%”。" in page


def test_a_task_renumbered_twice_keeps_the_row_of_its_first_docket(root: Path) -> None:
    assert run(["new", "renumber", "21=9"]) == 0
    edit(root, "data/tasks/2021/009.yaml", "renumbered:\n  - {docket: 21, until: H1}\n", "")
    close()
    assert run(["new", "renumber", "9=10"]) == 0
    assert run(["new", "renumber", "10=11"]) == 0
    assert warnings(root) == []


def test_a_draft_of_a_closed_period_is_made_from_the_data(root: Path) -> None:
    close()
    edit(root, "data/tasks/2021/021.yaml", "72.88%", "78.28%")
    assert run(["build", "2021H1", "--draft", "--format", "md"]) == 0
    assert "78.28%" in (root / "work/2021H1.md").read_text("utf-8")
    assert run(["build", "--check"]) == 0


def test_entries_of_a_closed_period_are_refused_unless_asked_for(root: Path) -> None:
    close("--on", "2021-07-09")
    table = "编号,进展\n21,完成投资13亿元。\n"
    (root / "late.csv").write_text(table, encoding="utf-8")
    words = ["import", "late.csv", "--period", "2021H1", "--update"]
    with pytest.raises(DataError):
        run(words)
    assert warnings(root) == []
    assert run([*words, "--closed"]) == 0
    assert [warning[:2] for warning in warnings(root)] == [("closed-period", "021.yaml")]
    close("--correct", "21", "--why", "迟报")
    assert "13亿元" in published(root)["md"].decode()


def test_a_closed_period_is_compared_with_the_data(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(DataError, match="is not closed"):
        run(["diff", "2021H1", "--closed"])
    close()
    edit(root, "data/tasks/2021/021.yaml", "72.88%", "78.28%")
    capsys.readouterr()
    assert run(["diff", "2021H1", "--closed", "--stat", "--exit-code"]) == 1
    assert "22" in capsys.readouterr().out
    with pytest.raises(ReportError, match="--closed"):
        run(["diff", "2021H1", "2021FY", "--closed"])


def test_a_build_without_a_period_names_stale_ones(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for number in (21, 22):
        path = root / f"data/tasks/2021/0{number}.yaml"
        text = path.read_text("utf-8").replace("12亿元", "13亿元")
        path.write_text(text + "  H2: {progress: 全部完成。}\n", "utf-8")
    for _again in range(2):  # also if there is nothing to do
        capsys.readouterr()
        assert run(["build", "--format", "md"]) == 0
        output = capsys.readouterr()
        assert output.out == "out/2021H2.md\n"
        assert "report build 2021H1 --format html,csv,json,md" in output.err
    assert run(["build", "2021H1", "--format", ",".join(FORMATS)]) == 0
    capsys.readouterr()
    assert run(["build", "--format", "md"]) == 0
    assert "2021H1" not in capsys.readouterr().err


@pytest.mark.parametrize(
    ("closed", "built"),
    [
        ([], "2021H2"),
        (["2021H1"], "2021H2"),
        (["2021H2"], "2021H1"),
        (["2021H1", "2021H2"], "2021H2"),
    ],
)
def test_the_period_of_a_build_without_one(
    root: Path, capsys: pytest.CaptureFixture[str], closed: list[str], built: str
) -> None:
    for number in (21, 22):
        path = root / f"data/tasks/2021/0{number}.yaml"
        path.write_text(path.read_text("utf-8") + "  H2: {progress: 全部完成。}\n", "utf-8")
    (root / "data/periods").mkdir()
    (root / "data/periods/2022H1.yaml").write_text("due: 2022-06-25\n", "utf-8")
    for name in closed:
        assert run(["close", name]) == 0
    capsys.readouterr()
    assert run(["build", "--format", "md"]) == 0
    assert capsys.readouterr().out == f"out/{built}.md\n"


def test_corrections_on_a_page_of_their_own(root: Path) -> None:
    close()
    edit(root, "data/report.yaml", "notes:", "corrections: page\nnotes:")
    edit(root, "data/tasks/2021/021.yaml", "72.88%", "78.28%")
    close("--correct", "--why", "数字", "--on", "2021-07-20")
    assert "更正" not in published(root)["md"].decode()
    page = (root / "work/2021H1.corrections.html").read_text("utf-8")
    assert "<p>更正：2021年7月20日，第21项“进展”中“72.88%”应为“78.28%”。</p>" in page


def test_the_plan_needs_no_entry(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for number in (21, 22):
        path = root / f"data/tasks/2021/0{number}.yaml"
        path.write_text(path.read_text("utf-8").partition("entries:")[0], "utf-8")
    (root / "data/tasks/2021/023.yaml").write_text(
        "year: 2021\ndocket: 23\ntask: 增补。\nfrom: H2\n", "utf-8"
    )
    with pytest.raises(DataError):
        run(["build", "--format", "md"])
    assert run(["build", "2021年任务分解表", "--format", "csv"]) == 0
    lines = (root / "out/2021plan.csv").read_text("utf-8-sig").split()
    assert lines == ['"号","编号"', '"1","21"', '"2","22"']
    assert run(["check", "2021计划"]) == 0
    (root / "data/periods").mkdir()
    (root / "data/periods/2021plan.yaml").write_text("title: 任务分解表\n", "utf-8")
    capsys.readouterr()
    assert run(["build", "--format", "csv"]) == 0
    assert capsys.readouterr().out == "out/2021plan.csv\n"
    assert run(["close", "2021plan"]) == 0
    edit(root, "data/tasks/2021/021.yaml", "docket: 21", "docket: '21'")
    (root / "data/tasks/2021/022.yaml").unlink()
    assert run(["build", "2021plan", "--format", "csv", "--check"]) == 0


def test_the_index_lists_corrections(root: Path) -> None:
    close()
    edit(root, "data/tasks/2021/021.yaml", "72.88%", "78.28%")
    close("--correct", "--why", "数字", "--on", "2021-07-20")
    index = (root / "out/index.html").read_text("utf-8")
    assert "<p>更正：2021年7月20日，第21项“进展”中“72.88%”应为“78.28%”。</p>" in index


def test_a_new_wording_under_a_published_open_table_is_noted(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    edit(root, "data/report.yaml", "notes:", "  - {heading: 任务, value: task, width: 1}\nnotes:")
    assert run(["build", "2021H1", "--format", "md"]) == 0
    (root / "table.csv").write_text("编号,任务\n21,别的任务。\n", encoding="utf-8")
    words = ["import", "table.csv", "--period", "2021H2", "--update"]
    assert run(words) == 0
    assert "report close 2021H1" in capsys.readouterr().err
    assert run(["build", "2021H1", "--format", "md"]) == 0
    close()
    edit(root, "data/tasks/2021/021.yaml", "别的任务", "任务")
    capsys.readouterr()
    assert run(words) == 0
    assert "report close" not in capsys.readouterr().err


def test_a_periods_file_keeps_its_comments_and_gets_its_order(root: Path) -> None:
    path = root / "data/periods/2021H1.yaml"
    path.parent.mkdir()
    columns = "- {width: 1, value: docket, heading: '号'}\n"
    columns += "- {heading: 进展, value: progress, width: 3}\n"
    text = "# 上半年\n\ndue: 2021-06-25  # 期限\ntitle: 半年表\ncolumns:\n" + columns
    path.write_text(text, encoding="utf-8")
    assert run(["fmt"]) == 0
    formatted = (
        "# 上半年\n\ntitle: 半年表\ncolumns:\n  - {heading: 号, value: docket, width: 1}\n"
        "  - {heading: 进展, value: progress, width: 3}\ndue: 2021-06-25  # 期限\n"
    )
    assert path.read_text("utf-8") == formatted
    close("--on", "2021-07-09")
    text = path.read_text("utf-8")
    assert text.startswith(formatted + "closed:\n  date: 2021-07-09\n  table: ")
    close("--reopen", "--why", "漏报", "--on", "2021-08-01")
    assert path.read_text("utf-8").startswith(formatted + "reopened:\n  - date: 2021-08-01\n")
    assert run(["fmt", "--check", "data/periods/2021H1.yaml"]) == 0


def test_a_table_of_unfinished_tasks_is_closed_without_the_others(root: Path) -> None:
    edit(root, "data/tasks/2021/022.yaml", "lead:", "finished: H1\nlead:")
    (root / "data/periods").mkdir()
    (root / "data/periods/2021H1.yaml").write_text("rows: unfinished\n", encoding="utf-8")
    assert run(["build", "2021H1", "--format", ",".join(FORMATS)]) == 0
    before = published(root)
    assert before["csv"].decode().count("12亿元") == 1
    close()
    assert published(root) == before
    assert warnings(root) == []
    edit(root, "data/tasks/2021/021.yaml", "72.88%", "78.28%")
    close("--correct", "--why", "数字")
    assert "78.28%" in published(root)["csv"].decode()
    assert run(["build", "--check"]) == 0


def test_a_unit_of_another_name_is_no_difference(root: Path) -> None:
    path = root / "data/tasks/2021/021.yaml"
    head = path.read_text(encoding="utf-8").partition("|\n")[0]
    path.write_text(f"{head}[{{unit: 甲局, text: 完成。}}]\n", encoding="utf-8")
    close()
    edit(root, "data/tasks/2021/021.yaml", "甲局", "乙局")
    assert warnings(root) == []
    edit(root, "data/tasks/2021/021.yaml", "完成。}", "建成。}")
    assert [rule for rule, *_place in warnings(root)] == ["closed-period"]


@pytest.mark.parametrize(("key", "period"), [("Q1-Q3", "2021Q3"), ("Q1-Q2", "2021H1")])
def test_a_cumulative_entry_is_closed_with_the_table_that_prints_it(
    root: Path, capsys: pytest.CaptureFixture[str], key: str, period: str
) -> None:
    edit(root, "data/report.yaml", "notes:", "reporting: cumulative\nnotes:")
    for name in ("021", "022"):
        edit(root, f"data/tasks/2021/{name}.yaml", "  H1:", "  Q1-Q3:")
    assert run(["close", "2021Q3"]) == 0
    if key != "Q1-Q3":
        edit(root, "data/tasks/2021/021.yaml", "entries:", f"entries:\n  {key}: {{progress: 旧。}}")
    table = root / "later.csv"
    table.write_text("编号,进展\n21,另一段文字。\n", encoding="utf-8")
    command = ["import", str(table), "--period", period, "--update", "--dry-run"]
    if key == "Q1-Q3":
        with pytest.raises(DataError):
            run(command)
        assert "closed-entry" in capsys.readouterr().err
    else:
        assert run(command) == 0


@pytest.mark.parametrize(
    ("command", "words"),
    [
        ("close 2021H1", "cannot be changed without losing a comment; move its comments up"),
        ("collect forms 2021H1 --due 2021-06-25", "cannot be changed without rewriting it"),
    ],
)
def test_a_periods_file_in_braces_is_left_as_it_is(root: Path, command: str, words: str) -> None:
    path = root / "data/periods/2021H1.yaml"
    path.parent.mkdir(exist_ok=True)
    path.write_text("{notes: [注。]}  # 甲\n", encoding="utf-8")
    with pytest.raises(DataError) as refused:
        run(command.split())
    assert refused.value.message.endswith(f"data/periods/2021H1.yaml {words}")
    assert path.read_text("utf-8") == "{notes: [注。]}  # 甲\n"
