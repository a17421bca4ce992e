"""`report fmt`: the canonical form, with the meaning and every comment kept.

Each folder of examples/fmt holds a file ``before.yaml`` and what it becomes, ``after.yaml``.
"""

import json
import re
from ast import literal_eval
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn
from support.project import ROOT

from progress_report.domain.period_file import PeriodFile
from progress_report.domain.task import Task
from progress_report.source.nodes import parse
from progress_report.source.writing.edit import amend, new_file
from progress_report.source.writing.format import FormatError, canonical
from progress_report.text.prose import unwrap

EXAMPLES = sorted((ROOT / "tests/examples/fmt").iterdir())
REAL = sorted((ROOT / "data/tasks").glob("*/*.yaml"))


def read(text: str) -> Task:
    _source, data, found = parse("x.yaml", text)
    assert found == []
    return Task.model_validate(data)


def formatted(text: str) -> str:
    return canonical(parse("x.yaml", text)[0], read(text))


def meaning(task: Task) -> Any:
    """What the task says, written down a second time, independently of the program."""
    return (
        task.year,
        task.docket,
        unwrap(task.task),
        task.lead,
        task.units,
        list(task.fields.items()),
        task.ignore,
        {
            key: (
                entry.as_of,
                [(part.unit, unwrap(part.text)) for part in entry.progress],
                list(entry.fields.items()),
            )
            for key, entry in task.entries.items()
        },
    )


def test_there_are_files() -> None:
    assert len(EXAMPLES) >= 8
    assert len(REAL) >= 37


@pytest.mark.parametrize("folder", EXAMPLES, ids=lambda folder: folder.name)
def test_examples(folder: Path) -> None:
    before = (folder / "before.yaml").read_bytes().decode("utf-8-sig")
    after = (folder / "after.yaml").read_bytes().decode()
    assert formatted(before) == after
    assert formatted(after) == after


@pytest.mark.parametrize("path", REAL, ids=lambda path: path.stem)
def test_the_real_files_are_canonical(path: Path) -> None:
    text = path.read_bytes().decode()
    assert formatted(text) == text


def test_what_an_import_writes_is_canonical() -> None:
    for docket in ("21", "021", "21-1", "1.5", "2021-12-15", "1e5", "甲1"):
        entry = {"progress": "甲方面，完成1个。\n乙方面。\n\n二段。\n"}
        said = {
            "year": 2021,
            "docket": docket,
            "task": "任务。\n要求！\n",
            "entries": {"H1": entry},
        }
        text = new_file(Task.model_validate(said))
        assert formatted(text) == text
        said["entries"] = {"H1": entry, "H2": entry}
        text = amend(text, Task.model_validate(said))
        assert formatted(text) == text


NAME = st.text(st.sampled_from("区委甲乙ab1 ,:#-[]{}&*!|>'\"%@`~\\（）"), min_size=1).filter(
    lambda text: text.strip() != ""
) | st.sampled_from(
    [
        *("021", "1e5", "no", "on", "~", "12:30", "2021-12-15", "0x1F", "1_000", "=", "<<"),
        *("-", "?a", "a: b", "a #b", " a", "a ", "\u3000a", "甲\x85乙", "x\tx"),
        *("a\nb", "a\nb\n", "a\n\nb\n\n", "a\n\n"),
    ]
)
PROSE = st.text(st.sampled_from("进展。！？”（）甲乙#: ,-1a\t\n\u3000"), min_size=1).filter(
    lambda text: text.strip() != ""
)
FIELDS = st.dictionaries(NAME, NAME | st.sampled_from(["30", "72.5", "1.50"]), max_size=3)
ENTRY = st.fixed_dictionaries(
    {
        "progress": PROSE
        | st.lists(
            st.fixed_dictionaries({"text": PROSE}, optional={"unit": NAME}), min_size=1, max_size=2
        )
    },
    optional={"as_of": st.dates().map(str), "fields": FIELDS},
)
PERIOD = st.sampled_from(["H1", "s2", "Q1", "M1", "m01-m10", "FY", "Q1-3", "M07"])
TASK = st.fixed_dictionaries(
    {
        "year": st.integers(1900, 9999).map(str),
        "docket": st.sampled_from(["21", "021", "21-1", "1.5", "甲1", "1e5"]),
        "task": PROSE,
    },
    optional={
        "lead": NAME,
        "units": st.lists(NAME, max_size=4),
        "fields": FIELDS,
        "entries": st.dictionaries(PERIOD, ENTRY, max_size=3),
        "ignore": st.lists(
            st.fixed_dictionaries({"rule": NAME, "why": NAME}, optional={"in": PERIOD}), max_size=2
        ),
    },
)


@dataclass
class Line:
    """A line of a file, and where comments may be put."""

    text: str
    before: bool = True
    beside: bool = True
    ceiling: int = 8
    """The indentation from which a comment above would be part of a text."""
    comments: list[str] = field(default_factory=list)


class Typist:
    """Writes data down in any way YAML allows."""

    def __init__(self, draw: DrawFn) -> None:
        self.draw = draw
        self.written: list[str] = []

    def any(self, *choices: Any) -> Any:
        return self.draw(st.sampled_from(choices))

    def scalar(self, text: str, *, flow: bool = False) -> str:
        ways = [json.dumps(text, ensure_ascii=not text.isprintable())]
        if text.isprintable():
            ways.append("'" + text.replace("'", "''") + "'")
        if re.fullmatch(r"[\w一-龥]+(#\w+)*", text) and text.isprintable():
            ways.append(text)
        return str(self.any(*ways)) + (" " if flow else "")

    def value(self, value: Any, indent: int, head: str) -> list[Line]:
        """The lines of ``head`` and a value."""
        pad = " " * indent
        if isinstance(value, str):
            body = value.removesuffix("\n")
            if (
                re.fullmatch(r"[^\s\x85](.*[^\s\x85])?(\n[^\s\x85](.*[^\s\x85])?)*", body)
                and "\x85" not in body
                and self.any(True, False)
            ):
                own = indent + self.any(1, 2, 4)
                lines = [" " * own + line for line in body.split("\n")]
                mark = "|" if value.endswith("\n") else "|-"
                return [Line(f"{head} {mark}"), *(Line(t, False, False, own) for t in lines)]
            return [Line(f"{head} {self.scalar(value)}")]
        if not value:
            return [Line(f"{head} " + ("{}" if isinstance(value, dict) else "[]"))]
        if self.any(True, False):
            return self.flow(value, pad, head)
        deeper = indent + self.any(1, 2, 4)
        return [Line(head), *self.block(value, deeper)]

    def block(self, value: Any, indent: int) -> list[Line]:
        pad = " " * indent
        lines: list[Line] = []
        if isinstance(value, list):
            for item in value:
                if isinstance(item, dict) and self.any(True, False):
                    first, *rest = self.block(item, indent + 2)
                    first.text = f"{pad}- {first.text[indent + 2 :]}"
                    lines += [first, *rest]
                else:
                    lines += self.value(item, indent, f"{pad}-")
            return lines
        keys = list(value)
        for key in self.draw(st.permutations(keys)) if "task" in keys or "why" in keys else keys:
            lines += self.value(value[key], indent, f"{pad}{self.scalar(key)}:")
        return lines

    def flow(self, value: Any, pad: str, head: str) -> list[Line]:
        parts = self.parts(value)
        if self.any(True, False):
            return [Line(f"{head} " + " ".join(parts))]
        return [Line(f"{head} {parts[0]}"), *(Line(f"{pad}  {part}") for part in parts[1:])]

    def parts(self, value: Any) -> list[str]:
        if isinstance(value, str):
            return [self.scalar(value, flow=True)]
        pairs = value.items() if isinstance(value, dict) else [(None, item) for item in value]
        parts = ["{" if isinstance(value, dict) else "["]
        for key, item in pairs:
            first, *rest = self.parts(item)
            parts.append(f"{self.scalar(key)}: {first}" if key is not None else first)
            parts += rest
            parts[-1] += ","
        return [*parts, "}" if isinstance(value, dict) else "]"]

    def comment(self) -> str:
        text: str = f"#c{len(self.written)}" + self.any("", " 说明", ": x", " # y")
        self.written.append(text)
        return text

    def commented(self, lines: list[Line]) -> str:
        out = [f"{' ' * self.any(0, 3)}{self.comment()}"] if self.any(True, False) else []
        ceiling = 8
        for line in [*lines, Line("", beside=False)]:
            if line.before:
                for what in self.draw(st.lists(st.sampled_from("cb"), max_size=2)):
                    indent = self.draw(st.integers(0, max(0, ceiling - 1)))
                    out.append(" " * indent + self.comment() if what == "c" else "")
            beside = "  " + self.comment() if line.beside and self.any(True, False, False) else ""
            out.append(line.text + beside)
            ceiling = 8 if line.before else line.ceiling
        newline, end = self.draw(st.tuples(st.sampled_from(["\n", "\r\n"]), st.integers(0, 2)))
        return newline.join([*out, *[""] * end])


@st.composite
def files(draw: DrawFn) -> tuple[str, list[str], Any]:
    typist = Typist(draw)
    data = draw(TASK)
    text = typist.commented(typist.block(data, 0))
    return text, typist.written, data


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(files())
def test_laws(file: tuple[str, list[str], Any]) -> None:
    text, written, data = file
    _source, loaded, found = parse("x.yaml", text)
    assert found == []
    assert loaded == literal_eval(repr(data).replace(r"\t", " "))
    result = formatted(text)
    assert meaning(read(result)) == meaning(read(text))
    kept = re.findall(r"(?<!\S)#c\d+(?: 说明|: x| # y)?$", result, re.MULTILINE)
    assert Counter(kept) == Counter(written)
    assert formatted(result) == result
    assert result.endswith("\n")
    assert not result.endswith("\n\n")
    assert "\r" not in result


@pytest.mark.parametrize(
    ("part", "fault"),
    [
        ("wrap", lambda text: text[1:]),
        ("_spaced", lambda *_, **__: []),
        ("inline", lambda *_, **__: '"'),
        ("inline", lambda *_, **__: "text"),
        ("unwrap", lambda _: ""),
    ],
    ids=["meaning", "comment", "not-yaml", "not-a-task", "no-text"],
)
def test_what_would_change_the_meaning_is_refused(
    part: str, fault: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = "# 注\nyear: 2021\ndocket: 1\ntask: 一。二。\nlead: 甲\n"
    assert formatted(text).startswith("# 注")
    monkeypatch.setattr(f"progress_report.source.writing.format.{part}", fault)
    with pytest.raises(FormatError):
        formatted(text)


@pytest.mark.parametrize("text", ["{}\n# 注\n", "# 注\n{}", "# 注\n", "{}  # 注\n"])
def test_a_periods_file_without_a_key_stays_as_it_is(text: str) -> None:
    assert canonical(parse("x.yaml", text)[0], PeriodFile()) == text


def test_the_days_of_a_reopened_period_are_days() -> None:
    text = (
        f"reopened:\n  - date: 2021-07-30\n    why: 补充。\n    table: {'a' * 64}\n"
        f"    corrections:\n      - date: 2021-07-20\n        why: 错\n        was: {'b' * 64}\n"
    )
    source, data, _diagnostics = parse("x.yaml", text)
    assert canonical(source, PeriodFile.model_validate(data)) == text


def test_a_key_without_a_text_stays() -> None:
    text = "year: 2021\ndocket: 1\ntask: |\n  一。\n"
    assert formatted(f"{text}?\n") == f'{text}"":\n'
