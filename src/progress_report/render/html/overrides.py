"""A project's own templates beside the built-in ones: what of them is of no effect."""

import difflib
import re
from collections.abc import Collection, Iterator
from pathlib import Path

from progress_report.render.html.templates import builtin_templates
from progress_report.system.i18n import _

_BLOCK = re.compile(r"\{%[-+]?\s*block\s+(\w+)")
_NAMED = re.compile(
    r"""\{%[-+]?\s*(?:extends|include|import|from)\s[^%]*?["'](?:\./)?([^"']+)["']"""
)
_EXTENDS = re.compile(r"\{%[-+]?\s*extends\b")


def without_effect(own: Path) -> Iterator[str]:
    """Say of each file that replaces nothing, and each block that no template has, what was meant.

    Args:
        own: The folder of the project's own templates.
    """
    builtin = {path.name: _text(path) for path in sorted(builtin_templates().iterdir())}
    files = [path for path in sorted(own.rglob("*")) if path.is_file()]
    texts = {path.relative_to(own).as_posix(): _text(path) for path in files}
    used = {name for text in texts.values() for name in _NAMED.findall(text)}
    blocks = {
        name
        for text in (*builtin.values(), *(t for t in texts.values() if not _EXTENDS.search(t)))
        for name in _BLOCK.findall(text)
    }
    for name, text in texts.items():
        path = (own / name).as_posix()
        if name not in builtin and name not in used and not Path(name).name.startswith("."):
            message = _("{path} replaces no built-in template")
            yield message.format(path=path) + _meant(name, builtin)
        for match in _BLOCK.finditer(text) if _EXTENDS.search(text) else ():
            if match[1] not in blocks:
                line = text.count("\n", 0, match.start()) + 1
                message = _("{path}:{line}: the block '{name}' replaces nothing")
                yield message.format(path=path, line=line, name=match[1]) + _meant(match[1], blocks)


def differs_from_builtin(own: Path) -> bool:
    """Whether any file of a project's template folder, if there is one, is not the built-in one."""
    builtin = builtin_templates()
    return any(
        not (builtin / path.name).is_file()
        or path.read_bytes() != (builtin / path.name).read_bytes()
        for path in own.rglob("[!.]*")
        if path.is_file()
    )


def _meant(name: str, names: Collection[str]) -> str:
    near = difflib.get_close_matches(name, sorted(names), 1, 0.6)
    return _("; ") + _("did you mean {names}?").format(names=near[0]) if near else ""


def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8", errors="replace")
