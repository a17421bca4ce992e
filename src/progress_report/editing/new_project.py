"""A new project: the files of ``report init``, and the layout of last year's table."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader

from progress_report.domain.columns import ColumnConfig
from progress_report.domain.config import ReportConfig, Reporting
from progress_report.domain.diagnostics import DataError, Diagnostic, ReportError
from progress_report.domain.pdf import PdfEngine
from progress_report.domain.period import Period, progress_title, templated
from progress_report.domain.table import ColumnKind
from progress_report.git.setup import ATTRIBUTES
from progress_report.importing.figures import PACE_COLUMNS, read_figure
from progress_report.importing.headings import ANY_YEAR, Headings, Meaning
from progress_report.importing.layout import Layout, find_layouts
from progress_report.importing.plan import plan
from progress_report.importing.read_statements import read_statements
from progress_report.importing.statement import group_name
from progress_report.readers import any_file
from progress_report.source.files import CONFIG_FILE, new_task_command
from progress_report.source.load import parse_layout
from progress_report.source.writing.format import inline
from progress_report.system.data import shipped_folder, shipped_schema
from progress_report.system.files import read_bytes
from progress_report.system.i18n import _
from progress_report.system.limits import MAX_FILE_MEGABYTES
from progress_report.text.numerals import DIGITS

DEFAULT_COLUMNS = ("序号", "编号", "任务", "牵头单位", "进展情况")
DEFAULT_TITLE = "{year}年重点任务{period}进展情况表"
CI_FILES = {"github": ".github/workflows/report.yml", "gitlab": ".gitlab-ci.yml"}
"""Where each service looks for its file; what it holds is shipped as ``NAME.yml``."""
_DATA = Path(__file__).with_name("data")
_STARTERS = tuple(f"打开.{ending}" for ending in ("bat", "command", "desktop"))
"""What a double click on the project opens in a browser: on Windows, macOS and Linux."""
_GIT_IGNORED = (".report-cache/", ".report-staged/", ".report.lock", "work/", "~$*")
_WIDTHS = {
    ColumnKind.NUMBER: 6,
    ColumnKind.DOCKET: 9,
    ColumnKind.TASK: 30,
    ColumnKind.PROGRESS: 55,
}
_OTHER_WIDTH = 14
_REMARK_STARTS = ("（", "(", "附件", "附表")
_TITLE_ENDS = ("表", "情况", "进展", "清单", "台账", "一览", "任务", "项目", "事项")
_BETWEEN = ", "
_GROUP_FIELDS = ("分组", "二级分组", "三级分组", "四级分组")
_NUMBER = re.compile(f"[{DIGITS}十0-9]+")
_NOT_IN_NAMES = re.compile(r"[.\s]")


@dataclass(frozen=True, slots=True)
class ProjectSettings:
    """What a new project's layout is made from."""

    office: str = ""
    title: str = DEFAULT_TITLE
    columns: tuple[str, ...] = DEFAULT_COLUMNS
    """Headings; those under a common one with it before them: ``进展情况/前期手续``."""
    reporting: str = Reporting.CUMULATIVE
    ci: str = ""
    table_period: Period | None = None
    rows_are_dockets: bool = False
    has_targets: bool = False
    """Whether the column of targets holds figures; otherwise it and what is measured by them are
    texts."""
    groups: tuple[str, ...] = ()
    """The heading of a group of each level, from the outermost: ``一、城市建设``."""


@dataclass(slots=True)
class ProjectPlan:
    """The files of a new project."""

    files: dict[Path, bytes] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    diagnostics: list[Diagnostic] = field(default_factory=list)
    tasks: int = 0


def plan_project(root: Path, settings: ProjectSettings) -> tuple[ProjectPlan, ReportConfig | None]:
    """Plan the files of a new project; none that exists is replaced.

    A project that exists gets the file for CI alone, where nothing else is asked for; anything else
    is an error. The layout is None if there was one already, or if the new one has errors.
    """
    texts: dict[str, str] = {}
    if settings.ci:
        shipped = shipped_folder("ci", "docs/ci") / f"{settings.ci}.yml"
        texts[CI_FILES[settings.ci]] = shipped.read_text(encoding="utf-8")
    if (root / CONFIG_FILE).exists():
        if texts and settings == ProjectSettings(ci=settings.ci):
            return _missing_files(root, texts), None
        hint = (_("change that file"), new_task_command())
        path = (root / CONFIG_FILE).as_posix()
        raise ReportError(_("there is a project here already: {path}").format(path=path), hint)
    text = _layout_text(settings)
    config, diagnostics = parse_layout((root / CONFIG_FILE).as_posix(), text)
    readme = (_DATA / "README.md").read_text(encoding="utf-8")
    texts = {
        CONFIG_FILE.as_posix(): text,
        ".gitattributes": "\n".join(ATTRIBUTES) + "\n",
        ".gitignore": "\n".join(_GIT_IGNORED) + "\n",
        "README.md": readme.replace("{office}", settings.office),
        **{
            f"schemas/{kind}.schema.json": shipped_schema(kind)
            for kind in ("task", "report", "period")
        },
        **{name: _starter(name) for name in _STARTERS},
        **texts,
    }
    result = _missing_files(root, texts)
    result.diagnostics += diagnostics
    if "{period}" not in settings.title:
        message = _("every period's table will have this title; put {placeholder} in it")
        note = f"{CONFIG_FILE.as_posix()}: {message.format(placeholder='{period}')}"
        result.notes.insert(0, note)
    return result, config


def _starter(name: str) -> str:
    """What a double click runs; cmd.exe needs the line ends of Windows."""
    text = (_DATA / f"start{Path(name).suffix}").read_text(encoding="utf-8")
    return text.replace("\n", "\r\n") if name.endswith(".bat") else text


def _missing_files(root: Path, texts: Mapping[str, str]) -> ProjectPlan:
    result = ProjectPlan()
    for name, content in texts.items():
        if (root / name).exists():
            result.notes.append(_("{path} is there already and stays as it is").format(path=name))
        else:
            result.files[root / name] = content.encode()
    return result


def make_startable(root: Path) -> None:
    """Allow the files that a double click starts to be run."""
    for name in _STARTERS:
        if (path := root / name).is_file() and path.suffix != ".bat":
            path.chmod(0o755)


def add_table(
    root: Path, new: ProjectPlan, config: ReportConfig, path: Path, period: Period | None
) -> None:
    """Add the tasks of a table to the plan of a project made after it."""
    raw = read_bytes(path, max_megabytes=MAX_FILE_MEGABYTES)
    table = read_statements(str(path), raw, config, period)
    if not any(statement.docket for statement in table.statements):
        numbered = enumerate(table.statements, start=1)
        table.statements = [replace(statement, docket=str(n)) for n, statement in numbered]
        new.notes.append(_("{path}: no numbers; the tasks are numbered in order").format(path=path))
    tasks = plan(root, (), table.statements, config)
    new.files |= tasks.files
    new.tasks = tasks.created
    new.diagnostics += table.diagnostics + tasks.diagnostics
    new.notes += [f"{path}: {note}" for note in table.notes]
    new.notes += [f"{name}: {note}" for name, note in tasks.notes]


def settings_of_table(
    path: Path, period: Period | None, settings: ProjectSettings
) -> ProjectSettings:
    """The settings with the title and headings of a table; DataError if the file holds none."""
    raw = read_bytes(path, max_megabytes=MAX_FILE_MEGABYTES)
    layout_so_far = _bare_layout(settings.reporting)
    content, diagnostics = any_file.read(str(path), raw, layout_so_far)
    if content is None:
        raise DataError("; ".join(f"{path}: {problem.message}" for problem in diagnostics))
    stated: Period | None
    if (table := content.table) is not None:
        names = [f"{c.over}/{c.heading}".lstrip("/") for c in table.columns]
        title, stated = table.title, table.period
        kinds = {column.kind for column in table.columns}
        groups = max((row.headings for row in table.rows), key=len, default=())
        has_targets = ColumnKind.TARGET in kinds
    else:
        layouts, _others = find_layouts(content.grids, Headings(layout_so_far), None)
        if not layouts:
            message = _("{path}: no table with headings such as {headings} was found")
            headings = _(", ").join(DEFAULT_COLUMNS)
            raise DataError(message.format(path=path, headings=headings))
        layout = layouts[0]
        names = [name for name in layout.columns.names if name]
        kinds = {meaning.kind for meaning in layout.meanings if meaning is not None}
        title = _main_title(layout.title.split("\n"))
        stated = layout.period or Period.find_in(path.stem) or _named_period(layout)
        groups, has_targets = (), _holds_targets(layout)
    of_table = period or stated
    title = templated(title)
    settings = replace(
        settings,
        columns=tuple(dict.fromkeys(names)),
        title=(progress_title(title) if of_table and of_table.is_plan else title) or settings.title,
        table_period=of_table,
        rows_are_dockets=ColumnKind.DOCKET not in kinds and ColumnKind.NUMBER in kinds,
        groups=groups,
        has_targets=has_targets,
    )
    config, _diagnostics = parse_layout(str(path), _layout_text(settings))
    if config is None or groups:
        return settings
    rows = read_statements(str(path), raw, config, settings.table_period).group_rows
    return replace(settings, groups=tuple(rows))


def _holds_targets(layout: Layout) -> bool:
    """Whether there is a column of targets, and each row has a figure in it."""
    column = layout.index(ColumnKind.TARGET)
    if column is None:
        return False
    rows = (row for row in layout.grid.rows[layout.start :] if len({*filter(None, row)}) > 1)
    return all(read_figure(row[column]) for row in rows if row[column])


def _main_title(lines: Sequence[str]) -> str:
    """The title among the lines above a table: no remark in brackets, nor 填报单位：…."""

    def rank(line: str) -> tuple[bool, bool, int]:
        is_remark = line.startswith(_REMARK_STARTS) or "：" in line or ":" in line
        return not is_remark, line.partition("（")[0].endswith(_TITLE_ENDS), len(line)

    return max(lines, key=rank, default="")


def _named_period(layout: Layout) -> Period | None:
    """The latest period that the headings name, if each column of reports names one."""
    reports = [m.period for m in layout.meanings if m and m.kind is ColumnKind.PROGRESS]
    periods = [period for period in reports if period is not None]
    return max(periods) if layout.year and periods and len(periods) == len(reports) else None


def _bare_layout(reporting: str = Reporting.SEPARATE) -> ReportConfig:
    """A layout that knows no heading but the customary ones."""
    column = ColumnConfig(heading=DEFAULT_COLUMNS[0], value=ColumnKind.NUMBER, width=1)
    return ReportConfig(title=DEFAULT_TITLE, columns=(column,), reporting=Reporting(reporting))


def _layout_text(settings: ProjectSettings) -> str:
    fields: dict[str, str] = {}
    rows = [*_columns(settings, fields)]
    if not _has_progress(rows, fields):
        message = _("none of these headings is known for the progress: {headings}")
        hint = _("name a column for it, such as {heading}")
        headings = message.format(headings=_(", ").join(settings.columns))
        raise ReportError(headings, hint.format(heading=DEFAULT_COLUMNS[-1]))
    levels = dict(zip(_GROUP_FIELDS, map(_group_heading, settings.groups), strict=False))
    fields |= {name: name for name in levels}
    by_over = groupby(rows, key=itemgetter(0))  # neighbours share the heading above them
    return _TEMPLATES.get_template("report.yaml.j2").render(
        settings=settings,
        columns=[(over, [row for _over, row in group]) for over, group in by_over],
        fields=fields,
        levels=levels,
        yes_or_no=any(
            row["value"] == ColumnKind.STATUS and "是否" in row["heading"] for _over, row in rows
        ),
        engine=PdfEngine.TYPST,
    )


def _group_heading(text: str) -> str:
    """The pattern of group headings, by one of them: ``（一）城建（12项）``."""
    name = group_name(text)
    before, _name, after = text.partition(name)
    ordinal = _NUMBER.sub("{ordinal}", before.strip())
    return ordinal + "{group}" + _NUMBER.sub("{count}", after)


def _has_progress(rows: Sequence[tuple[str, dict[str, Any]]], fields: dict[str, str]) -> bool:
    """Whether a column shows the progress; the last one below such a heading may be it."""
    if any(row["value"] == ColumnKind.PROGRESS for _over, row in rows):
        return True
    headings = Headings(_bare_layout())
    for over, row in reversed(rows):
        meaning = headings.meaning(over, ANY_YEAR) if over else None
        if meaning and meaning.kind is ColumnKind.PROGRESS and row["value"].startswith("fields."):
            del fields[row["value"].removeprefix("fields.")]
            row |= {"value": ColumnKind.PROGRESS.value, "width": _WIDTHS[ColumnKind.PROGRESS]}
            return True
    return False


def _columns(
    settings: ProjectSettings, fields: dict[str, str]
) -> Iterator[tuple[str, dict[str, Any]]]:
    """The columns, each with the heading above it; those of no known meaning become fields."""
    headings = Headings(_bare_layout())
    period = settings.table_period
    year = period.year if period else ANY_YEAR
    meanings = {name: headings.of_path(name.split("/"), year) for name in settings.columns}
    _find_lead(meanings)
    taken: set[tuple[ColumnKind, Period | None]] = set()
    for above, group in groupby(settings.columns, key=lambda name: name.rpartition("/")[0]):
        names = [*group]
        over = above if len(names) > 1 else ""
        for name in names:
            whole = name.replace("/", "")
            heading = name.rpartition("/")[2] if over else whole
            meaning = meanings[name]
            if meaning and meaning.kind in PACE_COLUMNS and not settings.has_targets:
                meaning = None
            if meaning is None or (meaning.kind, meaning.period) in taken:
                key = _NOT_IN_NAMES.sub("", heading) or "field"
                key = _NOT_IN_NAMES.sub("", whole) if key in fields else key
                meaning = Meaning(ColumnKind.FIELD, key)
                fields[key] = heading
            taken.add((meaning.kind, meaning.period))
            is_field = meaning.kind is ColumnKind.FIELD
            # of a field, 全年目标 is its name
            with_period = not is_field and period in (None, meaning.period)
            row: dict[str, Any] = {
                "heading": templated(heading, with_period=with_period),
                "value": f"fields.{meaning.field}" if is_field else meaning.kind.value,
                "width": _WIDTHS.get(meaning.kind, _OTHER_WIDTH),
            }
            if meaning.period and meaning.period != period:
                row["period"] = meaning.period.key
            yield templated(over), row


def _find_lead(meanings: dict[str, Meaning | None]) -> None:
    """Where 责任单位 stands beside 配合单位 and no other column names who leads, it does."""
    kinds = [meaning.kind for meaning in meanings.values() if meaning]
    responsible = next((name for name in meanings if "责任" in name), None)
    if responsible and ColumnKind.LEAD not in kinds and kinds.count(ColumnKind.UNITS) > 1:
        meanings[responsible] = Meaning(ColumnKind.LEAD)


def _flow(values: dict[str, Any]) -> str:
    pairs = (
        f"{inline(key, flow=True)}: {inline(str(value), flow=True, number=key == 'width')}"
        for key, value in values.items()
    )
    return f"{{{_BETWEEN.join(pairs)}}}"


_TEMPLATES = Environment(  # noqa: S701 - of YAML
    loader=FileSystemLoader(_DATA),
    trim_blocks=True,
    lstrip_blocks=True,
    keep_trailing_newline=True,
)
_TEMPLATES.filters |= {"inline": inline, "flow": _flow}
