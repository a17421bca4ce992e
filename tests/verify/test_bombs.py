"""Published files that would cost much memory or time to read are refused, or read cheaply."""

from pathlib import Path

import pytest
from support import bombs
from support.project import GOOD, project

from progress_report.system.limits import MAX_READING_SECONDS

MAX_MEMORY = 512
"""MB."""


@pytest.mark.program
@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("lines.csv", "24,000,000 lines; at most 1,000,000 are read"),
        ("bytes.csv", "larger than 64 MB"),
        ("deep.json", "published is '[[["),
        ("attributes.html", "1,000,001 attributes of one tag; at most 1,000 are read"),
        ("comments.html", "published is '<!--<!--"),
        ("paragraphs.docx", "7,000,004 XML nodes; at most 2,000,000 are read"),
        ("merged.xlsx", "published is 'a'"),
        ("long-page.pdf", "52,001,000 bytes on one page; at most 8,388,608 are read"),
        ("same-page.pdf", "bytes on its pages; at most 67,108,864 are read"),
        ("pages.pdf", "100,000 pages; at most 5,000 are read"),
        ("forms.pdf", "on one page; at most 8,388,608 are read"),
        ("objects.pdf", "it cannot be read as pdf"),
    ],
)
def test_a_published_bomb(name: str, message: str, tmp_path: Path) -> None:
    folder = project(tmp_path, t001=GOOD)
    (folder / name).write_bytes(bombs.PUBLISHED[name]())
    cost = bombs.run(folder, "verify", name, "--period", "2021H1")
    assert cost.code in (1, 2), cost.output[-500:]
    assert message in cost.output
    assert cost.megabytes < MAX_MEMORY
    assert cost.seconds < 2 * MAX_READING_SECONDS
