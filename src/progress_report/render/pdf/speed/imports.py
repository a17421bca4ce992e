"""Imports WeasyPrint in less than half the time: rarely used parts are loaded on demand.

See `progress_report.render.pdf.speed.patches` for the conditions.
"""

import contextlib
import ctypes.util
import importlib
import importlib.util
import json
import sys
from collections.abc import Callable, Iterator
from hashlib import sha256
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import IO, Any

from progress_report.render.pdf.speed.patches import fits, replaced

DECLARATIONS = Path(__file__).with_name("declarations.json")
"""Compiled by ``tools/declarations.py``."""

_LATER = (
    "fontTools.subset",
    "fontTools.ttLib.woff2",
    "PIL.EpsImagePlugin",
    "PIL.ImageOps",
    "PIL.Image",
    "PIL.ImageFile",
)
"""Modules from which nothing is imported by name."""
_SHEETS = {"UA_FORM_STYLESHEET": "html5_ua_form.css", "PH_STYLESHEET": "html5_ph.css"}
"""Style sheets for fillable forms, and for presentational attributes of old HTML."""
_SRGB = "384b832de3412066743b52a75ee906b6fb9fb8d9e09e936fc2c43223815c6e0a"
_SRGB_NAME = "IEC 61966-2-1 Default RGB Colour Space - sRGB"
"""The digest and the name of the colour profile of every PDF/A."""


@contextlib.contextmanager
def quick_import() -> Iterator[None]:
    """Import WeasyPrint in half the time."""
    if "weasyprint" in sys.modules or not fits():
        yield
        return
    with (
        _direct_library_names(),
        _modules_later(),
        _declarations_ready(),
        _sheets_later(),
    ):
        yield


@contextlib.contextmanager
def _direct_library_names() -> Iterator[None]:
    """Skip the search for libraries by names that Linux does not use.

    Each search runs a compiler or ldconfig, 0.2 s in all; WeasyPrint then tries the file name.
    """
    if sys.platform != "linux":
        yield
        return
    with replaced(ctypes.util, "find_library", lambda name: None):  # noqa: ARG005 - same signature
        yield


@contextlib.contextmanager
def _modules_later() -> Iterator[None]:
    """Load rarely used modules when they are first used."""
    instancer, colours = "fontTools.varLib.instancer", "PIL.ImageCms"
    stubs = {
        instancer: {"instantiateVariableFont": _later(instancer, "instantiateVariableFont")},
        colours: {"ImageCmsProfile": _profile},
    }
    placed: dict[str, ModuleType] = {}
    for name, functions in stubs.items():
        if name not in sys.modules:
            sys.modules[name] = placed[name] = ModuleType(name)
            vars(placed[name]).update(functions)
    for name in _LATER:
        if name not in sys.modules:
            sys.modules[name] = _lazy(name)
    try:
        yield
    finally:
        for name, module in placed.items():
            if sys.modules.get(name) is module:
                del sys.modules[name]


def _lazy(name: str) -> ModuleType:
    """A module that loads itself on the first access."""
    spec = importlib.util.find_spec(name)
    if spec is None or spec.loader is None:
        raise ModuleNotFoundError(name=name)
    spec.loader = importlib.util.LazyLoader(spec.loader)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    package, _, submodule = name.rpartition(".")
    setattr(importlib.import_module(package), submodule, module)
    return module


def _later(module: str, function: str) -> Callable[..., Any]:
    """A function that loads its module when it is called."""

    def call(*arguments: Any, **options: Any) -> Any:
        return getattr(importlib.import_module(module), function)(*arguments, **options)

    return call


def _profile(file: IO[bytes]) -> Any:
    """``PIL.ImageCms.ImageCmsProfile``, of which WeasyPrint uses only the name and the bytes."""
    content = file.read()
    if sha256(content).hexdigest() == _SRGB:
        return SimpleNamespace(profile=SimpleNamespace(model=_SRGB_NAME), tobytes=lambda: content)
    file.seek(0)
    return _later("PIL.ImageCms", "ImageCmsProfile")(file)


@contextlib.contextmanager
def _sheets_later() -> Iterator[None]:
    """Parse rarely used style sheets when they are first used."""
    tinycss2: Any = importlib.import_module("tinycss2")
    folder = _folder() / "css"
    texts = {name: (folder / file).read_text(encoding="utf-8") for name, file in _SHEETS.items()}
    read = tinycss2.parse_stylesheet

    def read_common(text: str, *arguments: Any, **options: Any) -> Any:
        return [] if text in texts.values() else read(text, *arguments, **options)

    with replaced(tinycss2, "parse_stylesheet", read_common):
        yield
    weasyprint: Any = importlib.import_module("weasyprint")

    class Later(weasyprint.CSS):  # type: ignore[misc] # without types
        """A style sheet that parses its text on the first access."""

        def __init__(self, text: str) -> None:
            self._text: str | None = text

        def __getattr__(self, name: str) -> Any:
            if name.startswith("__") or self._text is None:
                raise AttributeError(name)
            text, self._text = self._text, None
            self.__dict__.update(vars(weasyprint.CSS(string=text)))
            return getattr(self, name)

    for name, text in texts.items():
        for module in (weasyprint, weasyprint.html):
            setattr(module, name, Later(text))


@contextlib.contextmanager
def _declarations_ready() -> Iterator[None]:
    """Let cffi use the compiled table of C declarations instead of parsing them."""
    ready = _compiled_declarations()
    if ready is None:
        yield
        return
    with replaced(importlib.import_module("cffi"), "FFI", lambda: ready):
        yield


def _compiled_declarations() -> Any:
    """The replacement of WeasyPrint's ``FFI`` object; None if it was compiled from another text."""
    backend: Any = importlib.import_module("_cffi_backend")  # it has no types

    class Ready(backend.FFI):  # type: ignore[misc] # compiled
        def cdef(self, source: str) -> None:
            """Do nothing: the declarations are compiled in."""

    table = json.loads(DECLARATIONS.read_text(encoding="utf-8"))
    try:
        if table.pop("sha256") != sha256(declaring_module().read_bytes()).hexdigest():
            return None
        return Ready("declarations", **{f"_{name}": _bytes(value) for name, value in table.items()})
    except (OSError, ImportError, TypeError, ValueError):  # from another cffi, or not in a file
        return None


def declaring_module() -> Path:
    """The file with WeasyPrint's C declarations, found without importing it."""
    return _folder() / "text/ffi.py"


def _folder() -> Path:
    spec = importlib.util.find_spec("weasyprint")
    [folder] = spec.submodule_search_locations or [""] if spec is not None else [""]
    return Path(folder)


def _bytes(value: Any) -> Any:
    if isinstance(value, str):
        return value.encode("latin-1")
    return tuple(map(_bytes, value)) if isinstance(value, list) else value
