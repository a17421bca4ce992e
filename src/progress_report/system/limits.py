"""What a file from elsewhere may cost, read or rendered: every bound, and the error that names it.

A small file can be expensive: 38 million empty paragraphs pack into 1.8 MB. So what is counted is
what takes memory and time, and it is counted before anything is built from it. Together the bounds
keep an import below 512 MB, and leave room for a table of 10,000 rows of five cells.
"""

import re

from progress_report.domain.diagnostics import ReportError
from progress_report.system.i18n import _

MAX_READING_SECONDS = 60.0  # to read a published file, which is read in a process of its own
MAX_READING_BYTES = 400 * 2**20  # memory of that process, besides what it holds from the start
MAX_FILE_MEGABYTES = 64  # of any file from elsewhere, in units of 2²⁰ bytes
MAX_MEMBERS = 10_000  # parts of an Office file
MAX_UNPACKED = 256 * 2**20  # bytes of an Office file, all parts together
MAX_RATIO = 200  # unpacked size to packed size of an Office file, checked above `SMALL_UNPACKED`
SMALL_UNPACKED = 16 * 2**20
MAX_PAGES = 5_000  # of a PDF
MAX_PAGE_BYTES = 8 * 2**20  # of one page of a PDF, unpacked, forms as often as they are drawn
MAX_PDF_BYTES = 64 * 2**20  # of the pages of a PDF, unpacked, and of the data that it carries
MAX_PDF_ELEMENTS = 1_000_000  # of the structure tree of a PDF, which may repeat its branches
MAX_TEXT_BYTES = 24 * 2**20  # of plain text (CSV, JSON, Markdown, HTML): up to 4 each in memory
MAX_LINES = 1_000_000  # of such a file
MAX_XML_BYTES = 48 * 2**20  # of one part of an Office file, unpacked
MAX_TREE_NODES = 1_200_000  # elements, attributes and texts of XML held whole, up to 256 bytes each
MAX_PACKAGE_NODES = 2_000_000  # the same of all parts of an Office file, sheets read row by row
MAX_NESTED_TABLES = 16  # tables within tables; a layout has three or four
MAX_TAGS = 600_000  # of a web page
MAX_STYLE_CHARACTERS = 1_000_000  # of the style sheets of a web page that hides something
MAX_STYLE_MATCHES = 5_000_000  # rules of its style sheets that may hide something × its elements
MAX_REFERENCES = 800_000  # to characters, such as ``&amp;``, in a web page
MAX_ATTRIBUTES = 1_000  # of one tag; the parser's time grows with their square
MAX_CELLS = 500_000  # of all tables of a file, each place that a merged cell covers counted
MAX_CHARACTERS = 32 * 2**20  # of a table, the text of a merged cell counted at each place
MAX_JSON_MARKS = 1_000_000  # brackets, commas and colons of JSON
MAX_RENDER_SECONDS = 60.0  # for the page and the PDF of a table by a project's own templates
MAX_RENDER_ROWS = 1_000  # of such a table; a larger one may take longer. The PDF of 1,000 takes 17
MAX_RENDER_BYTES = 2 * 2**30  # of memory, beside what the process takes before; on Linux only
MAX_RENDER_BITS = 100_000  # of a number that a template computes; larger ones are slow


_LONG_TAG = re.compile(r"<[A-Za-z][^<>]{2000,}")


class TooLargeError(ReportError):
    """A file exceeds a bound; its message is a sentence that names the bound and the size."""


def require_at_most(limit: int, count: int, things: str) -> None:
    """Raise TooLargeError if there are more things, as they are called in the reader's language."""
    if count > limit:
        message = _("the file holds {count} {things}; at most {limit} are read")
        raise TooLargeError(message.format(count=f"{count:,}", things=things, limit=f"{limit:,}"))


def require_short_tags(page: str) -> None:
    """Raise TooLargeError for a web page of which a tag has too many attributes."""
    for tag in _LONG_TAG.finditer(page):
        require_at_most(MAX_ATTRIBUTES, len(tag[0].split()), _("attributes of one tag"))
