"""``report import``."""

import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

from progress_report.cli.console import echo, print_diagnostics
from progress_report.cli.options import argument, option
from progress_report.cli.project import (
    ClosedOption,
    DryRunOption,
    ProjectOption,
    advise_closing,
    end_preview,
    load_to_change,
    show_preview,
)
from progress_report.cli.usage import Command
from progress_report.domain.diagnostics import DataError
from progress_report.system import progress
from progress_report.system.arguments import parse_period, reject_other
from progress_report.system.files import read_bytes
from progress_report.system.i18n import _, ngettext, period_name
from progress_report.text.excerpt import join_truncated

if TYPE_CHECKING:
    from progress_report.domain.config import ReportConfig
    from progress_report.domain.period import Period
    from progress_report.domain.task import Task
    from progress_report.importing.plan import Plan
    from progress_report.importing.statement import FileStatements
    from progress_report.importing.task_changes import Update

UpdateOption = Annotated[str, option("--update", "[COLUMNS]", show_default=False)]
_MAX_NEW_DOCKETS = 20
_COLUMN = r"(?:task|lead|units|progress|fields\.[^,，、\s]+)"
_COLUMNS = re.compile(f"{_COLUMN}(?:[,，、]{_COLUMN})*")
_ALL = "all"


class OwnCommand(Command):
    """The command, whose option ``--update`` needs no value."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Take the argument after ``--update`` for columns only if it can be nothing else."""
        end = args.index("--") if "--" in args else len(args)
        for index in reversed(range(end)):
            if args[index] == "--update":
                named = [text for text in args[index + 1 : end][:1] if _COLUMNS.fullmatch(text)]
                args[index : index + 1 + len(named)] = [f"--update={(*named, _ALL)[0]}"]
        return super().parse_args(ctx, args)


_UPDATABLE_COLUMNS = ("task", "lead", "units", "progress", "target", "done", "status", "why")


def import_(
    files: Annotated[list[Path], argument("FILE")],
    period: Annotated[str | None, option("--period", "PERIOD")] = None,
    dry_run: DryRunOption = False,
    update: UpdateOption = "",
    closed: ClosedOption = False,
    project: ProjectOption = None,
) -> None:
    """Bring tables from elsewhere into task files: all of it, or nothing if anything is wrong."""
    wanted = parse_period(period) if period else None
    from progress_report.importing.plan import plan
    from progress_report.system.transaction import write_files

    loaded, config = load_to_change(project)
    tables = _read(files, config, wanted)
    refused = {} if closed else loaded.closed
    said, wanted_update = tables.statements, _update(update, config)
    changes = plan(loaded.root, loaded.tasks, said, config, wanted_update, refused)
    changes.refused += tables.refused
    for path, note in changes.notes:
        echo(f"{path}: {note}", err=True)
    counts = _counts(changes, tables.periods)
    if errors := print_diagnostics([*tables.diagnostics, *changes.diagnostics]):
        if changes.refused or tables.statements:
            echo(_("not done: {counts}").format(counts=counts), err=True)
        raise DataError(_("{count} error(s); nothing was written").format(count=errors))
    counts += _created(changes, {sourced.task.year for sourced in loaded.tasks})
    if dry_run:
        _show(config, changes, tables.periods)
        end_preview(counts)
    else:
        advise_closing(loaded, config, changes.files, tables.periods)
        write_files(changes.files)
        echo(*counts.split("\n"))


def _update(update: str, config: "ReportConfig") -> "Update":
    """What the option says. Raises ReportError if the project has no such column."""
    from progress_report.importing.task_changes import Update

    columns = () if update in ("", _ALL) else tuple(re.split("[,，、]", update))
    known = [*_UPDATABLE_COLUMNS, *(f"fields.{name}" for name in config.fields)]
    reject_other(columns, known)
    return Update(bool(update), columns)


def _read(
    files: "Sequence[Path]", config: "ReportConfig", period: "Period | None"
) -> "FileStatements":
    from progress_report.importing.read_statements import read_statements
    from progress_report.importing.statement import FileStatements
    from progress_report.system.limits import MAX_FILE_MEGABYTES

    tables = FileStatements()
    for file in progress.counted(_("reading tables"), files):
        table = read_statements(
            str(file), read_bytes(file, max_megabytes=MAX_FILE_MEGABYTES), config, period
        )
        tables.add(table)
        for note in table.notes:
            echo(f"{file}: {note}", err=True)
    return tables


def _counts(plan: "Plan", periods: "set[Period]") -> str:
    rows = plan.created + plan.updated + plan.same + plan.refused
    counts = _("{period}: {rows}; {created}, {updated} updated, {same} the same")
    if plan.refused:
        counts += _(", {refused} refused").format(refused=plan.refused)
    return counts.format(
        period=_(", ").join(map(period_name, sorted(periods))),
        rows=ngettext("{count} row", "{count} rows", rows),
        created=ngettext("{count} task created", "{count} tasks created", plan.created),
        updated=plan.updated,
        same=plan.same,
    )


def _created(plan: "Plan", years: "set[int]") -> str:
    """A line that names the new tasks of years that had some, for a wrong docket makes one too."""
    tasks = [change.after for change in plan.changes if change.before is None]
    named = [task.docket for task in tasks if task.year in years]
    if not named:
        return ""
    shown = join_truncated(named, _MAX_NEW_DOCKETS, _(", "))
    return "\n" + _("tasks created: {dockets}").format(dockets=shown)


def _show(config: "ReportConfig", plan: "Plan", periods: "set[Period]") -> None:
    """The changes, period by period, of the tasks concerned."""
    for period in sorted(periods):
        concerned = [change for change in plan.changes if period in change.periods]
        before = [change.before for change in concerned if change.before is not None]
        if concerned:
            named = _("{period} in the table").format(period=period_name(period))
            after = [change.after for change in concerned]
            show_preview(before, after, period, named, config)
    for line in _plain_changes(plan, config):
        echo(line)


def _plain_changes(plan: "Plan", config: "ReportConfig") -> Iterator[str]:
    """Units, fields and targets, which no comparison of reports shows: of new tasks too."""
    for change in plan.changes:
        docket = change.after.docket
        after = _named_texts(change.after, config)
        if change.before is None:
            yield from (f"{docket} {name}: {text}" for name, text in after.items() if text)
            continue
        before = _named_texts(change.before.task, config)
        for name, text in after.items():
            if text != (old := before.get(name, "")):
                yield f"{docket} {name}: {old or '—'} → {text}"


def _named_texts(task: "Task", config: "ReportConfig") -> dict[str, str]:
    """What a task says beside its reports, each text on one line under the name it has in print."""
    from progress_report.text.prose import unwrap

    texts = {_("lead unit"): task.lead, _("joint units"): "、".join(task.units)}
    texts |= {config.fields.get(name, name): text for name, text in task.fields.items()}
    for target in task.targets:
        texts[_("target {name}").format(name=target.name)] = (
            f"{target.amount or ''}{target.measure}"
        )
    for key, entry in task.entries.items():
        for name, text in entry.fields.items():
            texts[f"{config.fields.get(name, name)} ({task.year}{key})"] = text
    return {name: unwrap(text).replace("\n", "¶") for name, text in texts.items()}
