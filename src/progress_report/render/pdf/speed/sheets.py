"""Paints each sheet as soon as it is laid out, to save memory.

WeasyPrint lays out all sheets, then paints all, then tags all, and keeps every box to the end. Here
a sheet is painted at once, and of its boxes only the attributes needed for tags are kept. The PDF
has the same bytes (``test_patches.py`` compares): see `progress_report.render.pdf.speed.patches`
for the conditions.
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
"""Points of the PDF in a CSS pixel."""
_COLLECT_EVERY = 50
"""Sheets between two garbage collections."""
# The attributes of a box that its tag is made from
_KEPT = ("element", "element_tag", "children", "style", "colspan", "rowspan", "is_table_wrapper")
_STYLE = re.compile(r"<style.*?</style", re.DOTALL | re.IGNORECASE)
# A sheet with these depends on others
_DEPENDENT = re.compile(
    r"counters?\(\s*pages|target-|element\(|string\(|footnote|position\s*:\s*fixed|leader\("
)


class NotInOnePass(Exception):  # noqa: N818 - it is not an error
    """The sheets depend on one another: lay them out as WeasyPrint does."""


def is_independent(html: str) -> bool:
    """Whether each sheet of a page can be finished before the next is laid out."""
    return fits() and not any(map(_DEPENDENT.search, _STYLE.findall(html)))


@contextlib.contextmanager
def one_by_one(breaks: Breaks) -> Iterator[dict[Any, Any]]:
    """Let WeasyPrint paint each sheet when it is laid out.

    Args:
        breaks: Sees the box of each sheet while it is complete.

    Returns:
        The fonts used so far, for writing the document.

    Raises:
        NotInOnePass: within the ``with``.
    """
    module: Any = importlib.import_module("weasyprint.document")
    page_module: Any = importlib.import_module("weasyprint.layout.page")
    fonts: dict[Any, Any] = {}
    count = 0

    class Sheet(module.Page):  # type: ignore[misc] # without types
        """A sheet, painted at once if it contains only text and lines."""

        def __init__(self, page_box: Any) -> None:
            nonlocal count
            super().__init__(page_box)
            breaks.add_sheet(page_box)
            self.painting = _paint(self, fonts)
            if self.painting is not None:
                _strip(page_box)
            count += 1
            if count % _COLLECT_EVERY == 0:  # boxes refer to one another
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
    """Let sheets with the same rules share their styles."""
    first_with: dict[Any, Any] = {}

    def shared(page_type: Any, html: Any, style_for: Any) -> None:
        matching = tuple(
            (id(sheet), pseudo_type, id(declarations))
            for sheet, _origin, _specificity in style_for._sheets
            for _rule, selectors, declarations in sheet.page_rules
            for _weight, pseudo_type, selector in selectors
            if style_for._page_type_match(selector, page_type)
        )
        if matching not in first_with:
            compute(page_type, html, style_for)
            if page_type.index:  # the styles of the first sheet do not know its size
                first_with[matching] = page_type
            return
        styles = style_for._computed_styles
        for pseudo_type in {None, *(pseudo for _sheet, pseudo, _declarations in matching)}:
            styles[page_type, pseudo_type] = styles[first_with[matching], pseudo_type]

    return shared


def _paint(page: Any, fonts: dict[Any, Any]) -> Any:
    """A stream that paints a sheet; None if it contains more than text and lines."""
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
    stream.stream.clear()  # the writer adds this one itself
    super(type(page), page).paint(stream, _SCALE)
    special = any(resources[kind] for kind in ("XObject", "Pattern", "Shading"))
    if special or any(key[0] not in "aA" for key in resources["ExtGState"]):
        return None
    stream.stream[:] = _joined(stream.stream)
    return stream


def _is_plain(page_box: Any) -> bool:
    """Whether a sheet has no pictures."""
    boxes: Any = importlib.import_module("weasyprint.formatting_structure.boxes")
    return all(
        isinstance(box, boxes.Box) and not isinstance(box, boxes.ReplacedBox)
        for box in page_box.descendants()  # and placeholders of removed boxes
    )


def _joined(operations: list[Any]) -> Iterator[Any]:
    """The operations, with those between marks joined into one."""
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
    for kind, resources in painting._resources.items():
        if isinstance(resources, dict):
            stream._resources[kind].update(resources)
        elif kind not in stream._resources:
            stream._resources[kind] = resources


def _strip(box: Any) -> None:
    """Remove all attributes from the boxes of a sheet that their tags do not need."""
    boxes = [box]
    while boxes:
        box = boxes.pop()
        boxes += box.__dict__.get("children", ())
        kept = {name: box.__dict__[name] for name in _KEPT if name in box.__dict__}
        box.__dict__.clear()
        box.__dict__.update(kept)
