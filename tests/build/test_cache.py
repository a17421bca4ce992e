"""A second build: what has not changed is not done again, and what has changed always is."""

import json
import os
import shutil
import subprocess
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from support.project import GOOD, LAYOUT, project, report

from progress_report.build.cache import CachedBuild, open_cache
from progress_report.system.seal import seal, unseal

pytestmark = pytest.mark.program

OTHER_YEAR = GOOD.replace("2021", "2020")


def build(folder: Path, *arguments: str, **env: str) -> str:
    run = report("build", *arguments, cwd=folder, **env)
    assert run.returncode == 0, run.stderr
    return run.stdout + run.stderr


def two_years(folder: Path) -> Path:
    made = project(folder, t001=GOOD)
    (made / "data/tasks/2020").mkdir()
    (made / "data/tasks/2020/001.yaml").write_text(OTHER_YEAR, encoding="utf-8")
    return made


def record_of(folder: Path) -> Path:
    [place] = (folder / ".report-cache").iterdir()
    return place


def read_record(place: Path) -> Any:
    return json.loads(unseal(place.read_bytes()) or b"")


def write_record(place: Path, record: Any) -> None:
    place.write_bytes(seal(json.dumps(record).encode()) or b"")


def stamps(folder: Path) -> dict[str, int]:
    return {path.name: path.stat().st_mtime_ns for path in (folder / "out").iterdir()}


def work(folder: Path, *arguments: str, **env: str) -> set[str]:
    """The heavy packages that a build imports."""
    run = report("build", *arguments, cwd=folder, PYTHONPROFILEIMPORTTIME="1", **env)
    assert run.returncode == 0, run.stderr
    imported = {line.rpartition("|")[2].strip() for line in run.stderr.split("\n")}
    return imported & {"pydantic", "ruamel.yaml", "jinja2", "uharfbuzz", "weasyprint"}


def test_nothing_to_do_nothing_done(tmp_path: Path) -> None:
    fonts = "fonts: {title: [Noto Serif SC], body: [Noto Serif SC]}\n"  # else the first says more
    folder = project(tmp_path, LAYOUT + fonts, t001=GOOD)
    first = build(folder)
    before = stamps(folder)
    os.utime(folder / "data/report.yaml", (1, 1))  # contents count, not times
    assert work(folder) == set()
    assert build(folder) == first
    assert stamps(folder) == before


CHANGES = {
    "a task": ("data/tasks/2021/001.yaml", GOOD.replace("进展", "新进展")),
    "a new task": ("data/tasks/2021/002.yaml", GOOD.replace("docket: 1", "docket: 2")),
    "the layout": ("data/report.yaml", LAYOUT.replace("表", "新表")),
    "a template": ("templates/fragment.html.j2", "{% extends 'builtin/fragment.html.j2' %}"),
    "a font": ("fonts/own.ttf", "no font at all"),
}


@pytest.mark.parametrize("change", CHANGES)
def test_a_change_is_seen(change: str, tmp_path: Path) -> None:
    folder = project(tmp_path, t001=GOOD)
    build(folder, "--format", "html")
    name, text = CHANGES[change]
    (folder / name).parent.mkdir(exist_ok=True)
    (folder / name).write_text(text, encoding="utf-8")
    assert "pydantic" in work(folder, "--format", "html")
    assert work(folder, "--format", "html") == set()


def test_a_file_that_was_renamed_is_seen(tmp_path: Path) -> None:
    folder = project(tmp_path, t001=GOOD)
    build(folder, "--format", "html")
    tasks = folder / "data/tasks/2021"
    (tasks / "001.yaml").rename(tasks / "001.yml")
    assert "has changed since" in report("doctor", cwd=folder).stdout
    run = report("build", "--format", "html", cwd=folder)
    assert run.returncode == 1
    assert "001.yml:2:9: error[wrong-file-name]" in run.stderr


@pytest.mark.parametrize("options", [["--draft"], ["--fragment"], ["2021H1"], ["--out", "b"]])
def test_other_options_are_another_build(options: list[str], tmp_path: Path) -> None:
    folder = project(tmp_path, t001=GOOD)
    build(folder, "--format", "html")
    assert "pydantic" in work(folder, "--format", "html", *options)
    assert work(folder, "--format", "html", *options) == set()


def test_a_file_of_the_output_that_was_touched_is_made_again(tmp_path: Path) -> None:
    folder = project(tmp_path, t001=GOOD)
    build(folder)
    html, pdf = folder / "out/2021H1.html", folder / "out/2021H1.pdf"
    good = html.read_bytes(), pdf.read_bytes()
    html.write_bytes(good[0].replace("进展".encode(), "篡改".encode()))
    pdf.unlink()
    build(folder)
    assert (html.read_bytes(), pdf.read_bytes()) == good


def test_a_period_of_another_year_is_let_alone(tmp_path: Path) -> None:
    folder = two_years(tmp_path)
    build(folder, "2020H1", "2021H1")
    task = folder / "data/tasks/2021/001.yaml"
    task.write_text(GOOD.replace("进展", "新进展"), encoding="utf-8")
    assert "weasyprint" not in work(folder, "2020H1", "2021H1", "--format", "html")
    before = stamps(folder)
    done = build(folder, "2020H1", "2021H1")
    after = stamps(folder)
    changed = {name for name in after if after[name] != before[name]}
    assert changed - {"index.html"} == {"2021H1.pdf", "manifest.json"}  # it shows sizes
    assert done.split() == [f"out/{p}.{f}" for p in ("2020H1", "2021H1") for f in ("html", "pdf")]


def test_only_the_year_that_changed_is_rendered(tmp_path: Path) -> None:
    folder = two_years(tmp_path)
    build(folder, "2020H1", "2021H1", "--format", "html")
    # what is kept comes from the disk, so a record that lies shows what was not rendered
    place = record_of(folder)
    record = read_record(place)
    for name in ("2020H1.html", "2021H1.html"):
        (folder / "out" / name).write_bytes(b"kept")
        record["build"]["outputs"][name]["sha256"] = sha256(b"kept").hexdigest()
    write_record(place, record)
    task = folder / "data/tasks/2021/001.yaml"
    task.write_text(GOOD.replace("进展", "新进展"), encoding="utf-8")
    build(folder, "2020H1", "2021H1", "--format", "html")
    assert (folder / "out/2020H1.html").read_bytes() == b"kept"
    assert "新进展" in (folder / "out/2021H1.html").read_text(encoding="utf-8")


def test_what_was_reported_is_reported_again(tmp_path: Path) -> None:
    layout = LAYOUT + "fonts: {body: [仿宋_GB2312, Noto Serif SC], title: [Noto Serif SC]}\n"
    folder = project(tmp_path, layout, t001=GOOD + "units: [甲局, 甲局]\nlead: 甲局\n")
    first = build(folder)
    assert "仿宋_GB2312" in first
    assert build(folder) == first
    assert work(folder) == set()
    assert "字体" in build(folder, LANG="zh_CN.UTF-8")


def test_a_font_that_comes_to_the_system_is_seen(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    layout = LAYOUT + "fonts: {body: [仿宋_GB2312, Noto Serif SC]}\n"
    folder = project(tmp_path / "project", layout, t001=GOOD)
    monkeypatch.setenv("HOME", str(tmp_path))
    build(folder)
    assert work(folder) == set()
    (tmp_path / ".fonts").mkdir()
    (tmp_path / ".fonts/new.ttf").write_bytes(b"")
    assert "weasyprint" in work(folder)


@pytest.mark.parametrize("what", ["libraries", "outputs"])
def test_a_record_that_names_no_place_is_no_record(tmp_path: Path, what: str) -> None:
    folder = project(tmp_path, t001=GOOD)
    first = build(folder, "--format", "html")
    place = record_of(folder)
    record = read_record(place)
    output = record["build"]["outputs"]["2021H1.html"]
    record["build"][what] |= {"a\0b": {**output} if what == "outputs" else "1 2 3"}
    write_record(place, record)
    assert build(folder, "--format", "html") == first


def test_an_update_of_the_machines_libraries_is_seen(tmp_path: Path) -> None:
    folder = project(tmp_path / "project", t001=GOOD)
    pango = find_pango()
    before, libraries = tmp_path / "before", tmp_path / "libraries"
    before.mkdir()
    libraries.mkdir()
    for name in ("one", "other"):
        shutil.copy(pango, libraries / name)
    own = libraries / pango.name
    own.symlink_to("one")
    path = f"{before}:{libraries}"

    def works() -> bool:
        return "weasyprint" in work(folder, LD_LIBRARY_PATH=path)

    build(folder)
    assert works()  # it is another file, though of the same version
    assert not works()
    stamp = stamps(folder)
    shutil.copy(libraries / "one", libraries / "new")
    (libraries / "new").rename(libraries / "one")  # replaced
    assert works()
    own.unlink()
    own.symlink_to("other")
    assert works()
    shutil.copy(pango, before / pango.name)
    assert works()
    assert stamps(folder) == stamp  # it gave the same
    assert not works()


def find_pango() -> Path:
    """The machine's Pango, under the name it is loaded by."""
    done = subprocess.run(["/sbin/ldconfig", "-p"], capture_output=True, text=True, check=True)
    [line, *_others] = [line for line in done.stdout.splitlines() if "libpango-1.0.so.0 " in line]
    return Path(line.rpartition(" => ")[2])


def test_a_build_that_failed_is_not_remembered(tmp_path: Path) -> None:
    folder = project(tmp_path, t001=GOOD + "typo: 1\n")
    for _attempt in range(2):
        run = report("build", cwd=folder)
        assert run.returncode == 1
        assert "unknown-key" in run.stderr
    assert not (folder / ".report-cache").exists()


def test_nothing_is_kept_through_a_link(tmp_path: Path) -> None:
    folder = project(tmp_path / "project", t001=GOOD)
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (folder / ".report-cache").symlink_to(elsewhere)
    build(folder)
    assert [*elsewhere.iterdir()] == []


def forge(folder: Path, content: bytes) -> bytes:
    """Change an output and the record of it, without the key to the seal; the record before."""
    place = record_of(folder)
    record = place.read_bytes()
    before = (folder / "out/2021H1.html").read_bytes()
    (folder / "out/2021H1.html").write_bytes(content)
    digest, forged = (sha256(text).hexdigest().encode() for text in (before, content))
    assert digest in record
    place.write_bytes(record.replace(digest, forged))
    return record


def test_a_record_that_came_with_a_project_is_not_believed(tmp_path: Path) -> None:
    folder = project(tmp_path, t001=GOOD)
    build(folder, "--format", "html")
    record = forge(folder, b"forged")
    assert "2021H1.html" in report("build", "--check", "--format", "html", cwd=folder).stderr
    assert "pydantic" in work(folder, "--format", "html")
    assert (folder / "out/2021H1.html").read_bytes() != b"forged"
    record_of(folder).write_bytes(record.partition(b"\n")[2])  # as JSON without a seal
    assert "pydantic" in work(folder, "--format", "html")


def test_another_machine_and_a_copy_elsewhere_build_again(tmp_path: Path) -> None:
    folder = project(tmp_path / "project", t001=GOOD)
    build(folder, "--format", "html")
    assert work(folder, "--format", "html") == set()
    copied = shutil.copytree(folder, tmp_path / "copied")
    assert "pydantic" in work(copied, "--format", "html")
    other = str(tmp_path / "state")
    assert "pydantic" in work(folder, "--format", "html", XDG_STATE_HOME=other)
    key = tmp_path / "state/progress-report/key"
    assert (key.stat().st_mode & 0o777, key.stat().st_size) == (0o600, 32)
    key.write_bytes(b"damaged")
    assert "pydantic" in work(folder, "--format", "html", XDG_STATE_HOME=other)
    assert work(folder, "--format", "html", XDG_STATE_HOME=other) == set()


def test_without_a_place_for_the_key_nothing_is_noted(tmp_path: Path) -> None:
    folder = project(tmp_path / "project", t001=GOOD)
    (tmp_path / "file").touch()
    for _attempt in range(2):
        assert work(folder, "--format", "html", XDG_STATE_HOME="", HOME=str(tmp_path / "file"))
    assert not (folder / ".report-cache").exists()


def test_a_record_that_cannot_be_read_is_none(tmp_path: Path) -> None:
    folder = project(tmp_path, t001=GOOD)
    build(folder, "--format", "html")
    place = record_of(folder)
    for damage in (b"", b"{", b"[]", b'{"format": 2}', b'{"version": 2}'):
        place.write_bytes(damage)
        assert "pydantic" in work(folder, "--format", "html"), damage
    shutil.rmtree(place.parent)
    assert "pydantic" in work(folder, "--format", "html")
    assert work(folder, "--format", "html") == set()


def test_a_project_that_may_not_be_written_to_is_built(tmp_path: Path) -> None:
    folder = project(tmp_path, t001=GOOD)
    (folder / ".report-cache").write_bytes(b"in the way")
    assert build(folder, "--format", "html") == build(folder, "--format", "html")


def test_a_change_while_building_is_not_remembered(tmp_path: Path) -> None:
    folder = project(tmp_path, t001=GOOD)
    before = open_cache(folder, [])
    assert before.project is not None
    (folder / "data/tasks/2021/001.yaml").write_text("other", encoding="utf-8")
    before.store(CachedBuild(before.project, {}))
    assert open_cache(folder, []).last is None
