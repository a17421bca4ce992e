"""The rules on forms that units send back (``report collect``). Examples only picture the fault."""

from progress_report.check.rule import Family, Rule
from progress_report.domain.diagnostics import Severity
from progress_report.system.i18n import N_

RULES: tuple[Rule, ...] = (
    Rule(
        "bad-form",
        Family.STRUCTURE,
        Severity.ERROR,
        N_("a file that is not a form of this project and period"),
        N_(
            "A form says at its foot and in its properties of which project, period and unit it "
            "is. A table copied without its foot, a form of last half-year, or one of another "
            "district must not be taken in by mistake."
        ),
        bad="report collect merge 2021H1-区商务局.xlsx --period 2021H2",
        good="report collect merge 2021H2-区商务局.xlsx --period 2021H2",
    ),
    Rule(
        "altered-form",
        Family.STRUCTURE,
        Severity.ERROR,
        N_("a form in which locked text was changed"),
        N_(
            "The city's wording, the docket numbers and the lines themselves are not the unit's to "
            "change; an answer beside another wording may be an answer to something else. Put the "
            "text back, or copy the answers into a new form."
        ),
        bad="21 推进“两区”建设（已完成）。",
        good="21 推进“两区”建设。",
    ),
    Rule(
        "beside-form",
        Family.STRUCTURE,
        Severity.ERROR,
        N_("text outside the table of a form"),
        N_(
            "What a unit writes below the table, beside it, in a text box or a footnote belongs to "
            "no task, and would be lost: move it into the cell of its task, or delete it. What a "
            "comment, a header or a footer says is about the form, not part of it: a warning "
            "quotes it, and the form is taken in."
        ),
        bad="补充说明：含去年结转项目2个。",
        good="截至目前，已开工5个（含去年结转项目2个）。",
    ),
    Rule(
        "contradicting-forms",
        Family.STRUCTURE,
        Severity.ERROR,
        N_("two forms of one unit that contradict each other"),
        N_(
            "Only the unit knows which of them counts. On a terminal you are asked; else leave one "
            "out, or take the one saved last with --latest. Forms that agree where both are filled "
            "in are taken together."
        ),
        bad="report collect merge 区商务局.xlsx 区商务局（新）.xlsx",
        good="report collect merge 区商务局（新）.xlsx",
    ),
)
