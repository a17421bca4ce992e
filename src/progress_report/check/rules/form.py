"""The rules on the form of files, tables and returned forms.

Loading, formatting, merging, importing, printing and collecting find what breaks them. In their
examples ⟨Tab⟩ and ⟨U+200B⟩ stand for characters that cannot be seen. Files are divided by ``---``;
in an example of importing, the task file that the project has comes first, then the page.
"""

from progress_report.check.rule import Family, Rule
from progress_report.domain.diagnostics import Severity

_NAMES = {
    Severity.ERROR: (
        # files and their characters
        "merge-conflict closed-table closed-entry unreadable too-large encoding empty-file"
        " control-character lost-character not-formattable"
        # YAML, line by line
        " fullwidth-colon missing-colon missing-space tab-indent fullwidth-indent space-lookalike"
        " bad-indent stray-text duplicate-key key-not-text several-documents too-deep yaml-syntax"
        # values that YAML reads otherwise than meant
        " fullwidth-syntax unquoted-start anchor alias tag colon-in-value unclosed-quote"
        " text-after-quote bad-escape unclosed-bracket"
        # keys, values and names
        " missing-key unknown-key wrong-shape empty-text empty-list bad-year bad-docket bad-date"
        " bad-period same-period bad-value bad-placeholder undeclared-field unclear-office"
        " wrong-folder wrong-file-name duplicate-docket unknown-predecessor circular-predecessor"
        # targets, figures and verdicts
        " unknown-target duplicate-target figure-without-amount unknown-verdict"
        # making a table and reading a published one
        " not-a-number missing-entry gap overlap missing-glyph not-importable no-heading no-period"
        " bad-row bad-cell numbering task-differs entry-differs field-differs file-exists"
        " not-editable"
        # forms that units send back
        " bad-form altered-form beside-form contradicting-forms"
    ),
    Severity.WARNING: (
        "closed-period published-wording invisible-character unportable-name interrupted-change"
        " comment-cuts-text unknown-office list-in-one"
    ),
    Severity.NOTE: "comment-without-space period-spelling renamed-office uneven-shares",
}
RULES = tuple(
    Rule(name, Family.STRUCTURE, severity)
    for severity, names in _NAMES.items()
    for name in names.split()
)
