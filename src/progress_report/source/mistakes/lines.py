"""Find every typing mistake in a YAML file, line by line.

The parser stops at the first error, which it often reports some lines below the cause. This scan
never stops. It follows just enough of YAML (indentation, block scalars, quotes, brackets) to
distinguish structure from text, and runs only on files that are broken or look suspicious.
"""

import re

from progress_report.source.mistakes.inline import ODD, Mistake, Open, Values, truncated
from progress_report.source.mistakes.keys import every_key, is_key, plain
from progress_report.source.places import Source
from progress_report.system.i18n import _

_LEAD = re.compile(rf" *([\t{ODD}])[ \t{ODD}]*")
_DASH = re.compile(rf"-(?:([ \t]+|[{ODD}][ \t{ODD}]*)|$)")
_KEY = re.compile(
    rf"""(?P<open>["'“‘「]?)(?P<key>[^\s"'“”‘’「」\[\]{{}},，:：﹕︰∶#\\]+)(?P<close>["'”’」]?)
    [ \t{ODD}]*(?P<colon>[:：﹕︰∶])""",
    re.VERBOSE,
)
_CONFLICT = re.compile(r"(?:<{7,}|\|{7,}|>{7,})(?: |$)|={7,}$")
_QUOTES = frozenset({"", '""', "''", *(a + b for a in "“‘「" for b in "”’」")})
_NO_COLON = re.compile(r"(?P<key>[A-Za-z_][\w-]*)(?:[ \t]*(?P<mark>[;；=＝,，、。])|[ \t]+|$)")
_IDENTIFIER = re.compile(r"[A-Za-z_]\w*", re.ASCII)
_CLOSING = {'"': re.compile(r'(?:\\.|[^"\\])*"'), "'": re.compile(r"(?:''|[^'])*'")}


def find_mistakes(source: Source) -> list[Mistake]:
    """Find every mistake of a file, in order of position."""
    scan = _Scan(source)
    for number, line in enumerate(source.lines, start=1):
        if _CONFLICT.match(line):
            scan.conflict(number, line)
        else:
            scan.read(number, line)
    scan.finish()
    return sorted(scan.mistakes, key=lambda mistake: mistake.diagnostic.order)


def _key_at(line: str, start: int) -> re.Match[str] | None:
    match = _KEY.match(line, start)
    return match if match and match["open"] + match["close"] in _QUOTES else None


class _Scan(Values):
    def __init__(self, source: Source) -> None:
        super().__init__(source)
        self._begun = False
        self._bad_lead = (0, "")  # the last line with a bad indentation, and its bad character
        self._dash = -1  # the column of the last dash, spaced or not
        self._first = (0, 0)  # line and column of the first key

    def read(self, number: int, line: str) -> None:
        """Read the next line."""
        self.number, self.line = number, line
        spaces = len(line) - len(line.lstrip(" "))
        if self.block is not None and self._in_block(spaces):
            return
        if self.quote is not None and self._in_quotes(self.quote, spaces):
            return
        if self.brackets and self._in_brackets(spaces):
            return
        if self.plain is not None and spaces > self.plain and line.strip():
            self.plain_text(spaces)
            return
        if line.startswith(("---", "...")) and not line[3:].strip():
            self._document(line[:3])
            return
        start = self._indentation(spaces)
        if not line[start:] or line[start] == "#":
            if line[start:]:
                self.plain = None
            return
        self._node(start)

    def conflict(self, number: int, line: str) -> None:
        """Report the conflict markers of git, once for each conflict."""
        self.number, self.line = number, line
        if line[0] == "<":
            message = _("a merge left a conflict open here")
            hint = _(
                "keep one of the two versions, or both, and delete the three lines <<<<<<<, "
                "======= and >>>>>>>"
            )
            self.add("merge-conflict", 0, message, hint, length=len(self.line))

    def finish(self) -> None:
        """Report what is still open after the last line."""
        if self.quote is not None:
            self.unclosed(self.quote)
        if self.brackets:
            self.unclosed(self.brackets[0])

    # Lines that continue a value

    def _in_block(self, spaces: int) -> bool:
        owner = self.block or 0
        line = self.line
        if spaces == len(line) or spaces > owner:
            return True
        start = spaces
        if (lead := _LEAD.match(line)) is not None:
            start = lead.end()
        if start == len(line) or not self._looks_like_structure(start):
            if lead is not None:
                self._indentation(spaces)
            else:
                self.add(
                    "stray-text",
                    spaces,
                    _("this line should belong to the text above, but is not indented like it"),
                    _("begin it with {count} spaces").format(count=owner + 2),
                    length=len(line) - spaces,
                )
            return True
        self.block = None
        return False

    def _in_quotes(self, quote: Open, spaces: int) -> bool:
        line = self.line
        if spaces <= quote.owner and self._looks_like_structure(spaces, keys_only=True):
            self.unclosed(quote)
            self.quote = None
            self.brackets.clear()
            return False
        if match := _CLOSING[quote.char].match(line):
            self.quote = None
            rest = line[match.end() :].strip()
            if self.brackets:
                self.flow(match.end())
            elif rest and not rest.startswith("#"):
                self.unclosed(quote)
                self.plain = quote.owner
        return True

    def _in_brackets(self, spaces: int) -> bool:
        first = self.brackets[0]
        if spaces <= first.owner and self._looks_like_structure(spaces, keys_only=True):
            self.unclosed(first)
            self.brackets.clear()
            return False
        self.flow(0)
        return True

    def _looks_like_structure(self, start: int, *, keys_only: bool = False) -> bool:
        line = self.line
        if not keys_only and (line[start] == "#" or _DASH.match(line, start)):
            return True
        if not keys_only and line.startswith(("---", "...")):
            return True
        while dash := _DASH.match(line, start):
            start = dash.end()
        match = _key_at(line, start)
        if match is None:
            return False
        after = line[match.end() : match.end() + 1]
        return (match["colon"] == ":" and after in ("", " ", "\t")) or is_key(match["key"])

    # Structure

    def _document(self, mark: str) -> None:
        if mark == "---" and self._begun:
            message = _("a second document begins here; a file is one document")
            hint = _("delete the line '---'; put another task into a file of its own")
            self.add("several-documents", 0, message, hint, length=3)
        self.plain, self.expects = None, False

    def _indentation(self, spaces: int) -> int:
        """The index at which the text of a line begins; reports bad indentation."""
        lead = _LEAD.match(self.line)
        if lead is None:
            return spaces
        blank = lead.end() == len(self.line)
        if blank and self.block is None and self.plain is None:
            return lead.end()
        char = lead[1]
        before, self._bad_lead = self._bad_lead, (self.number, char)
        if before == (self.number - 1, char):  # a run of such lines is one mistake
            return lead.end()
        hint = _("delete it and indent with plain spaces, two for each level")
        if char == "\t":
            rule, message = "tab-indent", _("a tab in the indentation")
        elif char == "\u3000":
            rule, message = "fullwidth-indent", _("a full-width space in the indentation")
        else:
            rule = "space-lookalike"
            message = _("U+{code:04X} in the indentation only looks like a space").format(
                code=ord(char)
            )
        match = _key_at(self.line, lead.end())
        key = plain(match["key"]) if match else ""
        self.add(rule, lead.start(1), message, hint, key=key)
        return lead.end()

    def _node(self, start: int) -> None:
        """A line that should be a key, an item, or the value of the line above."""
        line, first = self.line, not self._begun
        listing = line[start] == "-" and (self.listing or start == self._dash)
        expected = self.expects or listing
        self._begun, self.plain, self.expects = True, None, False
        if first:
            self._first = (self.number, start)
        elif start < self._first[1]:
            message = _("the first key is indented, and later ones are not")
            hint = _("begin the first key without spaces")
            self.add("bad-indent", 0, message, hint, line=self._first[0], length=self._first[1])
            self._first = (0, 0)
        owner = start
        while match := _DASH.match(line, start):
            owner, expected, self._dash = start, True, start
            self._check_gap(match.start(1), match[1] or "")
            start = match.end()
        item = owner != start
        if start == len(line) or line[start] == "#":
            self.expects, self.awaiting = True, owner
            return
        if listing and not item:
            message = _("no space after '-'")
            hint = _("write: {text}").format(text=f"- {truncated(line[start + 1 :].lstrip())}")
            self.add("missing-space", start, message, hint)
            self._dash = start
            self.value(start + 1, start)
            return
        if line[start] == "%" and start == 0:
            self.unquotable(0)
        elif not self._read_key(start, owner, item=item, expected=expected):
            if expected or first:
                self.value(start, owner if item else self.awaiting)
            else:
                message = _("this is neither 'key: value' nor part of the text above")
                hint = _("indent it under its key, or put it in the value's line")
                self.add("stray-text", start, message, hint, length=len(line) - start)

    def _check_gap(self, index: int, gap: str) -> None:
        odd = re.search(rf"[\t{ODD}]", gap)
        if odd is None:
            return
        if odd[0] == "\t":
            message = _("a tab after '-'")
            self.add("tab-indent", index + odd.start(), message, _("type one plain space instead"))
        else:
            self.lookalike(index + odd.start())

    def _read_key(self, start: int, owner: int, *, item: bool, expected: bool) -> bool:
        """Read a line as a key and its value, however the colon is typed."""
        line = self.line
        match = _key_at(line, start)
        if match is None or not self._colon(match, item=item):
            return self._without_colon(start, expected=expected)
        if match["open"] in tuple("“‘「"):
            message = _("full-width quotes around a key")
            hint = _("write: {text}").format(text=f"{match['key']}:")
            self.add("fullwidth-syntax", start, message, hint, key=match["key"])
        end = match.end()
        owner = start if item or owner == start else owner
        if match["colon"] == ":" and line[end : end + 1] not in ("", " ", "\t", *ODD):
            self.skip_glued(end, owner)
        else:
            spaced = line[end : end + 1] in (" ", "\t")
            rest = line[end:].lstrip(" \t" if spaced else f" \t{ODD}")
            self.value(len(line) - len(rest), owner, match["key"])
        return True

    def _colon(self, match: re.Match[str], *, item: bool) -> bool:
        """Whether a mark ends a key; reports what is wrong with the mark."""
        key, colon, index = match["key"], match["colon"], match.start("colon")
        after = self.line[match.end() : match.end() + 1]
        if colon == ":" and after in ("", " ", "\t"):
            return True
        free = colon != ":" and not item  # where the office may have declared a field
        ours = is_key(key) or (free and _IDENTIFIER.fullmatch(key) is not None)
        if not ours or self.line.startswith("//", match.end()):
            return False
        if colon != ":":
            message = _("a full-width colon '{mark}' after a key").format(mark=colon)
            hint = _("type ':' and a space, with the input method switched to English")
            self.add("fullwidth-colon", index, message, hint, key=plain(key))
        elif re.match(rf"[{ODD}]", after):
            self.lookalike(match.end(), key=plain(key))
        else:
            message = _("no space after ':'")
            text = f"{key}: {truncated(self.line[match.end() :])}"
            hint = _("write: {text}").format(text=text)
            self.add("missing-space", index, message, hint, key=plain(key))
        return True

    def _without_colon(self, start: int, *, expected: bool) -> bool:
        line = self.line
        match = _NO_COLON.match(line, start)
        if match is None:
            return False
        key, rest = match["key"], line[match.end() :].strip()
        recognised = key in every_key() or (is_key(key) and not rest)
        if not recognised or (expected and rest not in ("", "|", ">")):
            return False
        message = _("no ':' after the key '{key}'").format(key=key)
        hint = _("write: {text}").format(text=f"{key}: {truncated(rest)}".rstrip())
        index = match.start("mark") if match["mark"] else match.end("key")
        self.add("missing-colon", index, message, hint, key=key)
        self.value(len(line) - len(rest), start, key)
        return True
