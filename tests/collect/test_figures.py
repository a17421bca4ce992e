"""Figures of targets on forms: given out, read back, verified and merged."""

from pathlib import Path

import openpyxl  # type: ignore[import-untyped]  # the package carries no types
import pytest
from support.project import project
from support.unit_forms import (
    BOTH,
    LAYOUT,
    Fill,
    fill_excel,
    give_out,
    reports,
    rows_of,
    take_back,
)

from progress_report.source.load import load_project

TASK = (
    "year: 2021\ndocket: 021\ntask: 推进“两区”建设。\nlead: 商务局\nunits: [财政局]\n"
    "targets:\n"
    "  - {name: 拆除违建, amount: 120, measure: 万平方米}   # 不变\n"
    "  - {name: 税收, amount: 6%, kind: growth}\n"
    "  - {name: 新校区, kind: works, milestones: {Q1: 完成选址, H2: 100%}}\n"
    "  - {name: 巡查, kind: none}\n"
    "entries:\n  H1:\n    progress: 上半年。\n    done: {拆除违建: 42.9, 税收: 5%}\n"
)
TEXT = {"021": "全部完成。"}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return project(tmp_path, LAYOUT, t021=TASK)


def done(folder: Path) -> dict[str, str]:
    loaded = load_project(folder)
    assert loaded.diagnostics == ()
    return loaded.tasks[0].task.entries["H2"].done


@BOTH
def test_each_target_has_a_cell_with_its_amount_and_the_figure_so_far(
    folder: Path, suffix: str, fill: Fill
) -> None:
    del fill
    forms = give_out(folder, "--format", suffix, "--by", "units")
    lead, joint = ([row[:4] for row in rows_of(path)[1:-2]] for path in forms)
    assert lead[1:] == [
        [
            "021（1）",
            "拆除违建：全年目标120万平方米",
            "自1月1日起累计完成数\n单位：万平方米",
            "【上半年】42.9",
        ],
        ["021（2）", "税收：全年目标增长6%", "截至期末的数值\n单位：%", "【上半年】5%"],
        ["021（3）", "新校区：本期目标100%", "自1月1日起累计完成数\n单位：%", ""],
    ]
    assert [row[0] for row in joint] == ["021"]  # the lead unit gives the figures


def test_only_the_cell_of_the_figure_is_unlocked(folder: Path) -> None:
    sheet = openpyxl.load_workbook(give_out(folder)[0]).active
    cells = [cell for row in sheet["A4:E7"] for cell in row if not cell.protection.locked]
    assert [cell.coordinate for cell in cells] == ["E4", "E5", "E6", "E7"]
    prompts = {str(v.sqref): v.prompt for v in sheet.data_validations.dataValidation}
    assert "数字" in prompts["E5:E7"]
    assert "数字" not in prompts["E4"]


@BOTH
@pytest.mark.program
def test_figures_become_those_of_the_entry(folder: Path, suffix: str, fill: Fill) -> None:
    form = give_out(folder, "--format", suffix)[0]
    fill(form, {**TEXT, "021（1）": "１００．５万平方米", "021（2）": "6.2", "021（3）": "80%"})
    run = take_back(folder, form)
    assert (run.returncode, run.stderr) == (0, "")
    assert "4 cells: 4 texts added, 0 updated, 0 the same, 0 not filled in" in run.stdout
    assert done(folder) == {"拆除违建": "100.5", "税收": "6.2%", "新校区": "80%"}
    assert reports(folder) == {"021": [("商务局", "全部完成。")]}
    assert "measure: 万平方米}   # 不变\n" in (folder / "data/tasks/2021/021.yaml").read_text()
    assert "0 texts added, 0 updated, 4 the same" in take_back(folder, form).stdout
    assert [row[4] for row in rows_of(give_out(folder, "--out", "b", "--format", suffix)[0])][
        1:-2
    ] == ["全部完成。", "100.5", "6.2%", "80%"]


@pytest.mark.program
def test_another_figure_needs_update(folder: Path) -> None:
    form = give_out(folder)[0]
    fill_excel(form, {**TEXT, "021（1）": "90"})
    take_back(folder, form)
    fill_excel(form, {"021（1）": "95"})
    refused = take_back(folder, form)
    assert refused.returncode == 1
    assert "!E5: error[entry-differs]" in refused.stderr
    assert done(folder) == {"拆除违建": "90"}
    assert "0 texts added, 1 updated, 1 the same" in take_back(folder, form, "--update").stdout
    assert done(folder) == {"拆除违建": "95"}


@pytest.mark.program
@pytest.mark.parametrize(
    ("answers", "problem"),
    [
        ({**TEXT, "021（1）": "大约一半"}, "!E5: error[bad-cell]"),
        ({**TEXT, "021（1）": "90万元"}, "!E5: error[bad-cell]"),
        ({**TEXT, "021（3）": "80%；90%"}, "!E7: error[bad-cell]"),
        ({"021（1）": "90"}, "!E5: error[bad-cell]"),  # there is no report that it belongs to
    ],
)
def test_what_is_no_figure_is_reported_at_its_cell(
    folder: Path, answers: dict[str, str], problem: str
) -> None:
    form = give_out(folder)[0]
    fill_excel(form, answers)
    run = take_back(folder, form)
    assert run.returncode == 1
    assert problem in run.stderr
    assert reports(folder) == {}


@pytest.mark.program
def test_a_figure_of_a_target_that_is_gone_is_reported_at_its_cell(folder: Path) -> None:
    form = give_out(folder)[0]
    fill_excel(form, {**TEXT, "021（2）": "6%"})
    file = folder / "data/tasks/2021/021.yaml"
    file.write_text(file.read_text().replace("name: 税收", "name: 财税").replace(", 税收: 5%", ""))
    assert "!B6: error[bad-form]: task 021 has no such target" in take_back(folder, form).stderr


@pytest.mark.program
def test_a_figure_that_falls_is_reported_at_its_cell(folder: Path) -> None:
    form = give_out(folder)[0]
    fill_excel(form, {**TEXT, "021（1）": "40", "021（2）": "4%"})
    run = take_back(folder, form)
    assert run.returncode == 0
    assert run.stderr.count("warning[") == 1  # a rate may fall
    assert "!E5: warning[falling-done]" in run.stderr


@pytest.mark.program
def test_the_amount_is_locked_and_lines_may_be_sorted(folder: Path) -> None:
    form = give_out(folder)[0]
    book = openpyxl.load_workbook(form)
    sheet = book.active
    rows = [[cell.value for cell in row] for row in sheet["A4:E7"]]
    for row, values in zip(sheet["A4:E7"], reversed(rows), strict=True):
        for cell, value in zip(row, values, strict=True):
            cell.value = value
    sheet["E6"].value, sheet["E7"].value = "90", "完成。"
    book.save(form)
    run = take_back(folder, form)
    assert (run.returncode, run.stderr.count("error[")) == (0, 0)
    assert done(folder) == {"拆除违建": "90"}
    sheet["B6"].value = "拆除违建：全年目标100万平方米"
    book.save(form)
    altered = take_back(folder, form)
    assert altered.returncode == 1
    assert "!B6: error[altered-form]" in altered.stderr


@pytest.mark.program
def test_forms_with_different_figures_contradict_each_other(folder: Path) -> None:
    first, second = give_out(folder)[0], give_out(folder, "--out", "b")[0]
    fill_excel(first, {**TEXT, "021（1）": "90"})
    fill_excel(second, {**TEXT, "021（1）": "95"})
    run = take_back(folder, first, second)
    assert run.returncode == 1
    assert "error[contradicting-forms]" in run.stderr
    assert "021（1）" in run.stderr
    fill_excel(second, {"021（1）": "90", "021（2）": "6%"})
    run = take_back(folder, first, second)
    assert run.returncode == 0
    assert done(folder) == {"拆除违建": "90", "税收": "6%"}
