"""Custom properties of an office file (ISO/IEC 29500-1, 22.3), which no page shows."""

from collections.abc import Mapping
from datetime import datetime
from zipfile import ZipFile

from lxml import etree  # type: ignore[import-untyped]  # lxml carries no types

from progress_report.office.package import pack, parse_xml, unpack

_PART = "docProps/custom.xml"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006"
_PROPERTIES = f"{_OFFICE}/custom-properties"
_VALUES = f"{_OFFICE}/docPropsVTypes"
_RELATIONSHIPS = "http://schemas.openxmlformats.org/package/2006/relationships"
_TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
_KIND = "application/vnd.openxmlformats-officedocument.custom-properties+xml"
_FORMAT_ID = "{D5CDD505-2E9C-101B-9397-08002B2CF9AE}"  # of user-defined properties
_FIRST_ID = 2
_CORE = "docProps/core.xml"


def with_properties(raw: bytes, values: Mapping[str, str]) -> bytes:
    """Add custom properties, of up to 255 characters, to a Word or Excel file that has none yet."""
    parts = unpack(raw)
    root = etree.Element(f"{{{_PROPERTIES}}}Properties", nsmap={None: _PROPERTIES, "vt": _VALUES})
    for number, (name, value) in enumerate(values.items(), start=_FIRST_ID):
        attributes = {"fmtid": _FORMAT_ID, "pid": str(number), "name": name}
        element = etree.SubElement(root, f"{{{_PROPERTIES}}}property", attributes)
        etree.SubElement(element, f"{{{_VALUES}}}lpwstr").text = value
    parts[_PART] = _encoded(root)
    types = parse_xml(parts["[Content_Types].xml"])
    etree.SubElement(types, f"{{{_TYPES}}}Override", PartName=f"/{_PART}", ContentType=_KIND)
    parts["[Content_Types].xml"] = _encoded(types)
    related = parse_xml(parts["_rels/.rels"])
    etree.SubElement(
        related,
        f"{{{_RELATIONSHIPS}}}Relationship",
        Id="custom-properties",
        Type=f"{_OFFICE}/relationships/custom-properties",
        Target=_PART,
    )
    parts["_rels/.rels"] = _encoded(related)
    return pack(parts)


def properties(package: ZipFile) -> dict[str, str]:
    """The custom properties of a file, as text, by name."""
    if _PART not in package.namelist():
        return {}
    root = parse_xml(package.read(_PART))
    return {
        element.get("name", ""): "".join(element.itertext()).strip()
        for element in root.iter("{*}property")
    }


def saved_at(package: ZipFile) -> datetime | None:
    """When a file was last saved, as its program recorded it; None without a time zone."""
    if _CORE not in package.namelist():
        return None
    modified = parse_xml(package.read(_CORE)).findtext("{*}modified", "").strip()
    try:
        moment = datetime.fromisoformat(modified)
    except ValueError:
        return None
    return moment if moment.tzinfo is not None else None


def _encoded(root: object) -> bytes:
    encoded: bytes = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
    return encoded
