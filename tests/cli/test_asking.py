"""What init asks on a terminal."""

import os
import pty
import select
import sys
from pathlib import Path

import pytest
from support.project import PROGRAM

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
