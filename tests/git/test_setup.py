"""Git and the program together, in repositories of the tests' own."""

import os
import subprocess
from pathlib import Path

import pytest
from support.project import ROOT, project, report

pytestmark = pytest.mark.program

TASK = """year: 2021
docket: 21
task: |
  任务。
entries:
  H1:
    progress: |
      完成年度任务量的35.76%。
      注册资金72.88亿元，已开工。
"""
ENVIRONMENT = {
    **os.environ,
    **{
        f"GIT_{who}_{what}": "a@b.cc"
        for who in ("AUTHOR", "COMMITTER")
        for what in ("NAME", "EMAIL")
    },
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_SYSTEM": os.devnull,
    "LC_ALL": "C",
}
FILE = "data/tasks/2021/021.yaml"


def git(folder: Path, *arguments: str, fails: bool = False) -> str:
    found = subprocess.run(
        ["git", *arguments], cwd=folder, env=ENVIRONMENT, capture_output=True, check=False
    )
    assert (found.returncode != 0) == fails, found.stderr
    return (found.stdout + found.stderr).decode()


def write(folder: Path, text: str) -> None:
    (folder / FILE).write_bytes(text.encode())


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A repository with one task file, in a path as users have them."""
    root = project(tmp_path / "副中心 it's 100%", t021=TASK)
    git(root, "init", "-q", "-b", "main")
    git(root, "add", ".")
    git(root, "commit", "-qm", "base")
    return root


def branches(folder: Path, ours: str, theirs: str) -> None:
    """Commit two versions of the file, ours on main and theirs on another branch."""
    git(folder, "checkout", "-qb", "other")
    write(folder, theirs)
    git(folder, "commit", "-qam", "theirs")
    git(folder, "checkout", "-q", "main")
    write(folder, ours)
    git(folder, "commit", "-qam", "ours")


OURS = TASK.replace("35.76%", "80%") + "  H2:\n    progress: |\n      甲。\nlead: 区商务局\n"
OURS = OURS.replace("lead: 区商务局\n", "").replace("entries:", "lead: 区商务局\nentries:")
THEIRS = TASK.replace("已开工", "已完工") + "ignore:\n  - {rule: x, why: 原文如此}\n"
BOTH = (
    TASK.replace("35.76%", "80%")
    .replace("已开工", "已完工")
    .replace("entries:", "lead: 区商务局\nentries:")
    + "  H2:\n    progress: |\n      甲。\nignore:\n  - {rule: x, why: 原文如此}\n"
)


def test_git_merges_by_key(folder: Path) -> None:
    assert report("git-setup", cwd=folder).returncode == 0
    branches(folder, OURS, THEIRS)
    git(folder, "merge", "--no-edit", "other")
    assert (folder / FILE).read_bytes().decode() == BOTH


def test_git_alone_does_not(folder: Path) -> None:
    """Or the test above would show nothing."""
    branches(folder, OURS, THEIRS)
    git(folder, "merge", "--no-edit", "other", fails=True)


def test_a_conflict_is_left_to_a_person(folder: Path) -> None:
    report("git-setup", cwd=folder)
    branches(folder, OURS, THEIRS.replace("35.76%", "79%"))
    said = git(folder, "merge", "--no-edit", "other", fails=True)
    assert f"{FILE}: places both sides changed: 1; choose between the marks" in said
    assert (folder / FILE).read_text(encoding="utf-8") == BOTH.replace(
        "      完成年度任务量的80%。\n",
        "<<<<<<< ours\n      完成年度任务量的80%。\n=======\n      完成年度任务量的79%。\n"
        ">>>>>>> theirs\n",
    )
    assert f"UU {FILE}" in git(folder, "-c", "core.quotePath=false", "status", "--short")


@pytest.mark.parametrize("before", ["", "}\n"])  # what is no YAML is merged as text
def test_diff3_and_marker_size(folder: Path, before: str) -> None:
    git(folder, "config", "merge.conflictStyle", "diff3")
    for name, word in (("b", "零"), ("o", "一"), ("t", "二")):
        text = before + TASK.replace("任务。", f"{word}。")
        (folder / name).write_text(text, encoding="utf-8")
    done = report("merge-driver", "b", "o", "t", "--path=x.yaml", "--marker-size=9", cwd=folder)
    assert (done.returncode, done.stdout) == (1, "")
    assert "x.yaml: places both sides changed: 1" in done.stderr
    assert (
        "task: |\n<<<<<<<<< ours\n  一。\n||||||||| base\n  零。\n"
        "=========\n  二。\n>>>>>>>>> theirs\n" in (folder / "o").read_text(encoding="utf-8")
    )


@pytest.mark.parametrize("broken", ["b", "o", "t"])
def test_what_is_no_yaml_is_merged_as_text(folder: Path, broken: str) -> None:
    texts = {"b": TASK, "o": TASK.replace("任务。", "甲。"), "t": TASK.replace("已开工", "已完工")}
    for name, text in texts.items():
        extra = "}\n" if name == broken else ""
        (folder / name).write_text(extra + text, encoding="utf-8")
    done = report("merge-driver", "b", "o", "t", "--path", FILE, cwd=folder)
    assert done.returncode == 0
    assert f"{FILE}: cannot be merged by key; merged as plain text" in done.stderr
    merged = (folder / "o").read_text(encoding="utf-8")
    assert "甲。" in merged
    assert "已完工" in merged
    assert merged.startswith("}") == (broken != "b")


def test_bytes_that_are_no_text_are_kept(folder: Path) -> None:
    for name, text in (("b", TASK), ("o", TASK), ("t", TASK.replace("任务", "要求"))):
        (folder / name).write_bytes(text.encode("gb18030"))
    assert report("merge-driver", "b", "o", "t", cwd=folder).returncode == 0
    assert (folder / "o").read_bytes().decode("gb18030") == TASK.replace("任务", "要求")


def test_versions_that_git_cannot_merge_either(folder: Path) -> None:
    for name in "abc":
        (folder / name).write_bytes(b"\xff\0" + name.encode())
    run = report("merge-driver", "a", "b", "c", cwd=folder)
    assert run.returncode == 2
    assert "git failed: error: Cannot merge binary files" in run.stderr
    assert (folder / "b").read_bytes() == b"\xff\0b"


def test_a_version_that_is_missing(folder: Path) -> None:
    done = report("merge-driver", "b", FILE, "t", cwd=folder)
    assert done.returncode == 2
    assert "cannot read b: No such file or directory" in done.stderr
    assert (folder / FILE).read_text(encoding="utf-8") == TASK


@pytest.mark.parametrize("locale", ["C", "C.UTF-8"])
def test_differences_name_the_period_and_show_words(folder: Path, locale: str) -> None:
    report("git-setup", cwd=folder)
    write(folder, TASK.replace("35.76%", "80%").replace("开工", "完工").replace("任务。", "要务。"))
    shown = subprocess.run(
        ["git", "diff", "--word-diff", "-U0"],
        cwd=folder,
        env={**ENVIRONMENT, "LC_ALL": locale},
        capture_output=True,
        check=True,
    ).stdout.decode()
    assert "\n  [-任-]{+要+}务。\n" in shown
    assert "\n      完成年度任务量的[-35.76%-]{+80%+}。\n" in shown
    assert "\n      注册资金72.88亿元，已[-开-]{+完+}工。\n" in shown
    headings = [line.partition(" @@ ")[2] for line in shown.splitlines() if line.startswith("@@")]
    assert headings == ["docket: 21", "H1:"]


def test_a_difftool_shows_sentences_and_figures(folder: Path) -> None:
    report("git-setup", cwd=folder)
    write(folder, TASK.replace("35.76%", "80%"))
    (folder / "data/tasks/2021/022.yaml").write_text(TASK.replace("21\n", "22\n"), "utf-8")
    (folder / ".gitattributes").write_text("data/tasks/README.yaml -text\n", "utf-8")
    git(folder, "add", "--intent-to-add", ".")
    shown = git(folder, "difftool", "--no-prompt", "--tool=report", "--trust-exit-code")
    assert "完成年度任务量 35.76% → 80% (+44.24个百分点)" in shown
    assert "  ~ changed 完成年度任务量的[-35.76%-]{+80%+}。\n" in shown
    assert "\n22  new task\n" in shown
    assert "\n+data/tasks/README.yaml -text\n" in shown  # no task file: compared line by line
    assert "error" not in shown


def test_a_diff_is_still_a_patch(folder: Path) -> None:
    """An external diff or a textconv would spoil that."""
    report("git-setup", cwd=folder)
    text = TASK.replace("35.76%", "80%")
    write(folder, text)
    (folder / "patch").write_text(git(folder, "diff"), encoding="utf-8")
    git(folder, "checkout", "-q", "--", FILE)
    git(folder, "apply", "patch")
    assert (folder / FILE).read_text(encoding="utf-8") == text


def test_set_up_twice_and_undone(folder: Path) -> None:
    config = (folder / ".git/config").read_bytes()
    first = report("git-setup", cwd=folder)
    assert first.returncode == 0
    assert first.stdout.splitlines()[7:] == [
        "set: .gitattributes: data/**/*.yaml text eol=lf",
        "set: .gitattributes: data/tasks/**/*.yaml diff=report-task merge=report-task",
        "set: .gitattributes: data/tasks/**/*.yml diff=report-task merge=report-task",
        "set: .gitattributes: data/periods/*.yaml text eol=lf merge=binary",
        "set: .gitattributes: data/closed/*.json -text merge=binary",
        "set: .gitattributes: out/** -text merge=report-output",
    ]
    assert [line.split(" ")[1] for line in first.stdout.splitlines()[:7]] == [
        "merge.report-task.name",
        "merge.report-task.driver",
        "diff.report-task.xfuncname",
        "diff.report-task.wordRegex",
        "difftool.report.cmd",
        "merge.report-output.name",
        "merge.report-output.driver",
    ]
    done = (folder / ".git/config").read_bytes(), (folder / ".gitattributes").read_bytes()
    again = report("git-setup", cwd=folder)
    assert (again.returncode, again.stdout) == (0, "everything is set already\n")
    assert done == ((folder / ".git/config").read_bytes(), (folder / ".gitattributes").read_bytes())
    assert "removed: merge.report-task.driver" in report("git-setup", "--undo", cwd=folder).stdout
    assert not (folder / ".gitattributes").exists()
    assert (folder / ".git/config").read_bytes() == config
    assert report("git-setup", "--undo", cwd=folder).stdout == "nothing to take back\n"


@pytest.mark.parametrize(
    "before", [b"*.pdf binary", b"# x\n*.pdf binary\n", b"a b\r\n", b"\xe9 -diff\n"]
)
def test_what_a_user_had_is_restored(folder: Path, before: bytes) -> None:
    (folder / ".gitattributes").write_bytes(before)
    git(folder, "config", "--add", "diff.report-task.wordRegex", "x+")
    git(folder, "config", "--add", "diff.report-task.wordRegex", "y+")
    report("git-setup", cwd=folder)
    assert (folder / ".gitattributes").read_bytes().startswith(before)
    assert "merge: report-task" in git(folder, "check-attr", "merge", "--", FILE)
    undone = report("git-setup", "--undo", cwd=folder).stdout
    assert "restored: diff.report-task.wordRegex\n" in undone
    assert (folder / ".gitattributes").read_bytes() == before
    assert git(folder, "config", "--get-all", "diff.report-task.wordRegex") == "x+\ny+\n"
    assert "report" not in git(folder, "config", "--local", "--list").replace(
        "diff.report-task.wordregex", ""
    )


def test_what_was_changed_since_is_left_alone(folder: Path) -> None:
    report("git-setup", cwd=folder)
    git(folder, "config", "merge.report-task.name", "mine")
    with (folder / ".gitattributes").open("a", encoding="utf-8") as file:
        file.write("*.pdf binary\n")
    undone = report("git-setup", "--undo", cwd=folder).stdout
    assert "left alone, as it was changed since: merge.report-task.name\n" in undone
    assert git(folder, "config", "merge.report-task.name") == "mine\n"
    assert (folder / ".gitattributes").read_text(encoding="utf-8") == "*.pdf binary\n"


def test_attributes_a_colleague_committed_stay(folder: Path) -> None:
    report("git-setup", cwd=folder)
    git(folder, "add", ".")
    git(folder, "commit", "-qm", "attributes")
    clone = folder.parent / "clone"
    git(folder, "clone", "-q", ".", str(clone))
    assert ".gitattributes" not in report("git-setup", cwd=clone).stdout
    report("git-setup", "--undo", cwd=clone)
    assert git(clone, "status", "--short") == ""


def test_a_program_that_moved_is_found_again(folder: Path) -> None:
    git(folder, "config", "merge.report-task.driver", "mine")
    report("git-setup", cwd=folder)
    for name in ("merge.report-task.driver", "report-setup.merge.report-task.driver.set"):
        git(folder, "config", name, "/old/python -m progress_report")
    assert "set: merge.report-task.driver = " in report("git-setup", cwd=folder).stdout
    report("git-setup", "--undo", cwd=folder)
    assert git(folder, "config", "merge.report-task.driver") == "mine\n"


def test_where_it_cannot_be_set(tmp_path: Path) -> None:
    root = project(tmp_path, t021=TASK)
    env = {"GIT_CEILING_DIRECTORIES": str(tmp_path.parent)}
    for arguments in (["git-setup"], ["git-setup", "--undo"]):
        done = report(*arguments, cwd=root, **env)
        assert done.returncode == 2
        said = f"{root.as_posix()} is not in a git repository; to make one, use 'git init'"
        assert said in done.stderr
    done = report("--lang", "zh", "git-setup", cwd=root, PATH="")
    assert (done.returncode, done.stderr) == (
        2,
        "report: 没有安装 git，或不在程序搜索路径（PATH）中\n",
    )
    git(root, "init", "-q")
    (root / ".gitattributes").mkdir()
    config = (root / ".git/config").read_bytes()
    done = report("git-setup", cwd=root)
    assert (done.returncode, done.stdout) == (2, "")
    assert "cannot read .gitattributes: Is a directory" in done.stderr
    assert (root / ".git/config").read_bytes() == config
    (root / ".git/config.lock").touch()
    done = report("git-setup", cwd=root)
    assert done.returncode == 2
    assert "git's configuration cannot be written" in done.stderr


def test_the_document_shows_what_is_set(folder: Path) -> None:
    document = (ROOT / "docs/en/git.md").read_text(encoding="utf-8")
    shown = report("git-setup", cwd=folder).stdout.splitlines()
    assert len(shown) == 13
    for line in shown:
        setting, equals, _value = line.partition(" = ")
        assert line in document or f"{setting}{equals}…" in document


def test_a_project_below_the_top_of_its_repository(tmp_path: Path) -> None:
    git(tmp_path, "init", "-q")
    root = project(tmp_path / "区政府", t021=TASK)
    report("git-setup", "--project", "区政府", cwd=tmp_path)
    assert git(root, "check-attr", "merge", "diff", "--", FILE) == (
        f"{FILE}: merge: report-task\n{FILE}: diff: report-task\n"
    )
    assert not (tmp_path / ".gitattributes").exists()
    assert "unspecified" in git(root, "check-attr", "merge", "--", "data/report.yaml")
