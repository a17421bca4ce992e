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
    bars, smalls = charts.bars(overview), charts.small_charts(overview)
    matrix = charts.matrix(overview)
    title = _("Status of {period}").format(period=period_name(overview.period))
    context = {
        "config": config,
        "language": {"zh": "zh-CN", "en": "en"}[language()],
        "title": title,
        "words": read_words(Path(__file__).with_name("words.yaml")),
        "overview": overview,
        "counts": counts,
        "behind": overview.behind,
        "fill_colours": sorted({t.pace.status.colour for t in overview.tasks} - {""}),
        "bars": bars,
        "bar": {
            "left": charts.BAR_LEFT,
            "full": charts.BAR_LEFT + charts.BAR_WIDTH / 1.2,
            "right": charts.BAR_LEFT + charts.BAR_WIDTH,
            "row": charts.ROW_HEIGHT,
            "height": len(bars) * charts.ROW_HEIGHT,
        },
        "rows": [*overview.target_rows],
        "matrix": matrix,
        "matrix_periods": [
            (charts.CELL_LEFT + i * charts.CELL_WIDTH, period_name(period))
            for i, period in enumerate(charts.periods(overview))
        ],
        "matrix_width": charts.CELL_LEFT
        + max(1, len(charts.periods(overview))) * charts.CELL_WIDTH,
        "cell_width": charts.CELL_WIDTH,
        "smalls": smalls,
        "small_size": (
            charts.SMALL_WIDTH * charts.SMALLS_IN_ROW,
            charts.SMALL_HEIGHT * -(-len(smalls) // charts.SMALLS_IN_ROW),
        ),
        "share_periods": [period_name(period) for period in charts.share_periods(overview)],
        "shown": lambda target, kind: shown(target, ColumnKind(kind), "1"),
        "why": why_text,
        "period_name": period_name,
        "severity": lambda severity: _(severity.value),
    }
    jinja = environment(templates if templates and templates.is_dir() else None)
    return self_contained(jinja, "status.html.j2", context, ("status.css",))
