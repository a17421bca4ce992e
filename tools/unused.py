"""Lists the names of modules and classes that nothing in the program uses.

    .venv/bin/python tools/unused.py

A use is a name read, an attribute, an import or a keyword in `src`, or a word of a string there,
of a template or of pyproject.toml. Names with a leading underscore are listed too. Members of a
class with bases are not: the base may call them. Exit code 1 if there are any.
"""

import ast
import re
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[1]
WORD = re.compile(r"\w+")
KEPT = {
    "merge_driver": "cli calls a module's function by the command's name, merge-driver",
    "format_usage": "click calls it",
    **dict.fromkeys(("get_help", "format_epilog"), "click calls it"),
    **dict.fromkeys(("getGlyphSet", "getBestCmap", "getGlyphID"), "WeasyPrint calls it"),
    "_ASKED_BY_TYPER": "messages of Typer, listed for the catalogue to collect",
    "_TRANSLATED_REASONS": "messages of the operating system, listed for the catalogue",
}
"""Unused names, with the reason why they stay."""


def defined(body: list[ast.stmt]) -> Iterator[tuple[str, int]]:
    """The names that statements define, and their lines; decorated ones are called by others."""
    for statement in body:
        match statement:
            case ast.FunctionDef(name=name, decorator_list=[]) | ast.ClassDef(name=name):
                yield name, statement.lineno
            case ast.AnnAssign(target=target) | ast.Assign(targets=[target, *_]):
                names = (node for node in ast.walk(target) if isinstance(node, ast.Name))
                yield from ((node.id, statement.lineno) for node in names)
        if isinstance(statement, ast.ClassDef) and not statement.bases:
            yield from defined(statement.body)


def used(tree: ast.Module) -> Iterator[str]:
    """The names that a module reads, and the words of its strings; docstrings are no use."""
    for node in ast.walk(tree):
        match node:
            case ast.Expr(value=ast.Constant(value=str() as text)):
                node.value = ast.Constant(None)  # walked later
            case ast.Constant(value=str() as text):
                yield from WORD.findall(text)
            case ast.Name(id=name, ctx=ast.Load()) | ast.Attribute(attr=name):
                yield name
            case ast.alias(name=name) | ast.keyword(arg=str() as name):
                yield name


def unused() -> list[str]:
    """One line for each unused name: file, line, name."""
    trees = {path: ast.parse(path.read_text("utf-8")) for path in sorted(ROOT.glob("src/**/*.py"))}
    uses = {name for tree in trees.values() for name in used(tree)}
    templates = (path for path in ROOT.glob("templates/**/*") if path.is_file())
    for path in [*templates, ROOT / "pyproject.toml"]:
        uses |= set(WORD.findall(path.read_text("utf-8")))
    return [
        f"{path.relative_to(ROOT).as_posix()}:{line}: {name}"
        for path, tree in trees.items()
        for name, line in defined(tree.body)
        if name not in uses and name not in KEPT and not name.startswith("__")
    ]


if __name__ == "__main__":
    names = unused()
    print(*names, sep="\n", end="\n" if names else "")
    sys.exit(bool(names))
