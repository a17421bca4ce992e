"""What is changed in other people's modules, for speed alone.

The output is the same without it (``test_patches.py`` compares). Each change holds only for
the versions it was tried with, and leaves no trace outside its ``with``.
"""

import contextlib
import copy
import importlib
import importlib.metadata
import io
import re
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from types import SimpleNamespace
from typing import Any

import uharfbuzz as hb

TRIED = {"weasyprint": "70.0", "pydyf": "0.13.0"}


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
        return all(importlib.metadata.version(name) == TRIED[name] for name in TRIED)
    except importlib.metadata.PackageNotFoundError:
        return False


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
