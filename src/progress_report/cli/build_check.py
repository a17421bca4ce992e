"""``report build --check``."""

from collections.abc import Sequence
from pathlib import Path

from progress_report.build.request import Request
from progress_report.cli.console import echo, print_diagnostics
from progress_report.cli.project import load
from progress_report.domain.diagnostics import DataError, Notice
from progress_report.source.files import WORK_FOLDER
from progress_report.system.i18n import _, ngettext, sentence
from progress_report.verify.comparison import OutputSet
from progress_report.verify.output_folder import commands, compare_folder, moves, require_complete


def check_outputs(
    root: Path, request: Request, location: Sequence[str], *, everything: bool, by_text: bool
) -> None:
    """Print of every file whether it is what a build would give; write nothing.

    ``location`` are the options that name project and folder where they are not the usual ones;
    with ``everything`` all that the manifest lists is checked instead, if there is one; ``by_text``
    compares the readable text, where bytes depend on the machine. What is not current raises
    DataError.
    """
    folder = request.folder(root)
    require_complete(folder, root)
    project, config = load(root, with_rules=True)
    wanted = [
        OutputSet(period, request.formats, request.options) for period in request.periods or (None,)
    ]
    comparisons, diagnostics = compare_folder(
        folder, project, config, wanted, everything=everything, by_text=by_text
    )
    for comparison in comparisons:
        if text := comparison.problem or comparison.note:
            path = (folder / comparison.name).as_posix()
            hint = comparison.hint if comparison.needs_a_build else ""
            echo(f"{path}: {sentence(Notice(text, hint))}", err=not comparison.problem)
    if errors := print_diagnostics(diagnostics):
        raise DataError(_("{count} error(s)").format(count=errors))
    stale = [comparison for comparison in comparisons if comparison.problem]
    if stale:
        names = _(", ").join((folder / comparison.name).as_posix() for comparison in stale)
        steps = commands([c.remedy for c in stale if c.remedy], location)
        others = [c.name for c in stale if not c.remedy and (folder / c.name).exists()]
        steps += moves(folder, others, root / WORK_FOLDER)
        if not steps:
            raise DataError(_("not current: {names}").format(names=names))
        message = _("not current: {names}; run this and publish again:").format(names=names)
        raise DataError("\n  ".join([message, *steps]))
    echo(
        _("current: {files}").format(
            files=ngettext("{count} file", "{count} files", len(comparisons))
        )
    )
