"""Many projects built, each by itself: what goes wrong in one is no matter of the others."""

import gc
import glob
import mmap
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from progress_report.build import project as builds
from progress_report.build.request import Built, Request
from progress_report.domain.diagnostics import Diagnostic, Location, ReportError, Severity
from progress_report.source.load import CONFIG_FILE
from progress_report.system.i18n import _
from progress_report.system.parallel import fork_map

Counted = Callable[[int], None]
"""Told how many projects are done."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one project."""

    root: Path
    built: Built = field(default_factory=lambda: Built(()))
    diagnostics: tuple[Diagnostic, ...] = ()
    """All findings, errors or not."""
    error: str = ""
    """What stopped it, in one line; empty if nothing did."""
    at_fault: bool = False
    """Whether it was this program that failed, and not the project."""

    @property
    def first_error(self) -> str:
        """The first error in the data if there is one, else what stopped it."""
        errors = [d for d in self.diagnostics if d.severity is Severity.ERROR]
        if not errors:
            return self.error
        from progress_report.reporters.text import render  # noqa: PLC0415 - only if one failed

        first = min(errors, key=lambda diagnostic: diagnostic.order)
        return render([first]).split("\n", 1)[0]

    def shown_as(self, root: Path) -> "Outcome":
        """The same, with the project's folder named as the user named it."""
        own, shown = self.root.as_posix(), root.as_posix()

        def place(location: Location | None) -> Location | None:
            if location is None:
                return None
            return replace(location, path=location.path.replace(own, shown, 1))

        return replace(
            self,
            root=root,
            diagnostics=tuple(replace(d, location=place(d.location)) for d in self.diagnostics),
            error=self.error.replace(own, shown),
        )


def find_projects(pattern: str) -> list[Path]:
    """The folders that match a pattern, in order of name.

    Raises:
        ReportError: there are none.
    """
    found = [Path(name) for name in sorted(glob.glob(pattern, recursive=True))]  # noqa: PTH207 - a pattern may be absolute
    folders = [path for path in found if path.is_dir()]
    if not folders:
        message = _("no folder matches '{pattern}'; put the pattern between quotes")
        raise ReportError(message.format(pattern=pattern))
    return folders


def build_all(roots: Sequence[Path], request: Request, counted: Counted) -> list[Outcome]:
    """Build every project, on every core.

    Args:
        roots: The projects.
        request: What to build of each.
        counted: See `Counted`; called in whichever process finishes one.
    """
    done = mmap.mmap(-1, len(roots))  # one byte each, which all processes see

    def one(number: int) -> Outcome:
        outcome = build_one(roots[number], request)
        done[number] = 1
        counted(sum(done[:]))
        return outcome

    return fork_map(one, range(len(roots)))


def build_one(root: Path, request: Request) -> Outcome:
    """Build one project, whatever happens in it."""
    told: list[Diagnostic] = []
    try:
        if not (root / CONFIG_FILE).is_file():
            message = _("no project in {folder}: it has no {file}")
            raise ReportError(message.format(folder=root, file=CONFIG_FILE.as_posix()))  # noqa: TRY301 - as below
        return Outcome(root, builds.build(root, request, told.extend), tuple(told))
    except ReportError as error:
        return Outcome(root, diagnostics=tuple(told), error=str(error))
    except OSError as error:
        name = f"{error.filename}: " if error.filename else ""
        return Outcome(root, error=f"{name}{error.strerror or error}")
    except Exception as error:  # noqa: BLE001 - the others must not suffer from it
        text = _("this is a fault of the program, not yours: {error}")
        shown = f"{type(error).__name__}: {error}"
        return Outcome(root, error=text.format(error=shown), at_fault=True)
    finally:
        gc.collect()  # a command on one project ends before that pays; here another follows
