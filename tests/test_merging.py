"""Two branches' edits of one task file, merged by key.

Each folder of examples/merge holds the versions ``base.yaml`` (none if both sides added the file),
``ours.yaml`` and ``theirs.yaml``, and what they become, ``expected.yaml``; with marks in it, there
is a conflict.
"""

import re
from collections.abc import Callable
from copy import deepcopy
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn
from ruamel.yaml import YAML

from progress_report.merging.lines import Conflict, merge_lines
from progress_report.merging.tasks import Merged, merge
from progress_report.model import Task
from progress_report.prose import unwrap
from progress_report.source.format import canonical
from progress_report.source.nodes import parse

EXAMPLES = sorted((Path(__file__).parent / "examples/merge").iterdir())


def merged(base: str, ours: str, theirs: str) -> Merged:
    found = merge(base, ours, theirs)
    assert found is not None
    return found


def read(text: str) -> Task:
    _source, data, found = parse("x.yaml", text)
    assert found == []
    return Task.model_validate(data)


def written(data: Any) -> str:
    """Data as a canonical task file."""
    text = YAML(typ="safe", pure=True)
    text.allow_unicode = True
    from io import StringIO

    stream = StringIO()
    text.dump(data, stream)
    source = parse("x.yaml", stream.getvalue())[0]
    return canonical(source, Task.model_validate(source.data))


def swapped(found: Merged) -> Merged:
    pieces = (
        Conflict(piece.base, piece.theirs, piece.ours) if isinstance(piece, Conflict) else piece
        for piece in found.pieces
    )
    return replace(found, pieces=tuple(pieces))


def test_there_are_examples() -> None:
    assert len(EXAMPLES) >= 12


@pytest.mark.parametrize("folder", EXAMPLES, ids=lambda folder: folder.name)
def test_examples(folder: Path) -> None:
    base, ours, theirs, expected = (
        (folder / f"{name}.yaml").read_bytes().decode()
        if (folder / f"{name}.yaml").exists()
        else ""
        for name in ("base", "ours", "theirs", "expected")
    )
    found = merged(base, ours, theirs)
    assert found.text() == expected
    assert found.conflicts == expected.count("<<<<<<< ours\n")
    assert swapped(merged(base, theirs, ours)) == found


SIDES = ("原", "我", "他")


class Writer:
    """Makes up data of which every text says which version it is from, and no two are the same."""

    def __init__(self, draw: DrawFn) -> None:
        self.draw = draw
        self.count = 0

    def some(self, *choices: Any) -> Any:
        return self.draw(st.sampled_from(choices))

    def word(self, side: str) -> str:
        self.count += 1
        return f"{side}{self.count}"

    def prose(self, side: str) -> str:
        return "".join(f"{self.word(side)}。" for _ in range(self.some(1, 2, 3, 4)))

    def fields(self, side: str) -> dict[str, str]:
        return {name: self.word(side) for name in self.draw(st.sets(st.sampled_from("甲乙丙")))}

    def progress(self, side: str) -> Any:
        if self.some(True, False):
            return self.prose(side)
        names = self.draw(st.lists(st.sampled_from("甲乙丙丁"), min_size=1, unique=True))
        return [{"unit": name, "text": self.prose(side)} for name in names]

    def entry(self, side: str) -> dict[str, Any]:
        return {"progress": self.progress(side), "fields": self.fields(side)}

    def finding(self, side: str) -> dict[str, str]:
        return {"rule": self.some("r", "s", "t"), "in": "H1", "why": self.word(side)}

    def task(self, side: str) -> dict[str, Any]:
        periods = self.draw(st.sets(st.sampled_from(["Q1", "H1", "H2", "FY"])))
        return {
            "year": 2021,
            "docket": 1,
            "task": self.prose(side),
            "lead": self.word(side),
            "units": [self.word(side) for _ in range(self.some(0, 1, 3))],
            "fields": self.fields(side),
            "entries": {key: self.entry(side) for key in periods},
            "ignore": [self.finding(side) for _ in range(self.some(0, 1, 2))],
        }

    def edited(self, task: dict[str, Any], side: str) -> dict[str, Any]:
        """A version of a task with a few edits."""
        new = deepcopy(task)
        for _ in range(self.some(0, 1, 2, 4)):
            self.edit(new, side)
        return new

    def edit(self, task: dict[str, Any], side: str) -> None:
        what = self.some("task", "lead", "units", "fields", "add", "drop", "ignore", *["entry"] * 4)
        if what == "task":
            task["task"] = self.edited_prose(task["task"], side)
        elif what == "lead":
            task["lead"] = self.word(side)
        elif what == "units":
            self.edit_list(task["units"], self.word(side))
        elif what == "ignore":
            self.edit_list(task["ignore"], self.finding(side))
        elif what == "fields":
            task["fields"][self.some(*"甲乙丙丁")] = self.word(side)
        elif what == "add":
            task["entries"].setdefault(self.some("Q1", "Q3", "H1", "H2"), self.entry(side))
        elif what == "drop" and task["entries"]:
            del task["entries"][self.some(*task["entries"])]
        elif task["entries"]:
            entry = task["entries"][self.some(*task["entries"])]
            if isinstance(entry["progress"], str):
                entry["progress"] = self.edited_prose(entry["progress"], side)
            elif self.some(True, False):
                part = self.some(*entry["progress"])
                part["text"] = self.edited_prose(part["text"], side)
            else:
                unit = {"unit": self.some(*"甲乙丙丁戊"), "text": self.prose(side)}
                if unit["unit"] not in [part["unit"] for part in entry["progress"]]:
                    self.edit_list(entry["progress"], unit)

    def edit_list(self, items: list[Any], new: Any) -> None:
        at = self.draw(st.integers(0, len(items)))
        if len(items) > 1 and self.some(True, False, False):
            del items[at - 1]
        else:
            items.insert(at, new)

    def edited_prose(self, text: str, side: str) -> str:
        sentences = text.split("。")[:-1]
        at = self.draw(st.integers(0, len(sentences) - 1))
        sentences[at : at + self.some(0, 1)] = [self.word(side) for _ in range(self.some(0, 1, 2))]
        return "".join(f"{sentence}。" for sentence in sentences or [self.word(side)])

    def comments(self, text: str, side: str, others: dict[str, str]) -> dict[str, str]:
        """Comments for some lines of a text, by line: others' comments and its own."""
        places = [line for line in text.splitlines() if re.fullmatch(r" *\w+:( [|[{].*)?", line)]
        chosen = self.draw(st.sets(st.sampled_from(sorted(set(places))), max_size=3))
        return {**others, **{line: f"# {self.word(side)}" for line in chosen}}


def commented(text: str, comments: dict[str, str]) -> str:
    lines: list[str] = []
    for line in text.splitlines():
        if line in comments:
            lines.append(" " * (len(line) - len(line.lstrip(" "))) + comments[line])
        lines.append(line)
    return "\n".join([*lines, ""])


@st.composite
def versions(draw: DrawFn) -> tuple[str, str, str]:
    """Three versions of a task file in canonical form, with comments."""
    writer = Writer(draw)
    base = writer.task(SIDES[0])
    old, mine, yours = (written(data) for data in (base, *(writer.edited(base, side) for side in SIDES[1:])))
    shared = writer.comments(old, SIDES[0], {})
    return (
        commented(old, shared),
        commented(mine, writer.comments(mine, SIDES[1], shared)),
        commented(yours, writer.comments(yours, SIDES[2], shared)),
    )


SLOW = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])


@SLOW
@given(versions())
def test_one_side_alone_is_taken_to_the_byte(texts: tuple[str, str, str]) -> None:
    old, new, other = texts
    assert merged(old, old, new).text() == new
    assert merged(old, new, old).text() == new
    assert merged(old, other, other).text() == other


def lines_of(text: str) -> set[str]:
    """Lines that stand once in a file, but for those in brackets, which are merged within."""
    return set(re.findall(r"^.*[原我他]\d+.*[^\]}]$", text, re.MULTILINE))


@SLOW
@given(versions())
def test_no_line_is_lost_and_what_comes_out_is_a_task(texts: tuple[str, str, str]) -> None:
    base, ours, theirs = texts
    found = merged(*texts)
    assert swapped(merged(base, theirs, ours)) == found
    old, mine, yours = (lines_of(text) for text in texts)
    here = lines_of(found.text())
    assert (mine - old) | (yours - old) | (old & mine & yours) <= here
    if found.conflicts:
        read(found.choosing("ours"))
        read(found.choosing("theirs"))
    else:
        assert (old - mine) & here <= yours - old
        assert (old - yours) & here <= mine - old
        read(found.text())
