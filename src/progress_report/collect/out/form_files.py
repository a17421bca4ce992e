"""Forms as files: their names, safe on every system, and their bytes."""

import re
import unicodedata
from collections.abc import Sequence
from datetime import date

from progress_report.collect.out import excel_form, word_form
from progress_report.collect.out.form import FORM_PROPERTY, UNIT_PROPERTY, Form, FormFormat
from progress_report.domain.config import ReportConfig
from progress_report.office.properties import with_properties

_WRITERS = {FormFormat.XLSX: excel_form.write, FormFormat.DOCX: word_form.write}
_LONGEST = 255
"""Characters that Word and Excel take in a property."""
_UNSAFE = re.compile(r'[<>:"/\\|?*\s]+')
_MOST_BYTES = 150
"""Of the part that names the unit; file systems take 255, and some count them in UTF-16."""


def file_names(period: str, units: Sequence[str], suffix: str) -> list[str]:
    """A file name for each unit, such as ``2021H2-区商务局.xlsx``.

    No two are alike, not even where upper and lower case are one. The period in front keeps
    them from being a device's name (CON, NUL) or hidden.
    """
    taken: set[str] = set()
    names = []
    for unit in units:
        stem = f"{period}-{_safe(unit)}"
        name, number = stem, 1
        while _folded(name) in taken:
            number += 1
            name = f"{stem}-{number}"
        taken.add(_folded(name))
        names.append(f"{name}.{suffix}")
    return names


def _safe(unit: str) -> str:
    printable = "".join(
        char if char.isprintable() else " " for char in unicodedata.normalize("NFC", unit)
    )
    text = _UNSAFE.sub("_", printable.strip())
    return text.encode()[:_MOST_BYTES].decode("utf-8", "ignore").rstrip(". ") or "_"


def _folded(name: str) -> str:
    return unicodedata.normalize("NFKC", name).casefold()


def write(form: Form, form_format: FormFormat, config: ReportConfig, due: date | None) -> bytes:
    """Write a form; its properties hold its code and unit.

    Args:
        form: What is asked.
        form_format: Of the file.
        config: The project's.
        due: The last day to send it back, if there is one.

    Raises:
        DataError: a text is longer than a cell of Excel.
    """
    properties = {FORM_PROPERTY: str(form.code), UNIT_PROPERTY: form.unit[:_LONGEST]}
    return with_properties(_WRITERS[form_format](form, config, due), properties)
