"""Office packages (ISO/IEC 29500-2): the parts of a document in a zip archive.

The same parts give the same bytes on any machine. So nothing is compressed: zlib and the builds
that stand in for it give different bytes for one text, and from one version to the next. Word,
WPS and LibreOffice open stored parts, a repository keeps their versions in less room, and a table
of 37 tasks stays below half a megabyte.
"""

import io
import zipfile
from collections.abc import Mapping

EARLIEST = (1980, 1, 1, 0, 0, 0)
"""The first date a zip archive can hold; written for every part."""
_UNIX = 3
_FILE_MODE = 0o100644 << 16


def pack(parts: Mapping[str, bytes]) -> bytes:
    """Put parts into a package.

    Args:
        parts: By name, such as ``word/document.xml``, in any order.

    Returns:
        The archive. The list of content types comes first, as readers that look at the first
        bytes expect, and the document's properties last.
    """
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_STORED) as archive:
        for name in sorted(parts, key=_place):
            entry = zipfile.ZipInfo(name, EARLIEST)
            entry.create_system = _UNIX  # else it tells on which system this ran
            entry.external_attr = _FILE_MODE
            archive.writestr(entry, parts[name])
    return packed.getvalue()


def repack(raw: bytes) -> bytes:
    """Pack a package again, so that its bytes depend on its parts alone.

    Args:
        raw: What another library wrote: with its dates, its order, its compression.

    Raises:
        zipfile.BadZipFile: it is no zip archive.
    """
    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        names = [entry.filename for entry in archive.infolist() if not entry.is_dir()]
        return pack({name: archive.read(name) for name in names})


def _place(name: str) -> tuple[bool, bool, str]:
    return name != "[Content_Types].xml", name.startswith("docProps/"), name
