"""What a figure is in its sentence: a whole, what is done or remains of it, an average."""

import re
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from progress_report.check.corpus import Passage, PassageDiagnostic
from progress_report.system.data import any_of, read_data
from progress_report.text.quantities import Quantity

Figures = Sequence[Quantity]


@cache
def mapping(name: str) -> Mapping[str, Any]:
    """A mapping of roles.yaml: words, and what belongs to each."""
    lists: Mapping[str, Mapping[str, Any]] = read_data("check", "roles")
    return lists[name]


@cache
def role(template: str) -> re.Pattern[str]:
    """A pattern in which ``{name}`` stands for what has this name in the data.

    That is any word of a list of roles.yaml, or a regular expression of expressions.yaml.
    """
    return re.compile(_filled(template))


def _filled(template: str) -> str:
    return re.sub(r"\{([a-z_]+)\}", lambda name: _part(name[1]), template)


def _part(name: str) -> str:
    if expression := read_data("check", "expressions").get(name):
        pattern = expression["pattern"]
        return f"(?:{_filled(pattern if isinstance(pattern, str) else '|'.join(pattern))})"
    return any_of(sorted(read_data("check", "roles")[name], key=len, reverse=True))


def says(quantity: Quantity, template: str) -> bool:
    """Whether the words before a figure match a pattern of roles."""
    return role(template).search(quantity.before) is not None


def disagrees(
    passage: Passage, rule: str, span: tuple[int, int], calculation: str, figures: Figures
) -> PassageDiagnostic:
    """A diagnostic at a figure that is not what a calculation with it and others gives."""
    return passage.diagnose(rule, *span, "calculation", calculation=calculation, figures=figures)
