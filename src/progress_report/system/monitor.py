"""What a build tells whoever watches it: its diagnostics, and how far it is."""

from collections.abc import Sequence

from progress_report.domain.diagnostics import DataError, Diagnostic, Severity
from progress_report.system.i18n import _


class Monitor:
    """Receives diagnostics and progress while a build runs; this one ignores them."""

    def show(self, diagnostics: Sequence[Diagnostic]) -> None:
        """Receive diagnostics, errors or not."""

    def show_page(self, name: str, pages: int) -> None:
        """Receive the number of pages laid out so far of an output, 0 if it is not known."""

    def check(self, diagnostics: Sequence[Diagnostic]) -> None:
        """Show diagnostics; raise DataError, which has the errors, if any is one."""
        self.show(diagnostics)
        if errors := [d for d in diagnostics if d.severity is Severity.ERROR]:
            message = _("{count} error(s); nothing was written")
            error = DataError(message.format(count=len(errors)))
            error.diagnostics = errors
            raise error
