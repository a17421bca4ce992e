"""The contents of ``data/report.yaml``: the layout of the table and of the page."""

from collections.abc import Iterator
from enum import StrEnum
from functools import cached_property
from typing import Annotated, Literal, Self

from pydantic import Field, ValidationInfo, field_validator, model_validator
from pydantic_core import PydanticCustomError

from progress_report.domain.columns import (
    VALUE_PATTERN,
    ColumnOrHeading,
    GroupConfig,
    Leaf,
    PeriodPattern,
    TotalsConfig,
    leaves,
    shown_values,
)
from progress_report.domain.diagnostics import Severity
from progress_report.domain.offices import Office, Offices
from progress_report.domain.pdf import PdfEngine
from progress_report.domain.period import Period, plan_title
from progress_report.domain.strict import NotBlank, PeriodKey, Strict
from progress_report.domain.table import ColumnKind
from progress_report.domain.target import COLOUR_PATTERN, USUAL_PACE, PaceConfig

Words = Annotated[tuple[NotBlank, ...], Field(min_length=1)]
Lists = dict[Annotated[str, Field(pattern=r"^[a-z_]+$")], Words]
MessageName = Literal[
    "mixed",
    "twice",
    "clash",
    "no-object",
    "no-de",
    "no-among",
    "no-verb",
    "no-period",
    "no-mark",
    "no-subject",
    "no-ordinal",
    "no-fold",
    "run-on",
    "clauses",
    "dangling",
    "missing",
    "figure",
    "particle",
    "residue",
]


class GrammarPattern(Strict):
    """A pattern for wording that is wrong in any context.

    ``{name}`` in the regular expressions stands for any word of a list of this name, or for a
    fragment (check/data/fragments.yaml); in the examples, for each word of the list in turn.
    """

    contains: str = ""  # text that every match contains; a text without it is skipped at once
    pattern: NotBlank  # a regular expression. Its group ``mark``, if present, is underlined.
    correct: NotBlank  # the correction: a template for the match, or forms to choose from
    message: MessageName | None = None
    bad: Words
    good: Words
    lists: Lists = Field(default_factory=dict)
    unless: str = ""  # a regular expression that excuses what follows it in the sentence
    part_of_year: bool = False  # whether it is wrong only in a report on a part of a year


class Pairing(Strict):
    """Nouns, and verbs that do not go with them as their governor or as their predicate."""

    nouns: Words
    verbs: Annotated[dict[NotBlank, Words], Field(min_length=1)]
    bad: Words
    good: Words
    lists: Lists = Field(default_factory=dict)
    unless: str = ""
    series: bool = False
    subject: bool = False
    end: NotBlank = "{clause_end}"


Heading = Annotated[str, Field(pattern=r"\S")]
Family = Annotated[str, Field(min_length=1, pattern=r'^[^"\\\n]+$')]
Millimetres = Annotated[float, Field(ge=0, le=100)]


class Merge(StrEnum):
    """How the entries of several periods make up the report for a longer one."""

    STACK = "stack"  # one below the other, each under its period's label
    COLUMNS = "columns"
    LATEST = "latest"  # the last one only


class Reporting(StrEnum):
    """The months an entry speaks for."""

    SEPARATE = "separate"  # those of its key; the entries of shorter periods make up a longer one
    CUMULATIVE = "cumulative"  # January to its last month, whatever its key


class FinishedTasks(StrEnum):
    """What later tables show of a task that was done earlier in the year."""

    KEEP = "keep"
    SHORT = "short"  # the first sentence of its last report
    OMIT = "omit"


class Corrections(StrEnum):
    """Where the corrections of a closed table are printed."""

    NOTES = "notes"  # below the notes of the table
    PAGE = "page"  # on a short page of their own
    HIDE = "hide"


class Contributions(StrEnum):
    """How the texts of several units for one task are joined."""

    RUN_ON = "run-on"  # one after another
    PARAGRAPHS = "paragraphs"


class Orientation(StrEnum):
    """The orientation of the sheet."""

    LANDSCAPE = "landscape"
    PORTRAIT = "portrait"


class DocketSource(StrEnum):
    """How tasks are identified in an imported table without a docket column."""

    DOCKET = "docket"  # by docket; without that column, by the wording of the task
    NUMBER = "number"  # by the row number, which is the docket


class PageSize(StrEnum):
    """The sheet's size."""

    A4 = "A4"
    A3 = "A3"


class PageNumber(StrEnum):
    """Where the number of a landscape sheet is printed; upright sheets have it at the foot."""

    GB9704 = "gb9704"
    """Turned, at the left edge, low on odd and high on even pages: there it stands on the upright
    pages of the same document (GB/T 9704-2012, 7.5)."""
    FOOT = "foot"


class Fonts(Strict):
    """Font families by use; the first one installed is used."""

    title: tuple[Family, ...] = ("Noto Serif SC",)
    heading: tuple[Family, ...] = ("Noto Sans SC",)
    body: tuple[Family, ...] = ("Noto Serif SC",)

    @property
    def replaced(self) -> dict[str, str]:
        """By use, the face of GB/T 9704-2012 for which the default stands: no package has it.

        Whoever names fonts has made a choice.
        """
        standard = {"title": "小标宋", "body": "仿宋"}
        return {use: face for use, face in standard.items() if use not in self.model_fields_set}


class OfficeFonts(Strict):
    """Font families by use: Word uses the first one installed, Excel always the first.

    The defaults are those of GB/T 9704-2012; they need not be installed where reports are built.
    """

    title: Annotated[tuple[Family, ...], Field(min_length=1)] = ("方正小标宋简体", "华文中宋")
    heading: Annotated[tuple[Family, ...], Field(min_length=1)] = ("黑体", "SimHei")
    body: Annotated[tuple[Family, ...], Field(min_length=1)] = ("仿宋_GB2312", "仿宋", "FangSong")
    page_number: Annotated[tuple[Family, ...], Field(min_length=1)] = ("宋体", "SimSun")
    latin: Family | None = None


MM_PER_POINT = 25.4 / 72


class OfficeConfig(Strict):
    """Settings for Word and Excel files only."""

    fonts: OfficeFonts = OfficeFonts.model_construct()


class PageConfig(Strict):
    """The printed sheet. The defaults are those of GB/T 9704-2012 for a table on A4 landscape."""

    size: PageSize = PageSize.A4
    orientation: Orientation = Orientation.LANDSCAPE
    number: PageNumber = PageNumber.GB9704
    margin_top: Millimetres = 28
    margin_right: Millimetres = 37
    margin_bottom: Millimetres = 26
    margin_left: Millimetres = 35
    title_size: Annotated[float, Field(ge=8, le=48)] = 22  # points
    text_size: Annotated[float, Field(ge=6, le=24)] = 12  # points

    @property
    def number_is_turned(self) -> bool:
        """Whether the page number is turned and at the left edge."""
        return self.orientation is Orientation.LANDSCAPE and self.number is PageNumber.GB9704

    @property
    def sheet(self) -> tuple[int, int]:
        """Width and height in millimetres (ISO 216)."""
        short, long = (210, 297) if self.size is PageSize.A4 else (297, 420)
        return (long, short) if self.orientation is Orientation.LANDSCAPE else (short, long)

    @property
    def text_area(self) -> tuple[float, float]:
        """Width and height between the margins, in points."""
        width, height = self.sheet
        across = width - self.margin_left - self.margin_right
        return across / MM_PER_POINT, (height - self.margin_top - self.margin_bottom) / MM_PER_POINT


SITE_TIME = r"^(|\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01]) ([01]\d|2[0-3]):[0-5]\d)$"
SiteTime = Annotated[str, Field(pattern=SITE_TIME)]  # ``yyyy-MM-dd HH:mm``


class PdfConfig(Strict):
    """Settings for the PDF only."""

    engine: PdfEngine = PdfEngine.WEASYPRINT


class SiteConfig(Strict):
    """Article and site metadata of the government site guide (国办发〔2017〕47号)."""

    name: str = ""
    domain: str = ""
    id_code: str = ""
    source: str = ""
    published: SiteTime = ""
    downloads: tuple[Literal["pdf", "docx", "xlsx", "csv", "json", "md"], ...] = ()


class CheckConfig(Strict):
    """A project's settings for its checks."""

    rules: dict[str, Literal["off", "note", "warning", "error"]] = Field(default_factory=dict)
    terms: tuple[str, ...] = ()
    confusions: dict[str, str] = Field(default_factory=dict)
    grammar: tuple[GrammarPattern, ...] = ()
    pairings: tuple[Pairing, ...] = ()
    omissions: tuple[GrammarPattern, ...] = ()

    def severity(self, rule: str, default: Severity) -> Severity | None:
        """The severity of a rule, given the one it has by default; None if it is off."""
        level = self.rules.get(rule, default)
        return None if level == "off" else Severity(level)


class ImportConfig(Strict):
    """Settings for importing tables of other offices."""

    headings: dict[Annotated[str, Field(pattern=VALUE_PATTERN)], tuple[Heading, ...]] = Field(
        default_factory=dict
    )
    skip_lines: tuple[Heading, ...] = ()
    unit_endings: tuple[Heading, ...] = ()
    totals: tuple[Heading, ...] = ()
    docket: DocketSource = DocketSource.DOCKET


class Reminder(Strict):
    """One level of reminders to units that are late."""

    name: NotBlank
    after: int = 0
    colour: Annotated[str, Field(pattern=COLOUR_PATTERN)] = "#FFFFFF"


_REMINDERS = (
    Reminder.model_construct(name="提醒单", after=-10_000, colour="#DDEBF7"),
    Reminder.model_construct(name="催办单", after=1, colour="#FFE699"),
    Reminder.model_construct(name="督办单", after=8, colour="#F4B6B0"),
)


class PublishedConfig(Strict):
    """What lies in ``out/`` beside the outputs."""

    extra: tuple[Annotated[str, Field(pattern=r"^[^/\\]+$")], ...] = ()


class ReportConfig(Strict):
    """All of ``data/report.yaml``."""

    title: PeriodPattern
    titles: dict[PeriodKey, PeriodPattern] = Field(default_factory=dict)
    columns: Annotated[tuple[ColumnOrHeading, ...], Field(min_length=1)]
    fields: dict[str, str] = Field(default_factory=dict)
    group: GroupConfig | None = None
    reporting: Reporting = Reporting.SEPARATE
    pace: PaceConfig = Field(default_factory=lambda: USUAL_PACE)
    totals: TotalsConfig | None = None
    merge: Merge = Merge.STACK
    finished_tasks: FinishedTasks = FinishedTasks.KEEP
    contributions: Contributions = Contributions.RUN_ON
    corrections: Corrections = Corrections.NOTES
    draft_text: NotBlank = "待报送"
    notes: tuple[str, ...] = ()
    issuer: str = ""
    date: str = ""
    offices: dict[str, Office] = Field(default_factory=dict)
    groups: dict[str, tuple[NotBlank, ...]] = Field(default_factory=dict)
    reminders: Annotated[tuple[Reminder, ...], Field(min_length=1)] = _REMINDERS
    site: SiteConfig = SiteConfig.model_construct()
    published: PublishedConfig = PublishedConfig.model_construct()
    page: PageConfig = PageConfig.model_construct()
    pdf: PdfConfig = PdfConfig.model_construct()
    fonts: Fonts = Fonts.model_construct()
    office: OfficeConfig = OfficeConfig.model_construct()
    check: CheckConfig = CheckConfig.model_construct()
    imports: Annotated[ImportConfig, Field(alias="import")] = ImportConfig.model_construct()
    language: Annotated[str, Field(pattern=r"^[a-zA-Z]{2,3}(-[a-zA-Z0-9]{2,8})*$")] = "zh-CN"

    @field_validator("merge")
    @classmethod
    def _merges_separate_entries(cls, merge: Merge, info: ValidationInfo) -> Merge:
        if info.data.get("reporting") is Reporting.CUMULATIVE:
            raise PydanticCustomError("merge-beside-cumulative", "nothing to merge")
        return merge

    @model_validator(mode="after")
    def _fields_are_declared(self) -> Self:
        values = shown_values(self.columns)
        if self.group:
            values |= {("group", "by", level): name for level, name in enumerate(self.group.by)}
        if self.totals:
            summed = enumerate(self.totals.columns)
            values |= {("totals", "columns", index): name for index, name in summed}
        values |= {("import", "headings", value): value for value in self.imports.headings}
        used = {path: value.partition(".")[2] for path, value in values.items() if "." in value}
        if undeclared := {path: name for path, name in used.items() if name not in self.fields}:
            context = {"undeclared": undeclared}
            raise PydanticCustomError("undeclared-field", "undeclared fields", context)
        return self

    def leaf_columns(self) -> Iterator[Leaf]:
        """The printed columns in their order, those below a common heading each on its own."""
        return leaves(self.columns)

    def heading_of(self, kind: ColumnKind) -> str | None:
        """The first heading of columns of a kind that is the same in every table, if any."""
        headings = (
            leaf.column.heading.strip() for leaf in self.leaf_columns() if leaf.column.kind is kind
        )
        return next((heading for heading in headings if heading and "{" not in heading), None)

    @cached_property
    def unit_names(self) -> Offices:
        """The declared units, found by any of their names."""
        return Offices(self.offices, self.groups)

    def title_for(self, period: Period) -> str:
        """The table's title for a period."""
        usual = plan_title(self.title) if period.is_plan else self.title
        return self.titles.get(period.key, usual).format(year=period.year, period=period.label)
