"""What the headings of other offices' tables mean.

The project's own headings count first, then those under ``import: headings:`` in
data/report.yaml, then the customary ones of data/headings.yaml.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from progress_report.domain.config import ReportConfig, Reporting
from progress_report.domain.period import Period
from progress_report.domain.table import ColumnKind
from progress_report.system.data import Patterns, read_data

_AND = re.compile(r"[/、+&]")
_IN_BRACKETS = re.compile(r"\([^()]*\)|\[[^\[\]]*\]|〔[^〔〕]*〕|【[^【】]*】")
"""An addition to a heading, after NFKC."""
_FOOTNOTE = re.compile(r"[¹²³⁰-⁹①-⑳*※★☆†‡▲△]+$|^[①-⑳*※★☆†‡▲△]+")
_NOISE = re.compile(r"[\s()\[\]{}<>〔〕【】《》:;,.、。·*_/\\|-]")
_DATED = (
    *(ColumnKind.PROGRESS, ColumnKind.FIELD, ColumnKind.SHARE),
    *(ColumnKind.DONE, ColumnKind.STATUS, ColumnKind.WHY),
)
"""The kinds of columns that a period in the heading dates."""
ANY_YEAR = 2000  # stands for the year where only the kinds of columns matter
_CONFIGURED = 1  # the rank of headings under ``import: headings:``
CUSTOMARY = 3  # the rank of headings that many offices use; less certain ones have higher ranks


_WORDS = read_data("importing", "headings")
HEADING_PATTERNS = Patterns(_WORDS)


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a column shows."""

    kind: ColumnKind
    field: str = ""  # the declared field, of a field's column
    period: Period | None = None  # the period that the heading names
    rank: int = 0  # 0 for the project's own heading; the lower, the more certain


class Headings:
    """Finds out what columns show by their headings."""

    def __init__(self, config: ReportConfig, words: Mapping[str, Any] = _WORDS) -> None:
        """Take the project's headings; then the configured, then the customary ones count."""
        self._patterns = HEADING_PATTERNS if words is _WORDS else Patterns(words)
        self._known: dict[str, Meaning] = {}
        self._dated: dict[str, Meaning] = {}  # headings that name a period, without it
        self._fixed: dict[str, str] = {}
        """Keys of periods, for own columns that always show the same period of the year."""
        self.cumulative = config.reporting is Reporting.CUMULATIVE
        leaves = list(config.leaf_columns())
        below = Counter(leaf.column.heading for leaf in leaves)
        for _path, over, column in leaves:
            meaning = Meaning(column.kind, column.field or "/".join(column.of or ()))
            alone = [column.heading] if below[column.heading] == 1 else []
            for heading in dict.fromkeys([over + column.heading, *alone]):
                bare = re.sub(r"\{year\}年?|\{period\}", "", heading)
                (self._known if bare == heading else self._dated).setdefault(_key(bare), meaning)
                if column.period and bare == heading:
                    self._fixed[_key(bare)] = column.period
        for value, headings in config.imports.headings.items():
            kind, _dot, field = value.partition(".")
            kind = ColumnKind.FIELD if field else ColumnKind(kind)
            self._add(headings, Meaning(kind, field, rank=_CONFIGURED))
        for name, label in config.fields.items():
            self._add([label, name], Meaning(ColumnKind.FIELD, name, rank=2))
        for kind, customary in words["customary"].items():
            self._add(customary, Meaning(ColumnKind(kind), rank=CUSTOMARY))

    def _add(self, headings: Sequence[str], meaning: Meaning) -> None:
        for heading in headings:
            self._known.setdefault(_key(heading), meaning)

    def meaning(self, text: str, year: int) -> Meaning | None:
        """What a column with this heading shows, None if that is not known.

        The year is that of periods that are named without one.
        """
        tried = set()
        for heading, period, uncertainty in self._without_additions(text, year):
            if heading in tried:  # most have no additions
                continue
            tried.add(heading)
            if meaning := self._whole_meaning(heading, year):
                dated = meaning.period
                if meaning.kind in _DATED:
                    dated = dated or period
                return replace(meaning, period=dated, rank=meaning.rank + uncertainty)
        return None

    def _whole_meaning(self, text: str, year: int) -> Meaning | None:
        """The meaning of a heading all of whose words count."""
        if not (key := _key(text)):
            return None
        if meaning := self._known.get(key):
            period = Period.from_key(year, self._fixed[key]) if key in self._fixed else None
            configured = meaning.rank == _CONFIGURED and meaning.kind in _DATED
            if configured and (dated := self.split(text, year)):
                period = None if dated[0].key == "FY" else dated[0]  # 全年任务落地情况 is of any
            return Meaning(meaning.kind, meaning.field, period, meaning.rank)
        dated = None if self._patterns["target"].match(key) else self.split(text, year)
        period, undated = dated or (None, text)
        rest = _key(undated)
        meaning = self._dated.get(rest) or self._known.get(rest)
        if meaning is not None and meaning.kind in _DATED:
            return Meaning(meaning.kind, meaning.field, period, meaning.rank)
        if period is None and self._patterns["docket"].fullmatch(rest):
            return Meaning(ColumnKind.DOCKET, rank=CUSTOMARY + ("折子" not in rest))
        progress = self._patterns["progress"].fullmatch(_key(_AND.sub("及", undated)))
        if progress is None or (progress["degree"] and progress["target"]):
            return None
        uncertain = bool(progress["degree"] or progress["target"])
        return Meaning(ColumnKind.PROGRESS, "", period, CUSTOMARY + uncertain)

    def split(self, text: str, year: int) -> tuple[Period, str] | None:
        """The period that a heading or a title names, and the text without it."""
        return Period.split_from(text, year, cumulative=self.cumulative)

    def of_path(self, path: Sequence[str], year: int) -> Meaning | None:
        """What a column shows whose heading is divided.

        The words of all its rows count together: 任务 over 编号. Else the lower ones do, where they
        name a known thing, and those above may say the period. Else, if the lowest adds nothing,
        the column shows what the heading above it says.
        """
        for start in range(len(path)):
            if (meaning := self.meaning("\n".join(path[start:]), year)) is not None:
                if meaning.period is None and meaning.kind in _DATED:
                    return replace(meaning, period=self._period_of(path[:start], year))
                return meaning
        if len(path) > 1 and self._patterns["empty"].fullmatch(_key(path[-1])):
            return self.of_path(path[:-1], year)
        return None

    def _period_of(self, path: Sequence[str], year: int) -> Period | None:
        """The period that headings speak of; 年度任务 speaks of none."""
        dated = self.split("\n".join(path), year)
        if dated is None:
            return None
        period, undated = dated
        meaning = self.meaning(undated, year)
        is_empty = self._patterns["empty"].fullmatch(_key(undated)) is not None
        return period if is_empty or (meaning and meaning.kind is ColumnKind.PROGRESS) else None

    def starts(self, row: Sequence[str]) -> bool:
        """Whether a row may be the first of several: it has headings, and is no title."""
        texts = list(dict.fromkeys(filter(None, row)))
        return len(texts) > 1 and any(
            self.meaning(text, ANY_YEAR) or self._period_of([text], ANY_YEAR) for text in texts
        )

    def _without_additions(self, text: str, year: int) -> Iterator[tuple[str, Period | None, int]]:
        """A heading as it stands, then without footnote marks, brackets and empty ends.

        With each comes the period that brackets name, as 截至6月底 does, and how much less certain
        the heading is.
        """
        patterns = self._patterns
        yield text, None, 0
        plain = unicodedata.normalize("NFKC", _FOOTNOTE.sub("", text.strip()))
        yield plain, None, 0
        additions = [addition[1:-1] for addition in _IN_BRACKETS.findall(plain)]
        if any(patterns["other_meaning"].search(addition) for addition in additions):
            return
        dated = (self.split(a, year) for a in additions if not patterns["deadline"].search(a))
        period = next((split[0] for split in dated if split), None)
        measured = 4 * any(patterns["measure"].search(addition) for addition in additions)
        bare = _FOOTNOTE.sub("", _IN_BRACKETS.sub("", plain).strip())
        if patterns["responsible"].search(bare):
            yield from ((role, None, 0) for role in additions if patterns["role"].fullmatch(role))
        yield bare, period, measured
        yield patterns["empty_end"].sub("", bare), period, measured + 1


def _key(text: str) -> str:
    """The part of a heading that counts: no white space, no brackets, no marks, lower case."""
    return _NOISE.sub("", unicodedata.normalize("NFKC", text)).lower()
