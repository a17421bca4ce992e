"""Clauses that follow another without a mark between them."""

import re
from collections.abc import Iterator

from progress_report.check.language.patterns import text_before
from progress_report.check.language.roles import role

_MARK = re.compile("[，。；：、（）()“”《》,;\\s]")
_COUNTS = "共|累计|率达|{makes}|{counts}"


def run_on_clauses(text: str) -> Iterator[tuple[int, int, str]]:
    """Where a clause begins behind the figure, or the finished work, of another.

    Yields: From where to where its first words stand, and the end of the other clause with them.
    """
    reported = 0
    for match in role("{second_clause}").finditer(text):
        if match["late"] is None:
            continue
        ended = _ended_clause(text_before(_MARK, text, match.start()), match)
        start = match.start() - len(ended["begun"]) if ended else -1
        if ended and start >= reported:
            reported = match.end()
            yield start, reported, ended[0] + match[0]


def _ended_clause(clause: str, mark: re.Match[str]) -> re.Match[str] | None:
    """The end of a clause behind which another begins: 完成管线迁改|沥青摊铺 before 同步."""
    counted = role("{clause_counted}").search(clause) if role("[0-9]").search(clause) else None
    ended = role("{clause_ended}").search(clause)
    if mark["figure"]:
        if counted and role("{makes}|{verbs}|{counts}|{acts}").search(counted["begun"]):
            return counted
        return ended if ended and role(_COUNTS).search(ended["begun"]) else None
    weak = mark["unit"] or mark["weak"] or (mark["steady"] and "完成" not in clause)
    return counted or ended or (None if weak else role("{clause_obtained}").search(clause))
