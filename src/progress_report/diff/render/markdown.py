"""Changes as Markdown for a comment on a merge request, as GitHub and GitLab render it.

What was dropped and added stands in ``<del>`` and ``<ins>``: both sites let them through, and
``**`` does not open between a Han character and a quotation mark (CommonMark 0.31, 6.2).
"""

import html
import re
from collections.abc import Iterable, Iterator, Sequence

from progress_report.diff.align import Fate, Step
from progress_report.diff.changes import Changes, TaskChange
from progress_report.diff.render import phrases as telling
from progress_report.diff.words import Mark
from progress_report.system.i18n import _
from progress_report.text.width import printable

_SPECIAL = re.compile(r"[\\`*_\[\]~|$^]")
# What the two sites would make a mention, a reference, an emoji or a link of: after a space of no
# width they do not. A person named in a report must get no message.
_REFERENCE = re.compile(r"[@#!~$](?=\w)|&amp;(?=\w)|(?<!\d)%(?=\w)|:(?=[\w+-]+:|//)|(?i:www)(?=\.)")
_APART = "&#8203;"
_TAGS = {Mark.DROPPED: "del", Mark.ADDED: "ins"}


def render(changes: Changes) -> str:
    """A summary, a table of figures, and what changed in each task, folded."""
    return "\n".join(_blocks(changes))


def escape(text: str) -> str:
    """Text that Markdown and HTML show as it is, on one line, and that refers to nothing."""
    return _SPECIAL.sub(r"\\\g<0>", _escape_html(text))


def _escape_html(text: str) -> str:
    """The same where only HTML is read: within ``<summary>``."""
    line = html.escape(printable(text.replace("\n", " ")), quote=False)
    return _REFERENCE.sub(rf"\g<0>{_APART}", line)


def _blocks(changes: Changes) -> Iterator[str]:
    yield f"### {escape(telling.title(changes))}\n"
    summary = telling.summary(changes)
    for line in summary:
        yield f"- **{line.words}**{escape(telling.dockets(line.named))}"
    if not summary:
        yield _("No task is reported on either side.")
    yield ""
    tasks = telling.told(changes)
    yield from _figures(tasks)
    for task in tasks:
        yield from _task(task)


def _figures(tasks: Iterable[TaskChange]) -> Iterator[str]:
    rows = [(task, figure) for task in tasks for figure in telling.figures_to_tell(task)]
    if not rows:
        return
    heads = (_("docket"), _("figure"), _("before"), _("now"), _("difference"))
    yield _row(heads)
    yield _row(("---", "---", "---:", "---:", "---:"))
    for task, figure in rows:
        note = escape(telling.figure_note(figure))
        flagged = f"**{note} ⚠ {telling.fell_word()}**" if figure.fell else note
        name, values = telling.figure_name(figure), telling.figure_values(figure)
        yield _row((escape(task.report.docket), escape(name), *map(escape, values), flagged))
    yield ""


def _row(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _task(task: TaskChange) -> Iterator[str]:
    words = _escape_html(_("; ").join(telling.task_words(task)))
    yield f"<details><summary><b>{_escape_html(task.report.docket)}</b> {words}</summary>\n"
    # a line never begins with a text, which might then be a heading or a list
    colon = _(": ")
    yield f"**{telling.wording_head()}**{colon}{escape(task.report.wording)}\n"
    yield from _steps(task.wording)
    for part in task.parts if task.shows_steps else ():
        if part.unit:
            yield f"<b>{escape(part.unit)}</b>\n"  # ** would not open before a mark or a space
        yield from _steps(part.steps)
    yield "</details>\n"


def _steps(steps: Sequence[Step]) -> Iterator[str]:
    for run in telling.runs(steps):
        if telling.is_unchanged(run[0]):
            yield f"- … {telling.kept_words(run)}"
        else:
            yield f"- {_step(run[0])}"
    if steps:
        yield ""


def _step(step: Step) -> str:
    words = _("; ").join(telling.step_words(step))
    moved = _(" ({list})").format(list=telling.move_words(step)) if step.moved else ""
    text = "".join(
        f"<{tag}>{escape(piece.text)}</{tag}>"
        if step.fate is not Fate.KEPT and (tag := _TAGS.get(piece.mark))
        else escape(piece.text)
        for piece in step.pieces
    )
    return f"**{words}**{moved}" + _(": ") + text
