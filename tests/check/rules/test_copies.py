"""Text that several tasks' reports share."""

import pytest
from support.tasks import sourced

from progress_report.check.corpus import Corpus
from progress_report.check.rules import copies
from progress_report.domain.config import CheckConfig

TEXT = "已组织辖区重点企业开展安全生产专项检查并完成整改任务。"


def places(*texts: str) -> set[tuple[int, int]]:
    tasks = [sourced({"H1": text}, str(number)) for number, text in enumerate(texts, start=1)]
    found = copies.check(Corpus.of(tasks, CheckConfig()))
    return {(diagnostic.start, diagnostic.end) for diagnostic in found}


@pytest.mark.parametrize(("count", "copied"), [(1, False), (2, True), (4, True), (5, False)])
def test_what_more_than_four_tasks_share_is_a_standard_phrase(count: int, copied: bool) -> None:
    assert places(*[TEXT] * count) == ({(0, len(TEXT) - 1)} if copied else set())


def test_twenty_characters_are_a_copy() -> None:
    assert places(f"区商务厅{TEXT[:20]}", f"区财政局{TEXT[:20]}") == {(4, 24)}
    assert places(f"区商务厅{TEXT[:19]}", f"区财政局{TEXT[:19]}") == set()
