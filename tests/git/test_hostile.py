"""Repositories made to do harm: git names commands in its configuration, and none of them runs."""

import contextlib
import os
import shutil
import subprocess
from pathlib import Path

import pytest
from support.project import GOOD, project, report

pytestmark = pytest.mark.program

FILE = "data/tasks/2021/001.yaml"
CHANGED = GOOD.replace("进展。", "进展，，顺利。")


def git(folder: Path, *arguments: str, stdin: str = "") -> str:
    who = ["-c", "user.name=t", "-c", "user.email=t@example.invalid", "-c", "commit.gpgsign=false"]
    completed = subprocess.run(
        ["git", *who, *arguments],
        cwd=folder,
        env={**os.environ, "GIT_CONFIG_GLOBAL": os.devnull},
        input=stdin,
        capture_output=True,
        check=True,
        text=True,
    )
    return completed.stdout.strip()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A repository with one task file."""
    root = project(tmp_path / "project", t001=GOOD)
    git(root, "init", "-q")
    git(root, "add", "-A")
    git(root, "commit", "-qm", "first")
    return root


@pytest.fixture
def mark(tmp_path: Path) -> Path:
    """A file that is there as soon as any command of a repository has run."""
    return tmp_path / "ran"


def run_all(root: Path, mark: Path, *, cwd: Path, expected: set[int]) -> None:
    """Run every command that calls git in a project; none may run a command of the repository."""
    location = ["--project", str(root)]
    versions = [str(root / FILE)] * 3
    for arguments in (
        ["check", "--since", "HEAD", *location],
        ["diff", "--rev", "HEAD", *location],
        ["doctor", *location],
        ["git-setup", *location],
        ["git-setup", "--undo", *location],
        ["merge-driver", *versions],
    ):
        completed = report(*arguments, cwd=cwd)
        assert completed.returncode in expected, (arguments, completed.stderr)
        assert not mark.exists(), arguments


def test_nothing_of_a_foreign_configuration_runs(folder: Path, mark: Path) -> None:
    command = f"touch '{mark}'; cat"
    hooks = folder / "hooks"
    hooks.mkdir()
    for name in ("post-index-change", "post-checkout", "reference-transaction", "fsmonitor"):
        (hooks / name).write_text(f"#!/bin/sh\ntouch '{mark}'\n", encoding="utf-8")
        (hooks / name).chmod(0o755)
    (folder / ".gitattributes").write_text(
        "*.yaml filter=evil diff=evil merge=evil\n", encoding="utf-8"
    )
    for name, value in {
        "core.fsmonitor": str(hooks / "fsmonitor"),
        "core.hooksPath": str(hooks),
        "core.pager": command,
        "core.sshCommand": command,
        "pager.rev-parse": command,
        "pager.ls-tree": command,
        "filter.evil.process": command,
        "filter.evil.clean": command,
        "filter.evil.smudge": command,
        "filter.evil.required": "true",
        "diff.external": command,
        "diff.evil.command": command,
        "diff.evil.textconv": command,
        "merge.evil.driver": command,
        "alias.ls-tree": f"!{command}",
        "gpg.program": command,
    }.items():
        git(folder, "config", name, value)
    mark.unlink(missing_ok=True)
    (folder / FILE).write_text(CHANGED, encoding="utf-8")
    run_all(folder, mark, cwd=folder, expected={0})
    with contextlib.suppress(subprocess.CalledProcessError):
        git(folder, "status")
    assert mark.exists()  # or the test would show nothing


def test_a_bare_repository_in_a_subfolder(folder: Path, mark: Path) -> None:
    evil = project(folder / "districts/evil", t001=GOOD)
    git(evil, "init", "-q", "--bare", ".")
    git(evil, "config", "core.bare", "false")
    git(evil, "config", "core.worktree", ".")
    git(evil, "config", "core.fsmonitor", f"touch '{mark}'; false")
    git(folder, "--git-dir", str(evil), "--work-tree", str(folder), "add", "data")
    mark.unlink(missing_ok=True)
    run_all(evil, mark, cwd=folder, expected={0, 2})
    mark.unlink(missing_ok=True)
    run_all(evil, mark, cwd=evil, expected={0, 2})


def test_a_missing_object_is_not_fetched(folder: Path, mark: Path) -> None:
    """A partial clone fetches it, with the command that its address names."""
    blob = git(folder, "rev-parse", f"HEAD:{FILE}")
    (folder / ".git/objects" / blob[:2] / blob[2:]).unlink()
    for name, value in {
        "core.repositoryFormatVersion": "1",
        "extensions.partialClone": "origin",
        "remote.origin.promisor": "true",
        "remote.origin.url": f"ext::sh -c touch% {mark}",
        "protocol.ext.allow": "always",
        "protocol.allow": "always",
    }.items():
        git(folder, "config", name, value)
    (folder / FILE).write_text(CHANGED, encoding="utf-8")
    run_all(folder, mark, cwd=folder, expected={0, 2})
    run = report("check", "--since", "HEAD", cwd=folder)
    assert (run.returncode, run.stdout) == (2, "")
    assert f"git has no readable object {blob[:12]} of {FILE}" in run.stderr


@pytest.mark.parametrize("damage", ["missing", "truncated", "garbage", "empty"])
def test_a_damaged_object_is_named(folder: Path, damage: str) -> None:
    blob = git(folder, "rev-parse", f"HEAD:{FILE}")
    path = folder / ".git/objects" / blob[:2] / blob[2:]
    path.chmod(0o644)
    content = path.read_bytes()
    if damage == "missing":
        path.unlink()
    else:
        path.write_bytes({"truncated": content[:30], "garbage": b"x" * 99, "empty": b""}[damage])
    (folder / FILE).write_text(CHANGED, encoding="utf-8")
    for arguments in (["check", "--since", "HEAD"], ["diff", "--rev", "HEAD"]):
        run = report(*arguments, cwd=folder)
        assert run.returncode == 2, run.stderr
        assert f"git has no readable object {blob[:12]} of " in run.stderr


@pytest.mark.parametrize("part", ["tree", "index", "HEAD"])
def test_a_damaged_repository_is_an_error_of_its_own(folder: Path, part: str) -> None:
    tree = git(folder, "rev-parse", "HEAD^{tree}")
    path = {"tree": f"objects/{tree[:2]}/{tree[2:]}"}.get(part, part)
    (folder / ".git" / path).chmod(0o644)
    (folder / ".git" / path).write_bytes(b"\xff\0 damaged")
    for arguments in (["check", "--since", "HEAD"], ["diff", "--rev", "HEAD"], ["doctor"]):
        assert report(*arguments, cwd=folder).returncode in (0, 2)


@pytest.mark.parametrize("object_format", ["sha1", "sha256"])
def test_line_ends_are_no_change(tmp_path: Path, object_format: str) -> None:
    root = project(tmp_path / "project", t001=CHANGED, t002=GOOD.replace("docket: 1", "docket: 2"))
    git(root, "init", "-q", "--object-format", object_format)
    git(root, "add", "-A")
    git(root, "commit", "-qm", "first")
    for path in (root / "data/tasks/2021").iterdir():
        path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    run = report("check", "--since", "HEAD", cwd=root)
    assert (run.returncode, run.stdout) == (0, "")
    git(root, "commit", "-qam", "with CRLF")
    assert report("check", "--since", "HEAD", cwd=root).stdout == ""
    with (root / FILE).open("ab") as file:
        file.write(b"  H2: {progress: a,,b}\r\n")
    run = report("check", "--since", "HEAD", cwd=root)
    assert "001.yaml:6:" in run.stdout
    assert "001.yaml:5:" not in run.stdout


def test_a_name_that_is_not_utf_8(folder: Path) -> None:
    name = os.fsdecode(b"\xff\xe9.yaml")
    odd = folder / "data/tasks/2021" / name
    odd.write_text(CHANGED.replace("docket: 1", "docket: 2"), encoding="utf-8")
    git(folder, "add", "-A")
    git(folder, "commit", "-qm", "odd name")
    for output in ("text", "json", "sarif", "github"):
        run = report("check", "--since", "HEAD~1", "--format", output, cwd=folder)
        assert run.returncode == 1, run.stderr
        assert "wrong-file-name" in run.stdout
        assert report("check", "--since", "HEAD", "--format", output, cwd=folder).returncode == 0
    assert report("diff", "--rev", "HEAD~1..HEAD", cwd=folder).returncode == 0


def test_without_git(folder: Path) -> None:
    shutil.rmtree(folder / ".git")
    assert report("doctor", cwd=folder, GIT_CEILING_DIRECTORIES=str(folder.parent)).returncode == 0
