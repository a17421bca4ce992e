"""The words of diagnostics, from a file of the package that finds what is wrong."""

from typing import Any

from progress_report.domain.diagnostics import Diagnostic, Location, Severity
from progress_report.system.i18n import localized


class Wording:
    """Makes the diagnostics that data/problems.yaml of a package words, or another of its files."""

    def __init__(self, package: str, name: str = "problems") -> None:
        """Take a package, such as ``readers``; its file is read when it is needed."""
        self._file = package, name

    def __call__(
        self, name: str, location: Location, /, cure: str = "", **values: Any
    ) -> Diagnostic:
        """The diagnostic of a name in that file, whose placeholders stand for the values.

        ``cure`` is the name of another hint than the one that the diagnostic has there.
        """
        from progress_report.system.data import read_data  # noqa: PLC0415 - few runs need it

        words = read_data(*self._file)
        entry, hints = words["diagnostics"][name], {"": "", **words.get("hints", {})}
        hint = cure or entry.get("hint", "")
        texts = entry["message"], hints[hint] if isinstance(hint, str) else hint
        message, hint = (localized(text).format(**values) for text in texts)
        severity = Severity(entry.get("severity", Severity.ERROR))
        return Diagnostic(entry.get("rule", name), message, location, hint, severity)

    def sentence(self, name: str, /, **values: Any) -> str:
        """The sentence of a name in that file, on what was left out or read otherwise."""
        from progress_report.system.data import read_data  # noqa: PLC0415 - as above

        return str(localized(read_data(*self._file)["sentences"][name])).format(**values)
