"""How a command ends on an internal error."""

import sys

import pytest

from progress_report import cli


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


def test_the_traceback_is_printed_on_request(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["report", "check"])
    monkeypatch.setattr(cli, "_run", fail)
    monkeypatch.setenv("REPORT_TRACEBACK", "1")
    with pytest.raises(KeyError, match="x"):
        cli.main()
    assert capsys.readouterr().err == ""
