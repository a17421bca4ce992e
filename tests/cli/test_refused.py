"""What a command refuses, or ends with: each refusal keeps the command from going on."""

import shutil
from pathlib import Path

import pytest
from support.project import GOOD, LAYOUT, project, report

pytestmark = pytest.mark.program

DOCKETS = LAYOUT + "  - {heading: 折子号, value: docket, width: 1}\n"
REFUSED = [
    ("build --projects 'd/*' --check", "--projects goes with none of --project, --out and --check"),
    ("build --text", "--text goes with --check"),
    ("check --select nothing", "there is no rule 'nothing'"),
    ("check notes.txt", "notes.txt is neither a task file of this project nor its layout"),
    ("close 2021H1 --correct --reopen --why x", "do not go together"),
    ("close 2021H1 --ours --theirs", "do not go together"),
    ("close 2021H1 --correct", "give the reason with --why"),
    ("close 2021H1 --reopen", "give the reason with --why"),
    ("close 2021H1 --on 2021-13-01", "'2021-13-01' is not a valid date"),
    ("collect status 2021H1 --format xlsx", "an Excel file cannot be shown here"),
    ("diff 2021Q1 2021H1 --stat --format json", "--stat is a form of text"),
    ("diff 2021Q1 2021H1 --out a --format json,md", "--out names one file"),
    ("diff 2021H1", "name two periods, two task files or two project folders"),
    ("diff 2021Q1 2021H1 --period 2021H1", "--period goes with --rev, files or folders"),
    ("diff 2021Q1 2021H1 --closed", "--closed goes with one period"),
    ("diff 2021H1 --closed --rev HEAD", "--closed goes with one period"),
    ("diff 2021Q1 2021H1 --rev HEAD", "with --rev, name one period at most"),
    ("doctor --project nowhere", "no project in nowhere"),
    ("explain nothing", "there is no rule 'nothing'"),
    ("new end 1 --after Q1", "give the reason with --why"),
    ("new end 1 --after Q1 --into 2 --on 2021-04-01", "give the reason with --why"),
    ("new end 1", "give either --after, or --finished"),
    ("new end 1 --after Q1 --finished Q1", "give either --after, or --finished"),
    ("new end 1 --finished Q1 --why x", "--finished goes with none of --why"),
    ("new task a/b --task x", "'a/b' is not a docket number; write digits or letters"),
    ("new task 2 3 --split 1", "a split takes the new dockets, --split and --from"),
    ("verify notes.txt nowhere.pdf", "could not verify 2 of 2 files"),
]


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = project(tmp_path_factory.mktemp("refused"), DOCKETS, t001="lead: 甲局\n" + GOOD)
    (folder / "notes.txt").write_text("备忘", encoding="utf-8")
    return folder


@pytest.mark.parametrize(("arguments", "message"), REFUSED)
def test_what_does_not_go_together_is_refused(root: Path, arguments: str, message: str) -> None:
    before = sorted(root.rglob("*"))
    run = report(*(word.strip("'") for word in arguments.split()), cwd=root)
    assert (run.returncode, run.stdout) == (2, "")
    assert message in run.stderr
    assert len(run.stderr.splitlines()) <= 3
    assert sorted(root.rglob("*")) == before


def test_the_version_is_all_that_is_printed(root: Path) -> None:
    run = report("--version", cwd=root)
    assert (run.returncode, run.stderr, len(run.stdout.splitlines())) == (0, "", 1)


def test_without_a_project_nothing_goes_on(tmp_path: Path) -> None:
    run = report("check", cwd=tmp_path)
    assert (run.returncode, len(run.stderr.splitlines())) == (2, 1)
    assert "no project here" in run.stderr
    assert report("doctor", cwd=tmp_path).returncode in {0, 1, 2}  # it looks at the machine alone


@pytest.mark.parametrize(
    ("name", "code"), [("data/report.yaml", 2), ("data/tasks/2021/001.yaml", 1)]
)
def test_check_tells_a_broken_layout_from_a_broken_task(
    root: Path, tmp_path: Path, name: str, code: int
) -> None:
    folder = shutil.copytree(root, tmp_path / "broken")
    (folder / name).write_text("年: [\n", encoding="utf-8")
    assert report("check", cwd=folder).returncode == code
    assert report("doctor", cwd=folder).returncode in {1, 2}
    run = report("diff", "2021Q1", "2021H1", cwd=folder)
    assert (run.returncode, "Traceback" in run.stderr) == (code, False)
    assert run.stderr.startswith(name)


def test_differences_are_an_exit_code_on_request(root: Path, tmp_path: Path) -> None:
    before, after = root / "data/tasks/2021/001.yaml", tmp_path / "001.yaml"
    after.write_text(before.read_text(encoding="utf-8").replace("进展。", "新。"), encoding="utf-8")
    sides = str(before), str(after)
    assert report("diff", *sides, cwd=root).returncode == 0
    assert report("diff", *sides, "--exit-code", cwd=root).returncode == 1


def test_a_damaged_form_fails_the_status(root: Path) -> None:
    run = report("collect", "status", "2021H1", "notes.txt", cwd=root)
    assert run.returncode == 1
    assert "forms with errors may be counted wrongly" in run.stderr


def test_a_published_file_that_differs_fails(root: Path, tmp_path: Path) -> None:
    folder = shutil.copytree(root, tmp_path / "built")
    report("build", "--format", "csv", cwd=folder)
    task = folder / "data/tasks/2021/001.yaml"
    task.write_text(
        task.read_text(encoding="utf-8").replace("进展。", "新进展。"), encoding="utf-8"
    )
    run = report("verify", "out/2021H1.csv", cwd=folder)
    assert run.returncode == 1
    assert "1 of 1 files are not what the data give" in run.stderr
    run = report("build", "2021FY", "--check", cwd=folder)
    assert (run.returncode, "1 error(s)" in run.stderr) == (1, True)


def test_a_text_longer_than_a_cell_of_excel_makes_no_form(tmp_path: Path) -> None:
    long = GOOD.replace("任务。", "任务" * 16_384)
    folder = project(tmp_path, DOCKETS, t001="lead: 甲局\n" + long)
    run = report("collect", "forms", "2021H2", "--format", "xlsx", cwd=folder)
    assert (run.returncode, [*folder.rglob("*.xlsx")]) == (1, [])
    assert "Excel takes 32767" in run.stderr


@pytest.mark.parametrize("char", [*"\ufeff\u2028\ufffd"], ids=ascii)
def test_a_task_that_could_not_be_read_again_is_not_added(root: Path, char: str) -> None:
    before = sorted(root.rglob("*"))
    run = report("new", "task", "50", "--task", f"建设{char}公园。", cwd=root)
    assert (run.returncode, run.stdout) == (1, "")
    assert f"建设[U+{ord(char):04X}]公园。" in run.stderr
    assert sorted(root.rglob("*")) == before


def test_a_docket_in_wide_digits_is_that_in_plain_ones(tmp_path: Path) -> None:
    folder = project(tmp_path, DOCKETS, t001=GOOD)
    assert report("new", "task", "１３", "--task", "任务。", cwd=folder).returncode == 0
    written = (folder / "data/tasks/2021/013.yaml").read_text(encoding="utf-8")
    assert "docket: 13\n" in written
