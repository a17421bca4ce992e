"""Mistakes in the value beside a key: text that YAML reads differently than it is meant."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from progress_report.domain.diagnostics import Diagnostic
from progress_report.source import worded
from progress_report.source.mistakes.keys import is_key, meant_period
from progress_report.source.places import Source
from progress_report.system.i18n import _
from progress_report.text.excerpt import truncate

ODD = "\u3000\xa0\u1680" + "".join(map(chr, range(0x2000, 0x200B))) + "\u202f\u205f"
"""Characters that look like a space but are not white space to YAML."""
BLOCK_HEAD = re.compile(r"[|>](?:[-+]?[1-9]?|[1-9][-+])[ \t]*(?:[ \t]#.*)?")
_CLOSED = {'"': re.compile(r'"(?:\\.|[^"\\])*"'), "'": re.compile(r"'(?:''|[^'])*'")}
_BAD_ESCAPE = re.compile(r'\\(?:\\|(?P<bad>[^0abt\tnvfre "/N_LPxuU]))')
_FLOW = re.compile(
    r"""(?P<quote>"(?:\\.|[^"\\])*"|'(?:''|[^'])*'|["'])|(?:^|(?<=[ \t]))\#.*|[\[\]{}】］｝]""",
    re.VERBOSE,
)
_FLOW_KEY = re.compile(r"(?P<before>[\[{,，])[ ]*(?P<key>[A-Za-z_][\w-]*)[ ]*(?P<colon>[:：])")
_COMMENT = re.compile(r"(?:^|[ \t])(#.*)")
_ODD_COMMENT = re.compile(rf"([{ODD}])[ \t]*#[ \t]")
_COLON = re.compile(r":(?=[ \t]|$)")
_MAX_SHOWN_CELLS = 48
_LISTS = frozenset({"units", "ignore", "columns", "notes", "order", "progress"}) | {
    "targets",
    "lights",
    "reminders",
}
_BRACKETED = _LISTS - {"progress"} | {"fields", "entries", "titles", "done", "milestones", "pace"}
_BRACKETS = {"[": "]", "{": "}", "【": "】", "［": "］", "｛": "｝"}
_NARROW = {"【": "[", "［": "[", "｛": "{", "】": "]", "］": "]", "｝": "}", "，": ","}
_UNQUOTABLE = {"&": "anchor", "*": "alias", "!": "tag"} | dict.fromkeys("|>", "text-beside-bar")
_UNQUOTABLE |= dict.fromkeys("-?", "list-beside-key")
"""By the first character of a value, the name of the mistake."""


@dataclass(frozen=True, slots=True)
class Mistake:
    """A diagnostic for a line, and how the mistake affects the parser."""

    diagnostic: Diagnostic
    key: str = ""  # the key that the mistake hides from the parser
    silent: bool = False  # whether the parser accepts it, and text is lost


@dataclass(frozen=True, slots=True)
class Open:
    """A quote or bracket that is not closed yet."""

    char: str
    line: int
    column: int
    owner: int


def _tokens(line: str, start: int, above: str) -> Iterator[re.Match[str]]:
    """Brackets, comments, and the quotes that begin a value, from a column of a line."""
    while token := _FLOW.search(line, start):
        before = (line[: token.start()].strip(" \t") or above).rstrip(" \t")
        if token["quote"] and not before.endswith(("[", "{", ",", ":")):
            start = token.start() + 1  # a quote within plain text
        else:
            yield token
            start = token.end()


class Values:
    """Scans values, and keeps track of what continues on the lines below.

    An *owner* is the column of the key or dash a value belongs to: what is indented further
    belongs to the value.
    """

    def __init__(self, source: Source) -> None:
        self.source = source
        self.mistakes: list[Mistake] = []
        self.number = 0  # 1-based, of the line that is read
        self.line = ""
        self.block: int | None = None  # the owner of the current block scalar
        self.plain: int | None = None  # the owner of a plain scalar that may continue
        self.expects = False  # whether the last key or dash has its value on the lines below
        self.awaiting = -1  # the owner of that value
        self.listing = False  # whether that value should be a list
        self.quote: Open | None = None
        self.brackets: list[Open] = []

    def add(
        self,
        name: str,
        index: int,
        /,
        *,
        line: int = 0,
        length: int = 1,
        key: str = "",
        silent: bool = False,
        **values: Any,
    ) -> None:
        """Add a mistake at a 0-based column of the current line, or of another ``line``."""
        location = self.source.at(line or self.number, index + 1, length)
        self.mistakes.append(Mistake(worded(name, location, key=key, **values), key, silent))

    def value(self, start: int, owner: int, key: str = "") -> None:
        """Read a value that begins at a column of the line."""
        line = self.line
        text = line[start:]
        first = text[:1]
        if not text.strip() or first == "#":
            self._check_comment(start, "")
            self.expects, self.awaiting, self.listing = True, owner, key in _LISTS
        elif first in ("|", ">"):
            if not BLOCK_HEAD.fullmatch(text):
                self.unquotable(start)
            self.block = owner
        elif text.strip() == "｜":
            self.add("fullwidth-bar", start, silent=True)
            self.block = owner
        elif first in _CLOSED:
            self._quoted(start, owner)
        elif first in ("[", "{"):
            self.brackets = [Open(first, self.number, start, owner)]
            self.flow(start + 1)
        else:
            self.plain = owner
            if first in tuple("@`%,]}&*!") or text.startswith(("- ", "? ")):
                self.unquotable(start)
            elif first in ("［", "｛") or (first == "【" and key in _BRACKETED):
                self.fullwidth(start)
            else:
                self.plain_text(start)

    def unquotable(self, start: int) -> None:
        """Report a value whose first character has a meaning in YAML."""
        text = self.line[start:]
        mark, value = text[0], truncated(_COMMENT.split(text)[0].rstrip())
        name = _UNQUOTABLE.get(mark, "unquoted-start")
        silent = mark in "&*!"
        self.add(name, start, silent=silent, mark=mark, value=value, quoted=quoted(value))

    def fullwidth(self, index: int) -> None:
        """Report a full-width mark in place of a YAML indicator."""
        mark = self.line[index]
        self.add("fullwidth-syntax", index, mark=mark, plain=_NARROW[mark])

    def _quoted(self, start: int, owner: int) -> None:
        line, mark = self.line, self.line[start]
        match = _CLOSED[mark].match(line, start)
        if match is None:
            self.quote = Open(mark, self.number, start, owner)
            return
        escapes = _BAD_ESCAPE.finditer(match[0]) if mark == '"' else ()
        for bad in (escape for escape in escapes if escape["bad"]):
            self.add("bad-escape", start + bad.start(), length=2, text=bad[0])
        rest = line[match.end() :]
        if rest.strip() and not rest.lstrip().startswith("#"):
            value = _COMMENT.split(line[start:])[0].rstrip()
            index = len(line) - len(rest.lstrip())
            self.add("text-after-quote", index, quoted=quoted(truncated(value)))
            self.plain = owner

    def flow(self, start: int) -> None:
        """Scan the content of brackets from a column of the line."""
        line, first = self.line, self.brackets[0]
        wide = None
        above = self.source.lines[self.number - 2] if self.number > 1 else ""
        for token in _tokens(line, start, above):
            if token[0] in ("[", "{"):
                self.brackets.append(Open(token[0], self.number, token.start(), first.owner))
            elif token[0] in ("]", "}"):
                self.brackets.pop()
            elif token[0] in ("】", "］", "｝") and not line[token.end() :].strip():
                wide = token.start()
            elif token[0] in _CLOSED:
                self.quote = Open(token[0], self.number, token.start(), first.owner)
                return
            if not self.brackets:
                self._marks(start, token.end())
                self._after_brackets(first, token.end())
                return
        self._marks(start, len(line))
        if wide is not None:
            self.fullwidth(wide)
            self.brackets.clear()

    def _marks(self, start: int, end: int) -> None:
        """Report full-width colons after keys, and commas before them, between brackets."""
        for match in _FLOW_KEY.finditer(self.line, max(start - 1, 0), end):
            if match["before"] == "，" and is_key(match["key"]):
                self.fullwidth(match.start("before"))
            if match["colon"] == "：" and is_key(match["key"]):
                self.add("fullwidth-colon", match.start("colon"), key=match["key"], mark="：")

    def _after_brackets(self, first: Open, end: int) -> None:
        rest = self.line[end:].strip()
        if not rest or rest.startswith(("#", ":")):
            return
        one_line = first.line == self.number
        value = _COMMENT.split(self.line[first.column :])[0].rstrip() if one_line else ""
        self.add(
            "text-after-bracket",
            first.column,
            line=first.line,
            cure="" if one_line else "whole-in-quotes",
            mark=first.char,
            bracket=_BRACKETS[first.char],
            quoted=quoted(truncated(value)),
        )
        self.plain = first.owner

    def plain_text(self, start: int) -> None:
        """Read plain text from a column of the line to its end."""
        line = self.line
        comment = _COMMENT.search(line, start)
        end = comment.start() if comment else len(line)
        if odd := _ODD_COMMENT.search(line, start, end):
            self.lookalike(odd.start(1), silent=True)
            end = odd.start()
        if comment:
            self._check_comment(comment.start(1), line[start:end])
        colon = _COLON.search(line, start, end)
        if colon is None:
            return
        words = line[start : colon.start()].split()
        # a value may well begin with 目前进展: or 任务:, as prose does
        is_prose = len(words) == 1 and not words[0].isascii() and meant_period(words[0]) is None
        if words and is_key(words[-1]) and not is_prose:
            self.add("second-key", colon.start(), key=words[-1])
        else:
            value = quoted(truncated(line[start:end].strip()))
            self.add("colon-in-value", colon.start(), quoted=value)

    def _check_comment(self, index: int, before: str) -> None:
        """Report a comment that was probably meant as text.

        A comment has a space after its ``#``. Without one, a number (``#1楼``) or the end of a
        sentence that began before it is certainly text; anything else may be.
        """
        comment = self.line[index:].rstrip()
        if not re.match(r"#[^\s#!]", comment):
            return
        begun = before.strip()
        lost = begun and not begun.endswith(tuple("。；！？")) and comment.endswith("。")
        is_text = lost or comment[1].isdigit()
        self.add(
            "comment-cuts-text" if is_text else "comment-without-space",
            index,
            length=len(comment),
            silent=True,
            text=truncated(comment),
            quoted=quoted(truncated(f"{begun} {comment}".strip())),
        )

    def unclosed(self, opened: Open) -> None:
        """Report a quote or bracket that is never closed."""
        name = "unclosed-quote" if opened.char in _CLOSED else "unclosed-bracket"
        bracket = _BRACKETS.get(opened.char, "")
        self.add(name, opened.column, line=opened.line, bracket=bracket)

    def lookalike(self, index: int, *, key: str = "", silent: bool = False) -> None:
        """Report a character in place of a plain space."""
        char = self.line[index]
        name = _("a full-width space") if char == "\u3000" else f"U+{ord(char):04X}"
        self.add("space-lookalike", index, key=key, silent=silent, name=name)


def quoted(text: str) -> str:
    """Text as a YAML scalar in single quotes."""
    return "'" + text.replace("'", "''") + "'"


def truncated(text: str) -> str:
    """A text truncated to the length that messages quote."""
    return truncate(text, _MAX_SHOWN_CELLS)
