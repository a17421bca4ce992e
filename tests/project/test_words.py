"""One word for one thing: phrases listed in words.yaml occur nowhere."""

import ast
import re
import tokenize
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from babel.messages.pofile import read_po
from ruamel.yaml import YAML
from support.project import ROOT
from support.rule_texts import summaries_and_reasons
from support.source import modules, nodes
from support.wording import sentences

WORDS: dict[str, list[dict[str, Any]]] = YAML(typ="safe").load(ROOT / "tests/project/words.yaml")
CATALOGUE = ROOT / "src/progress_report/locale/zh_CN/LC_MESSAGES/progress_report.po"
PAGES = [*ROOT.glob("*.md"), *(ROOT / "docs").glob("*/*.md")]
"""Those a person writes; docs/*/reference is made of messages, which have a test of their own."""


def is_chinese(path: Path) -> bool:
    return path.name.endswith(".zh-CN.md") or "zh" in path.parts


def page(path: Path) -> str:
    """The text of a page, without the glossary, which has to name what not to say."""
    return re.sub(
        r"\n## Glossary\n.*?(?=\n## |\Z)", "", path.read_text(encoding="utf-8"), flags=re.DOTALL
    )


def english(text: str) -> Iterator[str]:
    for word in WORDS["english"]:
        pattern = rf"(?<![\w-])(?:{word['not']})(?![\w-])"
        yield from (match[0] for match in re.finditer(pattern, text, re.IGNORECASE))


def chinese(text: str) -> Iterator[str]:
    for word in WORDS["chinese"]:
        yield from (match[0] for match in re.finditer(word["not"], text, re.MULTILINE))


def test_pages() -> None:
    assert len(PAGES) > 10
    for path in PAGES:
        phrases = chinese(page(path)) if is_chinese(path) else english(page(path))
        assert list(phrases) == [], path


def test_messages() -> None:
    with CATALOGUE.open("rb") as file:
        messages = [str(message.string) for message in read_po(file) if message.id]
    messages += [*summaries_and_reasons("zh"), *sentences("zh")]
    assert len(messages) > 1000
    for message in messages:
        assert list(chinese(message)) == [], message
    for message in (*summaries_and_reasons("en"), *sentences("en")):
        assert list(english(message)) == [], message
    help_lines = (ROOT / "src/progress_report/cli/words.json").read_text("utf-8").splitlines()
    for line in help_lines:
        assert list((chinese if '"zh":' in line else english)(line)) == [], line


def test_chinese_of_the_schemas() -> None:
    for path in (ROOT / "schemas").iterdir():
        assert list(chinese(path.read_text(encoding="utf-8"))) == [], path


def texts(path: Path) -> Iterator[str]:
    """The strings and comments of a module: messages, docstrings, templates of text."""
    with tokenize.open(path) as file:
        for token in tokenize.generate_tokens(file.readline):
            is_key = token.string == '"findings"'  # of the JSON of `report doctor`
            if token.type in (tokenize.STRING, tokenize.COMMENT) and not is_key:
                yield token.string


def test_docstrings_comments_and_english_messages() -> None:
    found = [
        f"{path.relative_to(ROOT)}: {phrase}"
        for path in (ROOT / "src").rglob("*.py")
        for phrase in english("\n\n".join(texts(path)))
    ]
    assert found == []


def names(module: str) -> Iterator[str]:
    for node in nodes(module):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            yield node.name
        elif isinstance(node, ast.arg):
            yield node.arg
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            yield node.id


def test_names() -> None:
    words = re.compile("|".join(word["not"] for word in WORDS["names"]))
    found = [
        f"{module}: {name}"
        for module in modules()
        for name in names(module)
        if any(words.fullmatch(part.lower()) for part in re.findall("[A-Z]?[a-z]+", name))
    ]
    assert found == []
