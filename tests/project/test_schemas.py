"""The JSON Schemas, read by an independent validator over good and bad files."""

import itertools
import json
import re
import sys
from pathlib import Path
from typing import Any

import pytest
from check_jsonschema import main as check_jsonschema
from click.testing import CliRunner
from support.project import ROOT

from progress_report.cli.app import run
from progress_report.domain.period import Period

sys.path.append(str(ROOT / "tools"))
from schemas import MODELS, PERIOD_PATTERN, json_schema, shapes, words

EXAMPLES = ROOT / "tests/examples"
GOOD = {
    "task": [
        *ROOT.glob("data/tasks/*/*.yaml"),
        *EXAMPLES.glob("*/data/tasks/*/*.yaml"),
        *EXAMPLES.glob("fmt/*/after.yaml"),
    ],
    "report": [ROOT / "data/report.yaml", *EXAMPLES.glob("*/data/report.yaml")],
}
# What only the program sees: bytes, YAML beyond a schema, the file's name, other files.
UNSEEN = {
    *("alias", "tag", "duplicate-key", "same-period", "undeclared-field"),
    *("control-character", "wrong-file-name", "docket-in-words", "wrong-folder"),
    "period-lower-case",
    *("ended-without-until", "finished-after-until", "until-before-from"),
    *(
        "target-without-amount",
        "target-of-zero",
        "unknown-target",
        "duplicate-target",
        "duplicate-unit",
    ),
    *("unknown-verdict", "revision-from-another"),
    # what YAML drops, or takes for text, is gone before a schema looks
    *("comment-cuts-number", "comment-cuts-sentence", "comment-without-space", "and-sign"),
    *("comment-for-value", "fullwidth-comma-first"),
    *("exclamation-alone", "fullwidth-bar", "fullwidth-colon-in-braces"),
    *("fullwidth-space-before-comment", "units-in-one-item"),
    *("year-with-decimals", "year-with-zero"),  # to a schema 2021.0 and 02021 are whole numbers
    *(
        "line-separator",
        "next-line",
        "escaped-characters",
        "lost-character",
        "right-to-left",
        "soft-hyphen",
        "zero-width",
    ),
}


def committed(name: str) -> str:
    return (ROOT / f"schemas/{name}.schema.json").read_text(encoding="utf-8")


def validate(name: str, paths: list[Path]) -> tuple[int, str]:
    schema = str(ROOT / f"schemas/{name}.schema.json")
    run = CliRunner().invoke(check_jsonschema, ["--schemafile", schema, *map(str, paths)])
    return run.exit_code, run.output


@pytest.mark.parametrize("name", MODELS)
def test_the_committed_schemas_are_fresh(name: str) -> None:
    assert committed(name) == json_schema(MODELS[name]), "run: python tools/schemas.py"


@pytest.mark.parametrize("name", MODELS)
def test_a_schema_is_printed(name: str, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    assert run(["schema", name]) == 0
    assert capfdbinary.readouterr().out.decode() == committed(name)


@pytest.mark.parametrize(("name", "least"), [("task", 50), ("report", 3)])
def test_good_files_pass(name: str, least: int) -> None:
    assert len(GOOD[name]) >= least
    assert validate(name, GOOD[name])[0] == 0


BROKEN = sorted(path for path in (EXAMPLES / "broken").glob("*.yaml") if path.stem not in UNSEEN)


def test_bad_files_do_not_pass() -> None:
    schema = str(ROOT / "schemas/task.schema.json")
    options = ["--schemafile", schema, "--output-format", "json"]
    said = json.loads(CliRunner().invoke(check_jsonschema, [*options, *map(str, BROKEN)]).output)
    refused = {error["filename"] for error in said["errors"] + said["parse_errors"]}
    assert len(BROKEN) >= 90
    assert {str(path) for path in BROKEN} - refused == set()


TASK = "year: 2021\ndocket: 1\ntask: 任务。\n"
REPORT = "title: 表\ncolumns: [{heading: 号, value: number, width: 1}]\n"


@pytest.mark.parametrize(
    ("name", "text", "code"),
    [
        ("task", TASK + "lead:\nunits:\nfields:\nentries:\nignore:\n", 0),
        ("task", TASK + "entries: {H2: , q3: {as_of: , progress: 一。, fields: }}\n", 0),
        ("task", TASK + "fields: {a: 1, b: 2.5, c: true, d: }\nunits: [1]\n", 0),
        ("task", TASK + "entries: {H1: {progress: [{text: 一。}, {unit: , text: 二。}]}}\n", 0),
        ("task", TASK + "entries: {H1: {progress: []}}\n", 1),
        ("task", TASK + "entries: {H1: {progress: [一。]}}\n", 1),
        ("task", TASK + "entries: {Q3-Q1: {progress: 一。}}\n", 1),
        ("task", TASK + "entries: {H1: {as_of: 2021年6月, progress: 一。}}\n", 1),
        ("task", TASK + "ignore: [{rule: doubled-mark, why: 原文, in: H1}]\n", 0),
        ("task", TASK + "ignore: [{rule: doubled-mark}]\n", 1),
        ("task", TASK + "ignore: [{rule: no-such-rule, why: 原文}]\n", 1),
        ("task", TASK.replace(": 1\n", ": 021\n"), 0),
        ("task", TASK.replace(": 1\n", ': "21 1"\n'), 1),
        ("report", REPORT + "titles: {Q1: '{year}年{{一}}季度', FY: }\n", 0),
        ("report", REPORT + "titles: {Q1: '{year}年{{一}}季度'}\npage:\ngroup:\n", 0),
        ("report", REPORT + "titles: {H3: 表}\n", 1),
        ("report", REPORT.replace("表", "'{years}'"), 1),
        ("report", REPORT.replace("表", "'{year'"), 1),
        ("report", REPORT + "group: {by: fields.a, heading: '{ordinal}、{group}'}\n", 0),
        ("report", REPORT + "group: {by: fields.a, heading: '{period}'}\n", 1),
        ("report", REPORT + "check: {rules: {doubled-mark: loud}}\n", 1),
        (
            "period",
            "title: 表\ncolumns:\nnotes:\nclosed:\nsite: {published: 2021-07-09 09:00}\n",
            0,
        ),
        (
            "period",
            "title: 表\ncolumns: [{heading: 号, value: number, width: 1}]\ndue: 2021-06-25\n",
            0,
        ),
        (
            "period",
            "columns:\n- {heading: 进展, columns: [{heading: 本期, value: progress, width: 9}]}\n",
            0,
        ),
        ("period", "title: '{group}'\n", 1),
        ("period", "rows: some\n", 1),
        ("period", "due: 6月25日\n", 1),
        ("report", REPORT + 'fonts: {body: [仿宋_GB2312, "a\\"b"]}\n', 1),
    ],
)
def test_what_a_schema_accepts(name: str, text: str, code: int, tmp_path: Path) -> None:
    path = tmp_path / "x.yaml"
    path.write_text(text, encoding="utf-8")
    assert validate(name, [path])[0] == code


def test_the_pattern_of_periods_is_the_program_s() -> None:
    parts = ["", *(f"{n:02}" for n in range(14)), *map(str, range(14)), "x"]
    ends = [
        "",
        *(f"{dash}{letter}{n}" for dash in "-~" for letter in ("", "Q", "m") for n in parts),
    ]
    heads = [letter + number for letter in ("", *"HhSQqMmFX", "FY", "fy") for number in parts]
    accepted = 0
    for key in map("".join, itertools.product(heads, ends)):
        try:
            Period.from_key(2000, key)
        except ValueError:
            assert not re.fullmatch(PERIOD_PATTERN, key), key
        else:
            accepted += 1
            assert re.fullmatch(PERIOD_PATTERN, key), key
    assert accepted > 500


def properties(schema: dict[str, Any]) -> dict[str, dict[str, Any]]:
    parts = {schema["title"]: schema, **schema.get("$defs", {})}
    return {name: part["properties"] for name, part in parts.items() if "properties" in part}


def test_every_key_has_words_in_both_languages_and_no_word_is_idle() -> None:
    models: dict[str, dict[str, Any]] = {}
    for model in MODELS.values():
        models |= properties(model.model_json_schema(by_alias=True))
    assert {name: {*part["keys"]} for name, part in words().items()} == {
        name: {*keys} for name, keys in models.items()
    }
    assert all({*keys} <= {*models[name]} for name, keys in shapes().items())
    for name in MODELS:
        for keys in properties(json.loads(committed(name))).values():
            for shown in keys.values():
                chinese, english = shown["description"].split("\n\n")
                assert re.search(r"[一-龥]", shown["title"])
                assert re.search(r"[一-龥]|Date|SiteName", chinese)
                assert english.isascii()
