"""Record a project's data and outputs in git, without running anything the repository names.

The contents are stored by this program and the commit is made of git's plumbing commands: neither
filters nor hooks run, and what else is staged or changed in the repository stays as it is.
"""

import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path

from progress_report.domain.diagnostics import ReportError
from progress_report.git.revisions import object_id, tree_files
from progress_report.git.run import git_output, run_git
from progress_report.source.files import OUT_FOLDER
from progress_report.system.files import read_bytes, with_line_feeds
from progress_report.system.i18n import _

_FOLDERS = ("data", OUT_FOLDER.as_posix())
_SHA1_DIGITS = 40


def is_in_repository(root: Path) -> bool:
    """Whether a folder is under git, and git is there."""
    try:
        return bool(git_output(root, "rev-parse", "--show-toplevel"))
    except ReportError:  # no git, or no repository
        return False


def uncommitted(root: Path) -> list[str]:
    """The files of data and outputs that differ from the latest commit, are new, or are gone."""
    return sorted(_changes(root))


def commit(root: Path, message: str) -> None:
    """Commit the data and outputs of a project.

    Raises ReportError if nothing has changed, a merge is not finished, or git fails, such as for
    want of a name and address of the author.
    """
    changes = _changes(root)
    if not changes:
        raise ReportError(_("everything is recorded in git already"))
    if run_git("rev-parse", "-q", "--verify", "MERGE_HEAD", folder=root).returncode == 0:
        raise ReportError(_("a merge is not finished; finish it with git first"))
    head = _head(root)
    prefix = git_output(root, "rev-parse", "--show-prefix").decode().strip()
    lines = [*_index_lines(root, prefix, changes, head)]
    entries = "".join(lines).encode()
    with tempfile.TemporaryDirectory() as folder:
        index = Path(folder, "index")
        if head:
            git_output(root, "read-tree", head, index=index)
        git_output(root, "update-index", "--index-info", stdin=entries, index=index)
        tree = git_output(root, "write-tree", index=index).decode().strip()
    parents = ("-p", head) if head else ()
    made = git_output(root, "commit-tree", tree, *parents, stdin=message.encode() + b"\n")
    git_output(root, "update-ref", "HEAD", made.decode().strip(), *([head] if head else []))
    git_output(root, "update-index", "--index-info", stdin=entries)


def _head(root: Path) -> str:
    return run_git("rev-parse", "-q", "--verify", "HEAD", folder=root).stdout.decode().strip()


def _changes(root: Path) -> Mapping[str, bytes | None]:
    """The content as git stores it of each file that differs; None for one that is gone."""
    head = _head(root)
    recorded = tree_files(root, head, _FOLDERS) if head else {}
    digits = len(head) or _SHA1_DIGITS
    present = {}
    for path in _files(root):
        name = path.relative_to(root).as_posix()
        raw = read_bytes(path)
        # as .gitattributes has it: task files with line feeds, all else as it is
        present[name] = with_line_feeds(raw) if path.suffix in (".yaml", ".yml") else raw
    changed: dict[str, bytes | None] = {
        name: content
        for name, content in present.items()
        if object_id(content, digits) != recorded.get(name)
    }
    return changed | dict.fromkeys(recorded.keys() - present.keys())


def _files(root: Path) -> Iterator[Path]:
    """What lies below the folders, without hidden files and links."""
    for folder in _FOLDERS:
        for path in sorted((root / folder).rglob("*")):
            names = path.relative_to(root).parts
            if path.is_file() and not path.is_symlink() and not any(n[0] in ".~" for n in names):
                yield path


def _index_lines(
    root: Path, prefix: str, changes: Mapping[str, bytes | None], head: str
) -> Iterator[str]:
    no_object = "0" * (len(head) or _SHA1_DIGITS)
    for name, content in changes.items():
        if content is None:
            yield f"0 {no_object}\t{prefix}{name}\n"
        else:
            stored = git_output(root, "hash-object", "-w", "--no-filters", "--stdin", stdin=content)
            yield f"100644 {stored.decode().strip()}\t{prefix}{name}\n"
