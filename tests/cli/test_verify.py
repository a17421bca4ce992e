"""``report verify``: is a published file what the data give?"""

import hashlib
import io
import json
import shutil
from pathlib import Path

import docx
import openpyxl  # type: ignore[import-untyped]  # the package carries no types
import pypdf
import pytest
from support.project import GOOD, project, report

from progress_report.build import manifest, write_outputs

pytestmark = pytest.mark.program


@pytest.fixture(scope="module")
def built_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("built")
    project(folder, t001=GOOD, t002=GOOD.replace("docket: 1", "docket: 2"))
    assert report("build", "--format", "html,pdf,json", cwd=folder).returncode == 0
    return folder


@pytest.fixture
def built(built_once: Path, tmp_path: Path) -> Path:
    return shutil.copytree(built_once, tmp_path, dirs_exist_ok=True)


def test_what_was_built_is_what_the_data_give(built: Path) -> None:
    assert report("build", "--format", "html", "--fragment", cwd=built).returncode == 0
    names = ["2021H1.html", "2021H1.fragment.html", "2021H1.pdf", "2021H1.json"]
    run = report("verify", *(f"out/{name}" for name in names), cwd=built)
    assert (run.returncode, run.stderr) == (0, "")
    assert run.stdout.splitlines() == [f"out/{name}: 2021H1, byte for byte" for name in names]


@pytest.mark.parametrize("form", ["html", "pdf"])
def test_the_period_may_stand_in_the_text_alone(built: Path, form: str) -> None:
    (built / f"downloaded.{form}").write_bytes((built / f"out/2021H1.{form}").read_bytes())
    run = report("verify", f"downloaded.{form}", cwd=built)
    assert run.stdout == f"downloaded.{form}: 2021H1, byte for byte\n"


def test_a_changed_cell_is_named(built: Path) -> None:
    page = (built / "out/2021H1.html").read_text(encoding="utf-8")
    at = page.rindex("进展。")
    (built / "2021H1.html").write_text(page[:at] + "假的。" + page[at + 3 :], encoding="utf-8")
    run = report("verify", "2021H1.html", cwd=built)
    assert run.returncode == 1
    assert "row 3, column 2: published is '假的。', the data give '进展。'" in run.stdout


def test_a_file_may_differ_in_its_bytes_alone(built: Path) -> None:
    page = (built / "out/2021H1.html").read_text(encoding="utf-8")
    (built / "2021H1.html").write_text(page.replace("<body>", "\n<body>"), "utf-8")
    run = report("verify", "2021H1.html", cwd=built)
    assert run.returncode == 1
    assert "it reads the same, but it is not the same file" in run.stdout
    run = report("verify", "--text", "2021H1.html", cwd=built)
    assert run.returncode == 0
    assert "compared by its text, active content and hidden text; not by" in run.stdout


def test_what_acts_is_no_mere_text(built: Path) -> None:
    page = (built / "out/2021H1.html").read_text(encoding="utf-8")
    (built / "2021H1.html").write_text(
        page.replace("</body>", "<script>1</script></body>"), "utf-8"
    )
    for option in ([], ["--text"]):
        run = report("verify", *option, "2021H1.html", cwd=built)
        assert run.returncode == 1
        assert ": active content: <script>\n" in run.stdout


def test_a_pdf_whose_picture_is_falsified_is_not_verified(built: Path) -> None:
    """Other shapes of characters in its font: the text that a program extracts is the same."""
    writer = pypdf.PdfWriter(clone_from=io.BytesIO((built / "out/2021H1.pdf").read_bytes()))
    [font, *_others] = writer.pages[0]["/Resources"]["/Font"].values()  # type: ignore[index] # a dictionary
    descriptor = font.get_object()["/DescendantFonts"][0].get_object()["/FontDescriptor"]
    shapes = next(descriptor[key] for key in descriptor if key.startswith("/FontFile"))
    shapes.set_data(shapes.get_data()[:-1] + b"x")
    falsified = built / "out/2021H1.pdf"
    writer.write(falsified)
    listing = json.loads((built / "out/manifest.json").read_text(encoding="utf-8"))
    entry = listing["files"]["2021H1.pdf"]
    entry["sha256"] = hashlib.sha256(falsified.read_bytes()).hexdigest()
    entry["made_with"]["pango"] = "1.99.0"
    (built / "out/manifest.json").write_bytes(
        (json.dumps(listing, ensure_ascii=False, indent=2) + "\n").encode()
    )
    sizes = write_outputs.sizes_in(built / "out", listing["files"])
    index = write_outputs.render_index(manifest.read(built / "out"), sizes)
    (built / "out/index.html").write_bytes(index)
    reason = "not verified: made with pango 1.99.0 (here "
    for arguments in (["verify", "out/2021H1.pdf"], ["build", "--check"], ["doctor"]):
        run = report(*arguments, cwd=built)
        assert run.returncode == 1, run.stdout
        assert reason in run.stdout
        assert "build it on this machine" in run.stdout
        assert ("use '--text'" in run.stdout) is (arguments != ["doctor"])  # which has no --text
    for arguments in (["verify", "--text", "out/2021H1.pdf"], ["build", "--check", "--text"]):
        run = report(*arguments, cwd=built)
        assert run.returncode == 0, run.stdout
        assert "not by what is seen: shapes of characters" in run.stdout + run.stderr
    assert report("build", "--text", cwd=built).returncode == 2
    assert report("build", "--force", cwd=built).returncode == 0
    assert report("build", "--check", cwd=built).returncode == 0
    assert report("doctor", cwd=built).returncode == 0


def test_other_libraries_that_give_the_same_bytes_are_no_problem(built: Path) -> None:
    listing = built / "out/manifest.json"
    text = listing.read_text(encoding="utf-8").replace('"pango": "1.', '"pango": "0.')
    listing.write_text(text, encoding="utf-8")
    for arguments in (["build", "--check"], ["doctor"], ["verify", "out/2021H1.pdf"]):
        assert report(*arguments, cwd=built).returncode == 0


def test_files_after_one_without_data_are_verified_too(built: Path) -> None:
    (built / "2021H2.html").write_bytes(b"<p>")
    run = report("verify", "2021H2.html", "out/2021H1.html", cwd=built)
    assert run.returncode == 1
    assert "2021H2.html: no task has an entry for 2021H2" in run.stderr
    assert "out/2021H1.html: 2021H1, byte for byte" in run.stdout


def test_the_page_of_a_pdf_is_named(built: Path) -> None:
    task = built / "data/tasks/2021/002.yaml"
    task.write_text(task.read_text(encoding="utf-8").replace("进展。", "真的。"), "utf-8")
    run = report("verify", "out/2021H1.pdf", cwd=built)
    assert run.returncode == 1
    assert "page 1: " in run.stdout
    assert "真的" in run.stdout


def test_the_data_that_a_pdf_carries_count_too(built: Path) -> None:
    writer = pypdf.PdfWriter(clone_from=io.BytesIO((built / "out/2021H1.pdf").read_bytes()))
    writer.add_attachment("extra.txt", b"more")
    writer.write(built / "2021H1.pdf")
    run = report("verify", "2021H1.pdf", cwd=built)
    assert run.returncode == 1
    assert "the file it carries differs" in run.stdout


@pytest.mark.parametrize(
    ("name", "content", "code", "told"),
    [
        ("2021H1.pdf", b"no PDF", 1, "cannot be read as pdf"),
        ("2021H1.html", b"\xff\xfe\0", 1, "line 1"),
        ("page.html", "<p>别的</p>".encode(), 2, "--period"),
        ("2021H2.html", b"<p>", 1, "no task has an entry for 2021H2"),
        ("notes.txt", b"", 2, "unknown format 'txt'"),
    ],
)
def test_what_is_no_such_file(built: Path, name: str, content: bytes, code: int, told: str) -> None:
    (built / name).write_bytes(content)
    run = report("verify", name, cwd=built)
    assert run.returncode == code
    assert told in run.stdout + run.stderr
    assert "Traceback" not in run.stderr


def test_a_file_that_is_not_there(built: Path) -> None:
    run = report("verify", "2021H1.html", "out/2021H1.html", cwd=built)
    assert run.returncode == 2
    assert (
        "out/2021H1.html: 2021H1, byte for byte" in run.stdout
    )  # the others are told all the same


@pytest.mark.parametrize("form", ["xlsx", "docx"])
def test_an_office_file_saved_anew_reads_the_same(tmp_path: Path, form: str) -> None:
    long = GOOD.replace("进展。", "推进项目建设，完成年度任务。" * 300)  # over several rows
    folder = project(tmp_path, t001=long, t002=GOOD.replace("docket: 1", "docket: 2"))
    assert report("build", "--format", form, cwd=folder).returncode == 0
    raw, again = folder / f"out/2021H1.{form}", folder / f"2021H1.{form}"
    if form == "xlsx":
        book = openpyxl.load_workbook(raw)
        assert any(str(area).startswith("A3:") for area in book.active.merged_cells.ranges)
        book.save(again)
    else:
        docx.Document(str(raw)).save(str(again))
    run = report("verify", again.name, cwd=folder)
    assert "it reads the same, but it is not the same file" in run.stdout
    assert report("verify", "--text", again.name, cwd=folder).returncode == 0


def test_a_link_in_the_place_of_an_output_is_not_current(built: Path) -> None:
    (built / "out/2021H1.json").rename(built / "elsewhere.json")
    (built / "out/2021H1.json").symlink_to("../elsewhere.json")
    for arguments in (["build", "--check"], ["doctor"]):
        run = report(*arguments, cwd=built)
        assert run.returncode == 1
        assert "it is a link, not a file: delete it, and build again" in run.stdout
