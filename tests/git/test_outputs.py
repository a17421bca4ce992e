"""Two branches that both built, merged by git with our driver and without."""

import json
import shutil
from pathlib import Path

import pytest
from git.test_setup import git
from support.project import project, report

pytestmark = pytest.mark.program

TASK = (
    "year: 2021\ndocket: {docket}\ntask: 任务。\nentries:\n  H1:\n    progress: |\n      {text}\n"
)
FORMATS = ("--format", "html,docx")


def write(folder: Path, docket: int, text: str) -> None:
    path = folder / f"data/tasks/2021/{docket:03}.yaml"
    path.write_text(TASK.format(docket=docket, text=text), encoding="utf-8")


def record(folder: Path, *build: str) -> None:
    """Build, and commit."""
    run = report("build", *(build or FORMATS), cwd=folder)
    assert run.returncode == 0, run.stderr
    git(folder, "add", ".")
    git(folder, "commit", "-qm", "built")


@pytest.fixture(scope="module")
def branches(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = project(tmp_path_factory.mktemp("branches") / "p")
    (root / ".gitignore").write_text(".report-cache/\n")
    git(root, "init", "-q", "-b", "main")
    assert report("git-setup", cwd=root).returncode == 0
    for docket in (1, 2, 3):
        write(root, docket, "进展。")
    record(root)
    git(root, "checkout", "-qb", "other")
    write(root, 3, "他方。")
    record(root, "2021H1", "--format", "html,docx,csv")
    git(root, "checkout", "-q", "main")
    write(root, 1, "我方。")
    record(root)
    return root


@pytest.fixture
def folder(branches: Path, tmp_path: Path) -> Path:
    """A copy of a repository with two branches that have both built."""
    return Path(shutil.copytree(branches, tmp_path / "p"))


def listed(folder: Path) -> list[str]:
    return sorted(json.loads((folder / "out/manifest.json").read_bytes())["files"])


def test_outputs_merge_without_conflict_and_the_check_says_what_to_build(folder: Path) -> None:
    git(folder, "merge", "--no-edit", "other")
    assert listed(folder) == ["2021H1.csv"]
    check = report("build", "--check", cwd=folder)
    assert check.returncode == 1
    advised = check.stderr.split("\n  ")[1:]
    assert advised == ["report build 2021H1 --format html,csv,docx\n"]
    assert report(*advised[0].split()[1:], cwd=folder).returncode == 0
    assert report("build", "--check", cwd=folder).returncode == 0
    page = (folder / "out/2021H1.html").read_text(encoding="utf-8")
    assert "我方。" in page
    assert "他方。" in page
    assert "2021H1.csv" in (folder / "out/index.html").read_text(encoding="utf-8")


@pytest.mark.parametrize("style", ["merge", "diff3"])
def test_without_the_driver_a_build_puts_it_right(folder: Path, style: str) -> None:
    report("git-setup", "--undo", cwd=folder)
    git(folder, "config", "merge.conflictStyle", style)
    git(folder, "checkout", "--", ".gitattributes")
    git(folder, "merge", "--no-edit", "other", fails=True)
    assert b"<<<<<<< " in (folder / "out/manifest.json").read_bytes()
    assert report("build", "--check", cwd=folder).returncode == 1
    built = report("build", "2021H1", "--format", "csv", cwd=folder)
    assert built.returncode == 0, built.stderr
    assert listed(folder) == ["2021H1.csv", "2021H1.docx", "2021H1.html"]
    checked = report("build", "--check", cwd=folder)
    assert checked.returncode == 0, checked.stderr


def test_a_closed_period_conflicts_as_a_whole(folder: Path) -> None:
    for branch, word in (("main", "我"), ("other", "他")):
        git(folder, "checkout", "-qf", branch)
        for name in ("data/closed/2021H1.json", "data/periods/2021H1.yaml"):
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_text(f"一\n二\n三\n{word}\n", encoding="utf-8")
        git(folder, "add", ".")
        git(folder, "commit", "-qm", "closed")
    git(folder, "merge", "--no-edit", "main", fails=True)
    for name in ("data/closed/2021H1.json", "data/periods/2021H1.yaml"):
        assert (folder / name).read_text(encoding="utf-8") == "一\n二\n三\n他\n"
    assert git(folder, "status", "--short").count("AA ") == 2


WRITES_WORK = (
    "build 2021H1 --format md --out work",
    "build 2021H1 --format md --out work/sent",
    "diff 2021H1 2021H1 --format md --out work/x.md",
    "status 2021H1 --format json --out work/x.json",
    "collect forms 2021H1 --by units --out work/forms",
    "collect remind 2021H2 --by units --out work/reminders",
)


@pytest.mark.parametrize("command", WRITES_WORK)
def test_git_ignores_whatever_is_written_into_work(tmp_path: Path, command: str) -> None:
    folder = project(tmp_path, t001=TASK.format(docket=1, text="进展。") + "units: [甲局]\n")
    (folder / ".gitignore").write_text(".report-cache/\n")
    git(folder, "init", "-q", "-b", "main")
    git(folder, "add", ".")
    git(folder, "commit", "-qm", "data")
    run = report(*command.split(), cwd=folder)
    assert run.returncode in (0, 1), run.stderr
    assert (folder / "work/.gitignore").is_file(), run.stderr
    assert git(folder, "status", "--porcelain") == ""


def test_a_new_project_has_git_ignore_its_working_papers(tmp_path: Path) -> None:
    git(tmp_path, "init", "-q")
    assert report("init", cwd=tmp_path).returncode == 0
    git(tmp_path, "add", ".")
    git(tmp_path, "commit", "-qm", "start")
    (tmp_path / "work").mkdir()
    (tmp_path / "work/extra.txt").write_text("x")
    assert git(tmp_path, "status", "--porcelain") == ""
