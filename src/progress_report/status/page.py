"""The overview as a single self-contained web page with charts; it needs no script."""

from pathlib import Path

from progress_report.build.pace_cells import shown, why_text
from progress_report.domain.config import ReportConfig
from progress_report.domain.table import ColumnKind
from progress_report.render.html.templates import environment, self_contained
from progress_report.status import charts
from progress_report.status.overview import Overview
from progress_report.status.text import counts
from progress_report.system.data import read_words
from progress_report.system.i18n import _, language, period_name


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
        "bars": [*charts.bars(overview)],
        "rows": [*overview.target_rows],
        "periods": sorted({period for row in overview.matrix.values() for period in row}),
        "histories": [*charts.histories(overview)],
        "share_periods": sorted(
            {p.period for p in paces if any(target.share is not None for target in p.targets)}
        ),
        "drawn": charts.drawn,
        "full": charts.FULL,
        "label": charts.label,
        "shown": lambda target, kind: shown(target, ColumnKind(kind), "1"),
        "why": why_text,
        "period_name": period_name,
        "severity": lambda severity: _(severity.value),
    }
    jinja = environment(templates if templates and templates.is_dir() else None)
    return self_contained(jinja, "status.html.j2", context, ("status.css",))
