"""Templates of a project: they replace and extend the built-in ones, and reach nothing else."""

from pathlib import Path

import pytest

from progress_report.config import ReportConfig
from progress_report.render.html import render_page
from progress_report.render.templates import TemplateProblem
from progress_report.table import Table

Real = tuple[Table, ReportConfig]


def own(folder: Path, **files: str) -> Path:
    for name, text in files.items():
        (folder / name.replace("__", ".")).write_text(text, encoding="utf-8")
    return folder


def test_a_project_extends_the_built_in_page(tmp_path: Path, real: Real) -> None:
    text = '{% extends "builtin/page.html.j2" %}\n{% block tools %}<p>本区</p>{% endblock %}\n'
    page = render_page(*real, own(tmp_path, page__html__j2=text))
    assert "<p>本区</p>" in page
    assert 'class="tools"' not in page
    assert page.count("<tr id=") == 37


def test_a_project_replaces_one_file(tmp_path: Path, real: Real) -> None:
    page = render_page(*real, own(tmp_path, screen__css="h1 { color: green }\n"))
    assert "h1 { color: green }" in page
    assert "@page" in page


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("一\n{{ table.tilte }}\n", 2, "tilte"),
        ("一\n\n{{ nobody }}\n", 3, "nobody"),
        ("{% if %}\n", 1, ""),
        ("一\n{% include '../report.yaml' %}\n", 2, "../report.yaml"),
        ("{% include '/etc/passwd' %}\n", 1, "/etc/passwd"),
        ("一\n{{ table.__class__.__mro__ }}\n", 2, "__class__"),
        ("一\n{{ 1 / 0 }}\n", 2, "division"),
        ("{% include 'link.j2' %}\n", 1, "link.j2"),
        ("{% extends 'page.html.j2' %}\n", 1, "itself"),
    ],
)
def test_what_is_wrong_is_told_with_the_template_line(
    tmp_path: Path, real: Real, text: str, line: int, words: str
) -> None:
    folder = tmp_path / "templates"
    folder.mkdir()
    (tmp_path / "secret").write_text("secret", encoding="utf-8")
    (folder / "link.j2").symlink_to(tmp_path / "secret")
    with pytest.raises(TemplateProblem) as caught:
        render_page(*real, own(folder, page__html__j2=text))
    assert (Path(caught.value.path).name, caught.value.line) == ("page.html.j2", line)
    assert words in caught.value.message


def test_text_is_escaped_in_a_projects_own_template(tmp_path: Path, real: Real) -> None:
    page = render_page(*real, own(tmp_path, page__html__j2="{{ '<b>' }}\n"))
    assert page == "&lt;b&gt;\n"
