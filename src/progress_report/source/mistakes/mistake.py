"""A typing mistake, and the collector that scanners add mistakes to."""

from dataclasses import dataclass, replace

from progress_report.domain.diagnostics import Diagnostic, Severity
from progress_report.source.places import Source
from progress_report.text.excerpt import truncate

_MAX_SHOWN_CELLS = 48


@dataclass(frozen=True, slots=True)
class Mistake:
    """A diagnostic for a line, and how the mistake affects the parser."""

    diagnostic: Diagnostic
    key: str = ""
    """The key that the mistake hides from the parser."""
    silent: bool = False
    """Whether the parser accepts it, and text is lost."""


class MistakeCollector:
    """The mistakes found so far, and the line being read."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.mistakes: list[Mistake] = []
        self.number = 0
        self.line = ""

    def add(
        self,
        rule: str,
        index: int,
        message: str,
        hint: str,
        *,
        line: int | None = None,
        length: int = 1,
        key: str = "",
        silent: bool = False,
        severity: Severity = Severity.ERROR,
    ) -> None:
        """Add a mistake at a 0-based column of the current line, or of another ``line``."""
        location = self.source.at(line or self.number, index + 1, length)
        self.mistakes.append(
            Mistake(Diagnostic(rule, message, location, hint, severity), key, silent)
        )


def as_error(mistake: Mistake) -> Mistake:
    """The same mistake with the severity of an error."""
    return replace(mistake, diagnostic=replace(mistake.diagnostic, severity=Severity.ERROR))


def quoted(text: str) -> str:
    """Text as a YAML scalar in single quotes."""
    return "'" + text.replace("'", "''") + "'"


def truncated(text: str) -> str:
    """A text truncated to the length that messages quote."""
    return truncate(text, _MAX_SHOWN_CELLS)
