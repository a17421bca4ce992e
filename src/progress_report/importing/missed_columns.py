"""Headings of no known meaning that look like those a table cannot do without."""

import re
from collections.abc import Sequence

from progress_report.domain.diagnostics import Diagnostic
from progress_report.domain.period import Period
from progress_report.domain.table import Kind
from progress_report.importing.layout import Layout
from progress_report.importing.statement import Statement
from progress_report.importing.task_rows import Place
from progress_report.system.i18n import _

_LIKE_PROGRESS = re.compile(
    r"进展|进度|推进|推动|落实|成效|成果|动态|(?:完成|实施|开展|办理|执行|建设|工作)\w*(?:情况|结果)|"
    r"progress",
    re.IGNORECASE,
)
_NO_TASK = re.compile(
    r"时限|时间|时序|日期|率$|是否|责任|单位|部门|领导|问题|困难|原因|下一步|联系|依据|备注"
)
_NO_PROGRESS = re.compile(
    _NO_TASK.pattern + r"|去年|上年|同期|安排|计划|打算|要求|目标|节点|标准|任务$|"
    r"(?:^|/)(?:推进|推动|落实)?(?:措施|举措)$"
)
_LIKE_DOCKET = re.compile(r"折子|编号|编码|代码|号")
_NO_DOCKET = re.compile(r"电话|手机|联系|[账帐证文房]号|车|序号|行号")


def missed_progress(
    layout: Layout,
    statements: Sequence[Statement],
    own: Period | None,
    read: Period,
    place: Place,
) -> Diagnostic | None:
    """An error if a column that may hold the reports was left out, and no other reaches as far.

    Args:
        layout: What was understood of the grid.
        statements: What its rows say.
        own: The period the table is about by its title or name, or as the user says; None if
            nothing says it.
        read: The period as its headings, too, let it be understood.
        place: Tells where a cell stands in the file.
    """
    ends = {(of.year, of.last) for said in statements for of in said.reports}
    for column, name in enumerate(layout.columns.names):
        dated, about = Period.split_from(name, read.year) or (None, name)
        period = dated or own or read
        told = bool(ends) and (period.year, period.last) <= max(ends)
        if told or (ends and own and period != own):
            continue
        if layout.meanings[column] is not None or not _looks_like(about, progress=True):
            continue
        if not any(row[column] for row in layout.grid.rows[layout.start :]):
            continue
        message = _("no report of {period} was found, but the column '{heading}' was left out")
        hint = _(
            "if it is the progress, write '{text}' in {file}; if not, declare it under 'fields:'"
        ).format(text=naming(Kind.PROGRESS, name), file="data/report.yaml")
        where = place(max(0, layout.start - 1), column)
        message = message.format(period=period.name, heading=name)
        return Diagnostic("no-heading", message, where, hint)
    return None


def missed_docket(layout: Layout) -> str:
    """The heading of a column left out that may hold the dockets; empty if none does."""
    if layout.index(Kind.DOCKET) is not None:
        return ""
    found = [name for name in layout.unknown() if _looks_like(name, progress=False)]
    return min(found, key=lambda name: "折子" not in name, default="")


def likeliest(kind: Kind, names: Sequence[str]) -> str:
    """Of columns whose meaning is unclear the one to propose; empty if none is plausible."""
    unlike = _NO_PROGRESS if kind is Kind.PROGRESS else _NO_TASK
    fit = [name for name in names if not unlike.search(name)]
    return min(fit, key=lambda name: not _LIKE_PROGRESS.search(name), default="")


def naming(kind: Kind, heading: str) -> str:
    """What to write in data/report.yaml so that a heading is known."""
    return f"import: {{headings: {{{kind}: [{heading}]}}}}"


def _looks_like(name: str, *, progress: bool) -> bool:
    like, unlike = (_LIKE_PROGRESS, _NO_PROGRESS) if progress else (_LIKE_DOCKET, _NO_DOCKET)
    return bool(like.search(name)) and not unlike.search(name)
