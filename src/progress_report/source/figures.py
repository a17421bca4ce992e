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
from progress_report.system.i18n import _


def wrong_figures(sourced: SourcedTask, config: ReportConfig | None) -> Iterator[Diagnostic]:
    """Report figures without a target, targets of one name, and unknown words for a status."""
    task, source = sourced.task, sourced.source
    targets = {target.name: target for target in task.targets}
    for name, count in Counter(target.name for target in task.targets).items():
        if count > 1:
            last = max(i for i, target in enumerate(task.targets) if target.name == name)
            message = _("two targets are called '{name}'").format(name=name)
            hint = _("figures are found by the target's name: give each its own")
            location = source.locate(("targets", last, "name"))
            yield Diagnostic("duplicate-target", message, location, hint)
    works_without_amount = {
        name for name, t in targets.items() if t.kind is TargetKind.WORKS and t.amount is None
    }
    words = known_statuses(config.pace if config else PaceConfig.model_validate({}))
    for key, entry in task.entries.items():
        path = sourced.entry_path(Period.from_key(task.year, key))
        for name, figure in entry.done.items():
            place = (*path, "done", name)
            if name not in targets:
                message = _("the task has no target '{name}'").format(name=name)
                if near := suggest(name, list(targets)):
                    hint = _("did you mean '{key}'?").format(key=near)
                else:
                    hint = _("add it under 'targets:', as '- {{name: {name}, amount: …}}'")
                    hint = hint.format(name=name)
                location = source.locate(place, key=True)
                yield Diagnostic("unknown-target", message, location, hint)
            elif name in works_without_amount and not is_percent(figure):
                message = _("'{value}' is not a share, and '{name}' has no amount")
                hint = _("write the share that is done, such as 50%, or add the target's 'amount'")
                location = source.locate(place)
                text = message.format(value=figure, name=name)
                yield Diagnostic("figure-without-amount", text, location, hint)
        if entry.verdict and entry.verdict not in words:
            message = _("'{value}' is not a status of this project").format(value=entry.verdict)
            if near := suggest(entry.verdict, list(words)):
                hint = _("did you mean '{key}'?").format(key=near)
            else:
                hint = _("write one of these: {values}").format(values=_(", ").join(words))
            location = source.locate((*path, "verdict"))
            yield Diagnostic("unknown-verdict", message, location, hint)
