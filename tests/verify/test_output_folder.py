"""The manifest of what was built, and ``report build --check``."""

import hashlib
import json
import shlex
from pathlib import Path
from typing import Any

import pytest
from support.project import GOOD, ROOT, project, report

pytestmark = pytest.mark.program

SECOND = GOOD.replace("H1", "H2")


def manifest(folder: Path) -> Any:
    return json.loads((folder / "out/manifest.json").read_text(encoding="utf-8"))


def rewrite(folder: Path, name: str, **changes: Any) -> None:
    """Change a file's line in the manifest, as another machine would have written it."""
    found = manifest(folder)
    found["files"][name] |= changes
    text = json.dumps(found, ensure_ascii=False, indent=2) + "\n"
    (folder / "out/manifest.json").write_text(text, encoding="utf-8")


def build(folder: Path, *arguments: str) -> None:
    run = report("build", *arguments, cwd=folder)
    assert run.returncode == 0, run.stderr


def test_each_file_is_listed_with_its_digest_and_what_made_it(tmp_path: Path) -> None:
    folder = project(tmp_path, t001=GOOD)
    build(folder, "--format", "html,pdf,json")
    found = manifest(folder)
    assert sorted(found["files"]) == ["2021H1.html", "2021H1.json", "2021H1.pdf"]
    for name, entry in found["files"].items():
        content = (folder / "out" / name).read_bytes()
        assert entry["sha256"] == hashlib.sha256(content).hexdigest()
        assert entry["made_with"]["progress-report"]
        assert (entry["period"], entry["format"]) == ("2021H1", name.rpartition(".")[2])
    made_with = found["files"]["2021H1.pdf"]["made_with"]
    assert {"weasyprint", "pango", "harfbuzz", "uharfbuzz", "zlib"} <= made_with.keys()
    assert str(tmp_path) not in json.dumps(found)


def test_other_files_keep_their_lines(tmp_path: Path) -> None:
    folder = project(tmp_path, t001=f"{GOOD}  H2: {{progress: 后来。}}\n")
    build(folder, "2021H1", "--format", "html")
    first = manifest(folder)["files"]["2021H1.html"]
    build(folder, "2021H2", "--format", "html,json")
    assert sorted(manifest(folder)["files"]) == ["2021H1.html", "2021H2.html", "2021H2.json"]
    assert manifest(folder)["files"]["2021H1.html"] == first
    (folder / "out/2021H2.json").unlink()
    build(folder, "2021H1", "--format", "html")
    assert sorted(manifest(folder)["files"]) == ["2021H1.html", "2021H2.html"]


def test_the_same_bytes_keep_their_line_whatever_made_them_again(tmp_path: Path) -> None:
    folder = project(tmp_path, t001=GOOD)
    build(folder, "--format", "html")
    rewrite(folder, "2021H1.html", made_with={"progress-report": "0.1.0", "jinja2": "1"})
    before = (folder / "out/manifest.json").read_bytes()
    build(folder, "--format", "html")
    assert (folder / "out/manifest.json").read_bytes() == before


@pytest.mark.parametrize(
    ("file", "formats"),
    [
        ("data/tasks/2021/001.yaml", {"html", "json", "pdf"}),
        ("data/report.yaml", {"html", "json", "pdf"}),
        ("templates/screen.css", {"html", "pdf"}),
        ("fonts/nothing.txt", set()),
    ],
)
def test_the_inputs_are_those_of_each_format(tmp_path: Path, file: str, formats: set[str]) -> None:
    folder = project(tmp_path, t001=GOOD)
    build(folder, "--format", "html,json,pdf")
    before = manifest(folder)["files"]
    path = folder / file
    path.parent.mkdir(exist_ok=True)
    text = (
        path.read_text(encoding="utf-8") if path.exists() else '{% include "builtin/screen.css" %}'
    )
    path.write_text(text + ("\n" if file.endswith("css") else "# a remark\n"), encoding="utf-8")
    build(folder, "--format", "html,json,pdf")
    after = manifest(folder)["files"]
    changed = {e["format"] for n, e in after.items() if e["inputs"] != before[n]["inputs"]}
    assert changed == formats


def test_a_manifest_of_another_program_is_not_written_over(tmp_path: Path) -> None:
    folder = project(tmp_path, t001=GOOD)
    (folder / "out").mkdir()
    (folder / "out/manifest.json").write_text('{"name": "a web app"}', encoding="utf-8")
    run = report("build", "--format", "html", cwd=folder)
    assert run.returncode == 2
    assert "out/manifest.json" in run.stderr
    assert [path.name for path in (folder / "out").iterdir()] == ["manifest.json"]
    assert report("build", "--check", cwd=folder).returncode == 2


def test_checking_looks_at_everything_that_was_built(tmp_path: Path) -> None:
    folder = project(tmp_path, t001=f"{GOOD}  H2: {{progress: 后来。}}\n")
    build(folder, "2021H1", "--format", "json")
    build(folder, "2021H2", "--format", "html", "--fragment")
    run = report("build", "--check", cwd=folder)
    assert (run.returncode, run.stdout) == (0, "current: 2 files\n")
    (folder / "out/2021Q1.html").write_text("made up", encoding="utf-8")
    run = report("build", "--check", cwd=folder)
    assert run.returncode == 1
    assert "out/2021Q1.html: it is not in manifest.json" in run.stdout
    (folder / "out/2021Q1.html").unlink()
    rewrite(folder, "2021H2.fragment.html", options={"draft": False, "fragment": False})
    assert report("build", "--check", cwd=folder).returncode == 1  # a line for a file not built


def test_whatever_else_lies_in_the_folder_is_named(tmp_path: Path) -> None:
    folder = project(tmp_path, t001=GOOD)
    build(folder, "--format", "html")
    for name in (".htaccess", "evil.js", "2021H1.html.bak", "manifest.json.old"):
        (folder / "out" / name).write_text("", encoding="utf-8")
    (folder / "out/assets").mkdir()
    (folder / "out/.report.lock").write_text("", encoding="utf-8")
    run = report("build", "--check", cwd=folder)
    assert run.returncode == 1
    named = [line.partition(": it is not in manifest.json")[0] for line in run.stdout.splitlines()]
    assert named == [
        f"out/{name}"
        for name in (
            *(".htaccess", "2021H1.html.bak", "assets", "evil.js"),
            "manifest.json.old",
        )
    ]
    assert "report build" not in run.stderr.partition("run this")[2].partition("\n")[2]


def test_the_first_difference_of_a_page_is_shown(tmp_path: Path) -> None:
    folder = project(tmp_path, t001=GOOD)
    build(folder)
    page = folder / "out/2021H1.html"
    page.write_text(page.read_text(encoding="utf-8").replace("进展。", "进展一。"), "utf-8")
    run = report("build", "--check", cwd=folder)
    assert run.returncode == 1
    assert run.stdout.startswith("out/2021H1.html: line ")
    assert "进展一。" in run.stdout
    assert "not current: out/2021H1.html;" in run.stderr


def advised(folder: Path, *place: str) -> list[str]:
    """The commands that ``build --check`` and ``doctor`` both advise."""
    run = report("build", "--check", *place, cwd=folder)
    assert run.returncode == 1
    told = [line.strip() for line in run.stderr.splitlines() if line.startswith("  report ")]
    looked = json.loads(report("doctor", "--format", "json", *place, cwd=folder).stdout)
    assert [f["value"] for f in looked["findings"] if f["name"] == "rebuild"] == told
    return told


def test_the_commands_advised_make_everything_current(tmp_path: Path) -> None:
    folder = project(tmp_path, t001=SECOND + "  H1: {progress: 上半年。}\n", t002=GOOD)
    task = folder / "data/tasks/2021/002.yaml"
    task.write_text(SECOND.replace("docket: 1", "docket: 2") + "  H1: {progress: 前。}\n", "utf-8")
    for period in ("2021H1", "2021FY"):
        build(folder, period, "--format", "html,docx,csv")
    build(folder, "2021H1", "--format", "html", "--fragment")
    build(folder, "2021H2", "--format", "pdf,json", "--pdf-variant", "none")
    task.write_text(task.read_text(encoding="utf-8").replace("前。", "先。"), encoding="utf-8")
    told = advised(folder)
    assert told == [
        "report build 2021H1 2021FY --format html,csv,docx",
        "report build 2021H1 --format html --fragment",
        "report build 2021H2 --format pdf,json --pdf-variant none",
    ]
    assert advised(tmp_path.parent, "--project", tmp_path.name) == [
        f"{command} --project {tmp_path.name}" for command in told
    ]
    for command in told:
        build(folder, *shlex.split(command)[2:])
    assert report("build", "--check", cwd=folder).stdout == "current: 9 files\n"


def test_an_older_period_is_built_again_by_name(tmp_path: Path) -> None:
    folder = project(tmp_path, t001=GOOD)
    build(folder, "--format", "html")
    task = folder / "data/tasks/2021/001.yaml"
    changed = GOOD.replace("进展。", "改过。")
    task.write_text(f"{changed}  H2: {{progress: 后来。}}\n", encoding="utf-8")
    assert advised(folder) == ["report build 2021H1 --format html"]


def test_the_page_of_a_difference_in_a_pdf_is_shown(tmp_path: Path) -> None:
    folder = project(tmp_path, t001=GOOD.replace("进展。", "进展。" * 2000 + "末。"))
    build(folder, "--format", "pdf")
    task = folder / "data/tasks/2021/001.yaml"
    task.write_text(task.read_text(encoding="utf-8").replace("末。", "尾。"), encoding="utf-8")
    run = report("build", "--check", cwd=folder)
    assert run.returncode == 1
    last = run.stdout.split("page ")[1].split(":")[0]
    assert int(last) > 3
    assert "published is '末。', the data give '尾。'" in run.stdout


def test_inputs_that_changed_without_effect_make_the_manifest_stale(tmp_path: Path) -> None:
    folder = project(tmp_path, t001=GOOD)
    build(folder, "--format", "html")
    task = folder / "data/tasks/2021/001.yaml"
    task.write_text(f"{GOOD}# a remark\n", encoding="utf-8")
    run = report("build", "--check", cwd=folder)
    assert run.returncode == 1
    assert "its inputs have changed, though it has not" in run.stdout


def test_another_machines_pdf_is_compared_by_what_it_says(tmp_path: Path) -> None:
    folder = project(tmp_path, t001=GOOD)
    build(folder, "--format", "pdf")
    pdf = folder / "out/2021H1.pdf"
    foreign = pdf.read_bytes() + b"% laid out elsewhere\n"
    pdf.write_bytes(foreign)
    run = report("build", "--check", cwd=folder)
    assert run.returncode == 1  # these are not the bytes that the manifest lists
    made_with = manifest(folder)["files"]["2021H1.pdf"]["made_with"]
    here = made_with["pango"]
    digest = hashlib.sha256(foreign).hexdigest()
    rewrite(folder, "2021H1.pdf", sha256=digest)
    run = report("build", "--check", cwd=folder)
    assert run.returncode == 1  # the same libraries give the same bytes
    assert "it reads the same, but its bytes are others" in run.stdout
    rewrite(folder, "2021H1.pdf", made_with={**made_with, "pango": "1.99.0"})
    run = report("build", "--check", cwd=folder)
    assert run.returncode == 1
    assert f"not verified: made with pango 1.99.0 (here {here})" in run.stdout
    run = report("build", "--check", "--text", cwd=folder)
    assert run.returncode == 0
    assert "compared by its text" in run.stderr
    task = folder / "data/tasks/2021/001.yaml"
    task.write_text(GOOD.replace("进展。", "退步。"), encoding="utf-8")
    run = report("build", "--check", cwd=folder)
    assert run.returncode == 1
    assert "退步" in run.stdout
    run = report("build", "--check", "--text", cwd=folder)
    assert run.returncode == 1
    assert "退步" in run.stdout


def test_what_was_interrupted_cannot_be_verified(tmp_path: Path) -> None:
    folder = project(tmp_path, t001=GOOD)
    build(folder, "--format", "html")
    (folder / "out/.report-staged").mkdir()
    (folder / "out/.report-staged/journal").write_text("{}", encoding="utf-8")
    run = report("build", "--check", cwd=folder)
    assert run.returncode == 2
    assert "report build" in run.stderr
    build(folder, "--format", "html")
    assert report("build", "--check", cwd=folder).returncode == 0


def test_the_real_outputs_are_current(tmp_path: Path) -> None:
    run = report("build", "--check", "--text", cwd=ROOT)  # here may be another Pango
    assert run.returncode == 0, run.stdout
    assert run.stdout == "current: 2 files\n"
    assert not list(tmp_path.iterdir())


def test_data_that_no_build_accepts_fail_the_check(tmp_path: Path) -> None:
    folder = project(tmp_path, t001=GOOD)
    build(folder, "--format", "html")
    run = report("build", "2021FY", "--check", cwd=folder)
    assert run.returncode == 1
    assert "error[gap]" in run.stderr
    assert "not current" not in run.stderr


def test_a_draft_among_what_may_be_published_is_named(tmp_path: Path) -> None:
    folder = project(tmp_path, t001=GOOD)
    build(folder, "2021H2", "--draft", "--format", "html", "--out", "drafts")
    (folder / "drafts").rename(folder / "out")
    run = report("build", "--check", cwd=folder)
    assert run.returncode == 1
    assert "out/2021H2.html: it is a draft, and lies among what may be published" in run.stdout


def test_a_listed_format_that_is_unknown(tmp_path: Path) -> None:
    folder = project(tmp_path, t001=GOOD)
    build(folder, "--format", "html")
    rewrite(folder, "2021H1.html", format="doc")
    run = report("build", "--check", cwd=folder)
    assert run.returncode == 2
    assert "unknown format 'doc'" in run.stderr


def test_an_output_folder_is_named_in_the_remedy(tmp_path: Path) -> None:
    folder = project(tmp_path, t001=GOOD)
    build(folder, "--format", "html", "--out", "other place")
    (folder / "other place/2021H1.html").unlink()
    run = report("build", "--check", "--out", "other place", cwd=folder)
    *_message, command = run.stderr.strip().split("\n")
    words = shlex.split(command)
    assert words[-2:] == ["--out", "other place"]
    assert report(*words[1:], cwd=folder).returncode == 0
    assert report("build", "--check", "--out", "other place", cwd=folder).returncode == 0


def test_a_clone_that_converts_line_ends_is_current(tmp_path: Path) -> None:
    """As Git for Windows does by default: what it builds is what a clone with LF calls current."""
    text = GOOD.replace("进展。", '"一。\\n二。"') + "  H2:\n    progress: |\n      后来。\n"
    folder = project(tmp_path, t001=text)
    (folder / "templates").mkdir()
    (folder / "templates/screen.css").write_bytes(b'{% include "builtin/screen.css" %}\n/* */\n')
    report("fmt", cwd=folder)
    formats = ("--format", "html,csv,json,md,docx,xlsx,pdf")
    build(folder, "2021H1", *formats)
    before = {path.name: path.read_bytes() for path in (folder / "out").iterdir()}
    for path in folder.rglob("*"):
        if path.is_file() and path.suffix in {".yaml", ".css", ".html", ".csv", ".json", ".md"}:
            path.write_bytes(path.read_bytes().replace(b"\r\n", b"\n").replace(b"\n", b"\r\n"))
    for arguments in (["build", "--check"], ["fmt", "--check"], ["doctor"]):
        run = report(*arguments, cwd=folder)
        assert run.returncode == 0, run.stdout
    names = [f"out/{name}" for name in before if name != "manifest.json"]
    assert report("verify", *names, cwd=folder).returncode == 0
    build(folder, "2021H1", *formats)
    assert before == {path.name: path.read_bytes() for path in (folder / "out").iterdir()}
