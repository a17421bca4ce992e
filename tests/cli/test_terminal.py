"""What fits a terminal, its colours, and what is proposed for a mistyped name."""

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.project import GOOD, project, report

from progress_report.cli import collect, new
from progress_report.cli.app import COMMANDS
from progress_report.cli.usage import words_of
from progress_report.domain.diagnostics import Diagnostic, Location
from progress_report.reporters.text import render
from progress_report.text.width import width, wrap

LINE = "  progress: 积极推进“两区”建设，done；" + "完成年度销账任务量的35.76%，" * 20


@given(st.text("中国一、。（）《“'A1.5% -/é", max_size=200), st.integers(10, 60), st.integers(0, 5))
def test_wrapped_lines_fit_and_lose_nothing(text: str, available: int, hanging: int) -> None:
    lines = wrap(text, available, hanging)
    for line in lines:
        words = re.findall("[（《“]*[!-~]+", line)
        assert width(line) <= available or max(map(len, words)) > available - hanging
    assert "".join("".join(lines).split()) == "".join(text.split())
    assert all(line.startswith(" " * hanging) for line in lines[1:] if line.strip())


def test_no_word_is_broken() -> None:
    text = "请运行 report build 2021H1 --format html,pdf（见docs/en/formats.md），改为'积极推进'。"
    words = {word for line in wrap(text, 24, 2) for word in re.findall("[!-~]+", line)}
    assert {"--format", "html,pdf", "docs/en/formats.md", "2021H1"} <= words
    assert [line for line in wrap(text, 24, 2) if line[-1:] in "（“《'"] == []


def test_a_path_longer_than_the_terminal_stays_whole() -> None:
    path = "/data/" + "work/" * 12 + "001.yaml"
    lines = wrap(f"1. {path}:12:3 有误；请更正后再运行一次，再看其余各处。", 40, 2)
    assert lines[0] == f"1. {path}:12:3"
    assert all(width(line) <= 40 for line in lines[1:])
    assert wrap(f"cannot read {path}", 40, 2) == [f"cannot read {path}"]


@pytest.mark.parametrize("columns", [60, 80, 100])
@pytest.mark.parametrize("word", ["积极", "done", "20%", "年度"])
def test_the_caret_stands_below_the_word(columns: int, word: str) -> None:
    line = LINE + "20%"
    column = line.rindex(word) + 1
    place = Location("data/tasks/2021/001.yaml", 5, column, len(word), line)
    message = "这是一条较长的提示，说明何处不妥、应当如何修改，" * 4
    text = render([Diagnostic("some-rule", message, place, message)], columns=columns)
    lines = text.splitlines()
    assert all(width(shown) <= columns for shown in lines)
    [index] = [n for n, shown in enumerate(lines) if "^" in shown]
    excerpt, carets = lines[index - 1], lines[index]
    position = next(n for n in range(len(excerpt)) if width(excerpt[:n]) == carets.index("^"))
    assert excerpt[position:].startswith(word)
    assert carets.count("^") == width(word)


@pytest.mark.program
def test_what_is_piped_has_a_hundred_columns(tmp_path: Path) -> None:
    folder = project(tmp_path, t001=GOOD.replace("进展。", "，完成任务" * 60))
    run = report("check", cwd=folder, COLUMNS="40")
    assert 90 < max(map(width, run.stdout.splitlines())) <= 100


@pytest.mark.program
@pytest.mark.parametrize(
    ("wanted", "coloured"),
    [({}, False), ({"FORCE_COLOR": "1"}, True), ({"FORCE_COLOR": "1", "NO_COLOR": "1"}, False)],
    ids=str,
)
def test_colour_is_forced(tmp_path: Path, wanted: dict[str, str], coloured: bool) -> None:
    folder = project(tmp_path, t001=GOOD.replace("进展。", "进展，，。"))
    assert ("\x1b[3" in report("check", cwd=folder, **wanted).stdout) is coloured


@pytest.mark.program
@pytest.mark.parametrize(
    ("arguments", "proposed"),
    [
        (["bulid"], "did you mean build?"),
        (["xyzzy"], None),
        (["build", "--frmat", "html"], "did you mean --format?"),
        (["build", "--zzz"], None),
    ],
)
def test_what_is_proposed_is_like_what_was_typed(
    tmp_path: Path, arguments: list[str], proposed: str | None
) -> None:
    run = report(*arguments, cwd=tmp_path)
    assert run.returncode == 2
    assert re.findall(r"did you mean .*", run.stderr) == ([proposed] if proposed else [])
    assert "--help'" in run.stderr or proposed


@pytest.mark.program
def test_every_command_has_an_example_with_its_options(tmp_path: Path) -> None:
    groups = {"new": new.COMMANDS, "collect": collect.COMMANDS}
    names = {name for name in COMMANDS if name != "merge-driver"}
    names |= {f"{group} {name}" for group, members in groups.items() for name in members}
    examples = {name: words_of(f"report {name}")["example"] for name in names}
    helps = {name: report(*name.split(), "--help", cwd=tmp_path).stdout for name in names}
    for name, example in examples.items():
        assert example.startswith(f"report {name}")
        words = example.split()[1:]
        shown = helps[" ".join(words[: 2 if words[0] in groups else 1])]
        assert all(option in shown for option in re.findall(r" (--\w+)", example))
        assert helps[name].endswith(f"  {example}\n")
