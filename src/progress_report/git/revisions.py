"""The project's files at an older revision, and what has changed since; nothing is checked out."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from progress_report.domain.diagnostics import ReportError
from progress_report.git.run import git_output, run_git
from progress_report.system.i18n import _

_HUNK = re.compile(rb"@@ -\d+(?:,(\d+))? \+(\d+)(?:,(\d+))? @@")
# Independent of the user's settings.
_PLAIN_DIFF = (
    *("--unified=0", "--no-color", "--no-ext-diff", "--no-textconv", "--no-renames"),
    *("--src-prefix=a/", "--dst-prefix=b/", "--no-relative"),
)


@dataclass(frozen=True, slots=True)
class ChangedLines:
    """The lines of a project that have changed since a revision."""

    lines: dict[Path, frozenset[int]]
    """1-based numbers of the lines that are new or changed, by resolved path."""
    untracked: frozenset[Path]
    """Files that git does not track yet: each of their lines is new."""

    def touches(self, path: Path, line: int) -> bool:
        """Whether a line of a file is new or changed."""
        resolved = path.resolve()
        return resolved in self.untracked or line in self.lines.get(resolved, ())


def changes_since(root: Path, revision: str) -> ChangedLines:
    """Compare the working files of a project with a revision.

    Raises:
        ReportError: git is not installed, there is no repository, or the revision is unknown.
    """
    top = Path(git_output(root, "rev-parse", "--show-toplevel").decode().strip())
    commit = _commit(root, revision)
    diff = git_output(
        root, "-c", "core.quotePath=false", "diff", *_PLAIN_DIFF, commit, "--", "data"
    )
    others = git_output(root, "ls-files", "-z", "--others", "--exclude-standard", "--", "data")
    untracked = (name.decode() for name in others.split(b"\0") if name)
    return ChangedLines(
        {top / name: lines for name, lines in _changed_lines(diff.split(b"\n"))},
        frozenset((root / name).resolve() for name in untracked),
    )


def task_files_at(root: Path, revision: str) -> list[tuple[str, bytes]]:
    """The task files as they were at a revision: ``REVISION:data/tasks/…`` and bytes of each.

    Raises:
        ReportError: as for `changes_since`.
    """
    commit = _commit(root, revision)
    tree = git_output(
        root, "ls-tree", "-r", "-z", "--full-tree", commit, "--", *_tasks_below_top(root)
    )
    names, objects = [], []
    for line in filter(None, tree.split(b"\0")):
        about, _tab, name = line.partition(b"\t")
        text = name.decode(errors="surrogateescape")
        if text.lower().endswith((".yaml", ".yml")) and "/." not in text:
            names.append(f"{revision}:{text}")
            objects.append(about.split(b" ")[2])
    contents = git_output(root, "cat-file", "--batch", stdin=b"\n".join([*objects, b""]))
    return [*zip(names, _blobs(contents), strict=True)]


def _tasks_below_top(root: Path) -> list[str]:
    prefix = git_output(root, "rev-parse", "--show-prefix").decode().strip()
    return [f"{prefix}data/tasks"]


def _blobs(batch: bytes) -> Iterator[bytes]:
    """The contents in the output of ``cat-file --batch``, each after a line with its size."""
    position = 0
    while position < len(batch):
        end = batch.index(b"\n", position)
        size = int(batch[position:end].rsplit(b" ", 1)[1])
        yield batch[end + 1 : end + 1 + size]
        position = end + size + 2


def _changed_lines(diff: Iterable[bytes]) -> Iterator[tuple[str, frozenset[int]]]:
    """The path of each file in a diff, with the numbers of the lines on its new side."""
    name, numbers, inside = "", set[int](), 0
    for line in diff:
        if inside > 0 and line[:1] in (b"+", b"-"):
            inside -= 1  # a line of a file may look like anything
        elif line.startswith(b"+++ "):
            if numbers:
                yield name, frozenset(numbers)
            name, numbers = _name(line[4:].decode(errors="surrogateescape")), set()
        elif hunk := _HUNK.match(line):
            old, start, new = (int(number or 1) for number in hunk.groups())
            numbers |= set(range(start, start + new))
            inside = old + new
    if numbers:
        yield name, frozenset(numbers)


def _name(text: str) -> str:
    """A path as a diff writes it: behind ``b/``, quoted where it holds odd characters."""
    text = text.split("\t", maxsplit=1)[0]
    if text.startswith('"') and text.endswith('"'):
        text = text[1:-1].encode("latin-1", "backslashreplace").decode("unicode_escape")
    return text.removeprefix("b/")


def _commit(root: Path, revision: str) -> str:
    arguments = ("rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}")
    completed = run_git(*arguments, folder=root)
    if completed.returncode == 0:
        return completed.stdout.decode().strip()
    if git_output(root, "rev-parse", "--is-shallow-repository").strip() == b"true":
        message = _(
            "revision '{revision}' is not here: this clone has only the newest history; "
            "run 'git fetch --unshallow'"
        )
    else:
        message = _("git knows no revision '{revision}'; 'git log --oneline' lists some")
    raise ReportError(message.format(revision=revision))
