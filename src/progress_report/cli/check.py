"""``report check``."""

import gc
import sys
from collections import Counter
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from progress_report.cli.console import columns, echo, use_colour, write, write_data
from progress_report.cli.options import argument, option
from progress_report.cli.project import ProjectOption, find_root, split_names
from progress_report.domain.diagnostics import (
    Diagnostic,
    Notice,
    ReportError,
    Severity,
    has_errors,
)
from progress_report.render.formats import reject_unknown_formats
from progress_report.source.files import (
    CACHE_FOLDER,
    CLOSED_FOLDER,
    CONFIG_FILE,
    PERIODS_FOLDER,
    TASKS_FOLDER,
    data_files,
    new_task_command,
)
from progress_report.system.arguments import parse_period
from progress_report.system.i18n import _, sentence

if TYPE_CHECKING:
    from progress_report.domain.period import Period
    from progress_report.source.load import Project

FORMATS = ("text", "json", "sarif", "github")


def check(
    targets: Annotated[list[str] | None, argument("PERIOD|FILE")] = None,
    select: Annotated[list[str] | None, option("--select", "RULES")] = None,
    ignore: Annotated[list[str] | None, option("--ignore", "RULES")] = None,
    since: Annotated[str | None, option("--since", "REV")] = None,
    output: Annotated[str, option("--format", "FORMAT", FORMATS)] = "text",
    strict: Annotated[bool, option("--strict")] = False,
    list_rules: Annotated[bool, option("--list-rules")] = False,
    project: ProjectOption = None,
) -> None:
    """Find what is wrong in all task files; print every problem at its place. Writes nothing."""
    gc.disable()  # a command ends before looking for garbage pays
    reject_unknown_formats([output], FORMATS)
    # the loader itself reports on the form, so that no rule on prose has to be imported
    only_form = split_names(select) == ["structure"] and not ignore and not list_rules
    wanted = set() if only_form else _wanted(split_names(select), split_names(ignore))
    if list_rules:
        _list_rules(project, wanted)
        return
    root = find_root(project)
    periods, paths = _targets(targets or [], root)
    from progress_report.source.load import load_project

    loaded = load_project(root)
    _reject_unreported(periods, loaded)
    diagnostics = _run(loaded, wanted, periods)
    if since is not None:
        diagnostics = _since(since, root, loaded, diagnostics, wanted)
    diagnostics = [diagnostic for diagnostic in diagnostics if _within(diagnostic, paths)]
    (write if output == "text" else write_data)(_rendered(output, diagnostics))
    is_whole = wanted is None and not (periods or paths or since)
    counts = _print_counts(diagnostics, loaded, is_whole=is_whole)
    if loaded.config is None:
        raise typer.Exit(2)
    if counts[Severity.ERROR] or (strict and counts[Severity.WARNING]):
        raise typer.Exit(1)


def _reject_unreported(periods: list["Period"], loaded: "Project") -> None:
    """Reject periods without an entry. Raises DataError if no task has an entry for one of them."""
    reported = {period for sourced in loaded.tasks for period in sourced.task.periods()}
    broken = has_errors(loaded.diagnostics)
    for period in () if broken else periods:  # a file that cannot be read may hold its entry
        if not (period.is_plan or any(map(period.contains, reported))):
            from progress_report.build.period_tables import not_reported

            raise not_reported(period, loaded.tasks)


def _run(loaded: "Project", wanted: set[str] | None, periods: list["Period"]) -> list[Diagnostic]:
    from progress_report.importing.published_wordings import changed_wordings

    published = [*changed_wordings(loaded, loaded.config)] if loaded.config else []
    if wanted == set():
        diagnostics = [*loaded.diagnostics]
    else:
        from progress_report.check.run import check as run_rules

        diagnostics = run_rules(loaded, wanted, periods)
    return sorted({*diagnostics, *published}, key=lambda d: d.order)


def _since(
    revision: str,
    root: Path,
    loaded: "Project",
    diagnostics: list[Diagnostic],
    wanted: set[str] | None,
) -> list[Diagnostic]:
    """Those on lines changed since a revision, and wordings changed since."""
    from progress_report.check.run import changed_wordings
    from progress_report.git.revisions import changes_since, task_files_at
    from progress_report.source.load import read_tasks
    from progress_report.text.prose import unwrap

    changes = changes_since(root, revision)
    changed = [
        diagnostic
        for diagnostic in diagnostics
        if not (place := diagnostic.location)
        or (lines := changes.get(Path(place.path).resolve())) is None  # a new file
        or place.line in lines
    ]
    tasks_before, _broken = read_tasks(task_files_at(root, revision))
    before = {sourced.task.key: unwrap(sourced.task.task) for sourced in tasks_before}
    return changed + changed_wordings(loaded, before, wanted)


def _print_counts(
    diagnostics: list[Diagnostic], loaded: "Project", *, is_whole: bool
) -> Counter[Severity]:
    """Print how many there are; those of a whole project are kept for `report status`."""
    counts = Counter(diagnostic.severity for diagnostic in diagnostics)
    files = {sourced.source.path for sourced in loaded.tasks}
    files |= {d.location.path for d in loaded.diagnostics if d.location}
    message = _("errors: {errors}, warnings: {warnings}, notes: {notes}; files checked: {files}")
    text = message.format(
        errors=counts[Severity.ERROR],
        warnings=counts[Severity.WARNING],
        notes=counts[Severity.NOTE],
        files=len(files),
    )
    echo(text, err=True)
    if not files:
        echo(sentence(Notice(_("there are no tasks yet"), new_task_command())), err=True)
    if is_whole and (loaded.root / CACHE_FOLDER).is_dir():  # checking makes no folder
        from progress_report.status.state import remember

        remember(loaded.root, counts)
    return counts


def _wanted(select: list[str], ignore: list[str]) -> set[str] | None:
    """The names of the rules to run, by those of rules and families; None for all."""
    if not select and not ignore:
        return None
    from progress_report.check.judgement import did_you_mean
    from progress_report.check.rule import RULES

    families: dict[str, set[str]] = {}
    for rule in RULES.values():
        families.setdefault(rule.family, set()).add(rule.name)
    groups = {**families, **{name: {name} for name in RULES}}
    for name in (*select, *ignore):
        if name not in groups:
            message = _("there is no rule '{rule}'").format(rule=name)
            raise ReportError(message, did_you_mean(name, groups))
    chosen = set[str]().union(*(groups[name] for name in select)) if select else set(RULES)
    return chosen.difference(*(groups[name] for name in ignore))


def _targets(given: list[str], root: Path) -> tuple[list["Period"], list[Path]]:
    """Periods and files, distinguished by whether there is such a file."""
    paths = [Path(text) for text in given if Path(text).exists()]
    _reject_unchecked(paths, root)
    periods = []
    for text in given:
        if not Path(text).exists():
            try:
                periods.append(parse_period(text))
            except ReportError as error:
                message = _("there is no file '{text}'").format(text=text)
                raise ReportError(message, error.message) from None
    return periods, [path.resolve() for path in paths]


def _reject_unchecked(paths: list[Path], root: Path) -> None:
    """Reject a file that is not checked, and a folder without any: silence would praise it."""
    if not paths:
        return
    folders = (root / folder for folder in (TASKS_FOLDER, PERIODS_FOLDER, CLOSED_FOLDER))
    checked = {path.resolve() for path in (root / CONFIG_FILE, *folders, *data_files(root))}
    checked |= {folder for path in checked for folder in path.parents}
    for path in paths:
        if path.resolve() not in checked:
            message = _("{path} is neither a task file of this project nor its layout")
            hint = _(
                "name files or folders below {tasks} or {periods}, or {layout}; for those of "
                "another project, add '--project'"
            )
            names = {"tasks": TASKS_FOLDER, "periods": PERIODS_FOLDER, "layout": CONFIG_FILE}
            shown = {name: place.as_posix() for name, place in names.items()}
            raise ReportError(message.format(path=path.as_posix()), hint.format(**shown))


def _within(diagnostic: Diagnostic, paths: list[Path]) -> bool:
    if not paths or diagnostic.location is None:
        return True
    place = Path(diagnostic.location.path).resolve()
    return any(place == path or path in place.parents for path in paths)


def _rendered(output: str, diagnostics: list[Diagnostic]) -> str:
    if output == "text":
        from progress_report.reporters.text import render as text

        colour = use_colour(sys.stdout)
        return text(diagnostics, colour=colour, columns=columns(sys.stdout))
    return str(import_module(f"progress_report.reporters.{output}").render(diagnostics))


def _list_rules(project: Path | None, wanted: set[str] | None) -> None:
    from progress_report.check.rule import RULES
    from progress_report.check.run import severities_of
    from progress_report.domain.config import CheckConfig
    from progress_report.reporters.catalogue import listing
    from progress_report.source.load import load_project

    try:
        config = load_project(find_root(project)).config
    except ReportError:  # outside a project the rules are what they are by default
        config = None
    severities = severities_of(config.check if config else CheckConfig())
    rules = [rule for rule in RULES.values() if wanted is None or rule.name in wanted]
    write(listing(rules, severities))
