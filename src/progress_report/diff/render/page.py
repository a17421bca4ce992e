"""Changes as a single self-contained web page, which is also printed as the PDF."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from inspect import isfunction
from pathlib import Path

from progress_report.diff.align import Fate, Mark
from progress_report.diff.changes import Changes, Status, TaskChange
from progress_report.diff.render import phrases
from progress_report.domain.config import ReportConfig
from progress_report.domain.diagnostics import Diagnostic
from progress_report.render.html.page import anchor
from progress_report.render.html.templates import environment, self_contained
from progress_report.render.pdf.fonts import FontSet, unprintable
from progress_report.system.data import read_data
from progress_report.system.i18n import _, language, localized
from progress_report.text.excerpt import truncate
from progress_report.text.width import printable

_PHRASES = {
    name: function
    for name, function in vars(phrases).items()
    if isfunction(function) and function.__module__ == phrases.__name__
}
"""Functions that the template may call."""


@dataclass(frozen=True)
class ChangesDocument:
    """Changes as a document to show or print."""

    changes: Changes
    config: ReportConfig  # the layout: the language of the reports, the sheet and its fonts
    templates: Path | None = None
    """The project's templates, which replace built-in ones file by file."""
    headings: str | None = None  # the text in the fonts of headings: it may be any

    def render(self) -> str:
        """The page, self-contained; TemplateError if a template has an error."""
        context = _context(self.changes, self.config)
        return self_contained(environment(self.templates), "diff.html.j2", context, ("diff.css",))

    def missing_characters(self, fonts: FontSet) -> list[Diagnostic]:
        """A diagnostic for every character of the reports that no font can print."""
        message = _(
            "no font has the character '{char}' (U+{code:04X}); it stands in docket {docket}"
        )
        hint = _("name a font that has it under 'fonts' in data/report.yaml")
        return [
            Diagnostic(
                "missing-glyph",
                message.format(char=char, code=ord(char), docket=docket),
                None,
                hint,
            )
            for char, docket in unprintable(_texts(self.changes), fonts)
        ]


def _texts(changes: Changes) -> Iterator[tuple[str, str]]:
    """Every text that is printed, and the docket it belongs to."""
    yield printable(changes.label_before + changes.label_after), ""
    for task in changes.tasks:
        for report in filter(None, (task.before, task.after)):
            parts = (text for part in report.parts for text in part)
            for text in (report.docket, report.wording, *parts):
                yield printable(text), report.docket


def _context(changes: Changes, config: ReportConfig) -> dict[str, object]:
    tasks = [task for members in phrases.by_group(changes).values() for task in members]
    return {
        "config": config,
        "language": {"zh": "zh-CN", "en": "en"}[language()],
        "title": printable(phrases.title(changes)),
        "summary": phrases.summary(changes),
        "Group": Status,
        "tasks": tasks,
        "filters": _filters(tasks),
        "anchor": _anchors(tasks),
        "classes": _classes,
        "shows_steps": lambda task: task.shows_steps,
        "truncate": truncate,
        "phrases": _PHRASES,
        "Fate": Fate,
        "Mark": Mark,
        "plain": _plain,
        "words": {
            **localized(read_data("diff", "words")["page"]),
            "wording": phrases.wording_heading(changes),
        },
    }


def _filters(tasks: Iterable[TaskChange]) -> list[tuple[str, str, int]]:
    classes = [_classes(task).split() for task in tasks]
    labels = localized(read_data("diff", "words")["filters"])
    counts = {name: sum(name in ("all", *names) for names in classes) for name in labels}
    return [
        (name, _("{group}: {count}").format(group=label, count=counts[name]), counts[name])
        for name, label in labels.items()
        if counts[name]
    ]


def _classes(task: TaskChange) -> str:
    if task.status in (Status.STALLED, Status.UNREPORTED):
        return task.status.value
    return "moved fell" if task.fell else "moved"


def _anchors(tasks: Iterable[TaskChange]) -> Callable[[TaskChange], str]:
    """A function for a task's id: its docket, with the year if there are several; or empty."""
    tasks = list(tasks)
    several = len({task.report.year for task in tasks}) > 1
    tasks_by_name: dict[str, TaskChange] = {}
    for task in tasks:
        docket = task.report.docket
        name = anchor(f"{task.report.year}-{docket}" if several else docket)
        while name in tasks_by_name:
            name += "-"
        tasks_by_name[name] = task
    names = {id(task): name for name, task in tasks_by_name.items()}
    return lambda task: names.get(id(task), "")


def _plain(text: str, mark: Mark = Mark.SAME) -> str:
    """A printable text on one line; an added or dropped end of a paragraph becomes a ¶."""
    return printable(text.replace("\n", " ") if mark is Mark.SAME else text)
