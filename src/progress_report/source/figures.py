"""Figures and verdicts of task files that do not fit their targets or the layout's words."""

from collections import Counter
from collections.abc import Iterator

from progress_report.domain.config import ReportConfig
from progress_report.domain.diagnostics import Diagnostic
from progress_report.domain.pace import known_statuses
from progress_report.domain.period import Period
from progress_report.domain.target import PaceConfig, TargetKind, is_percent
from progress_report.source.load import SourcedTask
from progress_report.source.mistakes.keys import suggest
from progress_report.source.wording import worded
from progress_report.system.i18n import _


def wrong_figures(sourced: SourcedTask, config: ReportConfig | None) -> Iterator[Diagnostic]:
    """Report figures without a target, targets of one name, and unknown words for a status."""
    task, source = sourced.task, sourced.source
    targets = {target.name: target for target in task.targets}
    for name, count in Counter(target.name for target in task.targets).items():
        if count > 1:
            last = max(i for i, target in enumerate(task.targets) if target.name == name)
            yield worded("duplicate-target", source.locate(("targets", last, "name")), name=name)
    works_without_amount = {
        name for name, t in targets.items() if t.kind is TargetKind.WORKS and t.amount is None
    }
    words = known_statuses(config.pace if config else PaceConfig.model_validate({}))
    for key, entry in task.entries.items():
        path = sourced.entry_path(Period.from_key(task.year, key))
        for name, figure in entry.done.items():
            place = (*path, "done", name)
            if name not in targets:
                near = suggest(name, list(targets))
                location = source.locate(place, key=True)
                cure = "did-you-mean" if near else ""
                yield worded("unknown-target", location, cure=cure, name=name, meant=near)
            elif name in works_without_amount and not is_percent(figure):
                location = source.locate(place)
                yield worded("figure-without-amount", location, value=figure, name=name)
        if entry.verdict and entry.verdict not in words:
            near = suggest(entry.verdict, list(words))
            yield worded(
                "unknown-verdict",
                source.locate((*path, "verdict")),
                cure="did-you-mean" if near else "",
                value=entry.verdict,
                meant=near,
                values=_(", ").join(words),
            )
