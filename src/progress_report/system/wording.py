"""The words of diagnostics, from a file of the package that finds what is wrong."""

from functools import cached_property
from pathlib import PurePath
from typing import Any

from progress_report.domain.diagnostics import CommandHint, Diagnostic, Hint, Location, Severity
from progress_report.domain.period import Period
from progress_report.system.i18n import _, localized, period_name


class Wording:
    """Makes the diagnostics that data/problems.yaml of a package words, or another of its files."""

    def __init__(self, package: str, name: str = "problems") -> None:
        """Take a package, such as ``readers``; its file is read when it is needed."""
        self._file = package, name

    @cached_property
    def _words(self) -> Any:
        from progress_report.system.data import read_data  # noqa: PLC0415 - few runs need it

        return read_data(*self._file)

    def __call__(
        self, name: str, location: Location, /, cure: str = "", **values: Any
    ) -> Diagnostic:
        """The diagnostic of a name in that file, whose placeholders stand for the values.

        ``cure`` is the name of another hint than the one that the diagnostic has there.
        """
        entry = self._words["diagnostics"][name]
        message, hint = self.message(name, cure, values)
        severity = Severity(entry.get("severity", Severity.ERROR))
        return Diagnostic(entry.get("rule", name), message, location, hint, severity)

    def __contains__(self, hint: str) -> bool:
        """Whether there is a hint of a name."""
        return hint in self._words["hints"]

    def message(self, name: str, cure: str, values: dict[str, Any]) -> tuple[str, Hint]:
        """The message and the hint of a diagnostic, as a call of this words them."""
        words, values = self._words, _shown(values)
        entry = words["diagnostics"][name]
        hint = cure or entry.get("hint", "")
        if hint and isinstance(hint, str):
            hint = words["hints"][hint]
        ways = [_way(way, values) for way in (hint if isinstance(hint, list) else [hint])]
        message = str(localized(entry["message"])).format(**values)
        return message, ways[0] if len(ways) == 1 else tuple(ways)

    def replacements(self, name: str, cure: str, values: dict[str, Any]) -> tuple[str, ...]:
        """The text that the hint of a diagnostic puts in place of what is wrong, if any."""
        hint = cure or self._words["diagnostics"][name].get("hint", "")
        by_hint = self._words.get("replacements", {})
        template = by_hint.get(hint if isinstance(hint, str) else name, "")
        return (template.format(**_shown(values)),) if template else ()

    def sentence(self, name: str, /, **values: Any) -> str:
        """The sentence of a name in that file, on what was left out or read otherwise."""
        return str(localized(self._words["sentences"][name])).format(**_shown(values))

    def word(self, group: str, name: str | int) -> str | None:
        """A word of a group in that file; None if there is none of this name."""
        word = localized(self._words[group].get(name))
        return None if word is None else str(word)


def _shown(values: dict[str, Any]) -> dict[str, Any]:
    """Values as a sentence names them: periods, paths, and lists of names."""
    return {key: _text(value) for key, value in values.items()}


def _text(value: Any) -> Any:
    if isinstance(value, Period):
        return period_name(value)
    if isinstance(value, PurePath):
        return value.as_posix()
    return _(", ").join(map(str, map(_text, value))) if isinstance(value, list | tuple) else value


def _way(way: Any, values: dict[str, Any]) -> str | CommandHint:
    """A way to cure something: words in both languages, or a command with a text around it."""
    if "command" not in way:
        return str(localized(way)).format(**values)
    words = way["command"].format(**values)
    return CommandHint(localized(way["text"]), words, way.get("control", ""))
