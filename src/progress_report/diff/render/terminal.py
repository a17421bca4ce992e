"""Changes for a terminal."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import zip_longest

from progress_report.diff.align import Fate, Mark, Piece, Step
from progress_report.diff.changes import Changes, Status, TaskChange
from progress_report.diff.figures import FigureChange
from progress_report.diff.render import phrases
from progress_report.system.i18n import _
from progress_report.system.parallel import fork_map
from progress_report.text.excerpt import truncate
from progress_report.text.width import aligned, breaks, padded, printable, width

SIDE_BY_SIDE = 120  # columns from which a changed sentence is shown side by side, before and after
_MIN_COLUMNS, _MAX_COLUMNS = 40, 160
_WORTH_FORKING = 200  # number of tasks from which a second process pays
_INDENT = "  "
_DIVIDER = " │ "
# Select Graphic Rendition (ECMA-48): never colour alone, also strike-through, underline or bold.
_HEAD, _FAINT, _ALARM, _DROPPED, _ADDED = "1", "2", "1;31", "31;9", "32;4"
_SIGNS = {Fate.KEPT: ">", Fate.CHANGED: "~", Fate.ADDED: "+", Fate.DROPPED: "-"}
_STYLES = {Mark.SAME: "", Mark.DROPPED: _DROPPED, Mark.ADDED: _ADDED}
_BRACKETS = {Mark.SAME: ("", ""), Mark.DROPPED: ("[-", "-]"), Mark.ADDED: ("{+", "+}")}

Run = tuple[str, str]  # a text and its style


def render(changes: Changes, *, colour: bool, columns: int) -> str:
    """A summary, then the changed figures and sentences, task by task.

    Without colour ``[-…-]`` and ``{+…+}`` mark dropped and added text.
    """
    page = _Printer(colour, min(max(columns, _MIN_COLUMNS), _MAX_COLUMNS))
    tasks = phrases.tasks_with_details(changes)
    workers = None if len(tasks) >= _WORTH_FORKING else 1
    details = fork_map(lambda task: _lined(page.task(task, changes)), tasks, workers=workers)
    return "\n".join([_lined(page.summary(changes)), *details])


def _lined(lines: Iterable[str]) -> str:
    return "".join(f"{line}\n" for line in lines)


def stat(changes: Changes) -> str:
    """One line a task with its docket, status and numbers of changes, then the summary."""
    head = [_("docket"), _("status"), _("changed"), _("added"), _("dropped"), _("moved")]
    head += [_("figures"), _("fell"), _("gone")]
    rows = [head]
    for tasks in phrases.by_group(changes).values():
        for task in tasks:
            status = phrases.group_name(task.status)
            docket = printable(task.report.docket)
            rows.append([docket, status, *map(str, phrases.tally(task).values())])
    summary = _("; ").join(line.text for line in phrases.summary(changes))
    return _lined([*aligned(rows, left=2), summary])


@dataclass(frozen=True, slots=True)
class _Printer:
    colour: bool
    columns: int

    def summary(self, changes: Changes) -> Iterator[str]:
        yield from self._set([(printable(phrases.title(changes)), _HEAD)])
        summary = phrases.summary(changes)
        for line in summary:
            style = _ALARM if line.group is Status.FELL else ""
            dockets = printable(phrases.dockets(line.tasks))
            runs = [(line.text, style), (dockets, "")]
            yield from self._set(runs, first=_INDENT, rest=_INDENT * 2)
        if not summary:
            yield _("No task is reported on either side.")

    def task(self, task: TaskChange, changes: Changes) -> Iterator[str]:
        head = [(printable(task.report.docket), _HEAD)]
        for number, word in enumerate(phrases.task_labels(task)):
            head += [("  ", ""), (word, _ALARM if task.fell and number == 1 else "")]
        yield from self._set(head)
        yield self._paint(
            [(truncate(_plain(task.report.wording), self.columns - 2), _FAINT)], _INDENT
        )
        for figure in phrases.figures_to_show(task):
            yield from self._figure(figure)
        wide = self.columns >= SIDE_BY_SIDE and task.status is Status.CHANGED
        if task.wording:
            yield from self._heading(phrases.wording_heading(changes))
            yield from self._steps(task.wording, side_by_side=self.columns >= SIDE_BY_SIDE)
        if not task.shows_steps:
            return
        if wide:
            yield from self._labels(changes)
        for part in task.parts:
            if part.unit:
                yield from self._heading(printable(part.unit))
            yield from self._steps(part.steps, side_by_side=wide)

    def _heading(self, text: str) -> Iterator[str]:
        yield from self._set([(f"── {text}", _FAINT)], first=_INDENT)

    def _figure(self, figure: FigureChange) -> Iterator[str]:
        runs = [(printable(phrases.figure_sentence(figure)), _ALARM if figure.fell else "")]
        if figure.fell:
            runs.append(("  " + _("fell"), _ALARM))
        yield from self._set(runs, first="  * ", rest="    ")

    def _steps(self, steps: Iterable[Step], *, side_by_side: bool) -> Iterator[str]:
        for run in phrases.runs(steps):
            step = run[0]
            if phrases.is_unchanged(step):
                yield from self._set([(f"… {phrases.unchanged_count(run)}", _FAINT)], first="    ")
                continue
            words = phrases.step_labels(step)
            if step.moved:
                words[-1] += _(" ({list})").format(list=phrases.move_description(step))
            tag = "  " + _SIGNS[step.fate] + " " + _("; ").join(words) + " "
            if step.fate is Fate.CHANGED and side_by_side:
                yield from self._set([(tag, "")])
                yield from self._beside(step)
            elif step.fate is Fate.KEPT:
                text = truncate(_plain(step.text_after), max(8, self.columns - width(tag)))
                yield from self._set([(text, "")], first=tag, rest=" " * 6)
            else:
                yield from self._set(self._runs(step, step.pieces), first=tag, rest=" " * 6)

    def _labels(self, changes: Changes) -> Iterator[str]:
        half = self._half()
        before, after = (
            truncate(printable(t), half) for t in (changes.label_before, changes.label_after)
        )
        yield self._paint([(padded(before, half) + _DIVIDER + after, _FAINT)], " " * 4)

    def _beside(self, step: Step) -> Iterator[str]:
        half = self._half()
        without = (
            self._runs(step, [piece for piece in step.pieces if piece.mark is not other])
            for other in (Mark.ADDED, Mark.DROPPED)
        )
        before, after = (list(_lines(runs, half)) for runs in without)
        for left, right in zip_longest(before, after, fillvalue=list[Run]()):
            filled = half - sum(width(text) for text, _style in left)
            yield self._paint([*left, (" " * filled + _DIVIDER, ""), *right], " " * 4)

    def _half(self) -> int:
        return (self.columns - 4 - width(_DIVIDER)) // 2

    def _runs(self, step: Step, pieces: Iterable[Piece]) -> list[Run]:
        """The pieces of a sentence; one that is added or dropped as a whole needs no marks."""
        bare = self.colour or step.fate is not Fate.CHANGED
        runs = []
        for piece in pieces:
            opening, closing = ("", "") if bare else _BRACKETS[piece.mark]
            runs.append((opening + _plain(piece.text, piece.mark) + closing, _STYLES[piece.mark]))
        return runs

    def _set(self, runs: list[Run], first: str = "", rest: str = _INDENT) -> Iterator[str]:
        """Lines that fit, with the indents of the first and of the others."""
        runs = [(first, ""), *runs]
        if width("".join(text for text, _style in runs)) <= self.columns:
            yield self._paint(_stripped(runs))
            return
        lines = _lines(runs, self.columns, width(rest))
        for index, line in enumerate(lines):
            yield self._paint(line, rest if index else "")

    def _paint(self, runs: Iterable[Run], indent: str = "") -> str:
        shown = [
            f"\x1b[{style}m{text}\x1b[0m" if style and self.colour and text else text
            for text, style in runs
        ]
        return (indent + "".join(shown)).rstrip()


def _lines(runs: list[Run], available: int, hanging: int = 0) -> Iterator[list[Run]]:
    """Break a line; all but the first leave room for an indent."""
    text = "".join(text for text, _style in runs)
    ends = list(breaks(text, available, hanging))
    line: list[Run] = []
    position = 0
    for run, style in runs:
        start, stop = position, position + len(run)
        while ends and ends[0] < stop:
            line.append((text[start : ends[0]], style))
            yield _stripped(line)
            line, start = [], ends.pop(0)
        line.append((text[start:stop], style))
        position = stop
    yield _stripped(line)


def _stripped(line: list[Run]) -> list[Run]:
    while line and not line[-1][0].rstrip():
        line.pop()
    return [*line[:-1], (line[-1][0].rstrip(), line[-1][1])] if line else []


def _plain(text: str, mark: Mark = Mark.SAME) -> str:
    """A printable sentence on one line; an added or dropped end of a paragraph becomes a ¶."""
    return printable(text.replace("\n", "") if mark is Mark.SAME else text)
