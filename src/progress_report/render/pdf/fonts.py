"""Finds the font files for a text and subsets them."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import TypeVar

import uharfbuzz as hb

from progress_report.domain.config import Fonts, ReportConfig
from progress_report.domain.diagnostics import DataError, Diagnostic, Location, ReportError
from progress_report.domain.table import Origin, Table
from progress_report.render.pdf.font_folders import SUFFIXES, system_folders
from progress_report.render.pdf.glyphs import with_own_glyphs
from progress_report.source.places import Source
from progress_report.system.i18n import _

_T = TypeVar("_T")
# OpenType: name ids, and where the OS/2 table holds a face's weight and its italic bit.
_FAMILY_NAMES = (1, 16)
_FULL_NAME = 4
_WEIGHT, _SELECTION, _ITALIC = 4, 62, 1
_REGULAR = 400
_SELECTORS = frozenset((*range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0)))
"""Variation selectors (Unicode 16, 23.4), which a font need not have."""
_SEQUENCE = re.compile(r"[^\s<>&][\ufe00-\ufe0f\U000e0100-\U000e01ef]")
SHEET_NUMBER = "— 0123456789"
CONTINUED = "（续）"  # stands behind the number of a row that goes on from the sheet before
MAX_NAME = 50
"""A text up to this length is a name, repeated where its cell continues on the next sheet."""
_BULLETS = "•◦▪"
# Tables a printed page never uses: other writing directions, bitmaps, signatures, layout helpers.
_DROPPED = ("BASE", "DSIG", "GDEF", "GPOS", "GSUB", "VORG", "vhea", "vmtx")


@dataclass(frozen=True)
class Face:
    """A face of a font file, under the family name that it was requested by."""

    family: str
    path: Path
    index: int = 0

    @cached_property
    def _face(self) -> hb.Face:
        return hb.Face(hb.Blob.from_file_path(self.path), self.index)

    @cached_property
    def _characters(self) -> hb.Set:
        return self._face.unicodes

    def characters(self, text: Iterable[str]) -> set[str]:
        """Those of a text that have a glyph."""
        return {char for char in set(text) if ord(char) in self._characters}

    @property
    def fingerprint(self) -> bytes:
        """The file's size, and its revision and checksum from the head table.

        OpenType's ``checksumAdjustment`` covers the whole file; a digest of twenty million bytes
        would take too long.
        """
        head = self._face.reference_table("head").data
        return self.path.stat().st_size.to_bytes(8, "big") + bytes(head[4:12])

    @property
    def extents(self) -> tuple[float, float]:
        """Its ascent and descent, in parts of the type size."""
        extents = hb.Font(self._face).get_font_extents("ltr")
        return extents.ascender / self._face.upem, -extents.descender / self._face.upem

    def subset(self, text: str) -> bytes:
        """A font file with the characters of a text, without tables that printing does not need.

        Without substitution tables punctuation stays as it is written, and each character has its
        own glyph, so that text copied from the PDF is the text that was printed. A file that is
        damaged raises DataError.
        """
        subset = hb.SubsetInput()
        sequences = {(ord(pair[0]), ord(pair[1])) for pair in _SEQUENCE.findall(text)}
        subset.unicode_set.update(map(ord, self.characters(text)))
        subset.unicode_set.update(selector for _, selector in sequences)
        subset.drop_table_tag_set.update(int.from_bytes(tag.encode()) for tag in _DROPPED)
        # a PDF refers to glyphs by CID, which must be their index in the file
        subset.flags = hb.SubsetFlags.NO_HINTING | hb.SubsetFlags.CFF_IDENTITY_CHARSET
        for axis in self._face.axis_infos:  # a variable font: pin its regular face
            value = _REGULAR if axis.tag == "wght" else axis.default_value
            value = min(max(value, axis.min_value), axis.max_value)
            subset.pin_axis_location(self._face, axis.tag, value)
        try:
            return with_own_glyphs(bytes(hb.subset(self._face, subset).blob.data), sequences)
        except Exception:  # noqa: BLE001 - on such a file, fontTools raises whatever it stumbles on
            message = _("{path}: the font is damaged; put another copy of it in its place")
            raise DataError(message.format(path=self.path.as_posix())) from None


@dataclass(frozen=True)
class FontSet:
    """The faces chosen for each use, and the packaged ones as their fallback."""

    title: Face
    heading: Face
    body: Face
    fallbacks: tuple[Face, ...]
    notes: tuple[str, ...] = ()  # for the user: fonts that were not found
    system: tuple[Path, ...] | None = None
    """The system's font files among them; None if the system was not searched."""

    @property
    def faces(self) -> dict[Face, list[str]]:
        """Each face once, with the names it is used by."""
        files: dict[tuple[Path, int], tuple[Face, list[str]]] = {}
        for face in (self.title, self.heading, self.body, *self.fallbacks):
            _, names = files.setdefault((face.path, face.index), (face, []))
            if face.family not in names:
                names.append(face.family)
        return dict(files.values())

    def in_order(self, use: str) -> list[Face]:
        """The faces of a use: its own, the packaged ones, and those of the other uses."""
        packaged = self.fallbacks if use == "body" else self.fallbacks[::-1]
        faces = {(face.path, face.index): face for face in self.faces}
        wanted = (getattr(self, use), *packaged, *self.faces)
        return [*dict.fromkeys(faces[face.path, face.index] for face in wanted)]

    def subsets(self, text: str, headings: str | None = None) -> dict[Face, bytes]:
        """Each face, subset to the characters that are printed with it.

        ``headings`` is the part of the text that is set in the fonts of the title and of headings;
        None if any of it may be.
        """
        selectors = {*map(chr, _SELECTORS)}
        printed: dict[Face, set[str]] = {face: {*selectors} for face in self.faces}
        uses = {"body": text, "title": headings, "heading": headings}
        for use, used in uses.items():
            characters = {*(text if used is None else used)}
            for face in self.in_order(use):
                covered = face.characters(characters)
                printed[face] |= covered
                characters -= covered
        if selectors.isdisjoint(text):
            text = "".join(sorted(set(text)))
        return {
            # apart from their neighbours, so that no selector comes to stand behind another one
            face: face.subset("".join(c if c in own else " " for c in text))
            for face, own in printed.items()
        }

    def advances(self, subsets: Mapping[Face, bytes]) -> defaultdict[str, float]:
        """The widths of the characters of cells, in subsets of these faces and parts of their size.

        A space or a mark without a glyph takes 1 at the most.
        """
        widths = defaultdict(lambda: 1.0)
        for face in reversed(self.in_order("body")):
            font = hb.Font(hb.Face(subsets[face]))
            for code in font.face.unicodes:
                glyph = font.get_nominal_glyph(code)
                widths[chr(code)] = font.get_glyph_h_advance(glyph) / font.face.upem
        return widths

    def subset_for(self, page: str, headings: str | None = None) -> dict[tuple[str, ...], bytes]:
        """By their names, the subsets for a page and what style sheets add to it: see `subsets`."""
        subsets = self.subsets(page + SHEET_NUMBER + CONTINUED + _BULLETS, headings)
        return {tuple(names): subsets[face] for face, names in self.faces.items()}


def find_fonts(fonts: Fonts, folders: Sequence[Path]) -> FontSet:
    """Find the configured families: in the project, in the package, then on the system.

    Of each use the first family that is found is taken; if there is none, ReportError names them.
    The folders are the project's own.
    """
    packaged = tuple(_packaged())
    notes: list[str] = []
    chosen: dict[str, Face] = {}
    for use in ("title", "heading", "body"):
        families: tuple[str, ...] = getattr(fonts, use)
        face = next(filter(None, (find_font(name, folders) for name in families)), None)
        if face is None:
            message = _(
                "no font for the {use} was found: {families}; put the font file into "
                "fonts/ of the project, or name another in data/report.yaml"
            )
            raise ReportError(message.format(use=use, families=_(", ").join(families)))
        if face.family.casefold() != families[0].casefold():
            message = _("font {wanted} not found; the {use} is set in {taken}")
            notes.append(message.format(wanted=families[0], use=use, taken=face.family))
        chosen[use] = face
    notes += [
        _("{path} is no font that can be read").format(path=path.as_posix())
        for folder in folders
        for path in _font_files(folder)
        if not hb.Face(hb.Blob.from_file_path(path), 0).glyph_count
    ]
    # A project's face takes precedence over the packaged one of the same name.
    taken = {face.family.casefold() for face in chosen.values() if face not in packaged}
    fallbacks = tuple(face for face in packaged if face.family.casefold() not in taken)
    own_folders = [*folders, *(face.path.parent for face in packaged)]
    on_system = [
        f.path for f in chosen.values() if not any(map(f.path.is_relative_to, own_folders))
    ]
    system = tuple(on_system) if on_system or notes else None
    return FontSet(**chosen, fallbacks=fallbacks, notes=tuple(notes), system=system)


def missing_characters(
    table: Table, config: ReportConfig, fonts: FontSet, sources: Sequence[Source] = ()
) -> list[Diagnostic]:
    """A diagnostic for every character that no font has; the layout's source comes first."""
    texts = (*table.texts(), (config.issuer, None), (config.date, None))
    message = _("no font has the character '{char}' (U+{code:04X})")
    hint = _("name a font that has it under 'fonts' in data/report.yaml")
    return [
        Diagnostic(
            "missing-glyph",
            message.format(char=char, code=ord(char)),
            _place(char, origin, sources),
            hint,
        )
        for char, origin in unprintable(texts, fonts)
    ]


def unprintable(texts: Iterable[tuple[str, _T]], fonts: FontSet) -> Iterator[tuple[str, _T]]:
    """Each character that no font has, once, with the origin of the first text that has it."""
    printable = {"\n", *map(chr, _SELECTORS)}
    for text, origin in texts:
        if new := set(text) - printable:
            printable |= new
            lacking = new.difference(*(face.characters(new) for face in fonts.faces))
            yield from ((char, origin) for char in sorted(lacking, key=text.index))


def _place(char: str, origin: Origin | None, sources: Sequence[Source]) -> Location | None:
    """The position of a character in the file, at or below the first line of its text."""
    files = [source for source in sources if origin is None or source.path == origin.path]
    first = origin.line if origin else 1
    for source in files[:1]:
        for number, line in enumerate(source.text.split("\n")[first - 1 :], start=first):
            if char in line:
                return source.at(number, line.index(char) + 1)
    return Location(origin.path, origin.line) if origin else None  # it is written as an escape


def _packaged() -> Iterator[Face]:
    import pylopdf_fonts_zh_cn as package  # noqa: PLC0415 - a folder of fonts, only needed here

    yield Face("Noto Serif SC", package.serif_path())
    yield Face("Noto Sans SC", package.sans_path())


def find_font(family: str, folders: Sequence[Path]) -> Face | None:
    """The face of one family, from the same places as `find_fonts`; None if there is none."""
    for folder in folders:
        if face := _search(family, folder):
            return face
    for face in _packaged():
        if face.family.casefold() == family.casefold():
            return face
    return next(filter(None, (_search(family, folder) for folder in system_folders())), None)


@cache  # called for the build and for the manifest
def _search(family: str, folder: Path) -> Face | None:
    """Search a folder for the face of this name, in any language.

    A family name gives the face of the family that is nearest to upright regular; a full name
    gives its face.
    """
    candidates: list[tuple[int, Face]] = []
    for path in _font_files(folder):
        blob = hb.Blob.from_file_path(path)
        for index in range(hb.Face(blob, 0).count):
            face = hb.Face(blob, index)
            if family.casefold() in _names(face, _FULL_NAME):
                return Face(family, path, index)
            if family.casefold() in _names(face, *_FAMILY_NAMES):
                candidates.append((_from_regular(face), Face(family, path, index)))
    return min(candidates, key=lambda entry: entry[0])[1] if candidates else None


def _font_files(folder: Path) -> list[Path]:
    files = sorted(folder.rglob("*")) if folder.is_dir() else []
    return [path for path in files if path.suffix.lower() in SUFFIXES and path.is_file()]


def _names(face: hb.Face, *ids: int) -> set[str]:
    """The names of a face with these ids, in all languages."""
    records = [entry for entry in face.list_names() if int(entry.name_id) in ids]
    names = (face.get_name(entry.name_id, entry.language) for entry in records)
    return {name.casefold() for name in names if name}


def _from_regular(face: hb.Face) -> int:
    """How far a face is from upright regular."""
    os2 = face.reference_table("OS/2").data
    if len(os2) <= _SELECTION + 1:
        return 0
    weight = int.from_bytes(os2[_WEIGHT : _WEIGHT + 2])
    italic = int.from_bytes(os2[_SELECTION : _SELECTION + 2]) & _ITALIC
    return abs(weight - _REGULAR) + 1000 * italic
