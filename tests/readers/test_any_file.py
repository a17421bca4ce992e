"""Files from strangers: the format by content, and no bytes that make a reader fail or hang."""

import time
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.laws import tries
from support.project import ROOT, report

from progress_report.build import render_outputs
from progress_report.build.assemble_table import assemble_table
from progress_report.build.manifest import Options
from progress_report.domain.period import Period
from progress_report.importing.plan import plan
from progress_report.importing.read_statements import read_statements
from progress_report.importing.task_changes import Update
from progress_report.readers.any_file import detect_format, read
from progress_report.render import formats
from progress_report.source.load import load_project

FORMATS = [form for form in formats.FORMATS if form != "md"]
REAL = load_project(ROOT)
CONFIG = REAL.config
assert CONFIG is not None


@cache
def built(form: str) -> bytes:
    """The real table in a format; its first rows will do."""
    assert CONFIG is not None
    if form == "pdf":  # in a process of its own: WeasyPrint leaves a file open
        with TemporaryDirectory() as folder:
            run = report("build", "2021H1", "--format", form, "--out", folder, cwd=ROOT)
            assert run.returncode == 0, run.stderr
            return Path(folder, "2021H1.pdf").read_bytes()
    table, _found = assemble_table(REAL.tasks[:5], CONFIG, Period(2021, 1, 6))
    (output,) = render_outputs.render(REAL, table, CONFIG, [form], Options())
    return output.content


@pytest.mark.program
@pytest.mark.parametrize("form", FORMATS)
def test_the_format_is_known_by_content(form: str) -> None:
    assert CONFIG is not None
    assert detect_format(built(form), CONFIG) == form


@pytest.mark.parametrize(
    ("raw", "form"),
    [
        ((ROOT / "data/published/2021H1.txt").read_bytes(), "page"),
        ((ROOT / "data/published/2021H1.txt").read_text("utf-8").encode("gb18030"), "page"),
        ("\ufeff <!DOCTYPE html>".encode("utf-16"), "html"),
        (b"\xef\xbb\xbf\r\n{", "json"),
        ("序号\t折子号\n".encode(), "csv"),
        (b"PK\x03\x04", None),
        (b"{\\rtf1", None),
    ],
)
def test_texts_are_distinguished(raw: bytes, form: str | None) -> None:
    assert CONFIG is not None
    assert detect_format(raw, CONFIG) == form


@pytest.mark.parametrize(
    ("raw", "name"),
    [
        (b"Rar!\x1a\x07\x01\0", "an archive"),
        (b"7z\xbc\xaf'\x1c", "an archive"),
        (b"\x1f\x8b\x08\0", "an archive"),
        (b"BZh91AY", "an archive"),
        (b"\0\0\0\x18ftypheic", "a picture"),
        (b"{\\rtf1", "a Rich Text file"),
        (b"From: a@b\r\nMIME-Version: 1.0\r\n\r\nx", "a saved e-mail"),
    ],
)
def test_other_files_are_named(raw: bytes, name: str) -> None:
    assert CONFIG is not None
    content, [refusal] = read("a", raw, CONFIG)
    assert (content, name in refusal.message) == (None, True)


MAX_SECONDS = 10
"""CPU time for one file: wall time is another program's to waste."""


def read_whole(raw: bytes) -> None:
    """Everything an import does with a file, short of writing; whatever is wrong is a finding."""
    assert CONFIG is not None
    started = time.process_time()
    said = read_statements("a", raw, CONFIG, Period(2021, 1, 6))
    made = plan(Path("nowhere"), REAL.tasks, said.statements, CONFIG, Update(True))
    if not said.statements:
        assert said.diagnostics
        assert not made.files
    assert time.process_time() - started < MAX_SECONDS


@pytest.mark.slow
def test_no_text_keeps_a_reader_long() -> None:
    begun = time.process_time()
    read_whole(b"x\n-|\n" * 400_000)
    head = "折子号,任务,牵头单位,协办单位,目前进展情况\n"
    read_whole(f"{'文字' * 40_000}。,任务,,,目前进展情况\n{head}1,甲,,,乙\n".encode())
    read_whole(f'{head}901,甲,甲局,"乙局{" " * 50_000}{"、" * 50_000}丙局",丁\n'.encode())
    assert time.process_time() - begun < 15


@given(
    st.sampled_from(
        [
            b"",
            b"PK\x03\x04xl/workbook",
            b"PK\x03\x04word/document",
            b"%PDF-1.7\n",
            b"{",
            b"<",
            b"\xff\xfe",
        ]
    ),
    st.binary(max_size=200) | st.text(max_size=100).map(str.encode),
)
def test_no_bytes_make_a_reader_fail(head: bytes, rest: bytes) -> None:
    read_whole(head + rest)


@pytest.mark.program
@pytest.mark.parametrize("form", [*FORMATS, "txt"])
@tries(40)
@given(data=st.data())
def test_no_damage_makes_a_reader_fail(form: str, data: st.DataObject) -> None:
    raw = (ROOT / "data/published/2021H1.txt").read_bytes() if form == "txt" else built(form)
    for _ in range(data.draw(st.integers(1, 3))):
        start = data.draw(st.integers(0, len(raw) - 1))
        length = data.draw(st.sampled_from([0, 1, 1, 8, 500, len(raw)]))
        new = data.draw(st.binary(max_size=8) | st.sampled_from([b"<", b"]]>", b'"', b"\0" * 40]))
        raw = raw[:start] + new + raw[start + length :] or b"x"
    read_whole(raw)
