"""The text of Word's paragraphs: what a reader of the finished page would see.

Tracked changes count as accepted. Marks of comments and notes, field codes, what is hidden and
the prompts of empty form fields are left out.
"""

from collections.abc import Callable, Iterator
from typing import Any

from progress_report.office.wordml import MAIN
from progress_report.readers.word.numbering import Numbering

_W = f"{{{MAIN}}}"
_VAL = f"{_W}val"
_MATH = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_DRAWING = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_LETTERING = "{urn:schemas-microsoft-com:vml}textpath"
"""Text drawn along a line: WordArt, watermarks."""
_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
P, TBL, TC = f"{_W}p", f"{_W}tbl", f"{_W}tc"
TR = f"{_W}tr"
_R, _T = f"{_W}r", f"{_W}t"
_SDT, _ALTERNATE = f"{_W}sdt", f"{_MC}AlternateContent"
_DELETED = (f"{_W}del", f"{_W}moveFrom")
_STRUCK = ("strike", "dstrike")
_BLANK = str.maketrans("\t\r\n", "   ")
_PROPERTIES = ("pPr", "rPr", "tblPr", "tblGrid", "trPr", "tcPr", "sdtPr", "sdtEndPr")
# left out with all that is in them; ``rt`` is the reading that stands above a word
_SKIPPED = {
    *_DELETED,
    *(f"{_W}{tag}" for tag in (*_PROPERTIES, "instrText", "delText", "rt")),
}
_SIGNS = {
    f"{_W}tab": " ",
    f"{_W}ptab": " ",
    f"{_W}br": "\n",
    f"{_W}cr": "\n",
    f"{_W}noBreakHyphen": "-",
}
# ticks and boxes of the symbol fonts, which offices type to mark a row as done
_SYMBOLS = {0xFC: "✓", 0xFB: "✗", 0xFE: "☑", 0xFD: "☒", 0xA8: "□", 0x6F: "□", 0x52: "☑", 0x53: "☒"}
_PRIVATE = range(0xE000, 0xF900)
_UNKNOWN = "\ufffd"


def is_on(parent: Any, path: str) -> bool:
    """Whether a property is set: there, and not switched off (ISO/IEC 29500-1, 17.17.4)."""
    found = parent.find(path)
    return found is not None and found.get(_VAL) not in ("0", "false", "off")


def blocks(parent: Any, *wanted: str) -> Iterator[Any]:
    """Children of the wanted tags, also those within content controls and other wrappers."""
    for child in parent:
        tag = child.tag
        if tag in wanted:
            yield child
        elif tag == _ALTERNATE:
            yield from blocks(_alternative(child), *wanted)
        elif tag == _SDT:
            if not is_on(child, f"{_W}sdtPr/{_W}showingPlcHdr"):
                yield from blocks(child, *wanted)
        elif tag not in _SKIPPED and tag not in (P, TBL, TR, TC):
            yield from blocks(child, *wanted)


class TextReader:
    """Reads the texts of one document, in its order."""

    def __init__(self, numbering: Numbering, hidden_styles: frozenset[str]) -> None:
        """Take how paragraphs are numbered, and the ids of styles whose text is hidden."""
        self._numbering = numbering
        self._hidden_styles = hidden_styles
        self._fields: list[bool] = []
        """Of the fields open here, innermost last: whether this is still its code."""
        self._codes = 0
        """How many of them are still codes."""
        self.hidden = False
        """Whether any text was left out because it is hidden."""
        self.tracked = False
        """Whether there are tracked changes."""
        self.struck = False
        """Whether any text read is struck through."""

    def text(self, parent: Any) -> str:
        """The text of a cell, or of whatever holds paragraphs.

        Returns:
            A line a paragraph, and a line a row of a table within; no white space at the ends of
            a line, and no empty line.
        """
        return self._read(self._blocks, parent)

    def paragraph(self, element: Any) -> str:
        """The text of one paragraph, in the same form."""
        return self._read(self._paragraph, element)

    def _read(self, how: Callable[[Any, list[str]], None], element: Any) -> str:
        self._fields, self._codes = [], 0  # a field without an end swallows no more than its cell
        pieces: list[str] = []
        how(element, pieces)
        return _lines("".join(pieces))

    def _blocks(self, parent: Any, pieces: list[str]) -> None:
        for block in blocks(parent, P, TBL):
            if block.tag == P:
                self._paragraph(block, pieces)
                continue
            for row in blocks(block, TR):
                cells = (self._nested(cell) for cell in blocks(row, TC))
                pieces.append(" ".join(filter(None, cells)) + "\n")

    def _nested(self, cell: Any) -> str:
        pieces: list[str] = []
        self._blocks(cell, pieces)
        return _lines("".join(pieces)).replace("\n", " ")

    def _paragraph(self, element: Any, pieces: list[str]) -> None:
        properties = element.find(f"{_W}pPr")
        hidden = runs_on = False
        if properties is not None:
            style = properties.find(f"{_W}pStyle")
            hidden = style is not None and style.get(_VAL) in self._hidden_styles
            # with its mark deleted it runs on into the next one, whose number then counts
            runs_on = any(properties.find(f"{_W}rPr/{tag}") is not None for tag in _DELETED)
            self.tracked = self.tracked or runs_on
            number = "" if runs_on else self._numbering.number(properties)
            if number:
                pieces.append(number + _joint(number))
        self._inline(element, pieces, hidden=hidden)
        if not runs_on:
            pieces.append("\n")

    def _inline(self, parent: Any, pieces: list[str], *, hidden: bool) -> None:
        for child in parent:
            tag = child.tag
            if tag == _R:
                self._run(child, pieces, hidden=hidden)
            elif tag in _SKIPPED:
                self.tracked = self.tracked or tag in _DELETED
            elif tag == _ALTERNATE:
                self._inline(_alternative(child), pieces, hidden=hidden)
            elif tag == _SDT and is_on(child, f"{_W}sdtPr/{_W}showingPlcHdr"):
                continue
            elif tag in (f"{_MATH}t", f"{_DRAWING}t"):
                self._add(child.text or "", pieces, hidden=hidden)
            elif tag == _LETTERING:
                self._add("\n", pieces, hidden=hidden)
                self._add(child.get("string", ""), pieces, hidden=hidden)
            elif tag == f"{_W}txbxContent":
                pieces.append("\n")
                self._blocks(child, pieces)
            else:
                self.tracked = self.tracked or tag == f"{_W}ins"
                self._inline(child, pieces, hidden=hidden)

    def _run(self, run: Any, pieces: list[str], *, hidden: bool) -> None:
        properties = run.find(f"{_W}rPr")
        if properties is not None:
            style = properties.find(f"{_W}rStyle")
            hidden = hidden or (style is not None and style.get(_VAL) in self._hidden_styles)
            if properties.find(f"{_W}vanish") is not None:
                hidden = is_on(properties, f"{_W}vanish")
        before = len(pieces)
        for child in run:
            tag = child.tag
            if tag == _T:
                text = child.text or ""
                kept = child.get(_SPACE) == "preserve"
                self._add(text if kept else text.strip(" \t\r\n"), pieces, hidden=hidden)
            elif tag in _SIGNS:
                self._add(_SIGNS[tag], pieces, hidden=hidden)
            elif tag == f"{_W}fldChar":
                self._add(_chosen(child), pieces, hidden=hidden)
                self._field(child.get(f"{_W}fldCharType"))
            elif tag == f"{_W}sym":
                self._add(_symbol(child.get(f"{_W}char", "")), pieces, hidden=hidden)
            elif tag not in _SKIPPED:
                self._inline([child], pieces, hidden=hidden)
        if properties is not None and any(is_on(properties, f"{_W}{tag}") for tag in _STRUCK):
            self.struck = self.struck or any(map(str.strip, pieces[before:]))

    def _add(self, text: str, pieces: list[str], *, hidden: bool) -> None:
        if hidden:
            self.hidden = self.hidden or bool(text.strip())
        elif self._codes == 0:
            pieces.append(text if text == "\n" else text.translate(_BLANK))

    def _field(self, mark: str | None) -> None:
        if mark == "begin":
            self._fields.append(True)
            self._codes += 1
        elif mark == "separate" and self._fields:
            self._codes -= self._fields[-1]
            self._fields[-1] = False
        elif mark == "end" and self._fields:
            self._codes -= self._fields.pop()


def _chosen(mark: Any) -> str:
    """What a list or a box to tick shows, which stands in no run of its field."""
    field = mark.find(f"{_W}ffData")
    if field is None:
        return ""
    entries = [one.get(_VAL, "") for one in field.iterfind(f"{_W}ddList/{_W}listEntry")]
    if entries:
        chosen = field.find(f"{_W}ddList/{_W}result")
        number = "0" if chosen is None else chosen.get(_VAL, "")
        return entries[int(number)] if number.isdecimal() and int(number) < len(entries) else ""
    if (box := field.find(f"{_W}checkBox")) is None:
        return ""
    given = box.find(f"{_W}checked") is not None
    return "☑" if is_on(box, f"{_W}checked" if given else f"{_W}default") else "□"


def _alternative(element: Any) -> Any:
    """What stands for the newest programs; the fallback says the same once more."""
    choice = element.find(f"{_MC}Choice")
    return element if choice is None else choice


def _symbol(code: str) -> str:
    try:
        point = int(code, 16)
        char = chr(point)
    except (ValueError, OverflowError):
        return _UNKNOWN
    if point in _PRIVATE:
        return _SYMBOLS.get(point & 0xFF, _UNKNOWN)
    return char if char.isprintable() else _UNKNOWN


def _joint(number: str) -> str:
    """Between a number and its text: a space, unless a mark such as ``.`` or ``、`` parts them."""
    return " " if number[-1].isalnum() else ""


def _lines(text: str) -> str:
    return "\n".join(filter(None, (line.strip() for line in text.split("\n"))))
