"""The modules of the program as Python reads them, parsed once for all tests."""

import ast
from functools import cache

from support.project import ROOT

PACKAGE = ROOT / "src/progress_report"


@cache
def modules() -> dict[str, ast.Module]:
    """Each module, by its path within the package."""
    return {
        path.relative_to(PACKAGE).as_posix(): ast.parse(path.read_text(encoding="utf-8"))
        for path in sorted(PACKAGE.rglob("*.py"))
    }


@cache
def nodes(module: str) -> tuple[ast.AST, ...]:
    """Every node of a module, in the order of `ast.walk`."""
    return tuple(ast.walk(modules()[module]))
