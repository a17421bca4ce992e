"""What changed since an older revision of the task files: the city's wording should not.

A project's files alone do not show this, so nothing here runs over a corpus: the caller, who has
both revisions, calls `changed_task` for each task they share.
"""

from progress_report.check.corpus import Diagnostics, Passage
from progress_report.text.excerpt import common_prefix, truncate
from progress_report.text.prose import without_whitespace
from progress_report.text.punctuation import fold

_MAX_SHOWN_CELLS = 80


def changed_task(wording: Passage, before: str) -> Diagnostics:
    """Compare a task's wording with an older one.

    Args:
        wording: The wording as it stands.
        before: The older wording, as running text.

    Yields:
        One diagnostic, from the first character that differs to the last. Line breaks, spaces and
        the width of marks make no difference.
    """
    text, old = fold(wording.text), fold(before)
    if without_whitespace(text) == without_whitespace(old):
        return
    start = common_prefix(text, old)
    back = min(common_prefix(text[::-1], old[::-1]), min(len(text), len(old)) - start)
    while start and _in_number(text, start):
        start -= 1
    while back and _in_number(text, len(text) - back):
        back -= 1
    end = len(text) - back
    new, gone = wording.text[start:end], before[start : len(old) - back]
    excerpts = {"new": truncate(new, _MAX_SHOWN_CELLS), "old": truncate(gone, _MAX_SHOWN_CELLS)}
    name = "changed-task" if new and gone else "added-to-task" if new else "gone-from-task"
    if not new:
        start, end = max(0, start - 1), min(len(text), end + 1)
    yield wording.diagnose("changed-task", start, end, name, **excerpts)


def _in_number(text: str, index: int) -> bool:
    """Whether a number continues across an index."""
    return index < len(text) and text[index - 1] in "0123456789." and text[index] in "0123456789."
