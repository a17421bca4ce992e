"""What is asked of a build, and its result."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from progress_report.build.cache import BuildCache, open_cache
from progress_report.domain.diagnostics import Diagnostic
from progress_report.render.pdf.pdfa import VARIANTS
from progress_report.system.i18n import language
from progress_report.system.journal import is_interrupted

if TYPE_CHECKING:
    from progress_report.build.manifest import Options
    from progress_report.domain.period import Period


@dataclass(frozen=True, slots=True)
class Request:
    """What is asked of a build."""

    periods: "tuple[Period, ...]" = ()
    """Without any, the latest one reported."""
    formats: tuple[str, ...] = ("html", "pdf")
    out: Path | None = None
    """The folder to write to; by default the project's ``out/``."""
    draft: bool = False
    fragment: bool = False
    pdf_variant: str = VARIANTS[0]
    force: bool = False
    """Whether to build again even where nothing has changed."""

    @property
    def options(self) -> "Options":
        """Its options as the manifest lists them."""
        from progress_report.build.manifest import Options  # noqa: PLC0415 - pydantic

        return Options.model_validate(
            {"draft": self.draft, "fragment": self.fragment, "pdf_variant": self.pdf_variant}
        )

    @property
    def has_default_options(self) -> bool:
        """Whether nothing but formats is asked for."""
        plain = (self.draft, self.fragment, self.pdf_variant) == (False, False, VARIANTS[0])
        return plain and not self.periods

    def folder(self, root: Path) -> Path:
        """The folder to write to."""
        return root / "out" if self.out is None else self.out

    def open_cache(self, root: Path) -> BuildCache:
        """The cache of such builds of a project."""
        periods = [period.name for period in self.periods]
        options = [periods, self.formats, self.draft, self.fragment, self.pdf_variant]
        folder = str(self.folder(root).absolute())
        # diagnostics name files by the root as it was given, in the reader's language
        context = [folder, str(root), language()]
        return open_cache(root, [*options, *context], ignore_last=self.force)


@dataclass(frozen=True, slots=True)
class Built:
    """The result of a build."""

    files: tuple[Path, ...]
    """In the order in which they are listed."""
    notes: tuple[str, ...] = ()
    """What the user should know, though nothing is wrong with the data."""
    warnings: tuple[Diagnostic, ...] = ()
    """Diagnostics of the data that are no errors."""
    unchanged: bool = False
    """Whether there was nothing to do."""


def unchanged_build(root: Path, request: Request, cache: BuildCache) -> Built | None:
    """The result of a build that has nothing to do; None if it has."""
    folder = request.folder(root)
    if cache.last is None or is_interrupted(folder) or not cache.is_current(folder):
        return None
    outputs = {name: o for name, o in cache.last.outputs.items() if o.fingerprint}
    notes = dict.fromkeys(note for output in outputs.values() for note in output.notes)
    files = tuple(folder / name for name in outputs)
    return Built(files, tuple(notes), cache.last.warnings, unchanged=True)
