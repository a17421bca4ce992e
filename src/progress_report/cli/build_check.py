"""``report build --check``."""

from collections.abc import Sequence
from pathlib import Path

from progress_report.build.record import read
from progress_report.cli.console import echo, print_diagnostics
from progress_report.cli.project import fail_on_errors, load
from progress_report.domain.diagnostics import DataError, Diagnostic
from progress_report.system.i18n import _
from progress_report.verify.folder import Verdict, Wanted, compare, listed, strays
from progress_report.verify.remedies import commands


def check_published(
    root: Path, folder: Path, asked: Sequence[Wanted], place: Sequence[str], *, everything: bool
) -> None:
    """Say of every file whether it is what a build would give; write nothing.

    Args:
        root: The project.
        folder: Where the files lie.
        asked: What to look at.
        place: Words of a command that name project and folder, if not found by themselves.
        everything: Look at all that the manifest lists instead, if there is one.

    Raises:
        DataError: something is not current, or the data have errors.
        ReportError: it cannot be told.
    """
    project, config = load(root)
    if config.check.rules:
        from progress_report.check.run import blocking

        fail_on_errors(blocking(project))
    known = read(folder)
    wanted = (listed(known) if everything else []) or asked
    verdicts: list[Verdict] = []
    diagnostics: list[Diagnostic] = []
    for found in compare(folder, project, config, wanted):
        if isinstance(found, Diagnostic):
            diagnostics.append(found)
        else:
            verdicts.append(found)
    if everything and not diagnostics:
        verdicts += strays(folder, known, {verdict.name for verdict in verdicts})
    for verdict in verdicts:
        for text in filter(None, (verdict.problem, verdict.note)):
            echo(f"{(folder / verdict.name).as_posix()}: {text}", err=not verdict.problem)
    if errors := print_diagnostics(diagnostics):
        raise DataError(_("{count} error(s)").format(count=errors))
    if old := [verdict.name for verdict in verdicts if verdict.problem]:
        names = _(", ").join((folder / name).as_posix() for name in old)
        message = _("not current: {names}; run this and publish again:").format(names=names)
        stale = [verdict.remedy for verdict in verdicts if verdict.problem and verdict.remedy]
        raise DataError("\n  ".join([message, *commands(stale, place)]))
    echo(_("current: {count} files").format(count=len(verdicts)))
