"""The texts that rules read: the running text of every task, with its position on disk."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, NamedTuple

from progress_report.check import worded
from progress_report.domain.config import CheckConfig, Reporting
from progress_report.domain.diagnostics import Hint
from progress_report.domain.period import Period
from progress_report.domain.succession import Succession, is_finished
from progress_report.domain.target import PaceConfig
from progress_report.domain.task import Entry
from progress_report.source.load import SourcedTask
from progress_report.text.prose import unwrap
from progress_report.text.quantities import Quantity, quantities

MOST_IN_A_TEXT = 50
"""A text with more diagnostics of a kind is broken as a whole; more of them would not help."""


@dataclass(frozen=True, eq=False)
class Passage:
    """One running text of a task file. Paragraphs are separated by a line feed.

    An empty passage marks a place: the key at the end of ``path``, where text is expected.
    """

    text: str
    sourced: SourcedTask
    path: tuple[str | int, ...]
    """The keys that lead to it in the file."""
    period: Period | None = None
    """The period it reports on; None for the city's wording of the task."""
    entry: Entry | None = None
    """The entry it belongs to; None for the wording."""
    unit: str = ""
    """The unit that wrote it, where the file says so."""

    @cached_property
    def figures(self) -> tuple[Quantity, ...]:
        """The quantities of the text, in order."""
        return quantities(self.text)

    @property
    def is_history(self) -> bool:
        """Whether it is of a task that was finished before: old texts and dates are in order."""
        return self.period is not None and is_finished(self.sourced.task, self.period.last - 1)

    def diagnose(
        self, rule: str, start: int = 0, end: int = 0, name: str = "", /, **values: Any
    ) -> "PassageDiagnostic":
        """A diagnostic at the characters ``text[start:end]``, in the words of data/messages.yaml.

        ``name`` is whose words they are, if not the rule's, and ``cure`` among the values names
        another hint. ``{written}`` stands for the characters, and ``{figures}`` for quantities,
        which are cited with their lines and columns. ``replacements`` are the texts that may stand
        in place of the characters, where the hint alone does not say which.
        """
        figures = {figure.start: figure for figure in values.get("figures", ())}.values()
        values = {"written": self.text[start:end], "cure": "", **values}
        values["figures"] = [self._place(figure) for figure in figures]
        name, cure = name or rule, values["cure"]
        replacements = values.get("replacements")
        if replacements is None:
            replacements = worded.replacements(name, cure, values)
        message, hint = worded.message(name, cure, values)
        return PassageDiagnostic(rule, self, start, end, message, hint, replacements)

    def _place(self, figure: Quantity) -> str:
        place = self.sourced.source.locate_text(self.path, self.text, *figure.span)
        values = {"written": figure.written, "line": place.line, "column": place.column}
        return worded.sentence("place", **values)


class PassageDiagnostic(NamedTuple):
    """A diagnostic at the characters ``start`` to ``end`` (excluded) of a passage."""

    rule: str
    passage: Passage
    start: int
    end: int
    message: str
    hint: Hint = ""
    replacements: tuple[str, ...] = ()
    """Texts of which each may stand in place of the characters, whatever it repeats beside them."""

    def overlaps(self, other: "PassageDiagnostic") -> bool:
        """Whether the two diagnostics share a character."""
        same = self.passage is other.passage
        return same and self.start < other.end and other.start < self.end


Diagnostics = Iterator[PassageDiagnostic]


@dataclass(frozen=True, eq=False)
class TaskPassages:
    """One task: the city's wording, and the passages of each entry in the order they are merged."""

    sourced: SourcedTask
    wording: Passage
    entries: dict[Period, tuple[Passage, ...]]
    """By period, in order of period."""

    def at_key(self, *path: str | int, period: Period | None = None) -> Passage:
        """A key of the task file, for a diagnostic that no characters of a text show."""
        return Passage("", self.sourced, path, period)

    def at_entry(self, period: Period, *keys: str) -> Passage:
        """The entry of a period, or a key below it."""
        return self.at_key(*self.sourced.entry_path(period), *keys, period=period)

    @property
    def passages(self) -> Iterator[Passage]:
        """The wording, then every passage of every entry."""
        yield self.wording
        for passages in self.entries.values():
            yield from passages


@dataclass(frozen=True, eq=False)
class Corpus:
    """Every row of a project, in order of year and docket, and the project's rule settings."""

    rows: tuple[TaskPassages, ...]
    config: CheckConfig = field(default_factory=CheckConfig)
    reporting: Reporting = Reporting.SEPARATE
    pace: PaceConfig = field(default_factory=lambda: PaceConfig.model_validate({}))
    units: Collection[str] = ()
    """Every name of the units that data/report.yaml declares."""

    @cached_property
    def succession(self) -> Succession:
        """How the tasks continue one another."""
        return Succession([row.sourced.task for row in self.rows], self.reporting)

    @cached_property
    def passages(self) -> tuple[Passage, ...]:
        """Every passage of every row."""
        return tuple(passage for row in self.rows for passage in row.passages)

    @classmethod
    def of(cls, tasks: Iterable[SourcedTask], config: CheckConfig) -> "Corpus":
        """Read tasks that are in order of year and docket."""
        return cls(tuple(map(_row, tasks)), config)


def _row(sourced: SourcedTask) -> TaskPassages:
    task = sourced.task
    return TaskPassages(
        sourced,
        Passage(unwrap(task.task), sourced, ("task",)),
        {period: tuple(_reports(sourced, period)) for period in task.periods()},
    )


def _reports(sourced: SourcedTask, period: Period) -> Iterator[Passage]:
    entry = sourced.task.entries[period.key]
    path = (*sourced.entry_path(period), "progress")
    several = sourced.source.is_list(path)
    for index, contribution in enumerate(entry.progress):
        text_path: tuple[str | int, ...] = (*path, index, "text") if several else path
        yield Passage(
            unwrap(contribution.text), sourced, text_path, period, entry, contribution.unit
        )
