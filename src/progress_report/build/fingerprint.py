"""Fingerprints: where two are equal, the inputs are equal.

The manifest and the build cache use the same ones. Nothing heavy is imported at the top:
detecting that nothing has changed must cost less than a build.
"""

import contextlib
import json
import os
import sys
from collections.abc import Iterable, Iterator
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from progress_report import __version__
from progress_report.render.formats import TEMPLATED
from progress_report.render.pdf.font_folders import SUFFIXES, system_folders
from progress_report.source.files import CONFIG_FILE
from progress_report.system.files import with_line_feeds

if TYPE_CHECKING:
    from progress_report.build.manifest import ManifestEntry, Options
    from progress_report.domain.config import ReportConfig
    from progress_report.domain.period import Period
    from progress_report.source.load import Project, SourcedTask

_CONTENT = {
    *("title", "titles", "columns", "fields", "group", "merge", "contributions", "draft_text"),
    *("notes", "check", "imports", "reporting", "finished_tasks", "totals", "offices", "groups"),
    *("published", "pace", "reminders"),
}
"""The keys of the layout by which a table is made; the others say how it is presented."""
_OTHER_PAGES = ("diff.", "status.", "serve/")
"""Begin the names of templates that no output of the table uses."""
_LENGTH = 8  # bytes of the length before each part


def fingerprint(parts: Iterable[bytes | str]) -> str:
    """The SHA-256 of some parts, each preceded by its length."""
    total = sha256()
    for part in parts:
        raw = part.encode("utf-8", "surrogatepass") if isinstance(part, str) else part
        total.update(len(raw).to_bytes(_LENGTH, "big"))
        total.update(raw)
    return total.hexdigest()


class Inputs:
    """What the outputs of a project are made of."""

    def __init__(self, project: "Project", config: "ReportConfig") -> None:
        self.project, self.config = project, config
        self._open: tuple[Period, list[tuple[str, bytes]]] | None = None
        """The latest period asked for, and what its table is made of: it has several formats."""

    def fingerprint(self, period: "Period", form: str, options: "Options") -> str:
        """The fingerprint of everything that can change an output.

        These are the program's version, the format and its options, the layout, the tasks of the
        period's year, the templates of a page, and the fonts of a PDF. Of a closed period its table
        stands in for tasks and layout, but for how the layout presents it. Names count as well as
        contents; the project's folder, the order of its files and the line ends of texts do not.
        """
        inputs = self._inputs(period, form, options)
        return fingerprint(part for name, content in inputs for part in (name, content))

    def are_changed(self, entry: "ManifestEntry") -> bool:
        """Whether the inputs of an output that a manifest lists have changed since."""
        from progress_report.domain.period import Period  # noqa: PLC0415 - the cache needs none

        period = Period.parse(entry.period)
        return self.fingerprint(period, entry.format, entry.options) != entry.inputs

    def _inputs(
        self, period: "Period", form: str, options: "Options"
    ) -> Iterator[tuple[str, bytes]]:
        project, config = self.project, self.config
        yield "program", __version__.encode()
        yield "format", form.encode()
        yield "options", json.dumps(options.model_dump(), sort_keys=True).encode()
        if period in project.closed and not options.draft:
            layout, raws = project.layout_of(period, config), project.closed[period].raws
            unused = _CONTENT if len(raws) > 1 else {*_CONTENT, "corrections"}
            yield CONFIG_FILE.as_posix(), layout.model_dump_json(exclude=unused).encode()
            yield from (("closed", raw) for raw in raws)
        else:
            if self._open is None or self._open[0] != period:
                self._open = period, [*_open_inputs(project, config, period)]
            yield from self._open[1]
        if form in TEMPLATED:
            engine = options.pdf_engine or config.pdf.engine
            by_typst = form == "pdf" and engine.value == "typst"
            yield from _templates(project.root, by_typst=by_typst)
        if form == "pdf":
            from progress_report.render.pdf.fonts import find_fonts  # noqa: PLC0415 - HarfBuzz

            for face in find_fonts(config.fonts, [project.root / "fonts"]).faces:
                yield face.family, face.fingerprint


def project_fingerprint(root: Path) -> str | None:
    """The fingerprint of every file that a build may read; None if one cannot be read."""
    folders = (str(root / name) for name in ("data", "templates", "fonts"))
    try:
        return fingerprint(fingerprint(_contents(folder)) for folder in folders)
    except OSError:
        return None


def program_fingerprint() -> str:
    """The fingerprint of this program, and of the names and versions of installed packages.

    Its files count by time and size: reading them would take longer than the rest of a build with
    nothing to do.
    """
    package = Path(__file__).parents[1]
    folders = [str(package)]
    if not (package / "templates").is_dir():
        folders.append(str(package.parents[1] / "templates"))
    parts: list[bytes | str] = [sys.version]
    for folder in folders:
        for place, below, names in os.walk(folder):
            below[:] = sorted({*below} - {"__pycache__"})
            for path in sorted(f"{place}/{name}" for name in names):
                file = os.stat(path)  # noqa: PTH116 - no object for each of three hundred
                parts.append(f"{path} {file.st_mtime_ns} {file.st_size}")
    for folder in sys.path:
        with contextlib.suppress(OSError):
            parts += sorted(name for name in os.listdir(folder) if name.endswith(".dist-info"))  # noqa: PTH208 - names
    return fingerprint(parts)


def system_font_fingerprint(path: str) -> str:
    """The fingerprint of a font file; for an empty path, of the list of all system fonts.

    A font that was added or removed may be one that the layout names. A file that cannot be read
    raises OSError, and a text that is no path ValueError.
    """
    if path:
        return fingerprint(_content(path))
    fonts: list[str] = []
    for folder in system_folders():
        for place, _folders, names in os.walk(folder):
            fonts += sorted(f"{place}/{name}" for name in names if name.lower().endswith(SUFFIXES))
    return fingerprint(fonts)


def _open_inputs(
    project: "Project", config: "ReportConfig", period: "Period"
) -> Iterator[tuple[str, bytes]]:
    """Name and content of what the table of a period that is not closed is made of."""
    if project.layout is not None:
        yield CONFIG_FILE.as_posix(), with_line_feeds(project.layout.text.encode())
    if (own := project.periods.get(period)) is not None:
        # when units report, and whether it is closed, changes no output
        unprinted = {"due", "closed", "reopened"}
        settings = own.file.model_dump_json(exclude=unprinted, exclude_defaults=True)
        yield from (("period", settings.encode()),) if settings != "{}" else ()
    for other, closed in sorted(project.closed.items()):
        if other != period and period.contains(other):
            yield other.name, closed.raws[-1]
    columns = project.layout_of(period, config, draft=True).leaf_columns()
    keys = [leaf.column.period for leaf in columns if leaf.column.period]
    of_year = [s for s in project.tasks if s.task.year == period.year]
    last = max([period.last, *(period.from_key(period.year, key).last for key in keys)])
    for sourced in sorted(of_year, key=lambda sourced: sourced.source.path):
        if sourced.task.validity.first <= last:
            # the name, because JSON gives the path of each cell; only the year's folder can hold it
            yield Path(sourced.source.path).name, with_line_feeds(_text_until(sourced, last))


def _text_until(sourced: "SourcedTask", month: int) -> bytes:
    """The text of a task file without the last entries, those that end after a month.

    No table of an earlier period prints them, and no line of what it prints depends on them. The
    text is left whole unless it is laid out in the usual way.
    """
    task, lines = sourced.task, sourced.source.text.replace("\r\n", "\n").split("\n")
    later = {period.key for period in task.periods() if period.last > month}
    if later and "entries:" in lines:
        start = lines.index("entries:") + 1
        end = next((n for n in range(start, len(lines)) if lines[n][:1] not in " #"), len(lines))
        indents = {n: len(lines[n]) - len(lines[n].lstrip(" ")) for n in range(start, end)}
        first = [n for n in indents if indents[n] == indents[start] and lines[n].strip()]
        keys = {lines[n].partition(":")[0].strip(): n for n in first}
        kept = [key for key in keys if key not in later]
        is_usual = [*keys] == [*task.entries] and lines[end:][:1] in ([], ["ignore:"])
        if is_usual and [*keys][: len(kept)] == kept:
            last = lines[end - 1 : end] if end == len(lines) else []
            lines[[*keys.values()][len(kept)] : end] = last
    return "\n".join(lines).encode()


def _templates(root: Path, *, by_typst: bool) -> Iterator[tuple[str, bytes]]:
    """Name and content of each template: the built-in ones, then the project's own.

    Those of Typst and those of the page do not affect each other's outputs, but a template of Typst
    may show any file beside it.
    """
    from progress_report.system.data import shipped_folder  # noqa: PLC0415 - YAML

    builtin = shipped_folder("templates", "templates")
    for label, folder in (("builtin", builtin), ("own", root / "templates")):
        for path in sorted(folder.rglob("*")) if folder.is_dir() else ():
            of_typst = path.suffix == ".typ" or (folder != builtin and by_typst)
            name = path.relative_to(folder).as_posix()
            if path.is_file() and of_typst == by_typst and not name.startswith(_OTHER_PAGES):
                yield f"{label}/{name}", with_line_feeds(path.read_bytes())


def _contents(folder: str) -> Iterator[bytes | str]:
    """Names and contents of the files below a folder, in order; hidden ones are left out."""
    try:
        with os.scandir(folder) as scanned:
            entries = sorted(scanned, key=lambda entry: entry.name)
    except (FileNotFoundError, NotADirectoryError):
        return
    for entry in entries:
        if entry.name.startswith(".") or entry.name == "__pycache__":
            continue
        yield entry.name
        if entry.is_dir():
            yield from _contents(entry.path)
            yield ""  # its end
        else:
            yield from _content(entry.path)


def _content(path: str) -> Iterator[bytes]:
    descriptor = os.open(
        path, os.O_RDONLY | getattr(os, "O_BINARY", 0) | getattr(os, "O_NONBLOCK", 0)
    )
    try:
        size = os.fstat(descriptor).st_size
        yield os.read(descriptor, size + 1)
        while more := os.read(descriptor, 1 << 20):
            yield more
    finally:
        os.close(descriptor)
