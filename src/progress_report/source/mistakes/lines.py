"""Find every typing mistake in a YAML file, line by line.

The parser stops at the first error, which it often reports some lines below the cause. This scan
never stops. It follows just enough of YAML (indentation, block scalars, quotes, brackets) to
distinguish structure from text, and runs only on files that are broken or look suspicious.
"""

import re
from dataclasses import replace

from ruamel.yaml.error import MarkedYAMLError, YAMLError

from progress_report.domain.diagnostics import Diagnostic, Severity
from progress_report.source import worded
from progress_report.source.mistakes.inline import BLOCK_HEAD, ODD, Mistake, Open, Values, truncated
from progress_report.source.mistakes.keys import every_key, is_key, plain
from progress_report.source.places import Source
from progress_report.system.data import read_data

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
        scan.read(number, line)
    scan.finish()
    return sorted(scan.mistakes, key=lambda mistake: mistake.diagnostic.order)


def explain(source: Source, error: YAMLError) -> list[Diagnostic]:
    """Report every mistake in a broken file, and the parser's error if none explains it."""
    name, line, column = _read(error)
    diagnostics = []
    explained = False
    for mistake in find_mistakes(source):
        diagnostic = mistake.diagnostic
        _path, mistake_line, *_rest = diagnostic.order
        cause = mistake_line <= line
        if diagnostic.rule.startswith("comment-"):
            cause = mistake_line in (line - 1, line)  # text below a comment belongs to nothing
            if cause and not explained:
                diagnostic = replace(diagnostic, severity=Severity.ERROR)
        diagnostics.append(diagnostic)
        explained = explained or cause
    if not explained:
        if line > len(source.lines):  # something is open at the end
            line, column = len(source.lines), len(source.lines[-1]) + 1
        diagnostics.append(worded(name, source.at(line, column)))
    return diagnostics


def _read(error: YAMLError) -> tuple[str, int, int]:
    """The name of an error in data/mistakes.yaml, and its 1-based line and column."""
    words = read_data("source", "mistakes")
    problem = str(getattr(error, "problem", None) or error)
    texts = problem, f"{getattr(error, 'context', None) or ''}; {problem}"
    known = (
        name for text in texts for said, name in words["parser"].items() if re.search(said, text)
    )
    name = next(known, "yaml-syntax")
    mark = None
    if isinstance(error, MarkedYAMLError):
        mark = error.problem_mark
        if mark is None or (name in words["at_context"] and error.context_mark is not None):
            mark = error.context_mark
    return name, *((mark.line + 1, mark.column + 1) if mark else (1, 1))


def _key_at(line: str, start: int) -> re.Match[str] | None:
    match = _KEY.match(line, start)
    return match if match and match["open"] + match["close"] in _QUOTES else None


class _Scan(Values):
    def __init__(self, source: Source) -> None:
        super().__init__(source)
        self._begun = False
        self._bad_lead = (0, "")  # the last line with a bad indentation, and its bad character
        self._dash = -1  # the column of the last dash of an open list, spaced or not
        self._first = (0, 0)  # line and column of the first key

    def read(self, number: int, line: str) -> None:
        self.number, self.line = number, line
        if _CONFLICT.match(line):
            if line[0] == "<":  # once for each conflict
                self.add("merge-conflict", 0, length=len(line))
            return
        spaces = len(line) - len(line.lstrip(" "))
        if (
            (self.block is not None and self._in_block(spaces))
            or (self.quote is not None and self._in_quotes(self.quote, spaces))
            or (self.brackets and self._in_brackets(spaces))
        ):
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

    def finish(self) -> None:
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
                length = len(line) - spaces
                self.add("text-not-indented", spaces, length=length, count=owner + 2)
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
            self.add("several-documents", 0, length=3)
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
        name = {"\t": "tab-indent", "\u3000": "fullwidth-indent"}.get(char, "lookalike-indent")
        match = _key_at(self.line, lead.end())
        key = plain(match["key"]) if match else ""
        self.add(name, lead.start(1), key=key, code=ord(char))
        return lead.end()

    def _node(self, start: int) -> None:
        """A line that should be a key, an item, or the value of the line above."""
        line, first = self.line, not self._begun
        if start < self._dash:  # its list has ended
            self._dash = -1
        listing = line[start] == "-" and (self.listing or start == self._dash)
        expected = self.expects or listing
        self._begun, self.plain, self.expects = True, None, False
        if first:
            self._first = (self.number, start)
        elif start < self._first[1]:
            self.add("indented-first-key", 0, line=self._first[0], length=self._first[1])
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
            written = f"- {truncated(line[start + 1 :].lstrip())}"
            self.add("no-space-after-dash", start, written=written)
            self._dash = start
            self.value(start + 1, start)
            return
        if line[start] == "%" and start == 0:
            self.unquotable(0)
        elif not self._read_key(start, owner, item=item, expected=expected):
            if expected or first:
                self.value(start, owner if item else self.awaiting)
            else:
                self.add("stray-text", start, length=len(line) - start)

    def _check_gap(self, index: int, gap: str) -> None:
        odd = re.search(rf"[\t{ODD}]", gap)
        if odd is None:
            return
        if odd[0] == "\t":
            self.add("tab-after-dash", index + odd.start())
        else:
            self.lookalike(index + odd.start())

    def _read_key(self, start: int, owner: int, *, item: bool, expected: bool) -> bool:
        """Read a line as a key and its value, however the colon is typed."""
        line = self.line
        match = _key_at(line, start)
        if match is None or not self._colon(match, item=item):
            return self._without_colon(start, expected=expected)
        if match["open"] in tuple("“‘「"):
            key = match["key"]
            self.add("fullwidth-quotes", start, key=key, written=f"{key}:")
        end = match.end()
        owner = start if item or owner == start else owner
        if match["colon"] == ":" and line[end : end + 1] not in ("", " ", "\t", *ODD):
            block = BLOCK_HEAD.fullmatch(line, end)
            self.block, self.plain = (owner, None) if block else (None, owner)
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
            self.add("fullwidth-colon", index, key=plain(key), mark=colon)
        elif re.match(rf"[{ODD}]", after):
            self.lookalike(match.end(), key=plain(key))
        else:
            written = f"{key}: {truncated(self.line[match.end() :])}"
            self.add("missing-space", index, key=plain(key), written=written)
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
        written = f"{key}: {truncated(rest)}".rstrip()
        index = match.start("mark") if match["mark"] else match.end("key")
        self.add("missing-colon", index, key=key, written=written)
        self.value(len(line) - len(rest), start, key)
        return True
