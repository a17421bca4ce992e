"""How git compares and merges the files of a project: attributes in it, drivers in git's settings.

Everything that is set is recorded in git's local configuration, with the values before, so that
undoing restores exactly those.
"""

import os
import shlex
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from progress_report.domain.diagnostics import CommandHint, ReportError
from progress_report.git.run import NoRepositoryError, failure_reason, git_output, run_git
from progress_report.system.files import error_reason, read_bytes
from progress_report.system.i18n import _
from progress_report.system.transaction import write_files

ATTRIBUTES = (
    # the last line that matches a file counts, for each attribute by itself
    "data/**/*.yaml text eol=lf",
    *(f"data/tasks/**/*.{ending} diff=report-task merge=report-task" for ending in ("yaml", "yml")),
    # of a closed period neither side's lines may be mixed with the other's
    "data/periods/*.yaml text eol=lf merge=binary",
    "data/closed/*.json -text merge=binary",
    "out/** -text merge=report-output",
)
# Hunk headers show the nearest of these above a change; the file's name shows the docket too.
_HEADINGS = (r"^((docket|ignore):.*)$", r"^ +(([HhSsQqMm][0-9]+(-[QqMm]?[0-9]+)?|[Ff][Yy]):.*)$")
# A number with its percent sign or a Latin word; else one character. What git takes for characters
# depends on the locale, so the last part spells out UTF-8, as git's own drivers do.
_WORDS = r"[A-Za-z0-9]+([-.,/][A-Za-z0-9]+)*(%|‰|％)?|[^[:space:]]"
_UTF_8 = "|[\udcc0-\udcff][\udc80-\udcbf]+"
_NOTES = "report-setup"


@dataclass(slots=True)
class SetupResult:
    """What was done, a line for each setting."""

    set: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    restored: list[str] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)
    """Settings that someone has changed since, and that stay as they are."""


def settings() -> dict[str, str]:
    """The settings in git's configuration, by name."""
    program = f"{shlex.quote(Path(sys.executable).as_posix())} -P -m progress_report"
    driver = f"{program.replace('%', '%%')} merge-driver %O %A %B --path=%P"
    # git passes every file that differs; those that hold no task are compared by lines
    tool = (
        'case "$MERGED" in *data/tasks/*.y*ml) '
        f'{program} diff "$LOCAL" "$REMOTE";; '
        '*) git diff --no-ext-diff --no-index "$LOCAL" "$REMOTE" || :;; esac'
    )
    return {
        "merge.report-task.name": "task files of progress-report, merged by key",
        "merge.report-task.driver": f"{driver} --marker-size=%L",
        "diff.report-task.xfuncname": "\n".join(_HEADINGS),
        "diff.report-task.wordRegex": _WORDS + ("" if os.name == "nt" else _UTF_8),
        "difftool.report.cmd": tool,
        "merge.report-output.name": "outputs of progress-report: ours stays, the manifest unites",
        "merge.report-output.driver": f"{driver} --output",
    }


def set_up(root: Path) -> SetupResult:
    """Set up git for the task files of a project; existing settings are left untouched.

    Raises ReportError if git is not installed, there is no repository, or something cannot be
    written; then nothing is set.
    """
    config = _Config(root)
    changes = SetupResult()
    try:
        for name, value in settings().items():
            if config.adopt(name, value):
                changes.set.append(f"{name} = {value}")
        changes.set += _write_attributes(root, config)
    except ReportError:
        undo(root)
        raise
    return changes


def undo(root: Path) -> SetupResult:
    """Undo what `set_up` set, and nothing else."""
    config = _Config(root)
    changes = SetupResult()
    _remove_attributes(root, config, changes)
    for name in settings():
        config.release(name, changes)
    return changes


class _Config:
    def __init__(self, root: Path) -> None:
        self._root = root
        try:
            git_output(root, "rev-parse", "--git-dir")
        except NoRepositoryError as error:
            init = CommandHint(_("to make one, use {command}"), "git init")
            raise ReportError(error.message, init) from None

    def values(self, name: str) -> list[str]:
        """The values of a setting; none if it is not set."""
        completed = run_git("config", "--local", "-z", "--get-all", name, folder=self._root)
        return [os.fsdecode(value) for value in completed.stdout.split(b"\0")[:-1]]

    def replace(self, name: str, values: Sequence[str]) -> None:
        """Make these the only values of a setting."""
        if self.values(name):
            self._write("--unset-all", name)
        for value in values:
            self._write("--add", name, value)

    def adopt(self, name: str, value: str) -> bool:
        """Set a value and record those before; False if it is set already."""
        before = self.values(name)
        if before == [value]:
            return False
        if before != self.values(f"{_NOTES}.{name}.set"):  # not an earlier value of ours
            self.replace(f"{_NOTES}.{name}.before", before)
        self.replace(f"{_NOTES}.{name}.set", [value])
        self.replace(name, [value])
        return True

    def release(self, name: str, changes: SetupResult) -> None:
        """Restore the values before."""
        note, ours = f"{_NOTES}.{name}", self.values(f"{_NOTES}.{name}.set")
        before = self.values(f"{note}.before")
        if ours and self.values(name) == ours:
            self.replace(name, before)
            (changes.restored if before else changes.removed).append(name)
        elif ours:
            changes.kept.append(name)
        self.replace(f"{note}.set", [])
        self.replace(f"{note}.before", [])

    def _write(self, *arguments: str) -> None:
        completed = run_git("config", "--local", *arguments, folder=self._root)
        if completed.returncode:
            message = _("git's configuration cannot be written: {reason}")
            raise ReportError(message.format(reason=failure_reason(completed)))


_ADDED = f"{_NOTES}.attributes.added"


def _write_attributes(root: Path, config: _Config) -> Iterator[str]:
    path = root / ".gitattributes"
    text = _read(path)
    present = {line.strip() for line in text.splitlines()}
    missing = [line for line in ATTRIBUTES if line not in present]
    if not missing:
        return
    newline = "\r\n" if "\r\n" in text else "\n"
    added = newline if text and not text.endswith("\n") else ""
    added += "".join(line + newline for line in missing)
    config.replace(_ADDED, [added])
    _write(path, text + added)
    yield from (f".gitattributes: {line}" for line in missing)


def _remove_attributes(root: Path, config: _Config, changes: SetupResult) -> None:
    path = root / ".gitattributes"
    for added in config.values(_ADDED):
        text = _read(path)
        ours = [line for line in added.splitlines() if line]
        if text.endswith(added):
            rest = text.removesuffix(added)
        else:  # there are more lines below: remove ours from the middle
            rest = "".join(
                line for line in text.splitlines(keepends=True) if line.rstrip("\r\n") not in ours
            )
        if rest != text:
            changes.removed += [f".gitattributes: {line}" for line in ours]
            if rest:
                _write(path, rest)
            else:
                path.unlink()
    config.replace(_ADDED, [])


def _read(path: Path) -> str:
    return os.fsdecode(read_bytes(path, default=b""))


def _write(path: Path, text: str) -> None:
    try:
        write_files({path: os.fsencode(text)})
    except ReportError as error:
        message = _("cannot write {path}: {reason}; make it writable and run this again")
        raise ReportError(
            message.format(path=path.as_posix(), reason=error_reason(error.__cause__))
        ) from None
