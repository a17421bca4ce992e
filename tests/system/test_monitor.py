"""What a build tells whoever watches it."""

from collections.abc import Sequence

import pytest

from progress_report.domain.diagnostics import DataError, Diagnostic, Severity
from progress_report.system.monitor import Monitor


class Kept(Monitor):
    """Keeps what it receives."""

    def __init__(self) -> None:
        self.shown: list[Diagnostic] = []

    def show(self, diagnostics: Sequence[Diagnostic]) -> None:
        self.shown += diagnostics


def test_everything_is_shown_and_an_error_stops_what_was_begun() -> None:
    warning = Diagnostic("undated-change", "甲", severity=Severity.WARNING)
    error = Diagnostic("format", "乙")
    monitor = Kept()
    monitor.check([warning])
    with pytest.raises(DataError, match="1 error") as failure:
        monitor.check([warning, error])
    assert monitor.shown == [warning, warning, error]
    assert failure.value.diagnostics == [error]
