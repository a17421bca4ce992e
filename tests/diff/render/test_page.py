"""Changes as a page."""

import re

from hypothesis import given
from support.changes import CONFIG, MARKDOWN_TAGS, hostile_changes, read_tags
from support.laws import tries

from progress_report.diff.changes import (
    Changes,
    Status,
)
from progress_report.diff.render.page import ChangesDocument
from progress_report.text.width import printable


@tries(30)
@given(hostile_changes())
def test_a_page_shows_the_text_and_obeys_nothing_of_it(changes: Changes) -> None:
    page = ChangesDocument(changes, CONFIG).render()
    found = read_tags(page)
    assert found.tags <= set(PAGE_TAGS)
    assert not {name for name in found.attributes if name.startswith("on")}
    marked = {
        (tag, printable(piece.text.replace("\n", "¶")))
        for task in changes.tasks
        if task.status is not Status.STALLED
        for part in task.parts
        for step in part.steps
        for piece in step.pieces
        if (tag := {"dropped": "del", "added": "ins"}.get(piece.mark))
    }
    for tag, text in marked:
        escaped = re.escape(text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
        escaped = escaped.replace('"', "&#34;").replace("'", "&#39;")
        assert re.search(rf"<{tag}><span class=\"said\">[^<]*</span><bdi>{escaped}</bdi>", page)


PAGE_TAGS = MARKDOWN_TAGS | {
    "html", "head", "meta", "title", "link", "style", "body", "main", "h1", "h2", "h4", "section",
    "span", "a", "fieldset", "legend", "label", "input", "article", "caption", "bdi",
}  # fmt: skip
