"""The texts of the pages: in both languages, with the same placeholders, and each in use."""

import re
import string
from collections.abc import Iterator
from typing import Any

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po
from ruamel.yaml import YAML
from support.project import ROOT

from progress_report.serve.visit import plain_words
from progress_report.system.i18n import LANGUAGES, language, set_language

CATALOGUE = "src/progress_report/locale/zh_CN/LC_MESSAGES/progress_report.po"
COMMAND = re.compile(r" --[a-z]|['“](?:report|git|dask) [a-z]")
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
    "commands",
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


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


def test_each_text_is_in_both_languages_with_the_same_placeholders() -> None:
    texts = dict(leaves(WORDS))
    assert len(texts) > 150
    for path, text in texts.items():
        assert all(text.values()) or path.endswith(".control"), path
        assert placeholders(text["zh"]) == placeholders(text["en"]), path


@pytest.fixture(params=LANGUAGES)
def catalogue(request: pytest.FixtureRequest) -> Iterator[Catalog]:
    """The messages of the program, while one language is chosen."""
    before = language()
    set_language(request.param)
    with (ROOT / CATALOGUE).open("rb") as file:
        yield read_po(file)
    set_language(before)


def test_no_hint_on_a_page_names_a_command_or_its_options(catalogue: Catalog) -> None:
    hints = [str(m.string if language() == "zh" else m.id) for m in catalogue if m.id]
    of_terminal = [hint for hint in hints if COMMAND.search(hint)]
    assert len(of_terminal) > 30
    for hint in of_terminal:
        assert not COMMAND.search(plain_words(hint, is_hint=True)), hint


def test_a_control_of_a_page_stands_for_an_option() -> None:
    assert plain_words("add one under 'entries', or build with --draft") == (
        "write it, or build a draft"
    )
    assert plain_words("leave it out, or give its period with --period", is_hint=True) == (
        "leave it out"
    )
    prose = "report each task's own part, or what the report of 2021H1 says"
    assert plain_words(prose, is_hint=True) == prose
    message = "2021H1 was closed on 2021-07-09"
    hint = "--correct corrects it, --reopen opens it again"
    assert plain_words(f"{message}; {hint}") == message
    assert plain_words("the program was started with --read-only") == (
        "the program was started read only"
    )


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
