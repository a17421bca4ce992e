"""One word for one thing: phrases listed in words.yaml occur nowhere."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from babel.messages.pofile import read_po
from ruamel.yaml import YAML
from support.project import ROOT

WORDS: dict[str, list[dict[str, Any]]] = YAML(typ="safe").load(ROOT / "tests/project/words.yaml")
CATALOGUE = ROOT / "src/progress_report/locale/zh_CN/LC_MESSAGES/progress_report.po"
PAGES = [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]


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


def test_chinese_messages() -> None:
    with CATALOGUE.open("rb") as file:
        messages = [str(message.string) for message in read_po(file) if message.id]
    assert len(messages) > 1000
    for message in messages:
        assert list(chinese(message)) == [], message


def test_chinese_of_the_schemas() -> None:
    for path in (ROOT / "schemas").iterdir():
        assert list(chinese(path.read_text(encoding="utf-8"))) == [], path
