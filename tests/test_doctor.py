"""``report doctor``: what there is, what is missing, and how to get it."""

import json
import subprocess
from collections.abc import Callable
from importlib.metadata import PackageNotFoundError
from pathlib import Path
from typing import Any

import pytest
from support.project import GOOD, LAYOUT, project, report

from progress_report import doctor

pytestmark = pytest.mark.program


def examined(folder: Path, **env: str) -> tuple[int, dict[tuple[str, str], Any]]:
    run = report("doctor", "--format", "json", cwd=folder, **env)
    found = json.loads(run.stdout)["findings"]
    assert run.stderr == ""
    return run.returncode, {(f["section"], f["name"]): f for f in found}


def test_all_is_well_in_a_project_just_built(tmp_path: Path) -> None:
    folder = project(tmp_path, t001=GOOD)
    assert report("build", "--format", "html", cwd=folder).returncode == 0
    code, found = examined(folder)
    assert code == 0
    assert found["out", "2021H1.html"]["value"] == "current by its manifest"
    assert found["project", "tasks"]["value"] == "2021: 1 task"
    assert found["libraries", "weasyprint"]["value"].startswith("70")
    assert found["pdf", "pango"]["value"].startswith("1.")
    assert found["git", "repository"]["state"] == "note"
    assert "all is well" in report("doctor", cwd=folder).stdout


def test_what_is_stale_needs_attention(tmp_path: Path) -> None:
    folder = project(tmp_path, t001=GOOD)
    assert report("build", "--format", "html", cwd=folder).returncode == 0
    (folder / "data/tasks/2021/001.yaml").write_text(GOOD.replace("进", "退"), encoding="utf-8")
    code, found = examined(folder)
    assert code == 1
    assert found["out", "2021H1.html"]["state"] == "attention"
    assert found["out", "rebuild"]["value"] == "report build 2021H1 --format html"
    run = report("--lang", "zh", "doctor", cwd=folder)
    assert run.returncode == 1
    assert "! 2021H1.html" in run.stdout
    labels = {line[2:].split("  ")[0] for line in run.stdout.splitlines() if line[1:2] == " "}
    assert {"安装位置", "文件夹", "版式", "任务", "语言", "表头", "仓库"} <= labels
    sections = ("program", "project", "fonts", "templates", "out", "git")
    english = {name for (section, name) in found if section in sections}
    assert labels & english == {"progress-report", "2021H1.html"}


def edit(path: Path, old: str, new: str) -> None:
    path.write_text(path.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")


def leave_journal(folder: Path) -> None:
    (folder / ".report-staged").mkdir()
    (folder / ".report-staged/journal").write_text("{}", encoding="utf-8")


STATES: dict[str, Callable[[Path], object]] = {
    "just built": lambda _folder: None,
    "another file of ours": lambda f: (f / "out/2021Q1.html").write_text("", encoding="utf-8"),
    "another's file": lambda f: (f / "out/index.html").write_text("", encoding="utf-8"),
    "a hidden file": lambda f: (f / "out/.htaccess").write_text("", encoding="utf-8"),
    "a folder": lambda f: (f / "out/2021").mkdir(),
    "a page edited": lambda f: edit(f / "out/2021H1.html", "进展", "退步"),
    "a page deleted": lambda f: (f / "out/2021H1.html").unlink(),
    "the manifest deleted": lambda f: (f / "out/manifest.json").unlink(),
    "the manifest damaged": lambda f: edit(f / "out/manifest.json", "version", "x"),
    "a line too many": lambda f: edit(f / "out/manifest.json", '"2021H1.html"', '"2021H2.html"'),
    "made with others": lambda f: edit(f / "out/manifest.json", '"jinja2": "', '"jinja2": "0.'),
    "a task edited": lambda f: edit(f / "data/tasks/2021/001.yaml", "进展", "退步"),
    "a task broken": lambda f: edit(f / "data/tasks/2021/001.yaml", "progress", "progres"),
    "a rule that stops": lambda f: edit(
        f / "data/report.yaml", "title", "check: {rules: {hyphen-range: error}}\ntitle"
    ),
    "a build killed": lambda f: leave_journal(f / "out"),
    "an import killed": lambda f: leave_journal(f / "data/tasks/2021"),
}


@pytest.mark.parametrize("state", STATES)
def test_it_says_of_published_files_what_a_check_would(tmp_path: Path, state: str) -> None:
    folder = project(tmp_path, t001=GOOD)
    assert report("build", "--format", "html,json", cwd=folder).returncode == 0
    STATES[state](folder)
    check = report("build", "--check", cwd=folder)
    told = [line.split(":")[0] for line in check.stdout.splitlines() if line.startswith("out/")]
    assert len(told) == len(set(told))
    code, found = examined(folder)
    assert bool(code) == bool(check.returncode), (check.stdout, found)
    wrong = {f"out/{n}" for (s, n), f in found.items() if (s, f["state"]) == ("out", "attention")}
    if check.returncode == 1 and not check.stderr.count("error"):
        named = set(told)
        if state == "the manifest deleted":  # a check looks for a PDF too
            named -= {"out/2021H1.pdf"}
        assert wrong == named
    if not code:
        assert "--check" in found["out", "proof"]["value"]


def test_a_rule_that_stops_a_build_is_an_error(tmp_path: Path) -> None:
    layout = LAYOUT + "check: {rules: {hyphen-range: error}}\n"
    folder = project(tmp_path, layout, t001=GOOD.replace("进展", "增长3%-5%"))
    assert report("build", "--check", cwd=folder).returncode == 1
    _code, found = examined(folder)
    assert found["project", "errors"]["value"] == "1 error(s)"


def test_what_other_versions_made_is_noted(tmp_path: Path) -> None:
    folder = project(tmp_path, t001=GOOD)
    assert report("build", "--format", "html", cwd=folder).returncode == 0
    STATES["made with others"](folder)
    _code, found = examined(folder)
    assert found["out", "2021H1.html"]["state"] == "note"
    assert "made with jinja2 0." in found["out", "2021H1.html"]["value"]


def test_a_font_that_is_nowhere(tmp_path: Path) -> None:
    fonts = "fonts: {body: [No Such Font, Noto Serif SC], title: [Nor This]}\n"
    folder = project(tmp_path, LAYOUT + fonts, t001=GOOD)
    code, found = examined(folder)
    assert code == 2
    assert found["fonts", "title"]["state"] == "missing"
    assert "fonts/" in found["fonts", "title"]["hint"]
    assert found["fonts", "body"]["value"].startswith("Noto Serif SC: ")


def test_what_stands_for_the_fonts_of_the_standard(tmp_path: Path) -> None:
    folder = project(tmp_path, LAYOUT, t001=GOOD)
    _code, found = examined(folder)
    hints = {use: found["fonts", use]["hint"] for use in ("title", "heading", "body")}
    assert "小标宋" in hints["title"]
    assert "仿宋" in hints["body"]
    assert hints["heading"] == ""
    build = ("build", "--format", "pdf", "--force")
    assert report(*build, cwd=folder).stderr.count("小标宋, 仿宋") == 1
    assert report(*build, cwd=folder).stderr == ""  # once is enough
    (folder / "out/2021H1.pdf").unlink()
    chosen = LAYOUT + "fonts: {body: [Noto Serif SC], title: [Noto Sans SC]}\n"
    (folder / "data/report.yaml").write_text(chosen, encoding="utf-8")
    assert report(*build, cwd=folder).stderr == ""
    assert examined(folder)[1]["fonts", "body"]["hint"] == ""


def test_own_templates_are_listed(tmp_path: Path) -> None:
    folder = project(tmp_path, t001=GOOD)
    (folder / "templates").mkdir()
    (folder / "templates/print.css").write_text("", encoding="utf-8")
    _code, found = examined(folder)
    assert found["templates", "print.css"]["value"] == "replaced by templates/print.css"


def test_templates_that_stop_a_build_or_do_nothing(tmp_path: Path) -> None:
    folder = project(tmp_path, t001=GOOD)
    (folder / "templates").mkdir()
    (folder / "templates/page.html.j2").write_text("一\n{% if table %}", encoding="utf-8")
    (folder / "templates/pgae.html.j2").write_text("", encoding="utf-8")
    code, found = examined(folder)
    assert code == 1
    assert found["templates", "page.html.j2"]["state"] == "attention"
    assert found["templates", "page.html.j2"]["value"].startswith("templates/page.html.j2:2: ")
    assert "did you mean page.html.j2?" in found["templates", "unused"]["value"]


def test_broken_data_and_no_project(tmp_path: Path) -> None:
    code, found = examined(tmp_path)
    assert (code, found["project", "folder"]["state"]) == (0, "note")
    folder = project(tmp_path / "broken", t001="year: [\n")
    code, found = examined(folder)
    assert (code, found["project", "errors"]["state"]) == (1, "attention")
    (folder / "data/report.yaml").write_text("title: [", encoding="utf-8")
    code, found = examined(folder)
    assert (code, found["project", "layout"]["state"]) == (2, "missing")
    assert report("doctor", "--project", "nowhere", cwd=tmp_path).returncode == 2


@pytest.mark.parametrize(
    ("machine", "libc", "expected"),
    [
        ("x86_64", ("glibc", "2.36"), []),
        ("AMD64", ("", ""), []),
        ("loongarch64", ("glibc", "2.28"), ["machine"]),
        ("aarch64", ("glibc", "2.23"), ["glibc"]),
    ],
)
def test_a_machine_without_ready_made_libraries_is_named(
    monkeypatch: pytest.MonkeyPatch, machine: str, libc: tuple[str, str], expected: list[str]
) -> None:
    monkeypatch.setattr("platform.machine", lambda: machine)
    monkeypatch.setattr("platform.libc_ver", lambda: libc)
    notes = [r for r in doctor.examine(None) if r.name in ("machine", "glibc")]
    assert [note.name for note in notes] == expected
    named = {"machine": ("typst", "lxml", "brotli", "uharfbuzz", "pillow"), "glibc": ("2.27",)}
    assert all(word in note.hint for note in notes for word in named[note.name])


def test_without_a_project_it_says_how_to_begin(tmp_path: Path) -> None:
    _code, found = examined(tmp_path)
    assert "report init" in found["project", "folder"]["hint"]


def test_git_that_is_set_up_or_is_not_there(tmp_path: Path) -> None:
    folder = project(tmp_path, t001=GOOD)
    subprocess.run(["git", "init", "-q", folder], check=True)
    assert examined(folder)[1]["git", "setup"]["value"] == "not set up in this clone"
    assert report("git-setup", cwd=folder).returncode == 0
    assert examined(folder)[1]["git", "setup"]["value"] == "set up in this clone"
    found = examined(folder, PATH="")[1]["git", "version"]
    assert (found["state"], "git" in found["value"]) == ("note", True)


def test_a_library_that_is_not_installed_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    def version(name: str) -> str:
        if name == "pypdf":
            raise PackageNotFoundError
        return "1"

    monkeypatch.setattr(doctor, "version", version)
    missing = [r.name for r in doctor.examine(None) if r.value == "not installed"]
    assert missing == ["pypdf"]
