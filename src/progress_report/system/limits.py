"""What a file from elsewhere may cost, read or rendered: every bound, and the error that names it.

A small file can be expensive: 38 million empty paragraphs pack into 1.8 MB. So what is counted is
what takes memory and time, and it is counted before anything is built from it. Together the bounds
keep an import below 512 MB, and leave room for a table of 10,000 rows of five cells.
"""

from progress_report.domain.diagnostics import ReportError
from progress_report.system.i18n import _

MAX_READING_SECONDS = 60.0
"""Wall time to read a published file, which is read in a process of its own."""
MAX_READING_BYTES = 400 * 2**20
"""Memory of that process, besides what it holds from the start."""
MAX_FILE_MEGABYTES = 64
"""Of any file from elsewhere, in units of 2²⁰ bytes."""
MAX_MEMBERS = 10_000
"""Parts of an Office file."""
MAX_UNPACKED = 256 * 2**20
"""Bytes of an Office file, all parts together."""
MAX_RATIO = 200
"""Unpacked size to packed size of an Office file, checked above `SMALL_UNPACKED`."""
SMALL_UNPACKED = 16 * 2**20
MAX_PAGES = 5_000
"""Of a PDF."""
MAX_PAGE_BYTES = 8 * 2**20
"""Of one page of a PDF, unpacked, forms as often as they are drawn; a page has some kilobytes."""
MAX_PDF_BYTES = 64 * 2**20
"""Of the pages of a PDF, unpacked, and of the data that it carries."""
MAX_PDF_ELEMENTS = 1_000_000
"""Of the structure tree of a PDF; a hostile one may repeat its branches at every level."""
MAX_TEXT_BYTES = 24 * 2**20
"""Of a file of plain text: CSV, JSON, Markdown, a web page. In memory a character takes up to 4."""
MAX_LINES = 1_000_000
"""Of such a file."""
MAX_XML_BYTES = 48 * 2**20
"""Of one part of an Office file, unpacked."""
MAX_TREE_NODES = 1_200_000
"""Elements, attributes and texts of XML that is held in memory whole, up to 256 bytes each."""
MAX_PACKAGE_NODES = 2_000_000
"""The same of all parts of an Office file together, of which sheets are read row by row."""
MAX_NESTED_TABLES = 16
"""Tables within tables; a layout has three or four."""
MAX_TAGS = 600_000
"""Of a web page."""
MAX_STYLE_CHARACTERS = 1_000_000
"""Of the style sheets of a web page that hides something."""
MAX_STYLE_MATCHES = 5_000_000
"""Rules of its style sheets that may hide something, times its elements."""
MAX_REFERENCES = 800_000
"""To characters, such as ``&amp;``, in a web page."""
MAX_ATTRIBUTES = 1_000
"""Of one tag; the parser's time grows with their square."""
MAX_CELLS = 500_000
"""Of all tables of a file, each place that a merged cell covers counted."""
MAX_CHARACTERS = 32 * 2**20
"""Of a table, the text of a merged cell counted at each place."""
MAX_JSON_MARKS = 1_000_000
"""Brackets, commas and colons of JSON."""
MAX_RENDER_SECONDS = 60.0
"""For the outputs of a table that a project's own templates make: the page and the PDF."""
MAX_RENDER_ROWS = 1_000
"""Of such a table; a larger one may take longer in proportion. The PDF of 1,000 takes 17."""
MAX_RENDER_BYTES = 2 * 2**30
"""Of memory, beside what the process takes before; on Linux only."""
MAX_RENDER_BITS = 100_000
"""Of a number that a template computes; larger ones are useless for a page, and slow."""


class TooLargeError(ReportError):
    """A file exceeds a bound; its message is a sentence that names the bound and the size."""


def require_at_most(limit: int, count: int, things: str) -> None:
    """Enforce a bound.

    ``things`` are what is counted, in the reader's language.

    Raises:
        TooLargeError: there are more.
    """
    if count > limit:
        message = _("the file holds {count} {things}; at most {limit} are read")
        raise TooLargeError(message.format(count=f"{count:,}", things=things, limit=f"{limit:,}"))
