"""What data/report.yaml may say of a sheet."""

import pytest

from progress_report.domain.config import PageConfig


def test_a_sheet_without_margins_has_the_points_of_a4() -> None:
    page = PageConfig(margin_top=0, margin_right=0, margin_bottom=0, margin_left=0)
    assert page.text_area == pytest.approx((841.89, 595.28), abs=0.01)
