"""Forms filled in as a unit would, and taken back."""

import contextlib
import os
import shutil
import subprocess
import zipfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given
from hypothesis import strategies as st
from support.laws import tries
from support.project import PROGRAM, project
from support.unit_forms import (
    BOTH,
    LAYOUT,
    TASKS,
    Fill,
    at_once,
    fill_excel,
    fill_word,
    give_out,
    reports,
    rows_of,
    snapshot,
    take_back,
)

from progress_report.collect.out.word_form import PROMPT

pytestmark = pytest.mark.program

# Taking back


@BOTH
def test_several_units_texts_stand_in_the_declared_order(
    folder: Path, suffix: str, fill: Fill
) -> None:
    made = give_out(folder, "--by", "units", "--format", suffix)
    before = snapshot(folder)
    for path, unit in zip(made, ["商务局", "发改委", "财政局"], strict=True):
        fill(path, {"021": f"{unit}完成。第二句。\n第二段。", "22": "文化节举办。"})
    run = take_back(folder, made[2], made[1], made[0])
    assert (run.returncode, run.stderr) == (0, "")
    assert run.stdout == "3 forms, 4 cells: 4 texts added, 0 updated, 0 the same, 0 not filled in\n"
    assert reports(folder) == {
        "021": [(u, f"{u}完成。第二句。\n第二段。") for u in ("商务局", "发改委", "财政局")],
        "22": [("财政局", "文化节举办。")],
    }
    old, new = before["021.yaml"].decode(), snapshot(folder)["021.yaml"].decode()
    assert new.removesuffix("# 末尾\n").startswith(old.removesuffix("# 末尾\n"))
    assert new.endswith(
        "      - unit: 财政局\n        text: |\n          财政局完成。\n          第二句。\n\n"
        "          第二段。\n# 末尾\n"
    )
    after = snapshot(folder)
    again = take_back(folder, *made)
    assert "0 texts added, 0 updated, 4 the same" in again.stdout
    assert snapshot(folder) == after


def test_a_unit_that_reports_later_gets_its_place(folder: Path) -> None:
    made = give_out(folder, "--by", "units")
    for index in (2, 0, 1):
        fill_excel(made[index], {"021": f"第{index}份。"})
        assert take_back(folder, made[index]).returncode == 0
    assert [unit for unit, _text in reports(folder)["021"]] == ["商务局", "发改委", "财政局"]


def test_cells_left_empty_are_listed(folder: Path) -> None:
    made = give_out(folder, "--by", "units")
    fill_excel(made[2], {"22": "  　 "})
    run = take_back(folder, made[2])
    assert run.returncode == 0
    assert run.stderr == "财政局: not filled in: 021, 22\n"
    assert run.stdout == "1 form, 2 cells: 0 texts added, 0 updated, 0 the same, 2 not filled in\n"


def test_a_changed_answer_needs_update(folder: Path) -> None:
    made = give_out(folder)
    fill_excel(made[0], {"021": "完成30%。"})
    take_back(folder, *made)
    fill_excel(made[0], {"021": "完成50%。"})
    before = snapshot(folder)
    run = take_back(folder, *made)
    assert run.returncode == 1
    assert "报送表!E4: error[entry-differs]: data/tasks/2021/021.yaml already has" in run.stderr
    assert "'完成30%。' there, '完成50%。' here" in run.stderr
    assert "texts added" not in run.stdout + run.stderr  # nothing was
    assert snapshot(folder) == before
    dry = take_back(folder, *made, "--update", "--dry-run")
    assert (dry.returncode, snapshot(folder)) == (0, before)
    assert "[-30%-]{+50%+}" in dry.stdout
    assert take_back(folder, *made, "--update").returncode == 0
    assert reports(folder)["021"] == [("商务局", "完成50%。")]


def test_a_text_that_names_no_unit_is_the_lead_units(folder: Path) -> None:
    file = folder / "data/tasks/2021/021.yaml"
    file.write_text(file.read_text().replace("# 末尾\n", "  H2: {progress: 手写的。}\n"))
    lead, joint, _last = give_out(folder, "--by", "units")
    assert rows_of(lead)[1][4] == "手写的。"
    assert rows_of(joint)[1][4] == ""
    fill_excel(joint, {"021": "协办的。"})
    refused = take_back(folder, joint)
    assert refused.returncode == 1
    assert "already has a text for 2021H2 that may include this unit's report" in refused.stderr
    assert take_back(folder, lead, joint, "--update").returncode == 0
    assert reports(folder)["021"] == [("", "手写的。"), ("发改委", "协办的。")]


def test_answers_that_say_nothing_are_noted_and_kept(folder: Path) -> None:
    made = give_out(folder)
    fill_excel(made[0], {"021": "同上。"})
    fill_excel(made[1], {"22": "无人机已起飞。"})
    run = take_back(folder, *made)
    assert run.returncode == 0
    assert run.stderr.count("note[hollow-text]: '同上。' fills the cell and says nothing") == 1
    assert "无人机" not in run.stderr
    assert reports(folder)["021"] == [("商务局", "同上。")]


def test_invisible_characters_are_named_at_their_cell(folder: Path) -> None:
    made = give_out(folder)
    fill_excel(made[0], {"021": "正常。\n零\u200b宽"})
    fill_excel(made[1], {"22": "断\u2028行"})
    run = take_back(folder, *made)
    assert run.returncode == 1
    assert (
        "商务局.xlsx:报送表!E4: warning[invisible-character]: there is a zero-width space"
        in run.stderr
    )
    assert (
        "财政局.xlsx:报送表!E4: error[control-character]: there is a line separator" in run.stderr
    )
    assert reports(folder) == {}


# Two forms of one unit


def two(folder: Path) -> tuple[Path, Path]:
    made = give_out(folder, "--by", "units")[2]
    newer = made.with_name("新.xlsx")
    shutil.copy(made, newer)
    fill_excel(made, {"021": "旧的。", "22": "只在旧的里。"})
    fill_excel(newer, {"021": "新的。"})
    return made, newer


def saved(path: Path, moment: str) -> None:
    """Let a form have been saved at a moment of 2021-12-01."""
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    core = parts["docProps/core.xml"].decode()
    start = core.index(">", core.index("<dcterms:modified")) + 1
    end = core.index("<", start)
    parts["docProps/core.xml"] = f"{core[:start]}2021-12-01T{moment}{core[end:]}".encode()
    with zipfile.ZipFile(path, "w") as archive:
        for name, part in parts.items():
            archive.writestr(name, part)


def test_two_forms_that_contradict_each_other_are_refused(folder: Path) -> None:
    made, newer = two(folder)
    before = snapshot(folder)
    run = take_back(folder, made, newer)
    assert run.returncode == 1
    assert "财政局 sent 2 forms with different texts for task 021: " in run.stderr
    assert "texts added" not in run.stdout + run.stderr
    assert snapshot(folder) == before


def test_latest_takes_the_one_saved_last_and_says_what_is_lost(folder: Path) -> None:
    made, newer = two(folder)
    saved(made, "08:00:00Z")
    saved(newer, "17:00:00+08:00")  # nine o'clock
    os.utime(newer, (0, 0))
    run = take_back(folder, made, newer, "--latest")
    assert run.returncode == 0
    assert f"财政局: using {newer}, by the time saved in the file" in run.stderr
    assert "财政局: filled in only on forms not used: 22" in run.stderr
    assert reports(folder) == {"021": [("财政局", "新的。")]}


def test_on_a_terminal_the_user_is_asked_and_sees_both(folder: Path) -> None:
    made, newer = two(folder)
    saved(made, "08:00:00Z")
    here, there = os.openpty()
    os.write(here, b"3\n2\n")
    run = subprocess.run(
        [*PROGRAM, "collect", "merge", str(made), str(newer)],
        cwd=folder,
        env={**os.environ, "LANG": "C.UTF-8", "LC_ALL": "", "LANGUAGE": "", "TZ": "UTC"}
        | {"COLUMNS": "300"},
        stdin=there,
        stdout=subprocess.PIPE,
        stderr=there,
        check=False,
    )
    os.close(there)
    seen = b""
    with contextlib.suppress(OSError):  # the end of a terminal
        while piece := os.read(here, 4096):
            seen += piece
    os.close(here)
    text = seen.decode().replace("\r\n", "\n")
    assert run.returncode == 0, text
    assert "财政局 sent 2 forms with different texts:\n" in text
    assert f"1. {made}, saved 2021-12-01 08:00, 2 filled in\n   021: 旧的。\n" in text
    assert "   021: 新的。\n" in text
    assert text.count("Number of the form to use:") == 2
    assert reports(folder) == {"021": [("财政局", "新的。")]}


def test_latest_cannot_choose_between_forms_saved_at_once(folder: Path) -> None:
    made, newer = two(folder)
    saved(made, "08:00:00Z")
    saved(newer, "08:00:00Z")
    run = take_back(folder, made, newer, "--latest")
    assert run.returncode == 1
    assert run.stderr.count("error[contradicting-forms]: 财政局 sent 2 forms") == 1
    assert "     = they were saved at the same time: leave out all but one\n" in run.stderr
    assert "use '--latest'" not in run.stderr


def test_without_such_times_those_of_the_files_count(folder: Path) -> None:
    made = give_out(folder, "--format", "docx")[0]  # the library writes no time
    newer = made.with_name("新.docx")
    shutil.copy(made, newer)
    fill_word(made, {"021": "后改的。"})
    fill_word(newer, {"021": "先改的。"})
    os.utime(newer, (0, 0))
    run = take_back(folder, made, newer, "--latest")
    assert f"商务局: using {made}, by the file's modification time" in run.stderr
    assert reports(folder) == {"021": [("商务局", "后改的。")]}


def test_forms_that_agree_are_taken_together(folder: Path) -> None:
    made = give_out(folder, "--by", "units")[2]
    other = made.with_name("二.xlsx")
    shutil.copy(made, other)
    fill_excel(made, {"021": "甲。"})
    fill_excel(other, {"22": "乙。"})
    run = take_back(folder, made, other)
    assert (run.returncode, run.stderr) == (0, "")
    assert reports(folder) == {"021": [("财政局", "甲。")], "22": [("财政局", "乙。")]}


# Laws

TEXTS = st.text(
    st.characters(
        exclude_categories=["C", "Zl", "Zp"], exclude_characters="\xad\u115f\u1160\u3164\ufffd"
    )
    | st.sampled_from("。！？”\n　 =+-@'，,.%0"),
    min_size=1,
    max_size=60,
).filter(lambda text: text.strip() and PROMPT not in text)


def clean(text: str) -> str:
    lines = (line.strip() for line in text.replace("\t", " ").split("\n"))  # as `unwrap` has it
    return "\n".join(filter(None, lines))


@tries(20, suppress_health_check=[*HealthCheck])
@example(texts=("完成：\t1个。", "甲\t\n乙", "\t丙", "报送单位：丁"), word=False, order=[0, 1, 2])
@example(texts=(r"存于C:\backup\0。", r"\u202e", r"\a", r"\x00"), word=True, order=[0, 1, 2])
@given(
    texts=st.tuples(TEXTS, TEXTS, TEXTS, TEXTS), word=st.booleans(), order=st.permutations(range(3))
)
def test_what_units_write_is_what_the_entries_hold(
    tmp_path_factory: pytest.TempPathFactory,
    texts: tuple[str, ...],
    word: bool,
    order: list[int],
) -> None:
    folder = project(tmp_path_factory.mktemp("law"), LAYOUT, **TASKS)
    suffix, fill = ("docx", fill_word) if word else ("xlsx", fill_excel)
    made = give_out(folder, "--by", "units", "--format", suffix)
    for path, text in zip(made, texts, strict=False):
        fill(path, {"021": text, "22": texts[3]})
    at_once(folder, "merge", *(str(made[index]) for index in order))
    units = ("商务局", "发改委", "财政局")
    assert reports(folder) == {
        "021": [(unit, clean(text)) for unit, text in zip(units, texts, strict=False)],
        "22": [("财政局", clean(texts[3]))],
    }
    after = snapshot(folder)
    at_once(folder, "merge", *map(str, made))
    assert snapshot(folder) == after


# Other office programs


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not here")
@BOTH
def test_a_form_saved_by_libreoffice_is_taken(
    folder: Path, tmp_path: Path, suffix: str, fill: Fill
) -> None:
    made = give_out(folder, "--by", "units", "--format", suffix)[2]
    fill(made, {"021": "第一段。\n第二段。"})
    subprocess.run(
        [
            *("soffice", f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}", "--headless"),
            *("--convert-to", suffix, "--outdir", str(tmp_path / "again"), str(made)),
        ],
        check=True,
        capture_output=True,
        timeout=300,
    )
    again = tmp_path / "again" / made.name
    assert again.read_bytes() != made.read_bytes()
    run = take_back(folder, again)
    assert (run.returncode, run.stderr) == (0, "财政局: not filled in: 22\n")
    assert reports(folder) == {"021": [("财政局", "第一段。\n第二段。")]}
