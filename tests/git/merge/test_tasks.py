"""Two branches' edits of one task file, merged by key.

Each folder of examples/merge holds the versions ``base.yaml`` (none if both sides added the file),
``ours.yaml`` and ``theirs.yaml``, and what they become, ``expected.yaml``; with marks in it, there
is a conflict.
"""

import re
import time
from copy import deepcopy
from dataclasses import replace
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn
from ruamel.yaml import YAML
from support.laws import tries
from support.project import ROOT

from progress_report.domain.task import Task
from progress_report.git.merge.lines import Conflict, merge_lines
from progress_report.git.merge.tasks import Merged, merge
from progress_report.source.nodes import parse
from progress_report.source.writing.format import canonical

EXAMPLES = sorted((ROOT / "tests/examples/merge").iterdir())


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
        entries = task["entries"]
        match self.some("task", "lead", "units", "fields", "add", "drop", "ignore", "one", "one"):
            case "task":
                task["task"] = self.edited_prose(task["task"], side)
            case "lead":
                task["lead"] = self.word(side)
            case "units":
                self.edit_list(task["units"], self.word(side))
            case "ignore":
                self.edit_list(task["ignore"], self.finding(side))
            case "fields":
                task["fields"][self.some(*"甲乙丙丁")] = self.word(side)
            case "drop" if entries:
                del entries[self.some(*entries)]
            case "one" if entries:
                self.edit_entry(entries[self.some(*entries)], side)
            case _:
                entries.setdefault(self.some("Q1", "Q3", "H1", "H2"), self.entry(side))

    def edit_entry(self, entry: dict[str, Any], side: str) -> None:
        parts = entry["progress"]
        if isinstance(parts, str):
            entry["progress"] = self.edited_prose(parts, side)
        elif self.some(True, False):
            part = self.some(*parts)
            part["text"] = self.edited_prose(part["text"], side)
        else:
            unit = {"unit": self.some(*"甲乙丙丁戊"), "text": self.prose(side)}
            if unit["unit"] not in [part["unit"] for part in parts]:
                self.edit_list(parts, unit)

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
    old, mine, yours = (
        written(data) for data in (base, *(writer.edited(base, side) for side in SIDES[1:]))
    )
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
    return set(re.findall(r"^.*[原我他]\d+.*[^\]}\n]$", text, re.MULTILINE))


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
    else:  # what one side dropped is gone
        gone = (old - mine) | (old - yours)
        assert not [line for line in gone & here if "#" not in line]
        read(found.text())


def test_two_sides_that_together_delete_a_whole_text_are_a_conflict() -> None:
    head = "year: 2021\ndocket: 1\ntask: |\n"
    result = merged(head + "  甲。\n  乙。\n", head + "  甲。\n", head + "  乙。\n")
    assert result.conflicts == 1
    assert read(result.choosing("ours")).task.strip() == "甲。"
    assert read(result.choosing("theirs")).task.strip() == "乙。"


def test_edits_of_different_keys_both_stand() -> None:
    parts = {
        "lead": "lead: 甲\n",
        "units": "units: [乙]\n",
        "fields": "fields: {a: 丙}\n",
        "formerly": "formerly: ['9', 2020/8]\n",
        "from": "from: Q1\n",
        "until": "until: H2\nended: {why: 调减, date: 2021-12-01}\n",
        "finished": "finished: H2\n",
        "renumbered": "renumbered:\n  - {docket: 6, until: H1}\n",
        "H1": "entries:\n  H1:\n    progress: |\n      丁。\n",
        "H2": "entries:\n  H2:\n    progress: |\n      戊。\n",
        "ignore": "ignore:\n  - {rule: r, why: 己}\n",
    }
    base = "year: 2021\ndocket: 1\ntask: |\n  任务。\n"
    for one, mine in parts.items():
        for other, yours in parts.items():
            found = merged(base, base + mine, base + yours)
            assert found.conflicts == 0
            assert set(found.text().splitlines()) == set((base + mine + yours).splitlines())
            assert [*read(found.text()).entries] == sorted({one, other} & {"H1", "H2"})


def test_edits_of_one_key_of_a_tasks_course_conflict() -> None:
    base = "year: 2021\ndocket: 1\nuntil: FY\ntask: |\n  任务。\n"
    for line, ours, theirs in (
        ("until: FY", "until: H1", "until: Q3"),
        ("until: FY", "until: H1\nended: 调减", "until: FY\nended: 并入"),
    ):
        found = merged(base, base.replace(line, ours), base.replace(line, theirs))
        assert found.conflicts
        assert read(found.choosing("ours")).until == "H1"


TASK = "year: 2021\ndocket: 1\ntask: 甲。\n"


@pytest.mark.parametrize("text", ["", "# 注\n", "- a\n", "{year: 2021}\n", "a: *b\n", "a: b: c\n"])
def test_what_is_no_task_file_is_not_merged_by_key(text: str) -> None:
    assert merge(TASK, text, TASK + "lead: 乙\n") is None
    assert merge(TASK, TASK + "lead: 乙\n", text) is None
    assert merge(text or "a: b: c", TASK, TASK + "lead: 乙\n") is None


def test_a_file_with_a_key_beside_other_marks_is_merged_in_canonical_form() -> None:
    text = f"? {TASK}".replace(":", "\n:", 1)
    expected = "year: 2021\ndocket: 1\ntask: |\n  甲。\nlead: 乙\n"
    assert merged(TASK, text, TASK + "lead: 乙\n").text() == expected


def test_two_spellings_of_one_period_are_not_merged_as_one() -> None:
    base = TASK + "entries:\n  H1:\n    progress: 甲。\n"
    found = merged(
        base, base.replace("progress: 甲", "progress: 丁"), base + "  h1:\n    progress: 乙。\n"
    )
    assert found.conflicts == 1
    assert {"    progress: 丁。", "    progress: 甲。", "    progress: 乙。"} <= {
        *found.text().splitlines()
    }


def test_a_merge_that_would_be_no_task_is_not_made() -> None:
    first, second = (
        "      - unit: 甲\n        text: 一。\n",
        "      - unit: 乙\n        text: 二。\n",
    )
    head = "year: 2021\ndocket: 1\ntask: 任务。\nentries:\n  H1:\n    progress:\n"
    assert merge(head + first + second, head + first, head + second) is None


BASE = (EXAMPLES[0].parent / "comments/base.yaml").read_text(encoding="utf-8")
PIECES = st.sampled_from(
    ["一", "a: ", "- ", "\r", "\x85", "\n  ", "# c", *"ab\n\t :-#,{}[]|>'\"&*!?"]
)


@st.composite
def damaged(draw: DrawFn) -> str:
    """A task file in which something was overwritten by anything."""
    start, end = sorted(draw(st.tuples(*[st.integers(0, len(BASE))] * 2)))
    end = min(end, start + draw(st.sampled_from([0, 1, 20])))
    return BASE[:start] + "".join(draw(st.lists(PIECES, max_size=5))) + BASE[end:]


@tries(300)
@given(st.sampled_from(["", BASE]) | damaged(), damaged(), damaged())
def test_whatever_the_files_hold(base: str, ours: str, theirs: str) -> None:
    found = merge(base, ours, theirs)
    assert (merge(base, theirs, ours) is None) == (found is None)
    if found is not None and len({base, ours, theirs}) == 3:
        for side in ("ours", "theirs"):
            assert parse("", found.choosing(side))[2] == []


@SLOW
@given(*[st.lists(st.sampled_from("abcd"), max_size=8)] * 3)
def test_lines(base: list[str], ours: list[str], theirs: list[str]) -> None:
    assert merge_lines(base, base, theirs) == theirs
    assert merge_lines(base, ours, base) == ours
    assert merge_lines(base, ours, ours) == ours
    here = [
        line
        for piece in merge_lines(base, ours, theirs)
        for line in ([piece] if isinstance(piece, str) else piece.ours + piece.theirs)
    ]
    assert (set(ours) - set(base)) | (set(theirs) - set(base)) <= set(here)


def test_many_lines_that_are_the_same_are_merged_in_time() -> None:
    base = ["同。"] * 20_000
    begun = time.process_time()
    merge_lines(base, [*base, "甲。"], ["乙。", *base[:9000]])
    assert time.process_time() - begun < 5


def test_a_file_that_holds_another_task_conflicts_as_a_whole() -> None:
    """One side renumbered 6 to 7 and 7 to 8: what the other reported on 7 is not about its file."""

    def text(docket: int, name: str, entries: str, former: int | None = None) -> str:
        note = f"renumbered:\n  - {{docket: {former}, until: H1}}\n" if former else ""
        head = f"year: 2024\ndocket: {docket}\ntask: 任务{name}。\n{note}entries:\n"
        return head + f"  H1: {{progress: 进展{name}。}}\n" + entries

    later = "  H2: {progress: 下半年。}\n"
    before, reported = text(7, "七", ""), text(7, "七", later)
    for passed_on in (text(7, "六", "", 6), text(8, "八", "", 9)):
        for sides in ((passed_on, reported), (reported, passed_on)):
            merged = merge(before, *sides)
            assert merged is not None
            assert merged.conflicts == 1
            assert (merged.choosing("ours"), merged.choosing("theirs")) == sides
    merged = merge(before, text(8, "七", "", 7), reported)  # the same task, renumbered
    assert merged is not None
    assert merged.text() == text(8, "七", later, 7)
