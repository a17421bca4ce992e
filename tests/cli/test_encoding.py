"""Terminals of another encoding than UTF-8: messages follow it, data for programs do not."""

import json
import os
import subprocess
from pathlib import Path

import pytest
from support.project import GOOD, LAYOUT, PROGRAM, project

pytestmark = pytest.mark.program

CODESETS = {
    "gb18030": {"LC_ALL": "zh_CN.GB18030"},
    "gbk": {"LC_ALL": "zh_CN.UTF-8", "PYTHONIOENCODING": "gbk"},
    "ascii": {"LC_ALL": "zh_CN.UTF-8", "PYTHONIOENCODING": "ascii"},
    "plain": {"LC_ALL": "C", "PYTHONUTF8": "0"},
    "utf-8": {"LC_ALL": "C"},
}
COMMANDS = [
    ["check"],
    ["build", "--check"],
    ["verify", "data/report.yaml"],
    ["diff", "2021H1", "2021H1"],
    ["fmt", "--diff"],
]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    bad = GOOD.replace("docket: 1", "docket: 2").replace("进展。", "进展，，①\u3400\u200b。")
    return project(tmp_path, LAYOUT.replace("title", "# 版式\ntitle"), t001=GOOD, t002=bad)


def run(folder: Path, encoding: str, *arguments: str) -> "subprocess.CompletedProcess[bytes]":
    clean = {k: v for k, v in os.environ.items() if not k.startswith(("LC_", "LANG", "PYTHON"))}
    return subprocess.run(
        [*PROGRAM, "--lang", "zh", *arguments],
        cwd=folder,
        env={**clean, **CODESETS[encoding]},
        capture_output=True,
        check=False,
    )


def test_every_command_is_shown_in_the_encoding_of_the_terminal(folder: Path) -> None:
    for arguments in COMMANDS:
        expected = run(folder, "utf-8", *arguments)
        assert expected.returncode in (0, 1, 2)
        # how the encoding is found out does not depend on the command
        others = ("gbk", "ascii", "plain") if arguments == ["check"] else ()
        for name in ("gb18030", *others):
            encoding = "ascii" if name == "plain" else name
            shown = run(folder, name, *arguments)
            assert shown.returncode == expected.returncode, shown.stderr
            for actual, plain in ((shown.stdout, expected.stdout), (shown.stderr, expected.stderr)):
                assert actual == plain.decode().encode(encoding, "backslashreplace"), arguments


def test_help_and_wrong_usage_too(folder: Path) -> None:
    assert "生成" in run(folder, "gb18030", "--help").stdout.decode("gb18030")
    assert "nothing" in run(folder, "gb18030", "build", "--nothing").stderr.decode("gb18030")


@pytest.mark.parametrize("name", ["ascii", "plain"])
@pytest.mark.parametrize("arguments", [["--help"], ["build", "--help"], ["--version"], []])
def test_help_on_an_ascii_terminal_is_ascii(folder: Path, name: str, arguments: list[str]) -> None:
    plain, shown = (run(folder, encoding, *arguments) for encoding in ("utf-8", name))
    assert shown.returncode == plain.returncode
    for actual, expected in ((shown.stdout, plain.stdout), (shown.stderr, plain.stderr)):
        assert actual == expected.decode().encode("ascii", "backslashreplace")


def test_data_for_programs_is_utf_8(folder: Path) -> None:
    found = json.loads(run(folder, "gbk", "check", "--format", "json").stdout)
    assert any("①" in str(diagnostic) for diagnostic in found["diagnostics"])
    for arguments in (
        ["diff", "2021H1", "2021H1", "--format", "md"],
        ["collect", "status", "2021H1", "--format", "csv"],
        ["schema"],
    ):
        assert run(folder, "gb18030", *arguments).stdout.decode("utf-8")
