"""The rules on files and the characters in them. Loader and formatter find what breaks them.

In examples ⟨U+200B⟩ stands for a character that nobody could see.
"""

from progress_report.check.rule import Family, Rule
from progress_report.check.rules.form.structure import ENTRY, TASK
from progress_report.domain.diagnostics import Severity
from progress_report.system.i18n import N_

RULES: tuple[Rule, ...] = (
    Rule(
        "merge-conflict",
        Family.STRUCTURE,
        Severity.ERROR,
        N_("conflict markers left by git"),
        N_(
            "Somebody has to choose: git cannot. Keep one of the two versions, or both, and delete "
            "the lines that begin with <<<<<<<, ======= and >>>>>>>."
        ),
        bad=TASK
        + "entries:\n  H1:\n    progress: |\n<<<<<<< ours\n      15个项目已开工。\n"
        + "=======\n      16个项目已开工。\n>>>>>>> theirs\n",
        good=TASK + "entries:\n  H1:\n    progress: |\n      16个项目已开工。\n",
    ),
    Rule(
        "closed-table",
        Family.STRUCTURE,
        Severity.ERROR,
        N_("a closed table that is not the recorded one"),
        N_(
            "The periods file records the digest of the table that was closed, and the table is "
            "another: it was changed by hand, or a merge took the two files from two branches. "
            "Restore both from git, or choose with 'report close 2021H1 --ours' or '--theirs'."
        ),
        bad="data/periods/2021H1.yaml: 5f0c…\ndata/closed/2021H1.json: 77ab…\n",
        good="data/periods/2021H1.yaml: 5f0c…\ndata/closed/2021H1.json: 5f0c…\n",
    ),
    Rule(
        "closed-entry",
        Family.STRUCTURE,
        Severity.ERROR,
        N_("an entry for a period that is closed"),
        N_(
            "A form or a table came after the period was closed. With --closed its entries are "
            "written into the task files; 'report close 2021H1 --correct' takes them into the "
            "closed table and prints the correction."
        ),
        bad="report import 报送.xlsx --period 2021H1\n",
        good="report import 报送.xlsx --period 2021H1 --closed\n",
    ),
    Rule(
        "closed-period",
        Family.STRUCTURE,
        Severity.WARNING,
        N_("an entry that says otherwise than the table of its closed period"),
        N_(
            "Readers have the closed table, and it stays as it is. Put the entry back if it was "
            "changed by mistake; if the table is wrong, correct it with 'report close 2021H1 "
            "--correct', which prints the correction."
        ),
        bad="data/closed/2021H1.json: 72.88%\ndata/tasks/2021/021.yaml: 78.28%\n",
        good="data/closed/2021H1.json: 78.28%\ndata/tasks/2021/021.yaml: 78.28%\n",
    ),
    Rule(
        "published-wording",
        Family.STRUCTURE,
        Severity.WARNING,
        N_("a wording or a unit that is another in a published table which is not closed"),
        N_(
            "Wordings and units have no dates: every open table shows today's. If readers are to "
            "keep the published table, put the text back, close the period with 'report close "
            "2021H1', and change the text then; else build the table again."
        ),
        bad="out/2021H1.html: 完成任务\ndata/tasks/2021/021.yaml: 完成重点任务\n",
        good="out/2021H1.html: 完成任务\ndata/tasks/2021/021.yaml: 完成任务\n",
    ),
    Rule(
        "unreadable",
        Family.STRUCTURE,
        Severity.ERROR,
        N_("a file that cannot be opened"),
        N_(
            "It is not there, it is a folder, or you may not read it. Put the right file in its "
            "place, or ask its owner for the right to read it."
        ),
        bad="data/report.yaml/\n",
        good="data/report.yaml\n",
    ),
    Rule(
        "too-large",
        Family.STRUCTURE,
        Severity.ERROR,
        N_("a file of more than 1 MB, or of thousands of keys"),
        N_(
            "A task file is a few kilobytes of text. Most often a picture or a Word file was saved "
            "under this name: put the right file in its place."
        ),
        bad="data/tasks/2021/021.yaml  25 MB\n",
        good="data/tasks/2021/021.yaml  2 KB\n",
    ),
    Rule(
        "encoding",
        Family.STRUCTURE,
        Severity.ERROR,
        N_("a file that is not in UTF-8"),
        N_(
            "In another encoding, such as the GBK of older Windows programs, the characters turn "
            "into others on the way. Save the file again and choose UTF-8 under 'Save as'."
        ),
        bad="year: 2021\ndocket: 21\ntask: ÍÆ½ø¡°Á½Çø¡±½¨Éè¡£\n",
        good=TASK + ENTRY,
    ),
    Rule(
        "empty-file",
        Family.STRUCTURE,
        Severity.ERROR,
        N_("an empty file, or one with comments only"),
        N_(
            "A task file says at least year, docket and task. Write them, or delete the file; a "
            "file that lost its text can be had back from the version control."
        ),
        bad="# year: 2021\n# docket: 21\n# task: 推进“两区”建设。\n",
        good=TASK + ENTRY,
    ),
    Rule(
        "control-character",
        Family.STRUCTURE,
        Severity.ERROR,
        N_("a control character, which editors do not show"),
        N_(
            "Text pasted from Word or a web page brings such characters along: line breaks of "
            "another kind, tabs of old. YAML refuses them or tears the line in two. Delete it; in "
            "the example it is shown as ⟨U+000B⟩."
        ),
        bad=TASK + ENTRY.replace("项目", "项目⟨U+000B⟩"),
        good=TASK + ENTRY,
    ),
    Rule(
        "invisible-character",
        Family.STRUCTURE,
        Severity.WARNING,
        N_("an invisible zero-width character"),
        N_(
            "It would be printed and published with the text, and makes searching and comparing "
            "fail. Put the cursor behind the character before it and press Delete; in the example "
            "it is shown as ⟨U+200B⟩."
        ),
        bad=TASK + ENTRY.replace("项目", "项⟨U+200B⟩目"),
        good=TASK + ENTRY,
    ),
    Rule(
        "lost-character",
        Family.STRUCTURE,
        Severity.ERROR,
        N_("a replacement character, left by a failed conversion"),
        N_(
            "'�' is put where a program could not convert a character; what stood there cannot be "
            "got back from this file. Look it up in the original and type it again."
        ),
        bad=TASK + ENTRY.replace("项目", "项�"),
        good=TASK + ENTRY,
    ),
    Rule(
        "unportable-name",
        Family.STRUCTURE,
        Severity.WARNING,
        N_("a file name that Windows cannot hold, or cannot tell from another one"),
        N_(
            "Whoever copies or clones the project on Windows loses the file. Windows keeps some "
            "names for devices (CON, NUL, COM1) and makes no difference between a1 and A1."
        ),
        bad="data/tasks/2021/A1.yaml  data/tasks/2021/a1.yaml\n",
        good="data/tasks/2021/A1.yaml  data/tasks/2021/A2.yaml\n",
    ),
    Rule(
        "interrupted-change",
        Family.STRUCTURE,
        Severity.WARNING,
        N_("a change of several files that a killed run has left incomplete"),
        N_(
            "Some files are new and others old, so they may not fit together. 'report build' and "
            "every command that changes files restore the earlier ones first."
        ),
        bad="data/tasks/2021/.report-staged/journal\n",
        good="data/tasks/2021/021.yaml\n",
    ),
    Rule(
        "not-formattable",
        Family.STRUCTURE,
        Severity.ERROR,
        N_("a file that 'report fmt' cannot format without losing something"),
        N_(
            "The canonical form would not say the same, or would lose a comment. Write the file "
            "more plainly: one key a line, each comment on a line of its own above what it is "
            "about."
        ),
        bad=TASK + "units: [区发展改革委, # 牵头\n  区财政局]\n",
        good=TASK + "# 区发展改革委牵头\nunits: [区发展改革委, 区财政局]\n",
    ),
)
