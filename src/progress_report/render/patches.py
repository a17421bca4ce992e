"""What is changed in other people's modules, for speed alone.

The output is the same without it (``tests/test_patches.py`` compares). Each change holds only for
the versions it was tried with, and leaves no trace outside its ``with``.
"""

import contextlib
import copy
import ctypes.util
import importlib
import importlib.metadata
import importlib.util
import io
import json
import re
import sys
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from hashlib import sha256
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import uharfbuzz as hb

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


_MARKS = frozenset(
    ("marker", "footnote-call", "footnote-marker", "note-call", "note-marker", "note-callback")
)
_USES_MARKS = re.compile(r"<li\b|<summary\b|list-item|footnote|note\(|note-|marker", re.IGNORECASE)
_PICTURES = frozenset(("fvar", "CBDT", "COLR", "EBDT", "SVG ", "sbix"))
_ADDRESS = "anchor"
"""The property that an ``id`` sets."""


def uses_marks(html: str) -> bool:
    """Whether a page may have marks of lists or of notes."""
    return _USES_MARKS.search(html) is not None


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
def quick_styles(*, marks: bool) -> Iterator[None]:
    """Compute the style of elements that look alike once; for one layout.

    A row has an address of its own, so WeasyPrint computes its style, and those of all cells in
    it, anew. And each element gets styles for the mark of a list and for five parts of notes.

    Args:
        marks: Whether the page may have lists or notes: see `uses_marks`.
    """
    if not fits():
        yield
        return
    css: Any = importlib.import_module("weasyprint.css")
    weasyprint: Any = importlib.import_module("weasyprint")
    seldom = frozenset() if marks else _MARKS
    all_rules = weasyprint.HTML._ua_stylesheets  # noqa: SLF001 - no public road
    with (
        replaced(css.StyleFor, "set_computed_styles", _twins(css.StyleFor.set_computed_styles)),
        replaced(
            weasyprint.HTML,
            "_ua_stylesheets",
            lambda page, forms=False: [_without(sheet, seldom) for sheet in all_rules(page, forms)],
        ),
    ):
        yield


def _without(sheet: Any, pseudo_elements: frozenset[str]) -> Any:
    """A style sheet without the rules for any element's pseudo-elements of these names."""
    lean = copy.copy(sheet)
    lean.matcher = copy.copy(sheet.matcher)
    lean.matcher.other_selectors = [
        entry for entry in sheet.matcher.other_selectors if entry[3] not in pseudo_elements
    ]
    return lean


def _twins(compute: Callable[..., None]) -> Callable[..., None]:
    """Let elements whose rules are the same, but for their address, share what can be shared."""
    styles: dict[Any, Any] = {}
    first: dict[Any, int] = {}
    alike: dict[int, int] = {}
    """For a style, the first of those that differ from it in the address alone: by their ids,
    which stay theirs, for the document keeps them all."""

    def shared(
        style_for: Any, element: Any, parent: Any, pseudo_type: Any = None, **others: Any
    ) -> None:
        computed = style_for.get_computed_styles()
        rules = style_for.get_cascaded_styles().get((element, pseudo_type), {})
        if isinstance(element, tuple):  # the type of a sheet
            compute(style_for, element, parent, pseudo_type=pseudo_type, **others)
            return
        above = id(computed.get((parent, None)))
        values = tuple(
            (name, id(value), weight) for name, (value, weight) in rules.items() if name != _ADDRESS
        )
        key = (alike.get(above, above), pseudo_type, values)
        if _ADDRESS not in rules and key in styles:
            computed[element, pseudo_type] = styles[key]
            return
        compute(style_for, element, parent, pseudo_type=pseudo_type, **others)
        style = computed[element, pseudo_type]
        alike[id(style)] = first.setdefault(key, id(style))
        if _ADDRESS not in rules:
            styles[key] = style

    return shared


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
def quick_streams(packed: Mapping[bytes, bytes]) -> Iterator[None]:
    """Take from elsewhere what is compressed already.

    Args:
        packed: Contents, and what zlib makes of each at pydyf's level.
    """
    if not fits():
        yield
        return
    pydyf: Any = importlib.import_module("pydyf")

    class Ready:
        """Stands in for a compressor."""

        def __init__(self, level: int) -> None:
            self._real = zlib.compressobj(level)

        def compress(self, content: bytes) -> bytes:
            self._ready = packed.get(content)
            return self._real.compress(content) if self._ready is None else self._ready

        def flush(self) -> bytes:
            return self._real.flush() if self._ready is None else b""

    with replaced(pydyf, "zlib", SimpleNamespace(compressobj=Ready, compress=zlib.compress)):
        yield


@contextlib.contextmanager
def quick_widths(fonts: Iterable[bytes]) -> Iterator[None]:
    """Measure the glyphs of fonts by HarfBuzz; fontTools takes every outline apart for it.

    Args:
        fonts: The files. With pictures in one, which fontTools is to take out, nothing is changed.
    """
    if not fits() or any(_PICTURES.intersection(hb.Face(font).table_tags) for font in fonts):
        yield
        return
    with replaced(importlib.import_module("weasyprint.pdf.fonts"), "TTFont", _Measured):
        yield


class _Measured:
    """Answers what a PDF asks of a whole font, as ``fontTools.ttLib.TTFont`` does."""

    def __init__(self, file: io.BytesIO, fontNumber: int = 0) -> None:  # noqa: N803 - their name
        self._font = hb.Font(hb.Face(file.getvalue(), max(fontNumber, 0)))

    def getGlyphSet(self) -> dict[int, SimpleNamespace]:  # noqa: N802 - their name
        glyphs = range(self._font.face.glyph_count)
        return {i: SimpleNamespace(width=self._font.get_glyph_h_advance(i)) for i in glyphs}

    def getBestCmap(self) -> dict[int, int]:  # noqa: N802 - their name
        return {code: code for code in self._font.face.unicodes}

    def getGlyphID(self, code: int) -> int:  # noqa: N802 - their name
        return int(self._font.get_nominal_glyph(code) or 0)


@contextlib.contextmanager
def replaced(owner: Any, name: str, value: Any) -> Iterator[None]:
    """Give something another value for a while."""
    before = getattr(owner, name)
    setattr(owner, name, value)
    try:
        yield
    finally:
        setattr(owner, name, before)
