"""Checks on a project's custom templates: what has no effect, and pages that lack the table."""

import difflib
import re
from collections.abc import Collection, Iterator
from html import unescape
from pathlib import Path

from progress_report.domain.table import Table
from progress_report.render.html.templates import TemplateError, builtin_templates
from progress_report.system import limits
from progress_report.system.bounded import Bounds
from progress_report.system.i18n import _
from progress_report.text.excerpt import join_truncated, truncate

_BLOCK = re.compile(r"\{%[-+]?\s*block\s+(\w+)")
_REFERENCE = re.compile(
    r"""\{%[-+]?\s*(?:extends|include|import|from)\s[^%]*?["'](?:\./)?([^"']+)["']"""
)
_TYPST = ".typ"
_TYPST_REFERENCE = re.compile(r"""["']([^"'\n]+\.\w+)["']""")
_EXTENDS = re.compile(r"\{%[-+]?\s*extends\b")
_TAG = re.compile(r"<[^>]*>")
_MAX_SHOWN_CELLS = 40
_MAX_SHOWN_FILES = 3


def custom_files(folder: Path) -> str:
    """The files in a template folder that are not built in, for a message; none of Typst's."""
    builtin = builtin_templates()
    paths = [
        path.as_posix()
        for path in sorted(folder.rglob("[!.]*"))
        if path.is_file()
        and path.suffix != _TYPST
        and not (
            (builtin / path.relative_to(folder)).is_file()
            and path.read_bytes() == (builtin / path.relative_to(folder)).read_bytes()
        )
    ]
    return join_truncated(paths, _MAX_SHOWN_FILES, _(", "))


def template_bounds(folder: Path, rows: int) -> Bounds | None:
    """What rendering with a project's templates may take; None if all of them are built in."""
    seconds = limits.MAX_RENDER_SECONDS * max(1.0, rows / limits.MAX_RENDER_ROWS)
    files = custom_files(folder)
    return Bounds(files, seconds) if files else None


def notes_on_unused(folder: Path) -> Iterator[str]:
    """A note on each file that replaces no template, and on each block that no template has."""
    builtin, texts = _texts(builtin_templates()), _texts(folder)
    used = {
        reference
        for name, text in texts.items()
        for reference in (_TYPST_REFERENCE if name.endswith(_TYPST) else _REFERENCE).findall(text)
    }
    blocks = {
        name
        for text in (*builtin.values(), *(t for t in texts.values() if not _EXTENDS.search(t)))
        for name in _BLOCK.findall(text)
    }
    for name, text in texts.items():
        path = (folder / name).as_posix()
        if name not in builtin and name not in used and not Path(name).name.startswith("."):
            message = _("{path} replaces no built-in template")
            yield message.format(path=path) + _suggestion(name, builtin)
        for match in _BLOCK.finditer(text) if _EXTENDS.search(text) else ():
            if match[1] not in blocks:
                line = text.count("\n", 0, match.start()) + 1
                message = _("{path}:{line}: the block '{name}' replaces nothing")
                message = message.format(path=path, line=line, name=match[1])
                yield message + _suggestion(match[1], blocks)


def _texts(folder: Path) -> dict[str, str]:
    files = (path for path in sorted(folder.rglob("*")) if path.is_file())
    return {
        path.relative_to(folder).as_posix(): path.read_text(encoding="utf-8", errors="replace")
        for path in files
    }


def require_table(html: str, table: Table, folder: Path, name: str) -> None:
    """Check that a page contains the texts of the first and the last row, in whatever form.

    Of each row only the longest text counts, without regard to spaces and elements: a page may show
    cards in place of a table, leave columns out, and mark parts of a text. If it does not, a
    TemplateError names the custom template that it was made with.
    """
    used = [folder / file for file in (name, "table.html.j2") if (folder / file).is_file()]
    if not used:
        return
    page_text = "".join(unescape(_TAG.sub("", html)).split())
    for row in (table.rows[0], table.rows[-1]) if table.rows else ():
        texts = ("".join(cell.text.split()) for cell in row.cells if cell is not None)
        text = max(texts, key=len, default="")
        if text not in page_text:
            message = _(
                "the page made with it lacks what row {docket} says: '{text}'; put the table there "
                'with {{% include "builtin/table.html.j2" %}}'
            )
            message = message.format(docket=row.docket, text=truncate(text, _MAX_SHOWN_CELLS))
            raise TemplateError(str(used[0]), 1, message)


def _suggestion(name: str, names: Collection[str]) -> str:
    near = difflib.get_close_matches(name, sorted(names), 1)
    return _("; ") + _("did you mean {names}?").format(names=near[0]) if near else ""
