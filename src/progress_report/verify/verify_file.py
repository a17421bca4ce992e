"""Whether a published file, of whatever name, is what a project's data give."""

import re
from pathlib import PurePath

from progress_report.build.manifest import Manifest, Options
from progress_report.domain.config import ReportConfig
from progress_report.domain.diagnostics import CommandHint, Diagnostic, ReportError
from progress_report.domain.pdf import PdfEngine, PdfVariant
from progress_report.domain.period import Period
from progress_report.render.formats import reject_unknown_formats
from progress_report.source.load import Project
from progress_report.system.bounded import run_bounded
from progress_report.system.files import sha256
from progress_report.system.i18n import _
from progress_report.text.prose import without_whitespace
from progress_report.verify.comparison import Comparison, OutputSet, build_again
from progress_report.verify.visible import open_pdf, pdf_value, read_units, reading_bounds

_PERIOD_IN_NAME = re.compile(r"(?<!\d)(\d{4}(?:FY|[HS][12]|Q\d(?:-Q\d)?|M\d\d(?:-M\d\d)?))(?!\d)")
_ENDINGS = {"htm": "html", "markdown": "md"}


def form_of(name: str) -> str:
    """The format of a file, by its ending; ReportError if this program does not build it."""
    ending = PurePath(name).suffix.lower().removeprefix(".")
    form = _ENDINGS.get(ending, ending)
    reject_unknown_formats([form or name])
    return form


def period_of(name: str, raw: bytes, form: str, project: Project, config: ReportConfig) -> Period:
    """The period in a file's name, else the one whose title it contains; ReportError if neither."""
    if (match := _PERIOD_IN_NAME.search(PurePath(name).name.upper())) is not None:
        try:
            return Period.parse(match[1])
        except ValueError:
            pass
    periods = {period for sourced in project.tasks for period in sourced.task.periods()}
    periods |= project.periods.keys() | project.closed.keys()
    years = {period.year for period in periods}
    periods |= {Period.from_key(year, key) for year in years for key in ("H1", "Q1-Q3", "FY")}
    units = run_bounded(read_units, form, raw, bounds=reading_bounds(name))
    text = without_whitespace("".join(text for _place, text in units))
    titles = {
        period: without_whitespace(project.layout_of(period, config).title_for(period))
        for period in periods
    }
    candidates = [period for period in periods if titles[period] and titles[period] in text]
    if not candidates:
        message = _("neither the name nor the text of {file} tells its period")
        hint = CommandHint(_("to name it, use {command}"), "--period")
        raise ReportError(message.format(file=name), hint)
    return max(candidates, key=lambda period: (len(titles[period]), period))


def verify(
    name: str,
    raw: bytes,
    project: Project,
    config: ReportConfig,
    *,
    period: Period | None = None,
    manifest: Manifest | None = None,
) -> tuple[Comparison | None, list[Diagnostic]]:
    """Build a file again, in memory, and compare; None, with diagnostics, if the data have errors.

    The ending of the name gives the format; the period is by default that of `period_of`. Raises
    ReportError if the format or the period is unknown, or this machine cannot build the file;
    DataError if the data have no such period.
    """
    form = form_of(name)
    period = period or period_of(name, raw, form, project, config)
    options = _options(name, form, raw, config.pdf.engine)
    outputs, diagnostics = build_again(project, config, OutputSet(period, (form,), options))
    if diagnostics:
        return None, diagnostics
    digest = sha256(raw)
    entries = manifest.files.values() if manifest else ()
    listed = next((entry for entry in entries if entry.sha256 == digest), None)
    expected = outputs[0].content
    return Comparison(name, period, form, options, raw, expected, listed), []


def _options(name: str, form: str, raw: bytes, engine: PdfEngine) -> Options:
    """How a published file seems to have been built, in a project with this engine for PDF."""
    if form == "html":
        return Options(fragment=b"<html" not in raw[:1000].lower())
    if form == "pdf":
        actual, variant = run_bounded(made_by, raw, bounds=reading_bounds(name))
        return Options(pdf_variant=variant, pdf_engine=None if actual is engine else actual)
    return Options()


def made_by(raw: bytes) -> tuple[PdfEngine, PdfVariant]:
    """What printed a PDF, by what it says, and its variant, by what each leaves in it."""
    engine = PdfEngine.WEASYPRINT
    try:
        trailer = open_pdf(raw).trailer
        root, about = trailer["/Root"], pdf_value(trailer, "/Info", {})
        if str(about.get("/Creator", "")).startswith("Typst"):
            engine = PdfEngine.TYPST
            claims = root["/Metadata"].get_object().get_data()
            is_archived, is_accessible = b"pdfaid:part" in claims, b"pdfuaid:part" in claims
        else:
            is_archived, is_accessible = "/AF" in root, "/Metadata" in root
    except Exception:  # noqa: BLE001 - a broken file can be wrong in any way; comparing reports it
        return engine, PdfVariant.PDF_A
    if is_archived:
        return engine, PdfVariant.PDF_A
    return engine, PdfVariant.PDF_UA if is_accessible else PdfVariant.NONE
