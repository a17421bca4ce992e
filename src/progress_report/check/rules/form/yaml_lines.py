"""The rules on YAML line by line: indentation, keys and colons. The loader finds what breaks them.

In examples ⟨Tab⟩ and ⟨U+3000⟩ stand for characters that nobody could tell from plain spaces.
"""

from progress_report.check.rule import Family, Rule
from progress_report.check.rules.form.structure import ENTRY, TASK
from progress_report.domain.diagnostics import Severity
from progress_report.system.i18n import N_

RULES: tuple[Rule, ...] = (
    Rule(
        "fullwidth-colon",
        Family.STRUCTURE,
        Severity.ERROR,
        N_("a full-width colon after a key"),
        N_(
            "Only ':' with a space after it makes a key; after '：' the line is text. Switch the "
            "input method to English and type ': '."
        ),
        bad=TASK + ENTRY.replace("progress: ", "progress："),
        good=TASK + ENTRY,
    ),
    Rule(
        "missing-colon",
        Family.STRUCTURE,
        Severity.ERROR,
        N_("a key without a colon, or with another mark in its place"),
        N_("Without ':' the line is text and no key. Type ': ' between the key and its value."),
        bad=TASK.replace("docket:", "docket") + ENTRY,
        good=TASK + ENTRY,
    ),
    Rule(
        "missing-space",
        Family.STRUCTURE,
        Severity.ERROR,
        N_("no space after the colon of a key, or after the dash of an item"),
        N_("'year:2021' is one word; 'year: 2021' is a key and its value. Type a space."),
        bad=TASK + ENTRY.replace("progress: ", "progress:"),
        good=TASK + ENTRY,
    ),
    Rule(
        "tab-indent",
        Family.STRUCTURE,
        Severity.ERROR,
        N_("a tab where a line is indented"),
        N_(
            "A tab is as wide as each editor likes, so YAML does not take it. Delete it and type "
            "two spaces for each level. In the example it is shown as ⟨Tab⟩."
        ),
        bad=TASK + ENTRY.replace("    progress", "⟨Tab⟩progress"),
        good=TASK + ENTRY,
    ),
    Rule(
        "fullwidth-indent",
        Family.STRUCTURE,
        Severity.ERROR,
        N_("a full-width space where a line is indented"),
        N_(
            "A Chinese input method types full-width spaces (U+3000), which are text to YAML. "
            "Delete them and type two plain spaces for each level."
        ),
        bad=TASK + ENTRY.replace("    progress", "⟨U+3000⟩⟨U+3000⟩progress"),
        good=TASK + ENTRY,
    ),
    Rule(
        "space-lookalike",
        Family.STRUCTURE,
        Severity.ERROR,
        N_("a character that looks like a space where YAML needs a plain one"),
        N_(
            "Text copied from Word or a web page brings full-width and no-break spaces along; to "
            "YAML they are letters. Delete the character and type a plain space."
        ),
        bad=TASK + ENTRY.replace("progress: ", "progress:⟨U+3000⟩"),
        good=TASK + ENTRY,
    ),
    Rule(
        "bad-indent",
        Family.STRUCTURE,
        Severity.ERROR,
        N_("a line whose indentation matches nothing above it, or two keys on one line"),
        N_(
            "Indentation tells what belongs to what. Keys of one level begin in the same column, "
            "each on a line of its own; what belongs to a key is indented by two spaces more."
        ),
        bad=TASK + ENTRY.replace("    progress", "    as_of: 2021-06-30\n   progress"),
        good=TASK + ENTRY.replace("    progress", "    as_of: 2021-06-30\n    progress"),
    ),
    Rule(
        "stray-text",
        Family.STRUCTURE,
        Severity.ERROR,
        N_("a line that is neither a key nor part of a text"),
        N_(
            "Most often it is the second line of a text that has lost its indentation. Indent it "
            "like the lines above it, and begin a text of several lines with '|' after its key."
        ),
        bad=TASK + "entries:\n  H1:\n    progress: |\n      15个项目已开工。\n8个项目已竣工。\n",
        good=TASK
        + "entries:\n  H1:\n    progress: |\n      15个项目已开工。\n      8个项目已竣工。\n",
    ),
    Rule(
        "duplicate-key",
        Family.STRUCTURE,
        Severity.ERROR,
        N_("a key that occurs twice"),
        N_(
            "Only one of the two could be printed, and nobody can tell which is meant. Delete one, "
            "or put both values into one."
        ),
        bad=TASK + ENTRY + "    progress: 20个项目已开工。\n",
        good=TASK + ENTRY,
    ),
    Rule(
        "key-not-text",
        Family.STRUCTURE,
        Severity.ERROR,
        N_("a list or mapping where a key is expected"),
        N_(
            "A key is one word. Brackets or a '?' at the beginning of a line make it something "
            "else: write the word, a colon, a space and the value; put text in quotes."
        ),
        bad=TASK + "[市级]: 重点项目\n" + ENTRY,
        good=TASK + "lead: 区商务局\n" + ENTRY,
    ),
    Rule(
        "several-documents",
        Family.STRUCTURE,
        Severity.ERROR,
        N_("a line '---' or '...' that splits the file in two"),
        N_(
            "A file is one task. Delete the line if it was meant as a rule across the page; put a "
            "second task into a file of its own."
        ),
        bad=TASK + "---\n" + ENTRY,
        good=TASK + ENTRY,
    ),
    Rule(
        "too-deep",
        Family.STRUCTURE,
        Severity.ERROR,
        N_("keys or brackets nested too deeply"),
        N_(
            "A task file has no more than five levels. Many opening brackets in a row come from a "
            "damaged file or a slipped key: delete them."
        ),
        bad=TASK + f"units: {'[' * 60}区财政局{']' * 60}\n" + ENTRY,
        good=TASK + "units: [区财政局]\n" + ENTRY,
    ),
    Rule(
        "yaml-syntax",
        Family.STRUCTURE,
        Severity.ERROR,
        N_("a line that is not valid YAML, for a reason that no other rule covers"),
        N_(
            "The parser gives up at this place; the cause is there or in the line before. Check "
            "indentation, colons, quotes and brackets, and compare with a file that is right."
        ),
        bad=TASK + "|0: 区商务局\n" + ENTRY,
        good=TASK + "lead: 区商务局\n" + ENTRY,
    ),
)
