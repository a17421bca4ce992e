"""Each sentence on a mistake, in both languages: tests/examples/mistakes.*.txt.

The mistakes are those of the task files in tests/examples/broken and of the layouts in
layouts.yaml.
"""

import re
from pathlib import Path

import pytest
from ruamel.yaml import YAML
from support.expected import assert_expected
from support.project import ROOT, project

from progress_report.domain.diagnostics import Location
from progress_report.source.load import load_project
from progress_report.source.mistakes.keys import every_key
from progress_report.system.i18n import hint_text, set_language

EXAMPLES = ROOT / "tests/examples"
LAYOUT = "title: 表\ncolumns: [{heading: 号, value: number, width: 1}, {heading: 甲, width: 2, "


def sentences(folder: Path) -> list[str]:
    found = sorted(load_project(folder).diagnostics, key=lambda d: d.order)
    places = [d.location or Location("") for d in found]
    return [
        f"{place.line}:{place.column}+{place.length} {d.severity} {d.rule}: {d.message}"
        f" | {hint_text(d.hint)}"
        for d, place in zip(found, places, strict=True)
    ]


def every_sentence(folder: Path) -> list[str]:
    lines = []
    for path in sorted((EXAMPLES / "broken").glob("*.yaml")):
        made = project(folder / path.stem, t001=path.read_bytes())
        lines += [f"# {path.stem}", *sentences(made)]
    layouts = YAML(typ="safe").load(EXAMPLES / "layouts.yaml")
    for number, text in enumerate(layouts):
        made = project(folder / str(number), f"{LAYOUT}value: task}}]\n{text}\n")
        lines += [f"# {text.splitlines()[0]}", *sentences(made)]
    return lines


@pytest.mark.parametrize("language", ["zh", "en"])
def test_each_sentence_is_as_expected(language: str, tmp_path: Path) -> None:
    set_language(language)
    found = every_sentence(tmp_path)
    set_language("en")
    assert_expected("\n".join([*found, ""]), EXAMPLES / f"mistakes.{language}.txt")


# What a Chinese sentence may hold: keys, periods, names of files, and these names of things.
NAMES = {"YAML", "Word", "UTF", "GBK", "BOM", "Delete", "CMS", "MB", "true", "false"}


def foreign_words(text: str) -> list[str]:
    """The words of another language in a Chinese sentence, quotations and names left out."""
    text = re.sub(r"“[^”]*”|'[^']*'|\[[^]]*\]|\{[^}]*\}", " ", text)
    text = re.sub(r"U\+[0-9A-F]{4,6}|\S+\.yaml\b|data/\S*", " ", text)
    words = re.findall(r"[A-Za-z_]{2,}", text)
    return [
        word for word in words if word not in NAMES | every_key() and not re.search("^FY$", word)
    ]


def test_no_english_in_a_chinese_sentence() -> None:
    text = (EXAMPLES / "mistakes.zh.txt").read_text(encoding="utf-8")
    for line in text.partition("\n# page:")[0].splitlines():  # not those that list choices
        if not line.startswith("# "):
            message, _bar, hint = line.partition(": ")[2].partition(" | ")
            assert re.search("[一-鿿]", message), line
            assert foreign_words(message) == foreign_words(hint) == [], line
