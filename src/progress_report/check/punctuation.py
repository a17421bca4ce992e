"""Punctuation, by GB/T 15834-2011."""

import re
from collections.abc import Iterator

from progress_report.check.corpus import Corpus, Finding
from progress_report.check.rule import Family, Rule
from progress_report.diagnostics import Severity
from progress_report.i18n import N_, _

DOUBLED_MARK = Rule(
    "doubled-mark",
    Family.PUNCTUATION,
    Severity.WARNING,
    N_("a mark typed twice"),
    N_("A comma, full stop or the like stands once. Twice is a slip of the key: delete one."),
    bad="目前已完成招投标，，正在全力推进。",
    good="目前已完成招投标，正在全力推进。",
)
RULES: tuple[Rule, ...] = (DOUBLED_MARK,)

_DOUBLED = re.compile("([，。、；：])[，。、；：]+")


def check(corpus: Corpus) -> Iterator[Finding]:
    """Find misused marks in every passage."""
    for passage in corpus.passages:
        for match in _DOUBLED.finditer(passage.text):
            message = _("'{marks}' should be one mark").format(marks=match[0])
            hint = _("delete the one that does not belong")
            yield passage.finding(DOUBLED_MARK, match.start(), match.end(), message, hint)
