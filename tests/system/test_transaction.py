"""Writing files: all of them or none, never half of one, and never outside their folder."""

import errno
import hashlib
import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from support.project import GOOD, project, report

from progress_report.domain.diagnostics import ReportError
from progress_report.system import journal as journal_module
from progress_report.system import transaction
from progress_report.system.i18n import hint_text
from progress_report.system.journal import is_interrupted
from progress_report.system.transaction import exclusive_lock, recover, write_files

INTERRUPTED = """
import os, signal, sys
from pathlib import Path
from progress_report.system import interrupts, transaction
import filelock
interrupts.raise_interrupts()
real = getattr(os, sys.argv[2])
def struck(path, *arguments, **options):
    result = real(path, *arguments, **options)
    if str(path).endswith(transaction.LOCK):
        os.kill(os.getpid(), signal.SIGINT)
    return result
setattr(os, sys.argv[2], struck)
try:
    with transaction.exclusive_lock(Path(sys.argv[1])):
        pass
except KeyboardInterrupt:
    print("interrupted")
"""
"""Ctrl-C right after the lock is made, or removed."""
HOLD = """
import sys
from pathlib import Path
from progress_report.system.transaction import exclusive_lock
with exclusive_lock(Path(sys.argv[1])):
    print("held", flush=True)
    sys.stdin.read()
"""


def files(folder: Path) -> dict[str, str]:
    """Every file below a folder, hidden ones too."""
    return {
        path.relative_to(folder).as_posix(): path.read_text(encoding="utf-8")
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def test_new_and_old_files_in_several_folders(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "a/old").write_text("old", encoding="utf-8")
    (tmp_path / "a/old").chmod(0o640)
    write_files({tmp_path / "a/old": b"1", tmp_path / "a/new": b"2", tmp_path / "b/c/new": b"3"})
    assert files(tmp_path) == {"a/new": "2", "a/old": "1", "b/c/new": "3"}
    assert (tmp_path / "a/old").stat().st_mode & 0o777 == 0o640


def test_a_file_without_content_is_removed(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("1", encoding="utf-8")
    write_files({tmp_path / "a": None, tmp_path / "b": b"2", tmp_path / "c": None})
    assert files(tmp_path) == {"b": "2"}


def test_a_removal_is_rolled_back_with_the_rest(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a").write_text("old", encoding="utf-8")
    real = Path.replace

    def replace(self: Path, target: Path) -> Path:
        if self.parent.name == "new":
            raise PermissionError(13, "in use")
        return real(self, target)

    monkeypatch.setattr(Path, "replace", replace)
    with pytest.raises(ReportError, match="in use"):
        write_files({tmp_path / "a": None, tmp_path / "b": b"2"})
    assert files(tmp_path) == {"a": "old"}


def test_the_same_bytes_are_not_written(tmp_path: Path) -> None:
    write_files({tmp_path / "a": b"1"})
    before = (tmp_path / "a").stat()
    write_files({tmp_path / "a": b"1"})
    after = (tmp_path / "a").stat()
    assert (before.st_ino, before.st_mtime_ns) == (after.st_ino, after.st_mtime_ns)


@pytest.mark.parametrize("failing", [1, 2, 3])
def test_a_rename_that_fails_puts_the_earlier_ones_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, failing: int
) -> None:
    for name in ("a/1", "b/2"):
        (tmp_path / name).parent.mkdir()
        (tmp_path / name).write_text("old", encoding="utf-8")
    before = files(tmp_path)
    real, count = Path.replace, 0

    def replace(self: Path, target: Path) -> Path:
        nonlocal count
        count += self.parent.name == "new"
        if self.parent.name == "new" and count == failing:
            raise PermissionError(13, "in use")
        return real(self, target)

    monkeypatch.setattr(Path, "replace", replace)
    wanted = {tmp_path / name: b"new" for name in ("a/1", "b/2", "b/3")}
    with pytest.raises(ReportError, match="in use"):
        write_files(wanted)
    assert count == failing
    assert files(tmp_path) == before
    write_files(wanted)
    assert set(files(tmp_path).values()) == {"new"}


def leave_interrupted(folder: Path) -> None:
    """What a run leaves that was killed after moving two of three files in."""
    stage = folder / ".report-staged"
    (stage / "new").mkdir(parents=True)
    (stage / "old").mkdir()
    journal = {name: hashlib.sha256(b"new").hexdigest() for name in ("made", "moved", "waiting")}
    (stage / "journal").write_text(json.dumps(journal), encoding="utf-8")
    for name in ("moved", "waiting"):
        (stage / "old" / name).write_text("old", encoding="utf-8")
    (stage / "new/waiting").write_text("new", encoding="utf-8")
    for name, text in (("made", "new"), ("moved", "new"), ("waiting", "old")):
        (folder / name).write_text(text, encoding="utf-8")
    (folder / ".report.lock").write_text("1", encoding="utf-8")


def test_what_a_killed_run_began_has_not_happened(tmp_path: Path) -> None:
    leave_interrupted(tmp_path)
    assert is_interrupted(tmp_path)
    recover([tmp_path])
    assert files(tmp_path) == {"moved": "old", "waiting": "old"}
    assert not is_interrupted(tmp_path)


def test_a_file_changed_since_a_run_was_killed_is_let_alone(tmp_path: Path) -> None:
    leave_interrupted(tmp_path)
    (tmp_path / "moved").write_text("by hand", encoding="utf-8")
    (tmp_path / "made").write_text("by hand", encoding="utf-8")
    recover([tmp_path])
    assert files(tmp_path) == {"made": "by hand", "moved": "by hand", "waiting": "old"}


def test_a_journal_from_elsewhere_reaches_no_further_than_its_folder(tmp_path: Path) -> None:
    (tmp_path / "mine").write_text("mine", encoding="utf-8")
    folder = tmp_path / "out"
    (folder / ".report-staged/old").mkdir(parents=True)
    digest = hashlib.sha256(b"mine").hexdigest()
    journal = json.dumps({"../mine": digest, "..": digest, "": digest, "x/../../mine": digest})
    (folder / ".report-staged/journal").write_text(journal, encoding="utf-8")
    recover([folder])
    assert files(tmp_path) == {"mine": "mine"}
    for damaged in ("[]", "{", '"x"', "\0"):
        (folder / ".report-staged").mkdir()
        (folder / ".report-staged/journal").write_text(damaged, encoding="utf-8")
        recover([folder])
        assert files(tmp_path) == {"mine": "mine"}
    (folder / ".report-staged").mkdir()
    (folder / ".report-staged/journal-in").write_text("..", encoding="utf-8")
    assert not is_interrupted(folder)
    recover([folder])
    assert files(tmp_path) == {"mine": "mine"}


@pytest.mark.parametrize("place", ["old", "old/mine", ""])
def test_a_journal_from_elsewhere_takes_nothing_through_a_link(tmp_path: Path, place: str) -> None:
    elsewhere = tmp_path / "elsewhere"
    (elsewhere / "old").mkdir(parents=True)
    (elsewhere / "mine").write_text("mine", encoding="utf-8")
    (elsewhere / "old/mine").write_text("mine", encoding="utf-8")
    (elsewhere / "journal-in").write_text(str(tmp_path / "out/head"), encoding="utf-8")
    folder = tmp_path / "out"
    digest = hashlib.sha256(b"new").hexdigest()
    for name in ("head", "member"):
        (folder / name / ".report-staged").mkdir(parents=True)
        (folder / name / "mine").write_text("new", encoding="utf-8")
    journal = json.dumps({"mine": digest, "../member/mine": digest})
    (folder / "head/.report-staged/journal").write_text(journal, encoding="utf-8")
    if place:
        link = folder / "head/.report-staged" / place
        link.parent.mkdir(exist_ok=True)
    else:
        link = folder / "member/.report-staged"
        link.rmdir()
    link.symlink_to(elsewhere / place.removeprefix("old/"))
    before = files(elsewhere)
    recover([folder / "head"])
    assert files(elsewhere) == before
    assert not is_interrupted(folder / "head")
    linked = folder / ("head/mine" if place else "member/mine")
    assert linked.read_text(encoding="utf-8") == "new"
    assert not linked.is_symlink()


@pytest.mark.parametrize("way", ["a\0b", "circle"])
def test_a_journal_that_names_no_place_is_passed_over(tmp_path: Path, way: str) -> None:
    (tmp_path / "circle").symlink_to("circle")
    for name, text in (
        ("journal", json.dumps({f"{way}/x": "", f"{way}": ""})),
        ("journal-in", way),
    ):
        (tmp_path / ".report-staged").mkdir()
        (tmp_path / ".report-staged" / name).write_text(text, encoding="utf-8")
        recover([tmp_path])
        assert not (tmp_path / ".report-staged").exists()


@pytest.mark.program
@pytest.mark.parametrize(
    "place", ["out", "out/2021H1.html", "out/.report-staged", "out/.report.lock"]
)
def test_nothing_is_written_through_a_link(tmp_path: Path, place: str) -> None:
    folder = project(tmp_path / "project", t001=GOOD)
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "mine").write_text("mine", encoding="utf-8")
    target = elsewhere / "mine" if place.endswith(("html", "lock")) else elsewhere
    link = folder / place
    link.parent.mkdir(exist_ok=True)
    link.symlink_to(target)
    run = report("build", "--format", "html", cwd=folder)
    if place.endswith("staged"):
        assert run.returncode == 0  # nobody's file: the link goes, what it leads to stays
        assert not link.is_symlink()
    else:
        assert run.returncode == 2
        assert f"{place} is a link" in run.stderr
        assert str(target) in run.stderr
        assert link.is_symlink()
    assert files(elsewhere) == {"mine": "mine"}


@pytest.mark.program
@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such files")
def test_a_pipe_or_a_device_is_not_replaced(tmp_path: Path) -> None:
    folder = project(tmp_path / "project", t001=GOOD)
    pipe = folder / "status.csv"
    os.mkfifo(pipe)
    run = report("status", "--format", "csv", "--out", pipe.name, cwd=folder)
    assert (run.returncode, run.stdout) == (2, "")
    assert "status.csv is a pipe or a device" in run.stderr
    assert pipe.is_fifo()


@pytest.mark.program
def test_a_folder_in_the_place_of_a_file(tmp_path: Path) -> None:
    folder = project(tmp_path, t001=GOOD)
    (folder / "out/2021H1.html").mkdir(parents=True)
    run = report("build", "--format", "html", "--lang", "zh", cwd=folder)
    assert run.returncode == 2
    assert "out/2021H1.html" in run.stderr
    assert "--out" in run.stderr
    assert files(folder / "out") == {}


@pytest.mark.program
def test_another_run_is_named_and_kept_out(tmp_path: Path) -> None:
    folder = project(tmp_path, t001=GOOD)
    assert report("build", "--format", "html", cwd=folder).returncode == 0
    before = files(folder)
    with subprocess.Popen(
        [sys.executable, "-c", HOLD, str(folder / "out")],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == "held\n"
        run = report("build", "--format", "html", "--force", cwd=folder)
        assert run.returncode == 2
        assert f"another run of report (process {other.pid}) is writing into out" in run.stderr
        assert report("build", "--check", cwd=folder).returncode == 0  # reading is free
        other.kill()
    run = report("build", "--format", "html", "--force", cwd=folder)
    assert run.returncode == 0  # the lock went with its process
    assert files(folder) == before


@pytest.mark.program
def test_a_folder_made_for_nothing_is_taken_away(tmp_path: Path) -> None:
    folder = project(tmp_path, t001="year: [\n")
    assert report("build", "--out", "new/deep", cwd=folder).returncode == 1
    assert not (folder / "new").exists()
    with exclusive_lock(tmp_path / "x/y"):
        assert (tmp_path / "x/y").is_dir()
    assert not (tmp_path / "x").exists()


@pytest.mark.parametrize(
    ("number", "platform", "hint"),
    [
        (errno.ENOSPC, "linux", "free some space"),
        (errno.EFBIG, "linux", "free some space"),
        (errno.EROFS, "linux", "make the folder writable"),
        (errno.EACCES, "linux", "make the folder writable"),
        (errno.EACCES, "win32", "close it in the program that has it open"),
    ],
)
def test_what_to_do_about_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int, platform: str, hint: str
) -> None:
    (tmp_path / "a").write_text("old", encoding="utf-8")
    real = Path.replace

    def replace(self: Path, target: Path) -> Path:
        if self.parent.name == "new":
            raise OSError(number, "no")
        return real(self, target)

    monkeypatch.setattr(Path, "replace", replace)
    monkeypatch.setattr("progress_report.system.files.sys.platform", platform)
    with pytest.raises(ReportError) as caught:
        write_files({tmp_path / "a": b"new"})
    assert f"{tmp_path.as_posix()}/a" in caught.value.message
    assert hint in hint_text(caught.value.hint)
    assert files(tmp_path) == {"a": "old"}


@pytest.mark.program
@pytest.mark.parametrize("call", ["open", "unlink"])
def test_an_interrupt_leaves_no_lock_and_no_folder(tmp_path: Path, call: str) -> None:
    run = subprocess.run(
        [sys.executable, "-c", INTERRUPTED, tmp_path / "out", call],
        capture_output=True,
        text=True,
        check=True,
    )
    assert run.stdout == "interrupted\n"
    assert [*tmp_path.iterdir()] == []


def test_every_folder_is_flushed_before_the_next_step(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What a journal promises is on the disk before it, and what it has done before it ends."""
    flushed: list[tuple[str, bool]] = []

    def flush(folder: Path) -> None:
        name = folder.relative_to(tmp_path).as_posix()
        flushed.append((name, (tmp_path / "a/.report-staged/journal").exists()))

    for module in (transaction, journal_module):
        monkeypatch.setattr(module, "sync_folder", flush)
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
    write_files({tmp_path / "a/1": b"new", tmp_path / "b/2": b"new"})
    before = [name for name, is_begun in flushed if not is_begun]
    during = [name for name, is_begun in flushed if is_begun]
    assert "b/.report-staged" in before
    assert {"a", "b"} <= {*during}


def test_a_rolled_back_folder_is_flushed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    flushed: list[Path] = []
    monkeypatch.setattr(journal_module, "sync_folder", flushed.append)
    leave_interrupted(tmp_path)
    recover([tmp_path])
    assert tmp_path in flushed


def deny() -> None:
    raise PermissionError(errno.EACCES, "no")


def noted(kind: str, real: Any, note: Callable[[str, Path], None]) -> Callable[..., Any]:
    def act(path: Path, *arguments: Any, **options: Any) -> Any:
        note(kind, path)
        return real(path, *arguments, **options)

    return act


def steps(folder: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What is flushed, moved and removed from now on, in its order."""
    done: list[str] = []

    def note(kind: str, path: Path) -> None:
        name = path.relative_to(folder).as_posix()
        if path.name == transaction.LOCK:
            return
        done.append(f"{kind} {name.replace('.report-staged', 'STAGE')}")

    def fsync(descriptor: int, real: Callable[[int], None] = os.fsync) -> None:
        note("flush", Path(f"/proc/self/fd/{descriptor}").readlink())
        real(descriptor)

    monkeypatch.setattr(os, "fsync", fsync)
    for kind in ("replace", "rename", "unlink"):
        monkeypatch.setattr(Path, kind, noted(kind, getattr(Path, kind), note))
    return done


def test_what_is_written_is_flushed_before_the_next_step_counts_on_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "old").write_text("old", encoding="utf-8")
    done = steps(tmp_path, monkeypatch)
    write_files({tmp_path / "a/old": b"1", tmp_path / "b/new": b"2", tmp_path / "b/old": None})
    assert done == [
        *("flush a/STAGE/new/old", "flush a/STAGE/new", "flush a/STAGE/old"),
        *("flush b/STAGE/new/new", "flush b/STAGE/new", "flush b/STAGE/old"),
        *("flush b/STAGE/journal-in", "flush b/STAGE"),
        *("flush a/STAGE/journal.part", "rename a/STAGE/journal.part", "flush a/STAGE"),
        *("replace a/STAGE/new/old", "flush a"),
        *("replace b/STAGE/new/new", "unlink b/old", "flush b"),
        *("unlink a/STAGE/journal", "flush a/STAGE"),
    ]


def test_what_is_rolled_back_is_flushed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "old").write_text("old", encoding="utf-8")
    done = steps(tmp_path, monkeypatch)
    monkeypatch.setattr(journal_module, "end", lambda _folder: deny())
    with pytest.raises(ReportError):
        write_files({tmp_path / "old": b"1"})
    assert done[-2:] == ["replace STAGE/old/old", "flush ."]
