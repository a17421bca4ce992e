"""Single files: bounds on what does not say how large it is, copies, reasons of failures."""

import errno
import sys
from pathlib import Path

import pytest

from progress_report.domain.diagnostics import ReportError
from progress_report.system.files import (
    as_problem,
    link_or_copy,
    read_bytes,
    reporting_write_errors,
)


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


def test_a_copy_keeps_the_mode_of_a_file_where_there_are_no_hard_links(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_paths: Path) -> None:
        raise OSError(errno.EPERM, "no")

    monkeypatch.setattr(Path, "hardlink_to", refuse)
    (tmp_path / "a").write_bytes(b"a")
    (tmp_path / "a").chmod(0o640)
    link_or_copy(tmp_path / "a", tmp_path / "b")
    assert (tmp_path / "b").read_bytes() == b"a"
    assert (tmp_path / "b").stat().st_mode & 0o777 == 0o640


def test_an_error_of_any_kind_becomes_a_problem_with_its_own_words() -> None:
    assert as_problem(ValueError("no such thing")).message.endswith("ValueError: no such thing")
    assert as_problem(OSError("no such thing")).message == "no such thing"
    problem = ReportError("a", "b")
    assert as_problem(problem) is problem


def test_a_folder_with_too_long_a_name_is_reported_like_any_other(tmp_path: Path) -> None:
    path = tmp_path / ("长" * 200) / "表.html"
    with pytest.raises(ReportError, match="cannot write"), reporting_write_errors(path):
        path.write_bytes(b"")
