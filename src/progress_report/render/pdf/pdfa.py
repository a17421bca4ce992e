"""The PDF as an archive: the standards it claims to follow, and the data it attaches.

PDF/A-3 (ISO 19005-3; GB/T 23286 for part 1) at level A, tagged, and PDF/UA-1 (ISO 14289-1).
"""

import re
import unicodedata
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from progress_report.domain.pdf import PdfVariant
from progress_report.render.pdf.tagging import resolve
from progress_report.system.i18n import _

_WEASYPRINT_CLAIMS = re.compile(rb'<rdf:Description rdf:about="" pdf(?:a|ua)id:[^>]*/>')
# PDF/A allows only predefined metadata, or metadata with a schema (ISO 19005-3, 6.6.2.3).
_PDF_UA_CLAIM = Path(__file__).with_name("data") / "universal.xml"


@dataclass(frozen=True, slots=True)
class Archive:
    """The standard that a PDF for archiving claims, and its attachment."""

    variant: PdfVariant
    name: str
    data: bytes
    language: str = "zh-CN"
    custom_templates: bool = False

    @property
    def description(self) -> str:
        """Of the attachment, in the language of the document."""
        return "表中数据" if self.language.lower().startswith("zh") else "The table's data"

    def options(self, weasyprint: Any) -> dict[str, Any]:
        """Options of WeasyPrint's ``write_pdf``."""
        attachment = weasyprint.Attachment(
            string=self.data.decode(),
            name=self.name,
            description=self.description,
            relationship="Data",
        )
        variant = None if self.variant is PdfVariant.NONE else self.variant.value
        return {"attachments": [attachment], "pdf_variant": variant}

    def obstacles(self, text: str) -> list[str]:
        """A note for the user if a PDF with this text cannot claim what was asked for."""
        private = sorted(char for char in set(text) if unicodedata.category(char) == "Co")
        if self.variant is PdfVariant.NONE or not (self.custom_templates or private):
            return []
        if self.custom_templates:
            reason = _("the project has custom templates")
        else:  # ISO 19005-3, 6.2.11.7.3
            reason = _("'{char}' (U+{code:04X}) is a private-use character")
            reason = reason.format(char=private[0], code=ord(private[0]))
        return [_("the PDF does not claim PDF/A or PDF/UA: {reason}").format(reason=reason)]

    def finish(self, pdf: Any, html: str) -> list[str]:
        """Complete the PDF that WeasyPrint has made, in place; a note as from `obstacles`."""
        for item in pdf.objects:
            extra = getattr(item, "extra", {})
            if extra.get("Type") == "/EmbeddedFile":  # no date is required; these are the clock's
                del extra["Params"]["CreationDate"], extra["Params"]["ModDate"]
            if "Interpolate" in extra and self.variant is not PdfVariant.NONE:  # ISO 19005-3, 6.2.8
                extra["Interpolate"] = "false"
        if "AF" in pdf.catalog:  # WeasyPrint lists each file twice
            pdf.catalog["AF"][:] = dict.fromkeys(pdf.catalog["AF"])
        if self.variant is PdfVariant.NONE:
            return []
        metadata = resolve(pdf, pdf.catalog["Metadata"])
        [text] = metadata.stream
        if not (notes := self.obstacles(html)):
            if self.variant is PdfVariant.PDF_A:
                claim = _PDF_UA_CLAIM.read_bytes()
                metadata.stream = [text.replace(b"</rdf:RDF>", claim + b"</rdf:RDF>")]
            return []
        metadata.stream = [_WEASYPRINT_CLAIMS.sub(b"", text)]
        return notes
