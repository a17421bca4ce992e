"""The project's files at an older revision, on either side of an unfinished merge, or recorded.

Git reads its own objects only. Files of the working tree are hashed here, as git would hash them,
because git would send them through the filters that a repository names. Without git or repository,
and for a revision or an object that is unknown, missing or damaged, a function raises ReportError.

A commit is made of git's plumbing commands, with contents that this program stores: neither filters
nor hooks run, and what else is staged or changed in the repository stays as it is.
"""

import hashlib
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TypeAlias

from progress_report.domain.diagnostics import CommandHint, DataError, ReportError
from progress_report.domain.period import Period
from progress_report.git.merge.lines import changed_lines
from progress_report.git.run import git_output, run_git
from progress_report.source.files import CLOSED_FOLDER, MAX_BYTES, OUT_FOLDER, PERIODS_FOLDER
from progress_report.system.files import read_bytes, with_line_feeds
from progress_report.system.i18n import _, period_name

_FILE_MODES = (b"100644", b"100755")


_Blob: TypeAlias = tuple[str, str]
"""The path of a file, in which undecodable bytes are surrogates, and the hexadecimal digits of its
object's name, in SHA-1 or SHA-256."""


def changes_since(root: Path, revision: str) -> dict[Path, frozenset[int]]:
    """The 1-based numbers of new and changed lines; a change of line ends does not count.

    By resolved path, of each file of the revision that is still there.
    """
    unchanged: dict[Path, frozenset[int]] = {}
    changed: list[tuple[_Blob, bytes]] = []
    for blob in _blobs(root, _commit(root, revision), "data"):
        path = root / blob[0]
        if path.is_symlink() or not path.is_file() or path.stat().st_size > MAX_BYTES:
            continue
        content = with_line_feeds(read_bytes(path))
        if object_id(content, len(blob[1])) == blob[1]:
            unchanged[path.resolve()] = frozenset()
        else:
            changed.append((blob, content))
    contents = _contents(root, [blob for blob, _content in changed])
    return unchanged | {
        (root / path).resolve(): changed_lines(_lines(before), _lines(after))
        for ((path, _id), after), before in zip(changed, contents, strict=True)
    }


def task_files_at(root: Path, revision: str) -> list[tuple[str, bytes]]:
    """The task files as they were at a revision: ``REVISION:data/tasks/…`` and bytes of each."""
    commit = _commit(root, revision)
    prefix = git_output(root, "rev-parse", "--show-prefix").decode(errors="surrogateescape")
    blobs = [
        (path, name)
        for path, name in _blobs(root, commit, "data/tasks")
        if path.lower().endswith((".yaml", ".yml")) and "/." not in path
    ]
    names = [f"{revision}:{prefix.removesuffix(chr(10))}{path}" for path, _id in blobs]
    return [*zip(names, _contents(root, blobs), strict=True)]


def _blobs(root: Path, commit: str, folder: str) -> Iterator[_Blob]:
    """The files below a folder of the project at a commit; links and submodules are left out."""
    for line in git_output(root, "ls-tree", "-r", "-z", commit, "--", folder).split(b"\0")[:-1]:
        about, _tab, name = line.partition(b"\t")
        mode, _kind, object_id = about.split(b" ")
        if mode in _FILE_MODES:
            yield name.decode(errors="surrogateescape"), object_id.decode()


def _contents(root: Path, blobs: Sequence[_Blob]) -> Iterator[bytes]:
    """The contents of files, from ``cat-file --batch``: each after a line with its size."""
    asked = "".join(f"{name}\n" for _path, name in blobs).encode()
    completed = run_git("cat-file", "--batch", folder=root, stdin=asked)
    batch, position = completed.stdout, 0
    for path, name in blobs:
        end = batch.find(b"\n", position)
        _id, _space, kind_and_size = batch[position:end].partition(b" ")
        kind, _space, size = kind_and_size.partition(b" ")
        start = end + 1
        position = start + int(size or 0) + 1
        if end < 0 or kind != b"blob" or position > len(batch):
            message = _("git has no readable object {object} of {path}")
            fsck = CommandHint(_("to list what is damaged, use {command}"), "git fsck")
            hint = (fsck, _("clone the repository again"))
            message = message.format(object=name[:12], path=path)
            raise ReportError(message, hint)
        yield batch[start : position - 1]


def object_id(content: bytes, digits: int) -> str:
    """The name that git gives a file's content, in a repository of SHA-1 or of SHA-256."""
    algorithm = "sha256" if digits == hashlib.sha256().digest_size * 2 else "sha1"
    name = hashlib.new(algorithm, usedforsecurity=False)
    name.update(b"blob %d\0" % len(content))
    name.update(content)
    return name.hexdigest()


def _lines(content: bytes) -> list[str]:
    return with_line_feeds(content).decode(errors="replace").split("\n")


def _commit(root: Path, revision: str) -> str:
    arguments = ("rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}")
    completed = run_git(*arguments, folder=root)
    if completed.returncode == 0:
        return completed.stdout.decode().strip()
    if git_output(root, "rev-parse", "--is-shallow-repository").strip() == b"true":
        message = _("revision '{revision}' is not here: this clone has only the newest history")
        hint = CommandHint(_("to fetch the rest, use {command}"), "git fetch --unshallow")
    else:
        message = _("git knows no revision '{revision}'")
        hint = CommandHint(_("to list some, use {command}"), "git log --oneline")
    raise ReportError(message.format(revision=revision), hint)


_STAGES = {"ours": b"2", "theirs": b"3"}


def chosen_files(root: Path, periods: Sequence[Period], side: str) -> dict[Path, bytes]:
    """The closed tables and periods files of some periods, as one side of a merge has them.

    ``side`` is ``ours`` or ``theirs``. Raises DataError if git has no conflict in them.
    """
    listing = git_output(root, "ls-files", "-u", "-z", "--", "data")
    files: dict[Path, bytes] = {}
    for item in filter(None, listing.split(b"\0")):
        facts, _tab, name = item.partition(b"\t")
        path = Path(name.decode(errors="surrogateescape"))
        _mode, blob, stage = facts.split(b" ")
        folder_and_period = path.parent, path.name.partition(".")[0]
        wanted = {(f, p.name) for f in (CLOSED_FOLDER, PERIODS_FOLDER) for p in periods}
        if stage == _STAGES[side] and folder_and_period in wanted:
            files[root / path] = git_output(root, "cat-file", "blob", blob.decode())
    if not files:
        names = _(", ").join(map(period_name, periods))
        raise DataError(_("git has no conflict in the files of {periods}").format(periods=names))
    return files


_FOLDERS = ("data", OUT_FOLDER.as_posix())
_SHA1_DIGITS = 40


def uncommitted(root: Path) -> list[str] | None:
    """The files of data and outputs that differ from the latest commit, are new, or are gone.

    None if the folder is not under git, or git is not there.
    """
    try:
        git_output(root, "rev-parse", "--show-toplevel")
    except ReportError:
        return None
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
    recorded = dict(blob for f in _FOLDERS for blob in _blobs(root, head, f)) if head else {}
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
