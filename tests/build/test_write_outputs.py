"""out/index.html, and what else may lie in out/."""

import re
from pathlib import Path

import pytest
from support.project import GOOD, LAYOUT, project, report

from progress_report.build.manifest import Manifest, ManifestEntry, Options
from progress_report.build.write_outputs import render_index


def entry(period: str, form: str, **options: bool) -> ManifestEntry:
    digest = "0" * 64
    return ManifestEntry(
        period=period,
        format=form,
        sha256=digest,
        inputs=digest,
        options=Options(**options),
        made_with={},
    )


def test_the_latest_period_is_first_with_sizes_and_no_drafts() -> None:
    manifest = Manifest(
        files={
            "2021H1.html": entry("2021H1", "html"),
            "2021H1.fragment.html": entry("2021H1", "html", fragment=True),
            "2021Q3.pdf": entry("2021Q3", "pdf"),
            "2021Q4.pdf": entry("2021Q4", "pdf", draft=True),
            "2021Q2.csv": entry("2021Q2", "csv"),
        }
    )
    sizes = {name: 3_000_000 for name in manifest.files if name != "2021Q2.csv"}
    page = render_index(manifest, {**sizes, "2021H1.html": 10}).decode()
    assert re.findall("<h2>(.*)</h2>", page) == ["2021年三季度", "2021年上半年"]
    assert re.findall('href="(2.*?)">(.*?)</a>（.*?，(.*?)）', page) == [
        ("2021Q3.pdf", "PDF", "2.9 MB"),
        ("2021H1.fragment.html", "网页正文", "2.9 MB"),
        ("2021H1.html", "网页", "1 KB"),
    ]


@pytest.mark.parametrize(
    ("size", "shown"), [(0, "1 KB"), (1023 * 1024, "1023 KB"), (1024 * 1024, "1.0 MB")]
)
def test_the_size_of_a_file(size: int, shown: str) -> None:
    manifest = Manifest(files={"2021H1.html": entry("2021H1", "html")})
    assert f"，{shown}）" in render_index(manifest, {"2021H1.html": size}).decode()


@pytest.mark.program
def test_anything_else_in_out_fails_the_check_with_the_command_that_moves_it(
    tmp_path: Path,
) -> None:
    layout = f"{LAYOUT}published: {{extra: [CNAME]}}\n"
    folder = project(tmp_path, layout, t001=GOOD)
    assert report("build", "--format", "html", cwd=folder).returncode == 0
    for name in ("CNAME", "内部 说明.txt"):
        (folder / "out" / name).write_text("x", encoding="utf-8")
    check = report("build", "--check", cwd=folder)
    assert check.returncode == 1
    assert check.stderr.split("\n  ")[1:] == [
        "mkdir work",
        "echo '*' > work/.gitignore",
        "mv 'out/内部 说明.txt' work/\n",
    ]
    (folder / ".gitignore").write_text("work/\n", encoding="utf-8")
    assert "echo" not in report("build", "--check", cwd=folder).stderr
    (folder / "work").mkdir()
    (folder / "out/内部 说明.txt").rename(folder / "work/内部 说明.txt")
    assert report("build", "--check", cwd=folder).returncode == 0


@pytest.mark.program
def test_an_index_that_is_not_what_the_manifest_gives_is_built_again(tmp_path: Path) -> None:
    folder = project(tmp_path, t001=GOOD)
    report("build", "--format", "html", cwd=folder)
    index = folder / "out/index.html"
    first = index.read_bytes()
    index.write_bytes(first.replace(b"2021H1", b"2021H2"))
    check = report("build", "--check", cwd=folder)
    assert "report build 2021H1 --format html" in check.stderr
    assert report("build", "--format", "html", cwd=folder).returncode == 0
    assert index.read_bytes() == first
    index.unlink()  # as a version before had none
    assert report("build", "--check", cwd=folder).returncode == 0
    report("build", "--format", "html", "--out", "elsewhere", cwd=folder)
    assert not (folder / "elsewhere/index.html").exists()


@pytest.mark.program
def test_a_folder_with_a_closed_period_needs_its_index(tmp_path: Path) -> None:
    folder = project(tmp_path, t001=GOOD)
    report("build", "--format", "html", cwd=folder)
    closed = report("close", "2021H1", "--on", "2021-07-09", cwd=folder)
    assert closed.returncode == 0, closed.stderr
    assert report("build", "--check", cwd=folder).returncode == 0
    (folder / "out/index.html").unlink()
    assert report("build", "--check", cwd=folder).returncode == 1
    assert report("build", "2021H1", "--format", "html", cwd=folder).returncode == 0
    assert report("build", "--check", cwd=folder).returncode == 0
