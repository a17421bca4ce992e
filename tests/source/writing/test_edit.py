"""Task files brought to say what a task says: every other byte stays."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from progress_report.domain.task import Contribution, Entry, Ignore, Task
from progress_report.source.nodes import parse
from progress_report.source.writing.edit import EditError, amend, new_file
from progress_report.source.writing.format import canonical, meaning
from progress_report.text.prose import unwrap, wrap

PROSE = st.lists(
    st.text(st.sampled_from("中文，。！“”（）#:-'\"{}[]|> 1aA%"), min_size=1)
    .map(str.strip)
    .filter(bool),
    min_size=1,
    max_size=3,
).map("\n".join)
NAME = st.text(st.sampled_from("区委局a1 ,:#-[]'\""), min_size=1).map(str.strip).filter(bool)
FIELDS = st.dictionaries(st.sampled_from(["leader", "note"]), NAME | PROSE, max_size=2)
ENTRY = st.builds(
    Entry,
    as_of=st.none() | st.dates(),
    progress=st.lists(
        st.builds(Contribution, unit=NAME, text=PROSE.map(wrap)),
        min_size=1,
        max_size=3,
        unique_by=lambda one: one.unit,
    ).map(tuple)
    | PROSE.map(lambda text: (Contribution(text=wrap(text)),)),
    fields=FIELDS,
)
TASK = st.builds(
    Task,
    year=st.just(2021),
    docket=st.sampled_from(["21", "021", "21-1"]),
    task=PROSE.map(wrap),
    lead=st.just("") | NAME,
    units=st.lists(NAME, max_size=2).map(tuple),
    fields=FIELDS,
    entries=st.dictionaries(st.sampled_from(["Q1", "H1", "H2", "FY"]), ENTRY, max_size=3),
)
FILE = (
    "\ufeff# 头\r\nyear: 2021\r\ndocket: 21\r\ntask: 甲。  # 注\r\n"
    "entries:\r\n  H1:\r\n    progress: 乙。\r\n\r\n# 尾\r\n"
)


def task_of(text: str) -> Task:
    source, data, found = parse("x", text)
    assert found == [], source.text
    return Task.model_validate(data)


def entry(*parts: tuple[str, str]) -> Entry:
    return Entry(progress=tuple(Contribution(unit=unit, text=text) for unit, text in parts))


def with_entry(text: str, key: str, wanted: Entry, **changes: Any) -> str:
    """The file after one entry, and perhaps more, has been set."""
    task = task_of(text)
    entries = {**task.entries, key: wanted}
    return amend(text, task.model_copy(update={"entries": entries, **changes}))


@given(TASK)
def test_a_new_file_says_exactly_that_in_canonical_form(task: Task) -> None:
    text = new_file(task)
    assert meaning(task_of(text)) == meaning(task)
    source, _data, _found = parse("x", text)
    assert canonical(source, task) == text


@given(TASK, TASK)
def test_a_file_is_brought_to_say_what_another_says(old: Task, new: Task) -> None:
    wanted = new.model_copy(
        update={
            "docket": old.docket,
            "lead": new.lead or old.lead,
            "units": new.units or old.units,
            "fields": old.fields | new.fields,
            "entries": old.entries | {k: v for k, v in new.entries.items() if v.as_of},
        }
    )
    for key in old.entries.keys() & wanted.entries.keys():
        before, after = old.entries[key], wanted.entries[key]
        kept = {"as_of": after.as_of or before.as_of, "fields": before.fields | after.fields}
        wanted.entries[key] = after.model_copy(update=kept)
    text = amend(new_file(old), wanted)
    assert meaning(task_of(text)) == meaning(wanted)
    assert amend(text, wanted) == text


@given(PROSE, st.sampled_from(["Q1", "H2", "FY", "M03"]))
def test_adding_an_entry_only_adds_lines(progress: str, key: str) -> None:
    result = with_entry(FILE, key, entry(("", wrap(progress))))
    assert result.startswith("\ufeff# 头\r\n")
    assert "\n" not in result.replace("\r\n", "")
    added = result.split("\r\n")
    assert [line for line in FILE.split("\r\n") if line not in added] == []
    assert result.endswith("\r\n\r\n# 尾\r\n")
    _, data, _ = parse("x", result)
    assert unwrap(data["entries"][key]["progress"]) == progress
    assert data["entries"]["H1"] == {"progress": "乙。"}


HEAD = "year: 2021\ndocket: 1\ntask: 甲。 # 注\n"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (HEAD, HEAD + "entries:\n  H1:\n    progress: |\n      丙。\n"),
        (HEAD + "entries: # 注\n", HEAD + "entries:  # 注\n  H1:\n    progress: |\n      丙。\n"),
        (
            HEAD + "entries:\n      H2:\n        progress: 乙\n",
            HEAD + "entries:\n      H1:\n        progress: |\n          丙。\n"
            "      H2:\n        progress: 乙\n",
        ),
        (
            HEAD
            + "entries:\n  # 一季度\n  Q1: {progress: 乙} # 核\n  # 全年\n  FY: {progress: 丁}\n",
            HEAD + "entries:\n  # 一季度\n  Q1: {progress: 乙} # 核\n"
            "  H1:\n    progress: |\n      丙。\n  # 全年\n  FY: {progress: 丁}\n",
        ),
        (
            HEAD + "entries:\n  H1:\n    as_of: 2021-06-01 # 日\n    # 上\n    progress: |  # 右\n"
            "      乙。\n      # 不是注释\n\n    # 下\nignore:\n  - {rule: a, why: b}\n",
            HEAD + "entries:\n  H1:\n    as_of: 2021-06-01 # 日\n    # 上\n    progress: |  # 右\n"
            "      丙。\n\n    # 下\nignore:\n  - {rule: a, why: b}\n",
        ),
        (
            HEAD + "entries:\n  H1: {progress: '乙。'} # 注\n  H2: {progress: 丁}\n",
            HEAD + "entries:\n  H1:  # 注\n    progress: |\n      丙。\n  H2: {progress: 丁}\n",
        ),
        (
            HEAD + 'entries:\n  H1:\n    progress: "乙。\n      戊。" # 注\n    # 下\n',
            HEAD + "entries:\n  H1:\n    progress: |  # 注\n      丙。\n    # 下\n",
        ),
        (
            HEAD + "entries: {H2: {progress: 乙}}\n",
            HEAD + "entries:\n  H1:\n    progress: |\n      丙。\n"
            "  H2:\n    progress: |\n      乙\n",
        ),
    ],
)
def test_where_an_entry_goes_and_what_stays(text: str, expected: str) -> None:
    before = task_of(text).entries.get("H1") or entry(("", "无"))
    wanted = before.model_copy(update={"progress": entry(("", "丙。")).progress})
    assert with_entry(text, "H1", wanted) == expected


PARTS = (
    HEAD + "entries:\n  H1:\n    progress:\n      # 主\n      - unit: 甲局  # 电话\n"
    "        text: |\n          一。\n      # 次\n      - {unit: 乙局, text: 二。}\n"
)


@pytest.mark.parametrize(
    ("parts", "old", "new"),
    [
        ([("甲局", "新。"), ("乙局", "二。")], "          一。\n", "          新。\n"),
        (
            [("甲局", "一。"), ("乙局", "新。")],
            "      - {unit: 乙局, text: 二。}\n",
            "      - unit: 乙局\n        text: |\n          新。\n",
        ),
        (
            [("甲局", "一。"), ("丙局", "新。"), ("乙局", "二。")],
            "      # 次\n",
            "      - unit: 丙局\n        text: |\n          新。\n      # 次\n",
        ),
        (
            [("甲局", "一。"), ("乙局", "二。"), ("丙局", "新。")],
            "text: 二。}\n",
            "text: 二。}\n      - unit: 丙局\n        text: |\n          新。\n",
        ),
    ],
)
def test_one_contribution_changes_and_the_others_stay(
    parts: list[tuple[str, str]], old: str, new: str
) -> None:
    assert with_entry(PARTS, "H1", entry(*parts)) == PARTS.replace(old, new)


def test_lead_units_and_fields_find_their_places() -> None:
    text = HEAD + "# 各期\nentries:\n  H1: {progress: 乙}\n"
    changes = {"lead": "甲局", "units": ("乙局", "丙, 局"), "fields": {"leader": "张某"}}
    result = with_entry(text, "H1", entry(("", "乙")), **changes)
    assert result == HEAD + (
        'lead: 甲局\nunits: [乙局, "丙, 局"]\nfields: {leader: 张某}\n'
        "# 各期\nentries:\n  H1: {progress: 乙}\n"
    )


def test_an_entry_that_loses_a_key_keeps_its_comments() -> None:
    head = HEAD + "# 各期\nentries:\n  H1:   # 上半年\n    # 进展\n"
    result = with_entry(
        head + "    as_of: 2021-06-30\n    progress: 乙。\n", "H1", entry(("", "丙。"))
    )
    assert result == head + "    progress: |\n      丙。\n"


def test_keys_of_a_task_are_taken_out_and_all_else_stays() -> None:
    text = HEAD + "# 牵头\nlead: 甲局  # 旧\nunits: [乙局]  # 协办\nfields: {leader: 张某}\n# 尾\n"
    before = task_of(text)
    after = before.model_copy(update={"lead": "", "fields": {}})
    assert amend(text, after) == HEAD + "# 牵头\n# 旧\nunits: [乙局]  # 协办\n# 尾\n"


def test_parts_that_are_others_are_rewritten() -> None:
    head = HEAD + "entries:\n  H1:\n    progress:\n"
    second = "      - unit: 乙\n        text: 二。\n"
    result = with_entry(
        head + "      - text: 一。\n" + second, "H1", entry(("甲", "一。"), ("乙", "二。"))
    )
    first = "      - unit: 甲\n        text: |\n          一。\n"
    assert result == head + first + second.replace("二", "|\n          二")


@pytest.mark.parametrize(
    "text",
    [
        "{year: 2021, docket: 1, task: 甲}\n",
        HEAD + "entries: {H2: {progress: 乙}, # 丢不得\n  Q1: {progress: 乙}}\n",
        HEAD + "lead: 甲局\nentries:\n  H1: {progress: 乙",
    ],
)
def test_what_would_lose_something_is_not_done(text: str) -> None:
    task = task_of(HEAD)
    wanted = task.model_copy(update={"entries": {"H1": entry(("", "丙。"))}})
    with pytest.raises(EditError):
        amend(text, wanted)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("", "ignore:\n  - {rule: b, in: H1, why: 乙}\n"),
        (
            "ignore:\n- {rule: a, why: 甲}  # 注\n# 尾\n",
            "ignore:\n- {rule: a, why: 甲}  # 注\n- {rule: b, in: H1, why: 乙}\n# 尾\n",
        ),
        (
            "ignore: [{rule: a, why: 甲}]\n",
            "ignore:\n  - {rule: a, why: 甲}\n  - {rule: b, in: H1, why: 乙}\n",
        ),
    ],
)
def test_an_acceptance_is_added(before: str, after: str) -> None:
    head = "year: 2021\ndocket: 1\ntask: 任务。\n"
    task = task_of(head + before)
    added = Ignore.model_validate({"rule": "b", "in": "H1", "why": "乙"})
    changed = task.model_copy(update={"ignore": (*task.ignore, added)})
    assert amend(head + before, changed) == head + after
