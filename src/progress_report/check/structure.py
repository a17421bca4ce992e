"""The rules on the form of task files; the loader itself finds what breaks them."""

from progress_report.check.rule import Rule

RULES: tuple[Rule, ...] = ()
