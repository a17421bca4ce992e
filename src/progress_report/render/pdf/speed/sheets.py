"""Each sheet finished as soon as it is laid out, so that none is held in whole.

WeasyPrint lays all sheets out, then paints all, then tags all, and keeps every box to the end. Here
a sheet is painted at once, and of its boxes stays what tags are made from. The PDF has the same
bytes (``test_patches.py`` compares): see `progress_report.render.pdf.speed.patches` for the
conditions.
"""

import contextlib
import gc
import importlib
import re
from collections.abc import Callable, Iterator
from typing import Any

from progress_report.render.pdf.breaks import Breaks
from progress_report.render.pdf.speed.patches import fits, replaced

_SCALE = 0.75
"""Points of the PDF in a pixel of CSS."""
_TOGETHER = 50
"""Sheets after which what they no longer need is looked for."""
# What of a box its tag is made from
_KEPT = ("element", "element_tag", "children", "style", "colspan", "rowspan", "is_table_wrapper")
_STYLE = re.compile(r"<style.*?</style", re.DOTALL | re.IGNORECASE)
# A sheet with these depends on others
_DEPENDENT = re.compile(
    r"counters?\(\s*pages|target-|element\(|string\(|footnote|position\s*:\s*fixed|leader\("
)


class NotInOnePass(Exception):  # noqa: N818 - nothing is wrong
    """The sheets depend on one another after all: lay them out as WeasyPrint does."""


def is_independent(html: str) -> bool:
    """Whether each sheet of a page can be finished before the next is laid out."""
    return fits() and not any(map(_DEPENDENT.search, _STYLE.findall(html)))


@contextlib.contextmanager
def one_by_one(breaks: Breaks) -> Iterator[dict[Any, Any]]:
    """Let WeasyPrint finish each sheet when it is laid out.

    Args:
        breaks: Sees the box of each sheet while it is complete.

    Returns:
        The fonts of what has been painted: the document's own, for writing it.

    Raises:
        NotInOnePass: within the ``with``.
    """
    module: Any = importlib.import_module("weasyprint.document")
    page_module: Any = importlib.import_module("weasyprint.layout.page")
    fonts: dict[Any, Any] = {}
    count = 0

    class Sheet(module.Page):  # type: ignore[misc] # without types
        """A sheet, painted if nothing but text and lines is on it."""

        def __init__(self, page_box: Any) -> None:
            nonlocal count
            super().__init__(page_box)
            breaks.see(page_box)
            self.painting = _paint(self, fonts)
            if self.painting is not None:
                _let_go(page_box)
            count += 1
            if count % _TOGETHER == 0:  # boxes refer to one another
                gc.collect()
                gc.freeze()

        def paint(self, stream: Any, scale: float = 1) -> None:
            if self.painting is None:
                super().paint(stream, scale)
            else:
                _replay(self.painting, stream)

    styles = _shared_styles(page_module.set_page_type_computed_styles)
    with (
        replaced(module, "Page", Sheet),
        replaced(module, "layout_document", _laid_out),
        replaced(page_module, "set_page_type_computed_styles", styles),
    ):
        try:
            yield fonts
        finally:
            gc.unfreeze()


def _laid_out(html: Any, root: Any, context: Any) -> Iterator[Any]:
    """``weasyprint.layout.layout_document``, sheet by sheet; refuses what needs two passes."""
    layout: Any = importlib.import_module("weasyprint.layout")
    layout.initialize_page_maker(context, root)
    marked: set[tuple[str, Any]] = set()
    for number, page in enumerate(layout.make_all_pages(context, root, html, []), start=1):
        for box in page.descendants():
            if box.missing_link or (box.string_set and box.string_set != "none"):
                raise NotInOnePass
            if box.bookmark_label:  # an element has one, on the first of its sheets
                key = (str(box.element_tag).partition("::")[2], box.element)
                box.bookmark_label = "" if key in marked else box.bookmark_label
                marked.add(key)
        body, footnotes, notes = page.children
        if page.fixed_boxes:
            raise NotInOnePass
        context.current_page = number
        page.children = (
            body,
            *(area for area in (footnotes, notes) if area.children),
            *layout.make_margin_boxes(context, page, context.page_maker[number][3]),
        )
        layout.layout_backgrounds(page, context.get_image_from_uri)
        yield page
    for *_rest, state in context.page_maker:
        if state["content_changed"] or state["pages_wanted"]:
            raise NotInOnePass


def _shared_styles(compute: Callable[..., None]) -> Callable[..., None]:
    """Let sheets for which the same rules hold have the same styles."""
    known: dict[Any, Any] = {}

    def shared(page_type: Any, html: Any, style_for: Any) -> None:
        matching = tuple(
            (id(sheet), pseudo_type, id(declarations))
            for sheet, _origin, _specificity in style_for._sheets
            for _rule, selectors, declarations in sheet.page_rules
            for _weight, pseudo_type, selector in selectors
            if style_for._page_type_match(selector, page_type)
        )
        if matching not in known:
            compute(page_type, html, style_for)
            if page_type.index:  # the first sheet's size is not known to its own styles
                known[matching] = page_type
            return
        styles = style_for._computed_styles
        for pseudo_type in {None, *(pseudo for _sheet, pseudo, _declarations in matching)}:
            styles[page_type, pseudo_type] = styles[known[matching], pseudo_type]

    return shared


def _paint(page: Any, fonts: dict[Any, Any]) -> Any:
    """A stream with what is painted on a sheet; None if more than text and lines is."""
    forms = page.forms != {None: []}
    if forms or any(page.bleed.values()) or not _is_plain(page._page_box):
        return None
    pydyf: Any = importlib.import_module("pydyf")
    stream_module: Any = importlib.import_module("weasyprint.pdf.stream")
    resources = pydyf.Dictionary(
        {
            **{kind: pydyf.Dictionary() for kind in ("ExtGState", "XObject", "Pattern", "Shading")},
            "ColorSpace": None,
        }
    )
    rectangle = (0, 0, page.width, page.height)
    stream = stream_module.Stream(fonts, rectangle, resources, {}, {}, {}, None)
    stream.transform(d=-1, f=page.height * _SCALE)
    stream.stream.clear()  # the writer makes this one itself
    super(type(page), page).paint(stream, _SCALE)
    special = any(resources[kind] for kind in ("XObject", "Pattern", "Shading"))
    if special or any(key[0] not in "aA" for key in resources["ExtGState"]):
        return None
    stream.stream[:] = _joined(stream.stream)
    return stream


def _is_plain(page_box: Any) -> bool:
    """Whether a sheet has no pictures, and nothing out of its place."""
    boxes: Any = importlib.import_module("weasyprint.formatting_structure.boxes")
    return all(
        isinstance(box, boxes.Box) and not isinstance(box, boxes.ReplacedBox)
        for box in page_box.descendants()  # with the marks left where boxes were taken out
    )


def _joined(operations: list[Any]) -> Iterator[Any]:
    """Operations, those between marks put into one."""
    plain: list[bytes] = []
    for before, operation, after in zip(
        [None, *operations], operations, [*operations[1:], None], strict=False
    ):
        if any(isinstance(part, dict) for part in (before, operation, after)):
            if plain:
                yield b"\n".join(plain)
                plain = []
            yield operation
        else:
            plain.append(operation.encode() if isinstance(operation, str) else operation)
    if plain:
        yield b"\n".join(plain)


def _replay(painting: Any, stream: Any) -> None:
    stream.stream.extend(painting.stream)
    stream._tags.update(painting._tags)
    for kind, own in painting._resources.items():
        if isinstance(own, dict):
            stream._resources[kind].update(own)
        elif kind not in stream._resources:
            stream._resources[kind] = own


def _let_go(box: Any) -> None:
    """Take from the boxes of a sheet all that their tags are not made from."""
    boxes = [box]
    while boxes:
        box = boxes.pop()
        boxes += box.__dict__.get("children", ())
        kept = {name: box.__dict__[name] for name in _KEPT if name in box.__dict__}
        box.__dict__.clear()
        box.__dict__.update(kept)
