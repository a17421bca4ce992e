"""The commands that build again what is not current, and nothing else."""

import shlex
from collections.abc import Iterable, Sequence

from progress_report.build.manifest import Options
from progress_report.domain.period import Period
from progress_report.render.formats import FORMATS
from progress_report.render.pdf.pdfa import VARIANTS
from progress_report.verify.folder import Wanted


def commands(stale: Iterable[Wanted], place: Sequence[str] = ()) -> list[str]:
    """What to run, as few commands as do it.

    Periods of the same formats and options share a command. Each names its period: without one it
    would be the latest reported.

    Args:
        stale: Files that are not current; those of no named period are left out.
        place: Words that name the project and the folder, if these are not found by themselves.
    """
    files = [(each.period, form, each.options) for each in stale for form in each.formats]
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
        _command(sorted(periods), formats, options, place)
        for (options, formats), periods in together.items()
    ]


def _shared(
    files: Sequence[tuple[Period | None, str, Options]],
) -> Iterable[tuple[Options, Period, str]]:
    """Each file with all options of the command that builds it.

    Only a web page is a fragment or not, and only a PDF has a variant: every other file goes
    with whatever these ask for.
    """
    for draft in (False, True):
        own = [file for file in files if file[2].draft == draft]
        fragment = min((o.fragment for _, form, o in own if form == "html"), default=False)
        variants = {o.pdf_variant or VARIANTS[0] for _, form, o in own if form == "pdf"}
        variant = min(variants, key=VARIANTS.index, default=VARIANTS[0])
        for period, form, options in own:
            common: dict[str, object] = {}
            if form != "html":
                common["fragment"] = fragment
            if form != "pdf":
                common["pdf_variant"] = variant
            if period is not None:
                yield options.model_copy(update=common), period, form


def _command(
    periods: Sequence[Period], formats: Sequence[str], options: Options, place: Sequence[str]
) -> str:
    words = ["report", "build", *(period.name for period in periods), "--format", ",".join(formats)]
    if options.draft:
        words.append("--draft")
    if options.fragment and "html" in formats:
        words.append("--fragment")
    if "pdf" in formats and options.pdf_variant and options.pdf_variant != VARIANTS[0]:
        words += ["--pdf-variant", options.pdf_variant]
    return shlex.join([*words, *place])
