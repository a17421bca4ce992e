"""What prints a PDF, and the standard that it claims."""

from enum import StrEnum
from typing import Literal


class PdfEngine(StrEnum):
    """What prints the PDF of a table; docs/en/pdf.md compares the two."""

    WEASYPRINT = "weasyprint"
    """Prints the web page with its style sheets; needs Pango on the machine."""
    TYPST = "typst"  # prints the table by ``templates/table.typ``; the same bytes on every machine


class PdfVariant(StrEnum):
    """The standard that a PDF claims. PDF/A-3 is the default; docs/en/pdf.md says why."""

    PDF_A = "pdf/a-3a"  # PDF/A-3a and PDF/UA-1
    PDF_UA = "pdf/ua-1"
    NONE = "none"


STANDARDS: dict[PdfVariant, tuple[Literal["a-3a", "ua-1"], ...]] = {
    PdfVariant.PDF_A: ("a-3a", "ua-1"),
    PdfVariant.PDF_UA: ("ua-1",),
    PdfVariant.NONE: (),
}
