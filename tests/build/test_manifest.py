"""Options in a manifest: of a format, those that make a difference to it."""

from typing import Any

import pytest

from progress_report.build.manifest import Options

ASKED = {"draft": True, "fragment": True, "pdf_engine": "typst"}


@pytest.mark.parametrize(
    ("asked", "form", "expected"),
    [
        (ASKED, "html", {"draft": True, "fragment": True}),
        (ASKED, "csv", {"draft": True}),
        (ASKED, "pdf", {"draft": True, "pdf_engine": "typst", "pdf_variant": "pdf/a-3a"}),
        ({"pdf_variant": "none"}, "pdf", {"pdf_variant": "none"}),
        ({"pdf_variant": "none"}, "html", {}),
    ],
)
def test_the_options_of_a_format(
    asked: dict[str, Any], form: str, expected: dict[str, Any]
) -> None:
    assert Options.model_validate(asked).of_format(form) == Options.model_validate(expected)
