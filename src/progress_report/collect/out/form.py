"""The content of a unit's form, independent of the file format.

Its text is Chinese whatever the language of messages, because a form is an official document.
"""

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Self

from progress_report.domain.config import ReportConfig
from progress_report.domain.docket import docket_identity
from progress_report.domain.period import Period
from progress_report.domain.table import ColumnKind
from progress_report.text.prose import without_whitespace

VERSION = 1  # version of the layout of forms and of the text above their table
PREVIOUS, PROGRESS = "上期进展情况（供参考）", "本期进展情况（请填写）"
HEADINGS = ("折子号", "任务内容", "职责分工", PREVIOUS, PROGRESS)
"""Where the layout has no heading of its own for docket and wording."""
UNIT_LABEL, CODE_LABEL = "报送单位：", "表格编码："
SIGNATURE = ("填报人", "审核人", "联系电话")
"""Labels at the end of a form; the unit writes behind them, and stamps the paper."""
SIGNATURE_LINE = "　　　　　　　".join([*(f"{label}：" for label in SIGNATURE), "（盖章）"])
FORM_PROPERTY, UNIT_PROPERTY = "ProgressReportForm", "ProgressReportUnit"
"""Names of document properties: the form's code and the unit's name."""
LEAD, UNITS, FIELDS = "lead", "units", "fields."
"""Values of ``--by``: lead units, every unit, or the prefix of a declared field."""
_LETTERS = {LEAD: "L", UNITS: "U"}
_FIELD_LETTER = "F"
_CODE = re.compile(
    r"R(\d{1,3})-(\d{4}[A-Z0-9-]{2,7})-([LUF])-([0-9A-F]{8})-([0-9A-F]{8})", re.ASCII
)
_DIGEST = 8
_ANY_TIME = "，完成后发回"
_DUE = re.compile(r"，并于\d+年\d+月\d+日前发回")


@dataclass(frozen=True, slots=True)
class Code:
    """Identifies a form and its content; written as one line of text."""

    version: int
    period: Period
    letter: str  # how the form was given out: L to lead units, U to all units, F by a field
    project: str  # digest of the project, see `project_digest`
    content: str  # digest of the unit and all locked texts, see `content_digest`

    @classmethod
    def find(cls, text: str) -> Self | None:
        """The first code in a text, or None."""
        match = _CODE.search(text)
        if match is None:
            return None
        version, name, letter, project, content = match.groups()
        try:
            period = Period.from_key(int(name[:4]), name[4:])
        except ValueError:
            return None
        return cls(int(version), period, letter, project, content)

    def __str__(self) -> str:
        """Return the code as text, such as ``R1-2021H2-L-5D0FA1C3-9E107D9D``."""
        return f"R{self.version}-{self.period.name}-{self.letter}-{self.project}-{self.content}"


@dataclass(frozen=True, slots=True)
class Line:
    """A task on a form. Texts have one line per paragraph."""

    docket: str
    task: str
    role: str
    previous: str
    progress: str = ""  # the unit's existing report for the period, or the figure of its target
    target: str = ""  # the name of the target that the line asks a figure for; empty for a report

    @property
    def locked(self) -> tuple[str, str, str, str]:
        """The texts the unit must not change, in column order."""
        return self.docket, self.task, self.role, self.previous


@dataclass(frozen=True, slots=True)
class Form:
    """A form for one unit."""

    project: str  # digest of the project, see `project_digest`
    period: Period
    by: str  # ``lead``, ``units``, or ``fields.NAME``
    unit: str  # the unit, or the value of the field, that the form is for
    lines: tuple[Line, ...]
    headings: tuple[str, ...] = HEADINGS

    @property
    def title(self) -> str:
        """The heading printed on the form."""
        return f"{self.unit}{self.period.year}年{self.period.label}重点任务进展情况报送表"

    @property
    def code(self) -> Code:
        """The code of the form."""
        content = content_digest(self.by, self.unit, [line.locked for line in self.lines])
        return Code(VERSION, self.period, letter(self.by), self.project, content)

    @property
    def mark(self) -> str:
        """The lines at the foot: the unit and the code."""
        return f"{UNIT_LABEL}{self.unit}\n{CODE_LABEL}{self.code}"

    def instructions(self, due: date | None) -> str:
        """The instructions above the table."""
        whole = {
            LEAD: "牵头单位请汇总协办单位的情况后填写。",
            UNITS: "请只写本单位承担的部分，由督查部门按牵头、协办的次序汇总。",
        }.get(self.by, "")
        until = f"，并于{due.year}年{due.month}月{due.day}日前发回" if due else _ANY_TIME
        return (
            f"请在“{PROGRESS}”一栏逐项填写{until}；没有进展的请说明原因。"
            f"{whole}其余各栏已锁定，请勿改动或增删行。"
        )


def form_headings(config: ReportConfig) -> tuple[str, ...]:
    """The headings of a form: docket and wording are called as in the layout."""
    kinds = (ColumnKind.DOCKET, ColumnKind.TASK)
    named = (config.heading_of(kind) or text for kind, text in zip(kinds, HEADINGS, strict=False))
    return (*named, *HEADINGS[len(kinds) :])


def without_due(text: str) -> str:
    """Replace the due date in instructions with the wording of a form without one."""
    return _DUE.sub(_ANY_TIME, text)


def letter(by: str) -> str:
    """The letter of a ``--by`` value in codes."""
    return _LETTERS.get(by, _FIELD_LETTER)


def project_digest(title: str) -> str:
    """Digest of a project's title in ``data/report.yaml``, to recognize its forms."""
    return _digest([title])


def content_digest(by: str, unit: str, locked: Sequence[Sequence[str]]) -> str:
    """Digest of a form's unit and locked texts, independent of line order and white space.

    Spreadsheets and word processors break lines, trim texts and turn 021 into 21, and units
    sort their tasks.
    """
    lines = sorted(
        "\x1f".join((docket_identity(without_whitespace(docket)), *map(without_whitespace, texts)))
        for docket, *texts in locked
    )
    return _digest([by, without_whitespace(unit), *lines])


def _digest(texts: Sequence[str]) -> str:
    digest = hashlib.sha256("\x1e".join(texts).encode("utf-8", "replace"))
    return digest.hexdigest()[:_DIGEST].upper()
