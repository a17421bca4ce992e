"""The content of a table's JSON file. ``docs/en/formats.md`` describes it.

The models serve reading and the JSON Schema; `progress_report.render.json` writes the file.
"""

from typing import Annotated, Literal

from pydantic import FailFast, Field

from progress_report.domain.strict import PeriodName, Strict
from progress_report.domain.table import ColumnKind
from progress_report.domain.target import COLOUR_PATTERN


class TableFileModel(Strict, strict=True, extra="ignore"):
    """Exact types: the number 21 is not text. Keys of a later version are ignored."""


class OriginForm(TableFileModel):
    """The source of a text."""

    path: str  # relative to the project's folder, with slashes
    line: Annotated[int, Field(ge=1)]


class PartForm(TableFileModel):
    """What one unit reported for one period."""

    period: PeriodName
    unit: str
    text: str
    docket: str = ""  # left out unless the text is inherited from another task


class NumberForm(TableFileModel):
    """The number that a text shows, and its number format in spreadsheets."""

    value: Annotated[str, Field(pattern=r"^-?[0-9]+(\.[0-9]+)?$", max_length=60)]
    pattern: str


class CellForm(TableFileModel):
    """One cell. Paragraphs are separated by a line feed."""

    text: str
    origin: OriginForm | None
    rowspan: Annotated[int, Field(ge=1)]
    missing: bool
    parts: Annotated[tuple[PartForm, ...], FailFast()]
    ended: str = ""
    number: NumberForm | None = None
    fill: Annotated[str, Field(pattern=f"{COLOUR_PATTERN}|^$")] = ""


class RowForm(TableFileModel):
    """One task's row; null where a cell above spans it."""

    docket: str
    heading: str | tuple[str, ...] | None
    total: bool = False
    cells: Annotated[tuple[CellForm | None, ...], FailFast()]


class ColumnForm(TableFileModel):
    """One column; its width is in percent."""

    heading: str
    kind: ColumnKind
    width: Annotated[float, Field(gt=0, le=100)]
    row_heading: bool
    over: str = ""  # the heading above it and its neighbours


class TableFile(TableFileModel):
    """The whole file."""

    version: Literal[1]
    title: str
    period: PeriodName
    columns: Annotated[tuple[ColumnForm, ...], Field(min_length=1), FailFast()]
    rows: Annotated[tuple[RowForm, ...], FailFast()]
    notes: Annotated[tuple[str, ...], FailFast()]
    issuer: str
    date: str
