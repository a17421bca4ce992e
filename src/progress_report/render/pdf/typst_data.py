"""What ``templates/table.typ`` prints: the table and its layout as plain data.

A text is a string that Typst prints as it is. Only where a part of it may be wider than its column
is it a list of strings, and of lists of characters between which a line may break.
"""

import calendar
import datetime as dt
import math
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from progress_report.domain.columns import centred_columns
from progress_report.domain.config import MM_PER_POINT, ReportConfig
from progress_report.domain.diagnostics import ReportError
from progress_report.domain.period import Period
from progress_report.domain.table import DRAFT, Cell, Table
from progress_report.render.pdf.fonts import MAX_NAME
from progress_report.render.title import title_lines
from progress_report.system.i18n import _
from progress_report.text.excerpt import join_truncated
from progress_report.text.numerals import TO_ARABIC

_LINE_HEIGHT = 1.5
_MAX_COLUMNS_NAMED = 5
_CELL_SIDES_MM = 4.0
_DATE = re.compile(r"([0-9]{4})年([0-9]{1,2})月([0-9]{1,2})日")
_TENS = re.compile(r"[一二三]?十[一二三四五六七八九]?")
# A run that Typst never breaks; ideographs have a break on both sides, unless a mark follows.
_RUN = re.compile(r"[^\s\u2e80-\u2fff\u3040-\u9fff\uac00-\ud7af\U00020000-\U0003ffff]{2,}")
_IDEOGRAPHS = r"\u3400-\u4dbf\u4e00-\u9fff"
# What may have no break in it by the strictest reading: whatever is not two ideographs or a space.
_SOLID = re.compile(rf"(?:[{_IDEOGRAPHS}]?[^ \u3000{_IDEOGRAPHS}])+[{_IDEOGRAPHS}]?")
_INDENT = 2
_VISIBLE_ASCII = "".join(map(chr, range(0x21, 0x7F)))
_MARKS = "。，；：！？、”’）》】"
_MAX_NUMBER = 8  # characters of a number that is kept with its measure
_EXACT = 0.01  # characters; a text as wide as its column may be broken
_FEW = 4  # characters in a line; where there are fewer, it may break anywhere


def plain_data(table: Table, config: ReportConfig, advances: Mapping[str, float]) -> dict[str, Any]:
    """All that the template prints, but for the fonts; the advances are of the cells' text."""
    require_legible(table, config)
    page = config.page
    cells = _Cells(table, *page.text_area, page.text_size, advances)
    language, _dash, region = config.language.partition("-")
    date = printed_date(config.date) or _last_day(table.period)
    return {
        "title": " ".join(table.title.split()),
        "title_lines": title_lines(table, config),
        "description": _description(table, config.language),
        "lang": language,
        "region": region.lower() if re.fullmatch("[A-Za-z]{2}", region) else None,
        "date": {"year": date.year, "month": date.month, "day": date.day},
        "columns": [
            {
                "heading": cells.parts(column.heading, index),
                "kind": column.kind.value,
                "centred": cells.centred[index],
                "below": bool(column.over),
                "width": column.width / sum(c.width for c in table.columns),
            }
            for index, column in enumerate(table.columns)
        ],
        "upper": [
            {"heading": cells.parts(text, index), "span": span}
            for index, (text, span) in cells.upper_headings()
        ],
        "rows": list(cells.rows()),
        "draft": draft_notice(table),
        "notes": list(table.notes),
        "issuer": config.issuer,
        "date_line": config.date,
        "layout": {
            "sheet": list(page.sheet),
            "number_is_turned": page.number_is_turned,
            "margin": {
                side: getattr(page, f"margin_{side}") for side in ("top", "right", "bottom", "left")
            },
            "text_size": page.text_size,
            "title_size": page.title_size,
        },
    }


def require_legible(table: Table, config: ReportConfig) -> None:
    """Raise ReportError for columns narrower than a character: text would lie over that beside."""
    page = config.page
    across, _down = page.text_area
    total = sum(column.width for column in table.columns)
    narrow = [c.heading for c in table.columns if across * c.width / total < page.text_size]
    if narrow:
        message = _("the column '{heading}' is narrower than a character; widen it")
        headings = join_truncated(narrow, _MAX_COLUMNS_NAMED, _(", "))
        raise ReportError(message.format(heading=headings))


def printed_date(text: str) -> dt.date | None:
    """The date that a date line gives, such as 2021年7月5日 or 二〇二一年七月五日, if it is one."""
    numbers = _TENS.sub(_number, "".join(text.split())).translate(TO_ARABIC)
    try:
        return dt.date(*map(int, match.groups())) if (match := _DATE.search(numbers)) else None
    except ValueError:  # the 31st of June
        return None


def _number(match: re.Match[str]) -> str:
    tens, _ten, ones = match[0].partition("十")
    return f"{(tens or '一')}{ones or '〇'}"


def _last_day(period: Period) -> dt.date:
    if not period.last:  # the year's plan
        return dt.date(period.year, 1, 1)
    _weekday, day = calendar.monthrange(period.year, period.last)
    return dt.date(period.year, period.last, day)


def _description(table: Table, language: str) -> str:
    if language.lower().startswith("zh"):
        return f"{table.period.year}年{table.period.label}，共{len(table.rows)}项"
    return f"{table.period.name}: {len(table.rows)} tasks"


def draft_notice(table: Table) -> str:
    """What the page says at the top of a draft; nothing at that of another table."""
    if not table.draft:
        return ""
    missing = "、".join(table.missing)
    count = f"尚缺 {len(table.missing)} 项任务的进展：{missing}。" if missing else ""
    return f"{DRAFT}，不得对外公布。{count}"


class _Cells:
    """The rows of a table, with what the template needs to know beforehand."""

    def __init__(
        self,
        table: Table,
        across: float,
        down: float,
        size: float,
        advances: Mapping[str, float],
    ) -> None:
        """Take a table on a sheet: its inner width and height, and its type size, in points."""
        self.table, self.advance = table, advances.__getitem__
        self.widest = max(1.0, *advances.values())
        fixed = {char: width for char, width in advances.items() if char.isalnum()}
        self.fixed = defaultdict(float, fixed).__getitem__
        """The widths of characters, but of those that shrink at the end of a line."""
        total = sum(column.width for column in table.columns)
        self.ems = []
        self.centred = centred_columns(table)
        for column, centred in zip(table.columns, self.centred, strict=True):
            width = across * column.width / total
            sides = 0.6 if centred else _CELL_SIDES_MM / MM_PER_POINT
            self.ems.append(max(1.0, (width - sides) / size))
        """The width of the text of each column, in characters."""
        upper = (self._line_bounds([text], i)[1] for i, (text, _span) in self.upper_headings())
        lower = (self._line_bounds([c.heading], i)[1] for i, c in enumerate(table.columns))
        self.room = down / size / _LINE_HEIGHT - max(upper, default=0) - max(lower) - 3

    def parts(self, text: str, index: int) -> str | list[str | list[str]]:
        """A text of a column; if a run in it may be wider than that, in parts, it by characters."""
        ems = self.ems[index]
        if sum(map(self.advance, text)) < ems - _EXACT:
            return text
        if ems < _FEW:
            return [[*_clusters(text)]] if len(text) > 1 else text
        parts: list[str | list[str]] = []
        position = 0
        for run in _RUN.finditer(text):
            # with the characters that stick to its ends
            if sum(map(self.advance, run[0])) + 2 * self.widest > ems:
                parts += [text[position : run.start()], [*_clusters(run[0])]]
                position = run.end()
        return [*parts, text[position:]] if parts else text

    def upper_headings(self) -> Iterator[tuple[int, tuple[str, int]]]:
        """The cells of the upper heading row, each with the index of its first column."""
        index = 0
        for text, span in self.table.upper_headings:
            yield index, (text, span)
            index += span

    def rows(self) -> Iterator[dict[str, Any]]:
        """Every row."""
        depth = max((len(row.headings) for row in self.table.rows), default=0)
        for row in self.table.rows:
            yield {
                "docket": row.docket,
                "headings": [
                    {"text": text, "level": 2 + depth - len(row.headings) + i}
                    for i, text in enumerate(row.headings)
                ],
                "level": 2 + depth,
                "bookmark": None if row.total else self.table.bookmark(row),
                "cells": [cell and self._cell(cell, i) for i, cell in enumerate(row.cells)],
            }

    def _cell(self, cell: Cell, index: int) -> dict[str, Any]:
        lines = self._line_bounds(cell.paragraphs, index)
        paragraphs = [self.parts(text, index) for text in cell.paragraphs]
        return {
            "paragraphs": paragraphs,
            "last": [_last_characters(part) if lines[1] > 1 else None for part in paragraphs],
            "lines": lines,
            "rowspan": cell.rowspan,
            "name": len(cell.text) <= MAX_NAME,
            "missing": cell.missing,
            "fill": cell.fill or None,
            "may_be_tall": cell.rowspan > 1 or lines[1] > self.room,
        }

    def _line_bounds(self, paragraphs: Sequence[str], index: int) -> tuple[int, int]:
        """The fewest and the most lines that a cell takes.

        A row is as high as its highest cell: what cannot be that one need not be measured. A line
        and what did not fit on it are wider than the column; so are any two lines.
        """
        ems, indent = self.ems[index], _INDENT if len(paragraphs) > 1 else 0
        fewest = most = 0
        for text in paragraphs:
            width = indent + sum(map(self.advance, text))
            solid = self.widest * max(map(len, _SOLID.findall(text)), default=1)
            fixed = indent + sum(map(self.fixed, text))
            fewest += 1 if solid > ems else max(1, math.ceil(fixed / (ems + 1)))
            full = max(ems - solid, ems / 2)
            most += 1 if width < ems - _EXACT else math.ceil(width / full) + 1
        return fewest, most


def _last_characters(text: str | list[str | list[str]]) -> tuple[int, int] | None:
    """The bytes of the last characters, that with the marks behind them are three or more."""
    if not isinstance(text, str):
        return None
    body = text.rstrip(_MARKS)
    before = body[:-1].rstrip(_VISIBLE_ASCII)
    start = len(body) - (3 if body == text else 2)
    if not all(map(_is_ideograph, body[start:])) or start < 0:
        start, is_number = len(before), 0 < len(body) - len(before) - 1 <= _MAX_NUMBER
        if body == text or not is_number or not _is_ideograph(body[-1]):
            return None
    return len(text[:start].encode()), len(body.encode())


def _is_ideograph(char: str) -> bool:
    return "\u4e00" <= char <= "\u9fff"


def _clusters(text: str) -> Iterator[str]:
    """The characters, each with the marks and selectors that belong to it."""
    cluster = ""
    for char in text:
        if cluster and unicodedata.category(char)[0] != "M" and char != "\u200d":
            yield cluster
            cluster = ""
        cluster += char
    if cluster:
        yield cluster
