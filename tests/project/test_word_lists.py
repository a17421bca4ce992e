"""The lists of words that the program ships: none is lost unseen.

Examples are often made from the lists themselves, so a word that is gone takes its example along.
Whoever adds or drops words on purpose changes the number here.
"""

from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML
from support.project import ROOT

PACKAGE = ROOT / "src/progress_report"
SIZES = {
    "check/data/both-right.txt": 88,
    "check/data/catalogue.yaml": 307,
    "check/data/collocations.txt": 25652,
    "check/data/confusions.yaml": 62700,
    "check/data/expressions.yaml": 1120,
    "check/data/fragments.yaml": 328,
    "check/data/idioms.txt": 5396,
    "check/data/grammar.yaml": 1369,
    "check/data/offices.txt": 95,
    "check/data/phrases.txt": 139,
    "check/data/slogans.txt": 161,
    "check/data/misspellings.txt": 18745,
    "check/data/omissions.yaml": 387,
    "check/data/pairings.yaml": 449,
    "check/data/placeholders.yaml": 27,
    "check/data/figures.yaml": 704,
    "check/data/messages.yaml": 2016,
    "check/data/residue.yaml": 2185,
    "check/data/particles.yaml": 1802,
    "check/data/roles.yaml": 1946,
    "check/data/syllables.txt": 396,
    "check/data/particle-neighbours.txt": 10999,
    "check/data/neighbours.txt": 9253,
    "check/data/usual-words.txt": 20195,
    "check/data/terms.txt": 377,
    "diff/data/words.yaml": 79,
    "importing/data/headings.yaml": 381,
    "importing/data/rows.yaml": 19,
    "importing/data/units.yaml": 158,
    "readers/data/markup.yaml": 83,
    "readers/data/number_formats.yaml": 55,
    "readers/data/page_lines.yaml": 212,
    "source/data/keys.yaml": 168,
    "office/data/problems.yaml": 238,
    "readers/data/problems.yaml": 1381,
    "importing/data/problems.yaml": 1445,
    "collect/data/problems.yaml": 1201,
    "source/data/mistakes.yaml": 3132,
    "verify/data/markup.yaml": 120,
}
"""Words in each file, as white space parts them; characters where patterns make the examples."""
OF_PATTERNS = "check/data/confusions.yaml"
DATA = sorted({*PACKAGE.rglob("*.yaml"), *PACKAGE.rglob("*.txt")} - {*PACKAGE.rglob("rules/*")})
"""All but the texts on rules, whose bad examples have such characters."""
BEYOND_GBK = {*"−¥✗✓鿿▲▼"}
"""Characters of the lists that documents in the encoding of offices cannot hold."""


def texts(data: Any) -> int:
    if isinstance(data, dict):
        return sum(map(texts, data.values()))
    return sum(map(texts, data)) if isinstance(data, list) else len(str(data).split())


def size(name: str) -> int:
    text = (PACKAGE / name).read_text(encoding="utf-8")
    if name == OF_PATTERNS:
        return len(text)
    if name.endswith(".txt"):
        return sum(len(line.split()) for line in text.splitlines() if not line.startswith("#"))
    return texts(YAML(typ="safe").load(text))


def test_every_list_is_counted() -> None:
    paths = [path for path in PACKAGE.glob("*/data/*.*") if path.suffix in {".yaml", ".txt"}]
    files = {path.relative_to(PACKAGE).as_posix() for path in paths}
    assert files == SIZES.keys()


@pytest.mark.parametrize("name", SIZES)
def test_no_word_is_lost(name: str) -> None:
    assert size(name) == SIZES[name]


@pytest.mark.parametrize("path", DATA, ids=lambda path: path.relative_to(PACKAGE).as_posix())
def test_no_text_has_a_character_that_documents_lack(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    held = text.encode("gbk", "ignore").decode("gbk")
    assert {*text} - {*held} <= BEYOND_GBK
