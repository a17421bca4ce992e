"""``report explain``."""

import sys
from typing import Annotated

from progress_report.cli.console import columns, write
from progress_report.cli.options import argument
from progress_report.domain.diagnostics import ReportError
from progress_report.system.i18n import _


def explain(rule: Annotated[str, argument("RULE")]) -> None:
    """Print what a rule means, why, and an example that breaks and one that keeps it."""
    from progress_report.check.judgement import did_you_mean
    from progress_report.check.rule import RULES
    from progress_report.reporters.catalogue import explain as text

    name = rule.strip().strip("[]").lower()
    if name not in RULES:
        message = _("there is no rule '{rule}'").format(rule=rule)
        raise ReportError(message, did_you_mean(name, RULES))
    write(text(RULES[name], columns(sys.stdout)))
