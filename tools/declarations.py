"""Compiles the C declarations of WeasyPrint's libraries into a table that loads at once.

    .venv/bin/python tools/declarations.py

WeasyPrint parses them at every import, a tenth of a second. Run this again when WeasyPrint or cffi
has changed; a table that does not fit is never used (see
`progress_report.render.pdf.speed.imports`).
"""

import importlib
import importlib.util
import json
import tempfile
from hashlib import sha256
from pathlib import Path
from typing import Any
from unittest import mock

from progress_report.render.pdf.speed.imports import DECLARATIONS, declaring_module


def compiled() -> dict[str, Any]:
    """The table for the WeasyPrint that is installed."""
    ffi: Any = importlib.import_module("weasyprint.text.ffi").ffi
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "table.py"
        ffi.set_source("table", None)
        ffi.emit_python_code(str(path))
        arguments = _arguments(path)
    digest = sha256(declaring_module().read_bytes()).hexdigest()
    return {"sha256": digest, **arguments}


def _arguments(path: Path) -> dict[str, Any]:
    """What the generated module hands to cffi; bytes as text of the same code points."""
    taken: dict[str, Any] = {}

    def take(_name: str, **arguments: Any) -> None:
        taken.update(arguments)

    spec = importlib.util.spec_from_file_location("table", path)
    if spec is None or spec.loader is None:
        raise ImportError(path)
    with mock.patch("_cffi_backend.FFI", take):
        spec.loader.exec_module(importlib.util.module_from_spec(spec))
    return {name.removeprefix("_"): _text(value) for name, value in taken.items()}


def _text(value: Any) -> Any:
    if isinstance(value, bytes):
        return value.decode("latin-1")
    return [_text(part) for part in value] if isinstance(value, tuple) else value


if __name__ == "__main__":
    DECLARATIONS.write_text(json.dumps(compiled(), indent=0) + "\n", encoding="utf-8")
    print(DECLARATIONS)
