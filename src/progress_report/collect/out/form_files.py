"""File names and contents of forms."""

import re
import unicodedata
from collections.abc import Sequence
from datetime import date

from progress_report.collect import FormFormat
from progress_report.collect.out import excel_form, word_form
from progress_report.collect.out.form import FORM_PROPERTY, UNIT_PROPERTY, Form
from progress_report.domain.config import ReportConfig
from progress_report.office.properties import with_properties
from progress_report.system import progress
from progress_report.system.i18n import _

_WRITERS = {FormFormat.XLSX: excel_form.write, FormFormat.DOCX: word_form.write}
_MAX_PROPERTY_LENGTH = 255  # maximum length of a property in Word and Excel, in characters
_UNSAFE = re.compile(r'[<>:"/\\|?*\s]+')
_MAX_UNIT_BYTES = 150
"""Maximum length of the unit in a file name; file systems limit the name to 255."""


def file_names(period: str, units: Sequence[str], suffix: str) -> list[str]:
    """A file name for each unit, such as ``2021H2-区商务局.xlsx``.

    Names are unique, also on file systems that ignore case. The leading period prevents device
    names (CON, NUL) and hidden files.
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
    return text.encode()[:_MAX_UNIT_BYTES].decode("utf-8", "ignore").rstrip(". ") or "_"


def _folded(name: str) -> str:
    return unicodedata.normalize("NFKC", name).casefold()


def form_files(
    forms: Sequence[Form], form_format: FormFormat, config: ReportConfig, due: date | None
) -> dict[str, bytes]:
    """The forms of one period by file name, each with its code and unit in its properties.

    ``due`` is the last day to send them back, if there is one. Raises DataError if a text is longer
    than a cell of Excel.
    """
    names = file_names(forms[0].period.name, [form.unit for form in forms], form_format)
    files = {}
    for name, form in progress.counted(_("writing forms"), [*zip(names, forms, strict=True)]):
        unit = form.unit[:_MAX_PROPERTY_LENGTH]
        properties = {FORM_PROPERTY: str(form.code), UNIT_PROPERTY: unit}
        files[name] = with_properties(_WRITERS[form_format](form, config, due), properties)
    return files
