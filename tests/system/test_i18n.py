"""Messages in the reader's language."""

import locale
import sys

import pytest

from progress_report.domain.diagnostics import CommandHint, DataError
from progress_report.system import i18n
from progress_report.system.i18n import ngettext, sentence


@pytest.mark.parametrize(
    ("variables", "windows", "chosen"),
    [
        ({}, ("Chinese (Simplified)_China", "936"), "zh"),
        ({}, ("zh_CN", "UTF-8"), "zh"),
        ({}, ("English_United States", "1252"), "en"),
        ({}, (None, "UTF-8"), "en"),
        ({"LANG": "zh_CN.UTF-8"}, ("en_US", "UTF-8"), "zh"),
        ({"LANG": "zh_CN.UTF-8", "LC_ALL": "C.UTF-8"}, ("zh_CN", "UTF-8"), "en"),
        ({"LC_ALL": "C.UTF-8", "LANGUAGE": "zh_CN"}, None, "zh"),
        ({"LANG": "C.UTF-8", "LC_MESSAGES": "zh_CN.UTF-8"}, None, "zh"),
        ({}, None, "en"),
    ],
)
def test_the_language_is_that_of_the_environment_or_of_windows(
    monkeypatch: pytest.MonkeyPatch,
    variables: dict[str, str],
    windows: tuple[str | None, str] | None,
    chosen: str,
) -> None:
    for name in ("LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(sys, "platform", "win32" if windows else "linux")
    monkeypatch.setattr(locale, "getlocale", lambda: windows)
    monkeypatch.setattr(i18n, "_chosen", [])
    assert i18n.language() == chosen


def test_one_is_no_plural() -> None:
    phrases = [ngettext("{count} row", "{count} rows", count) for count in (0, 1, 2, 21)]
    assert phrases == ["0 rows", "1 row", "2 rows", "21 rows"]


def test_a_terminal_shows_what_is_typed() -> None:
    draft = CommandHint("to build a draft, use {command}", "--draft", "draft")
    assert sentence(DataError("a gap", ("fill it", draft))) == (
        "a gap; fill it; to build a draft, use '--draft'"
    )
    assert sentence(DataError("{a gap}", "{fill} it")) == "{a gap}; {fill} it"
    assert sentence(DataError("a gap", draft)) == "a gap; to build a draft, use '--draft'"
    assert sentence(DataError("a gap")) == "a gap"
