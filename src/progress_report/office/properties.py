"""Properties of one's own in an office file (ISO/IEC 29500-1, 22.3): what no page shows."""

import io
from collections.abc import Mapping
from datetime import datetime
from zipfile import ZipFile

from lxml import etree  # type: ignore[import-untyped]  # lxml carries no types

from progress_report.office.archive import parse_xml
from progress_report.office.package import pack

_PART = "docProps/custom.xml"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006"
_PROPERTIES = f"{_OFFICE}/custom-properties"
_VALUES = f"{_OFFICE}/docPropsVTypes"
_RELATIONSHIPS = "http://schemas.openxmlformats.org/package/2006/relationships"
_TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
_KIND = "application/vnd.openxmlformats-officedocument.custom-properties+xml"
_FORMAT_ID = "{D5CDD505-2E9C-101B-9397-08002B2CF9AE}"
"""User-defined properties, as Office knows them."""
_FIRST_ID = 2
_CORE = "docProps/core.xml"


def with_properties(raw: bytes, values: Mapping[str, str]) -> bytes:
    """Put properties into a Word or Excel file that has none of its own yet.

    Args:
        raw: The file.
        values: Texts by name; Word and Excel take up to 255 characters each.

    Returns:
        The file, packed so that the same parts give the same bytes.
    """
    with ZipFile(io.BytesIO(raw)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    root = etree.Element(f"{{{_PROPERTIES}}}Properties", nsmap={None: _PROPERTIES, "vt": _VALUES})
    for number, (name, value) in enumerate(values.items(), start=_FIRST_ID):
        found = {"fmtid": _FORMAT_ID, "pid": str(number), "name": name}
        one = etree.SubElement(root, f"{{{_PROPERTIES}}}property", found)
        etree.SubElement(one, f"{{{_VALUES}}}lpwstr").text = value
    parts[_PART] = _written(root)
    types = parse_xml(parts["[Content_Types].xml"])
    etree.SubElement(types, f"{{{_TYPES}}}Override", PartName=f"/{_PART}", ContentType=_KIND)
    parts["[Content_Types].xml"] = _written(types)
    related = parse_xml(parts["_rels/.rels"])
    etree.SubElement(
        related,
        f"{{{_RELATIONSHIPS}}}Relationship",
        Id="custom-properties",
        Type=f"{_OFFICE}/relationships/custom-properties",
        Target=_PART,
    )
    parts["_rels/.rels"] = _written(related)
    return pack(parts)


def properties(archive: ZipFile) -> dict[str, str]:
    """Such properties of a file, as text, by name.

    Raises:
        BadXmlError: their part is damaged.
    """
    if _PART not in archive.namelist():
        return {}
    root = parse_xml(archive.read(_PART))
    return {
        one.get("name", ""): "".join(one.itertext()).strip() for one in root.iter("{*}property")
    }


def saved_at(archive: ZipFile) -> datetime | None:
    """When the program that last saved a file says that it did, with its time zone.

    Raises:
        BadXmlError: the part that says so is damaged.
    """
    if _CORE not in archive.namelist():
        return None
    written = parse_xml(archive.read(_CORE)).findtext("{*}modified", "").strip()
    try:
        moment = datetime.fromisoformat(written)
    except ValueError:
        return None
    return moment if moment.tzinfo is not None else None


def _written(root: object) -> bytes:
    written: bytes = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
    return written
