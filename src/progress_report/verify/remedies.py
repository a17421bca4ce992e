"""The commands that build what is not current, and nothing else."""

import shlex
from collections.abc import Iterable, Sequence
from pathlib import Path

from progress_report.build.manifest import Options
from progress_report.domain.pdf import PdfVariant
from progress_report.domain.period import Period
from progress_report.render.formats import FORMATS
from progress_report.verify.comparison import OutputSet


def commands(stale: Iterable[OutputSet], location: Sequence[str] = ()) -> list[str]:
    """What to run, in as few commands as possible.

    Periods of the same formats and options share a command. Each command names its periods; without
    any it would build the latest one reported.

    ``location`` are options that name the project and the folder, where they are not the usual
    ones; files of no named period are left out.
    """
    files = [(outputs.period, f, outputs.options) for outputs in stale for f in outputs.formats]
    wanted: dict[tuple[Options, Period], list[str]] = {}
    for options, period, form in _shared(files):
        formats = wanted.setdefault((options, period), [])
        if form not in formats:
            formats.append(form)
    together: dict[tuple[Options, tuple[str, ...]], list[Period]] = {}
    for (options, period), formats in wanted.items():
        formats.sort(key=FORMATS.index)
        together.setdefault((options, tuple(formats)), []).append(period)
    return [
        _command(sorted(periods), formats, options, location)
        for (options, formats), periods in together.items()
    ]


def moves(folder: Path, names: Sequence[str], work: Path) -> list[str]:
    """The commands that move files of no build out of a folder, to the working papers."""
    if not names:
        return []
    made = [] if work.is_dir() else [shlex.join(["mkdir", work.as_posix()])]
    paths = [(folder / name).as_posix() for name in names]
    return [*made, shlex.join(["mv", *paths, f"{work.as_posix()}/"])]


def _shared(
    files: Sequence[tuple[Period | None, str, Options]],
) -> Iterable[tuple[Options, Period, str]]:
    """Each file with all options of the command that builds it.

    Only a web page is a fragment or not, and only a PDF has a variant: every other file goes
    with whatever these ask for.
    """
    for draft in (False, True):
        same_draft = [file for file in files if file[2].draft == draft]
        fragment = min((o.fragment for _, form, o in same_draft if form == "html"), default=False)
        variants = {o.pdf_variant or PdfVariant.PDF_A for _, form, o in same_draft if form == "pdf"}
        variant = min(variants, key=[*PdfVariant].index, default=PdfVariant.PDF_A)
        engines = [o.pdf_engine for _, form, o in same_draft if form == "pdf"]
        for period, form, options in same_draft:
            common: dict[str, object] = {}
            if form != "html":
                common["fragment"] = fragment
            if form != "pdf":
                common |= {"pdf_variant": variant, "pdf_engine": next(iter(engines), None)}
            if period is not None:
                yield options.model_copy(update=common), period, form


def _command(
    periods: Sequence[Period], formats: Sequence[str], options: Options, location: Sequence[str]
) -> str:
    words = ["report", "build", *(period.name for period in periods), "--format", ",".join(formats)]
    if options.draft:
        words.append("--draft")
    if options.fragment and "html" in formats:
        words.append("--fragment")
    if "pdf" in formats and options.pdf_variant and options.pdf_variant != PdfVariant.PDF_A:
        words += ["--pdf-variant", options.pdf_variant]
    if "pdf" in formats and options.pdf_engine:
        words += ["--pdf-engine", options.pdf_engine]
    return shlex.join([*words, *location])
