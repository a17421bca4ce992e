"""Custom properties of an office file (ISO/IEC 29500-1, 22.3), which no page shows."""

from collections.abc import Mapping
from datetime import datetime
from xml.sax.saxutils import escape, quoteattr
from zipfile import ZipFile

from progress_report.office.package import pack, parse_xml, unpack

_PART, _CORE = "docProps/custom.xml", "docProps/core.xml"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006"
_KIND = "application/vnd.openxmlformats-officedocument.custom-properties+xml"
_FORMAT_ID = "{D5CDD505-2E9C-101B-9397-08002B2CF9AE}"  # of user-defined properties
_FIRST_ID = 2


def with_properties(raw: bytes, values: Mapping[str, str]) -> bytes:
    """Add custom properties, of up to 255 characters, to a Word or Excel file that has none yet."""
    parts = unpack(raw)
    items = "".join(
        f'<property fmtid="{_FORMAT_ID}" pid="{number}" name={quoteattr(name)}>'
        f"<vt:lpwstr>{escape(value)}</vt:lpwstr></property>"
        for number, (name, value) in enumerate(values.items(), start=_FIRST_ID)
    )
    parts[_PART] = (
        "<?xml version='1.0' encoding='UTF-8' standalone='yes'?>\n"
        f'<Properties xmlns="{_OFFICE}/custom-properties" xmlns:vt="{_OFFICE}/docPropsVTypes">'
        f"{items}</Properties>"
    ).encode()
    kind = f'<Override PartName="/{_PART}" ContentType="{_KIND}"/></Types>'
    relation = (
        f'<Relationship Id="custom-properties" Type="{_OFFICE}/relationships/custom-properties"'
        f' Target="{_PART}"/></Relationships>'
    )
    for part, end, more in (
        ("[Content_Types].xml", b"</Types>", kind),
        ("_rels/.rels", b"</Relationships>", relation),
    ):
        parts[part] = parts[part].replace(end, more.encode())
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
