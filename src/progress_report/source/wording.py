"""What is wrong in the files of ``data``, in the words of data/mistakes.yaml."""

from typing import Any

from progress_report.domain.diagnostics import Diagnostic, Location, Severity
from progress_report.system.data import read_data
from progress_report.system.i18n import localized


def worded(name: str, location: Location, /, *, cure: str = "", **values: Any) -> Diagnostic:
    """The diagnostic of a name in that file, whose placeholders stand for the values.

    ``cure`` is the name of another hint than the one that the diagnostic has there.
    """
    words = read_data("source", "mistakes")
    entry, hints = words["diagnostics"][name], {"": "", **words["hints"]}
    hint = cure or entry.get("hint", "")
    texts = entry["message"], hints[hint] if isinstance(hint, str) else hint
    message, hint = (localized(text).format(**values) for text in texts)
    severity = Severity(entry.get("severity", Severity.ERROR))
    return Diagnostic(entry.get("rule", name), message, location, hint, severity)
