"""Word lists that the program ships as YAML files, and regular expressions made from them."""

import re
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from ruamel.yaml.cyaml import CSafeLoader

from progress_report.system.i18n import localized

_PACKAGE = Path(__file__).resolve().parents[1]
_PLACE = re.compile(r"\{(=?)([a-z_]+)(?: ([^{}]+))?\}")


@cache
def read_data(package: str, name: str) -> Any:
    """The content of ``data/NAME.yaml`` in a package, such as ``importing``: to read only."""
    return _load(_PACKAGE / package / "data" / f"{name}.yaml")


def read_words(path: Path) -> Any:
    """A file of words for readers, each ``{zh: …, en: …}`` of them in the reader's language."""
    return localized(_load(path))


@cache
def _load(path: Path) -> Any:
    # twice as fast as YAML(typ="safe"), which looks for the version of YAML at each scalar
    return CSafeLoader(path.read_text(encoding="utf-8")).get_single_data()


def shipped_folder(name: str, in_sources: str) -> Path:
    """A folder of files that travel in the wheel as ``name``, and lie elsewhere in the sources."""
    packaged = _PACKAGE / name
    return packaged if packaged.is_dir() else _PACKAGE.parents[1] / in_sources


def shipped_schema(kind: str) -> str:
    """The JSON Schema of a kind of file, which ``tools/schemas.py`` writes from the models."""
    folder = shipped_folder("schemas", "schemas")
    return (folder / f"{kind}.schema.json").read_text(encoding="utf-8")


def any_of(words: Iterable[str], *, between: str = "") -> str:
    """A regular expression for any of the words; where several match, the first listed.

    Of no words it matches nothing. Words are texts, not patterns; ``between`` is a regular
    expression for what may stand between two characters of a word.
    """
    alternatives = "|".join(between.join(map(re.escape, word)) for word in words)
    return f"(?:{alternatives or '(?!)'})"


class Patterns(dict[str, re.Pattern[str]]):
    """The regular expressions under ``patterns`` in a file of words, each made when it is needed.

    In them ``{name}`` stands for any word of that list. What follows the name is a regular
    expression for what may stand between two characters; ``{=name}`` is the pattern of that name.
    """

    def __init__(self, words: Mapping[str, Any]) -> None:
        super().__init__()
        self._words = words

    def __missing__(self, name: str) -> re.Pattern[str]:
        """The pattern of a name, which is kept."""
        self[name] = compiled = re.compile(self._text(name))
        return compiled

    def _text(self, name: str) -> str:
        return _PLACE.sub(self._filled, self._words["patterns"][name])

    def _filled(self, place: re.Match[str]) -> str:
        name = place[2]
        return self._text(name) if place[1] else any_of(self._words[name], between=place[3] or "")
