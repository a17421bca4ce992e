"""The rules on values: marks that mean something to YAML. The loader finds what breaks them."""

from progress_report.check.rule import Family, Rule
from progress_report.check.rules.form.structure import ENTRY, HEAD, TASK
from progress_report.domain.diagnostics import Severity
from progress_report.system.i18n import N_

_PROGRESS = TASK + "entries:\n  H1:\n    progress: "

RULES: tuple[Rule, ...] = (
    Rule(
        "fullwidth-syntax",
        Family.STRUCTURE,
        Severity.ERROR,
        N_("a full-width bracket, quotation mark, comma or bar where YAML needs its own"),
        N_(
            "To YAML these marks are text: only [ ] { } ' \" , and | have a meaning. Switch the "
            "input method to English and type the mark again."
        ),
        bad=TASK + "units: 【区发展改革委, 区财政局】\n" + ENTRY,
        good=TASK + "units: [区发展改革委, 区财政局]\n" + ENTRY,
    ),
    Rule(
        "unquoted-start",
        Family.STRUCTURE,
        Severity.ERROR,
        N_("a value that begins with a character reserved by YAML"),
        N_(
            "A text cannot begin with @ ` % , [ ] { } | > or '- ' as it is. Put the whole value in "
            "single quotes, or below its key after '|'."
        ),
        bad=_PROGRESS + "@北京通州已上线。\n",
        good=_PROGRESS + "'@北京通州已上线。'\n",
    ),
    Rule(
        "anchor",
        Family.STRUCTURE,
        Severity.ERROR,
        N_("a value that begins with '&'"),
        N_(
            "YAML takes the word after '&' for a name and drops it from the text. Put the whole "
            "value in single quotes."
        ),
        bad=_PROGRESS + "&通州平台已上线。\n",
        good=_PROGRESS + "'&通州平台已上线。'\n",
    ),
    Rule(
        "alias",
        Family.STRUCTURE,
        Severity.ERROR,
        N_("a value that begins with '*'"),
        N_(
            "YAML takes the word after '*' for the name of another value. Put the whole value in "
            "single quotes; if another value was meant, write it out."
        ),
        bad=_PROGRESS + "*15个项目已开工。\n",
        good=_PROGRESS + "'*15个项目已开工。'\n",
    ),
    Rule(
        "tag",
        Family.STRUCTURE,
        Severity.ERROR,
        N_("a value that begins with '!'"),
        N_(
            "YAML takes the word after '!' for the name of a type and drops it from the text. "
            "Leave the mark out, or put the whole value in single quotes."
        ),
        bad=_PROGRESS + "!重点项目15个已开工。\n",
        good=_PROGRESS + "重点项目15个已开工。\n",
    ),
    Rule(
        "colon-in-value",
        Family.STRUCTURE,
        Severity.ERROR,
        N_("a value that contains ': '"),
        N_(
            "':' followed by a space makes YAML look for a key. In Chinese text the mark is '：'; "
            "where ':' must stay, put the whole value in single quotes."
        ),
        bad=HEAD + "task: 推进以下工作: 建设“两区”。\n" + ENTRY,
        good=HEAD + "task: 推进以下工作：建设“两区”。\n" + ENTRY,
    ),
    Rule(
        "unclosed-quote",
        Family.STRUCTURE,
        Severity.ERROR,
        N_("a quote that is never closed"),
        N_(
            "Everything behind it, other keys too, would be part of one text. Put the same quote "
            "behind the last character of the value."
        ),
        bad=_PROGRESS + "'15个项目已开工。\n",
        good=_PROGRESS + "'15个项目已开工。'\n",
    ),
    Rule(
        "text-after-quote",
        Family.STRUCTURE,
        Severity.ERROR,
        N_("text after the closing quote of a value"),
        N_(
            "The value ends at the second quote, and what follows belongs to nothing. Put the "
            "whole value in single quotes; for a word in Chinese text use “ ”."
        ),
        bad=_PROGRESS + '"两区"建设15个项目已开工。\n',
        good=_PROGRESS + "“两区”建设15个项目已开工。\n",
    ),
    Rule(
        "bad-escape",
        Family.STRUCTURE,
        Severity.ERROR,
        N_("a backslash between double quotes"),
        N_(
            "Between double quotes a backslash and what follows it stand for a special character. "
            "Between single quotes it is just a backslash."
        ),
        bad=_PROGRESS + '"材料见 D:\\项目。"\n',
        good=_PROGRESS + "'材料见 D:\\项目。'\n",
    ),
    Rule(
        "unclosed-bracket",
        Family.STRUCTURE,
        Severity.ERROR,
        N_("a bracket that is never closed"),
        N_(
            "The list would go on to the end of the file. Close it with the bracket that belongs "
            "to it, and put ', ' between the items."
        ),
        bad=TASK + "units: [区发展改革委, 区财政局\n" + ENTRY,
        good=TASK + "units: [区发展改革委, 区财政局]\n" + ENTRY,
    ),
    Rule(
        "comment-cuts-text",
        Family.STRUCTURE,
        Severity.WARNING,
        N_("a '#' that cuts off the rest of a text"),
        N_(
            "What stands behind a space and '#' is a comment and is not printed. Put the whole "
            "value in quotes, or the text below its key after '|'."
        ),
        bad=_PROGRESS + "已完成 #1楼、#2楼主体结构。\n",
        good=_PROGRESS + "'已完成 #1楼、#2楼主体结构。'\n",
    ),
    Rule(
        "comment-without-space",
        Family.STRUCTURE,
        Severity.NOTE,
        N_("a '#' without a space after it, which may have been meant as text"),
        N_(
            "It is read as a comment and not printed. If it is one, put a space after '#'; if it "
            "is text, put the whole value in quotes."
        ),
        bad=TASK + "lead: 区商务局 #待核实\n" + ENTRY,
        good=TASK + "lead: 区商务局  # 待核实\n" + ENTRY,
    ),
)
