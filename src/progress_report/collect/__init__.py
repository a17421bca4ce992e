"""Forms out to units, filled forms back in, and who has reported."""

from enum import StrEnum

from progress_report.system.wording import Wording

worded = Wording("collect")


class FormFormat(StrEnum):
    """The file format of a form."""

    XLSX = "xlsx"
    DOCX = "docx"
