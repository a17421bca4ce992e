"""What is asked of a build, and what it comes to."""

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from progress_report.build import cache
from progress_report.domain.diagnostics import Diagnostic
from progress_report.render.pdf.pdfa import VARIANTS
from progress_report.system.i18n import language
from progress_report.system.journal import is_interrupted

if TYPE_CHECKING:
    from progress_report.domain.period import Period


@dataclass(frozen=True, slots=True)
class Request:
    """What is asked of a build."""

    periods: "tuple[Period, ...]" = ()
    """None given means the latest one reported."""
    formats: tuple[str, ...] = ("html", "pdf")
    out: Path | None = None
    """Where to write; by default the project's ``out/``."""
    draft: bool = False
    fragment: bool = False
    pdf_variant: str = VARIANTS[0]
    force: bool = False
    """Whether to build anew even where nothing has changed."""

    @property
    def is_particular(self) -> bool:
        """Whether anything is asked for beyond the formats."""
        return bool(self.periods) or (self.draft, self.fragment, self.pdf_variant) != (
            False,
            False,
            VARIANTS[0],
        )

    def folder(self, root: Path) -> Path:
        """The folder to write to."""
        return root / "out" if self.out is None else self.out

    def look(self, root: Path) -> cache.Look:
        """Look at a project, and at what the last such build left."""
        periods = [period.name for period in self.periods]
        options = [periods, self.formats, self.draft, self.fragment, self.pdf_variant]
        folder = str(self.folder(root).absolute())
        # messages name files by the root as it was given, in the reader's language
        look = cache.look(root, [*options, folder, str(root), language()])
        return replace(look, record=None) if self.force else look


@dataclass(frozen=True, slots=True)
class Built:
    """What a build has come to."""

    files: tuple[Path, ...]
    """In the order in which they are told."""
    notes: tuple[str, ...] = ()
    """What the user should know, though nothing is wrong with the data."""
    warnings: tuple[Diagnostic, ...] = ()
    """What is not as it should be in the data, though no error."""
    unchanged: bool = False
    """Whether nothing had to be done."""


def as_before(root: Path, request: Request, look: cache.Look) -> Built | None:
    """What a build would come to that has nothing to do; None if it has."""
    folder = request.folder(root)
    if look.record is None or is_interrupted(folder) or not look.is_current(folder):
        return None
    outputs = {name: made for name, made in look.record.files.items() if made.recipe}
    notes = dict.fromkeys(note for made in outputs.values() for note in made.notes)
    files = tuple(folder / name for name in outputs)
    return Built(files, tuple(notes), look.record.warnings, unchanged=True)
