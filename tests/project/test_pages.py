"""Pages of the manual have the same sections in both languages, and every key of the JSON."""

import json
import re
from pathlib import Path

import pytest
from support.project import ROOT

_HEADING = re.compile(r"^(#+) ", re.MULTILINE)
_NAMES = sorted({path.name for path in ROOT.glob("docs/??/*.md")})


def sections(path: Path) -> list[str]:
    """The levels of the headings; docs/en/contributing.md leaves them to CONTRIBUTING.md."""
    if path.parts[-2:] == ("en", "contributing.md"):
        path = ROOT / "CONTRIBUTING.md"
    text = path.read_text(encoding="utf-8")
    return _HEADING.findall(re.sub(r"^```.*?^```$", "", text, flags=re.MULTILINE | re.DOTALL))


@pytest.mark.parametrize("name", _NAMES)
def test_a_page_has_the_same_sections_in_both_languages(name: str) -> None:
    assert sections(ROOT / "docs/zh" / name) == sections(ROOT / "docs/en" / name)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_page_on_formats_names_every_key_of_the_json(language: str) -> None:
    schema = json.loads((ROOT / "schemas/table.schema.json").read_text(encoding="utf-8"))
    page = (ROOT / f"docs/{language}/formats.md").read_text(encoding="utf-8")
    keys = {key for part in (schema, *schema["$defs"].values()) for key in part["properties"]}
    keys |= set(schema["$defs"]["ColumnForm"]["properties"]["kind"]["enum"])
    assert {key for key in keys if f"`{key}`" not in page} == set()
