"""A document's title that has its marks 《》 once, and not elsewhere in the same row."""

import re

from progress_report.check.corpus import Corpus, Diagnostics, TaskPassages

_SHARED = 8
"""So many characters of a title, found outside its marks, are no coincidence."""
_KIND = "条例|办法|方案|规划|意见|细则|要点|纲要|行动计划|工作计划|实施计划"
_DOCUMENT = re.compile(
    f"(?:{_KIND}|规定|决定|通知|报告|请示|批复|标准|导则|指南|协议|计划|章程|公告)(?:（[^（）]*）)*$"
)
_MARKED = re.compile("《([^《》\\n]{8,80})》")
_OPEN = re.compile(
    f"《([^《》，。；\\n]{{4,60}}?(?:{_KIND}))(?=[和与及、，。；])(?![^《\\n]{{0,60}}》)"
)
"""A title without its closing mark, up to the end of a document's name."""
_REST = re.compile(f"[^，。；：、《》“”\\n]{{0,30}}(?:{_KIND})(?:（[^（）]{{1,20}}）)*")


def check(corpus: Corpus) -> Diagnostics:
    """Find titles that lost their marks."""
    for row in corpus.rows:
        if any("《" in passage.text for passage in row.passages):
            yield from _check_row(row)


def _check_row(row: TaskPassages) -> Diagnostics:
    titles: set[str] = set()
    for passage in row.passages:
        titles.update(_MARKED.findall(passage.text), _OPEN.findall(passage.text))
    parts = {
        title[start : start + _SHARED]: title
        for title in sorted(titles)
        if _DOCUMENT.search(title)
        for start in reversed(range(len(title) - _SHARED + 1))
    }
    for passage in row.passages if parts else ():
        bare = _OPEN.sub(_blank, _MARKED.sub(_blank, passage.text))
        end = 0
        for start in range(len(bare) - _SHARED + 1):
            title = parts.get(bare[start : start + _SHARED])
            if title is None or start < end:
                continue
            if bare.startswith(title, start):
                end, cure = start + len(title), ""
            elif rest := _REST.match(bare, start):
                end, cure = rest.end(), "whole-title"
            else:
                continue
            yield passage.diagnose("lost-title-marks", start, end, cure=cure)


def _blank(marked: re.Match[str]) -> str:
    return "《" * len(marked[0])
