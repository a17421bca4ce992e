"""The columns of the layout, the groups of rows, and rows of totals: keys of data/report.yaml."""

import string
from collections.abc import Iterable, Iterator
from dataclasses import replace
from enum import StrEnum
from itertools import chain
from typing import Annotated, Any, NamedTuple, TypeVar

from pydantic import (
    AfterValidator,
    BeforeValidator,
    Discriminator,
    Field,
    Tag,
    ValidationInfo,
    field_validator,
)
from pydantic_core import PydanticCustomError

from progress_report.domain.strict import NotBlank, PeriodKey, Strict
from progress_report.domain.table import Cell, ColumnKind, Table
from progress_report.text.width import width

_MAX_SHORT_VALUE = 12  # cells: six Chinese characters
_MAX_WORD = 8  # cells of a word that is not broken: four Chinese characters
_MIN_TEXT = 5  # Chinese characters in a line of a text


def _only(*placeholders: str) -> AfterValidator:
    """Reject other placeholders in a pattern, on which ``str.format`` would fail later."""

    def validate(text: str) -> str:
        try:
            parts = [part for part in string.Formatter().parse(text) if part[1] is not None]
        except ValueError:
            unknown = None  # a brace is unpaired
        else:
            unknown = [
                name
                for _, name, spec, conversion in parts
                if name not in placeholders or spec or conversion
            ]
        if unknown is None or unknown:
            context = {"unknown": unknown or (), "allowed": placeholders}
            raise PydanticCustomError("bad-placeholder", "not a placeholder", context)
        return text

    return AfterValidator(validate)


PeriodPattern = Annotated[NotBlank, _only("year", "period")]
"""Text in which ``{year}`` and ``{period}`` stand for 2021 and 上半年."""
GroupPattern = Annotated[NotBlank, _only("ordinal", "group", "count")]
"""Text in which ``{ordinal}``, ``{group}`` and ``{count}`` stand for 一, the group's name and the
number of its tasks."""
_VALUES = "|".join(kind.value for kind in ColumnKind if kind is not ColumnKind.FIELD)
VALUE_PATTERN = rf"^({_VALUES}|fields\.[^.\s]+)$"
DECIMALS_PATTERN = "^([0-6]|auto)$"
FieldName = Annotated[str, Field(pattern=r"^fields\.[^.\s]+$")]
_Item = TypeVar("_Item")


def _listed(value: Any) -> Any:
    return [value] if isinstance(value, str) else value


def _summed(value: Any) -> Any:
    return [] if value == "sum" else _listed(value)


OneOrMore = Annotated[tuple[_Item, ...], BeforeValidator(_listed)]


class TotalPlace(StrEnum):
    """Where a row of totals is printed, relative to the rows it adds up."""

    TOP = "top"
    BOTTOM = "bottom"


class TotalScope(StrEnum):
    """The rows that a row of totals adds up."""

    ALL = "all"
    GROUPS = "groups"  # those of each group of the innermost level


class ColumnConfig(Strict):
    """One column of the table."""

    heading: PeriodPattern
    value: Annotated[str, Field(pattern=VALUE_PATTERN)]
    width: Annotated[float, Field(gt=0, le=1000)]
    of: Annotated[
        tuple[FieldName, ...] | None, Field(min_length=2, max_length=2, validate_default=True)
    ] = None
    decimals: Annotated[str, Field(pattern=DECIMALS_PATTERN)] = "2"
    period: PeriodKey | None = None
    required: bool = True
    merge: bool = False

    @field_validator("of")
    @classmethod
    def _share_is_of_two(cls, of: tuple[str, ...] | None, info: ValidationInfo) -> Any:
        value = info.data.get("value")
        if value not in (None, ColumnKind.SHARE) and of is not None:
            raise PydanticCustomError("only-for-share", "'of' belongs to 'value: share'")
        return of

    @property
    def kind(self) -> ColumnKind:
        """What the column shows."""
        return ColumnKind.FIELD if self.field else ColumnKind(self.value)

    @property
    def field(self) -> str | None:
        """The declared field it shows, if it shows one."""
        return self.value.removeprefix("fields.") if self.value.startswith("fields.") else None


class HeadingConfig(Strict):
    """A heading printed above several columns, each with its own below it."""

    heading: PeriodPattern
    columns: Annotated[tuple[ColumnConfig, ...], Field(min_length=1)]


COLUMN_TAG, HEADING_TAG = "[column]", "[heading]"
"""Steps that pydantic adds to the path of an error in one of the two."""


def _tag(value: Any) -> str:
    has_columns = isinstance(value, HeadingConfig) or (
        isinstance(value, dict) and "columns" in value and "value" not in value
    )
    return HEADING_TAG if has_columns else COLUMN_TAG


ColumnOrHeading = Annotated[
    Annotated[ColumnConfig, Tag(COLUMN_TAG)] | Annotated[HeadingConfig, Tag(HEADING_TAG)],
    Discriminator(_tag),
]


class Leaf(NamedTuple):
    """A column, where it stands in data/report.yaml, and the heading above it, if any."""

    path: tuple[str | int, ...]
    over: str
    column: ColumnConfig


def leaves(columns: Iterable[ColumnOrHeading]) -> Iterator[Leaf]:
    """The columns in their order, those below a common heading each on its own."""
    for index, upper in enumerate(columns):
        if isinstance(upper, ColumnConfig):
            yield Leaf(("columns", index), "", upper)
            continue
        for number, column in enumerate(upper.columns):
            yield Leaf(("columns", index, "columns", number), upper.heading, column)


def shown_values(columns: Iterable[ColumnOrHeading]) -> dict[tuple[str | int, ...], str]:
    """What columns show or are computed from, by the path of keys that leads to each."""
    values: dict[tuple[str | int, ...], str] = {}
    for path, _over, column in leaves(columns):
        values[*path, "value"] = column.value
        values |= {(*path, "of", index): name for index, name in enumerate(column.of or ())}
    return values


REST_GROUP = "其他"  # the customary name of what belongs to no group, which comes last


class GroupConfig(Strict):
    """Grouping of rows by the value of a field, or by several, from the outermost."""

    by: OneOrMore[FieldName]
    order: tuple[str, ...] = ()
    heading: OneOrMore[GroupPattern] = ()

    @property
    def fields(self) -> tuple[str, ...]:
        """The declared fields the rows are grouped by."""
        return tuple(name.removeprefix("fields.") for name in self.by)


class TotalsConfig(Strict):
    """Computed rows of totals."""

    label: NotBlank = "合计"
    columns: Annotated[tuple[FieldName, ...], BeforeValidator(_summed)] = ()
    """The fields to add up; written ``sum``, and empty here, for all that hold only numbers."""
    at: TotalPlace = TotalPlace.BOTTOM
    after: TotalScope = TotalScope.ALL


def centred_columns(table: Table) -> tuple[bool, ...]:
    """Whether each column is centred, in every format; all others are aligned to the left.

    Numbers and dockets are centred, and columns in which every printed value is a number or at
    most six Chinese characters wide. All cells stand at the top of their row.
    """
    return tuple(
        column.kind in (ColumnKind.NUMBER, ColumnKind.DOCKET)
        or _holds_short_values(row.cells[index] for row in table.rows)
        for index, column in enumerate(table.columns)
    )


def width_in_characters(characters: float, *, centred: bool) -> float:
    """The width of a column for so many Chinese characters in a line, in em, with its sides."""
    return characters + (0.5 if centred else 1.5)


def with_unbroken_words(table: Table, line: float) -> Table:
    """Widen columns where a heading or value of up to four Chinese characters would be broken.

    The other columns give way in proportion, each down to five characters; where there is no room
    for all of them the table stays as it is. Its columns have shares of 100, its ``line`` so many
    em.
    """
    needed = []
    for index, (column, centred) in enumerate(
        zip(table.columns, centred_columns(table), strict=True)
    ):
        cells = (row.cells[index] for row in table.rows)
        lines = chain.from_iterable(cell.paragraphs for cell in cells if cell)
        lengths = map(width, chain(lines, [column.heading]))
        longest = _MAX_WORD + 2 * (column.kind is ColumnKind.STATUS)  # with its mark
        word = (max((length for length in lengths if length <= longest), default=0) + 1) // 2
        unbroken = 100 * width_in_characters(word, centred=centred) / line
        text = 100 * width_in_characters(_MIN_TEXT, centred=centred) / line
        needed.append(max(unbroken, min(column.width, text)))
    widths = [column.width for column in table.columns]
    while narrow := {i for i, share in enumerate(widths) if share < needed[i]}:
        rest = {i for i, share in enumerate(widths) if share > needed[i]}
        missing = sum(needed[i] - widths[i] for i in narrow)
        available = sum(widths[i] for i in rest)
        if missing >= available:
            return table
        factor = 1 - missing / available
        widths = [
            needed[i] if i in narrow else w * factor if i in rest else w
            for i, w in enumerate(widths)
        ]
    columns = zip(table.columns, widths, strict=True)
    return replace(table, columns=tuple(replace(column, width=w) for column, w in columns))


def _holds_short_values(cells: Iterable[Cell | None]) -> bool:
    """Whether there are values and all are short; 待报送 in a draft is not a value."""
    values = (cell.text for cell in cells if cell is not None and cell.text and not cell.missing)
    first = next(values, None)
    return first is not None and all(map(_is_short, chain((first,), values)))


def _is_short(value: str) -> bool:
    return not any(map(str.isalpha, value)) or all(
        width(line) <= _MAX_SHORT_VALUE for line in value.split("\n")
    )
