"""The whole text of one file, for everything that has no form of its own.

A text with errors is saved, whichever file it is, but only when it is asked for again: the page
first shows the errors. What is half done must be kept, and nothing be broken unawares.
"""

from difflib import SequenceMatcher
from pathlib import Path

from starlette.responses import JSONResponse, Response

from progress_report.domain.config import ReportConfig
from progress_report.domain.diagnostics import DataError, Diagnostic, ReportError, Severity
from progress_report.domain.period_file import PeriodFile
from progress_report.domain.task import Task
from progress_report.git.merge.tasks import merge
from progress_report.serve.entry import Disagreement
from progress_report.serve.saving import closed_changes
from progress_report.serve.visit import Action, View, Visit
from progress_report.serve.workspace import Title
from progress_report.source.files import (
    CONFIG_FILE,
    MAX_BYTES,
    PERIODS_FOLDER,
    data_files,
    decode,
    read_raw,
    wide_encoding,
)
from progress_report.source.read_model import parse_text, validate
from progress_report.system.files import sha256
from progress_report.system.i18n import _, period_name

_MARK = "\ufeff"


def _path(visit: Visit) -> Path:
    """The file that the address names, which must be one of the project."""
    named = visit.request.query_params.get("path") or visit.text("path")
    root = visit.workspace.root
    for path in (root / CONFIG_FILE, *data_files(root)):
        if path.as_posix() == (root / named).as_posix():
            return path
    raise DataError(_("the project has no file {path}").format(path=named))


def _read(path: Path) -> tuple[bytes, str, list[Diagnostic]]:
    """The bytes of a file, its text whatever its encoding, and what is wrong with its bytes."""
    raw, diagnostics = read_raw(path.as_posix(), MAX_BYTES)
    if diagnostics:
        return raw, "", diagnostics
    text, diagnostics = decode(path.as_posix(), raw)
    if diagnostics:
        text = raw.decode(wide_encoding(raw) or "gb18030", "replace").removeprefix(_MARK)
    return raw, text.replace("\r\n", "\n"), diagnostics


def _diagnostics(visit: Visit, path: Path, text: str) -> list[Diagnostic]:
    """What keeps a text from being read as this file."""
    model: type[Task | PeriodFile | ReportConfig] = Task
    if path == visit.workspace.root / CONFIG_FILE:
        model = ReportConfig
    elif path.parent == visit.workspace.root / PERIODS_FOLDER:
        model = PeriodFile
    parsed = parse_text(path.as_posix(), text, [])
    if model is PeriodFile and not parsed[2] and parsed[1] is None:
        return []  # a file of comments
    return validate(parsed, model)[2]


def _show(visit: Visit) -> Response:
    path = _path(visit)
    raw, text, diagnostics = _read(path)
    diagnostics = diagnostics or _diagnostics(visit, path, text)
    return _page(visit, path, text, text, sha256(raw), diagnostics)


def _page(
    visit: Visit,
    path: Path,
    base: str,
    text: str,
    digest: str,
    diagnostics: list[Diagnostic],
    status: int = 200,
    problem: ReportError | None = None,
    conflict: Disagreement | None = None,
) -> Response:
    name = path.relative_to(visit.workspace.root).as_posix()
    line = visit.request.query_params.get("line", "")
    return visit.page(
        "file",
        name,
        status,
        path="/file",
        name=name,
        base=base,
        body=text,
        digest=digest,
        diagnostics=diagnostics,
        problem=problem,
        conflict=conflict,
        line=line if line.isdecimal() else "",
        closed=_closed(visit, path),
        rows=max(12, text.count("\n") + 2),
    )


def _closed(visit: Visit, path: Path) -> str:
    """The closed periods that a task file has entries of, in words."""
    project = visit.workspace.project
    entries = {
        period
        for sourced in project.tasks
        if sourced.source.path == path.as_posix()
        for period in sourced.task.periods()
    }
    closed = sorted(c for c in project.closed if any(map(c.contains, entries)))
    return _(", ").join(map(period_name, closed))


def _check(visit: Visit) -> Response:
    path, text = _path(visit), visit.text("text-0")
    lines = text.split("\n")
    starts = [0]
    for line in lines:
        starts.append(starts[-1] + len(line) + 1)
    diagnostics = _diagnostics(visit, path, text)
    marks: list[tuple[int, int, str]] = []
    for diagnostic in diagnostics:
        place = diagnostic.location
        number = min(place.line if place else 1, len(lines))
        if lines[number - 1] and (not marks or marks[-1][1] <= starts[number - 1]):
            end = starts[number - 1] + len(lines[number - 1])
            marks.append((starts[number - 1], end, diagnostic.severity))
    html = visit.fragment("file", "problems", diagnostics=diagnostics)
    return JSONResponse({"texts": {"0": {"marks": marks, "html": html}}})


def _save(visit: Visit) -> Response:
    path, base, text = _path(visit), visit.text("base"), visit.text("text-0")
    with visit.workspace.writing(path.parent):
        raw, present, broken = _read(path)
        if sha256(raw) != visit.text("digest") and present != base:
            merged = merge(base, text, present)
            body = merged.text(with_base=False) if merged else text
            conflict = Disagreement(
                "", base, text, present, body, bool(merged and not merged.conflicts)
            )
            message = _("This file was changed meanwhile by someone else; nothing is lost.")
            diagnostics = _diagnostics(visit, path, body)
            problem = DataError(message)
            return _page(
                visit, path, present, body, sha256(raw), diagnostics, 409, problem, conflict
            )
        errors = [d for d in _diagnostics(visit, path, text) if d.severity is Severity.ERROR]
        if errors and not visit.text("with_errors"):
            message = _(
                "It is not saved yet: the file has errors. Correct them, or save it as it is."
            )
            return _page(visit, path, base, text, sha256(raw), errors, 422, DataError(message))
        content = text.encode() if broken else _with_its_ends(raw, text).encode()
        into_closed = bool(visit.text("closed"))
        refusals = closed_changes(visit.workspace.project, {path: raw}, {path: content})
        if refusals and not into_closed:
            message = _("; ").join(refusal.message for refusal in refusals)
            problem = DataError(message, refusals[0].hint)
            return _page(visit, path, base, text, sha256(raw), [], 422, problem)
        visit.workspace.history.write({path: content}, Title(path.name), into_closed=into_closed)
    name = path.relative_to(visit.workspace.root).as_posix()
    return visit.to("/file", "saved", path=name)


def _with_its_ends(raw: bytes, text: str) -> str:
    """A text with the byte order mark and the line ends of the file, alike or not."""
    before = raw.decode()
    mark = _MARK if before.startswith(_MARK) else ""
    old = before.removeprefix(_MARK).split("\n")
    usual = "\r" if 2 * before.count("\r\n") > before.count("\n") else ""
    ends = [line[len(line.removesuffix("\r")) :] for line in old]
    new = text.split("\n")
    result = [line + usual for line in new[:-1]] + new[-1:]
    if len(set(ends[:-1])) <= 1:  # a comparison takes minutes where many lines are the same
        return mark + "\n".join(result)
    bare = [line.removesuffix("\r") for line in old]
    matcher = SequenceMatcher(None, bare, new, autojunk=False)
    for first, start, length in matcher.get_matching_blocks():
        for offset in range(length):
            if first + offset < len(old) - 1 and start + offset < len(new) - 1:
                result[start + offset] = new[start + offset] + ends[first + offset]
    return mark + "\n".join(result)


PAGES = (
    View("/file", _show),
    Action("/file/check", _check, writes=False),
    Action("/file/save", _save),
)
