"""The structure tree that screen readers follow: one table, however many sheets it takes.

WeasyPrint tags each sheet on its own, so a table of eight sheets becomes eight tables, with the
heading read out eight times. Before the file is written, they are merged into one (ISO 32000-1,
14.8): a row that runs over two sheets is one row, heading cells say what they head, and repeated
headings and page numbers are artefacts.
"""

from collections.abc import Iterator
from typing import Any

_GROUPING = ("/NonStruct", "/Part", "/Art", "/Sect", "/Div")
_SCOPES = {"col": "/Column", "colgroup": "/Column", "row": "/Row", "rowgroup": "/Row"}


def merge_tables(document: Any, pdf: Any) -> None:
    """Merge the tables of all sheets (a WeasyPrint ``finisher``)."""
    _Tree(document, pdf).rebuild()


def sheet_boxes(document: Any) -> Iterator[Any]:
    """WeasyPrint's box of each sheet.

    The public ``page.anchors`` names the rows of a sheet, but neither their height nor which of
    their cells have text there; and the structure tree does not name the elements it is made from.
    """
    for page in document.pages:
        yield page._page_box  # noqa: SLF001 - see above


def find_boxes(box: Any, *tags: str) -> Iterator[Any]:
    """The outermost boxes within one that are made for elements with these tags."""
    for child in getattr(box, "children", ()):
        is_wrapper = getattr(child, "is_table_wrapper", False)
        if child.element is not None and child.element_tag in tags and not is_wrapper:
            yield child
        else:
            yield from find_boxes(child, *tags)


def find_lines(box: Any) -> Iterator[Any]:
    """The boxes of the lines of text in a box."""
    if type(box).__name__ == "LineBox":
        yield box
    else:
        for child in getattr(box, "children", ()):
            yield from find_lines(child)


def elements(pdf: Any, top: Any = None) -> Iterator[Any]:
    """The structure elements in reading order."""
    element = (
        resolve(pdf, resolve(pdf, pdf.catalog["StructTreeRoot"])["K"][0]) if top is None else top
    )
    yield element
    for kid in kids(pdf, element):
        if "S" in kid:
            yield from elements(pdf, kid)


def kids(pdf: Any, element: Any) -> Iterator[Any]:
    """The direct children of an element: elements, and references to links."""
    for kid in element.get("K", ()):
        if isinstance(kid, bytes):
            yield resolve(pdf, kid)


def resolve(pdf: Any, reference: Any) -> Any:
    """The object that a reference such as ``12 0 R`` points to."""
    return pdf.objects[int(bytes(reference).split()[0])]


class _Tree:
    def __init__(self, document: Any, pdf: Any) -> None:
        self.document = document
        self.pdf = pdf
        self.root = self._get(pdf.catalog["StructTreeRoot"])
        self.top = self._get(self.root["K"][0])
        self.first: dict[Any, Any] = {}
        """The element of an HTML element, from the first sheet it is on."""
        self.artefacts: set[tuple[int, int]] = set()
        """(sheet, marked content id) of content that is not part of the text."""

    def rebuild(self) -> None:
        pages = [self.pdf.objects[number] for number in self.pdf.pages["Kids"][::3]]
        for box in sheet_boxes(self.document):
            for table in find_boxes(box, "table"):
                self._merge_table(table)
        self.top["K"][:] = self._hoisted(self.top)
        for element in elements(self.pdf, self.top):
            if element["S"] == "/Link" and not any(
                kid.get("Type") == "/OBJR" for kid in kids(self.pdf, element)
            ):
                element["S"] = "/Span"
        self._drop_unreachable()
        for number, page in enumerate(pages):
            self._mark_artefacts(self._get(page["Contents"]), number)

    def _get(self, reference: Any) -> Any:
        return resolve(self.pdf, reference)

    def _merge_table(self, table: Any) -> None:
        """Merge one sheet's part of a table into the element of the sheet it began on."""
        for section in find_boxes(table, "thead", "tbody", "tfoot"):
            for row in find_boxes(section, "tr"):
                marked = (c for c in row.children if getattr(c, "mark", None) is not None)
                if cells := [cell for cell in marked if cell.element is not None]:
                    self._merge_row(table, section, row, cells)

    def _merge_row(self, table: Any, section: Any, row: Any, cells: list[Any]) -> None:
        row_element = self._get(cells[0].mark["P"])
        section_element = self._get(row_element["P"])
        table_element = self._get(section_element["P"])
        whole_table = self.first.setdefault(table.element, table_element)
        if whole_table is not table_element:
            siblings = self._get(table_element["P"])["K"]
            if table_element.reference in siblings:
                siblings.remove(table_element.reference)
            if section.element_tag == "thead":
                return  # a repeated heading: with the detached table it leaves the tree
        whole_section = self._whole(section.element, section_element, whole_table)
        self._whole(row.element, row_element, whole_section)
        # HTML, 4.9.12.2: where no scope is given, headings among data head their row
        implied = "/Column" if all(cell.element_tag == "th" for cell in cells) else "/Row"
        for cell in cells:
            element = cell.mark
            # headings are named by scope, which holds for the merged table as well
            element["A"].pop("Headers", None)
            element.pop("ID", None)
            if element["S"] == "/TH":
                element["A"]["Scope"] = _SCOPES.get(cell.element.get("scope"), implied)
            whole = self.first.setdefault(cell.element, element)
            if whole is not element:
                for kid in list(element["K"]):
                    self._get(kid)["P"] = whole.reference
                    whole["K"].append(kid)
                element["K"].clear()

    def _whole(self, html: Any, element: Any, parent: Any) -> Any:
        """The element of an HTML element: this one, below ``parent``, if it is new."""
        whole = self.first.setdefault(html, element)
        if whole is element and element["P"] != parent.reference:
            element["P"] = parent.reference
            parent["K"].append(element.reference)
        return whole

    def _hoisted(self, parent: Any) -> list[Any]:
        """References to the children, with wrappers replaced by their children."""
        references: list[Any] = []
        for kid in kids(self.pdf, parent):
            if kid["S"] in _GROUPING and all(isinstance(k, bytes) for k in kid["K"]):
                references += self._hoisted(kid)
                continue
            kid["P"] = self.top.reference
            references.append(kid.reference)
        return references

    def _drop_unreachable(self) -> None:
        """Drop from the parent tree what left the structure tree: repeated headings, numbers."""
        alive = {element.reference for element in elements(self.pdf, self.top)}
        numbers = self._get(self.root["ParentTree"])["Nums"]
        for sheet, owners in zip(numbers[::2], numbers[1::2], strict=True):
            if not isinstance(owners, list):
                continue
            for content, owner in enumerate(owners):
                if owner not in alive:
                    self.artefacts.add((sheet, content))
                    owners[content] = "null"
        for number, item in enumerate(self.pdf.objects):
            gone = isinstance(item, dict) and item.get("Type") == "/StructElem"
            if gone and item.reference not in alive and number:
                item.clear()

    def _mark_artefacts(self, stream: Any, sheet: int) -> None:
        """Turn ``/Span <</MCID n>> BDC`` into ``/Artifact BMC`` in a sheet's content."""
        operations = iter(stream.stream)
        marked: list[Any] = []
        for operation in operations:
            number = operation.get("MCID") if isinstance(operation, dict) else None
            if number is not None and (sheet, number) in self.artefacts:
                marked[-1] = "/Artifact"
                marked.append(b"BMC")
                next(operations)
            else:
                marked.append(operation)
        stream.stream[:] = marked
