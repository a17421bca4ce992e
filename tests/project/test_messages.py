"""The Chinese catalogue: complete, fresh, and with the same placeholders."""

import ast
import json
import re
import string
from collections.abc import Iterator
from itertools import chain

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import read_mo
from babel.messages.pofile import read_po
from support.rule_texts import summaries_and_reasons
from support.source import PACKAGE, modules, nodes
from support.wording import WORDED

from progress_report.system.data import read_data

CATALOGUE = PACKAGE / "locale/zh_CN/LC_MESSAGES/progress_report.po"
HELP = json.loads((PACKAGE / "cli/words.json").read_text(encoding="utf-8"))


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


def pairs(catalogue: Catalog) -> Iterator[tuple[str, str]]:
    """Each message with its translation; Chinese has one for both forms of a count."""
    for message in catalogue:
        texts = (message.id,) if isinstance(message.id, str) else message.id
        chinese = message.string if isinstance(message.string, str) else (message.string or [""])[0]
        yield from ((text, chinese) for text in texts if text)


def test_every_message_has_a_translation() -> None:
    with CATALOGUE.open("rb") as file:
        catalogue = read_po(file, locale="zh_CN")
    translated = dict(pairs(catalogue))
    keywords = {"_": None, "N_": None, "ngettext": (1, 2)}
    used = {
        text
        for _file, _line, messages, _comments, _context in extract_from_dir(
            PACKAGE, keywords=keywords
        )
        for text in ((messages,) if isinstance(messages, str) else messages)
    }
    assert len(used) > 80
    assert used - translated.keys() == set()
    assert translated.keys() - used == set()
    for english, chinese in translated.items():
        assert chinese
        assert placeholders(english) == placeholders(chinese)


def test_words_of_data_files_are_in_both_languages() -> None:
    sections = [HELP, read_data("diff", "words"), *(read_data(*f) for f in WORDED.items())]
    texts = []
    while sections:
        section = sections.pop()
        if section.keys() == {"zh", "en"}:
            texts.append(section)
        else:
            values = [v for v in section.values() if isinstance(v, dict)]
            lists = [v for v in section.values() if isinstance(v, list)]
            sections += values + [v for v in chain.from_iterable(lists) if isinstance(v, dict)]
    assert len(texts) > 180
    for text in texts:
        assert text["zh"]
        assert placeholders(text["en"]) == placeholders(text["zh"])


def test_no_message_hides_in_an_f_string() -> None:
    """Where the extractor would not see it."""
    hidden = [
        f"{module}:{call.lineno}"
        for module in modules()
        for text in nodes(module)
        if isinstance(text, ast.JoinedStr)
        for call in ast.walk(text)
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id == "_"
        if isinstance(call.args[0], ast.Constant)
    ]
    assert hidden == []


def test_the_compiled_catalogue_is_fresh() -> None:
    # as files: what gettext answers to the singular of a count depends on the release of Python
    with CATALOGUE.open("rb") as file:
        catalogue = read_po(file, locale="zh_CN")
    with CATALOGUE.with_suffix(".mo").open("rb") as file:
        compiled = read_mo(file)
    assert dict(pairs(compiled)) == dict(pairs(catalogue))


def test_chinese_clauses_are_joined_by_chinese_marks() -> None:
    with CATALOGUE.open("rb") as file:
        catalogue = read_po(file, locale="zh_CN")
    for message in [*(chinese for _id, chinese in pairs(catalogue)), *summaries_and_reasons("zh")]:
        # what is quoted, and what is put in, is as it is typed
        text = re.sub(r"“[^”]*”|'[^']*'|\{[^}]*\}|主机:端口|\[ \] .* \|", "", message)
        assert not re.search("[\u4e00-\u9fff”）][;,:?!]|[;,:?!] ?[\u4e00-\u9fff“]", text), text


def test_what_joins_sentences_and_names_is_translated() -> None:
    """A list joined by ``", "`` and two clauses joined by ``"; "`` would stand so in Chinese."""
    code = {"config.py", "format.py", "lines.py", "load.py", "model_errors.py"}
    """Modules in which the comma is YAML's, or between words that no one sees."""
    found = []
    for module in modules():
        if module.rpartition("/")[2] in code:
            continue
        for node in nodes(module):
            if isinstance(node, ast.JoinedStr):
                pieces = [each.value for each in node.values if isinstance(each, ast.Constant)]
                found += [f"{module}:{node.lineno}" for piece in pieces if piece == "; "]
            if isinstance(node, ast.Attribute) and node.attr == "join":
                is_list = isinstance(node.value, ast.Constant) and node.value.value == ", "
                found += [f"{module}:{node.lineno}"] * is_list
    assert found == []
