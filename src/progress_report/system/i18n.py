"""Messages in the reader's language: Chinese or English, by locale or by choice.

English sentences in the source are the message ids; ``locale/zh_CN`` holds the Chinese ones.
This module alone reads the locale from the environment.
"""

import gettext
import os
import sys
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:  # every start of the program passes here
    from progress_report.domain.diagnostics import (
        CommandHint,
        Diagnostic,
        Hint,
        Notice,
        ReportError,
    )
    from progress_report.domain.period import Period

LANGUAGES = ("zh", "en")
_DOMAIN = "progress_report"
_LOCALE_FOLDER = Path(__file__).parents[1] / "locale"
_chosen: list[str] = []
_DOCKET = "折子号"
_docket_heading: list[str] = []
_options: ContextVar[Collection[str] | None] = ContextVar("_options", default=None)


def set_language(language: str | None = None) -> None:
    """Set the language of this process and of Typer in it; by default that of the environment."""
    chosen = language or ("zh" if _locale_is_chinese() else "en")
    _chosen[:] = [chosen]
    _translations.cache_clear()
    # Typer takes its own messages from gettext, which reads the environment.
    os.environ["LANGUAGE"] = "zh_CN" if chosen == "zh" else "en"
    gettext.bindtextdomain(_DOMAIN, _LOCALE_FOLDER)
    gettext.textdomain(_DOMAIN)


def set_docket_heading(heading: str | None) -> None:
    """Call dockets in Chinese messages as the layout does, such as 任务编号; None for 折子号."""
    _docket_heading[:] = [heading] if heading and _DOCKET not in heading else []


def language() -> str:
    """The language of messages: ``zh`` or ``en``."""
    return _chosen[0] if _chosen else "zh" if _locale_is_chinese() else "en"


@cache
def _translations() -> gettext.NullTranslations:
    languages = ["zh_CN"] if language() == "zh" else []
    return gettext.translation(_DOMAIN, _LOCALE_FOLDER, languages=languages, fallback=True)


def _locale_is_chinese() -> bool:
    for variable in ("LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"):
        if value := os.environ.get(variable):
            return value.lower().startswith("zh")
    if sys.platform == "win32":  # there the language is a system setting, not a variable
        import locale  # noqa: PLC0415 - only needed, and only meaningful, on Windows

        return (locale.getlocale()[0] or "").lower().startswith(("zh", "chinese"))
    return False


def _(message: str) -> str:
    """Translate a sentence; without a translation it is returned as it is."""
    return _with_docket_heading(_translations().gettext(message))


def _with_docket_heading(text: str) -> str:
    return text.replace(_DOCKET, _docket_heading[0]) if _docket_heading else text


def localized(words: Any) -> Any:
    """A tree of words from a data file; each ``{zh: …, en: …}`` in the reader's language."""
    if not isinstance(words, dict):
        return words
    if words.keys() == set(LANGUAGES):
        return _with_docket_heading(words[language()])
    return {name: localized(value) for name, value in words.items()}


def ngettext(one: str, many: str, count: int) -> str:
    """A phrase with ``{count}``, filled in; a line of several counts is made of several phrases."""
    phrase = _translations().ngettext(one, many, count).format(count=count)
    return _with_docket_heading(phrase)


def hint_text(hint: "Hint") -> str:
    """A hint for a reader who types commands, without options that the command does not have."""
    cures = hint if isinstance(hint, tuple) else (hint,)
    return _("; ").join(
        cure
        if isinstance(cure, str)
        else cure.text.format(command=_("'{words}'").format(words=cure.words))
        for cure in cures
        if cure and (isinstance(cure, str) or _can_be_typed(cure))
    )


def _can_be_typed(cure: "CommandHint") -> bool:
    """Whether it is no option, or one of the running command."""
    option, options = cure.words.partition(" ")[0], _options.get()
    return options is None or not option.startswith("--") or option in options


@contextmanager
def hints_of(options: Collection[str]) -> Iterator[None]:
    """Let hints advise only these options, which are those of the running command."""
    outside = _options.set(options)
    try:
        yield
    finally:
        _options.reset(outside)


def sentence(problem: "Diagnostic | ReportError | Notice") -> str:
    """What is wrong and its hint in one line, for a reader who types commands."""
    return _("; ").join(filter(None, (problem.message, hint_text(problem.hint))))


def N_(message: str) -> str:  # noqa: N802 - gettext's own name for it
    """Mark a sentence that is translated later, where it is shown."""
    return message


def period_name(period: "Period") -> str:
    """A period as a message names it: 2021年上半年, or 2021H1 in English."""
    return f"{period.year}年{period.label}" if language() == "zh" else period.name
