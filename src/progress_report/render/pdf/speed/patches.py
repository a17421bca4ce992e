"""Patches of WeasyPrint and pydyf, for speed alone.

The output is the same without them (``test_patches.py`` compares). Each patch applies only to the
versions it was tested with, and only within its ``with``.
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

TESTED_VERSIONS = {"weasyprint": "70.0", "pydyf": "0.13.0"}


_MARKS = frozenset(
    ("marker", "footnote-call", "footnote-marker", "note-call", "note-marker", "note-callback")
)
_USES_MARKS = re.compile(r"<li\b|<summary\b|list-item|footnote|note\(|note-|marker", re.IGNORECASE)
_PICTURES = frozenset(("fvar", "CBDT", "COLR", "EBDT", "SVG ", "sbix"))
_ADDRESS = "anchor"
"""The property that an ``id`` sets."""


def uses_marks(html: str) -> bool:
    """Whether a page may have list or footnote markers."""
    return _USES_MARKS.search(html) is not None


def fits() -> bool:
    """Whether the installed versions are those that the patches were tested with."""
    try:
        return all(
            importlib.metadata.version(name) == TESTED_VERSIONS[name] for name in TESTED_VERSIONS
        )
    except importlib.metadata.PackageNotFoundError:
        return False


@contextlib.contextmanager
def quick_styles(*, marks: bool) -> Iterator[None]:
    """Compute the style of elements with the same rules once, for one layout.

    Every row has its own id, so WeasyPrint computes its style, and those of all its cells, anew.
    And each element gets styles for list markers and for five parts of footnotes.

    Args:
        marks: Whether the page may have lists or footnotes: see `uses_marks`.
    """
    if not fits():
        yield
        return
    css: Any = importlib.import_module("weasyprint.css")
    weasyprint: Any = importlib.import_module("weasyprint")
    unused = frozenset() if marks else _MARKS
    all_rules = weasyprint.HTML._ua_stylesheets  # noqa: SLF001 - there is no public way
    with (
        replaced(css.StyleFor, "set_computed_styles", _twins(css.StyleFor.set_computed_styles)),
        replaced(
            weasyprint.HTML,
            "_ua_stylesheets",
            lambda page, forms=False: [_without(sheet, unused) for sheet in all_rules(page, forms)],
        ),
    ):
        yield


def _without(sheet: Any, pseudo_elements: frozenset[str]) -> Any:
    """A style sheet without the rules for these pseudo-elements."""
    lean = copy.copy(sheet)
    lean.matcher = copy.copy(sheet.matcher)
    lean.matcher.other_selectors = [
        entry for entry in sheet.matcher.other_selectors if entry[3] not in pseudo_elements
    ]
    return lean


def _twins(compute: Callable[..., None]) -> Callable[..., None]:
    """Let elements share a style if their rules differ in nothing but the id."""
    styles: dict[Any, Any] = {}
    first: dict[Any, int] = {}
    alike: dict[int, int] = {}
    """For a style, the first of those that differ from it in the anchor alone; by their ``id()``,
    which stays valid, since the document keeps them all."""

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
    """Tag a PDF in linear time; pydyf lists all pages anew for each tag."""
    if not fits():
        yield
        return

    def page_references(pdf: Any) -> list[bytes]:
        references: list[bytes] = pdf.__dict__.setdefault("known_references", [])
        references += [b"%d 0 R" % number for number in pdf.pages["Kids"][len(references) * 3 :: 3]]
        return references

    pydyf: Any = importlib.import_module("pydyf")
    with replaced(pydyf.PDF, "page_references", property(page_references)):
        yield


@contextlib.contextmanager
def quick_streams(packed: Mapping[bytes, bytes]) -> Iterator[None]:
    """Use streams that have been compressed before.

    Args:
        packed: Contents, and each compressed by zlib at pydyf's level.
    """
    if not fits():
        yield
        return
    pydyf: Any = importlib.import_module("pydyf")

    class Ready:
        """Replaces a compressor."""

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
    """Measure the glyphs of fonts by HarfBuzz; fontTools would parse every outline.

    Args:
        fonts: The files. If one has bitmaps, which fontTools must extract, nothing is patched.
    """
    if not fits() or any(_PICTURES.intersection(hb.Face(font).table_tags) for font in fonts):
        yield
        return
    with replaced(importlib.import_module("weasyprint.pdf.fonts"), "TTFont", _Measured):
        yield


class _Measured:
    """Has the methods of ``fontTools.ttLib.TTFont`` that are called for a complete font."""

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
    """Replace an attribute within the ``with``."""
    before = getattr(owner, name)
    setattr(owner, name, value)
    try:
        yield
    finally:
        setattr(owner, name, before)
