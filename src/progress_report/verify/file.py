"""Whether a file that was published is what a project's data give."""

import hashlib
import re
from dataclasses import dataclass
from pathlib import PurePath

from progress_report.build.manifest import Manifest, Options
from progress_report.build.outputs import compile_tables, render
from progress_report.domain.config import ReportConfig
from progress_report.domain.diagnostics import Diagnostic, ReportError
from progress_report.domain.period import Period
from progress_report.render.formats import FORMATS
from progress_report.render.pdf.pdfa import VARIANTS
from progress_report.source.load import Project
from progress_report.system.i18n import _
from progress_report.verify.differences import contents, first_difference, shown
from progress_report.verify.visible import open_pdf, read_units

_PERIOD_IN_NAME = re.compile(r"(?<!\d)(\d{4}(?:FY|[HS][12]|Q\d(?:-Q\d)?|M\d\d(?:-M\d\d)?))(?!\d)")
_ENDINGS = {"htm": "html", "markdown": "md"}


@dataclass(frozen=True, slots=True)
class Finding:
    """What was found of one file."""

    period: Period
    same: bool
    """Byte for byte."""
    reads_the_same: bool
    """Every word in its place, whatever the bytes."""
    recorded: bool = False
    """Whether it reads the same in every respect, and the manifest lists just these bytes: made
    by another machine's libraries."""
    differences: tuple[str, ...] = ()
    """Each in a sentence; of a file that reads the same, the one by which its bytes differ."""
    diagnostics: tuple[Diagnostic, ...] = ()
    """What is wrong with the data: then nothing else is known."""


def form_of(name: str) -> str:
    """The format of a file, by its ending.

    Raises:
        ReportError: it is none that this program builds.
    """
    ending = PurePath(name).suffix.lower().removeprefix(".")
    form = _ENDINGS.get(ending, ending)
    if form not in FORMATS:
        message = _("unknown format '{names}'; there are: {formats}")
        raise ReportError(message.format(names=ending or name, formats=_(", ").join(FORMATS)))
    return form


def period_of(name: str, raw: bytes, form: str, project: Project, config: ReportConfig) -> Period:
    """The period of a file: the one in its name, else the one whose title stands in it.

    Raises:
        ReportError: neither tells.
    """
    if (match := _PERIOD_IN_NAME.search(PurePath(name).name.upper())) is not None:
        try:
            return Period.parse(match[1])
        except ValueError:
            pass
    periods = {period for sourced in project.tasks for period in sourced.task.periods()}
    years = {period.year for period in periods}
    periods |= {Period.from_key(year, key) for year in years for key in ("H1", "Q1-Q3", "FY")}
    text = "".join(_text(form, raw).split())
    titles = {period: "".join(config.title_for(period).split()) for period in periods}
    found = [period for period in periods if titles[period] and titles[period] in text]
    if not found:
        message = _("neither the name nor the text of {file} tells its period")
        hint = _("name it with --period")
        raise ReportError(message.format(file=name) + _("; ") + hint)
    return max(found, key=lambda period: (len(titles[period]), period))


def verify(
    name: str,
    raw: bytes,
    project: Project,
    config: ReportConfig,
    *,
    period: Period | None = None,
    known: Manifest | None = None,
) -> Finding:
    """Build the file again, in memory, and compare.

    Args:
        name: Of the file; its ending tells the format.
        raw: Its bytes, of which nothing is taken for granted.
        project: The data.
        config: The layout.
        period: Which table it should be; by default see `period_of`.
        known: The manifest of the project's own outputs.

    Raises:
        ReportError: it cannot be told.
        DataError: the data have no such period.
    """
    form = form_of(name)
    wanted = period or period_of(name, raw, form, project, config)
    tables, found = compile_tables(project, config, [wanted])
    if found:
        return Finding(wanted, same=False, reads_the_same=False, diagnostics=tuple(found))
    options = _options(form, raw)
    (output,) = render(
        project,
        tables[0],
        config,
        [form],
        fragment=options.fragment,
        pdf_variant=options.pdf_variant or VARIANTS[0],
    )
    if output.diagnostics:
        return Finding(wanted, same=False, reads_the_same=False, diagnostics=output.diagnostics)
    if raw == output.content:
        return Finding(wanted, same=True, reads_the_same=True)
    try:
        differences = [shown(each) for each in contents(form, raw, output.content)]
    except ReportError as error:  # it is no file of that format at all
        differences = [str(error)]
    if differences:
        return Finding(wanted, same=False, reads_the_same=False, differences=tuple(differences))
    rest = first_difference(form, raw, output.content)
    if rest is None and known is not None:
        digest = hashlib.sha256(raw).hexdigest()
        recorded = digest in {entry.sha256 for entry in known.files.values()}
        return Finding(wanted, same=False, reads_the_same=True, recorded=recorded)
    told = () if rest is None else (shown(rest),)
    return Finding(wanted, same=False, reads_the_same=True, differences=told)


def _options(form: str, raw: bytes) -> Options:
    """How a published file seems to have been built."""
    if form == "html":
        return Options(fragment=b"<html" not in raw[:1000].lower())
    if form == "pdf":
        return Options(pdf_variant=_variant(raw))
    return Options()


def _variant(raw: bytes) -> str:
    """The variant that a PDF was made as, by what each leaves in it even without its claim."""
    try:
        root = open_pdf(raw).trailer["/Root"]
        kept, described = "/AF" in root, "/Metadata" in root
    except Exception:  # noqa: BLE001 - a broken file can be wrong in any way; it is told later
        return VARIANTS[0]
    if kept:
        return VARIANTS[0]
    return VARIANTS[1] if described else VARIANTS[2]


def _text(form: str, raw: bytes) -> str:
    return "".join(text for _place, text in read_units(form, raw))
