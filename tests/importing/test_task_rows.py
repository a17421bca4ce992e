"""Dockets that are mistyped, or that a spreadsheet changed: no new task comes of them unseen."""

from pathlib import Path

import pytest
from support.files import CHINESE, HEAD, LAYOUT, TITLE, imported, records, web, workbook
from support.project import project

from progress_report.text.prose import without_whitespace

pytestmark = pytest.mark.program

KNOWN = "year: 2021\ndocket: {}\ntask: {}\nentries:\n  Q1: {{progress: 已开工。}}\n"


def known(folder: Path) -> Path:
    """A project of the tasks 21 and 93."""
    tasks = {"t021": KNOWN.format(21, "甲任务。"), "t093": KNOWN.format(93, "乙任务。")}
    return project(folder, LAYOUT, **tasks)


def names(folder: Path) -> list[str]:
    return sorted(path.stem for path in folder.glob("data/tasks/2021/*"))


@pytest.mark.parametrize(
    "docket", ["第93项", "第 93 项", "93项", "93.0", "93.00", "第９３号", "093"]
)
def test_a_docket_is_known_by_its_number(tmp_path: Path, docket: str) -> None:
    folder = known(tmp_path)
    rows = [HEAD, ["1", docket, "乙任务。", "好。"]]
    code, out, err = imported(folder, records(folder, rows))
    counts = "2021H1: 1 row; 0 tasks created, 1 updated, 0 the same\n"
    assert (code, out, err, names(folder)) == (0, counts, [], ["021", "093"])


@pytest.mark.parametrize("docket", ["12", "市93", "93-94", "第93条", "93.1"])
def test_a_new_docket_for_a_known_wording_is_refused(tmp_path: Path, docket: str) -> None:
    folder = known(tmp_path)
    rows = [[TITLE], HEAD, ["1", docket, "乙任\n务。", "好。"]]
    name = workbook(folder, rows)
    for options in ([], ["--update"]):
        code, _out, err = imported(folder, name, *options)
        told = "is new, but its task has the same wording as docket 93"
        assert code == 1
        assert err[0] == f"a.xlsx:汇总!B3: error[bad-row]: docket {docket} {told}"
        assert err[1] == "   3 | 乙任 务。"
        assert err[3].startswith("     = write 93 if it is that task, or change the docket in")
    _code, _out, err = imported(folder, name, **CHINESE)
    assert f"项目中没有折子号 {docket}，但其任务内容与折子号 93 完全相同" in err[0]
    assert names(folder) == ["021", "093"]


def test_two_tasks_may_share_a_wording_if_the_table_has_both(tmp_path: Path) -> None:
    folder = known(tmp_path)
    rows = [HEAD, ["1", "12", "乙任务。", "好。"], ["2", "93", "乙任务。", "好。"]]
    code, out, err = imported(folder, records(folder, rows))
    counts = "2021H1: 2 rows; 1 task created, 1 updated, 0 the same\ntasks created: 12\n"
    assert (code, out, err) == (0, counts, [])
    assert imported(folder, web(folder, rows))[1].endswith(" 2 the same\n")


@pytest.mark.parametrize(
    "date",
    [
        *("2021-01-02", "2021/1/2", "1月2日", "2021年1月2日", "2021年1月", "2-Jan", "Jan-21"),
        *("02-Jan-21", "2021-01-02 00:00:00"),
    ],
)
def test_a_date_is_no_docket(tmp_path: Path, date: str) -> None:
    folder = known(tmp_path)
    rows = [HEAD, ["1", date, "新任务。", "好。"]]
    code, _out, err = imported(folder, records(folder, rows))
    shown = date.replace(" ", "")
    assert code == 1
    assert err[0].startswith(f"2021H1.csv:2:1: error[bad-row]: docket '{shown}' is a date; Excel")
    assert err[3].startswith("     = format the cell as Text in Excel and type the docket anew")
    _code, _out, err = imported(folder, "2021H1.csv", **CHINESE)
    assert f"折子号“{shown}”是日期" in err[0]


@pytest.mark.parametrize("docket", ["1-2", "2021-1", "2021-1-2", "44198", "21-1月", "21.1"])
def test_what_only_resembles_a_date_is_a_docket(tmp_path: Path, docket: str) -> None:
    folder = known(tmp_path)
    rows = [HEAD, ["1", docket, "新任务。", "好。"]]
    code, out, err = imported(folder, records(folder, rows))
    assert (code, err) == (0, [])
    assert out.endswith(f"\ntasks created: {docket}\n")


def test_new_tasks_are_named_where_the_year_had_some(tmp_path: Path) -> None:
    rows = [HEAD, *([str(n), str(n), f"任务{n}。", "好。"] for n in range(1, 31))]
    name = records(tmp_path, rows)
    counts = "2021H1: 30 rows; 30 tasks created, 0 updated, 0 the same\n"
    assert imported(tmp_path, name, "--dry-run")[1].endswith(f"\n{counts}")
    folder = known(tmp_path / "known")
    first = ", ".join(map(str, range(1, 21)))
    rows[21:22] = []
    name = records(folder, rows)
    for options in (["--dry-run"], []):
        out = imported(folder, name, *options)[1]
        assert out.endswith(f" the same\ntasks created: {first}, …\n")
    (folder / "data/tasks/2021/007.yaml").unlink()
    assert imported(folder, name, **CHINESE)[1].endswith("\n新建任务：7\n")


def test_a_row_of_several_dockets_is_shown_and_asked_to_be_split(tmp_path: Path) -> None:
    folder = known(tmp_path)
    rows = [[TITLE], HEAD, ["1", "21", "甲任务。", "好。"], ["2", "93、94", "乙任\n务。", "好。"]]
    code, _out, err = imported(folder, workbook(folder, rows))
    assert code == 1
    assert err[:4] == [
        "a.xlsx:汇总!B4: error[bad-row]: '93、94' is not a docket number",
        "   4 | 2 | 93、94 | 乙任 务。 | 好。",
        "     |     ^^^^^^",
        "     = a row takes one docket, such as 21 or 21-1; put each task on its own row",
    ]
    _code, _out, err = imported(folder, "a.xlsx", **CHINESE)
    assert err[3] == "     = 每行只能填一个折子号，如 21 或 21-1；请将各项任务分行填写"


@pytest.mark.parametrize("numbered", [False, True])
def test_rows_that_fit_no_task_are_placed_and_the_first_is_shown(
    tmp_path: Path, *, numbered: bool
) -> None:
    folder = known(tmp_path)
    tasks = ["丙任务。", "乙任务。", *(f"任务{n}。" for n in range(3, 13))]
    rows = [["任务", "目前进展情况"], *([task, "好。"] for task in tasks)]
    if numbered:
        rows = [["序号", *rows[0]], *([str(n), *row] for n, row in enumerate(rows[1:], 1))]
    code, _out, err = imported(folder, workbook(folder, [[TITLE], *rows]))
    assert code == 1
    places = ", ".join(f"汇总!A{row}" for row in (3, *range(5, 12)))
    assert err[0].endswith(f" with this wording; such rows: 11 ({places}, …)")
    assert err[1] == "   3 | 丙任务。"
    assert ("import: {docket: number}" in err[3]) is numbered
    _code, _out, err = imported(folder, "a.xlsx", **CHINESE)
    told = f"这样的行有11处（{'、'.join(places.split(', '))}、…）"
    assert told in without_whitespace(err[0])
    told = (
        "请加上折子号一栏；如序号即为折子号，请在 data/report.yaml 中写上“import: {docket: number}”"
    )
    assert (err[3] == f"     = {told}") is numbered


def test_rows_given_twice_are_reported(tmp_path: Path) -> None:
    folder = known(tmp_path)
    block = [["1", "21", "甲任务。", "好。"], ["2", "93", "乙任务。", "已完成。"]]
    rows = [[TITLE], HEAD, *block, *block]
    code, out, err = imported(folder, workbook(folder, rows))
    assert (code, out) == (0, "2021H1: 4 rows; 0 tasks created, 2 updated, 2 the same\n")
    told = "rows identical to another row, imported once: 2 (汇总!B5, 汇总!B6)"
    assert err == [f"a.xlsx: {told}"]
    _code, _out, err = imported(folder, "a.xlsx", **CHINESE)
    assert err[0].startswith("a.xlsx: 与表中另一行完全相同的行有 2 处（汇总!B5、汇总!B6）")
