"""The texts of the status page: in both languages, with the same placeholders, and each in use."""

import re
import string

from ruamel.yaml import YAML
from support.project import ROOT

WORDS = YAML(typ="safe").load(ROOT / "src/progress_report/status/words.yaml")
TEMPLATE = (ROOT / "templates/status.html.j2").read_text(encoding="utf-8")


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def test_each_text_is_in_both_languages_with_the_same_placeholders() -> None:
    for name, text in WORDS.items():
        assert text.keys() == {"zh", "en"}, name
        assert placeholders(text["zh"]) == placeholders(text["en"]), name


def test_the_template_uses_each_text_and_no_other() -> None:
    assert set(re.findall(r"\bwords\.(\w+)", TEMPLATE)) == WORDS.keys()
