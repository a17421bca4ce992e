"""The rules on making the table and on reading a published one.

Merging, importing and printing find what breaks them. In the examples of importing a task file
comes first where the project has one, and after ``---`` the text of the page.
"""

from progress_report.check.rule import Family, Rule
from progress_report.check.rules.form.structure import ENTRY, HEAD, TASK
from progress_report.domain.diagnostics import Severity
from progress_report.system.i18n import N_

_QUARTER = "entries:\n  Q1:\n    progress: 8个项目已开工。\n"
_TITLE = "2021年重点任务上半年进展情况表\n"
_HEADINGS = "序号 市折子号 任务 目前进展情况\n"
_ROW = "1 21 推进“两区”建设。 15个项目已开工。\n"
_PAGE = _TITLE + _HEADINGS + _ROW
_SECOND = "2 22 建设运河文化节。 已完成方案。\n"
_SHARE = (
    'title: "{year}年{period}表"\n'
    "fields: {plan: 计划, done: 完成}\n"
    "columns:\n"
    "  - {heading: 市折子号, value: docket, width: 10}\n"
    "  - {heading: 目前进展情况, value: progress, width: 60}\n"
    "  - {heading: 完成率, value: share, of: [fields.done, fields.plan], width: 10}\n---\n"
)
_PARTS = (
    'title: "{{year}}年{{period}}表"\n'
    "fields: {{all: 总数, done: 办结数, open: 在办数}}\n"
    "columns:\n"
    "  - {{heading: 市折子号, value: docket, width: 10}}\n"
    "  - {{heading: 目前进展情况, value: progress, width: 60}}\n"
    "  - {{heading: 办结率, value: share, of: [fields.done, fields.all], decimals: 0, width: 10}}\n"
    "  - {{heading: 在办率, value: share, of: [fields.open, fields.all], decimals: 0, width: 10}}\n"
    "{notes}---\n"
)
_THIRDS = TASK + "fields: {all: 8, done: 1, open: 7}\n" + ENTRY

RULES: tuple[Rule, ...] = (
    Rule(
        "not-a-number",
        Family.STRUCTURE,
        Severity.ERROR,
        N_("a text from which a percentage or a total cannot be computed"),
        N_(
            "A percentage and a total are computed from fields that are numbers as a whole: prose "
            "is never read for figures. Write the figure alone; its unit goes in the heading."
        ),
        bad=_SHARE + TASK + "fields: {plan: 约20, done: 15}\n" + ENTRY,
        good=_SHARE + TASK + "fields: {plan: 20, done: 15}\n" + ENTRY,
    ),
    Rule(
        "uneven-shares",
        Family.STRUCTURE,
        Severity.NOTE,
        N_("rounded percentages of all parts that do not add up to 100%"),
        N_(
            "Readers add the percentages up. Add the note 因四舍五入，分项之和可能不等于合计 under "
            "'notes'; a table with such a note is not reported."
        ),
        bad=_PARTS.format(notes="") + _THIRDS,
        good=_PARTS.format(notes="notes: [注：因四舍五入，分项之和可能不等于合计。]\n") + _THIRDS,
    ),
    Rule(
        "missing-entry",
        Family.STRUCTURE,
        Severity.ERROR,
        N_("a task without an entry for the period of the table"),
        N_(
            "A table with an empty cell must not be published by mistake. Add the entry; for a "
            "draft, 'report build --draft' prints the words for what is still to come. The table "
            "here is of the first half-year, H1."
        ),
        bad=TASK,
        good=TASK + ENTRY,
    ),
    Rule(
        "gap",
        Family.STRUCTURE,
        Severity.ERROR,
        N_("entries that do not cover the whole period of the table"),
        N_(
            "The entries of shorter periods together make up the longer one, and one of them is "
            "missing. Add it, or write one entry for the whole period. The table here is of the "
            "first half-year, H1."
        ),
        bad=TASK + _QUARTER,
        good=TASK + _QUARTER + "  Q2:\n    progress: 15个项目已开工。\n",
    ),
    Rule(
        "overlap",
        Family.STRUCTURE,
        Severity.ERROR,
        N_("two entries that cover the same months"),
        N_(
            "Joined into one cell, they would tell the same work twice. Write one entry for the "
            "whole period, or remove one of the two. The table here is of the first half-year, H1."
        ),
        bad=TASK + _QUARTER + "  M03-M06:\n    progress: 15个项目已开工。\n",
        good=TASK + _QUARTER + "  Q2:\n    progress: 15个项目已开工。\n",
    ),
    Rule(
        "missing-glyph",
        Family.STRUCTURE,
        Severity.ERROR,
        N_("a character that no font has"),
        N_(
            "It would come out as an empty box. Signs from Word's symbol fonts are such: put an "
            "ordinary one in their place. For a rare character in a name, put a font that has it "
            "into fonts/ and name it in data/report.yaml. In the example it is shown as ⟨U+F0B7⟩."
        ),
        bad=TASK + ENTRY.replace("15", "⟨U+F0B7⟩15"),
        good=TASK + ENTRY,
    ),
    Rule(
        "not-importable",
        Family.STRUCTURE,
        Severity.ERROR,
        N_("a file that cannot be imported"),
        N_(
            "It is empty, damaged, protected by a password, of an old format such as .doc, or "
            "packed so that it could harm the machine. Open it in Word, WPS or Excel, save it as "
            ".docx or .xlsx, and import that."
        ),
        bad="report import 进展情况.doc",
        good="report import 进展情况.docx",
    ),
    Rule(
        "no-heading",
        Family.STRUCTURE,
        Severity.ERROR,
        N_("a page without a row of headings"),
        N_(
            "Rows are looked for below the headings that data/report.yaml names, in one line with "
            "a space between them. Copy the page again with its headings, or correct either side."
        ),
        bad=_TITLE + _ROW,
        good=_PAGE,
    ),
    Rule(
        "no-period",
        Family.STRUCTURE,
        Severity.ERROR,
        N_("a page whose title does not name the period"),
        N_(
            "The texts must go to the right period. Write year and period into the title, such as "
            "2021年上半年, or give it with --period."
        ),
        bad=_PAGE.replace("2021年重点任务上半年", "重点任务"),
        good=_PAGE,
    ),
    Rule(
        "bad-row",
        Family.STRUCTURE,
        Severity.ERROR,
        N_("a line of a page that does not split into number, docket, task and progress"),
        N_(
            "A row is one line, its four parts divided by one space each. Most often a space was "
            "lost in copying, or a row was broken in two."
        ),
        bad=_PAGE.replace("21 推进", "21推进"),
        good=_PAGE,
    ),
    Rule(
        "bad-cell",
        Family.STRUCTURE,
        Severity.ERROR,
        N_("a cell of an Excel file whose text cannot be read"),
        N_(
            "Its formula gives an error, or its result was not saved with the file, or a number "
            "is to be shown as a date and is none. Put it right in Excel or WPS, save the file, "
            "and import that; a hidden sheet is left out."
        ),
        bad="#REF!",
        good="35.76%",
    ),
    Rule(
        "numbering",
        Family.STRUCTURE,
        Severity.ERROR,
        N_("a row whose number does not follow the previous one"),
        N_(
            "Where a number is left out a row may have been lost in copying; where one comes twice "
            "a row may be there twice. Compare with the page and correct the number."
        ),
        bad=_PAGE + _SECOND.replace("2 22", "3 22"),
        good=_PAGE + _SECOND,
    ),
    Rule(
        "task-differs",
        Family.STRUCTURE,
        Severity.ERROR,
        N_("a page whose wording of a task differs from its file"),
        N_(
            "The city's wording is the same all through the year, so one of the two has a mistake, "
            "or the docket is another task's. Correct the page or the file."
        ),
        bad=TASK + "---\n" + _PAGE.replace("推进“两区”", "加快“两区”"),
        good=TASK + "---\n" + _PAGE,
    ),
    Rule(
        "entry-differs",
        Family.STRUCTURE,
        Severity.ERROR,
        N_("a page whose report differs from the one already stored"),
        N_(
            "What is in the files is never replaced without being asked for. Decide which text is "
            "right, and correct the page or the file."
        ),
        bad=TASK + ENTRY + "---\n" + _PAGE.replace("15个", "20个"),
        good=TASK + ENTRY + "---\n" + _PAGE,
    ),
    Rule(
        "field-differs",
        Family.STRUCTURE,
        Severity.ERROR,
        N_("a table whose units or fields differ from the task's file"),
        N_(
            "What is in the files is never replaced without being asked for. Decide which is "
            "right, and correct the table or the file; 'report import --update' takes the table's."
        ),
        bad="lead: 区商务局 / 牵头单位: 区发展改革委",
        good="lead: 区商务局 / 牵头单位: 区商务局",
    ),
    Rule(
        "file-exists",
        Family.STRUCTURE,
        Severity.ERROR,
        N_("a new task whose file already exists"),
        N_(
            "Importing never writes over a file. The file of this name belongs to another task: "
            "correct the docket, or rename the file."
        ),
        bad=HEAD.replace("docket: 21", "docket: 22") + "task: 建设运河文化节。\n---\n" + _PAGE,
        good=_PAGE + _SECOND,
    ),
    Rule(
        "not-editable",
        Family.STRUCTURE,
        Severity.ERROR,
        N_("a task file to which no entry can be added"),
        N_(
            "An entry is added as new lines, so that all others stay as they are; this cannot be "
            "done where the entries stand in braces, with comments in between. Write them one key "
            "a line, or let 'report fmt' do it."
        ),
        bad=TASK + "entries: {  # 各期\n  Q1: {progress: 8个项目已开工。}}\n---\n" + _PAGE,
        good=TASK + _QUARTER + "---\n" + _PAGE,
    ),
)
