"""A published file beside what the data give.

``report build --check``, ``report verify`` and ``report doctor`` all compare by this: the first two
build the file again, in memory; the last compares fingerprints alone.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from progress_report.build import manifest
from progress_report.build.assemble_table import assemble_tables
from progress_report.build.manifest import ManifestEntry, Options
from progress_report.build.render_outputs import render
from progress_report.build.versions import SYSTEM_LIBRARIES, made_with
from progress_report.domain.config import ReportConfig
from progress_report.domain.diagnostics import Diagnostic, ReportError
from progress_report.domain.period import Period
from progress_report.render.formats import FORMATS, Output
from progress_report.render.pdf.pdfa import VARIANTS
from progress_report.source.load import Project
from progress_report.system.files import sha256
from progress_report.system.i18n import _

_SYSTEM = (*SYSTEM_LIBRARIES, "zlib")


@dataclass(frozen=True, slots=True)
class OutputSet:
    """Outputs of one period that are built with the same options."""

    period: Period | None
    """None: the latest one reported."""
    formats: tuple[str, ...]
    options: Options


@dataclass(frozen=True)
class Comparison:
    """One published file beside what the data give."""

    name: str
    period: Period
    form: str
    options: Options
    actual: bytes | None = None
    """The published file; None if there is none."""
    expected: bytes | None = None
    """What the data give; None if it was not built."""
    listed: ManifestEntry | None = None
    """The manifest's entry for it."""
    current: ManifestEntry | None = None
    """The entry that a build would write; None if no build gives the file."""

    @property
    def is_identical(self) -> bool:
        """Whether it is what the data give, byte for byte."""
        return self.expected is not None and self.actual == self.expected

    @property
    def is_listed(self) -> bool:
        """Whether the manifest lists just these bytes."""
        return self.listed is not None and self.listed.sha256 == sha256(self.actual or b"")

    @cached_property
    def visible_differences(self) -> list[str]:
        """Everything a reader would see that differs, each in a sentence."""
        from progress_report.verify.differences import contents  # noqa: PLC0415 - only if it differs

        try:
            return [*map(str, contents(self.form, self.actual or b"", self.expected or b""))]
        except ReportError as error:  # it is no file of that format at all
            return [str(error)]

    @cached_property
    def first_difference(self) -> str:
        """The first place that differs, visible or not; empty if only the encoding does."""
        from progress_report.verify.differences import first_difference  # noqa: PLC0415 - as above

        try:
            difference = first_difference(self.form, self.actual or b"", self.expected or b"")
        except ReportError as error:
            return str(error)
        return "" if difference is None else str(difference)

    @property
    def problem(self) -> str:
        """Why it is not current; empty if it is."""
        if self.current is None:
            if self.listed is not None:
                problem = _("{name} lists it, but a build does not give it")
            else:
                problem = _("it is not in {name}: build it again, or delete it")
        elif self.actual is None:
            problem = _("it is not there")
        elif self.expected not in (None, self.actual):
            if self.first_difference:
                return self.first_difference
            problem = "" if self.note else _("it reads the same, but its bytes are others")
        elif self.listed is None:
            problem = _("{name} does not list it")
        elif not self.is_listed:
            problem = _("{name} gives another SHA-256")
        elif self.listed.model_copy(update={"made_with": self.current.made_with}) == self.current:
            problem = ""
        elif self.expected is None:
            problem = _("what it is made from (data, layout, templates or fonts) has changed since")
        else:
            problem = _("its inputs have changed, though it has not: {name} is out of date")
        return problem.format(name=manifest.NAME)

    @property
    def note(self) -> str:
        """What to know of it though it is current: what else has built it."""
        if self.listed is None or self.current is None:
            return ""
        there, here = self.listed.made_with, self.current.made_with
        if self.expected is None:
            versions = _other_versions(there, here, there)
            return _("made with {there}").format(there=versions) if versions else ""
        versions = _other_versions(there, here, _SYSTEM)
        same_inputs = self.is_listed and self.listed.inputs == self.current.inputs
        if self.is_identical or not versions or not same_inputs or self.first_difference:
            return ""
        message = _("made with {there}: its text, pages and structure are the same, not its bytes")
        return message.format(there=versions)

    @property
    def remedy(self) -> OutputSet | None:
        """What to build to have it current; None if no build gives it."""
        if self.form not in FORMATS:
            return None
        return OutputSet(self.period, (self.form,), self.options)


def build_again(
    project: Project, config: ReportConfig, wanted: OutputSet
) -> tuple[list[Output], list[Diagnostic]]:
    """Build outputs in memory; no cache is used.

    Returns:
        The outputs that can be built, and the diagnostics of the others.

    Raises:
        ReportError: this machine cannot build them.
        DataError: the data have no such period.
    """
    periods = [] if wanted.period is None else [wanted.period]
    tables, diagnostics = assemble_tables(project, config, periods, draft=wanted.options.draft)
    outputs = [
        output
        for table in ([] if diagnostics else tables)
        for output in render(
            project,
            table,
            config,
            wanted.formats,
            fragment=wanted.options.fragment,
            pdf_variant=wanted.options.pdf_variant or VARIANTS[0],
        )
    ]
    diagnostics += [diagnostic for output in outputs for diagnostic in output.diagnostics]
    return [output for output in outputs if not output.diagnostics], diagnostics


def versions_here(form: str) -> dict[str, str]:
    """What a format would be made with on this machine; empty if it cannot be made here."""
    try:
        return made_with(form)
    except ReportError:
        return {}


def _other_versions(there: Mapping[str, str], here: Mapping[str, str], names: Iterable[str]) -> str:
    """Those of the names whose versions differ."""
    return _(", ").join(
        _("{library} {there} (here {here})").format(
            library=name, there=there[name], here=here[name]
        )
        for name in names
        if name in there and name in here and there[name] != here[name]
    )
