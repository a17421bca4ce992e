"""How commands declare what may be typed behind their names."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import typer

from progress_report.cli.completion import (
    complete_docket,
    complete_from,
    complete_period,
    complete_period_or_docket,
    complete_rule,
)

_COMPLETIONS: Mapping[str, Callable[[str], list[str]]] = {
    "PERIOD": complete_period,
    "[PERIOD]": complete_period,
    "PERIOD [DOCKET]": complete_period_or_docket,
    "PERIOD|FILE": complete_period,
    "A B": complete_period,
    "DOCKET": complete_docket,
    "RULE": complete_rule,
    "RULES": complete_rule,
}
"""What the shell offers for a value, by what the help calls it."""


def option(name: str, metavar: str, meaning: str, choices: Sequence[str] = (), **more: Any) -> Any:
    """An option with a value: what the help says of it, and what the shell offers for it."""
    complete = complete_from(choices) if choices else _COMPLETIONS.get(metavar)
    return typer.Option(name, metavar=metavar, help=meaning, autocompletion=complete, **more)


def flag(name: str, meaning: str) -> Any:
    """An option that is given or not."""
    return typer.Option(name, help=meaning)


def argument(metavar: str, meaning: str) -> Any:
    """What is typed without a name before it."""
    complete = _COMPLETIONS.get(metavar)
    return typer.Argument(metavar=metavar, help=meaning, autocompletion=complete)
