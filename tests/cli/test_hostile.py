"""Files made to do harm: they are told of in a moment, and nothing of them runs."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from support.project import GOOD, LAYOUT, PROGRAM, project, report

pytestmark = pytest.mark.program

HTML = "<script>alert(1)</script><img src=x onerror=alert(1)> ]]> --> {{ 7 * 7 }} {% raw %}。"
TASK_COLUMN = LAYOUT + "  - {heading: 任务, value: task, width: 3}\n"
ENTRY = "entries:\n  H1: {progress: 进展。}\n"


def test_markup_is_shown_as_text(tmp_path: Path) -> None:
    text = f"year: 2021\ndocket: 1\ntask: '{HTML}'\nentries:\n  H1: {{progress: '{HTML}'}}\n"
    folder = project(tmp_path, TASK_COLUMN, t001=text)
    assert report("build", "--format", "html", cwd=folder).returncode == 0
    page = (folder / "out/2021H1.html").read_text(encoding="utf-8")
    assert page.count("&lt;script&gt;alert(1)&lt;/script&gt;") == 3  # also in the title of its link
    assert page.count("{{ 7 * 7 }} {% raw %}。") == 2
    assert "<script>alert" not in page
    assert "<img" not in page


@pytest.mark.parametrize("char", ["\u202e", "\u200b", "\u2066", "\u2060"])
def test_what_turns_or_hides_text_is_reported(tmp_path: Path, char: str) -> None:
    folder = project(tmp_path, TASK_COLUMN, t001=GOOD.replace("任务", f"任{char}务"))
    told = report("check", cwd=folder)
    assert "001.yaml:3:8: warning[invisible-character]: there is a" in told.stdout
    assert f"U+{ord(char):04X}" in told.stdout
    escaped = GOOD.replace("任务。", f'"任\\u{ord(char):04x}务。"')
    (folder / "data/tasks/2021/001.yaml").write_text(escaped, encoding="utf-8")
    told = report("check", cwd=folder)
    assert "001.yaml:3:9: warning[invisible-character]: '\\u" in told.stdout


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("year: 2021\nfields:\n" + "".join(f"  k{i}: a\n" for i in range(90_000)), "too-large"),
        ("".join(f"k{i}: a\n" for i in range(90_000)), "too-large"),
        ("units: [" + "a, " * 300_000 + "]\n", "too-large"),
        ("a" * 50_000_000, "too-large"),
        ("task: " + "[" * 500 + "]" * 500, "too-deep"),
        ("task: " + "{a: " * 500 + "}" * 500, "too-deep"),
        ("".join(" " * i + "a:\n" for i in range(500)), "too-deep"),
        ("a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]\n", "alias"),
        (GOOD + "\0" * 1000, "control-character"),
        (GOOD.replace("任务。", '"\\ud800"'), "bad-escape"),
        ("\tx\n" * 100_000, "tab-indent"),
    ],
)
def test_a_bomb_is_reported_in_a_moment(tmp_path: Path, text: str, rule: str) -> None:
    folder = project(tmp_path, t001=text, t002=GOOD.replace("docket: 1", "docket: 2"))
    told = report("check", "--format", "json", cwd=folder)
    assert told.seconds < 20
    assert told.returncode == 1
    assert rule in {found["rule"] for found in json.loads(told.stdout)["diagnostics"]}


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("a\nb.yaml", "a¶b.yaml:2:9"),
        ("-rf.yaml", "-rf.yaml:2:9"),
        (" 空 格.yaml", " 空 格.yaml:2:9"),
        ("Задача.yaml", "Задача.yaml:2:9"),
        ("\x1b[31mred.yaml", "�[31mred.yaml:2:9"),
    ],
)
def test_names_of_files_are_only_names(tmp_path: Path, name: str, shown: str) -> None:
    folder = project(tmp_path)
    (folder / "data/tasks/2021" / name).write_text(GOOD, encoding="utf-8")
    told = report("check", cwd=folder)
    assert told.returncode == 1
    assert f"data/tasks/2021/{shown}: error[wrong-file-name]" in told.stdout
    assert "\x1b" not in told.stdout
    assert report("check", "--format", "sarif", cwd=folder).returncode == 1
    assert "\n" not in report("check", "--format", "github", cwd=folder).stdout.strip()
    path = folder / "data/tasks/2021" / name
    path.write_text(GOOD.replace("docket", " docket"), encoding="utf-8")
    for arguments in (["build"], ["fmt"], ["fmt", "--check"], ["verify", str(path.resolve())]):
        told = report(*arguments, cwd=folder)
        assert told.returncode in (1, 2)
        assert shown.rpartition(".yaml")[0] in told.stdout + told.stderr
        assert "\x1b" not in told.stdout + told.stderr


def test_names_that_differ_only_in_case_are_two_files(tmp_path: Path) -> None:
    folder = project(tmp_path, t001=GOOD)
    (folder / "data/tasks/2021/001.YAML").write_text(GOOD, encoding="utf-8")
    if len([*(folder / "data/tasks/2021").iterdir()]) == 1:
        pytest.skip("this disk does not tell them apart")
    told = report("check", cwd=folder)
    assert "001.YAML:2:9: error[duplicate-docket]" in told.stdout


@pytest.mark.parametrize(
    "style",
    [
        "body { background: url(http://127.0.0.1:9/a.png) }",
        "body { background: url(file:///etc/passwd) }",
        "@font-face { font-family: x; src: url(file:///etc/passwd) } body { font-family: x }",
    ],
)
def test_a_style_sheet_reaches_nothing_outside_the_page(tmp_path: Path, style: str) -> None:
    folder = project(tmp_path, t001=GOOD)
    (folder / "templates").mkdir()
    (folder / "templates/print.css").write_text(style, encoding="utf-8")
    told = report("build", "--format", "pdf", cwd=folder)
    assert told.returncode == 2, told.stderr
    assert "nothing outside the page may be used" in told.stderr
    assert not (folder / "out").exists()


def test_a_style_sheet_is_not_imported_from_elsewhere(tmp_path: Path) -> None:
    folder = project(tmp_path, t001=GOOD)
    (folder / "templates").mkdir()
    sheet = folder / "templates/screen.css"
    sheet.write_text("@import 'file:///etc/passwd';\n", encoding="utf-8")
    told = report("build", "--format", "pdf", cwd=folder)
    assert (told.returncode, "file:///etc/passwd" in told.stderr) == (2, True)


@pytest.mark.parametrize("place", ["templates/page.html.j2", "templates"])
def test_links_out_of_the_project_are_not_followed(tmp_path: Path, place: str) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "page.html.j2").write_text("secret", encoding="utf-8")
    folder = project(tmp_path / "project", t001=GOOD)
    if place == "templates":
        (folder / place).symlink_to(outside, target_is_directory=True)
    else:
        (folder / "templates").mkdir()
        (folder / place).symlink_to(outside / "page.html.j2")
    told = report("build", "--format", "html", cwd=folder)
    page = folder / "out/2021H1.html"
    assert not page.exists() or "secret" not in page.read_text(encoding="utf-8")
    assert told.returncode == 2, told.stderr


@pytest.mark.parametrize("link", ["2021/001.yaml", "2021"])
def test_a_link_in_data_shows_nothing_of_the_machine(tmp_path: Path, link: str) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "001.yaml").write_text("password: secret\n", encoding="utf-8")
    folder = project(tmp_path / "project")
    place = folder / "data/tasks" / link
    if link == "2021":
        place.rmdir()
        place.symlink_to(outside, target_is_directory=True)
    else:
        place.symlink_to(outside / "001.yaml")
    told = report("check", cwd=folder)
    assert f"data/tasks/{link}:1:1: error[unreadable]: cannot be read: it is a link" in told.stdout
    assert "secret" not in told.stdout + told.stderr


def test_a_link_within_the_project_is_read(tmp_path: Path) -> None:
    folder = project(tmp_path)
    (folder / "data/kept.yaml").write_text(GOOD, encoding="utf-8")
    (folder / "data/tasks/2021/001.yaml").symlink_to("../../kept.yaml")
    told = report("check", cwd=folder)
    assert (told.returncode, told.stderr) == (
        0,
        "errors: 0, warnings: 0, notes: 0; files checked: 1\n",
    )


@pytest.mark.parametrize("command", [["check"], ["build", "--format", "html"]])
def test_a_pipe_is_not_waited_for(tmp_path: Path, command: list[str]) -> None:
    folder = project(tmp_path, t001=GOOD)
    os.mkfifo(folder / "data/tasks/2021/002.yaml")
    told = report(*command, cwd=folder)
    assert told.returncode == 1
    assert "002.yaml:1:1: error[unreadable]: cannot be read: it is a pipe" in (
        told.stdout + told.stderr
    )


MAY_READ_ALL = hasattr(os, "geteuid") and os.geteuid() == 0
UNPRIVILEGED = ["setpriv", "--bounding-set=-all", "--inh-caps=-all"] if MAY_READ_ALL else []


@pytest.mark.skipif(
    sys.platform == "win32" or (MAY_READ_ALL and shutil.which("setpriv") is None),
    reason="every folder can be read here",
)
@pytest.mark.parametrize("command", ["check", "fmt", "build"])
def test_a_folder_that_may_not_be_read_is_named(tmp_path: Path, command: str) -> None:
    folder = project(tmp_path, t001=GOOD)
    (folder / "data/tasks/2021").chmod(0)
    told = subprocess.run(
        [*UNPRIVILEGED, *PROGRAM, "--lang", "en", command],
        capture_output=True,
        encoding="utf-8",
        cwd=folder,
        check=False,
    )
    (folder / "data/tasks/2021").chmod(0o755)
    assert told.returncode == 1
    words = "data/tasks/2021:1:1: error[unreadable]: cannot be read: you may not read it"
    assert words in told.stdout + told.stderr


@pytest.mark.parametrize("linked", ["data", "data/tasks", "data/tasks/2021"])
@pytest.mark.parametrize(
    "command", [["check"], ["fmt"], ["build"], ["collect", "status", "2021H1"]]
)
def test_a_linked_folder_is_neither_read_nor_written_through(
    tmp_path: Path, linked: str, command: list[str]
) -> None:
    root = project(tmp_path / "p", t021=GOOD.replace("year: 2021", "year:   2021"))
    outside = tmp_path / "o"
    (root / linked).rename(outside)
    (root / linked).symlink_to(outside)
    before = {path: path.read_bytes() for path in outside.rglob("*") if path.is_file()}
    result = report(*command, cwd=root)
    assert result.returncode in {1, 2}
    assert "a link that leads out of the project" in result.stdout + result.stderr
    assert before == {path: path.read_bytes() for path in outside.rglob("*") if path.is_file()}
