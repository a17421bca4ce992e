"""Where two files of a format differ, told as a person would find the place."""

import difflib
import io
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from progress_report.system.i18n import _
from progress_report.text.excerpt import common_prefix, excerpt
from progress_report.verify.visible import Units, open_pdf, read_units, reader

_OFFICE = ("docx", "xlsx")
_AROUND = 24
"""Characters of a line shown on both sides of its first difference."""


@dataclass(frozen=True, slots=True)
class Difference:
    """One place where a published file is not what the data give."""

    place: str
    published: str | None
    """None if it has nothing there."""
    built: str | None


def lines(published: bytes, built: bytes) -> Difference | None:
    """The first line of a text that differs, cut to where it differs."""
    ours, theirs = (raw.decode(errors="replace").split("\n") for raw in (built, published))
    for number in range(max(len(ours), len(theirs))):
        old = theirs[number] if number < len(theirs) else None
        new = ours[number] if number < len(ours) else None
        if old != new:
            place = _("line {number}").format(number=number + 1)
            return Difference(place, *_cut(old, new))
    return None


def contents(form: str, published: bytes, built: bytes) -> Iterator[Difference]:
    """Everything a reader would see that differs, in order.

    Args:
        form: ``pdf``, ``html``, ``docx``, ``xlsx``, or another, which is compared by lines.
        published: The file in question; nothing is taken for granted about it.
        built: What the data give.

    Raises:
        ReportError: what is published is no file of that format.
    """
    ours = reader(form)(built)  # unguarded: our own file can be read, or we are at fault
    theirs = read_units(form, published)
    matcher = difflib.SequenceMatcher(
        None, [text for _place, text in theirs], [text for _place, text in ours], autojunk=False
    )
    for kind, start, end, first, last in matcher.get_opcodes():
        if kind != "equal":
            yield from _paired(theirs[start:end], ours[first:last])


def parts(published: bytes, built: bytes) -> str:
    """The first part of an office file that differs, by its name in the package."""
    with (
        zipfile.ZipFile(io.BytesIO(published)) as old,
        zipfile.ZipFile(io.BytesIO(built)) as new,
    ):
        for name in dict.fromkeys([*new.namelist(), *old.namelist()]):
            if name not in old.namelist() or name not in new.namelist():
                return name
            if old.read(name) != new.read(name):
                return name
    return ""


def structure(raw: bytes) -> list[str]:
    """The structure tree of a PDF, an element a line, indented by its depth."""
    root = open_pdf(raw).trailer["/Root"]
    found: list[str] = []

    def walk(element: Any, depth: int) -> None:
        if "/S" in element:
            scope = element.get("/A", {}).get("/Scope", "")
            found.append(f"{' ' * depth}{element['/S']} {scope}".rstrip())
        kids = element.get("/K", [])
        for kid in kids if isinstance(kids, list) else [kids]:
            kid = kid.get_object() if hasattr(kid, "get_object") else kid  # noqa: PLW2901 - what it stands for
            if isinstance(kid, dict) and depth < 50:  # noqa: PLR2004 - a hostile tree may loop
                walk(kid, depth + 1)

    walk(root.get("/StructTreeRoot", {}), 0)
    return found


def attachments(raw: bytes) -> dict[str, bytes]:
    """The files that a PDF carries, by name."""
    return {name: b"".join(each) for name, each in sorted(open_pdf(raw).attachments.items())}


def first_difference(form: str, published: bytes, built: bytes) -> Difference | None:
    """The first place where two files of a format differ; None if only in bytes nobody sees.

    Raises:
        ReportError: what is published is no file of that format.
    """
    if form != "pdf" and form not in _OFFICE:
        return lines(published, built)
    if (found := next(contents(form, published, built), None)) is not None:
        return found
    if form in _OFFICE:
        part = parts(published, built)
        return Difference(_("part {name}").format(name=part), None, None) if part else None
    trees = ["\n".join(structure(raw)).encode() for raw in (published, built)]
    if (found := lines(trees[0], trees[1])) is not None:
        place = _("structure tree, {place}").format(place=found.place)
        return Difference(place, found.published, found.built)
    if attachments(published) != attachments(built):
        return Difference(_("the file it carries"), None, None)
    return None


def shown(difference: Difference) -> str:
    """A difference in one sentence."""
    place, old, new = difference.place, difference.published, difference.built
    if old is None and new is None:
        return _("{place} differs").format(place=place)
    if old is None:
        return _("{place}: '{new}' is missing").format(place=place, new=new)
    if new is None:
        return _("{place}: '{old}' is not in the data").format(place=place, old=old)
    message = _("{place}: published is '{old}', the data give '{new}'")
    return message.format(place=place, old=old, new=new)


def _paired(old: Units, new: Units) -> Iterator[Difference]:
    for index in range(max(len(old), len(new))):
        before = old[index] if index < len(old) else None
        after = new[index] if index < len(new) else None
        place = (before or after or ("", ""))[0]
        texts = _cut(before and before[1], after and after[1])
        yield Difference(place, *texts)


def _cut(old: str | None, new: str | None) -> tuple[str | None, str | None]:
    """Two texts around the first character in which they differ."""
    position = 0 if old is None or new is None else common_prefix(old, new)
    published, built = (
        None if text is None else excerpt(text, position, before=_AROUND, length=2 * _AROUND).text
        for text in (old, new)
    )
    return published, built
