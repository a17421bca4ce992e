"""Changes are shown in Chinese unless a test asks otherwise."""

from collections.abc import Iterator

import pytest

from progress_report.system.i18n import set_language


@pytest.fixture(autouse=True)
def _in_chinese() -> Iterator[None]:
    set_language("zh")
    yield
    set_language("en")
