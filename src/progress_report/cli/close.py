"""``report close``."""

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Annotated

from progress_report.cli.console import Terminal, echo
from progress_report.cli.options import argument, option
from progress_report.cli.project import ProjectOption, find_root, split_names
from progress_report.domain.diagnostics import ReportError
from progress_report.system.arguments import parse_day, parse_period, reject_other
from progress_report.system.i18n import _, period_name

if TYPE_CHECKING:
    from pathlib import Path

    from progress_report.build.closing import Ledger
    from progress_report.domain.diagnostics import Diagnostic
    from progress_report.domain.period import Period


def close(
    periods: Annotated[list[str], argument("PERIOD [DOCKET]")],
    on: Annotated[str | None, option("--on", "DATE")] = None,
    correct: Annotated[bool, option("--correct")] = False,
    take: Annotated[list[str] | None, option("--with", "PARTS")] = None,
    reopen: Annotated[bool, option("--reopen")] = False,
    why: Annotated[str, option("--why", "TEXT")] = "",
    ours: Annotated[bool, option("--ours")] = False,
    theirs: Annotated[bool, option("--theirs")] = False,
    project: ProjectOption = None,
) -> None:
    """Close a period: its table stays as readers saw it. Prints the path of each file written."""
    root = find_root(project)
    if correct + reopen + ours + theirs > 1:
        raise ReportError(_("--correct, --reopen, --ours and --theirs do not go together"))
    if (correct or reopen) and not why.strip():
        raise ReportError(_("give the reason with --why"))
    if take and not correct:
        raise ReportError(_("--with goes with --correct"))
    if why and not (correct or reopen):
        raise ReportError(_("--why goes with --correct or --reopen"))
    chosen, dockets = _split(periods, correct=correct)
    if ours or theirs:
        _choose(root, chosen, "ours" if ours else "theirs")
        return
    day = parse_day(on) if on else date.today()  # noqa: DTZ011 - the clerk's own calendar
    from progress_report.build.closing import Ledger, close
    from progress_report.build.closing import reopen as open_again

    terminal = _Correcting() if correct else Terminal()
    ledger = Ledger.open(root, terminal)
    for period in sorted(chosen, key=lambda period: period.last - period.first):
        if correct:
            _correct(ledger, period, dockets, why, split_names(take), day, chosen)
        elif reopen:
            open_again(ledger, period, why, day)
        elif still_open := close(ledger, period, day, terminal):
            names = _(", ").join(map(period_name, still_open))
            echo(_("still open within it: {periods}").format(periods=names), err=True)
    echo(*(path.as_posix() for path in ledger.write()))


class _Correcting(Terminal):
    """Leaves out that closed tables differ from the data: this very command is the remedy."""

    def show(self, diagnostics: Sequence["Diagnostic"]) -> None:
        """Print diagnostics."""
        super().show([d for d in diagnostics if d.rule != "closed-period"])


def _split(words: Sequence[str], *, correct: bool) -> tuple[list["Period"], list[str]]:
    """The periods, and after them the dockets."""
    from progress_report.domain.period import Period

    periods, dockets = [parse_period(words[0])], []
    for word in words[1:]:
        try:
            periods.append(Period.parse(word))
        except ValueError:
            if not correct:
                parse_period(word)  # which says what a period looks like
            dockets += split_names([word])
    return list(dict.fromkeys(periods)), dockets


def _correct(
    ledger: "Ledger",
    period: "Period",
    dockets: Sequence[str],
    why: str,
    taken: Sequence[str],
    day: date,
    chosen: Sequence["Period"],
) -> None:
    from progress_report.build.closing import correct
    from progress_report.build.corrections import TAKEN
    from progress_report.text.changes import fragments

    reject_other(taken, TAKEN)
    for change in correct(ledger, period, dockets, why, taken, day):
        for before, after, _start in fragments(change.before, change.after):
            message = _("{period}, docket {docket}, {heading}: '{before}' becomes '{after}'")
            line = message.format(
                period=period_name(period), **change._asdict() | {"before": before, "after": after}
            )
            echo(line, err=True)
    for other in sorted(ledger.project.closed):
        if other != period and other.contains(period) and other not in chosen:
            message = _("{other} contains it and is closed too: report close {name} --correct …")
            echo(message.format(other=period_name(other), name=other.name), err=True)


def _choose(root: "Path", periods: Sequence["Period"], side: str) -> None:
    from progress_report.build.loading import recover_task_files
    from progress_report.git.revisions import chosen_files
    from progress_report.system.transaction import write_files

    recover_task_files(root)
    files = chosen_files(root, periods, side)
    write_files(files)
    echo(*(path.as_posix() for path in files))
    echo(_("then: git add these files, and report build"), err=True)
