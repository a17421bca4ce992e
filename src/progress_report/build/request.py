"""What is asked of a build, its result, and whether there is anything to do."""

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from progress_report.build.cache import BuildCache, open_cache
from progress_report.domain.diagnostics import Diagnostic
from progress_report.domain.pdf import PdfEngine, PdfVariant
from progress_report.source.files import OUT_FOLDER, WORK_FOLDER
from progress_report.system.i18n import language
from progress_report.system.journal import is_interrupted

if TYPE_CHECKING:
    from progress_report.build.manifest import Options
    from progress_report.domain.period import Period


@dataclass(frozen=True, slots=True)
class Request:
    """What is asked of a build."""

    periods: "tuple[Period, ...]" = ()  # without any, the latest one reported
    formats: tuple[str, ...] = ("html", "pdf")
    out: Path | None = None
    """The folder to write to; by default the project's ``out/``, of a draft its ``work/``."""
    draft: bool = False
    fragment: bool = False
    pdf_variant: PdfVariant = PdfVariant.PDF_A
    pdf_engine: PdfEngine | None = None
    force: bool = False

    @property
    def options(self) -> "Options":
        """Its options as the manifest lists them."""
        from progress_report.build.manifest import Options  # noqa: PLC0415 - pydantic

        return Options.model_validate({key: getattr(self, key) for key in Options.model_fields})

    def like(self, period: "Period", formats: tuple[str, ...], options: "Options") -> "Request":
        """The request for other outputs of the same folder."""
        return replace(
            self,
            periods=(period,),
            formats=formats,
            **{**dict(options), "pdf_variant": options.pdf_variant or PdfVariant.PDF_A},
        )

    def folder(self, root: Path) -> Path:
        """The folder to write to."""
        return root / (WORK_FOLDER if self.draft else OUT_FOLDER) if self.out is None else self.out

    def open_cache(self, root: Path) -> BuildCache:
        """The cache of such builds of a project."""
        periods = [period.name for period in self.periods]
        options = [self.formats, self.draft, self.fragment, self.pdf_variant, self.pdf_engine]
        folder = str(self.folder(root).absolute())
        # diagnostics name files by the root as it was given, in the reader's language
        context = [folder, str(root), language()]
        return open_cache(root, [periods, *options, *context], ignore_last=self.force)


@dataclass(frozen=True, slots=True)
class Built:
    """The result of a build."""

    files: tuple[Path, ...]  # in the order in which they are listed
    notes: tuple[str, ...] = ()  # what the user should know, though nothing is wrong with the data
    warnings: tuple[Diagnostic, ...] = ()  # diagnostics of the data that are no errors
    unchanged: bool = False  # whether there was nothing to do


def unchanged_build(root: Path, request: Request, cache: BuildCache) -> Built | None:
    """The result of a build that has nothing to do; None if it has."""
    folder, last = request.folder(root), cache.last
    if last is None or is_interrupted(folder) or last.project != cache.project:
        return None
    if any(cache.output(folder, name) is None for name in last.outputs):
        return None
    outputs = {name: o for name, o in last.outputs.items() if o.fingerprint}
    of_outputs = [note for output in outputs.values() for note in output.notes]
    notes = dict.fromkeys([*of_outputs, *last.notes])
    files = tuple(folder / name for name in outputs)
    return Built(files, tuple(notes), last.warnings, unchanged=True)
