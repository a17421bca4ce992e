"""Changes as Markdown for a comment on a merge request on GitHub or GitLab.

Dropped and added text is marked by ``<del>`` and ``<ins>``: both sites allow them, and
``**`` does not open between a Han character and a quotation mark (CommonMark 0.31, 6.2).
"""

import html
import re
from collections.abc import Iterable, Iterator, Sequence

from progress_report.diff.align import Fate, Mark, Step
from progress_report.diff.changes import Changes, TaskChange
from progress_report.diff.render import phrases
from progress_report.system.i18n import _
from progress_report.text.width import printable

_SPECIAL = re.compile(r"[\\`*_\[\]~|$^]")
# The two sites would make a mention, a reference, an emoji or a link of these; a zero-width space
# prevents it. A person named in a report must not be notified.
_REFERENCE = re.compile(r"[@#!~$](?=\w)|&amp;(?=\w)|(?<!\d)%(?=\w)|:(?=[\w+-]+:|//)|(?i:www)(?=\.)")
_ZERO_WIDTH_SPACE = "&#8203;"
_BREAK = "\n"
_TAGS = {Mark.DROPPED: "del", Mark.ADDED: "ins"}


def render(changes: Changes) -> str:
    """A summary, a table of figures, and the changes of each task, folded."""
    return "\n".join(_blocks(changes))


def escape(text: str) -> str:
    """Escape a text for Markdown and HTML, on one line and without references."""
    return _SPECIAL.sub(r"\\\g<0>", _escape_html(text))


def _escape_html(text: str) -> str:
    """The same where only HTML is interpreted: within ``<summary>``."""
    line = html.escape(printable(text.replace("\n", " ")), quote=False)
    return _REFERENCE.sub(rf"\g<0>{_ZERO_WIDTH_SPACE}", line)


def _blocks(changes: Changes) -> Iterator[str]:
    yield f"### {escape(phrases.title(changes))}\n"
    summary = phrases.summary(changes)
    for line in summary:
        yield f"- **{line.text}**{escape(phrases.dockets(line.tasks))}"
    if not summary:
        yield _("No task is reported on either side.")
    yield ""
    tasks = phrases.tasks_with_details(changes)
    yield from _figures(tasks)
    for task in tasks:
        yield from _task(task, phrases.wording_heading(changes))


def _figures(tasks: Iterable[TaskChange]) -> Iterator[str]:
    rows = [(task, figure) for task in tasks for figure in phrases.figures_to_show(task)]
    if not rows:
        return
    heads = (_("docket"), _("figure"), _("before"), _("now"), _("difference"))
    yield _row(heads)
    yield _row(("---", "---", "---:", "---:", "---:"))
    for task, figure in rows:
        note = escape(phrases.figure_note(figure))
        flagged = f"**{note} ⚠ " + _("fell") + "**" if figure.fell else note
        name, values = phrases.figure_name(figure), phrases.figure_values(figure)
        yield _row((escape(task.report.docket), escape(name), *map(escape, values), flagged))
    yield ""


def _row(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _task(task: TaskChange, heading: str) -> Iterator[str]:
    labels = _escape_html(_("; ").join(phrases.task_labels(task)))
    yield f"<details><summary><b>{_escape_html(task.report.docket)}</b> {labels}</summary>\n"
    # never begin a line with a text: it could be a heading or a list
    yield f"<b>{escape(heading)}</b>" + _(": ") + f"{escape(task.report.wording)}\n"
    yield from _steps(task.wording)
    for part in task.parts if task.shows_steps else ():
        if part.unit:
            yield f"<b>{escape(part.unit)}</b>\n"  # ** would not open before a mark or a space
        yield from _steps(part.steps)
    yield "</details>\n"


def _steps(steps: Sequence[Step]) -> Iterator[str]:
    for run in phrases.runs(steps):
        if phrases.is_unchanged(run[0]):
            yield f"- … {phrases.unchanged_count(run)}"
        else:
            yield f"- {_step(run[0])}"
    if steps:
        yield ""


def _step(step: Step) -> str:
    words = _("; ").join(phrases.step_labels(step))
    moved = _(" ({list})").format(list=phrases.move_description(step)) if step.moved else ""
    text = "".join(
        f"<{tag}>{escape(piece.text.replace(_BREAK, '¶'))}</{tag}>"
        if step.fate is not Fate.KEPT and (tag := _TAGS.get(piece.mark))
        else escape(piece.text)
        for piece in step.pieces
    )
    return f"**{words}**{moved}" + _(": ") + text
