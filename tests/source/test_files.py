"""Reading files: what keeps one from being read, and the laws of the scan for slips of typing."""

import io
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from ruamel.yaml import YAML
from support.laws import tries
from support.project import GOOD, project

from progress_report.domain.diagnostics import Location
from progress_report.source.files import read_text, unportable_names, yaml_files
from progress_report.source.load import load_project
from progress_report.source.mistakes.lines import find_mistakes
from progress_report.source.nodes import MAX_ITEMS, parse
from progress_report.source.places import Source
from progress_report.source.writing.comments import comments
from progress_report.system.i18n import hint_text

LAYOUT = 'title: "{year}年{period}表"\ncolumns: [{heading: 进展, value: progress, width: 3}]\n'
# What the scan may take for a slip in a file that YAML reads: the models have the last word.
SOFT = {"fullwidth-colon", "fullwidth-syntax", "missing-colon", "missing-space", "space-lookalike"}


def places(folder: Path, **files: str | bytes) -> list[tuple[str, int, int, str]]:
    """File, line, column and rule of what is found, in a project of files of 2021."""
    tasks = folder / "data/tasks/2021"
    tasks.mkdir(parents=True, exist_ok=True)
    (folder / "data/report.yaml").write_text(LAYOUT, encoding="utf-8")
    for name, text in files.items():
        raw = text.encode() if isinstance(text, str) else text
        (tasks / f"{name.removeprefix('t')}.yaml").write_bytes(raw)
    found = sorted(load_project(folder).diagnostics, key=lambda d: d.order)
    assert all(d.location and d.hint for d in found)
    return [(Path(d.order[0]).name, d.order[1], d.order[2], d.rule) for d in found]


@pytest.mark.parametrize(
    ("make", "found"),
    [
        (lambda p: p.mkdir(), [("001.yaml", 1, 1, "unreadable")]),
        (lambda p: p.symlink_to("nowhere.yaml"), [("001.yaml", 1, 1, "unreadable")]),
        (lambda p: p.symlink_to(p), [("001.yaml", 1, 1, "unreadable")]),
        (lambda p: p.write_bytes(b"#" * 10_000_001), [("001.yaml", 1, 1, "too-large")]),
        (lambda p: p.write_bytes(b""), [("001.yaml", 1, 1, "empty-file")]),
        (lambda p: p.write_bytes(GOOD.encode("utf-16-be")), [("001.yaml", 1, 1, "encoding")]),
        (lambda p: p.write_bytes(GOOD.encode("utf-32")), [("001.yaml", 1, 1, "encoding")]),
        (lambda p: p.write_bytes(GOOD.encode("utf-8-sig")), []),
        (lambda p: p.write_bytes(GOOD.replace("\n", "\r\n").encode()), []),
        (lambda p: p.write_bytes(GOOD.encode()[:31]), [("001.yaml", 3, 7, "encoding")]),
    ],
    ids=["folder", "link", "loop", "large", "empty", "utf16", "utf32", "mark", "windows", "cut"],
)
def test_what_keeps_a_file_from_being_read(
    make: Callable[[Path], None], found: list[tuple[str, int, int, str]], tmp_path: Path
) -> None:
    (tmp_path / "data/tasks/2021").mkdir(parents=True)
    make(tmp_path / "data/tasks/2021/001.yaml")
    assert places(tmp_path) == found


@pytest.mark.parametrize(("count", "rules"), [(MAX_ITEMS, []), (MAX_ITEMS + 1, ["too-large"])])
def test_more_keys_or_items_than_a_file_may_have(count: int, rules: list[str]) -> None:
    _source, _data, diagnostics = parse("x.yaml", "units: [" + "甲, " * count + "]\n")
    assert [diagnostic.rule for diagnostic in diagnostics] == rules


def test_only_a_mapping_has_comments_to_keep() -> None:
    with pytest.raises(TypeError):
        comments(Source("x.yaml", "[甲, 乙]\n"))


def test_a_second_ending_that_windows_hides(tmp_path: Path) -> None:
    (tmp_path / "data/tasks/2021").mkdir(parents=True)
    (tmp_path / "data/tasks/2021/001.yaml.txt").write_text(GOOD, encoding="utf-8")
    assert places(tmp_path) == [("001.yaml.txt", 2, 9, "wrong-file-name")]


def test_a_copy_is_reported_once(tmp_path: Path) -> None:
    copy = GOOD.replace("docket: 1", "docket: 001")
    found = places(tmp_path, t001=GOOD, **{"t001 - 副本": copy})
    assert found == [("001 - 副本.yaml", 2, 9, "duplicate-docket")]


@pytest.mark.parametrize(
    ("line", "column", "rule"),
    [
        ("columns: [{heading: 领导, value: fields.leadr, width: 1}]", 32, "undeclared-field"),
        ("merge: latest\nreporting: cumulative", 8, "bad-value"),
        ("reporting: cumulativ", 12, "bad-value"),
        ("finished_tasks: [keep]", 17, "bad-value"),
        ("group: {by: fields.leadr}", 13, "undeclared-field"),
        ("import: {headings: {fields.leadr: [区领导]}}", 21, "undeclared-field"),
        ("titles: {H3: 表}", 10, "bad-period"),
        ("titles: {H1: '{perod}表'}", 14, "bad-placeholder"),
        ("titles: {H1: '{year:d}表'}", 14, "bad-placeholder"),
        ("titles: {H1: '{year表'}", 14, "bad-placeholder"),
        ("group: {by: fields.leader, heading: '{year}'}", 37, "bad-placeholder"),
        ("group: {by: fields.leader, heading: ''}", 37, "empty-text"),
        ("titles: {H1: ' '}", 14, "empty-text"),
        ("columns: [{heading: '', value: task, width: 1}]", 21, "empty-text"),
        ("totals: {label: ' '}", 17, "empty-text"),
        ("draft_text: '　'", 13, "empty-text"),
        ("merge: stak", 8, "bad-value"),
        ("check: {rules: {doubled-mark: loud}}", 31, "bad-value"),
    ],
)
def test_a_mistake_in_the_layout_is_found_at_its_place(
    line: str, column: int, rule: str, tmp_path: Path
) -> None:
    places(tmp_path, t001=GOOD)
    key = line.partition(":")[0]
    kept = [known for known in LAYOUT.splitlines() if not known.startswith(key + ":")]
    layout = "\n".join([line, *kept, "fields: {leader: 分管领导}\n"])
    (tmp_path / "data/report.yaml").write_text(layout, encoding="utf-8")
    [diagnostic] = load_project(tmp_path).diagnostics
    assert (diagnostic.rule, *diagnostic.order[1:3]) == (rule, 1, column)


@pytest.mark.parametrize(
    ("line", "text", "column"),
    [
        ('task: "一\\u4e8c三"', "一二三", 15),
        ("task: '一''三'", "一'三", 11),
        ("task: 一二三", "一二三", 9),
    ],
)
def test_a_character_is_found_behind_escapes(line: str, text: str, column: int) -> None:
    where = Source("x", line).locate_text(("task",), text, 2, 3)
    assert (where.line, where.column, where.length) == (1, column, 1)


@pytest.mark.parametrize(("index", "line", "column"), [(2, 2, 5), (3, 2, 6), (7, 3, 5), (9, 4, 4)])
def test_white_space_is_found_after_the_character_before_it(
    index: int, line: int, column: int
) -> None:
    source = Source("x", "task: |\n  一二  三\n  ab\n  c d\n")
    where = source.locate_text(("task",), "一二  三ab c d", index, index + 1)
    assert (where.line, where.column, where.length) == (line, column, 1)


WORDS = st.text("abcdefgh甲乙", min_size=1, max_size=6)
TEXTS = st.text("甲乙，。；“”#:-*&!|>'\"%@`[]{}, ?\\ab1 \n\t", max_size=30)
VALUES: st.SearchStrategy[Any] = st.recursive(
    TEXTS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(WORDS, inner, max_size=3)
)


@tries(400)
@example({"a": ['": >\n']}, False, 20)  # an escaped quotation mark ends no key
@example({"a": [[[""]]], "b": {"cccccc": "->111111111"}}, False, 20)  # nor does this begin an item
@given(
    st.dictionaries(WORDS, VALUES, min_size=1, max_size=4),
    st.booleans(),
    st.sampled_from([20, 1000]),
)
def test_no_mistake_is_found_in_what_a_yaml_writer_wrote(
    data: dict[str, Any], flow: bool, width: int
) -> None:
    yaml = YAML(typ="safe", pure=True)
    yaml.default_flow_style, yaml.allow_unicode, yaml.width = flow, True, width
    stream = io.StringIO()
    yaml.dump(data, stream)
    source, _data, found = parse("x", stream.getvalue())
    if not found:  # libyaml does not read all that this writer writes
        slips = [
            mistake
            for mistake in find_mistakes(source)
            if mistake.silent or mistake.diagnostic.rule not in SOFT
        ]
        assert slips == []


@given(st.text("甲：a: #-|'\"[{*&!\n\u3000\t", min_size=1, max_size=40))
def test_no_mistake_is_found_within_a_block_text(text: str) -> None:
    lines = [f"  {line}" if line else "" for line in text.split("\n")]
    assert find_mistakes(Source("x", "\n".join(["甲: |2-", *lines, "乙: 一"]))) == []


@given(st.text("年year: ：\t\u3000-#'\"[]{}【】*&!|>%@，,a1\n\u200b\x0b\\", max_size=80))
def test_any_text_is_reported_within_its_lines(text: str) -> None:
    source, _data, found = parse("x", text)
    for diagnostic in [*found, *(mistake.diagnostic for mistake in find_mistakes(source))]:
        assert 1 <= diagnostic.order[1] <= len(source.lines)
        assert diagnostic.hint


LINES = """# 注释
year: 2021

docket: '1'
task: |

  甲。
  乙。
units: [区甲, 区乙,
  区丙]
fields: {a: b, c: ""}
entries:
  Q1: {progress: 进展。}
  H1:
    progress:
      - unit: >-
          区丁
        text: 一。
      -
        unit: 区戊
        text: |
          二。
"""
BLANK = LINES.replace("fields:", "lead:\nfields:")


@pytest.mark.parametrize("text", [LINES, BLANK, LINES.replace("\n", "\r\n"), "\ufeff" + LINES])
def test_the_first_line_of_a_value_is_known_without_a_second_look(text: str) -> None:
    source, data, found = parse("x.yaml", text)
    assert not found
    known = {path: source.first_line(path) for path in _paths(data)}
    assert len(known) == 25
    source.places = None
    assert known == {path: source.first_line(path) for path in known}
    line = {path: text.replace("\r", "").split("\n")[number - 1] for path, number in known.items()}
    assert line["task",] == ""
    assert line["entries", "H1", "progress", 1, "text"].strip() == "二。"
    assert line["units", 2].strip() == "区丙]"
    assert line["lead",] == ("lead:" if text is BLANK else "year: 2021")


def _paths(data: object) -> Iterator[tuple[str | int, ...]]:
    """The path of every value, and some that lead nowhere."""
    yield ()
    if isinstance(data, dict):
        yield from ((key, *path) for key, value in data.items() for path in _paths(value))
        yield from [("lead",)] if "year" in data else []
    elif isinstance(data, list):
        yield from ((i, *path) for i, value in enumerate(data) for path in _paths(value))
        yield (len(data),)


def test_names_that_windows_cannot_hold(tmp_path: Path) -> None:
    names = ("CON", "a1", "A1", "com1.old", "CONE", "~$a1")
    for name in names:
        (tmp_path / f"{name}.yaml").touch()
    found = unportable_names(yaml_files(str(tmp_path)))
    assert {Path(d.location.path).name for d in found if d.location} == {
        *("CON.yaml", "a1.yaml", "com1.old.yaml")
    }


def test_a_circle_of_links_hides_nothing_else(tmp_path: Path) -> None:
    (tmp_path / "1.yaml").touch()
    (tmp_path / "loop").symlink_to("loop")
    paths = [*yaml_files(str(tmp_path))]
    assert [Path(path).name for path in paths] == ["1.yaml", "loop"]
    _text, [diagnostic] = read_text(paths[1])
    assert (diagnostic.rule, diagnostic.location) == ("unreadable", Location(paths[1]))


def test_a_link_to_a_folder_that_is_read_anyway_is_one_mistake(tmp_path: Path) -> None:
    project(tmp_path, t001=GOOD)
    (tmp_path / "shared").mkdir()
    (tmp_path / "shared/001.yaml").write_text(GOOD.replace("2021", "2022"), encoding="utf-8")
    tasks = tmp_path / "data/tasks"
    links = {"2021/loop": ".", "2021/up": "../..", "again": "2021", "2021/root": str(tmp_path)}
    for name, target in links.items():
        (tasks / name).symlink_to(target)
    (tasks / "2022").symlink_to(tmp_path / "shared")
    loaded = load_project(tmp_path)
    assert [sourced.task.year for sourced in loaded.tasks] == [2021, 2022]
    found = {d.location.path: d.message for d in loaded.diagnostics if d.location}
    assert found == {
        (tasks / name).as_posix(): "a link to a folder that is read anyway" for name in links
    }


def test_an_empty_layout_is_advised_on_as_a_layout(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data/report.yaml").write_bytes(b"")
    [diagnostic] = load_project(tmp_path).diagnostics
    assert diagnostic.rule == "empty-file"
    assert "title" in hint_text(diagnostic.hint)
    assert "docket" not in hint_text(diagnostic.hint)
