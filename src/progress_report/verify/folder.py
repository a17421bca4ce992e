"""What a build leaves in a folder, on record; and whether it is still what the data give."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from progress_report.build import manifest
from progress_report.build.fingerprint import digest
from progress_report.build.manifest import Entry, Manifest, Options
from progress_report.build.outputs import compile_tables, render
from progress_report.build.record import _entry, read
from progress_report.build.versions import SYSTEM_LIBRARIES, made_with
from progress_report.domain.config import ReportConfig
from progress_report.domain.diagnostics import Diagnostic, ReportError
from progress_report.domain.period import Period
from progress_report.render.formats import FORMATS, Output, output_name
from progress_report.render.pdf.pdfa import VARIANTS
from progress_report.source.load import TASKS_FOLDER, Project
from progress_report.system.i18n import _
from progress_report.system.journal import is_interrupted

_SYSTEM = (*SYSTEM_LIBRARIES, "zlib")


@dataclass(frozen=True, slots=True)
class Wanted:
    """Files of one period to be built with the same options."""

    period: Period | None
    """None: the latest one reported."""
    formats: tuple[str, ...]
    options: Options


@dataclass(frozen=True, slots=True)
class Verdict:
    """What is to be said of one published file."""

    name: str
    problem: str = ""
    """Why it is not current; empty if it is."""
    note: str = ""
    """How it was compared, if not byte for byte."""
    remedy: Wanted | None = None
    """What to build to have it current; None if no build gives it."""


def listed(known: Manifest) -> list[Wanted]:
    """What to build to have everything that a manifest lists.

    Raises:
        ReportError: it lists a file that this program does not build.
    """
    found: dict[tuple[str, Options], list[str]] = {}
    for entry in known.files.values():
        options = entry.options.model_copy(update={"pdf_variant": None})
        formats = found.setdefault((entry.period, options), [])
        if entry.format not in FORMATS:
            message = _("unknown format '{names}'; there are: {formats}")
            names = _(", ").join(FORMATS)
            raise ReportError(message.format(names=entry.format, formats=names))
        formats.append(entry.format)
    variants = {
        entry.period: entry.options.pdf_variant
        for entry in known.files.values()
        if entry.format == "pdf"
    }
    return [
        Wanted(
            Period.parse(period),
            tuple(formats),
            options.model_copy(update={"pdf_variant": variants.get(period)}),
        )
        for (period, options), formats in found.items()
    ]


def compare(
    folder: Path, project: Project, config: ReportConfig, wanted: Sequence[Wanted]
) -> Iterator[Verdict | Diagnostic]:
    """Build again, in memory, and say of each file whether it is what lies in the folder.

    No cache is asked. What is wrong with the data comes out as diagnostics.

    Raises:
        ReportError: it cannot be told: a run was interrupted there, the manifest cannot be read,
            or this machine cannot build the file.
        DataError: the data have no such period.
    """
    if (place := interrupted(folder, project.root)) is not None:
        message = _("files in {folder} are being replaced, or were when a run was killed")
        hint = _("run 'report build', which puts them in order")
        raise ReportError(message.format(folder=place.as_posix()) + _("; ") + hint)
    known = read(folder)
    for each in wanted:
        periods = [] if each.period is None else [each.period]
        tables, found = compile_tables(project, config, periods, draft=each.options.draft)
        yield from found
        if found:
            continue
        for output in render(
            project,
            tables[0],
            config,
            each.formats,
            fragment=each.options.fragment,
            pdf_variant=each.options.pdf_variant or VARIANTS[0],
        ):
            yield from output.diagnostics
            if not output.diagnostics:
                entry = known.files.get(output.name)
                made = _entry(project, config, output, each.options, entry)
                remedy = Wanted(tables[0].period, (made.format,), made.options)
                yield replace(_verdict(folder, output, entry, made), remedy=remedy)


def interrupted(folder: Path, root: Path) -> Path | None:
    """A folder whose files are being replaced, or were when a run was killed, if there is one.

    Args:
        folder: Of published files.
        root: The project, for its task files.
    """
    places = (folder, *sorted((root / TASKS_FOLDER).glob("*")))
    return next(filter(is_interrupted, places), None)


def strays(folder: Path, known: Manifest, built: Collection[str]) -> Iterator[Verdict]:
    """Files that look as if a build had made them, or are said to be, and that none gives.

    Args:
        folder: Where to look.
        known: Its manifest.
        built: The files that a build gives, of which all is said already.
    """
    for name in sorted(known.files.keys() - built):
        problem = _("{name} lists it, but a build does not give it")
        entry = known.files[name]
        buildable = entry.format in FORMATS
        remedy = Wanted(Period.parse(entry.period), (entry.format,), entry.options)
        yield Verdict(
            name, problem.format(name=manifest.NAME), remedy=remedy if buildable else None
        )
    for path in sorted(folder.iterdir()) if folder.is_dir() else ():
        stem, _dot, form = path.name.partition(".")
        if form.removeprefix("fragment.") not in FORMATS or path.name in {*known.files, *built}:
            continue
        try:
            period = Period.parse(stem)
        except ValueError:
            continue
        problem = _("it is not in {name}: build it again, or delete it")
        options = Options(fragment=form.startswith("fragment."))
        remedy = Wanted(period, (form.removeprefix("fragment."),), options)
        yield Verdict(path.name, problem.format(name=manifest.NAME), remedy=remedy)


def _verdict(folder: Path, output: Output, known: Entry | None, made: Entry) -> Verdict:
    name, path = output.name, folder / output.name
    if not path.is_file():
        return Verdict(name, _("it is not there"))
    published = path.read_bytes()
    if published != output.content:
        return _unlike(name, published, output.content, known, made)
    if known is None:
        return Verdict(name, _("{name} does not list it").format(name=manifest.NAME))
    if known.sha256 != made.sha256:
        return Verdict(name, _("{name} gives another SHA-256").format(name=manifest.NAME))
    if known != made:
        message = _("its inputs have changed, though it has not: {name} is out of date")
        return Verdict(name, message.format(name=manifest.NAME))
    return Verdict(name)


def _unlike(name: str, published: bytes, built: bytes, known: Entry | None, made: Entry) -> Verdict:
    """Of a file whose bytes are not those just built."""
    # only for a file that differs: it brings readers along
    from progress_report.verify.differences import first_difference, shown  # noqa: PLC0415

    form = made.format
    try:
        difference = first_difference(form, published, built)
    except ReportError as error:
        return Verdict(name, str(error))
    if difference is not None:
        return Verdict(name, shown(difference))
    foreign = _foreign(known, made) if known and known.sha256 == _sha(published) else ""
    if foreign and known and known.inputs == made.inputs:
        message = _("made with {there}: its text, pages and structure are the same, not its bytes")
        return Verdict(name, note=message.format(there=foreign))
    return Verdict(name, _("it reads the same, but its bytes are others"))


def _foreign(known: Entry, made: Entry) -> str:
    """Libraries of the system that made the published file, and are others here."""
    return _others(known.made_with, made.made_with if made is not known else {}, _SYSTEM)


def _others(there: Mapping[str, str], here: Mapping[str, str], names: Iterable[str]) -> str:
    """Those of the names whose versions differ."""
    return _(", ").join(
        _("{library} {there} (here {here})").format(
            library=name, there=there[name], here=here[name]
        )
        for name in names
        if name in there and name in here and there[name] != here[name]
    )


def _sha(content: bytes) -> str:
    import hashlib  # noqa: PLC0415 - only for a file that differs

    return hashlib.sha256(content).hexdigest()


def glance(folder: Path, project: Project, config: ReportConfig) -> list[Verdict]:
    """What `compare` and `strays` would say of a folder, as far as can be told without building.

    Raises:
        ReportError: the manifest cannot be read, or a font is not found.
    """
    known = read(folder)
    verdicts, built = [], set()
    for name, entry in known.files.items():
        path, period = folder / name, Period.parse(entry.period)
        given = output_name(period, entry.format, fragment=entry.options.fragment)
        if entry.format not in FORMATS or name != given:
            continue  # one of the strays
        built.add(name)
        verdict = Verdict(name, note=_made_elsewhere(entry))
        if not path.is_file():
            verdict = Verdict(name, _("it is not there"))
        elif _sha(path.read_bytes()) != entry.sha256:
            problem = _("{name} gives another SHA-256").format(name=manifest.NAME)
            verdict = Verdict(name, problem)
        elif entry.inputs != digest(project, config, period, entry.format, entry.options):
            problem = _("what it is made from (data, layout, templates or fonts) has changed since")
            verdict = Verdict(name, problem)
        remedy = Wanted(period, (entry.format,), entry.options)
        verdicts.append(replace(verdict, remedy=remedy))
    return [*verdicts, *strays(folder, known, built)]


def _made_elsewhere(entry: Entry) -> str:
    """What made a file and is of another version here, where the bytes may be others."""
    try:
        here = made_with(entry.format)
    except ReportError:  # PDF cannot be made here
        return ""
    there = _others(entry.made_with, here, entry.made_with)
    return _("made with {there}").format(there=there) if there else ""
