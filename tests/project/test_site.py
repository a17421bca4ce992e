"""The manual builds as a site, in both languages, from what the program says of itself."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from support.project import ROOT

pytestmark = pytest.mark.program


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("site")
    subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--strict", "--quiet", "--site-dir", folder],
        cwd=ROOT,
        env=os.environ | {"NO_MKDOCS_2_WARNING": "1"},
        check=True,
    )
    return folder


def test_each_page_is_in_its_own_language(site: Path) -> None:
    for language, menu in (("zh", "搜索"), ("en", "Search")):
        pages = list((site / language).rglob("*.html"))
        assert len(pages) > len(list((ROOT / "docs" / language).glob("*.md")))
        for page in pages:
            text = page.read_text(encoding="utf-8")
            assert f'<html lang="{language}"' in text, page
            assert f'placeholder="{menu}"' in text, page


def test_it_asks_no_other_machine(site: Path) -> None:
    for page in site.rglob("*.html"):
        text = page.read_text(encoding="utf-8")
        assert 'src="http' not in text, page
        assert 'rel="stylesheet" href="http' not in text, page


def test_the_search_works_without_a_server(site: Path) -> None:
    assert (site / "search/search_index.js").is_file()
    page = site / "zh/reference/rules.html"
    [script] = re.findall(
        r'<script src="([^"]*iframe-worker.js)"', page.read_text(encoding="utf-8")
    )
    assert "window.Worker" in (page.parent / script).read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("page", "key"),
    [("report", "finished_tasks"), ("task", "formerly"), ("period", "due")],
)
@pytest.mark.parametrize("language", ["zh", "en"])
def test_reference_has_each_key(site: Path, language: str, page: str, key: str) -> None:
    text = (site / language / f"reference/{page}.html").read_text(encoding="utf-8")
    schema = json.loads((ROOT / f"schemas/{page}.schema.json").read_text(encoding="utf-8"))
    assert key in schema["properties"]
    parts = [schema, *schema["$defs"].values()]
    assert not {k for part in parts for k in part["properties"] if f"<code>{k}</code>" not in text}


@pytest.mark.parametrize("language", ["zh", "en"])
def test_reference_has_each_command_and_rule(site: Path, language: str) -> None:
    commands = (site / language / "reference/commands.html").read_text(encoding="utf-8")
    assert all(
        f">report {name}<" in commands.replace('<a class="headerlink"', "<a")
        for name in ("init", "new task", "collect forms", "build", "git-setup")
    )
    assert 'id="near-term"' in (site / language / "reference/rules.html").read_text("utf-8")


def test_lines_of_chinese_are_joined(site: Path) -> None:
    source = (ROOT / "docs/zh/tasks.md").read_text(encoding="utf-8")
    last, first = re.findall(r"([一-鿿，。]{4})\n([一-鿿]{4})", source)[0]
    text = (site / "zh/tasks.html").read_text(encoding="utf-8")
    assert last + first in text
