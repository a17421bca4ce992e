"""The tables of a saved web page.

One pass over the tree of elements. Nothing runs, nothing is fetched; scripts, styles and what the
page hides are left out, and with them what Word adds for itself. What a table hides is reported.
A line break or a paragraph is a line feed; other white space collapses as CSS has it, and between
two wide characters goes.
"""

import re
from collections import deque
from itertools import pairwise
from string import ascii_lowercase
from typing import Any

from progress_report.domain.diagnostics import Diagnostic, Location
from progress_report.readers import worded
from progress_report.readers.decoding import decode_any
from progress_report.readers.grid import LONGEST_TITLE, NEAR, Grid, title_among, unraised
from progress_report.readers.html_styles import mark_hidden
from progress_report.readers.html_table import (
    LINE_BREAK,
    HtmlCell,
    HtmlTable,
    has_text,
    join_pieces,
)
from progress_report.system import limits
from progress_report.system.data import read_data
from progress_report.system.i18n import _
from progress_report.text import linear
from progress_report.text.linear import script

_MAX_SPAN = 1000  # columns a cell may span (HTML, 4.9.11)
_MAX_ROWS_SPANNED = 65_534
_NEAR_PIECES = 500

_MARKUP = read_data("readers", "markup")
_DROPPED, _INLINE = (frozenset(_MARKUP[f"html_{kind}"]) for kind in ("dropped", "inline"))
_FORM_FIELDS, _INPUTS = ("select", "textarea"), ("text", "checkbox", "radio")
_HIDDEN = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse)|mso-hide\s*:\s*all", re.IGNORECASE
)
_NOTE_MARK = re.compile(r"mso-(?:footnote|endnote|comment)-(?:id|reference)", re.IGNORECASE)
_STRUCK = re.compile(r"text-decoration[\w\s-]*:[^;]*line-through", re.IGNORECASE)
_VERTICAL = re.compile(r"vertical-align\s*:\s*(sub|super)\b", re.IGNORECASE)
_SCRIPTS = {"sup": "superscript", "super": "superscript", "sub": "subscript"}
_DECLARED = re.compile(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([\w:.-]+)""", re.IGNORECASE)
_CONDITIONAL = re.compile(r"<!\[(?:if|endif)[^>]*(?<!--)>", re.IGNORECASE)
"""What Word shows to other programs as well: the marks go, what stands between them stays."""
_OWN = "progress-report"


def read(path: str, raw: bytes) -> tuple[list[Grid], list[Diagnostic]]:
    """Read every table of a page, the inner ones of a layout before the outer one."""
    declared = _DECLARED.search(raw[:8192])
    text, found = decode_any(path, raw, declared[1].decode() if declared else "")
    if found:
        return [], found
    limits.require_at_most(limits.MAX_TAGS, text.count("<"), _("tags"))
    limits.require_at_most(limits.MAX_REFERENCES, text.count("&"), _("character references"))
    limits.require_short_tags(text)
    root = _parse(text)
    if root is None:
        return [], [worded("deep-page", Location(path))]
    mark_hidden(root)
    own = root.find(f".//meta[@name='generator'][@content='{_OWN}']")
    walk = _TextWalk(exact=own is not None)  # every space of what this program wrote is its own
    walk.all(root)
    named = len(walk.done) > 1
    grids = []
    places = 0
    for number, table in enumerate(walk.done, start=1):
        grid = table.grid(_("table {number}").format(number=number) if named else "", places)
        places += len(grid.rows) * len(grid.rows[0]) if grid.rows else 0
        grids.append(grid)
    return grids, [] if grids else [worded("page-without-table", Location(path))]


def _parse(text: str) -> Any:
    """The root element; None if the page is nested too deep to be read whole."""
    from lxml import etree  # type: ignore[import-untyped] # noqa: PLC0415 - no types; pages only

    parser = etree.HTMLParser(
        encoding="utf-8", remove_comments=True, remove_pis=True, no_network=True, huge_tree=True
    )
    text = _CONDITIONAL.sub("", text.replace(LINE_BREAK, "")) or " "
    root = etree.fromstring(f"<html><body>{text}".encode("utf-8", "replace"), parser)
    too_large = etree.ErrorTypes.ERR_RESOURCE_LIMIT
    return None if any(error.type == too_large for error in parser.error_log) else root


class _TextWalk:
    """Reads texts into the innermost open cell, and keeps those that may be a table's title."""

    def __init__(self, *, exact: bool) -> None:
        self.exact = exact
        self.done: list[HtmlTable] = []
        self.open: list[HtmlTable] = []
        self.loose: deque[str] = deque(maxlen=_NEAR_PIECES)
        self.titles: list[str] = []

    def all(self, root: Any) -> None:
        from lxml import etree  # noqa: PLC0415 - pages only

        title = root.findtext(".//title") or ""
        self.titles = [" ".join(title.split())]
        walk = etree.iterwalk(root, events=("start", "end"))
        skipped = False
        for event, element in walk:
            if event == "start":
                tag = element.tag
                hidden = tag not in _DROPPED and _is_hidden(element)
                skipped = not isinstance(tag, str) or tag in _DROPPED or hidden
                skipped = skipped or _is_note(element)
                if skipped:
                    walk.skip_subtree()  # its end comes next
                    if self.open and (hidden or tag == "del") and has_text(element):
                        self.open[-1].leave_out(element)
                    elif tag in _FORM_FIELDS and not hidden:
                        self._lose(_("a form field in the cell was not read"))
                elif tag == "math" or _script(element):
                    walk.skip_subtree()
                    skipped = True
                    self._draw(element)
                else:
                    self._start(tag, element)
                    self._add(element.text)
                    if self.open and self.open[-1].rows and _is_struck(element):
                        self.open[-1].struck.add(len(self.open[-1].rows))
            else:
                if not skipped:
                    self._end(element.tag)
                skipped = False
                self._add(element.tail)

    def _draw(self, element: Any) -> None:
        """Add a formula, or text that is raised or lowered."""
        if element.tag == "math":
            text, exact = formula(element)
            message = _("an equation was read as '{text}', which does not show its structure")
            loss = "" if exact else message.format(text=text)
        else:
            text = "".join(element.itertext())
            converted = script(text, _script(element))
            loss = unraised(text) if converted is None else ""
            text = text if converted is None else converted
        self._add(text)
        if loss:
            self._lose(loss)

    def _lose(self, message: str) -> None:
        if self.open and (cell := self.open[-1].cell) is not None:
            cell.losses.append(message)

    def _start(self, tag: str, element: Any) -> None:
        table = self.open[-1] if self.open else None
        if tag == "table":
            limits.require_at_most(
                limits.MAX_NESTED_TABLES, len(self.open) + 1, _("tables within tables")
            )
            self._flush()
            self.open.append(HtmlTable(self._title(), self.exact))
        elif tag == "br":
            self._add(LINE_BREAK)
        elif tag == "img" and not _is_spacer(element):
            self._lose(_("a picture in the cell was not read"))
        elif tag == "input" and element.get("type", "text").lower() in _INPUTS:
            self._lose(_("a form field in the cell was not read"))
        elif table is not None and tag == "tr":
            table.rows.append([])
            table.cell = None
        elif table is not None and tag in ("td", "th"):
            if not table.rows:
                table.rows.append([])
            columns = _span(element.get("colspan"), _MAX_SPAN) or 1
            table.cell = HtmlCell(columns, _span(element.get("rowspan"), _MAX_ROWS_SPANNED))
            table.rows[-1].append(table.cell)
        elif table is not None and tag == "caption":
            table.caption, table.cell = [], None
        elif tag not in _INLINE:
            self._add(LINE_BREAK)
            self._add(_item_number(element) if tag == "li" else "")

    def _end(self, tag: str) -> None:
        table = self.open[-1] if self.open else None
        if table is not None and tag == "table":
            self.open.pop()
            self.done.append(table)
            lines = (" ".join(filter(None, row)) for row in table.texts())
            self._add(LINE_BREAK.join(["", *filter(None, lines), ""]).replace("\n", LINE_BREAK))
        elif table is not None and tag in ("td", "th", "caption"):
            table.cell = None
        elif tag not in _INLINE and tag != "br":
            self._add(LINE_BREAK)

    def _add(self, text: str | None) -> None:
        if not text:
            return
        table = self.open[-1] if self.open else None
        if table is None:
            self.loose.append(text)
        elif table.cell is not None:
            table.cell.pieces.append(text)
        elif table.caption is not None and not table.rows:
            table.caption.append(text)

    def _flush(self) -> None:
        """What was read outside tables may be a title."""
        texts = join_pieces(self.loose, exact=False).split("\n") if self.loose else []
        self.titles += [text for text in texts if text and len(text) <= LONGEST_TITLE]
        self.loose.clear()

    def _title(self) -> str:
        """The nearest text above that names a period; else the nearest."""
        near = self.titles[: -NEAR - 1 : -1] + self.titles[:1]
        for table in reversed(self.open):  # in a layout the title is often a row of it
            cells = [text for row in table.texts(NEAR) for text in row]
            near = [line for text in reversed(cells) for line in text.split("\n")] + near
        near = [text for text in near if text and len(text) <= LONGEST_TITLE]
        pairs = [f"{above} {text}" for text, above in pairwise(near)]  # the period on a line alone
        return title_among(near + pairs)


def _is_hidden(element: Any) -> bool:
    return bool(element.keys()) and (
        element.get("hidden") is not None or _HIDDEN.search(element.get("style") or "") is not None
    )


def _is_note(element: Any) -> bool:
    """Whether it is the mark, or the text, of a comment or a note."""
    return bool(element.keys()) and (
        _NOTE_MARK.search(element.get("style") or "") is not None
        or (element.get("class") or "").lower().startswith("msocom")
    )


def _item_number(item: Any) -> str:
    """The number of an item of a list, as the page shows it; empty if it shows none."""
    items = item.getparent()
    style = (items.get("style") or "") + (item.get("style") or "")
    if items.tag != "ol" or re.search(r"list-style[\w-]*:[^;]*none", style):
        return ""
    number = 1 + sum(1 for _item in item.itersiblings("li", preceding=True))
    start = items.get("start") or ""
    number = number + int(start) - 1 if re.fullmatch("[0-9]{1,4}", start) else number
    letters = items.get("type") in ("a", "A") and number <= len(ascii_lowercase)
    return f"{chr(ord(items.get('type')) + number - 1) if letters else number}. "


def _is_spacer(image: Any) -> bool:
    """Whether a picture is a point or an icon: 32 pixels or less."""
    sides = [image.get(name, "").removesuffix("px") for name in ("width", "height")]
    return any(re.fullmatch("[0-9]|[12][0-9]|3[0-2]", side) for side in sides)


def _is_struck(element: Any) -> bool:
    style = element.get("style")
    struck = element.tag in ("s", "strike") or (style is not None and _STRUCK.search(style))
    return bool(struck) and has_text(element)


def _script(element: Any) -> str:
    """Whether an element is ``superscript`` or ``subscript``; empty for neither."""
    if element.tag in _SCRIPTS:
        return _SCRIPTS[element.tag]
    match = _VERTICAL.search(element.get("style") or "") if element.tag in _INLINE else None
    return _SCRIPTS.get(match[1].lower(), "") if match else ""


def _span(text: str | None, most: int) -> int:
    """A span as HTML reads it: a number, else 1. A rowspan of 0 reaches to the end."""
    match = re.match(r"\s*\+?\d{1,6}", text or "", re.ASCII)
    return min(int(match[0]), most) if match else 1


_ROWS = frozenset(read_data("readers", "markup")["mathml_rows"])
"""Elements whose parts follow one another on the line."""
_LEFT_OUT = frozenset({"annotation", "annotation-xml", "mphantom"})


def formula(element: Any) -> tuple[str, bool]:
    """A formula on one line, and whether its structure is kept."""
    reader = _Formula()
    return reader.text(element), reader.exact


class _Formula:
    def __init__(self) -> None:
        self.exact = True

    def text(self, element: Any) -> str:
        tag = element.tag
        if not isinstance(tag, str) or tag in _LEFT_OUT:
            return ""
        parts = [self.text(child) for child in element if isinstance(child.tag, str)]
        match tag, parts:
            case "mfrac", [numerator, denominator]:
                line = linear.fraction(numerator, denominator)
            case "msup", [base, exponent]:
                line = linear.power(base, exponent)
            case "msub", [base, index]:
                line = linear.indexed(base, index)
            case "msubsup", [base, index, exponent]:
                line = linear.power(linear.indexed(base, index), exponent)
            case "msqrt", _:
                line = linear.root("", "".join(parts))
            case "mroot", [radicand, degree]:
                line = linear.root(degree, radicand)
            case "mfenced", _:
                inner = (element.get("separators") or ",")[0].join(parts)
                line = f"{element.get('open', '(')}{inner}{element.get('close', ')')}"
            case _:
                self.exact = self.exact and tag in _ROWS
                line = "".join(((element.text or "").strip(), *parts))
        return line
