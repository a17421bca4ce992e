"""Where two files of a format differ, in words by which a person finds the place.

A published file that is not of the format raises ReportError.
"""

import difflib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import zip_longest
from typing import Any

from progress_report.office.package import unpack
from progress_report.system.files import with_line_feeds
from progress_report.system.i18n import _
from progress_report.system.limits import MAX_PDF_ELEMENTS, require_at_most
from progress_report.text.excerpt import common_prefix, excerpt
from progress_report.text.width import printable
from progress_report.verify.hidden import hidden_units
from progress_report.verify.visible import Units, guarded, open_pdf, read_units, reader

_POLICY = "Content-Security-Policy"
_OFFICE = ("docx", "xlsx")
_CONTEXT = 24  # characters of a line shown on either side of its first difference
_MAX_PAIRS = 1_000_000  # of equal texts that are all tried; beyond it frequent texts mark no place


@dataclass(frozen=True, slots=True)
class Difference:
    """One place where a published file is not what the data give."""

    place: str
    actual: str | None  # an excerpt of the published file; None if it has nothing there
    expected: str | None  # an excerpt of what the data give; None if they give nothing there

    def __str__(self) -> str:
        """The difference in one sentence."""
        place, actual, expected = self.place, self.actual, self.expected
        if actual and expected and printable(actual) == printable(expected):
            actual, expected = _with_code_points(actual), _with_code_points(expected)
        if actual is None and expected is None:
            return _("{place} differs").format(place=place)
        if actual is None:
            return _("{place}: '{new}' is missing").format(place=place, new=expected)
        if expected is None:
            return _("{place}: '{old}' is not in the data").format(place=place, old=actual)
        message = _("{place}: published is '{old}', the data give '{new}'")
        return message.format(place=place, old=actual, new=expected)


def _with_code_points(text: str) -> str:
    """A text with its invisible characters made visible, as ``<U+200B>``."""
    return "".join(char if char.isprintable() else f"<U+{ord(char):04X}>" for char in text)


def lines(actual: bytes, expected: bytes) -> Difference | None:
    """The first line of a text that differs, as an excerpt around the first difference."""
    texts = (with_line_feeds(raw).decode(errors="replace") for raw in (actual, expected))
    first: Difference | None = None
    for number, (before, after) in enumerate(
        zip_longest(*(text.split("\n") for text in texts)), start=1
    ):
        if before != after:
            place = _("line {number}").format(number=number)
            first = first or Difference(place, *_excerpts(before, after))
            if _POLICY not in (before or ""):  # its digests only follow from what differs below
                return Difference(place, *_excerpts(before, after))
    return first


def contents(form: str, actual: bytes, expected: bytes) -> Iterator[Difference]:
    """Everything a reader would see that differs, in order."""
    texts_actual = read_units(form, actual)
    texts_expected = reader(form)(expected)  # unguarded: where our own file cannot be read, we fail
    for start, end, first, last in _unequal(texts_actual, texts_expected):
        yield from _paired(texts_actual[start:end], texts_expected[first:last])


def all_differences(form: str, actual: bytes, expected: bytes) -> list[str]:
    """What differs in the readable text, and what acts or can hide text: a sentence for each."""
    return [*map(str, contents(form, actual, expected)), *hidden(form, actual, expected)]


def _unequal(actual: Units, expected: Units) -> Iterator[tuple[int, int, int, int]]:
    """Where two lists differ: start and end in the one, start and end in the other."""
    texts, texts_expected = ([text for _place, text in side] for side in (actual, expected))
    counts = Counter(texts_expected)
    pairs = sum(counts[text] for text in texts)
    matcher = difflib.SequenceMatcher(None, texts, texts_expected, autojunk=pairs > _MAX_PAIRS)
    for kind, start, end, first, last in matcher.get_opcodes():
        if kind != "equal":
            yield start, end, first, last


def hidden(form: str, actual: bytes, expected: bytes) -> list[str]:
    """What acts in a published file, or hides or replaces text, and what no build gives."""
    items = guarded(form, lambda raw: hidden_units(form, raw), actual)
    expected_items = hidden_units(form, expected)
    if form == "html":
        # those that the expected ones have not, or have elsewhere in their order
        inserted = (items[start:end] for start, end, *_rest in _unequal(items, expected_items))
        items = [item for run in inserted for item in run]
    allowed = Counter(text for _place, text in expected_items) if form != "html" else Counter()
    excess = []
    for place, text in items:
        allowed[text] -= 1
        if allowed[text] < 0:
            excess.append((place, excerpt(text, 0, before=0, length=80).text))
    return [_("{place}: {item}").format(place=place, item=text) for place, text in excess]


def parts(actual: bytes, expected: bytes) -> str:
    """The first part of an office file that differs, by its name in the package."""
    old, new = unpack(actual), unpack(expected)
    return next((name for name in {**new, **old} if old.get(name) != new.get(name)), "")


def structure(raw: bytes) -> list[str]:
    """The structure tree of a PDF, an element a line, indented by its depth."""
    root = open_pdf(raw).trailer["/Root"]
    elements: list[str] = []
    visited = 0

    def walk(element: Any, depth: int) -> None:
        nonlocal visited
        visited += 1
        require_at_most(MAX_PDF_ELEMENTS, visited, _("elements of structure"))
        if "/S" in element:
            attributes = element.get("/A", {})
            lists = attributes if isinstance(attributes, list) else [attributes]
            members = [item.get_object() for item in lists if hasattr(item, "get_object")]
            scopes = (member.get("/Scope", "") for member in members if isinstance(member, dict))
            elements.append(f"{' ' * depth}{element['/S']} {''.join(scopes)}".rstrip())
        kids = element.get("/K", [])
        for kid in kids if isinstance(kids, list) else [kids]:
            kid = kid.get_object() if hasattr(kid, "get_object") else kid  # noqa: PLW2901 - what it stands for
            if isinstance(kid, dict) and depth < 50:  # noqa: PLR2004 - a hostile tree may loop
                walk(kid, depth + 1)

    walk(root.get("/StructTreeRoot", {}), 0)
    return elements


def attachments(raw: bytes) -> dict[str, bytes]:
    """The files that a PDF carries, by name."""
    return {name: b"".join(data) for name, data in sorted(open_pdf(raw).attachments.items())}


def first_difference(form: str, actual: bytes, expected: bytes) -> Difference | None:
    """The first place where two files of a format differ; None if only the encoding does."""
    if form != "pdf" and form not in _OFFICE:
        return lines(actual, expected)
    if (difference := next(contents(form, actual, expected), None)) is not None:
        return difference
    if form in _OFFICE:
        part = guarded(form, lambda raw: parts(raw, expected), actual)
        return Difference(_("part {name}").format(name=part), None, None) if part else None
    trees = [guarded(form, structure, raw) for raw in (actual, expected)]
    if (difference := lines(*("\n".join(tree).encode() for tree in trees))) is not None:
        place = _("structure tree, {place}").format(place=difference.place)
        return replace(difference, place=place)
    if guarded(form, attachments, actual) != attachments(expected):
        return Difference(_("the file it carries"), None, None)
    return None


def _paired(actual: Units, expected: Units) -> Iterator[Difference]:
    for before, after in zip_longest(actual, expected):
        place = (before or after or ("", ""))[0]
        yield Difference(place, *_excerpts(before and before[1], after and after[1]))


def _excerpts(actual: str | None, expected: str | None) -> tuple[str | None, str | None]:
    """Excerpts of two texts, around their first difference."""
    position = 0 if actual is None or expected is None else common_prefix(actual, expected)
    before, after = (
        None
        if text is None
        else excerpt(text, position, before=2 * _CONTEXT, length=4 * _CONTEXT).text
        for text in (actual, expected)
    )
    return before, after
