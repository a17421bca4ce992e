"""Links and paths in Markdown files and docstrings lead to files and headings that exist."""

import itertools
import re
import subprocess
from functools import cache
from pathlib import Path
from urllib.parse import unquote

import pytest
from markdown_it import MarkdownIt
from markdown_it.token import Token
from support.project import ROOT

PATH = re.compile(r"\b(?:docs|src|templates|tests|tools|bench)/[\w./-]*\w")
"""A path as prose and messages name it: from the root of the repository."""


def tracked(*patterns: str) -> list[Path]:
    names = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z", "--", *patterns],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout.split("\0")
    return [ROOT / name for name in names if name and (ROOT / name).is_file()]


PAGES = [path for path in tracked("*.md") if "examples" not in path.parts]


@cache
def tokens(path: Path) -> list[Token]:
    blocks = MarkdownIt("gfm-like", {"linkify": False}).parse(path.read_text(encoding="utf-8"))
    return [token for block in blocks for token in (block, *(block.children or ()))]


def links(path: Path) -> list[str]:
    addresses = [token.attrs.get("href") or token.attrs.get("src") for token in tokens(path)]
    return [str(address) for address in addresses if address and "://" not in str(address)]


def anchors(path: Path) -> set[str]:
    """The fragments that GitHub gives the headings of a page, and those written into them."""
    slugs: list[str] = []
    parsed = tokens(path)
    for opening, inline in itertools.pairwise(parsed):
        if opening.type == "heading_open":
            text = "".join(token.content for token in inline.children or ())
            slug = re.sub(r"[^\w\- ]", "", text.lower()).replace(" ", "-")
            slugs.append(f"{slug}-{count}" if (count := slugs.count(slug)) else slug)
    written = (token.content for token in parsed if token.type == "html_inline")
    ids = {match[1] for text in written if (match := re.fullmatch('<a id="(.+)">', text))}
    return ids.union(slugs)


def test_there_are_pages_with_links() -> None:
    assert len(PAGES) > 10
    assert sum(len(links(path)) for path in PAGES) > 40


@pytest.mark.parametrize("path", PAGES, ids=lambda path: str(path.relative_to(ROOT)))
def test_links_lead_somewhere(path: Path) -> None:
    for address in links(path):
        name, _, fragment = unquote(address).partition("#")
        target = (path.parent / name).resolve() if name else path
        assert target.is_relative_to(ROOT), address
        assert target.exists(), address
        if fragment:
            assert fragment in anchors(target), address


@pytest.mark.parametrize("path", PAGES, ids=lambda path: str(path.relative_to(ROOT)))
def test_paths_in_prose_exist(path: Path) -> None:
    for token in tokens(path):
        if token.type == "code_inline":
            for name in PATH.findall(token.content):
                assert (ROOT / name).exists(), name


@pytest.mark.program
def test_pages_that_the_program_names_exist() -> None:
    for path in tracked("src/*.py", "tests/*.py", "tools/*.py", "bench/*.py"):
        for name in re.findall(r"\bdocs/[\w/-]+\.\w+", path.read_text(encoding="utf-8")):
            assert (ROOT / name).is_file(), f"{path}: {name}"
