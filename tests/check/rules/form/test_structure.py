"""The rules on the form of files and tables, against the source that emits them.

An example is one or more files divided by ``---`` lines, read the way a user would have them read:
task files are loaded (the first as 021.yaml), the layout is loaded in place of the project's, a
page is imported. ⟨Tab⟩ and ⟨U+200B⟩ stand for the characters themselves.
"""

import ast
import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from support.project import GOOD, project, report
from support.source import modules, nodes
from support.wording import WORDED
from typer.testing import CliRunner

from progress_report.build.assemble_table import assemble_table
from progress_report.check.rule import RULES, Family, Rule
from progress_report.check.run import check
from progress_report.cli.app import app
from progress_report.domain.diagnostics import Diagnostic, Severity
from progress_report.domain.period import Period
from progress_report.importing.plan import plan
from progress_report.importing.read_statements import read_statements
from progress_report.render.pdf.fonts import find_fonts, missing_characters
from progress_report.source.files import MAX_BYTES
from progress_report.source.load import Project, load_project
from progress_report.source.writing.format import FormatError
from progress_report.system.data import read_data

NOT_TO_BE_SHOWN = {
    "encoding": "text cannot show the bytes of another encoding",
    "too-large": "ten megabytes are no example",
    "unreadable": "rights and folders are not in a file's text",
    "not-importable": "Word and Excel files are no text",
    "field-differs": "a page has no column of units or fields",
    "interrupted-change": "a folder's journal is in no task file",
    "unportable-name": "names are not in a file's text",
    "bad-cell": "cells of Excel files are no text",
    **dict.fromkeys(
        ("closed-table", "closed-period", "closed-entry", "published-wording"),
        "several files take part, one with a digest of another",
    ),
    **dict.fromkeys(
        ("bad-form", "altered-form", "beside-form", "contradicting-forms"),
        "forms are Word and Excel files",
    ),
    **dict.fromkeys(
        ("renamed-office", "unclear-office"), "a page has no column of units or fields"
    ),
    "not-formattable": "a guard of the formatter's; no text is known to set it off",
}
"""Rules whose examples only picture the fault, and why; a test of their own proves each."""
FORM_RULES = [rule for rule in RULES.values() if rule.family is Family.STRUCTURE]
EXAMPLES = [rule for rule in FORM_RULES if rule.name not in NOT_TO_BE_SHOWN]

LAYOUT = (
    'title: "{year}年重点任务{period}进展情况表"\n'
    "fields: {leader: 分管领导}\n"
    "columns:\n"
    "  - {heading: 序号, value: number, width: 6}\n"
    "  - {heading: 市折子号, value: docket, width: 9}\n"
    "  - {heading: 任务, value: task, width: 30}\n"
    "  - {heading: 目前进展情况, value: progress, width: 55}\n"
)
BESIDES = {"file-exists": ["wrong-file-name"], "overlap": ["unbuildable-period"]}
"""What else a bad example shows, where it cannot be avoided."""


# What the source emits


def emitted() -> Iterator[tuple[str, str]]:
    """Every rule name in the source, with its place."""
    for module in modules():
        name = module.rpartition("/")[2]
        if module.startswith("check/") or name == "wording.py":
            continue  # these have their rules at hand
        for node in nodes(module):
            if isinstance(node, ast.FunctionDef):
                yield from _emitted_by(node, name)

    for package, file in WORDED.items():
        if package == "check":
            continue  # its rules are at hand
        for name, entry in read_data(package, file)["diagnostics"].items():
            yield entry.get("rule", name), f"{package}/data/{file}.yaml"


def _emitted_by(function: ast.FunctionDef, file: str) -> Iterator[tuple[str, str]]:
    parameters = {argument.arg for argument in function.args.args}
    for call in ast.walk(function):
        if not isinstance(call, ast.Call) or _called(call) != "Diagnostic":
            continue
        place = f"{file}:{call.lineno}"
        if not call.args:
            assert file == "cache.py", f"{place}: a new way to name"  # one told before
            continue
        first = call.args[0]
        if isinstance(first, ast.Constant):
            yield str(first.value), place
        elif isinstance(first, ast.Name) and first.id not in parameters:
            names = [*_assigned(function, first.id)]
            assert names, f"{place}: where does '{first.id}' come from?"
            yield from ((name, place) for name in names)
        else:
            assert ast.unparse(first) == "rule", f"{place}: a new way to name"


def _assigned(function: ast.FunctionDef, variable: str) -> Iterator[str]:
    """The constants that a variable is set to, alone or as the first of a tuple."""
    for node in ast.walk(function):
        if isinstance(node, ast.Assign):
            target, value = node.targets[0], node.value
            if isinstance(target, ast.Tuple) and isinstance(value, ast.Tuple):
                target, value = target.elts[0], value.elts[0]
            if isinstance(target, ast.Name) and target.id == variable:
                either = [value.body, value.orelse] if isinstance(value, ast.IfExp) else [value]
                for constant in either:
                    assert isinstance(constant, ast.Constant)
                    yield str(constant.value)


def _called(call: ast.Call) -> str:
    return ast.unparse(call.func).rpartition(".")[2]


def test_every_name_that_is_emitted_is_a_rule_and_every_rule_is_emitted() -> None:
    names = dict(emitted())
    assert len(names) > 50
    assert {name: place for name, place in names.items() if name not in RULES} == {}
    assert {rule.name for rule in FORM_RULES} - names.keys() == set()


def test_the_examples_that_cannot_be_shown_are_of_rules() -> None:
    assert NOT_TO_BE_SHOWN.keys() <= RULES.keys()


# What the examples show


def found_in(example: str, folder: Path) -> list[Diagnostic]:
    """Everything that is said of an example, from loading and importing to printing."""
    example = example.replace("⟨Tab⟩", "\t")
    example = re.sub(r"⟨U\+(\w+)⟩", lambda match: chr(int(match[1], 16)), example)
    pages: list[str] = []
    files: dict[str, str] = {}
    layout = LAYOUT
    # a line of dashes within a task file is what one of the rules is about
    for text in re.split(r"^---\n(?=year:|.*表\n)", example, flags=re.MULTILINE):
        if text.startswith("title:"):
            layout = text
        elif "情况表\n" in text:
            pages.append(text)
        else:
            files[f"t{21 + len(files):03}"] = text
    made = load_project(project(folder, layout, **files))
    found = check(made)
    for text in pages:
        found += _imported(made, text)
    if pages or any(d.rule != "unbuildable-period" for d in found):
        return found
    return [*found, *_printed(made)]


def _imported(made: Project, text: str) -> list[Diagnostic]:
    assert made.config is not None
    said = read_statements("page.txt", text.encode(), made.config, None)
    planned = plan(made.root, made.tasks, said.statements, made.config)
    return [*said.diagnostics, *planned.diagnostics]


def _printed(made: Project) -> list[Diagnostic]:
    """What making and printing the table of the first half-year says."""
    assert made.config is not None
    table, found = assemble_table(made.tasks, made.config, Period.from_key(2021, "H1"))
    fonts = find_fonts(made.config.fonts, ())
    return [*found, *missing_characters(table, made.config, fonts)]


@pytest.mark.parametrize("rule", EXAMPLES, ids=lambda rule: rule.name)
def test_a_rule_finds_its_bad_example_and_nothing_finds_fault_with_the_good_one(
    rule: Rule, tmp_path: Path
) -> None:
    bad = found_in(rule.bad, tmp_path / "bad")
    assert (rule.name, rule.severity) in {(d.rule, d.severity) for d in bad}
    assert {d.rule for d in bad} <= {rule.name, *BESIDES.get(rule.name, ())}
    assert found_in(rule.good, tmp_path / "good") == []


@pytest.mark.parametrize("rule", FORM_RULES, ids=lambda rule: rule.name)
def test_an_example_can_be_printed_and_shows_a_difference(rule: Rule) -> None:
    assert rule.bad != rule.good
    assert (rule.bad + rule.good).replace("\n", "").isprintable()


@pytest.mark.parametrize(
    ("name", "content"),
    [("encoding", GOOD.encode("gb18030")), ("too-large", b"#" * (MAX_BYTES + 1))],
    ids=["encoding", "too-large"],
)
def test_what_only_bytes_show(name: str, content: bytes, tmp_path: Path) -> None:
    assert [d.rule for d in load_project(project(tmp_path, LAYOUT, t001=content)).diagnostics] == [
        name
    ]


def test_a_folder_in_the_place_of_a_file_is_unreadable(tmp_path: Path) -> None:
    project(tmp_path, LAYOUT)
    (tmp_path / "data/tasks/2021/001.yaml").mkdir()
    assert [d.rule for d in load_project(tmp_path).diagnostics] == ["unreadable"]


def test_a_file_that_would_lose_something_is_not_formatted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> str:
        raise FormatError

    monkeypatch.setattr("progress_report.source.writing.format.canonical", refuse)
    folder = project(tmp_path, LAYOUT, t001=GOOD)
    run = CliRunner().invoke(app, ["fmt", "--project", str(folder)])
    assert run.exit_code == 1
    assert "error[not-formattable]" in run.stderr
    assert (folder / "data/tasks/2021/001.yaml").read_text(encoding="utf-8") == GOOD


# What a user sees of them


@pytest.mark.program
def test_rules_on_form_are_listed_and_explained(tmp_path: Path) -> None:
    run = report("check", "--list-rules", "--select", "structure", cwd=tmp_path)
    names = re.findall(r"^  (\S+) +(?:error|warning|note) +\S", run.stdout, re.MULTILINE)
    assert names == sorted(rule.name for rule in FORM_RULES)
    run = report("explain", "fullwidth-colon", cwd=tmp_path)
    assert run.stdout.startswith("fullwidth-colon — structure, error\n\na full-width colon")
    assert "    progress：15" in run.stdout
    assert "ignore:" not in run.stdout
    run = report("explain", "fullwidth-colon", "--lang", "zh", cwd=tmp_path)
    assert re.match("fullwidth-colon — .*错误\n\n键后的冒号应为英文半角\n", run.stdout)


@pytest.mark.program
def test_sarif_explains_them(tmp_path: Path) -> None:
    run = report(
        *("check", "--format", "sarif"), cwd=project(tmp_path, LAYOUT, t001="year：2021\n")
    )
    [rule] = json.loads(run.stdout)["runs"][0]["tool"]["driver"]["rules"]
    assert rule["id"] == "fullwidth-colon"
    assert rule["shortDescription"]["text"] == "a full-width colon after a key"
    assert "progress：15" in rule["help"]["text"]


def test_each_unit_named_again_is_reported_at_its_place(tmp_path: Path) -> None:
    task = GOOD + "lead: 甲局、丙局\nunits: [乙局, 丙局, 乙局, 丁局]\n"
    project_read = load_project(project(tmp_path, LAYOUT, t001=task))
    columns = [d.location.column for d in project_read.diagnostics if d.location]
    assert {d.rule for d in project_read.diagnostics} == {"duplicate-unit"}
    assert columns == [13, 17]


def test_no_decision_is_possible_about_the_form_of_files(tmp_path: Path) -> None:
    layout = LAYOUT + "check: {rules: {bad-year: off}}\n"
    task = GOOD + "units: [区发展改革委、区财政局]\nignore: [{rule: list-in-one, why: 原文如此}]\n"
    found = {
        d.rule: (d.severity, d.message)
        for d in check(load_project(project(tmp_path, layout, t001=task)))
    }
    assert found.keys() == {"list-in-one", "unknown-rule", "unused-ignore"}
    assert found["list-in-one"][0] is Severity.WARNING
    said = "'{}' is about the form of files, which can only be put right"
    assert found["unknown-rule"] == (Severity.ERROR, said.format("bad-year"))
    assert found["unused-ignore"] == (Severity.WARNING, said.format("list-in-one"))
