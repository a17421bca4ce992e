"""The overview as a single self-contained web page with charts; it needs no script."""

from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any

from progress_report.build.pace_cells import shown, why_text
from progress_report.domain.config import ReportConfig
from progress_report.domain.pace import PaceStatus, TargetPace
from progress_report.domain.period import Period
from progress_report.domain.table import ColumnKind
from progress_report.render.html.templates import environment, self_contained
from progress_report.status.overview import Overview
from progress_report.status.text import counts
from progress_report.system.data import read_words
from progress_report.system.i18n import _, language, period_name
from progress_report.text.excerpt import truncate
from progress_report.text.width import printable

FULL = 1 / 1.2
"""Where the year's target is drawn, as a part of the room: a share above 120 % is drawn as that."""
_LABEL_CELLS = 34


def bars(overview: Overview) -> Iterator[dict[str, Any]]:
    """A bar for each target that adds up and has a figure, in the order of the overview.

    A person's verdict on the task stands beside its first bar, in place of the computed status.
    """
    dockets = set()
    for task in overview.tasks:
        for target in task.pace.targets:
            if target.target.adds_up and target.share is not None and target.due is not None:
                is_first = task.docket not in dockets
                dockets.add(task.docket)
                status = (task.pace.verdict if is_first else None) or target.status
                yield {
                    "label": label(f"{task.docket} {target.target.name}"),
                    "length": drawn(target.share),
                    "due": drawn(target.due),
                    "share": shown(target, ColumnKind.SHARE, "1"),
                    "status": status.text,
                    "look": look(status),
                }


def label(text: str, cells: int = _LABEL_CELLS) -> str:
    """A text that fits beside what it names."""
    return truncate(printable(text), cells)


def look(status: PaceStatus) -> str:
    """How a status is drawn: ``good``, ``behind``, ``worst`` or ``other``."""
    if not status.name or status.order < 0:
        return "other"
    if not status.behind:
        return "good"
    return "worst" if status.mark == "■" else "behind"


def drawn(share: Fraction) -> float:
    """How much of the room a share takes, from 0 to 1."""
    return min(max(float(share) * FULL, 0.0), 1.0)


def histories(overview: Overview) -> Iterator[tuple[str, dict[Period, TargetPace]]]:
    """Each target that has shares in two periods at least: its name, and its pace in these."""
    for task in overview.tasks:
        for index, target in enumerate(task.pace.targets):
            paces = {period: pace.targets[index] for period, pace in task.history}
            known = {period: pace for period, pace in paces.items() if pace.share is not None}
            if target.target.adds_up and len(known) > 1:
                yield f"{task.docket} {target.target.name}", known


def status_page(overview: Overview, config: ReportConfig, templates: Path | None = None) -> str:
    """The page; the project's templates, if there are any, replace built-in ones file by file."""
    paces = [pace for task in overview.tasks for _period, pace in task.history]
    context = {
        "config": config,
        "language": {"zh": "zh-CN", "en": "en"}[language()],
        "title": _("Status of {period}").format(period=period_name(overview.period)),
        "words": read_words(Path(__file__).with_name("words.yaml")),
        "overview": overview,
        "counts": counts,
        "behind": overview.behind,
        "fill_colours": sorted({t.pace.status.colour for t in overview.tasks} - {""}),
        "bars": [*bars(overview)],
        "rows": [*overview.target_rows],
        "periods": sorted({period for row in overview.matrix.values() for period in row}),
        "histories": [*histories(overview)],
        "share_periods": sorted(
            {p.period for p in paces if any(target.share is not None for target in p.targets)}
        ),
        "drawn": drawn,
        "full": FULL,
        "label": label,
        "shown": lambda target, kind: shown(target, ColumnKind(kind), "1"),
        "why": why_text,
        "period_name": period_name,
        "severity": lambda severity: _(severity.value),
    }
    jinja = environment(templates if templates and templates.is_dir() else None)
    return self_contained(jinja, "status.html.j2", context, ("status.css",))
