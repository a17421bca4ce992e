"""``manifest.json``: which outputs lie in a folder, from which inputs, and built with what.

One that cannot be read, or that this program did not write, raises ReportError.
"""

import json
import re
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import Field, ValidationError

from progress_report.build.versions import made_with
from progress_report.domain.diagnostics import ReportError
from progress_report.domain.pdf import PdfEngine, PdfVariant
from progress_report.domain.period import Period
from progress_report.domain.strict import Day, PeriodName, Strict
from progress_report.render.formats import Output
from progress_report.source.files import OUT_FOLDER
from progress_report.system.files import other_folder, read_bytes
from progress_report.system.i18n import _

if TYPE_CHECKING:
    from progress_report.source.closed import ClosedTable
    from progress_report.source.load import Project

NAME = "manifest.json"
CONFLICT = re.compile(rb"^([<|=>])\1{6}(?:[ \r]|$)", re.MULTILINE)
_Digest = Annotated[str, Field(pattern="^[0-9a-f]{64}$")]


class Options(Strict):
    """The options that an output was built with."""

    draft: bool = False
    fragment: bool = False
    pdf_variant: PdfVariant | None = None
    pdf_engine: Annotated[PdfEngine | None, Field(exclude_if=lambda engine: engine is None)] = None
    """The one asked for in place of the layout's, if any."""

    def of_format(self, form: str) -> "Options":
        """Those that make a difference to a format."""
        return Options(
            draft=self.draft,
            fragment=self.fragment and form == "html",
            pdf_variant=(self.pdf_variant or PdfVariant.PDF_A) if form == "pdf" else None,
            pdf_engine=self.pdf_engine if form == "pdf" else None,
        )


class ManifestEntry(Strict):
    """One output."""

    period: PeriodName
    format: str
    sha256: _Digest
    inputs: _Digest  # see `progress_report.build.fingerprint.Inputs`
    options: Options
    made_with: dict[str, str]  # names and versions: see `progress_report.build.versions.made_with`
    closed: Day | None = None  # the day on which the period was closed; None if it is open
    corrections: tuple[str, ...] = ()  # what is printed of each correction since


class Manifest(Strict):
    """The outputs of a folder, by name."""

    version: Literal[1, 2] = 1
    """2 as soon as a period is closed: older programs would build it from the data."""
    files: dict[str, ManifestEntry] = Field(default_factory=dict)

    def render(self) -> bytes:
        """The content of ``manifest.json``; the same outputs give the same bytes."""
        files = {
            name: entry.model_dump(
                mode="json", exclude=set() if entry.closed else {"closed", "corrections"}
            )
            for name, entry in sorted(self.files.items())
        }
        version = 2 if any(entry.closed for entry in self.files.values()) else self.version
        content = {"version": version, "files": files}
        return (json.dumps(content, ensure_ascii=False, indent=2) + "\n").encode()


def read(folder: Path) -> Manifest:
    """The manifest of a folder, or an empty one; without the outputs that are `conflicting`."""
    return united(Manifest(), *_sides(folder))


def published_open(project: "Project") -> dict[Period, dict[str, ManifestEntry]]:
    """The outputs of each period that is not closed, by name; no drafts."""
    outputs: dict[Period, dict[str, ManifestEntry]] = {}
    for name, entry in read(project.root / OUT_FOLDER).files.items():
        period = Period.parse(entry.period)
        if not entry.options.draft and period not in project.closed:
            outputs.setdefault(period, {})[name] = entry
    return outputs


def conflicting(folder: Path) -> Manifest:
    """The outputs that both sides of a merge changed, as ours has them; none without a conflict."""
    ours, theirs = _sides(folder)
    kept = united(Manifest(), ours, theirs)
    files = {name: entry for name, entry in ours.files.items() if name not in kept.files}
    return ours.model_copy(update={"files": files})


def united(base: Manifest, ours: Manifest, theirs: Manifest) -> Manifest:
    """The outputs of both sides of a merge; one that both changed is dropped, to be built again."""
    files = {}
    for name in {**ours.files, **theirs.files}:
        before, our, their = (side.files.get(name) for side in (base, ours, theirs))
        entry = their if our in (before, their) else our if their == before else None
        if entry is not None:
            files[name] = entry
    newest = max(ours, theirs, key=lambda manifest: manifest.version)
    return newest.model_copy(update={"files": files})


def _sides(folder: Path) -> tuple[Manifest, Manifest]:
    """Ours and theirs of a folder's manifest; the same if it has no conflict marks."""
    path = folder / NAME
    raw = read_bytes(path, default=b"{}")
    if not CONFLICT.search(raw):
        return (manifest := parse(path, raw)), manifest
    ours: list[bytes] = []
    theirs: list[bytes] = []
    side = b">"
    for line in raw.splitlines(keepends=True):
        mark = CONFLICT.match(line)
        if mark is not None:
            side = mark[1]
        else:
            ours += [line] * (side in b"<>")
            theirs += [line] * (side in b"=>")
    return parse(path, b"".join(ours)), parse(path, b"".join(theirs))


def parse(path: Path, raw: bytes) -> Manifest:
    """A manifest from its bytes; the path is for the message."""
    try:
        return Manifest.model_validate_json(raw)
    except ValidationError as error:
        message = _("{path} is damaged, or not of this program's making")
        hint = (_("delete it and build again"), other_folder())
        raise ReportError(message.format(path=path.as_posix()), hint) from error


def new_entry(
    output: Output,
    fingerprint: str,
    options: Options,
    known: ManifestEntry | None,
    closed: Mapping[Period, "ClosedTable"],
    engine: PdfEngine,
) -> ManifestEntry:
    """The entry of an output just built.

    An entry that says the same of the same bytes stays as it is, with the versions of the first
    build: this machine's libraries give the same bytes too, and there is nothing to commit.
    """
    period, _dot, form = output.name.partition(".")
    form = form.removeprefix("fragment.")
    table = None if options.draft else closed.get(Period.parse(period))
    entry = ManifestEntry(
        period=period,
        format=form,
        sha256=sha256(output.content).hexdigest(),
        inputs=fingerprint,
        options=options.of_format(form),
        made_with=known.made_with if known else {},
        closed=table and table.closed.date,
        corrections=tuple(table.corrections()) if table else (),
    )
    if entry == known:
        return known
    return entry.model_copy(update={"made_with": made_with(form, options.pdf_engine or engine)})
