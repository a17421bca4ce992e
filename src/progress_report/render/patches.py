"""What is changed in other people's modules, for speed alone.

The output is the same without it (``tests/test_patches.py`` compares). Each change holds only for
the versions it was tried with, and leaves no trace outside its ``with``.
"""

import contextlib
import ctypes.util
import importlib
import importlib.metadata
import importlib.util
import json
import sys
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from types import ModuleType
from typing import Any

_TRIED = {"weasyprint": "70.0", "pydyf": "0.13.0"}
DECLARATIONS = Path(__file__).with_name("declarations.json")
"""Compiled by ``tools/declarations.py``."""

# Of these only the named functions are taken at import, and called only for some fonts and pictures
_SELDOM = {
    "fontTools.varLib.instancer": ("instantiateVariableFont",),
    "PIL.ImageCms": ("ImageCmsProfile",),
    "fontTools.subset": (),
    "PIL.EpsImagePlugin": (),
    "PIL.ImageOps": (),
    "PIL.Image": (),
    "PIL.ImageFile": (),
}


def fits() -> bool:
    """Whether the versions that are installed are those the changes were tried with."""
    try:
        return all(importlib.metadata.version(name) == _TRIED[name] for name in _TRIED)
    except importlib.metadata.PackageNotFoundError:
        return False


@contextlib.contextmanager
def quick_import() -> Iterator[None]:
    """Import WeasyPrint in half the time."""
    if "weasyprint" in sys.modules or not fits():
        yield
        return
    with _direct_library_names(), _seldom_later(), _declarations_ready():
        yield


@contextlib.contextmanager
def _direct_library_names() -> Iterator[None]:
    """Let the import skip searching for libraries by names Linux does not use.

    Each search runs a compiler or ldconfig, 0.2 s in all; the plain file name comes next anyway.
    """
    if sys.platform != "linux":
        yield
        return
    with replaced(ctypes.util, "find_library", lambda name: None):  # noqa: ARG005 - same signature
        yield


@contextlib.contextmanager
def _seldom_later() -> Iterator[None]:
    """Let modules that are seldom used be loaded when they are first used."""
    placed: dict[str, ModuleType] = {}
    for name, functions in _SELDOM.items():
        if name not in sys.modules:
            placed[name] = _stub(name, functions) if functions else _lazy(name)
            sys.modules[name] = placed[name]
    try:
        yield
    finally:
        for name, module in placed.items():
            if _SELDOM[name] and sys.modules.get(name) is module:
                del sys.modules[name]


def _lazy(name: str) -> ModuleType:
    """A module that loads itself when something in it is asked for."""
    spec = importlib.util.find_spec(name)
    if spec is None or spec.loader is None:
        raise ModuleNotFoundError(name=name)
    spec.loader = importlib.util.LazyLoader(spec.loader)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    package, _, own = name.rpartition(".")
    setattr(importlib.import_module(package), own, module)
    return module


def _stub(name: str, functions: tuple[str, ...]) -> ModuleType:
    """A stand-in whose functions load the module when they are called."""

    def later(function: str) -> Any:
        def call(*arguments: Any, **options: Any) -> Any:
            return getattr(importlib.import_module(name), function)(*arguments, **options)

        return call

    module = ModuleType(name)
    for function in functions:
        setattr(module, function, later(function))
    return module


@contextlib.contextmanager
def _declarations_ready() -> Iterator[None]:
    """Let cffi take the compiled table of C declarations in place of parsing them."""
    ready = _compiled_declarations()
    if ready is None:
        yield
        return
    with replaced(importlib.import_module("cffi"), "FFI", lambda: ready):
        yield


def _compiled_declarations() -> Any:
    """What stands in for WeasyPrint's ``FFI`` object; None if it was compiled from another text."""
    backend: Any = importlib.import_module("_cffi_backend")  # it has no types

    class Ready(backend.FFI):  # type: ignore[misc] # compiled
        def cdef(self, source: str) -> None:
            """Do nothing: it is known already."""

    table = json.loads(DECLARATIONS.read_text(encoding="utf-8"))
    try:
        if table.pop("sha256") != sha256(declaring_module().read_bytes()).hexdigest():
            return None
        return Ready("declarations", **{f"_{name}": _bytes(value) for name, value in table.items()})
    except (OSError, ImportError, TypeError, ValueError):  # of another cffi, or not in a file
        return None


def declaring_module() -> Path:
    """The file with WeasyPrint's C declarations, found without importing it."""
    spec = importlib.util.find_spec("weasyprint")
    [folder] = spec.submodule_search_locations or [""] if spec is not None else [""]
    return Path(folder) / "text/ffi.py"


def _bytes(value: Any) -> Any:
    if isinstance(value, str):
        return value.encode("latin-1")
    return tuple(map(_bytes, value)) if isinstance(value, list) else value


@contextlib.contextmanager
def quick_tags() -> Iterator[None]:
    """Tag a PDF in time proportional to its pages; pydyf lists all pages anew for each tag."""
    if not fits():
        yield
        return

    def page_references(pdf: Any) -> list[bytes]:
        known: list[bytes] = pdf.__dict__.setdefault("known_references", [])
        known += [b"%d 0 R" % number for number in pdf.pages["Kids"][len(known) * 3 :: 3]]
        return known

    pydyf: Any = importlib.import_module("pydyf")
    with replaced(pydyf.PDF, "page_references", property(page_references)):
        yield


@contextlib.contextmanager
def replaced(owner: Any, name: str, value: Any) -> Iterator[None]:
    """Give something another value for a while."""
    before = getattr(owner, name)
    setattr(owner, name, value)
    try:
        yield
    finally:
        setattr(owner, name, before)
