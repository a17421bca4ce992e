"""What a user sees when something is wrong: each file in examples/broken names its own finding.

The first lines of such a file are ``# expect: LINE:COLUMN rule``, one for each diagnostic; where it
is no error, the severity follows.
"""

import re
import subprocess
import sys
from pathlib import Path

import pytest
from support.project import GOOD, LAYOUT, ROOT, project, report

from progress_report.reporters.text import render
from progress_report.source.compose import MAX_DEPTH
from progress_report.source.load import load_project
from progress_report.source.nodes import parse

BROKEN = sorted((ROOT / "tests/examples/broken").glob("*.yaml"))


def test_there_are_examples() -> None:
    assert len(BROKEN) >= 110


@pytest.mark.parametrize("path", BROKEN, ids=lambda path: path.stem)
def test_each_broken_file_is_reported_at_its_place(path: Path, tmp_path: Path) -> None:
    raw = path.read_bytes()
    expected = re.findall(rb"^# expect: (\d+):(\d+) (\S+)(?: (\S+))?", raw, re.MULTILINE)
    assert expected
    made = load_project(project(tmp_path, t001=raw))
    found = [
        (d.location.line, d.location.column, d.rule, str(d.severity))
        for d in sorted(made.diagnostics, key=lambda d: d.order)
        if d.location
    ]
    assert found == [
        (int(line), int(column), rule.decode(), severity.decode() or "error")
        for line, column, rule, severity in expected
    ]


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be"])
def test_wide_encodings_are_named(encoding: str, tmp_path: Path) -> None:
    [found] = load_project(project(tmp_path, t001=GOOD.encode(encoding))).diagnostics
    assert (found.rule, "UTF-16" in found.message) == ("encoding", True)


@pytest.mark.program
def test_all_problems_of_all_files_in_one_run(tmp_path: Path) -> None:
    folder = project(
        tmp_path,
        t001=GOOD.replace("progress", "progres"),
        t002="year：2021\n",
        t003=GOOD.replace("docket: 1", "docket: 3"),
        t004=GOOD.replace("docket: 1", "docket: 4").encode("gb18030"),
    )
    run = report("build", cwd=folder)
    assert run.returncode == 1
    assert run.stdout == ""
    assert not (folder / "out").exists()
    heads = re.findall(r"^(\S+): error\[(\S+)\]", run.stderr, re.MULTILINE)
    assert heads == [
        ("data/tasks/2021/001.yaml:5:8", "unknown-key"),
        ("data/tasks/2021/002.yaml:1:5", "fullwidth-colon"),
        ("data/tasks/2021/004.yaml:3:7", "encoding"),
    ]
    assert "did you mean 'progress'?" in run.stderr
    assert "3 error(s); nothing was written" in run.stderr


def test_the_caret_stands_under_wide_characters() -> None:
    source, _, _ = parse("a.yaml", "任务：甲乙 bad: x\n")
    made = load_project(Path("/nonexistent"))
    assert made.diagnostics[0].rule == "unreadable"
    where = source.at(1, 7, 3)
    text = render([made.diagnostics[0].__class__("rule", "message", where, "hint")])
    assert text.split("\n")[1:3] == ["   1 | 任务：甲乙 bad: x", "     | " + " " * 11 + "^^^"]


@pytest.mark.program
@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (["build", "2021H3"], 2, ["'2021H3' is not a period", "2021上半年"]),
        (["build", "--format", "doc"], 2, ["unknown format 'doc'", "html, pdf"]),
        (["build", "2021H2"], 1, ["no task has an entry for 2021H2", "2021H1"]),
        (["build", "2019H1"], 1, ["no task has an entry for 2019H1"]),
        (["build", "--project", "nowhere"], 2, ["no project in nowhere", "data/report.yaml"]),
        (["build", "--out", "file"], 2, ["cannot write", "--out"]),
        (["import", "nowhere.txt"], 2, ["cannot read nowhere.txt"]),
        (["bulid"], 2, ["bulid"]),
    ],
)
def test_one_clear_line_and_the_right_exit_code(
    tmp_path: Path, arguments: list[str], code: int, words: list[str]
) -> None:
    folder = project(tmp_path, t001=GOOD)
    (folder / "file").write_text("not a folder", encoding="utf-8")
    if arguments[0] == "build" and "--format" not in arguments:
        arguments = [*arguments, "--format", "html"]
    run = report(*arguments, cwd=folder)
    assert run.returncode == code
    assert run.stdout == ""
    for word in words:
        assert word in run.stderr
    assert "Traceback" not in run.stderr


@pytest.mark.program
def test_no_project_and_no_entries(tmp_path: Path) -> None:
    run = report("build", cwd=tmp_path)
    assert run.returncode == 2
    assert "no project here" in run.stderr
    run = report("build", cwd=project(tmp_path))
    assert run.returncode == 1
    assert "there are no tasks yet" in run.stderr


@pytest.mark.program
def test_messages_in_chinese(tmp_path: Path) -> None:
    run = report("build", "2021H3", cwd=project(tmp_path, t001=GOOD), LANG="zh_CN.UTF-8")
    assert "不是报告期" in run.stderr
    run = report("--help", cwd=tmp_path, LANG="zh_CN.UTF-8")
    assert "生成正式的进展情况表" in run.stdout


@pytest.mark.program
def test_building_prints_what_it_wrote_from_any_folder_below(tmp_path: Path) -> None:
    folder = project(tmp_path, t001=GOOD)
    run = report("build", "2021上半年", "--format", "html", cwd=folder / "data/tasks")
    assert (run.returncode, run.stdout) == (0, "../../out/2021H1.html\n")
    assert (folder / "out/2021H1.html").is_file()
    run = report("build", "--format", "html", "--fragment", "--out", "x", cwd=folder)
    assert run.stdout == "x/2021H1.fragment.html\n"


@pytest.mark.program
def test_checking_compares_and_never_writes(tmp_path: Path) -> None:
    folder = project(tmp_path, t001=GOOD)
    run = report("build", "--check", cwd=folder)
    assert run.returncode == 1
    assert "not current: out/2021H1.html, out/2021H1.pdf" in run.stderr
    assert not (folder / "out").exists()
    assert report("build", cwd=folder).returncode == 0
    assert report("build", "--check", cwd=folder).returncode == 0
    (folder / "out/2021H1.html").write_text("x", encoding="utf-8")
    run = report("build", "--check", cwd=folder)
    assert (run.returncode, "out/2021H1.pdf" in run.stderr) == (1, False)
    assert (folder / "out/2021H1.html").read_text(encoding="utf-8") == "x"


@pytest.mark.program
def test_a_draft_builds_what_is_there(tmp_path: Path) -> None:
    folder = project(tmp_path, t001=GOOD, t002="year: 2021\ndocket: 2\ntask: 二。\n")
    assert report("build", "--format", "html", cwd=folder).returncode == 1
    assert report("build", "--format", "html", "--draft", cwd=folder).returncode == 0
    assert "待报送" in (folder / "work/2021H1.html").read_text(encoding="utf-8")


@pytest.mark.program
def test_help_imports_nothing_heavy(tmp_path: Path) -> None:
    code = (
        "import sys\nfrom progress_report.cli import main\n"
        "sys.argv = ['report', '--help']\n"
        "try:\n    main()\nexcept SystemExit:\n    pass\n"
        "print([m for m in ('pydantic', 'ruamel.yaml', 'jinja2', 'weasyprint', 'uharfbuzz', 'rich')"
        " if m in sys.modules])"
    )
    run = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=True
    )
    assert run.stdout.endswith("[]\n")


@pytest.mark.parametrize(
    "text",
    [
        "[" * 100_000,
        "- " * 100_000,
        "? " * 100_000,
        "{a: " * 60,
        "\n".join(" " * i + "k:" for i in range(500)),
    ],
    ids=["flow", "block", "keys", "maps", "indent"],
)
def test_deep_nesting_is_refused_not_fatal(text: str) -> None:
    _, data, found = parse("x.yaml", text)
    assert data is None
    assert [d.rule for d in found] == ["too-deep"]
    assert str(MAX_DEPTH) in found[0].message


def test_a_value_of_the_wrong_form_comes_with_an_example(tmp_path: Path) -> None:
    layout = LAYOUT.replace("value: number", "value: nummer")
    [found] = load_project(project(tmp_path, layout)).diagnostics
    assert found.message == "'nummer' is not allowed here"
    assert found.hint == "did you mean 'number'?"
    assert found.location is not None
    assert (found.location.line, found.location.column) == (3, 25)


@pytest.mark.program
def test_a_character_no_font_has_is_shown_at_its_place(tmp_path: Path) -> None:
    layout = LAYOUT + 'notes: ["注：\U000f0000。"]\n'
    task = GOOD.replace(
        "{progress: 进展。}", "\n    progress: |\n      首行。\n      进展\U000f0001。"
    )
    run = report("build", cwd=project(tmp_path, layout, t001=task))
    assert run.returncode == 1
    assert not (tmp_path / "out").exists()
    printed = run.stderr.replace("\n     ", " ")  # lines go on there
    heads = re.findall(r"^(\S+): error\[missing-glyph\]: .*?(U\+\w+)", printed, re.MULTILINE)
    assert heads == [
        ("data/report.yaml:5:12", "U+F0000"),
        ("data/tasks/2021/001.yaml:8:9", "U+F0001"),
    ]


@pytest.mark.program
def test_missing_reports_are_one_list(tmp_path: Path) -> None:
    second = GOOD.replace("docket: 1", "docket: 21\nlead: 区商务局").replace("H1", "H2")
    third = GOOD.replace("docket: 1", "docket: 3\nlead: 区发展改革委").replace("H1", "Q1")
    folder = project(tmp_path, t001=GOOD, t021=second, t003=third)
    run = report("build", "2021H1", cwd=folder)
    assert run.returncode == 1
    assert run.stderr == (
        "data/tasks/2021/003.yaml:5:1: error[gap]: task 3: 2021Q2 is missing to make up 2021H1\n"
        "   5 | entries:\n     | ^^^^^^^\n     = entries found: Q1\n"
        "data/tasks/2021/021.yaml:5:1: error[missing-entry]: task 21 has no entry for 2021H1\n"
        "   5 | entries:\n     | ^^^^^^^\n"
        "     = add one under 'entries'; to build a draft, use '--draft'\n"
        "report: 2 error(s); nothing was written\n"
    )
    run = report("build", "2021H2", cwd=folder)
    assert run.stderr == (
        "error[missing-entry]: no entry for 2021H2: 2 tasks\n"
        "  1                data/tasks/2021/001.yaml:4:1\n"
        "  3  区发展改革委  data/tasks/2021/003.yaml:5:1\n"
        "     = add one under 'entries'; to build a draft, use '--draft'\n"
        "report: 2 error(s); nothing was written\n"
    )
