"""The texts of the pages: in both languages, with the same placeholders, and each in use."""

import ast
import re
import string
from collections.abc import Iterator
from typing import Any

from ruamel.yaml import YAML
from support.project import ROOT
from support.source import modules, nodes
from support.wording import WORDED

from progress_report.system.data import read_data

COMMAND = re.compile(r"(?<!-)--[a-z]|(?:['“]|run )(?:report|git|dask) [a-z]")
WORDS = YAML(typ="safe").load(ROOT / "src/progress_report/serve/words.yaml")
TEMPLATES = ROOT / "templates/serve"
BY_NAME = {
    "navigation",
    "versions",
    "notices",
    "severities",
    "states",
    "operations",
    "target",
    "headings",
    "controls",
}
"""Tables that are looked up by what the data or the address hold."""
PARTS = {"task": ["advice"], "file": ["problems"]}
"""Parts of a page in templates of their own."""


def leaves(words: Any, path: str = "") -> Iterator[tuple[str, dict[str, str]]]:
    if isinstance(words, dict) and words.keys() == {"zh", "en"}:
        yield path, words
    elif isinstance(words, dict):
        for name, value in words.items():
            yield from leaves(value, f"{path}.{name}")
    elif isinstance(words, list):
        for index, value in enumerate(words):
            yield from leaves(value, f"{path}.{index}")


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


def test_each_text_is_in_both_languages_with_the_same_placeholders() -> None:
    texts = dict(leaves(WORDS))
    assert len(texts) > 150
    for path, text in texts.items():
        assert all(text.values()), path
        assert placeholders(text["zh"]) == placeholders(text["en"]), path


def messages() -> Iterator[tuple[str, str]]:
    """The sentences of every module whose errors a page may show."""
    for module in modules():
        if module.partition("/")[0] in ("cli", "doctor.py"):
            continue
        for node in nodes(module):
            match node:
                case ast.Call(func=ast.Name("_" | "N_" | "n_"), args=[ast.Constant(str(text)), *_]):
                    yield module, text
    for package, name in WORDED.items():
        for _path, texts in leaves(read_data(package, name)):
            yield from ((f"{package}/{name}", text) for text in texts.values())


def test_no_sentence_below_the_command_line_names_a_command() -> None:
    """What is typed is data there: a terminal and a page each show it in their way."""
    sentences = [*messages()]
    assert len(sentences) > 1000
    named = [(place, text) for place, text in sentences if COMMAND.search(text)]
    assert named == []


def commands() -> Iterator[str]:
    """The names of the controls in the code."""
    for module in modules():
        for node in nodes(module):
            match node:
                case ast.Call(
                    func=ast.Name("CommandHint"), args=[_, _, ast.Constant(str(control)), *_]
                ):
                    yield control
    for package, name in WORDED.items():
        words = read_data(package, name)
        hints = [entry.get("hint") for entry in words["diagnostics"].values()]
        lists = (h for h in (*hints, *words.get("hints", {}).values()) if isinstance(h, list))
        yield from (way["control"] for ways in lists for way in ways if "control" in way)


def test_each_control_stands_for_a_command() -> None:
    assert {*commands()} == WORDS["controls"].keys()


def test_each_text_of_a_template_is_used() -> None:
    code = "".join(
        path.read_text("utf-8") for path in (ROOT / "src/progress_report/serve").rglob("*.py")
    )
    for template in WORDS.keys() - BY_NAME:
        used = "".join(
            (TEMPLATES / f"{name}.html.j2").read_text("utf-8")
            for name in [template, *PARTS.get(template, [])]
        )
        for name in WORDS[template].keys() - {"title"}:
            in_code = f'words("{template}")["{name}"]'
            in_template = rf"\b(text|words)\.{name}\b"
            is_looked_up = template == "change" and name in {"removed", "new", "changed"}
            assert re.search(in_template, used) or in_code in code or is_looked_up, (template, name)
