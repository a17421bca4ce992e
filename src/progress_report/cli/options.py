"""How commands declare what may be typed behind their names, and what the shell offers after Tab.

What the help says of each is in ``words.json``.
A shell shows nothing of an error, so where the project cannot be read nothing is offered.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import typer


def option(name: str, metavar: str = "", choices: Sequence[str] = (), **more: Any) -> Any:
    """An option, with a value if it has a name for it: one of the choices, if there are any."""
    complete = _complete_from(choices) if choices else _COMPLETIONS.get(metavar)
    return typer.Option(name, metavar=metavar or None, autocompletion=complete, **more)


def argument(metavar: str, **more: Any) -> Any:
    """What is typed without a name before it."""
    return typer.Argument(metavar=metavar, autocompletion=_COMPLETIONS.get(metavar), **more)


def _complete_rule(incomplete: str) -> list[str]:
    from progress_report.check.rule import RULES

    return _in_list(incomplete, sorted(RULES))


def _complete_from(names: Sequence[str]) -> Callable[[str], list[str]]:
    return lambda incomplete: _in_list(incomplete, names)


def _in_list(incomplete: str, names: Iterable[str]) -> list[str]:
    """The names that may go on a list with commas."""
    before, comma, begun = incomplete.rpartition(",")
    taken = before.split(",")
    return [f"{before}{comma}{n}" for n in names if n.startswith(begun) and n not in taken]


def _complete_of_project(*kinds: Callable[[], Iterable[str]]) -> Callable[[str], list[str]]:
    def complete(incomplete: str) -> list[str]:
        from progress_report.domain.diagnostics import ReportError

        try:
            return [n for names in kinds for n in names() if n.startswith(incomplete)]
        except (ReportError, OSError):
            return []

    return complete


def _periods() -> Iterable[str]:
    """The latest first."""
    from progress_report.cli.project import find_root
    from progress_report.source.load import load_project

    project = load_project(find_root(None))
    reported = {period for sourced in project.tasks for period in sourced.task.periods()}
    return [period.name for period in sorted({*reported, *project.periods}, reverse=True)]


def _dockets() -> Iterable[str]:
    """Those of the latest year."""
    from progress_report.cli.project import find_root
    from progress_report.editing.tasks import latest_year
    from progress_report.source.load import load_project

    project = load_project(find_root(None))
    year = latest_year(project)
    return [sourced.task.docket for sourced in project.tasks if sourced.task.year == year]


_complete_period = _complete_of_project(_periods)
_COMPLETIONS: Mapping[str, Callable[[str], list[str]]] = {
    **dict.fromkeys(("PERIOD", "PERIOD|FILE", "A B"), _complete_period),
    "PERIOD [DOCKET]": _complete_of_project(_periods, _dockets),
    "DOCKET": _complete_of_project(_dockets),
    **dict.fromkeys(("RULE", "RULES"), _complete_rule),
}
"""What the shell offers for a value, by what the help calls it."""
