"""The contents of ``data/periods/2021H1.yaml``: what is true of one period only."""

from collections.abc import Iterable, Iterator
from enum import StrEnum
from typing import Annotated

from pydantic import Field

from progress_report.domain.columns import ColumnOrHeading, HeadingConfig, PeriodPattern
from progress_report.domain.config import ReportConfig, SiteTime
from progress_report.domain.docket import Docket
from progress_report.domain.period import Period
from progress_report.domain.strict import Day, NotBlank, Strict
from progress_report.domain.table import ColumnKind

Digest = Annotated[str, Field(pattern="^[0-9a-f]{64}$")]  # a SHA-256


class RowChoice(StrEnum):
    """Which tasks a table shows."""

    ALL = "all"
    UNFINISHED = "unfinished"
    BEHIND = "behind"


class RowNumbering(StrEnum):
    """How rows are numbered where a table does not show every task."""

    OWN = "own"  # from 1
    PLAN = "plan"  # as in the whole table


class PeriodSite(Strict):
    """Metadata of one period's web page."""

    published: SiteTime | None = None
    source: str | None = None


class Correction(Strict):
    """A correction of a closed table."""

    date: Day
    tasks: tuple[Docket, ...] = ()  # the dockets of the rows that changed
    why: NotBlank
    was: Digest  # of the table before it


class Closed(Strict):
    """What ``report close`` writes."""

    date: Day
    table: Digest  # of data/closed/2021H1.json
    corrections: tuple[Correction, ...] = ()


class Reopening(Strict):
    """A closed period that was opened again."""

    date: Day
    why: NotBlank
    table: Digest
    corrections: tuple[Correction, ...] = ()


class PeriodFile(Strict):
    """All of a periods file; what it leaves out is as in data/report.yaml."""

    title: PeriodPattern | None = None
    columns: Annotated[tuple[ColumnOrHeading, ...], Field(min_length=1)] | None = None
    rows: RowChoice = RowChoice.ALL
    numbers: RowNumbering = RowNumbering.OWN
    notes: tuple[str, ...] | None = None
    issuer: str | None = None
    date: str | None = None  # the date line as printed
    due: Day | None = None  # the day by which units report
    site: PeriodSite = PeriodSite.model_construct()
    closed: Closed | None = None
    reopened: tuple[Reopening, ...] = ()

    def layout(self, config: ReportConfig, period: Period) -> ReportConfig:
        """The layout of a period: the project's, with what this file says instead.

        The plan shows no progress unless the file lists its columns.
        """
        keys = ("columns", "notes", "issuer", "date")
        changes = {key: value for key in keys if (value := getattr(self, key)) is not None}
        if self.title is not None:
            changes["titles"] = {**config.titles, period.key: self.title}
        if site := self.site.model_dump(exclude_none=True):
            changes["site"] = config.site.model_copy(update=site)
        if period.is_plan and self.columns is None:
            changes["columns"] = tuple(_without_progress(config.columns)) or config.columns
        return config.model_copy(update=changes) if changes else config


NO_SETTINGS = PeriodFile.model_construct()  # of a period without a file


def _without_progress(columns: Iterable[ColumnOrHeading]) -> Iterator[ColumnOrHeading]:
    for column in columns:
        if isinstance(column, HeadingConfig):
            below = tuple(c for c in column.columns if c.kind is not ColumnKind.PROGRESS)
            if below:
                yield column.model_copy(update={"columns": below})
        elif column.kind is not ColumnKind.PROGRESS:
            yield column
