"""A form to the bytes of its file."""

from datetime import date

from progress_report.collect.back.returned import FORM_PROPERTY, UNIT_PROPERTY
from progress_report.collect.out import excel_form, word_form
from progress_report.collect.out.form import Form
from progress_report.domain.config import ReportConfig
from progress_report.office.properties import with_properties

_WRITERS = {"xlsx": excel_form.write, "docx": word_form.write}
_LONGEST = 255
"""Characters that Word and Excel take in a property."""


def write(form: Form, suffix: str, config: ReportConfig, due: date | None) -> bytes:
    """Write a form, with what it is hidden in its properties.

    Args:
        form: What is asked.
        suffix: ``xlsx`` or ``docx``.
        config: The project's.
        due: The last day to send it back, if there is one.

    Raises:
        DataError: a text is longer than a cell of Excel.
    """
    said = {FORM_PROPERTY: str(form.code), UNIT_PROPERTY: form.unit[:_LONGEST]}
    return with_properties(_WRITERS[suffix](form, config, due), said)
