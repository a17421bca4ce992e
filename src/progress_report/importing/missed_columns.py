"""Headings of no known meaning that look like those a table cannot do without."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from progress_report.domain.diagnostics import Diagnostic
from progress_report.domain.period import Period
from progress_report.domain.table import ColumnKind
from progress_report.importing.layout import Layout
from progress_report.importing.locator import CellLocator
from progress_report.importing.statement import Statement
from progress_report.system.data import pattern, read_data
from progress_report.system.i18n import _, period_name


class MissedWords:
    """The words of data/headings.yaml for headings of unknown meaning, as regular expressions."""

    def __init__(self, words: Mapping[str, Any]) -> None:
        """Take the content of the file."""
        not_task = "{not_task}|{not_task_end}$"
        self.progress = pattern(
            r"{like_progress}|{like_progress_verb}\w*{like_progress_result}", words, re.IGNORECASE
        )
        self.not_task = pattern(not_task, words)
        self.not_progress = pattern(
            rf"{not_task}|{{not_progress}}|{{not_progress_end}}$|"
            "(?:^|/){not_progress_alone_of}?{not_progress_alone}$",
            words,
        )
        self.docket = pattern("{like_docket}", words)
        self.not_docket = pattern("{not_docket}", words)


MISSED_WORDS = MissedWords(read_data("importing", "headings"))


def missed_progress(
    layout: Layout,
    statements: Sequence[Statement],
    stated: Period | None,
    table_period: Period,
    locator: CellLocator,
) -> Diagnostic | None:
    """An error if a column that may hold the reports was left out, and no other reaches as far.

    ``stated`` is the period by the title, the file's name or the user; ``table_period`` the one
    that the table is taken for, by its headings too.
    """
    ends = {(of.year, of.last) for said in statements for of in said.reports}
    for column, name in enumerate(layout.columns.names):
        dated, about = Period.split_from(name, table_period.year) or (None, name)
        period = dated or stated or table_period
        reported = bool(ends) and (period.year, period.last) <= max(ends)
        if reported or (ends and stated and period != stated):
            continue
        if layout.meanings[column] is not None or not is_like_progress(about):
            continue
        if not any(row[column] for row in layout.grid.rows[layout.start :]):
            continue
        message = _("no report of {period} was found, but the column '{heading}' was left out")
        hint = _(
            "if it is the progress, write '{text}' in {file}; if not, declare it under 'fields:'"
        ).format(text=report_yaml_line(ColumnKind.PROGRESS, name), file="data/report.yaml")
        location = locator.at(max(0, layout.start - 1), column)
        message = message.format(period=period_name(period), heading=name)
        return Diagnostic("no-heading", message, location, hint)
    return None


def missed_docket(layout: Layout) -> str:
    """The heading of a column left out that may hold the dockets; empty if none does."""
    if layout.index(ColumnKind.DOCKET) is not None:
        return ""
    headings = [name for name in layout.unknown() if is_like_docket(name)]
    return min(headings, key=lambda name: "折子" not in name, default="")


def likeliest(kind: ColumnKind, names: Sequence[str]) -> str:
    """Of columns whose meaning is unclear the one to propose; empty if none is plausible."""
    words = MISSED_WORDS
    unlike = words.not_progress if kind is ColumnKind.PROGRESS else words.not_task
    fitting = [name for name in names if not unlike.search(name)]
    return min(fitting, key=lambda name: not words.progress.search(name), default="")


def report_yaml_line(kind: ColumnKind, heading: str) -> str:
    """What to write in data/report.yaml so that a heading is known."""
    return f"import: {{headings: {{{kind}: [{heading}]}}}}"


def is_like_progress(name: str) -> bool:
    """Whether a column with a heading of unknown meaning may hold the progress."""
    words = MISSED_WORDS
    return words.progress.search(name) is not None and not words.not_progress.search(name)


def is_like_docket(name: str) -> bool:
    """Whether a column with a heading of unknown meaning may hold the dockets."""
    words = MISSED_WORDS
    return words.docket.search(name) is not None and not words.not_docket.search(name)
