"""Single files: bounds that hold for what does not say how large it is."""

import sys
from pathlib import Path

import pytest

from progress_report.domain.diagnostics import ReportError
from progress_report.system.files import read_bytes


@pytest.mark.skipif(sys.platform != "linux", reason="has another device without an end, or none")
def test_no_more_is_read_than_the_bound() -> None:
    with pytest.raises(ReportError, match="larger than 1 MB"):
        read_bytes(Path("/dev/zero"), max_megabytes=1)


def test_a_file_as_large_as_the_bound_is_read(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_bytes(bytes(2**20))
    assert len(read_bytes(path, max_megabytes=1)) == 2**20
    path.write_bytes(bytes(2**20 + 1))
    with pytest.raises(ReportError, match="larger than 1 MB"):
        read_bytes(path, max_megabytes=1)
    assert read_bytes(tmp_path / "none", b"default", max_megabytes=1) == b"default"
