"""Write a form as an Excel workbook, locked except for one column."""

import io
import math
from collections.abc import Sequence
from datetime import date
from itertools import groupby
from typing import Any

import xlsxwriter  # type: ignore[import-untyped]  # the package carries no types

from progress_report.collect.out.form import HEADINGS, PREVIOUS, PROGRESS, SIGNATURE_LINE, Form
from progress_report.domain.config import ReportConfig
from progress_report.domain.diagnostics import CommandHint
from progress_report.render.excel import layout
from progress_report.render.excel.workbook import finished, refuse_long
from progress_report.system.i18n import _

_WIDTHS = (70, 250, 130, 300, 400)  # widths of the columns in pixels, in the order of `HEADINGS`
_SIZE, _SMALL, _TITLE_SIZE = 11, 9, 18  # points
_SIZES = (_SIZE, _SIZE, _SIZE, _SMALL, _SIZE)  # font sizes of the columns, in points
_MIN_LINES = 4  # minimum height of a task's row in lines of text, to leave room to write
_GREY, _TINT, _FRAME = "#595959", "#FFF8DC", "#808080"
_A4 = 9
_MARGIN = 0.6  # inches
_PARAGRAPHS = "分段请按 Alt+Enter（一段一行）。"
_PROMPTS = {
    True: _PARAGRAPHS + "文字长了行高会自动增加，打印前可再调整。",
    False: _PARAGRAPHS + "本格由多行合并而成，行高不会自动增加；文字显示不全时，请拖高其中的行。",
}
"""By whether the row grows with its text."""
_FIGURE_PROMPT = "只填一个数字；只知道完成比例的，填百分数，如55%。"
_PAST_COLUMN, _FILL_COLUMN = HEADINGS.index(PREVIOUS), HEADINGS.index(PROGRESS)
_PIECE = layout.MAX_HEIGHT / 2
"""Maximum height of a piece of a long text, in points; small enough to fill pages well."""


def write(form: Form, config: ReportConfig, due: date | None) -> bytes:
    """Write a form as ``.xlsx``.

    The same form gives the same bytes on any machine. The sheet is protected against accidental
    changes, without a password. Raises DataError if a text is longer than a cell of Excel.
    """
    packed = io.BytesIO()
    with xlsxwriter.Workbook(packed, {"in_memory": True}) as workbook:
        workbook.set_properties({"title": form.title, "author": config.issuer})
        sheet = _FormSheet(workbook, config)
        sheet.write(form, due)
    return finished(packed.getvalue(), lambda row: row not in sheet.growing)


class _FormSheet:
    """The sheet of the form. Rows and columns are 0-based."""

    FIRST = 3  # the row of the first task

    def __init__(self, workbook: Any, config: ReportConfig) -> None:
        self.workbook, self.config = workbook, config
        self.sheet = workbook.add_worksheet("报送表")
        self.growing: set[int] = set()  # rows whose height Excel adjusts to the text
        self.figures: set[int] = set()  # rows that ask for the figure of a target

    def write(self, form: Form, due: date | None) -> None:
        """Write the whole sheet."""
        fonts = self.config.office.fonts
        for column, width in enumerate(_WIDTHS):
            self.sheet.set_column_pixels(column, column, width)
        title = self._format(font_name=fonts.title[0], font_size=_TITLE_SIZE, align="center")
        self._write_across(0, form.title, title, _TITLE_SIZE)
        self._write_across(1, form.instructions(due), self._format(), _SIZE)
        heading = self._format(
            font_name=fonts.heading[0], align="center", border=1, border_color=_FRAME
        )
        for column, text in enumerate(form.headings):
            self.sheet.write_string(2, column, text, heading)
        self.sheet.set_row(2, layout.line_height(_SIZE) + 2 * layout.PADDING)
        end = self._lines(form)
        small = self._format(font_size=_SMALL, font_color=_GREY)
        self._write_across(end, SIGNATURE_LINE, self._format(locked=False, bg_color=_TINT), _SIZE)
        self._write_across(end + 1, form.mark, small, _SMALL)
        self._set_up(end - 1)

    def _lines(self, form: Form) -> int:
        framed = {"border": 1, "border_color": _FRAME, "valign": "top"}
        centred = self._format(**{**framed, "align": "center"})
        plain = self._format(**framed)
        past = self._format(**framed, font_color=_GREY, font_size=_SMALL)
        free = self._format(**framed, locked=False, bg_color=_TINT)
        forms = (centred, plain, plain, past, free)
        row = self.FIRST
        for line in form.lines:
            texts = (*line.locked, line.progress)
            height = (1 if line.target else _MIN_LINES) * layout.line_height(_SIZE) + layout.PADDING
            self.figures |= {row} if line.target else set()
            for text, width, size in zip(texts, _WIDTHS, _SIZES, strict=True):
                place = _("task {docket}").format(docket=line.docket)
                other = CommandHint(_("for Word forms, use {command}"), "--format docx")
                refuse_long(place, text, (_("shorten it"), other))
                height = max(height, layout.text_height(text, width, size))
            if height <= layout.MAX_HEIGHT:
                for column, (text, form_) in enumerate(zip(texts, forms, strict=True)):
                    self._text(row, column, text, form_)
                self.sheet.set_row(row, round(height, 2))
                self.growing.add(row)
                row += 1
            else:
                row = self._merged_rows(row, texts, forms)
        return row

    def _merged_rows(self, first: int, texts: Sequence[str], forms: Sequence[Any]) -> int:
        """Write a task that is higher than a row can be over several rows; return the next row.

        The previous text is split between sentences, so that no page ends in the middle of a
        line; the other columns are merged. Empty rows are added if those need more height.
        """
        width = _WIDTHS[_PAST_COLUMN]
        past_texts = layout.pieces(texts[_PAST_COLUMN], width, _SMALL, _PIECE)
        heights = [layout.text_height(text, width, _SMALL) for text in past_texts]
        merged = [column for column in range(len(HEADINGS)) if column != _PAST_COLUMN]
        lacking = max(
            layout.text_height(texts[column], _WIDTHS[column], _SIZES[column]) for column in merged
        ) - sum(heights)
        if lacking > 0:
            more = math.ceil(lacking / _PIECE)
            past_texts += [""] * more
            heights += [lacking / more] * more
        last = first + len(past_texts) - 1
        for row, (text, needed) in enumerate(zip(past_texts, heights, strict=True), start=first):
            edges = {"left": 1, "right": 1, "top": int(row == first), "bottom": int(row == last)}
            past = self._format(
                **edges, border_color=_FRAME, valign="top", font_color=_GREY, font_size=_SMALL
            )
            self._text(row, _PAST_COLUMN, text, past)
            self.sheet.set_row(row, layout.whole_pixels(needed))
        for column in merged:
            self.sheet.merge_range(first, column, last, column, "", forms[column])
            self._text(first, column, texts[column], forms[column])
        return last + 1

    def _text(self, row: int, column: int, text: str, form: Any) -> None:
        if text:
            self.sheet.write_string(row, column, text, form)
        else:
            self.sheet.write_blank(row, column, None, form)

    def _write_across(self, row: int, text: str, form: Any, size: float) -> None:
        """Write a text into a row, merged over the width of the form."""
        self.sheet.merge_range(row, 0, row, _FILL_COLUMN, "", form)
        self.sheet.write_string(row, 0, text, form)
        needed = layout.text_height(text, sum(_WIDTHS), size)
        self.sheet.set_row(row, round(min(needed, layout.MAX_HEIGHT), 2))

    def _format(self, **wanted: object) -> Any:
        base = {
            "font_name": self.config.office.fonts.body[0],
            "font_size": _SIZE,
            "text_wrap": True,
            "valign": "vcenter",
            "align": "left",
            "num_format": "@" if wanted.get("locked") is False else "General",
        }
        return self.workbook.add_format({**base, **wanted})

    def _set_up(self, last: int) -> None:
        sheet, grow = self.sheet, self.growing
        prompts = {row: _PROMPTS[row in grow] for row in range(self.FIRST, last + 1)}
        prompts |= dict.fromkeys(self.figures, _FIGURE_PROMPT)
        for message, alike in groupby(prompts, prompts.__getitem__):
            rows = [*alike]
            prompt = {"input_title": PROGRESS, "input_message": message}
            sheet.data_validation(
                rows[0], _FILL_COLUMN, rows[-1], _FILL_COLUMN, {"validate": "any", **prompt}
            )
        sheet.protect("", {"format_rows": True, "format_columns": True})
        sheet.ignore_errors({"number_stored_as_text": f"A{self.FIRST + 1}:E{last + 1}"})
        sheet.freeze_panes(self.FIRST, 1)
        sheet.set_selection(self.FIRST, _FILL_COLUMN, self.FIRST, _FILL_COLUMN)
        sheet.set_paper(_A4)
        sheet.set_landscape()
        sheet.set_margins(_MARGIN, _MARGIN, _MARGIN, _MARGIN)
        sheet.fit_to_pages(1, 0)
        sheet.center_horizontally()
        sheet.repeat_rows(self.FIRST - 1)
        sheet.set_footer("&C— &P —", {"margin": _MARGIN / 2})
