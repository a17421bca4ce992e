"""What the shell offers after Tab: formats, rules, and the project's periods and dockets.

A shell shows nothing of an error, so where the project cannot be read nothing is offered.
"""

from collections.abc import Callable, Iterable, Sequence

from progress_report.domain.diagnostics import ReportError


def complete_period(incomplete: str) -> list[str]:
    """The periods of the project, the latest first."""
    return _of_project(incomplete, _periods)


def complete_docket(incomplete: str) -> list[str]:
    """The dockets of the project's latest year."""
    return _of_project(incomplete, _dockets)


def complete_rule(incomplete: str) -> list[str]:
    """The rules of ``report check``, also after others and a comma."""
    from progress_report.check.catalogue import RULES

    return _in_list(incomplete, sorted(RULES))


def complete_period_or_docket(incomplete: str) -> list[str]:
    """For a command whose periods may be followed by dockets."""
    return [*complete_period(incomplete), *complete_docket(incomplete)]


def complete_from(names: Sequence[str]) -> Callable[[str], list[str]]:
    """One of these names, such as formats, also after others and a comma."""
    return lambda incomplete: _in_list(incomplete, names)


def _in_list(incomplete: str, names: Iterable[str]) -> list[str]:
    before, comma, begun = incomplete.rpartition(",")
    taken = before.split(",")
    return [f"{before}{comma}{n}" for n in names if n.startswith(begun) and n not in taken]


def _of_project(incomplete: str, names: Callable[[], Iterable[str]]) -> list[str]:
    try:
        return [name for name in names() if name.startswith(incomplete)]
    except (ReportError, OSError):
        return []


def _periods() -> Iterable[str]:
    from progress_report.cli.project import find_root
    from progress_report.source.load import load_project

    project = load_project(find_root(None))
    reported = {period for sourced in project.tasks for period in sourced.task.periods()}
    return [period.name for period in sorted({*reported, *project.periods}, reverse=True)]


def _dockets() -> Iterable[str]:
    from progress_report.cli.project import find_root
    from progress_report.editing.tasks import latest_year
    from progress_report.source.load import load_project

    project = load_project(find_root(None))
    year = latest_year(project)
    return [sourced.task.docket for sourced in project.tasks if sourced.task.year == year]
