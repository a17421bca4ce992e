"""Print the table to PDF with Typst, which needs no library of the machine.

This happens in a bounded process, in a folder of plain copies: Typst follows links out of its root,
loads packages from the network, and heeds no signal while it compiles.
"""

import contextlib
import json
import os
import re
import tempfile
from bisect import bisect
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from progress_report.domain.config import MM_PER_POINT, Orientation, ReportConfig
from progress_report.domain.diagnostics import ReportError
from progress_report.domain.pdf import STANDARDS
from progress_report.domain.table import Table
from progress_report.render.pdf.fonts import CONTINUED, SHEET_NUMBER, Face, FontSet
from progress_report.render.pdf.pdfa import Archive
from progress_report.render.pdf.typst_data import draft_notice, plain_data
from progress_report.system import limits
from progress_report.system.bounded import Bounds, run_bounded
from progress_report.system.data import shipped_folder
from progress_report.system.i18n import _

TEMPLATE = "table.typ"
_BUILTIN = "builtin"
_LINE_HEIGHTS = {"title": 1.35, "heading": 1.5, "body": 1.5}
_MISSING_PROXY = "http://127.0.0.1:9"
_PLACE = re.compile(r"┌─ (.+):(\d+):(\d+)$", re.MULTILINE)
_OFF = re.compile(r"panicked with: off the sheet, (\d+)")
_MOVED = re.compile(r"panicked with: moved, \(([\d,\s]*)\)")
_MAX_COMPILES = 4
_SHEET = re.compile(
    rb"( 0 obj\n<</Type/Page/Resources \d+ 0 R/MediaBox\[)0 0 ([\d.]+) ([\d.]+)(?=\])"
)
_OFFSET = re.compile(rb"\d{10}(?= \d{5} n)|(?<=startxref\n)\d+")


@dataclass(frozen=True, slots=True)
class _Job:
    """What is compiled."""

    data: Mapping[str, Any]
    uses: Mapping[str, tuple[int, ...]]
    edges: Mapping[str, tuple[float, float]]
    fonts: tuple[bytes, ...]
    files: Mapping[str, bytes]  # the templates and the attachment, by their paths in the folder
    standards: tuple[Literal["a-3a", "ua-1"], ...]
    custom: str  # the project's own template, for messages; empty if it has none


def render_table(
    table: Table,
    config: ReportConfig,
    fonts: FontSet,
    archive: Archive,
    templates: Path | None = None,
) -> tuple[bytes, list[str]]:
    """Print a table; gives the PDF and notes for the user.

    The same table, layout and fonts give the same bytes on every machine: no other font is used.
    The project's templates may have a ``table.typ`` in place of the built-in one. Too much time or
    memory raises DataError, an error in the template or a table that does not fit on the sheet
    ReportError.
    """
    faces = [*fonts.faces]
    texts = [text for text, _origin in table.texts()]
    text = "".join([*texts, config.issuer, config.date])
    printed = text + SHEET_NUMBER + CONTINUED + draft_notice(table) + "\u3000 "
    notes = archive.obstacles(text)
    template = templates / TEMPLATE if templates is not None else None
    is_custom = template is not None and template.is_file()
    subsets = fonts.subsets(printed, None if is_custom else table.title + table.headings)
    data = plain_data(table, config, fonts.advances(subsets))
    job = _Job(
        data={**data, "attachment": {"path": archive.name, "description": archive.description}},
        uses={
            use: tuple(dict.fromkeys(map(faces.index, fonts.in_order(use))))
            for use in _LINE_HEIGHTS
        },
        edges={use: _edges(getattr(fonts, use), height) for use, height in _LINE_HEIGHTS.items()},
        fonts=tuple(subsets.values()),
        files={archive.name: archive.data, **_templates(templates if is_custom else None)},
        standards=() if notes else STANDARDS[archive.variant],
        custom=template.as_posix() if is_custom and template is not None else "",
    )
    seconds = limits.MAX_RENDER_SECONDS * max(1.0, len(table.rows) / limits.MAX_RENDER_ROWS)
    bounds = Bounds(job.custom or _("the table"), seconds)
    content = run_bounded(_compile, job, bounds=bounds)
    page = config.page
    if page.orientation is Orientation.LANDSCAPE and page.margin_top != page.margin_bottom:
        content = _raised(content, (page.margin_top - page.margin_bottom) / MM_PER_POINT)
    return content, notes


def _raised(content: bytes, points: float) -> bytes:
    """Raise what even sheets show: they are bound below, where the margin is to be the upper one.

    Typst has no such margins, so the boxes of these sheets begin lower; then the offsets of the
    objects behind them are others (ISO 32000-1, 7.5.4).
    """
    even = [*_SHEET.finditer(content)][1::2]
    written, shifts, position = bytearray(), [0], 0
    for box in even:
        width, height = map(float, box.groups()[1:])
        written += content[position : box.end(1)]
        written += b"0 %.4f %.4f %.4f" % (-points, width, height - points)
        position = box.end()
        shifts.append(len(written) - position)
    starts = [box.start() for box in even]
    objects, mark, offsets = content[position:].rpartition(b"\nxref\n")
    written += objects + mark

    def moved(match: re.Match[bytes]) -> bytes:
        offset = int(match[0])
        return b"%0*d" % (len(match[0]), offset + shifts[bisect(starts, offset)])

    return bytes(written) + _OFFSET.sub(moved, offsets)


def _edges(face: Face, height: float) -> tuple[float, float]:
    """The top and bottom of a line above the baseline, as CSS has it for a line height."""
    ascent, descent = face.extents
    space = (height - ascent - descent) / 2
    return ascent + space, -descent - space


def _templates(own: Path | None) -> dict[str, bytes]:
    """The built-in template and the project's own files, by their paths in the folder."""
    builtin = (shipped_folder("templates", "templates") / TEMPLATE).read_bytes()
    if own is None:
        return {TEMPLATE: builtin}
    files = {f"{_BUILTIN}/{TEMPLATE}": builtin}
    folder = own.resolve()
    if not folder.is_relative_to(own.parent.resolve()):
        message = _("{path} is a link that leads out of the project; put the folder itself there")
        raise ReportError(message.format(path=own.as_posix()))
    for path in sorted(own.rglob("*")):
        if path.is_file() and path.resolve().is_relative_to(folder):
            files[path.relative_to(own).as_posix()] = path.read_bytes()
    return files


def _compile(job: _Job) -> bytes:
    """Compile in a temporary folder; called in a bounded process."""
    with tempfile.TemporaryDirectory(prefix="report-") as place:
        folder = Path(place).resolve()
        for path, content in job.files.items():
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / path).write_bytes(content)
        (folder / "fonts").mkdir()
        for number, font in enumerate(job.fonts):
            (folder / "fonts" / f"{number}.otf").write_bytes(font)
        for name in ("https_proxy", "http_proxy", "all_proxy"):
            os.environ[name] = os.environ[name.upper()] = _MISSING_PROXY
        sheets: list[int] | None = None
        for attempt in range(_MAX_COMPILES):
            data = {"sheets": sheets, "settled": attempt == _MAX_COMPILES - 1, **_data(folder, job)}
            (folder / "data.json").write_text(json.dumps(data), encoding="utf-8")
            answer = _compiled(folder, job)
            if isinstance(answer, bytes):
                return answer
            sheets = answer
    raise AssertionError("the last layout is taken as it is")


def _data(folder: Path, job: _Job) -> dict[str, Any]:
    """The data of the template, with each font by the names that Typst finds in its file."""
    import typst  # noqa: PLC0415 - a large library, loaded in the bounded process only

    fonts = typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=False, font_paths=[folder / "fonts"]
    )
    by_number = {int(Path(font.path or "").stem): font for font in fonts.fonts()}
    styles = {}
    for use, (first, *others) in job.uses.items():
        top, bottom = job.edges[use]
        styles[use] = {
            "font": [by_number[number].family for number in (first, *others)],
            "weight": by_number[first].weight,
            "style": by_number[first].style,
            "stretch": by_number[first].stretch,
            "edges": [top, bottom],
        }
    layout = {**job.data["layout"], "fonts": styles}
    return {**job.data, "layout": layout}


def _compiled(folder: Path, job: _Job) -> bytes | list[int]:
    """The PDF; or the sheet of each row, if the template has to be compiled again with them."""
    import typst  # noqa: PLC0415 - as above

    try:
        return bytes(
            typst.compile(
                folder / TEMPLATE,
                root=folder,
                font_paths=[folder / "fonts"],
                ignore_system_fonts=True,
                package_path=folder / "none",
                package_cache_path=folder / "none",
                pdf_standards=list(job.standards),
            )
        )
    except typst.TypstError as error:
        message = str(error.message)
        if match := _MOVED.search(message):
            return [int(number) for number in match[1].split(",") if number.strip()]
        if match := _OFF.search(message):
            text = _("a cell does not end on sheet {sheet}; give its column more width")
            raise ReportError(text.format(sheet=match[1])) from None
        hints = _("; ").join(["", *map(str, error.hints)])
        place = _place(str(error.diagnostic), folder, job)
        raise ReportError(f"{place}: {message}{hints}") from None


def _place(diagnostic: str, folder: Path, job: _Job) -> str:
    """The file, line and column of the first template that an error names."""
    for path, line, column in _PLACE.findall(diagnostic):
        with contextlib.suppress(ValueError):
            name = Path(path).resolve().relative_to(folder)
            own = (
                Path(job.custom).parent if job.custom else shipped_folder("templates", "templates")
            )
            return f"{(own / name).as_posix()}:{line}:{column}"
    return job.custom or TEMPLATE
