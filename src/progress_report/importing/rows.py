"""Every row of an understood grid: a task's, a group, a total, a note, or a diagnostic."""

import re
import unicodedata
from collections.abc import Sequence
from functools import cache

from progress_report.domain.docket import looks_like_docket, plain_docket
from progress_report.domain.table import ColumnKind
from progress_report.importing import worded
from progress_report.importing.refusals import left_out, named_places
from progress_report.importing.statement import FileStatements, group_name
from progress_report.importing.task_rows import TaskRows
from progress_report.readers.page_text import is_approval, is_note
from progress_report.system.data import Patterns, read_data
from progress_report.system.i18n import _
from progress_report.text.prose import without_whitespace

_DATA = read_data("importing", "rows")


@cache
def _row_patterns(totals: tuple[str, ...]) -> Patterns:
    return Patterns({**_DATA, "total": [*_DATA["total"], *totals]})


_AROUND_NUMBER = re.compile(r"[\s().、]")
_COLUMN_LETTERS = "甲乙丙丁戊己庚辛壬癸", "ABCDEFGHIJ", "一二三四五六七八九十"
_SENTENCE = re.compile(r"[，。；、！？]|.{15}")  # what no signature has
_LONGEST_GROUP = 40


def read_rows(tasks: TaskRows) -> FileStatements:
    """Read each row below the headings."""
    reader, layout = _Rows(tasks), tasks.layout
    rows = layout.grid.rows
    end = next((i for i in range(layout.start, len(rows)) if reader.is_other(rows[i])), len(rows))
    last_task = max((i for i in range(layout.start, end) if reader.has_key(rows[i])), default=-1)
    for index in range(layout.start - len(layout.head)):
        reader.above(index)
    for index in range(layout.start, end):
        reader.row(index, behind=index > last_task)
    for index in range(end, len(rows)):
        reader.leave(index, _("part of another table below"))
    reader.note_blank()
    reader.tasks.note_merged_rows()
    return reader.result


def _counts_columns(texts: Sequence[str]) -> bool:
    """Whether a row counts its columns: 1, 2, 3 or （1）, （2）, （3） or 甲, 乙, 丙."""
    count = len(texts)
    series = (tuple(map(str, range(1, count + 1))), *_COLUMN_LETTERS)
    return count > 2 and any(  # noqa: PLR2004 - two may be a task
        count <= len(names) and all(map(_is_number, texts, names)) for names in series
    )


def _is_number(text: str, name: str) -> bool:
    return _AROUND_NUMBER.sub("", unicodedata.normalize("NFKC", text)) == name


class _Rows:
    def __init__(self, tasks: TaskRows) -> None:
        self.tasks, self.result = tasks, tasks.result
        self.layout, self.config, self.grid = tasks.layout, tasks.config, tasks.layout.grid
        self.patterns = _row_patterns(self.config.imports.totals)
        self.groups: list[str] = []  # the groups of the rows that follow, from the outermost
        self.new_groups: list[str] = []  # those named since the last task
        self.undeclared: list[str] = []  # their texts, where the layout declares no groups
        self.blank: list[int] = []  # rows that were numbered and not filled in
        keys = map(self.layout.index, (ColumnKind.DOCKET, ColumnKind.NUMBER))
        self.keys = [index for index in keys if index is not None]

    def is_other(self, row: Sequence[str]) -> bool:
        """Whether a row is the headings of another table below: over its numbers, again 序号."""
        names = self.layout.columns.names
        again = any(
            row[index] and without_whitespace(row[index]) == names[index] for index in self.keys
        )
        return again and len(set(filter(None, row))) > 1 and not self.layout.is_heading(row)

    def has_key(self, row: Sequence[str]) -> bool:
        """Whether a row names its task; otherwise it is a heading or a note."""
        if len({text for text in row if text}) < 2 or self._is_approval(row):  # noqa: PLR2004 - one text is no row of a table
            return False
        if not self.keys:
            return bool(self._task(row))
        if self._is_note(" ".join(filter(None, row))):
            return all(plain_docket(row[index]).isdecimal() for index in self.keys)
        return any(looks_like_docket(row[index]) for index in self.keys)

    def above(self, index: int) -> None:
        """Refuse a row above the headings that is a task's."""
        row = self.grid.rows[index]
        reports = [text for text in self._reports(row) if _SENTENCE.search(text)]
        is_task = self._is_task(row, behind=True) and not self._is_approval(row)
        if is_task and (reports or (self.keys and self.has_key(row))):
            column = self.keys[0] if self.keys else self.layout.index(ColumnKind.TASK)
            self.tasks.refuse(index, column or 0, "above-headings")

    def _reports(self, row: Sequence[str]) -> set[str]:
        meanings = zip(self.layout.meanings, row, strict=True)
        return {text for what, text in meanings if what and what.kind is ColumnKind.PROGRESS}

    def row(self, index: int, *, behind: bool) -> None:
        row = self.grid.rows[index]
        texts = list(dict.fromkeys(text for text in row if text))
        if index in self.grid.below_hidden:
            self.tasks.expected = 0
        if not texts or self.layout.is_heading(row):
            return
        if (index, self.tasks.key_column) in self.grid.unreadable:
            self.result.refused += 1
            self.tasks.expected = 0
            return
        whole = " ".join(texts)
        if reason := self._reason(row, texts):
            self.leave(index, reason)
        elif len(texts) == 1 and self._is_number_alone(index):
            self.blank.append(index)
            self.tasks.expected = 0
        elif len(texts) == 1 and (row.count(texts[0]) > 1 or row[0]) and not self._is_only_key(row):
            self._across(index, texts[0], behind=behind)
        elif self.has_key(row) or self._is_task(row, behind=behind):
            self._enter_groups()
            self.tasks.take(index, self.groups)
        elif self._is_note(whole) or (behind and not self._is_report(row)):
            self.leave(index, _("a note"))
        else:
            self.tasks.refuse(index, self.tasks.docket or 0, "no-docket")

    def _is_unfinished(self, index: int) -> bool:
        """Whether the report of a row breaks off within a sentence, to go on below."""
        row = self.grid.rows[index]
        reports = self._reports(row) if self.has_key(row) else ()
        return any(text.endswith(("，", "、", "；", ",", ";")) for text in reports)

    def _is_task(self, row: Sequence[str], *, behind: bool) -> bool:
        """Whether a row is a task's though its docket is none; behind the last it must report."""
        task, keys = self._task(row), "".join(row[index] for index in self.keys)
        whole = " ".join(dict.fromkeys(filter(None, row)))
        if not task or not behind:
            return bool(task)
        begins_so = any(map(str.isdigit, keys)) or not (
            self._is_note(task) or self._is_note(whole) or task.endswith((":", "："))
        )
        return begins_so and bool(self._reports(row) - {"", task})

    def _reason(self, row: Sequence[str], texts: Sequence[str]) -> str:
        """Why a row is no task's by its words alone; empty if it may be one."""
        if _counts_columns(texts):
            return _("the numbers of the columns")
        if self.patterns["sample"].fullmatch(texts[0]):
            return _("a sample")
        if self._is_approval(row):
            return _("a note")
        total = any(self.patterns["total"].fullmatch(text) for text in texts[:2])
        return _("a total, not a task") if total or self._is_counted(row, texts[0]) else ""

    def _is_approval(self, row: Sequence[str]) -> bool:
        """Whether a row without a number belongs to the approval of the table."""
        keys = "".join(row[index] for index in self.keys)
        return not any(map(str.isdigit, keys)) and is_approval([*filter(None, row)])

    def _is_counted(self, row: Sequence[str], text: str) -> bool:
        keys = {row[index] for index in self.keys} - {text}
        counted = self.patterns["count"].fullmatch(without_whitespace(text)) is not None
        return counted and not any(map(looks_like_docket, keys))

    def _is_report(self, row: Sequence[str]) -> bool:
        """Whether a row without a key says what a note, a name or a date below a table does not."""
        if any(row[index] for index in self.keys):
            return False
        for meaning, text in zip(self.layout.meanings, row, strict=True):
            if meaning is None or not text:
                continue
            if meaning.kind in (ColumnKind.LEAD, ColumnKind.UNITS) or (
                meaning.kind in (ColumnKind.TASK, ColumnKind.PROGRESS) and _SENTENCE.search(text)
            ):
                return True
        return False

    def _is_only_key(self, row: Sequence[str]) -> bool:
        return any(looks_like_docket(row[index]) for index in self.keys) and row[0].isdecimal()

    def _is_number_alone(self, index: int) -> bool:
        column = self.layout.index(ColumnKind.NUMBER)
        return column is not None and self.grid.rows[index][column].isdecimal()

    def note_blank(self) -> None:
        if self.blank:
            places = named_places([self.grid.at(index, 0) for index in self.blank])
            note = worded.sentence("blank-rows", count=len(self.blank), places=places)
            self.result.notes.append(note)

    def _is_note(self, text: str) -> bool:
        return is_note(text, self.config.imports.skip_lines)

    def _task(self, row: Sequence[str]) -> str:
        index = self.layout.index(ColumnKind.TASK)
        return "" if index is None else row[index]

    def _enter_groups(self) -> None:
        """Of several levels, fewer names than levels are those of the innermost."""
        levels = len(self.config.group.fields) if self.config.group else 0
        kept = self.groups[: max(0, levels - len(self.new_groups))]
        self.groups = [*kept, *self.new_groups[max(0, len(self.new_groups) - levels) :]]
        self.new_groups = []
        self.result.group_rows = max(self.result.group_rows, self.undeclared, key=len)
        self.undeclared = []

    def _across(self, index: int, text: str, *, behind: bool) -> None:
        """A row of one text: a group, a note, or the title again."""
        if text in self.layout.title:
            return
        is_named = self.config.group is not None and group_name(text) != text
        if self._is_unfinished(index - 1) and not (is_named or self._is_note(text)):
            self.tasks.refuse(index, self.tasks.docket or 0, "no-docket")
            return
        short = len(text) <= _LONGEST_GROUP and not self._is_note(text)
        if short and not behind:
            self.new_groups.append(group_name(text))
            if self.config.group is None:
                self.undeclared.append(text)
                self.leave(index, _("a group; data/report.yaml declares none"))
        else:
            self.leave(index, _("a note"))

    def leave(self, index: int, why: str) -> None:
        """Leave a row out, and say so unless it is blank."""
        if text := " ".join(dict.fromkeys(filter(None, self.grid.rows[index]))):
            self.result.notes.append(left_out(self.grid.at(index, 0), why, text))
