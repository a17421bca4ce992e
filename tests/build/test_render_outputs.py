"""A project's own templates: whatever they ask for, the build ends, with an output or an error."""

from pathlib import Path

import pytest
from support.project import GOOD, project, report

pytestmark = pytest.mark.program

SVG = '<svg xmlns="http://www.w3.org/2000/svg" {size}>{content}</svg>'


def built(folder: Path, name: str, text: str, form: str) -> tuple[int, str]:
    """The exit code and what was printed."""
    project(folder, t001=GOOD)
    (folder / "templates").mkdir()
    (folder / "templates" / name).write_text(text, encoding="utf-8")
    result = report("build", "--format", form, cwd=folder)
    assert "Traceback" not in result.stderr
    return result.returncode, result.stderr


def page(html: str) -> str:
    return f'{{% extends "builtin/page.html.j2" %}}{{% block tools %}}{html}{{% endblock %}}'


@pytest.mark.parametrize(
    ("name", "text", "words"),
    [
        ("page.html.j2", page("<div>" * 3000 + "甲" + "</div>" * 3000), "nested too deeply"),
        ("page.html.j2", page("<b>" * 5000 + "甲"), "nested too deeply"),
        ("print.css", "td { width: " + "calc(" * 3000 + "1px" + ")" * 3000 + " }", "nested"),
        ("print.css", "td { transform: scale(0) }", "cannot be printed"),
        ("print.css", "@page { size: 0 0 }", ""),
        ("print.css", "td { width: 1e300px; height: 1e300px; letter-spacing: 1e300px }", ""),
    ],
    ids=["div", "b", "calc", "scale", "page size", "sizes"],
)
def test_a_page_that_cannot_be_printed(tmp_path: Path, name: str, text: str, words: str) -> None:
    code, printed = built(tmp_path, name, text, "pdf")
    assert code in ({1} if words else {0, 1})
    assert words in printed
    assert not words or printed.startswith(f"report: templates/{name}: ")


@pytest.mark.parametrize(
    "svg",
    [
        SVG.format(size='width="1e9" height="1e9"', content='<rect width="1e9" height="1e9"/>'),
        SVG.format(size="", content='<g id="a"><use href="%23a"/></g>'),
        SVG.format(size="", content="<g>" * 2000 + "</g>" * 2000),
        SVG.format(size="", content='<g transform="scale(0)"><text>甲</text></g>'),
        SVG.format(
            size="",
            content='<pattern id="p" width="1" height="1"><rect fill="url(%23p)"/></pattern>'
            '<rect fill="url(%23p)" width="9" height="9"/>',
        ),
        "<svg",
    ],
    ids=["huge", "recursive", "deep", "scale", "pattern", "broken"],
)
def test_a_picture_that_cannot_be_printed(tmp_path: Path, svg: str) -> None:
    html = page(f"<img alt='图' src='data:image/svg+xml,{svg}'>")
    assert built(tmp_path, "page.html.j2", html, "pdf")[0] in {0, 1}


def test_a_deep_page_without_pdf_is_a_page(tmp_path: Path) -> None:
    html = page("<div>" * 3000 + "甲" + "</div>" * 3000)
    assert built(tmp_path, "page.html.j2", html, "html") == (0, "")
