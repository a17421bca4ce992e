"""``manifest.json``: which files a build has left in a folder, from what, and made with what."""

import hashlib
import json
from collections.abc import Callable, Mapping
from typing import Annotated, Literal

from pydantic import Field, ValidationError

from progress_report.domain.diagnostics import ReportError
from progress_report.domain.strict import PeriodName, Strict
from progress_report.system.i18n import _

NAME = "manifest.json"
_Digest = Annotated[str, Field(pattern="^[0-9a-f]{64}$")]


class Options(Strict):
    """The options that a file was built with."""

    draft: bool = False
    fragment: bool = False
    pdf_variant: Literal["pdf/a-3a", "pdf/ua-1", "none"] | None = None
    """Of a PDF: one of `progress_report.render.pdf.pdfa.VARIANTS`."""


class Entry(Strict):
    """One file."""

    period: PeriodName
    format: str
    sha256: _Digest
    inputs: _Digest
    """See `progress_report.build.fingerprint.digest`."""
    options: Options
    made_with: dict[str, str]
    """Names and versions: see `progress_report.build.versions.made_with`."""


class Manifest(Strict):
    """The files of a folder, by name."""

    version: Literal[1] = 1
    files: dict[str, Entry] = Field(default_factory=dict)

    def render(self) -> bytes:
        """As it stands on disk: the same files, the same bytes."""
        files = {name: self.files[name].model_dump() for name in sorted(self.files)}
        found = {"version": self.version, "files": files}
        return (json.dumps(found, ensure_ascii=False, indent=2) + "\n").encode()


def read(raw: bytes, name: str) -> Manifest:
    """Read one back.

    Raises:
        ReportError: it is not one that this program wrote.
    """
    try:
        return Manifest.model_validate_json(raw)
    except ValidationError as error:
        message = _("{path} is damaged, or not of this program's making")
        hint = _("delete it and build again, or build into another folder with --out")
        raise ReportError(message.format(path=name) + _("; ") + hint) from error


def entry(
    known: Entry | None,
    content: bytes,
    made: Entry,
    made_with: Callable[[], Mapping[str, str]],
) -> Entry:
    """The entry of a file just built.

    One that says the same of the same bytes stays as it is, with the versions it was first made
    with: the same bytes come from this machine's libraries too, and nothing needs committing.

    Args:
        known: The entry there is.
        content: The file.
        made: What is known of it already.
        made_with: Asked only if it is needed: it takes time.
    """
    found = made.model_copy(update={"sha256": hashlib.sha256(content).hexdigest()})
    if known is not None and known == found.model_copy(update={"made_with": known.made_with}):
        return known
    return found.model_copy(update={"made_with": dict(made_with())})
