"""The rules on what task files say: keys, values, names. The loader finds what breaks them."""

from progress_report.check.rule import Family, Rule
from progress_report.domain.diagnostics import Severity
from progress_report.system.i18n import N_

HEAD = "year: 2021\ndocket: 21\n"
TASK = HEAD + "task: 推进“两区”建设。\n"
ENTRY = "entries:\n  H1:\n    progress: 15个项目已开工。\n"

_LAYOUT = (
    "title: {title}\n"
    "columns:\n"
    "  - {{heading: 市折子号, value: docket, width: {width}}}\n"
    "  - {{heading: 目前进展情况, value: progress, width: 60}}\n"
)

OFFICES = (
    _LAYOUT.format(title='"{year}年{period}表"', width=10)
    + "offices: {区数据局: {formerly: [区政务局]}}\n---\n"
)

RULES: tuple[Rule, ...] = (
    Rule(
        "missing-key",
        Family.STRUCTURE,
        Severity.ERROR,
        N_("a required key that is missing"),
        N_(
            "Every task file needs year, docket and task, every entry its progress. Add the line; "
            "if it seems to be there, its name is misspelt or the mark after it is no colon."
        ),
        bad="year: 2021\ndocket: 21\n" + ENTRY,
        good=TASK + ENTRY,
    ),
    Rule(
        "unknown-key",
        Family.STRUCTURE,
        Severity.ERROR,
        N_("a key that is unknown here"),
        N_(
            "What stands under a misspelt key, or under one indented wrongly, would be left out of "
            "the table without a word. Correct the name, or move the line to where it belongs."
        ),
        bad=TASK + ENTRY.replace("progress", "progres"),
        good=TASK + ENTRY,
    ),
    Rule(
        "wrong-shape",
        Family.STRUCTURE,
        Severity.ERROR,
        N_("text where a list or keys are expected, or the other way round"),
        N_(
            "Some keys take one text, some a list, some further keys below them. Write the value "
            "in the form the hint shows; units, for one, are a list even if there is one only."
        ),
        bad=TASK + "units: 区发展改革委、区财政局\n" + ENTRY,
        good=TASK + "units: [区发展改革委, 区财政局]\n" + ENTRY,
    ),
    Rule(
        "empty-text",
        Family.STRUCTURE,
        Severity.ERROR,
        N_("a key without a value"),
        N_(
            "A blank cell in a published table looks like work not done. Write the text, or delete "
            "the key if it may be left out."
        ),
        bad=TASK + ENTRY.replace("15个项目已开工。", ""),
        good=TASK + ENTRY,
    ),
    Rule(
        "empty-list",
        Family.STRUCTURE,
        Severity.ERROR,
        N_("an empty list where at least one item is required"),
        N_(
            "An entry whose progress is an empty list reports nothing, and a table without columns "
            "shows nothing. Write at least one item, or delete the key and what it belongs to."
        ),
        bad=TASK + "entries:\n  H1:\n    progress: []\n",
        good=TASK
        + "entries:\n  H1:\n    progress:\n      - {unit: 区商务局, text: 15个项目已开工。}\n",
    ),
    Rule(
        "bad-year",
        Family.STRUCTURE,
        Severity.ERROR,
        N_("a year that does not have four digits"),
        N_("The year decides to which table the task belongs. Write four digits and nothing else."),
        bad=TASK.replace("2021", "2021年") + ENTRY,
        good=TASK + ENTRY,
    ),
    Rule(
        "bad-docket",
        Family.STRUCTURE,
        Severity.ERROR,
        N_("a docket number with invalid characters"),
        N_(
            "The docket number orders the rows and names the file. Write digits or letters; parts "
            "of a number are joined by '-', such as 21-1."
        ),
        bad=TASK.replace("docket: 21", "docket: 第21号（1）") + ENTRY,
        good=TASK + ENTRY,
    ),
    Rule(
        "bad-date",
        Family.STRUCTURE,
        Severity.ERROR,
        N_("a value that is not a valid date"),
        N_(
            "Days are written as year, month and day with '-' between them, such as 2021-12-15. "
            "Correct the form; of a day that does not exist, correct the number."
        ),
        bad=TASK + ENTRY.replace("    progress", "    as_of: 2021-06-31\n    progress"),
        good=TASK + ENTRY.replace("    progress", "    as_of: 2021-06-30\n    progress"),
    ),
    Rule(
        "bad-period",
        Family.STRUCTURE,
        Severity.ERROR,
        N_("a value that is not a period, or a period of another year"),
        N_(
            "An entry belongs to a period of the file's own year: H1 is the first half, Q3 the "
            "third quarter, M07 July, FY the whole year, M01-M10 January to October. Write one of "
            "these."
        ),
        bad=TASK + ENTRY.replace("H1", "H3"),
        good=TASK + ENTRY,
    ),
    Rule(
        "same-period",
        Family.STRUCTURE,
        Severity.ERROR,
        N_("two entries for the same period"),
        N_(
            "H1 and S1, or Q1-Q2, are the same half-year under different names, and only one entry "
            "can be printed. Put both texts into one."
        ),
        bad=TASK + ENTRY + "  S1:\n    progress: 20个项目已开工。\n",
        good=TASK + ENTRY + "  H2:\n    progress: 20个项目已开工。\n",
    ),
    Rule(
        "period-spelling",
        Family.STRUCTURE,
        Severity.NOTE,
        N_("a period in a spelling that is not the canonical one"),
        N_(
            "It is understood, and nothing is lost. One spelling everywhere makes files easier to "
            "search and to compare; 'report fmt' writes it."
        ),
        bad=TASK + ENTRY.replace("H1", "h1"),
        good=TASK + ENTRY,
    ),
    Rule(
        "bad-value",
        Family.STRUCTURE,
        Severity.ERROR,
        N_("a value that this key does not accept"),
        N_(
            "Keys of the layout take numbers within limits, or one of a few words. Write the value "
            "in the way the hint shows."
        ),
        bad=_LAYOUT.format(title="进展情况表", width="15%"),
        good=_LAYOUT.format(title="进展情况表", width=15),
    ),
    Rule(
        "bad-placeholder",
        Family.STRUCTURE,
        Severity.ERROR,
        N_("an unknown placeholder in braces"),
        N_(
            "In titles and headings {year} and {period} are replaced, in headings of groups "
            "{ordinal} and {group}; any other would be printed as it stands. Correct the name; a "
            "brace that is to be printed is written twice."
        ),
        bad=_LAYOUT.format(title='"{年份}年{period}进展情况表"', width=15),
        good=_LAYOUT.format(title='"{year}年{period}进展情况表"', width=15),
    ),
    Rule(
        "undeclared-field",
        Family.STRUCTURE,
        Severity.ERROR,
        N_("an extra column that data/report.yaml does not declare"),
        N_(
            "Extra columns are declared once, under 'fields' in data/report.yaml, so that a "
            "misspelt name cannot lose a text. Correct the name, or declare it."
        ),
        bad=TASK + "fields: {leadr: 张某}\n" + ENTRY,
        good=TASK + "fields: {leader: 张某}\n" + ENTRY,
    ),
    Rule(
        "unknown-office",
        Family.STRUCTURE,
        Severity.WARNING,
        N_("a unit that data/report.yaml does not declare"),
        N_(
            "Where 'offices' in data/report.yaml lists the units, another name is usually "
            "mistyped, and its form goes to the wrong unit. Correct it, or declare it. Collective "
            "names such as 各街道 and 相关单位 are never reported."
        ),
        bad=OFFICES + TASK + "lead: 区数剧局\n" + ENTRY,
        good=OFFICES + TASK + "lead: 区数据局\nunits: [各街道]\n" + ENTRY,
    ),
    Rule(
        "renamed-office",
        Family.STRUCTURE,
        Severity.NOTE,
        N_("a unit under an earlier or short name"),
        N_(
            "A form or a table calls a unit by a name that 'offices' in data/report.yaml lists as "
            "an earlier or short one; it is taken under the present name."
        ),
        bad="区政务局",
        good="区数据局",
    ),
    Rule(
        "unclear-office",
        Family.STRUCTURE,
        Severity.ERROR,
        N_("an earlier name that several units have"),
        N_(
            "A unit was divided, and a form or a table still uses its earlier name. Only a person "
            "knows which of the new units is meant: write its name."
        ),
        bad="区政务局",
        good="区数据局",
    ),
    Rule(
        "list-in-one",
        Family.STRUCTURE,
        Severity.WARNING,
        N_("several units written as one"),
        N_(
            "Only ', ' in English marks divides the items of a list; with a Chinese mark between "
            "them several units count as one unit with a long name. Change the mark."
        ),
        bad=TASK + "units: [区发展改革委、区财政局]\n" + ENTRY,
        good=TASK + "units: [区发展改革委, 区财政局]\n" + ENTRY,
    ),
    Rule(
        "wrong-folder",
        Family.STRUCTURE,
        Severity.ERROR,
        N_("a task file in the folder of another year"),
        N_(
            "A file of 2020 lies in the folder data/tasks/2020. Most often it was copied from an "
            "earlier year and its year was not changed: correct the year, or move the file."
        ),
        bad=TASK.replace("2021", "2020") + ENTRY,
        good=TASK + ENTRY,
    ),
    Rule(
        "wrong-file-name",
        Family.STRUCTURE,
        Severity.ERROR,
        N_("a task file whose name does not match its docket number"),
        N_(
            "The task with docket 21 is in 021.yaml, so that everybody finds it. Most often the "
            "file was copied from another task: correct the docket, or rename the file. The "
            "example here lies in 021.yaml."
        ),
        bad=TASK.replace("docket: 21", "docket: 22") + ENTRY,
        good=TASK + ENTRY,
    ),
    Rule(
        "duplicate-docket",
        Family.STRUCTURE,
        Severity.ERROR,
        N_("one docket number in two files or rows"),
        N_(
            "Two rows for one task would contradict each other. Delete the file that is a copy, or "
            "correct its docket. The two files of the example are divided by '---'."
        ),
        bad=TASK + ENTRY + "---\n" + TASK + ENTRY,
        good=TASK + ENTRY + "---\n" + TASK.replace("docket: 21", "docket: 22") + ENTRY,
    ),
    Rule(
        "unknown-predecessor",
        Family.STRUCTURE,
        Severity.ERROR,
        N_("a task under 'formerly' that does not exist"),
        N_(
            "The text of the task that this one continues would be lost. Correct the number; one "
            "of another year is written with its year, such as 2020/8."
        ),
        bad=TASK + 'formerly: ["12"]\n' + ENTRY,
        good=TASK + "formerly: [2020/12]\n" + ENTRY,
    ),
    Rule(
        "circular-predecessor",
        Family.STRUCTURE,
        Severity.ERROR,
        N_("a task that continues itself, directly or through others"),
        N_(
            "'formerly' names the tasks from before a split or a merger. Delete the number in one "
            "of the two files."
        ),
        bad=TASK + 'formerly: ["21"]\n' + ENTRY,
        good=TASK + "formerly: [2020/21]\n" + ENTRY,
    ),
)
