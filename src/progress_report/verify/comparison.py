"""A published file beside what the data give.

``report build --check``, ``report verify`` and ``report doctor`` all compare by this: the first two
build the file again, in memory; the last compares fingerprints alone.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from progress_report.build import manifest
from progress_report.build.assemble_table import assemble_tables
from progress_report.build.manifest import ManifestEntry, Options
from progress_report.build.render_outputs import render
from progress_report.build.versions import MACHINE_MADE, made_with
from progress_report.domain.config import ReportConfig
from progress_report.domain.diagnostics import CommandHint, Diagnostic, Hint, ReportError, Severity
from progress_report.domain.pdf import PdfEngine
from progress_report.domain.period import Period
from progress_report.render.formats import FORMATS, Output
from progress_report.source.load import Project
from progress_report.system.bounded import run_bounded
from progress_report.system.files import sha256, with_line_feeds
from progress_report.system.i18n import _, sentence


@dataclass(frozen=True, slots=True)
class OutputSet:
    """Outputs of one period that are built with the same options."""

    period: Period | None  # None: the latest one reported
    formats: tuple[str, ...]
    options: Options


@dataclass(frozen=True)
class Comparison:
    """One published file beside what the data give."""

    name: str
    period: Period | None  # None: no build gives a file of that name
    form: str
    options: Options
    actual: bytes | None = None  # the published file; None if there is none
    expected: bytes | None = None  # what the data give; None if it was not built
    listed: ManifestEntry | None = None  # the manifest's entry for it
    current: ManifestEntry | None = None
    """The entry that a build would write; None if no build gives the file."""
    reason: str = ""  # why it is not current, where that shows without comparing it; else empty
    is_link: bool = False
    by_text: bool = False
    """Whether the readable text is compared, instead of the bytes, where these depend on the
    machine."""

    @property
    def is_identical(self) -> bool:
        """Whether it is what the data give, byte for byte; line ends of a text do not count."""
        if self.expected is None or self.actual is None:
            return False
        return self._stored(self.actual) == self._stored(self.expected)

    @property
    def is_listed(self) -> bool:
        """Whether the manifest lists just these bytes; line ends of a text do not count."""
        if self.listed is None:
            return False
        stored = self._stored(self.actual or b"")
        contents = [self.actual or b"", stored, stored.replace(b"\n", b"\r\n")]
        if self.is_identical:
            contents.append(self.expected or b"")
        return self.listed.sha256 in map(sha256, contents[: None if self._is_text else 1])

    @property
    def _is_text(self) -> bool:
        return self.form not in MACHINE_MADE

    def _stored(self, content: bytes) -> bytes:
        """The content as git stores it in a clone that converts the line ends of texts."""
        return with_line_feeds(content) if self._is_text else content

    @cached_property
    def text_differences(self) -> list[str]:
        """What differs in the readable text, acts or hides text: a sentence for each."""
        from progress_report.verify.differences import all_differences  # noqa: PLC0415 - only if it differs
        from progress_report.verify.visible import reading_bounds  # noqa: PLC0415 - as above

        sides = self.form, self.actual or b"", self.expected or b""
        try:
            differences = run_bounded(all_differences, *sides, bounds=reading_bounds(self.name))
        except ReportError as error:  # it is no file of that format at all
            return [sentence(error)]
        if not differences and self.form == "pdf" and self.first_difference:
            return [self.first_difference]  # of its structure, or of the files it carries
        return differences

    @cached_property
    def first_difference(self) -> str:
        """The first place that differs, visible or not; empty if only the encoding does."""
        from progress_report.verify.differences import first_difference  # noqa: PLC0415 - as above
        from progress_report.verify.visible import reading_bounds  # noqa: PLC0415 - as above

        sides = self.form, self.actual or b"", self.expected or b""
        try:
            difference = run_bounded(first_difference, *sides, bounds=reading_bounds(self.name))
        except ReportError as error:
            return sentence(error)
        return "" if difference is None else str(difference)

    @property
    def unverified(self) -> str:
        """Why its bytes cannot be compared here; empty if they can."""
        if self.listed is None or self.form not in MACHINE_MADE or self.is_identical:
            return ""
        engine = PdfEngine.TYPST if "typst" in self.listed.made_with else PdfEngine.WEASYPRINT
        versions = _other_versions(self.listed.made_with, versions_here(self.form, engine))
        message = _("not verified: made with {there}, whose bytes this machine cannot compare")
        return message.format(there=versions) if versions else ""

    @property
    def hint(self) -> Hint:
        """What to do about bytes that cannot be compared here."""
        if not self.unverified:
            return ""
        by_text = CommandHint(_("to compare its readable text alone, use {command}"), "--text")
        return _("build it on this machine"), by_text

    @property
    def needs_a_build(self) -> bool:
        """Whether fingerprints alone do not tell if it is current."""
        if self._is_text:
            return b"\r\n" in (self.actual or b"") and not self.is_listed
        return bool(self.unverified) and self.problem == self.unverified

    @property
    def problem(self) -> str:
        """Why it is not current; empty if it is."""
        if self.reason:
            return self.reason
        if self.current is not None and self.actual is None:
            return _("it is not there")
        if self.is_link:
            return _("it is a link, not a file: delete it, and build again")
        if self.current is not None and self._difference:
            return self._difference
        return self._manifest_problem.format(name=manifest.NAME)

    @property
    def _difference(self) -> str:
        """How it differs from what the data give; empty if that is as good as equal."""
        if self.expected is None or self.is_identical:
            return ""
        if self.by_text and self.form in MACHINE_MADE:
            return next(iter(self.text_differences), "")
        same_text = _("it reads the same, but its bytes are others")
        return self.first_difference or (self.is_listed and self.unverified) or same_text

    @property
    def _manifest_problem(self) -> str:
        """What the manifest does not say of it, or says wrongly."""
        if self.current is None:
            stray = _("it is not in {name}: build it again, or delete it")
            if self.form not in FORMATS:
                stray = _("it is not in {name}: move it out of this folder, or delete it")
            return _("{name} lists it, but a build does not give it") if self.listed else stray
        if self.listed is None:
            return _("{name} does not list it")
        if not self.is_listed:
            return _("{name} gives another SHA-256")
        ignored = {"made_with": self.current.made_with, "sha256": self.current.sha256}
        if self.listed.model_copy(update=ignored) == self.current:
            return self.unverified if self.expected is None else ""
        changed = _("what it is made from (data, layout, templates or fonts) has changed since")
        outdated = _("its inputs have changed, though it has not: {name} is out of date")
        return changed if self.expected is None else outdated

    @property
    def note(self) -> str:
        """What to know of it though it is current: what was compared, or what else built it."""
        if self.listed is None or self.current is None or self.problem:
            return ""
        if self.expected is None:
            versions = _other_versions(self.listed.made_with, self.current.made_with)
            return _("made with {there}").format(there=versions) if versions else ""
        return "" if self.is_identical else self.compared

    @property
    def compared(self) -> str:
        """What a comparison of readable text covers, and what it cannot see."""
        if self.form == "pdf":
            return _(
                "compared by its text, structure, attached files, scripts, links and annotations; "
                "not by what is seen: shapes of characters, pictures, and what covers the text"
            )
        return _(
            "compared by its text, active content and hidden text; not by its bytes, nor by how "
            "it looks"
        )

    @property
    def remedy(self) -> OutputSet | None:
        """What to build to have it current; None if no build gives it."""
        if self.form not in FORMATS:
            return None
        return OutputSet(self.period, (self.form,), self.options)


def build_again(
    project: Project, config: ReportConfig, wanted: OutputSet
) -> tuple[list[Output], list[Diagnostic]]:
    """Build outputs in memory, without a cache; the diagnostics of those that cannot be built."""
    periods = [] if wanted.period is None else [wanted.period]
    tables, problems = assemble_tables(project, config, periods, draft=wanted.options.draft)
    diagnostics = [problem for problem in problems if problem.severity is Severity.ERROR]
    outputs = [
        output
        for table in ([] if diagnostics else tables)
        for output in render(project, table, config, wanted.formats, wanted.options)
    ]
    diagnostics += [diagnostic for output in outputs for diagnostic in output.diagnostics]
    return [output for output in outputs if not output.diagnostics], diagnostics


def versions_here(form: str, engine: PdfEngine) -> dict[str, str]:
    """What a format would be made with on this machine; empty if it cannot be made here."""
    try:
        return made_with(form, engine)
    except ReportError:
        return {}


def _other_versions(there: Mapping[str, str], here: Mapping[str, str]) -> str:
    return _(", ").join(
        _("{library} {there} (here {here})").format(
            library=name, there=there[name], here=here[name]
        )
        for name in there
        if name in here and there[name] != here[name]
    )
