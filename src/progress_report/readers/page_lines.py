"""Recognize lines below a table that are not rows: notes, signatures, buttons of a web page."""

from collections.abc import Mapping, Sequence

from progress_report.system.data import pattern, read_data

_PAGE_NUMBER = r"第\s*\d+\s*页|—\s*\d+\s*—"
_BETWEEN_BUTTONS = r"[\s|/·【】\[\]()（）]*"
_DATE = (
    r"(?:20\d\d\s?[年./-]\s?\d{1,2}\s?[月./-]\s?\d{1,2}\s?日?|"
    r"二[〇零○][〇零○一二三四五六七八九]{2}年[一二三四五六七八九十]{1,2}月[一二三四五六七八九十]{1,3}日)(?:印发)?"
)


class PageWords:
    """The words of data/page_lines.yaml as patterns; spaces between characters are allowed."""

    def __init__(self, words: Mapping[str, Sequence[str]]) -> None:
        """Compile the words of the file."""
        self.note = pattern(rf"[(（]?\s*(?:{{note}}|{_PAGE_NUMBER})", words, between=r"\s*")
        self.label = pattern(
            r"\s*[【\[(（]?(?:{note}|{page_label})[^\s:：，。]{0,4}(?:[(（][^)）]{0,6}[)）])?\s?[:：]",
            words,
            between=r"\s?",
        )
        self.page = pattern(rf"\s*(?:[【\[(（]?\s*{{page}}|{_PAGE_NUMBER}|.*?{{page_mark}})", words)
        label = (
            r"[【\[(（]?\s*(?:{approver})*(?:{approver}(?=\s*[:：])|{approval}+{approval_end}*"
            r"|{approver}意见)(?:\s*[(（][^)）]{0,6}[)）])?"
        )
        self.approval = pattern(
            rf"\s*{label}\s*(?:$|[:：][^，。；]{{0,12}}$)", words, between=r"\s*"
        )
        """A cell that holds nothing else, or a name behind a colon."""
        self.approval_line = pattern(
            rf"\s*{label}(?:(?<=意见|批示)\s|\s*[:：]|\s[^，。；]{{0,12}}。?$)", words
        )
        self.reviewers = pattern(r"\s*[(（]?(?:{reviewer}[:：\s]\s*\S{2,4}[\s)）]*){2,}", words)
        self.buttons = pattern(
            f"{_BETWEEN_BUTTONS}(?:{{button}}{{button_object}}?{_BETWEEN_BUTTONS})+", words
        )
        self.signature = pattern(rf"\s*(?:[\u4e00-\u9fff]{{2,30}}{{issuer_end}}|{_DATE})\s*", words)


PAGE_WORDS = PageWords(read_data("readers", "page_lines"))


def is_note(text: str, skipped: Sequence[str]) -> bool:
    """Whether a row of a table is a note, a signature or a line of a page, by its beginning.

    ``skipped`` are additional prefixes, from ``import: skip_lines:`` in data/report.yaml.
    """
    words = PAGE_WORDS
    return bool(words.note.match(text) or words.page.match(text) or text.startswith(tuple(skipped)))


def is_approval(texts: Sequence[str]) -> bool:
    """Whether the texts of a row begin with the head of an approval: 审批意见, 审核：张三."""
    return bool(texts) and PAGE_WORDS.approval.match(texts[0]) is not None


def is_below_table(line: str, skipped: Sequence[str]) -> bool:
    """Whether a line of a page's text is a note, a signature or a row of buttons."""
    words = PAGE_WORDS
    matches = (
        words.label.match(line),
        words.approval_line.match(line),
        words.page.match(line),
        words.reviewers.fullmatch(line),
        words.buttons.fullmatch(line),
        words.signature.fullmatch(line),
    )
    return any(matches) or line.strip().startswith(tuple(skipped))
