"""What git says when it fails, as an error of ours."""

import shutil
import subprocess
from pathlib import Path

import pytest

from progress_report.domain.diagnostics import ReportError
from progress_report.git.revisions import changes_since
from progress_report.git.run import NoRepositoryError, git_output, run_git
from progress_report.git.setup import set_up

pytestmark = pytest.mark.program


@pytest.fixture
def broken(tmp_path: Path) -> Path:
    """A folder whose repository git cannot read."""
    (tmp_path / ".git").write_text("nowhere", encoding="utf-8")
    return tmp_path


def test_git_that_fails_is_quoted(broken: Path) -> None:
    for attempt in (lambda: changes_since(broken, "HEAD"), lambda: set_up(broken)):
        with pytest.raises(ReportError, match="git failed: fatal: invalid gitfile") as failure:
            attempt()
        assert not isinstance(failure.value, NoRepositoryError)


def test_no_repository(tmp_path: Path) -> None:
    with pytest.raises(NoRepositoryError, match=tmp_path.name):
        git_output(tmp_path, "rev-parse", "--git-dir")
    with pytest.raises(ReportError, match="not in a git repository"):
        set_up(tmp_path)


def test_no_git(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(ReportError, match="not installed"):
        git_output(tmp_path, "status")


def test_attributes_that_cannot_be_written_undo_the_settings(tmp_path: Path) -> None:
    git = shutil.which("git")
    assert git is not None
    subprocess.run([git, "init", "-q", tmp_path], check=True)
    before = (tmp_path / ".git/config").read_text(encoding="utf-8")
    (tmp_path / ".gitattributes").symlink_to("elsewhere")
    with pytest.raises(ReportError, match=r"\.gitattributes"):
        set_up(tmp_path)
    assert (tmp_path / ".git/config").read_text(encoding="utf-8") == before


def test_an_unknown_revision(tmp_path: Path) -> None:
    git = shutil.which("git")
    assert git is not None
    subprocess.run([git, "init", "-q", tmp_path], check=True)
    with pytest.raises(ReportError, match="git knows no revision 'v1'"):
        changes_since(tmp_path, "v1")


def test_no_setting_of_a_repository_runs_a_command(tmp_path: Path) -> None:
    def git(*arguments: str) -> None:
        subprocess.run(["git", *arguments], cwd=tmp_path, check=True, capture_output=True)

    git("init", "-q")
    ran = tmp_path / "ran"
    git("config", "core.fsmonitor", f"touch {ran}; false")
    hook = tmp_path / "hooks/pre-commit"
    hook.parent.mkdir()
    hook.write_text(f"#!/bin/sh\ntouch {ran}\n", encoding="utf-8")
    hook.chmod(0o755)
    git("config", "core.hooksPath", str(hook.parent))
    person = ("-c", "user.name=a", "-c", "user.email=a@b")
    assert run_git("status", folder=tmp_path).returncode == 0
    assert run_git(*person, "commit", "--allow-empty", "-m", "a", folder=tmp_path).returncode == 0
    assert not ran.exists()
    git("-c", "core.fsmonitor=false", *person, "commit", "--allow-empty", "-m", "b")
    assert ran.exists()  # the hook does run where nothing forbids it


def test_a_bare_repository_in_a_subfolder_is_not_entered(tmp_path: Path) -> None:
    """Its configuration would be obeyed, as would that of a clone's own folder (git 2.38)."""
    subprocess.run(["git", "init", "-q", "--bare", tmp_path / "evil"], check=True)
    plain = subprocess.run(
        ["git", "-C", tmp_path / "evil", "rev-parse", "--git-dir"], capture_output=True, check=False
    )
    assert plain.stdout == b".\n"
    completed = run_git("rev-parse", "--git-dir", folder=tmp_path / "evil")
    assert completed.returncode != 0
    assert b"safe.bareRepository" in completed.stderr
