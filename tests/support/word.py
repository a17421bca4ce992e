"""Word files as python-docx writes them."""

from functools import cache
from io import BytesIO

from docx import Document
from docx.document import Document as DocumentType


@cache
def _template() -> bytes:
    document, file = Document(), BytesIO()
    for style in [style for style in document.styles if style.name not in ("Normal", "Caption")]:
        style.delete()
    for name, relation in [*document.part.rels.items()]:
        if relation.reltype.endswith("/stylesWithEffects"):
            document.part.drop_rel(name)
    document.save(file)
    return file.getvalue()


def blank() -> DocumentType:
    """An empty document, without the hundreds of styles that python-docx gives one."""
    return Document(BytesIO(_template()))
