"""Messages in the reader's language."""

from progress_report.domain.diagnostics import CommandHint, DataError
from progress_report.system.i18n import ngettext, sentence


def test_one_is_no_plural() -> None:
    phrases = [ngettext("{count} row", "{count} rows", count) for count in (0, 1, 2, 21)]
    assert phrases == ["0 rows", "1 row", "2 rows", "21 rows"]


def test_a_terminal_shows_what_is_typed() -> None:
    draft = CommandHint("to build a draft, use {command}", "--draft", "draft")
    assert sentence(DataError("a gap", ("fill it", draft))) == (
        "a gap; fill it; to build a draft, use '--draft'"
    )
    assert sentence(DataError("{a gap}", "{fill} it")) == "{a gap}; {fill} it"
    assert sentence(DataError("a gap", draft)) == "a gap; to build a draft, use '--draft'"
    assert sentence(DataError("a gap")) == "a gap"
