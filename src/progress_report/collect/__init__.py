"""Forms out to units, filled forms back in, and who has reported."""

from enum import StrEnum


class FormFormat(StrEnum):
    """The file format of a form."""

    XLSX = "xlsx"
    DOCX = "docx"
