"""How a command ends on an internal error."""

import sys

import pytest

from progress_report import cli
from progress_report.system.files import system_failure


def fail(*_arguments: object) -> int:
    raise KeyError("x")


def test_an_internal_error_is_one_line_and_a_hint(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["report", "--lang=en", "check"])
    monkeypatch.setattr(cli, "_run", fail)
    with pytest.raises(SystemExit) as ended:
        cli.main()
    assert ended.value.code == 3
    assert capsys.readouterr().err.splitlines() == [
        "report: internal error: KeyError: 'x'",
        "report: run it again with REPORT_TRACEBACK=1 and report what it prints",
    ]


@pytest.mark.parametrize(
    ("error", "line"),
    [
        (MemoryError(), "report: not enough memory; end other programs, and run it again"),
        (
            ImportError("x.so: cannot map", path="/x.so"),
            "report: cannot load /x.so: cannot map",
        ),
        (OSError(5, "Input/output error", "a"), "report: a: Input/output error"),
        (InterruptedError(4, "Interrupted system call"), "report: Interrupted system call"),
    ],
)
def test_what_the_system_refuses_is_no_internal_error(
    error: Exception,
    line: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    def refuse(*_arguments: object) -> int:
        raise error

    monkeypatch.setattr(sys, "argv", ["report", "--lang=en", "check"])
    monkeypatch.setattr(cli, "_run", refuse)
    with pytest.raises(SystemExit) as ended:
        cli.main()
    assert (ended.value.code, capsys.readouterr().err.splitlines()) == (2, [line])


@pytest.mark.parametrize("path", [None, "x.py"])
def test_a_missing_name_is_an_internal_error(path: str | None) -> None:
    assert system_failure(ImportError("cannot import name", path=path)) == ""


def test_the_traceback_is_printed_on_request(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["report", "check"])
    monkeypatch.setattr(cli, "_run", fail)
    monkeypatch.setenv("REPORT_TRACEBACK", "1")
    with pytest.raises(KeyError, match="x"):
        cli.main()
    assert capsys.readouterr().err == ""
