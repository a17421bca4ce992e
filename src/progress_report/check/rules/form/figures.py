"""The rules on targets, figures and verdicts. The loader finds what breaks them."""

from progress_report.check.rule import Family, Rule
from progress_report.check.rules.form.structure import ENTRY, TASK
from progress_report.domain.diagnostics import Severity
from progress_report.system.i18n import N_

_TARGET = "targets:\n  - {name: 老旧小区, amount: 24, measure: 个}\n"
_GOOD = TASK + _TARGET + ENTRY + "    done: {老旧小区: 6}\n"

RULES: tuple[Rule, ...] = (
    Rule(
        "unknown-target",
        Family.STRUCTURE,
        Severity.ERROR,
        N_("a figure of a target that the task does not have"),
        N_(
            "A figure is compared with the target of the same name; one without a target would "
            "count for nothing. Correct the name, or add the target."
        ),
        bad=_GOOD.replace("done: {老旧小区", "done: {小区改造"),
        good=_GOOD,
    ),
    Rule(
        "duplicate-target",
        Family.STRUCTURE,
        Severity.ERROR,
        N_("two targets of one task with the same name"),
        N_("Figures are found by the name of their target. Give each target its own name."),
        bad=_GOOD.replace(_TARGET, _TARGET + "  - {name: 老旧小区, amount: 30, measure: 栋}\n"),
        good=_GOOD.replace(
            _TARGET, _TARGET + "  - {name: 楼栋, amount: 30, measure: 栋}\n"
        ).replace("小区: 6}", "小区: 6, 楼栋: 15}"),
    ),
    Rule(
        "figure-without-amount",
        Family.STRUCTURE,
        Severity.ERROR,
        N_("a figure that is no share, of works without an amount"),
        N_(
            "How much of the works a figure is cannot be computed without their amount. Write the "
            "share as a percentage, or add the amount."
        ),
        bad=_GOOD.replace("amount: 24, measure: 个", "kind: works"),
        good=_GOOD.replace("amount: 24, measure: 个", "kind: works").replace(": 6}", ": 60%}"),
    ),
    Rule(
        "unknown-verdict",
        Family.STRUCTURE,
        Severity.ERROR,
        N_("a verdict that is not one of the project's statuses"),
        N_(
            "A verdict stands in place of the computed status, so it needs one of the same words: "
            "those of 'pace' in data/report.yaml. A light after the one without a limit is for "
            "verdicts only."
        ),
        bad=_GOOD + "    verdict: 落后\n",
        good=_GOOD + "    verdict: 滞后\n    why: 雨季施工受阻\n",
    ),
)
