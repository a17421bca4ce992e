"""Values that a person has typed, on the command line or into a form of a page."""

from collections.abc import Iterable
from contextlib import suppress
from datetime import date

from progress_report.domain.diagnostics import ReportError
from progress_report.domain.period import Period
from progress_report.system.i18n import _


def parse_period(text: str) -> Period:
    """A period in any of its spellings. Raises ReportError if it is not one."""
    try:
        return Period.parse(text)
    except ValueError:
        message = _(
            "'{text}' is not a period; write 2021H1, 2021Q3, 2021M07, 2021Q1-Q3, 2021FY, "
            "2021上半年 or 2021年1—10月"
        )
        raise ReportError(message.format(text=text)) from None


def parse_day(text: str) -> date:
    """A date in ISO 8601. Raises ReportError if it is not one."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        message = _("'{text}' is not a valid date; write it as 2021-12-25")
        raise ReportError(message.format(text=text)) from None


def parse_number(text: str, least: int, most: int) -> int:
    """A whole number. Raises ReportError if it is not one within the bounds."""
    with suppress(ValueError):  # no number, or one of thousands of digits
        if least <= int(text) <= most:
            return int(text)
    message = _("'{text}' is not a whole number from {least} to {most}")
    raise ReportError(message.format(text=text, least=least, most=most))


def reject_other(values: Iterable[str], words: Iterable[str]) -> None:
    """Check that each value is one of some words. Raises ReportError if one is not."""
    allowed = [*words]
    for value in values:
        if value not in allowed:
            message = _("'{value}' is not one of: {words}")
            raise ReportError(message.format(value=value, words=_(", ").join(allowed)))
