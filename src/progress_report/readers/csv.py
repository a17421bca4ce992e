"""Read CSV files (RFC 4180 and variants); encoding and separator are detected."""

import csv
import io
import re
from collections import Counter
from collections.abc import Sequence

from progress_report.domain.diagnostics import Diagnostic, Location
from progress_report.readers import worded
from progress_report.readers.decoding import decode_any
from progress_report.readers.grid import Grid
from progress_report.render.csv import serialize, unguard
from progress_report.system.i18n import _
from progress_report.system.limits import MAX_CELLS, require_at_most

_SEPARATORS = (",", "\t", ";")
_DECLARED = re.compile(r"sep=([^\r\n\"])\r?\n")
"""An optional first line that Excel reads and writes."""
_OLD_END = re.compile(r"\r(?!\n)")
"""The line ending of classic Mac OS, which Excel for Mac still offers."""
_AS_TEXT = re.compile(r'\A="([^"]*)"\Z')  # how Excel is kept from reading 021 as a number
_Record = tuple[int, list[str]]  # the 1-based line on which a record begins, and its fields
_SAMPLE_LENGTH = 20_000  # length of the text used to detect the separator, in characters


def read(path: str, raw: bytes) -> tuple[list[Grid], list[Diagnostic]]:
    """Read records separated by commas, tabs or semicolons; rows are numbered by their first lines.

    A record of one field before or after all others is a title or a note. Any other record of a
    different width is unreadable; if it comes first, where the headings are, there is no grid.
    """
    text, problems = decode_any(path, raw)
    if problems:
        return [], problems
    text = _OLD_END.sub("\n", text)
    skipped = 0
    separators: Sequence[str] = _SEPARATORS
    if declared := _DECLARED.match(text):
        separators, skipped, text = (declared[1],), 1, text[declared.end() :]
    separator = _separator(text[:_SAMPLE_LENGTH], separators)
    require_at_most(MAX_CELLS, text.count(separator) + text.count("\n"), _("fields"))
    read_records, broken, width = _read(text, separator, skipped)
    if broken is not None:
        return [], [_syntax_error(path, text.split("\n"), skipped, *broken)]
    records = [
        (line, texts) for line, fields in read_records if any(texts := [*map(str.strip, fields)])
    ]
    if not records:
        return [], [worded("no-records", Location(path))]
    if '="' in text:
        records = [(line, [_AS_TEXT.sub(r"\1", text) for text in texts]) for line, texts in records]
    if "'" in text:
        records = [(line, [*map(unguard, texts)]) for line, texts in records]
    require_at_most(MAX_CELLS, width * len(records), _("cells"))
    fields = (fields for _line, fields in read_records)
    is_own = raw.startswith(b'\xef\xbb\xbf"') and raw == serialize(fields)
    return _grid(path, records, width, is_own=is_own)


def _separator(sample: str, separators: Sequence[str]) -> str:
    candidates = [separator for separator in separators if separator in sample] or separators
    if len(candidates) == 1:
        return candidates[0]
    first_line = sample.lstrip().partition("\n")[0]

    def rank(separator: str) -> tuple[float, int, int]:
        records, _broken, width = _read(sample, separator, 0)
        regular = sum(len(fields) == width > 1 for _line, fields in records)
        return regular / max(1, len(records)), width, first_line.count(separator)

    return max(candidates, key=rank)


def _read(
    text: str, separator: str, skipped: int
) -> tuple[list[_Record], tuple[int, str] | None, int]:
    """The records, the line and reason where one is broken, and the usual number of fields.

    Records of a single field do not count for that.
    """
    reader = csv.reader(
        io.StringIO(text, newline="\n"), delimiter=separator, strict=True, skipinitialspace=True
    )
    records: list[_Record] = []
    broken = None
    line = 1
    try:
        for fields in reader:
            several = reader.line_num > line
            texts = [field.replace("\r\n", "\n") for field in fields] if several else fields
            records.append((skipped + line, texts))
            line = reader.line_num + 1
    except csv.Error as error:
        broken = skipped + line, str(error)
    counts = Counter(len(fields) for _line, fields in records if len(fields) > 1)
    return records, broken, max(counts, key=lambda width: (counts[width], width), default=1)


def _syntax_error(
    path: str, lines: Sequence[str], skipped: int, line: int, reason: str
) -> Diagnostic:
    excerpt = lines[line - skipped - 1].removesuffix("\r")
    location = Location(path, line, max(1, excerpt.find('"') + 1), 1, excerpt)
    names = {"unexpected end": "unclosed-quote", "limit": "long-field"}
    name = next((name for words, name in names.items() if words in reason), "text-after-quote")
    return worded(name, location)


def _grid(
    path: str, records: Sequence[_Record], width: int, *, is_own: bool
) -> tuple[list[Grid], list[Diagnostic]]:
    full = [index for index, (_line, fields) in enumerate(records) if len(fields) >= width]
    first, last = (full[0], full[-1]) if full else (0, 0)
    rows = []
    problems = []
    unreadable: set[tuple[int, int]] = set()
    for index, (line, texts) in enumerate(records):
        if len(texts) == width:
            rows.append(tuple(texts))
            continue
        while len(texts) > width and not texts[-1]:
            texts.pop()
        outside = not first < index < last
        if len(texts) != width and not (len(texts) == 1 and outside):
            location = Location(path, line, 1, 1, " | ".join(texts))
            problems.append(worded("record-width", location, count=len(texts), width=width))
            unreadable |= {(index, column) for column in range(width)}
        texts.extend([""] * (width - len(texts)))
        rows.append(tuple(texts[:width]))
    if any(index <= first for index, _column in unreadable):
        return [], problems
    numbers = tuple(line for line, _fields in records)
    grid = Grid("", tuple(rows), numbers, unreadable=frozenset(unreadable), exact=is_own)
    return [grid], problems
