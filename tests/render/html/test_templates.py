"""Templates of a project: they replace and extend the built-in ones, and reach nothing else."""

import shutil
from pathlib import Path

import pytest

from progress_report.domain.config import ReportConfig
from progress_report.domain.diagnostics import DataError, ReportError
from progress_report.domain.table import Table
from progress_report.render.html.custom_templates import template_bounds
from progress_report.render.html.page import render_page
from progress_report.render.html.templates import (
    TemplateError,
    builtin_templates,
    compiled,
    environment,
)
from progress_report.system import limits
from progress_report.system.bounded import run_bounded

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


def test_a_project_can_replace_a_part_of_the_table(tmp_path: Path, real: Real) -> None:
    text = '{% extends "builtin/table.html.j2" %}\n{% block notes %}<p>本区</p>{% endblock %}\n'
    page = render_page(*real, own(tmp_path, table__html__j2=text))
    assert page.replace("<p>本区</p>", "") == render_page(*real)
    assert "<p>本区</p>" in page


def test_a_project_replaces_one_file(tmp_path: Path, real: Real) -> None:
    page = render_page(*real, own(tmp_path, screen__css="h1 { color: green }\n"))
    assert "h1 { color: green }" in page
    assert "@page" in page


def test_a_template_that_was_changed_is_compiled_again(tmp_path: Path, real: Real) -> None:
    for text in ("先", "后"):
        assert render_page(*real, own(tmp_path, page__html__j2=text)) == text


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("一\n{{ table.tilte }}\n", 2, "tilte"),
        ("一\n\n{{ nobody }}\n", 3, "nobody"),
        ("{% if %}\n", 1, "an expression"),
        ("一\n{% fi %}\n", 2, "there is no tag 'fi'"),
        ("一\n{% include '../report.yaml' %}\n", 2, "../report.yaml"),
        ("{% include '/etc/passwd' %}\n", 1, "/etc/passwd"),
        ("一\n{{ table.__class__.__mro__ }}\n", 2, "__class__"),
        ("一\n{{ 1 / 0 }}\n", 2, "division"),
        ("{{ '\\ud800' }}\n", 1, "surrogates"),
        ("{% include 'link.j2' %}\n", 1, "link.j2"),
        ("{% extends 'page.html.j2' %}\n", 1, "itself"),
        ("一\n{% include 'page.html.j2' %}\n", 2, "itself"),
        ("{% include 'builtin/../README.md' %}\n", 1, "README.md"),
        ("一\n{% for i in range(10 ** 6) %}{% endfor %}\n", 2, "range is too big"),
        ("一\n{{ 9 ** (9 ** 9) }}\n", 2, "too large"),
        # pydantic's own methods: one reads files, one unpickles, others lead to the classes
        ("{{ config.parse_file('/etc/passwd') }}\n", 1, "may not use 'parse_file'"),
        (
            "{{ config['parse_raw']('', proto='pickle', allow_pickle=true) }}\n",
            1,
            "may not use 'parse_raw'",
        ),
        ("{{ config.site | attr('parse_raw') }}\n", 1, "may not use 'parse_raw'"),
        (
            "{{ [config] | map(attribute='model_construct') | first }}\n",
            1,
            "may not use 'model_construct'",
        ),
    ],
)
def test_what_is_wrong_is_reported_with_the_template_line(
    tmp_path: Path, real: Real, text: str, line: int, words: str
) -> None:
    folder = tmp_path / "templates"
    folder.mkdir()
    (tmp_path / "secret").write_text("secret", encoding="utf-8")
    (folder / "link.j2").symlink_to(tmp_path / "secret")
    with pytest.raises(TemplateError) as caught:
        render_page(*real, own(folder, page__html__j2=text))
    assert (Path(caught.value.path).name, caught.value.line) == ("page.html.j2", line)
    assert words in caught.value.message


def test_what_is_wrong_in_a_part_is_reported_with_the_parts_own_line(
    tmp_path: Path, real: Real
) -> None:
    page = "一\n{% include 'part.html' %}\n"
    with pytest.raises(TemplateError) as caught:
        render_page(*real, own(tmp_path, page__html__j2=page, part__html="\n\n{{ nobody }}\n"))
    assert (caught.value.path, caught.value.line) == (str(tmp_path / "part.html"), 3)


def test_wrong_syntax_in_a_part_is_reported_with_the_parts_own_line(
    tmp_path: Path, real: Real
) -> None:
    page = "{% include 'part.html' %}\n"
    with pytest.raises(TemplateError, match="there is no tag 'fi'") as caught:
        render_page(*real, own(tmp_path, page__html__j2=page, part__html="\n{% fi %}\n"))
    assert (caught.value.path, caught.value.line) == (str(tmp_path / "part.html"), 2)


def test_a_template_in_another_encoding_is_reported(tmp_path: Path, real: Real) -> None:
    (tmp_path / "page.html.j2").write_bytes("进展".encode("gb18030"))
    with pytest.raises(TemplateError, match="not UTF-8") as caught:
        render_page(*real, tmp_path)
    assert (caught.value.path, caught.value.line) == (str(tmp_path / "page.html.j2"), 1)


def test_a_template_folder_outside_the_project_is_rejected(tmp_path: Path, real: Real) -> None:
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "project").mkdir()
    link = tmp_path / "project/templates"
    link.symlink_to(tmp_path / "elsewhere")
    with pytest.raises(ReportError, match="leads out of the project"):
        render_page(*real, link)


@pytest.mark.parametrize(
    "text", ['\n{% include "builtin/page.html.j2" %}\n', '\n{% extends "builtin/page.html.j2" %}\n']
)
def test_a_circle_through_built_in_templates_is_reported_at_the_projects_line(
    tmp_path: Path, real: Real, text: str
) -> None:
    with pytest.raises(TemplateError, match="itself") as caught:
        render_page(*real, own(tmp_path, table__html__j2=text))
    assert (caught.value.path, caught.value.line) == (str(tmp_path / "table.html.j2"), 2)


def test_a_link_that_leads_out_is_not_passed_over(tmp_path: Path, real: Real) -> None:
    folder = tmp_path / "templates"
    folder.mkdir()
    (tmp_path / "secret").write_text("secret", encoding="utf-8")
    (folder / "page.html.j2").symlink_to(tmp_path / "secret")
    with pytest.raises(TemplateError, match=r"page\.html\.j2"):
        render_page(*real, folder)


def test_a_template_may_use_every_value_of_the_configuration(tmp_path: Path, real: Real) -> None:
    text = (
        "{{ config.columns[2].heading }} {{ config.columns[2].kind }} {{ config.page.margin_top }}"
    )
    assert render_page(*real, own(tmp_path, page__html__j2=text)) == "市政府工作报告任务 task 28"


def test_the_mark_of_windows_editors_is_no_text(tmp_path: Path, real: Real) -> None:
    assert render_page(*real, own(tmp_path, page__html__j2="\ufeff一\r\n")) == "一\n"


@pytest.mark.parametrize("name", ["screen.css", "print.css", "page.js"])
def test_a_style_or_script_cannot_end_its_element(tmp_path: Path, real: Real, name: str) -> None:
    (tmp_path / name).write_text("/* </Style></Script> */\n", encoding="utf-8")
    with pytest.raises(TemplateError) as caught:
        render_page(*real, tmp_path)
    assert (caught.value.path, caught.value.line) == (name, 1)
    assert "</style>" in caught.value.message


def test_text_is_escaped_in_a_projects_own_template(tmp_path: Path, real: Real) -> None:
    page = render_page(*real, own(tmp_path, page__html__j2="{{ '<b>' }}\n"))
    assert page == "&lt;b&gt;\n"


@pytest.mark.program
@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("一\n{% for a in range(9**5) %}{% for b in range(9**5) %}{% endfor %}{% endfor %}", ":2"),
        ("{%- macro f(n) %}{{ n and (f(n - 1), f(n - 1)) }}{% endmacro %}{{ f(99) }}", ":1"),
        ("{%- for a in range(99999) if range(99999) | sum < 0 %}{% endfor %}", ":1"),
        ("{{ ([[1] * 1000] * 100000) | sum(start=[]) | length }}", ""),  # in C, which sees no clock
    ],
)
def test_a_template_that_never_ends_is_stopped(
    tmp_path: Path, real: Real, text: str, line: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "MAX_RENDER_SECONDS", 0.5)
    folder = own(tmp_path, page__html__j2=text)
    with pytest.raises(DataError, match=rf"page\.html\.j2{line}: it takes longer than 0\.5 sec"):
        run_bounded(render_page, *real, folder, bounds=template_bounds(folder, 37))


@pytest.mark.program
@pytest.mark.parametrize(
    "text", ["{{ '一' * 9 ** 15 }}", "{{ '%0999999999999d' % 1 }}", "{{ '一' | center(9 ** 12) }}"]
)
def test_a_template_that_takes_all_memory_is_stopped(tmp_path: Path, real: Real, text: str) -> None:
    folder = own(tmp_path, page__html__j2=f"一\n{text}\n")
    with pytest.raises(DataError, match=r"page\.html\.j2:2: it takes more than 2048 MB"):
        run_bounded(render_page, *real, folder, bounds=template_bounds(folder, 37))


def test_a_large_table_may_take_longer_and_built_in_templates_as_long_as_they_need(
    tmp_path: Path,
) -> None:
    shutil.copytree(builtin_templates(), tmp_path / "templates")
    assert template_bounds(tmp_path / "templates", 9) is None
    assert template_bounds(tmp_path / "nothing", 9) is None
    own(tmp_path / "templates", screen__css="h1 { color: green }\n")
    bounds = [template_bounds(tmp_path / "templates", rows) for rows in (9, 1000, 4000)]
    assert [b.seconds for b in bounds if b] == [60, 60, 240]
    assert {b.subject for b in bounds if b} == {f"{tmp_path.as_posix()}/templates/screen.css"}


@pytest.mark.parametrize("text", ["{{ " + "(" * 999 + ")" * 999 + " }}", "{% if 1 %}" * 150])
def test_a_template_nested_too_deeply_is_reported(tmp_path: Path, text: str) -> None:
    text += "{% endif %}" * text.count("if 1")
    with pytest.raises(TemplateError):
        compiled(environment(own(tmp_path, page__html__j2=text)), "page.html.j2")


def test_a_template_that_writes_without_end_is_stopped(tmp_path: Path, real: Real) -> None:
    loops = "一\n{% for a in range(99999) %}{% for b in range(99999) %}\n"
    text = loops + "{{ a }}{{ 'b' * 999 }}{% endfor %}{% endfor %}"
    with pytest.raises(TemplateError, match=r"page\.html\.j2:3: it writes more than 30,000,000"):
        render_page(*real, own(tmp_path, page__html__j2=text))
