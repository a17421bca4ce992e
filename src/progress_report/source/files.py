"""Read files as text, or report why a file cannot be read."""

import os
import re
import stat
from collections.abc import Iterable, Iterator
from pathlib import Path

from progress_report.domain.diagnostics import CommandHint, Diagnostic, Location, ReportError
from progress_report.source import worded
from progress_report.system.i18n import _
from progress_report.system.journal import is_interrupted

CONFIG_FILE = Path("data/report.yaml")
TASKS_FOLDER = Path("data/tasks")
PERIODS_FOLDER = Path("data/periods")
CLOSED_FOLDER = Path("data/closed")
OUT_FOLDER = Path("out")  # what may be published
CACHE_FOLDER = Path(".report-cache")
WORK_FOLDER = Path("work")  # drafts and working papers
MAX_BYTES = 1_000_000
_READING = os.O_RDONLY | getattr(os, "O_BINARY", 0) | getattr(os, "O_NONBLOCK", 0)
"""Opening must not block on a pipe."""
_NO_TASK_FILE = (".", "~$")
"""How the names of hidden files begin, and of the files by which WPS and Word mark open ones."""
_RESERVED = re.compile("CON|PRN|AUX|NUL|(?:COM|LPT)[0-9]", re.IGNORECASE)
_MARKS = {  # longest first: UTF-32 begins like UTF-16
    b"\xff\xfe\x00\x00": "utf-32",
    b"\x00\x00\xfe\xff": "utf-32",
    b"\xff\xfe": "utf-16",
    b"\xfe\xff": "utf-16",
}


def require_project(folder: Path) -> None:
    """Check that a folder is a project; ReportError if it has no data/report.yaml."""
    if not (folder / CONFIG_FILE).is_file():
        message = _("no project in {folder}: it has no {file}")
        raise ReportError(message.format(folder=folder, file=CONFIG_FILE.as_posix()))


def data_folders(root: Path) -> list[Path]:
    """The folders below ``data`` that commands write to, those that are there."""
    others = (root / PERIODS_FOLDER, root / CLOSED_FOLDER)
    folders = (*sorted((root / TASKS_FOLDER).glob("*")), *others)
    return [folder for folder in folders if folder.is_dir()]


def git_ignores(root: Path, path: Path) -> dict[Path, bytes]:
    """The file by which git ignores working papers, if a path is among them and it is not there."""
    work = (root / WORK_FOLDER).resolve()
    ignored = root / WORK_FOLDER / ".gitignore"
    if work not in (path.resolve(), *path.resolve().parents) or ignored.exists():
        return {}
    return {ignored: b"*\n"}


def interrupted_change(folders: Iterable[Path]) -> Diagnostic | None:
    """What to say if files of a folder are being replaced, or were when a run was killed.

    Of several folders the first one is named; all that belong to a change are restored at once.
    """
    folder = next(filter(is_interrupted, folders), None)
    if folder is None:
        return None
    return worded("interrupted-change", Location(folder.as_posix()), folder=folder)


def new_task_command() -> CommandHint:
    """The cure of a project without tasks."""
    return CommandHint(_("to add some, use {command}"), "report new task", "task")


def data_files(root: Path) -> list[Path]:
    """Every file that should be a task file or a periods file, in a fixed order."""
    folders = (TASKS_FOLDER, PERIODS_FOLDER)
    return [Path(name) for folder in folders for name in yaml_files(str(root / folder))]


def yaml_files(folder: str, top: str = "") -> Iterator[str]:
    """Every file below a folder that should be a task file, in a fixed order.

    Hidden files and folders are skipped, as is what marks a file as open in WPS. A folder named
    like a task file is included, as is a link to a folder that is read anyway, below ``top`` or
    above it: it is a mistake, and reading it says so.
    """
    top = top or folder
    try:
        entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
    except (FileNotFoundError, NotADirectoryError):
        return
    except OSError:  # a circle of links, or no permission
        entries = None
    if entries is None or _leads_out(folder):
        yield folder.replace(os.sep, "/")  # reading it reports what it is
        return
    for entry in entries:
        name = entry.name
        if name.startswith(_NO_TASK_FILE):
            continue
        is_named = name.endswith(".yaml") or _YAML_NAME.search(name)
        if is_named or (entry.is_symlink() and _overlap(entry.path, top)):
            yield entry.path.replace(os.sep, "/")
        elif entry.is_symlink() or entry.is_dir():  # a circle of links is no folder
            yield from yaml_files(entry.path, top)


def _overlap(link: str, top: str) -> bool:
    """Whether a link leads to a folder within another, or around it."""
    real, around = os.path.realpath(link), os.path.realpath(top)
    return os.path.isdir(real) and os.path.commonpath([real, around]) in (real, around)  # noqa: PTH112


def unportable_names(paths: Iterable[str]) -> Iterator[Diagnostic]:
    """What to say of task files that Windows could not hold, alone or beside one another."""
    first: dict[str, str] = {}
    for path in paths:
        other = first.setdefault(path.casefold(), path)
        stem = path.rpartition("/")[2].partition(".")[0]
        if _RESERVED.fullmatch(stem):
            yield worded("reserved-name", Location(path), name=stem)
        elif other != path:
            yield worded("same-on-windows", Location(path), other=other)


# Windows hides the last ending: what shows as 021.yaml there is 021.yaml.txt
_YAML_NAME = re.compile(r"\.ya?ml(?:\.txt)?$", re.IGNORECASE)


def read_text(name: str) -> tuple[str, list[Diagnostic]]:
    """Read a file of text in UTF-8, with or without a byte order mark; empty if it is none."""
    raw, diagnostics = read_raw(name, MAX_BYTES)
    return ("", diagnostics) if diagnostics else decode(name, raw)


def read_raw(name: str, max_bytes: int) -> tuple[bytes, list[Diagnostic]]:
    """The bytes of a file in ``data``, and what is wrong with it."""
    try:
        # a folder below data/tasks is looked at when it is listed
        linked = os.path.islink(name) or os.path.islink(name.rpartition("/")[0])  # noqa: PTH114 - of thousands of files
        if linked and _leads_out(name):
            return b"", [worded("link-out", Location(name))]
        descriptor = os.open(name, _READING)
        try:
            state = os.fstat(descriptor)
            if stat.S_ISFIFO(state.st_mode) or stat.S_ISCHR(state.st_mode):
                return b"", [worded("odd-file", Location(name))]
            size = state.st_size
            raw = os.read(descriptor, size) if size <= max_bytes else b""
        finally:
            os.close(descriptor)
    except OSError as error:
        # opening a folder fails differently on each system; one that cannot be listed is no mistake
        is_folder = os.path.isdir(name) and os.access(name, os.R_OK)  # noqa: PTH112
        kind = "IsADirectoryError" if is_folder else type(error).__name__
        if kind == "IsADirectoryError" and os.path.islink(name) and not _YAML_NAME.search(name):  # noqa: PTH114
            return b"", [worded("link-again", Location(name))]
        reason = worded.word("reasons", kind) or f"errno {error.errno}"
        return b"", [worded("unreadable", Location(name), reason=reason)]
    if size > max_bytes:
        return b"", [worded("too-large", Location(name), limit=max_bytes // 10**6)]
    return raw, []


def _leads_out(name: str) -> bool:
    """Whether a link in a project's ``data`` leads out of the project.

    A message shows lines of what was read: a link that a stranger sends must not make it show
    other files of the machine. A file that the user names lies where the user wants it.
    """
    before, data, _rest = f"./{name}".rpartition("/data/")
    if not data:
        return False
    folder = os.path.realpath(before.removeprefix("./"))
    return os.path.commonpath([folder, os.path.realpath(name)]) != folder


def decode(path: str, raw: bytes) -> tuple[str, list[Diagnostic]]:
    """Decode UTF-8, with or without a byte order mark; name what else the bytes seem to be."""
    try:
        text = raw.decode().removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        return "", _undecodable(path, raw, error)
    if "\0" in text and (guess := wide_encoding(raw)) is not None:
        return "", [_encoding(path, raw, guess)]
    return text, []


def _undecodable(path: str, raw: bytes, error: UnicodeDecodeError) -> list[Diagnostic]:
    if guess := wide_encoding(raw):
        return [_encoding(path, raw, guess)]
    lines = raw.split(b"\n")
    if error.reason == "unexpected end of data" and not raw[: error.start].isascii():
        last = lines[-1].decode("utf-8", "ignore")
        return [worded("lost-end", Location(path, len(lines), max(1, len(last)), 1, last))]
    bad = [number for number, line in enumerate(lines, start=1) if not is_utf8(line)]
    good = sum(is_utf8(line) and not line.isascii() for line in lines)
    if good > len(bad):  # a line or two of another encoding, pasted into a file of UTF-8
        return [_line(path, number, lines[number - 1]) for number in bad]
    try:
        raw.decode("gb18030")
    except UnicodeDecodeError:
        return [_line(path, number, lines[number - 1], "save-as-utf-8") for number in bad]
    return [_encoding(path, raw, "gb18030", bad[0])]


def _encoding(path: str, raw: bytes, encoding: str, line: int = 1) -> Diagnostic:
    """The whole file is in another encoding; ``line`` is the first that shows it."""
    text = raw.decode(encoding, "replace").split("\n")[line - 1].strip("\r\ufeff")
    column = next((i for i, char in enumerate(text, start=1) if not char.isascii()), 1)
    location = Location(path, line, column, 1, text)
    return worded("other-encoding", location, encoding=worded.word("encodings", encoding))


def _line(path: str, number: int, raw: bytes, cure: str = "") -> Diagnostic:
    text = raw.decode("utf-8", "replace").rstrip("\r")
    location = Location(path, number, text.index("\ufffd") + 1, 1, text)
    return worded("pasted-characters", location, cure=cure)


def is_utf8(raw: bytes) -> bool:
    """Whether bytes are UTF-8."""
    try:
        raw.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def wide_encoding(raw: bytes) -> str | None:
    """The encoding of two or four bytes a character that the bytes are in, if any."""
    for mark, encoding in _MARKS.items():
        if raw.startswith(mark):
            return encoding
    # in a file of keys and digits, every second byte is then null
    even, odd = raw[0:400:2].count(0), raw[1:400:2].count(0)
    many = len(raw[:400]) // 8
    if max(even, odd) > many and min(even, odd) <= max(even, odd) // 4:
        return "utf-16-be" if even > odd else "utf-16-le"
    return None
