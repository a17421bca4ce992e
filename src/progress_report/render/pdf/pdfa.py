"""A PDF to be kept: it says what standards it follows, and carries the data it was made from.

PDF/A-3 (ISO 19005-3; GB/T 23286 for part 1) at level A, tagged, and PDF/UA-1 (ISO 14289-1).
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from progress_report.render.pdf.claims import Claim, obstacles, told
from progress_report.render.pdf.tagging import found

VARIANTS = ("pdf/a-3a", "pdf/ua-1", "none")
"""The first is the default: see docs/en/publishing.md for why, and for what was validated."""

_IDENTIFICATION = re.compile(rb'<rdf:Description rdf:about="" pdf(?:a|ua)id:[^>]*/>')
"""What WeasyPrint says of the file."""
# PDF/A lets metadata hold only what it knows or what is described beside it (ISO 19005-3, 6.6.2.3).
_UNIVERSAL = b"""<rdf:Description rdf:about="" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/">
<pdfuaid:part>1</pdfuaid:part></rdf:Description>
<rdf:Description rdf:about="" xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"
 xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#"
 xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">
<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
<pdfaSchema:schema>PDF/UA identification</pdfaSchema:schema>
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">
<pdfaProperty:name>part</pdfaProperty:name>
<pdfaProperty:valueType>Integer</pdfaProperty:valueType>
<pdfaProperty:category>internal</pdfaProperty:category>
<pdfaProperty:description>Part of ISO 14289 the file follows</pdfaProperty:description>
</rdf:li></rdf:Seq></pdfaSchema:property>
</rdf:li></rdf:Bag></pdfaExtension:schemas></rdf:Description>
"""


@dataclass(frozen=True, slots=True)
class Archive:
    """How a PDF is to be kept."""

    variant: str
    """One of `VARIANTS`."""
    name: str
    """What the carried file is called, such as ``2021H1.json``."""
    data: bytes
    """The table, as `progress_report.render.json` gives it."""

    def options(self, weasyprint: Any) -> dict[str, Any]:
        """What WeasyPrint is told."""
        attachment = weasyprint.Attachment(
            string=self.data.decode(),
            name=self.name,
            description="The table's data",
            relationship="Data",
        )
        variant = None if self.variant == "none" else self.variant
        return {"attachments": [attachment], "pdf_variant": variant}

    def finish(self, pdf: Any, html: str) -> list[str]:
        """Complete what WeasyPrint made of it; the PDF is changed in place.

        Args:
            pdf: The pydyf PDF about to be written, its structure tree whole.
            html: The page it was made from.

        Returns:
            What the user should know: a claim that the file cannot make.
        """
        for params in _carried(pdf):
            # WeasyPrint dates the file with the clock; no date is asked for
            params.pop("CreationDate")
            params.pop("ModDate")
        if "AF" in pdf.catalog:  # WeasyPrint names each file twice
            pdf.catalog["AF"][:] = dict.fromkeys(pdf.catalog["AF"])
        if self.variant == "none":
            return []
        for item in pdf.objects:  # ISO 19005-3, 6.2.8; viewers smooth pictures as they like anyway
            if "Interpolate" in getattr(item, "extra", {}):
                item.extra["Interpolate"] = "false"
        lost = list(obstacles(pdf, html))
        if self.variant == VARIANTS[1]:
            lost = [each for each in lost if each[0] is Claim.UNIVERSAL]
        metadata = found(pdf, pdf.catalog["Metadata"])
        [text] = metadata.stream
        metadata.stream = [self._without(text, {claim for claim, _reason in lost})]
        return list(told(lost))

    def _without(self, metadata: bytes, lost: set[Claim]) -> bytes:
        """The metadata with those claims alone that can be made."""
        if Claim.LEVEL_A in lost:
            metadata = metadata.replace(b'pdfaid:conformance="A"', b'pdfaid:conformance="U"')
        if (Claim.ARCHIVE if self.variant == VARIANTS[0] else Claim.UNIVERSAL) in lost:
            metadata = _IDENTIFICATION.sub(b"", metadata)
        if self.variant == VARIANTS[0] and Claim.UNIVERSAL not in lost:
            metadata = metadata.replace(b"</rdf:RDF>", _UNIVERSAL + b"</rdf:RDF>")
        return metadata


def _carried(pdf: Any) -> Iterator[Any]:
    for item in pdf.objects:
        extra = getattr(item, "extra", {})
        if extra.get("Type") == "/EmbeddedFile":
            yield extra["Params"]
