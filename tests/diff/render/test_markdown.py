"""Changes as Markdown."""

import re

from hypothesis import given
from markdown_it import MarkdownIt
from support.changes import MARKDOWN_TAGS, hostile_changes, read_tags

from progress_report.diff.changes import (
    Changes,
)
from progress_report.diff.render import markdown
from progress_report.text.width import printable


@given(hostile_changes())
def test_markdown_shows_the_text_and_obeys_nothing_of_it(changes: Changes) -> None:
    text = markdown.render(changes)
    rendered = MarkdownIt("commonmark").enable(["table", "strikethrough"]).render(text)
    found = read_tags(rendered)
    assert found.tags <= set(MARKDOWN_TAGS)
    assert found.attributes <= {"style"}  # the alignment of a table's columns
    shown = "".join(data for _tag, data in found.texts).replace("\u200b", "")
    for task in changes.tasks:
        if not task.same:
            # CommonMark takes the spaces at a line's end away
            wanted = printable(task.report.wording.replace("\n", " ")).rstrip(" ")
            assert wanted.replace("\u200b", "") in shown
    assert not re.search(r"[@#]\w|www\.", "".join(data for _tag, data in found.texts))
