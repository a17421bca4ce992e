"""The text of Word's paragraphs: what a reader of the finished page would see.

Tracked changes count as accepted. Marks of comments and notes, field codes, what is hidden and
the prompts of empty form fields are left out.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from progress_report.office.wordml import SPACE, VAL, W
from progress_report.readers.grid import unraised
from progress_report.readers.word import equations
from progress_report.readers.word.numbering import Numbering
from progress_report.system.i18n import _
from progress_report.text import linear

_MATH = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_DRAWING = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_LETTERING = "{urn:schemas-microsoft-com:vml}textpath"
"""Text drawn along a line: WordArt, watermarks."""
_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_STYLE, _STYLE_ID = f"{W}style", f"{W}styleId"
_HIDDEN, _ALIGNED = f"{W}rPr/{W}vanish", f"{W}rPr/{W}vertAlign"
P, TBL, TC = f"{W}p", f"{W}tbl", f"{W}tc"
TR = f"{W}tr"
ALT_CHUNK = f"{W}altChunk"
_R, _T = f"{W}r", f"{W}t"
_SDT, _ALTERNATE = f"{W}sdt", f"{_MC}AlternateContent"
_DELETED = (f"{W}del", f"{W}moveFrom")
_STRUCK = ("strike", "dstrike")
_BLANK = str.maketrans("\t\r\n", "   ")
_PROPERTIES = ("pPr", "rPr", "tblPr", "tblGrid", "trPr", "tcPr", "sdtPr", "sdtEndPr")
# left out with all that is in them; ``rt`` is the reading that stands above a word
_SKIPPED = {*_DELETED, *(f"{W}{tag}" for tag in (*_PROPERTIES, "instrText", "delText", "rt"))}
_SIGNS = {f"{W}tab": " ", f"{W}ptab": " ", f"{W}br": "\n", f"{W}cr": "\n", f"{W}noBreakHyphen": "-"}
_MOVED = "moved"  # neither superscript nor subscript by name, but set higher or lower
_MIN_MOVED, _MAX_MOVED = 6, 4  # half points, and characters, that make it look like one
_DRAWN = ("EQ", "SYMBOL")  # fields whose code is what they show
_EQUATIONS = (f"{_MATH}oMath", f"{_MATH}oMathPara")
_NOTE_MARKS = tuple(
    f"{W}{tag}" for tag in ("commentReference", "footnoteReference", "endnoteReference")
)
PICTURES = (f"{W}drawing", f"{W}pict")
_WORDED = (f"{W}txbxContent", f"{_DRAWING}t", _LETTERING)  # what of a picture is read as text


def is_on(parent: Any, path: str) -> bool:
    """Whether a property is set: there, and not switched off (ISO/IEC 29500-1, 17.17.4)."""
    found = parent.find(path)
    return found is not None and found.get(VAL) not in ("0", "false", "off")


def blocks(parent: Any, *wanted: str) -> Iterator[Any]:
    """Children of the wanted tags, also those within content controls and other wrappers."""
    for child in parent:
        tag = child.tag
        if tag in wanted:
            yield child
        elif tag == _ALTERNATE:
            yield from blocks(_alternative(child), *wanted)
        elif tag == _SDT:
            if not is_on(child, f"{W}sdtPr/{W}showingPlcHdr"):
                yield from blocks(child, *wanted)
        elif tag not in _SKIPPED and tag not in (P, TBL, TR, TC):
            yield from blocks(child, *wanted)


@dataclass(slots=True)
class _Field:
    in_code: bool = True
    code: list[str] = field(default_factory=list)

    @property
    def is_drawn(self) -> bool:
        """Whether it shows what its code says."""
        return equations.instruction_parts("".join(self.code))[0] in _DRAWN


class TextReader:
    """Reads the texts of one document, in its order."""

    def __init__(self, numbering: Any | None = None, styles: Any | None = None) -> None:
        """Take the roots of the two parts; None for one that is not there."""
        self._numbering = Numbering(numbering, styles)
        known = (
            [] if styles is None else [(s.get(_STYLE_ID, ""), s) for s in styles.iterfind(_STYLE)]
        )
        self._hidden_styles = {key for key, style in known if is_on(style, _HIDDEN)}
        self._raised_styles = {
            key: raised.get(VAL, "")
            for key, style in known
            if (raised := style.find(_ALIGNED)) is not None
        }
        self._fields: list[_Field] = []  # the fields open here, innermost last
        self.losses: list[str] = []
        """Sentences on what the text last read does not say as its page shows it."""
        self.beside: list[str] = []
        """Sentences on what stands beside the text last read, such as a comment."""
        self._codes = 0  # how many of them are still codes
        self.hidden = False  # whether any text was left out because it is hidden
        self.tracked = False  # whether there are tracked changes
        self.struck = False  # whether any text read is struck through

    def text(self, parent: Any) -> str:
        """The text of a cell, or of whatever holds paragraphs, a line for each.

        So has each row of a table within. No line is empty, or has white space at its ends.
        """
        return self._read(self._blocks, parent)

    def paragraph(self, element: Any) -> str:
        """The text of one paragraph, in the same form."""
        return self._read(self._paragraph, element)

    def _read(self, how: Callable[[Any, list[str]], None], element: Any) -> str:
        self.losses, self.beside = [], []
        self._fields, self._codes = [], 0  # a field without an end swallows no more than its cell
        pieces: list[str] = []
        how(element, pieces)
        return _lines("".join(pieces))

    def _blocks(self, parent: Any, pieces: list[str]) -> None:
        for block in blocks(parent, P, TBL, ALT_CHUNK):
            if block.tag == P:
                self._paragraph(block, pieces)
                continue
            if block.tag == ALT_CHUNK:
                self.losses.append(_("another file is embedded in the cell, and was not read"))
                continue
            for row in blocks(block, TR):
                cells = (self._nested(cell) for cell in blocks(row, TC))
                pieces.append(" ".join(filter(None, cells)) + "\n")

    def _nested(self, cell: Any) -> str:
        pieces: list[str] = []
        self._blocks(cell, pieces)
        return _lines("".join(pieces)).replace("\n", " ")

    def _paragraph(self, element: Any, pieces: list[str]) -> None:
        properties = element.find(f"{W}pPr")
        hidden = runs_on = False
        if properties is not None:
            style = properties.find(f"{W}pStyle")
            hidden = style is not None and style.get(VAL) in self._hidden_styles
            # with its mark deleted it runs on into the next one, whose number then counts
            runs_on = any(properties.find(f"{W}rPr/{tag}") is not None for tag in _DELETED)
            self.tracked = self.tracked or runs_on
            number = "" if runs_on else self._numbering.number(properties)
            if number:
                pieces.append(number + (" " if number[-1].isalnum() else ""))
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
            elif (tag == _SDT and is_on(child, f"{W}sdtPr/{W}showingPlcHdr")) or self._drawn(
                child, pieces, hidden=hidden
            ):
                continue
            elif tag == f"{W}txbxContent":
                self.beside.append(_("the text of a text box was read as text of the cell"))
                pieces.append("\n")
                self._blocks(child, pieces)
            else:
                self.tracked = self.tracked or tag == f"{W}ins"
                self._inline(child, pieces, hidden=hidden)

    def _drawn(self, element: Any, pieces: list[str], *, hidden: bool) -> bool:
        """Add what an element draws; whether it is one that does."""
        tag = element.tag
        if tag == f"{W}fldSimple":
            return self._draw_field(element.get(f"{W}instr", ""), pieces, hidden=hidden)
        if tag in _EQUATIONS:
            text, exact = equations.equation(element)
            self._draw(text, pieces, exact=exact, hidden=hidden)
        elif tag == f"{W}sym":
            char = equations.symbol(element.get(f"{W}char", ""), element.get(f"{W}font", ""))
            self._add(char, pieces, hidden=hidden)
        elif tag == f"{_DRAWING}t":
            self._add(element.text or "", pieces, hidden=hidden)
        elif tag == _LETTERING:
            self._add("\n", pieces, hidden=hidden)
            self._add(element.get("string", ""), pieces, hidden=hidden)
        else:
            return False
        return True

    def _run(self, run: Any, pieces: list[str], *, hidden: bool) -> None:
        properties = run.find(f"{W}rPr")
        script = font = ""
        struck = False
        if properties is not None:
            struck = any(is_on(properties, f"{W}{tag}") for tag in _STRUCK)
            style = properties.find(f"{W}rStyle")
            hidden = hidden or (style is not None and style.get(VAL) in self._hidden_styles)
            script = self._script(properties, style)
            font = _font(properties)
            if properties.find(f"{W}vanish") is not None:
                hidden = is_on(properties, f"{W}vanish")
        before = len(pieces)
        for child in run:
            tag = child.tag
            if tag == _T:
                text = self._raised(equations.unprivate(_text(child), font), script)
                self._add(text, pieces, hidden=hidden)
            elif tag == f"{W}instrText":
                for innermost in self._fields[-1:]:
                    innermost.code.append(child.text or "")
            elif tag in _SIGNS:
                self._add(_SIGNS[tag], pieces, hidden=hidden)
            elif tag == f"{W}fldChar":
                self._add(_chosen(child), pieces, hidden=hidden)
                self._field(child.get(f"{W}fldCharType"), pieces, hidden=hidden)
            elif tag not in _SKIPPED:
                self._note_object(child)
                self._inline([child], pieces, hidden=hidden)
        self.struck = self.struck or (struck and any(map(str.strip, pieces[before:])))

    def _add(self, text: str, pieces: list[str], *, hidden: bool) -> None:
        if hidden:
            self.hidden = self.hidden or bool(text.strip())
        elif self._codes == 0:
            pieces.append(text if text == "\n" else text.translate(_BLANK))

    def _field(self, mark: str | None, pieces: list[str], *, hidden: bool) -> None:
        if mark == "begin":
            self._fields.append(_Field())
            self._codes += 1
        elif mark == "separate" and self._fields and not self._fields[-1].is_drawn:
            self._codes -= self._fields[-1].in_code
            self._fields[-1].in_code = False
        elif mark == "end" and self._fields:
            ended = self._fields.pop()
            self._codes -= ended.in_code
            if ended.in_code:
                self._draw_field("".join(ended.code), pieces, hidden=hidden)

    def _draw_field(self, code: str, pieces: list[str], *, hidden: bool) -> bool:
        """Add what a field draws; whether it is one that does."""
        name, arguments = equations.instruction_parts(code)
        if name == "EQ":
            text, exact = equations.eq_field(arguments)
            self._draw(text, pieces, exact=exact, hidden=hidden)
        elif name == "SYMBOL":
            self._add(equations.symbol(*equations.symbol_field(arguments)), pieces, hidden=hidden)
        return name in _DRAWN

    def _draw(self, text: str, pieces: list[str], *, exact: bool, hidden: bool) -> None:
        self._add(text, pieces, hidden=hidden)
        if not exact and not hidden and self._codes == 0:
            message = _("an equation was read as '{text}', which does not show its structure")
            self.losses.append(message.format(text=text))

    def _script(self, properties: Any, style: Any) -> str:
        """Whether a run is ``superscript`` or ``subscript``; empty for neither."""
        aligned = properties.find(f"{W}vertAlign")
        by_style = "" if style is None else self._raised_styles.get(style.get(VAL, ""), "")
        if aligned is not None:
            return str(aligned.get(VAL, ""))
        position = properties.find(f"{W}position")
        moved = "0" if position is None else position.get(VAL, "0").lstrip("-")[:4]
        return by_style or (_MOVED if moved.isdecimal() and int(moved) >= _MIN_MOVED else "")

    def _raised(self, text: str, script: str) -> str:
        if script == _MOVED:  # a longer text is a line set higher or lower
            self.losses += [unraised(text)] if len(text) <= _MAX_MOVED else []
            return text
        if self._codes or (converted := linear.script(text, script)) is None:
            self.losses += [] if self._codes else [unraised(text)]
            return text
        return converted

    def _note_object(self, element: Any) -> None:
        """Note what stands in a run and is no text."""
        if element.tag in _NOTE_MARKS:
            self.beside.append(_("a comment or footnote of the cell was not read"))
        elif element.tag == f"{W}object":
            self.losses.append(_("an embedded object, such as an equation, was not read"))
        elif element.tag in PICTURES and next(element.iter(*_WORDED), None) is None:
            self.losses.append(_("a picture in the cell was not read"))


def _text(element: Any) -> str:
    text = element.text or ""
    return text if element.get(SPACE) == "preserve" else text.strip(" \t\r\n")


def _font(properties: Any) -> str:
    fonts = properties.find(f"{W}rFonts")
    names = () if fonts is None else (fonts.get(f"{W}{key}") for key in ("ascii", "hAnsi"))
    return next(filter(None, names), "")


def _chosen(mark: Any) -> str:
    """What a list or a box to tick shows, which stands in no run of its field."""
    field = mark.find(f"{W}ffData")
    if field is None:
        return ""
    entries = [one.get(VAL, "") for one in field.iterfind(f"{W}ddList/{W}listEntry")]
    if entries:
        chosen = field.find(f"{W}ddList/{W}result")
        number = "0" if chosen is None else chosen.get(VAL, "")
        return entries[int(number)] if number.isdecimal() and int(number) < len(entries) else ""
    if (box := field.find(f"{W}checkBox")) is None:
        return ""
    given = box.find(f"{W}checked") is not None
    return "☑" if is_on(box, f"{W}checked" if given else f"{W}default") else "□"


def _alternative(element: Any) -> Any:
    """What stands for the newest programs; the fallback says the same once more."""
    choice = element.find(f"{_MC}Choice")
    return element if choice is None else choice


def _lines(text: str) -> str:
    return "\n".join(filter(None, (line.strip() for line in text.split("\n"))))
