"""A table as JSON, and back."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from jsonschema import (  # type: ignore[import-untyped]  # the package carries no types
    Draft202012Validator,
)
from support.project import ROOT
from support.tables import CONFIG, ELSEWHERE, built, bytes_elsewhere, tables

from progress_report.domain.period import Period
from progress_report.domain.table import Cell, Column, ColumnKind, Origin, Part, Row, Table
from progress_report.readers.json import read
from progress_report.render.json import render

VALIDATOR = Draft202012Validator(
    json.loads((ROOT / "schemas/table.schema.json").read_text("utf-8"))
)
SMALL = Table(
    "表",
    Period(2021, 1, 6),
    (
        Column("序号", ColumnKind.NUMBER, 10, row_heading=True),
        Column("进展", ColumnKind.PROGRESS, 90),
    ),
    (
        Row(
            "021",
            (
                Cell("1", rowspan=2),
                Cell(
                    "甲\n乙",
                    Origin("/srv/here/data/tasks/2021/021.yaml", 7),
                    parts=(Part(Period(2021, 1, 3), "区商务局", "甲"),),
                ),
            ),
            ("一、经济",),
        ),
        Row("21-1", (None, Cell("待报送", missing=True))),
    ),
    ("注：无。",),
)


@given(tables())
def test_a_table_comes_back_from_json_as_it_was(table: Table) -> None:
    raw = render(table, CONFIG)
    assert read("t.json", raw) == (table, [])
    VALIDATOR.validate(json.loads(raw))


def test_what_the_file_holds() -> None:
    found = json.loads(render(SMALL, CONFIG))
    assert list(found) == [
        *("version", "title", "period", "columns", "rows", "notes", "issuer", "date")
    ]
    assert (found["version"], found["period"], found["issuer"]) == (1, "2021H1", "某区政府督查室")
    first, second = found["rows"]
    assert first == {
        "docket": "021",
        "heading": "一、经济",
        "cells": [
            {"text": "1", "origin": None, "rowspan": 2, "missing": False, "parts": []},
            {
                "text": "甲\n乙",
                "origin": {"path": "data/tasks/2021/021.yaml", "line": 7},
                "rowspan": 1,
                "missing": False,
                "parts": [{"period": "2021Q1", "unit": "区商务局", "text": "甲"}],
            },
        ],
    }
    assert second["cells"][0] is None
    assert second["cells"][1]["missing"] is True


@pytest.mark.parametrize("name", ["", "chongchuan", "halves"])
def test_projects_are_valid_and_name_no_folder_of_this_machine(name: str) -> None:
    table, config = built(name)
    raw = render(table, config)
    VALIDATOR.validate(json.loads(raw))
    assert str(ROOT) not in raw.decode()
    back, problems = read("t.json", raw)
    assert not problems
    assert back is not None
    assert next(iter(back.texts())) == (table.title, None)
    assert render(back, config) == raw


@pytest.mark.program
def test_the_bytes_are_the_same_everywhere(tmp_path: Path) -> None:
    table, config = built()
    for at, env in enumerate(ELSEWHERE):
        assert bytes_elsewhere("json", tmp_path / str(at), **env) == render(table, config)


GOOD = render(SMALL, CONFIG).decode()


@pytest.mark.parametrize(
    ("text", "rule", "line", "part"),
    [
        (GOOD[:100], "not-importable", 6, ""),
        ("", "not-importable", 1, ""),
        ("[" * 100_000, "not-importable", 1, ""),
        ("[]", "not-importable", 1, ""),
        (GOOD.replace('"version": 1', '"version": 2'), "not-importable", 2, "2"),
        (GOOD.replace('  "title": "表",\n', ""), "not-importable", 1, "title"),
        ('{"rows": [{"docket": 1}]}', "not-importable", 1, "this JSON is not a table"),
        ('{"version": 3, "columns": ["号"], "rows": []}', "not-importable", 1, "not a table"),
        (GOOD.replace("2021H1", "2021H3"), "not-importable", 4, "period"),
        (GOOD.replace("2021H1", "2021M01-M06"), "not-importable", 4, "period"),
        (GOOD.replace('"docket": "021"', '"docket": 21'), "not-importable", 10, "rows/0/docket"),
        (GOOD.replace('"rowspan": 2', '"rowspan": 3'), "bad-row", 10, "1"),
        (GOOD.replace('"rowspan": 2', '"rowspan": 1'), "bad-row", 11, "2"),
        (GOOD.replace('"number"', '"no"'), "not-importable", 6, "columns/0/kind"),
        (GOOD.replace("[null, ", "[", 1), "bad-row", 11, "1 "),
    ],
)
def test_what_is_no_such_table_is_refused_at_its_place(
    text: str, rule: str, line: int, part: str
) -> None:
    table, problems = read("t.json", text.encode())
    assert table is None
    assert problems[0].rule == rule
    assert problems[0].location is not None
    assert (problems[0].location.path, problems[0].location.line) == ("t.json", line)
    assert part in problems[0].message


def test_lost_keys_are_named_each() -> None:
    text = GOOD.replace('  "title": "表",\n', "").replace('  "issuer": "某区政府督查室",\n', "")
    _, problems = read("t.json", text.encode())
    assert [problem.message for problem in problems] == [
        "the key 'title' is missing",
        "the key 'issuer' is missing",
    ]


def test_keys_of_a_later_version_are_passed_over() -> None:
    text = GOOD.replace('"version": 1', '"new": 1, "version": 1')
    table, problems = read("t.json", b"\xef\xbb\xbf" + text.encode())
    assert table is not None
    assert not problems
