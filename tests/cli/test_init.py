"""A project from nothing, by the commands alone."""

import os
import shlex
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from support.project import project, report

pytestmark = pytest.mark.program


def test_a_first_page_without_an_editor(tmp_path: Path) -> None:
    started = report("init", "--office", "区政府督查室", cwd=tmp_path)
    assert started.returncode == 0, started.stderr
    assert "data/report.yaml" in started.stdout.split("\n")
    assert report("new", "task", "--task", "改造小区20个。", cwd=tmp_path).returncode == 0
    assert report("check", "--strict", cwd=tmp_path).returncode == 0
    assert report("init", cwd=tmp_path).returncode == 2


def test_a_dry_run_writes_nothing(tmp_path: Path) -> None:
    report("init", cwd=tmp_path)
    shown = report("new", "task", "8", "--task", "任务。", "--dry-run", cwd=tmp_path)
    assert "+docket: 8" in shown.stdout.split("\n")
    assert not (tmp_path / "data/tasks").exists()


@pytest.mark.parametrize("ci", ["github", "gitlab"])
def test_a_ci_file_on_request(tmp_path: Path, ci: str) -> None:
    wrote = report("init", "--ci", ci, cwd=tmp_path).stdout.split()
    [path] = [path for path in wrote if path.endswith(".yml")]
    assert "report check" in (tmp_path / path).read_text(encoding="utf-8")


def test_a_ci_file_for_a_project_that_exists(tmp_path: Path) -> None:
    project(tmp_path)
    before = {path for path in tmp_path.rglob("*") if path.is_file()}
    added = report("init", "--ci", "gitlab", cwd=tmp_path)
    assert (added.returncode, added.stdout) == (0, ".gitlab-ci.yml\n")
    assert "requirements.txt" in added.stderr
    after = {path for path in tmp_path.rglob("*") if path.is_file()}
    assert after - before == {tmp_path / ".gitlab-ci.yml"}
    (tmp_path / ".gitlab-ci.yml").write_text("mine", encoding="utf-8")
    (tmp_path / "requirements.txt").touch()
    again = report("init", "--ci", "gitlab", cwd=tmp_path)
    assert (again.returncode, again.stdout) == (0, "")
    assert again.stderr == ".gitlab-ci.yml is there already and stays as it is\n"
    assert (tmp_path / ".gitlab-ci.yml").read_text(encoding="utf-8") == "mine"
    assert report("init", "--ci", "github", "--office", "区", cwd=tmp_path).returncode == 2
    assert not (tmp_path / ".github").exists()


@pytest.mark.parametrize(
    "options", [("--reporting", "monthly"), ("--ci", "x"), ("--title", "{town}"), ("--from", "no")]
)
def test_wrong_options_start_nothing(tmp_path: Path, options: tuple[str, str]) -> None:
    assert report("init", *options, cwd=tmp_path).returncode in (1, 2)
    assert list(tmp_path.iterdir()) == []


def test_commands_are_listed_in_the_order_of_work(tmp_path: Path) -> None:
    help_text = report("--help", cwd=tmp_path).stdout
    order = [
        help_text.index(f"\n  {name} ") for name in ("init", "import", "check", "build", "fmt")
    ]
    assert order == sorted(order)
    assert "merge-driver" not in help_text
    assert report("merge-driver", "--help", cwd=tmp_path).returncode == 0
    assert "import" in report("imprt", cwd=tmp_path).stderr


def test_tasks_change_by_one_command_each(tmp_path: Path) -> None:
    def run(*arguments: str, code: int = 0) -> None:
        done = report(*arguments, cwd=tmp_path)
        assert done.returncode == code, done.stderr

    run("init", "--reporting", "separate")
    for docket in ("6", "7", "8"):
        run("new", "task", docket, "--task", f"任务{docket}。", "--year", "2021")
    run("new", "task", "6-1", "6-2", "--split", "6", "--from", "下半年")
    run("new", "task", "5", "--task", "增补。", "--from", "H2")
    added = (tmp_path / "data/tasks/2021/005.yaml").read_text(encoding="utf-8")
    assert "from: H2\n" in added
    run("new", "end", "7", "--after", "2021H1", "--why", "市级调减")
    run("new", "renumber", "8=9", "--after", "H1", "--dry-run")
    assert (tmp_path / "data/tasks/2021/008.yaml").exists()
    run("new", "renumber", "8=9", "--after", "H1")
    run("new", "period", "2021H2", "--due", "2021-12-25")
    run("new", "year", "2022", "--carry", "6-1,9=1")
    run("check")
    run("new", "end", "9", "--after", "H1", code=2)
    run("new", "task", "1", "--split", "9", code=2)
    run("new", "renumber", "9=1", "9=2", code=2)
    names = sorted(path.name for path in (tmp_path / "data/tasks").rglob("*.yaml"))
    assert names == [
        *("001.yaml", "005.yaml", "006-1.yaml", "006-1.yaml", "006-2.yaml", "006.yaml"),
        *("007.yaml", "009.yaml"),
    ]


@pytest.mark.parametrize("name", ["打开.command", "打开.desktop"])
def test_a_double_click_starts_the_browser(tmp_path: Path, name: str) -> None:
    folder = tmp_path / "任务 表 & 'x' (1)"
    folder.mkdir()
    assert report("init", cwd=folder).returncode == 0
    assert (folder / name).stat().st_mode & 0o111
    command = [str(folder / name)]
    if name.endswith("desktop"):  # its values are escaped once, the arguments quoted as in a shell
        text = (folder / name).read_text(encoding="utf-8")
        line = text.partition("\nExec=")[2].replace(r"\\", "\\")
        command = ["sh", "-c", line.replace("%k", shlex.quote(command[0]))]
    started = subprocess.Popen(
        command,
        cwd=tmp_path,
        stdout=subprocess.PIPE,
        text=True,
        env={"PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}"},  # and no screen
        start_new_session=True,
    )
    try:
        assert started.stdout is not None
        assert started.stdout.readline().startswith("http://127.0.0.1:")
    finally:
        os.killpg(started.pid, signal.SIGKILL)
        started.communicate()


def test_a_double_click_says_what_is_not_installed(tmp_path: Path) -> None:
    assert report("init", cwd=tmp_path).returncode == 0
    tools = tmp_path / "tools"
    tools.mkdir()
    (tools / "dirname").symlink_to("/usr/bin/dirname")
    started = subprocess.run(
        ["/bin/sh", tmp_path / "打开.command"],
        env={"PATH": str(tools), "HOME": str(tmp_path)},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    assert started.returncode == 1
    assert "还没有安装本程序" in started.stdout


def test_the_starter_for_windows_is_read_by_its_shell(tmp_path: Path) -> None:
    assert report("init", cwd=tmp_path).returncode == 0
    batch = (tmp_path / "打开.bat").read_bytes()
    assert batch.startswith(b"@echo off\r\nchcp 65001")  # UTF-8, and no byte order mark before it
    assert batch.count(b"\n") == batch.count(b"\r\n") > 10
    assert b'pushd "%~dp0"\r\n' in batch  # cd leads into no folder of another machine
    program, messages = batch.split(b"echo \xe6", 1)
    assert program.isascii()  # where a code page may be read wrongly, only the message is
    assert messages.endswith(b"pause\r\n")
