"""What init and new task ask on a terminal."""

import os
import pty
import select
import sys
from pathlib import Path

import pytest
from support.project import GOOD, LAYOUT, PROGRAM, project, report

pytestmark = pytest.mark.program


def asked(folder: Path, arguments: list[str], answers: list[str]) -> str:
    """What the program shows on a terminal of its own; an answer follows each question."""
    child, terminal = pty.fork()
    if child == 0:
        os.chdir(folder)
        environment = {**os.environ, "LANG": "C.UTF-8", "LC_ALL": "", "LANGUAGE": ""}
        os.execve(sys.executable, [*PROGRAM, *arguments], environment)  # noqa: S606 - the program
    shown = b""
    for answer in [*answers, None]:
        while select.select([terminal], [], [], 60)[0]:
            try:
                piece = os.read(terminal, 4096)
            except OSError:  # the program has ended
                break
            shown += piece
            if not piece or (answer is not None and shown.endswith(b": ")):
                break
        if answer is not None:
            os.write(terminal, f"{answer}\n".encode())
            shown += b"\n"
    os.close(terminal)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0, shown.decode()
    return shown.decode()


def test_what_is_not_given_is_asked_and_return_takes_the_default(tmp_path: Path) -> None:
    arguments = ["init", "--reporting", "separate"]
    asked(tmp_path, arguments, ["区政府督查室", "", "序号，任务，完成情况"])
    text = (tmp_path / "data/report.yaml").read_text(encoding="utf-8")
    assert "issuer: 区政府督查室\n" in text
    assert 'title: "{year}年重点任务{period}进展情况表"\n' in text
    assert [line for line in text.split("\n") if "heading" in line][-1] == (
        "  - {heading: 完成情况, value: progress, width: 55}"
    )


def test_a_new_task_is_worded_by_whoever_adds_it(tmp_path: Path) -> None:
    folder = project(tmp_path, t001=GOOD)
    # an empty answer is asked again
    asked(folder, ["new", "task"], ["", "新建小学一所。"])
    asked(folder, ["new", "task", "5", "6", "--lead", "区教育局"], ["五。", "六。"])
    texts = [
        (folder / f"data/tasks/2021/{name}.yaml").read_text(encoding="utf-8")
        for name in ("002", "005", "006")
    ]
    assert ["新建小学一所。" in texts[0], "五。" in texts[1], "六。" in texts[2]] == [True] * 3


def test_without_a_terminal_a_missing_wording_is_loud_and_no_table_prints_it(
    tmp_path: Path,
) -> None:
    columns = LAYOUT + "  - {heading: 任务, value: task, width: 3}\n"
    folder = project(tmp_path, columns, t001=GOOD)
    added = report("new", "task", "2", cwd=folder)
    assert (added.returncode, added.stdout) == (0, "data/tasks/2021/002.yaml\n")
    assert "data/tasks/2021/002.yaml: the wording is missing" in added.stderr
    path = folder / "data/tasks/2021/002.yaml"
    text = path.read_text(encoding="utf-8") + "entries: {H1: {progress: 进展。}}\n"
    path.write_text(text, encoding="utf-8")
    built = report("build", "--format", "md", cwd=folder)
    assert built.returncode == 1
    assert "002.yaml:5:3: error[missing-key]" in built.stderr
    assert report("build", "--format", "md", "--draft", cwd=folder).returncode == 0
