"""What a newcomer does first, and whether what is said then helps."""

import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from support.project import GOOD, LAYOUT, ROOT, project, report

from progress_report.source.load import load_project
from progress_report.system.files import error_reason


@pytest.mark.program
def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    run = report("fmt", "nosuch", cwd=project(tmp_path, t001=GOOD))
    assert (run.returncode, run.stderr) == (2, "report: there is no file 'nosuch'\n")


@pytest.mark.program
def test_a_value_that_is_no_choice_in_chinese(tmp_path: Path) -> None:
    run = report("--lang", "zh", "schema", "foo", cwd=tmp_path)
    assert run.returncode == 2
    assert "report: 此处不能写“foo”；可以写：task、report" in run.stderr


@pytest.mark.program
def test_the_system_speaks_chinese(tmp_path: Path) -> None:
    folder = project(tmp_path, t001=GOOD)
    (folder / "x").write_text("", encoding="utf-8")
    run = report("--lang", "zh", "build", "--format", "html", "--out", "x/y", cwd=folder)
    assert run.returncode == 2
    assert "无法写入 x/y：路径中有一段不是文件夹；" in run.stderr


@pytest.mark.program
def test_only_a_command_that_has_an_option_advises_it(tmp_path: Path) -> None:
    folder = project(tmp_path, t001=GOOD)
    for name in ("data/periods", "data/tasks/2022", "x"):
        (folder / name).write_text("", encoding="utf-8")
    for command in ("close 2021H1", "new period 2021H2", "new task 2 --task 任务 --year 2022"):
        run = report(*command.split(), cwd=folder)
        assert run.returncode == 2
        assert "move away what has that name" in run.stderr
        assert "--out" not in run.stderr
    run = report("build", "--format", "html", "--out", "x", cwd=folder)
    assert "move away what has that name; to choose another folder, use '--out'" in run.stderr


@pytest.mark.program
def test_no_other_folder_is_advised_for_data(tmp_path: Path) -> None:
    folder = project(tmp_path, t001="lead: 甲局\n" + GOOD)
    (folder / "data/periods").touch()
    run = report("collect", "forms", "2021H1", "--due", "2021-06-25", cwd=folder)
    assert run.returncode == 2
    assert run.stderr.endswith("data/periods: File exists; move away what has that name\n")


@pytest.mark.program
def test_only_a_command_that_makes_drafts_advises_one(tmp_path: Path) -> None:
    unreported = "year: 2021\ndocket: 2\ntask: 任务。\n"
    folder = project(tmp_path, t001=GOOD, t002=unreported)
    for command in ("close 2021H1", "build 2021H1 --format html"):
        run = report(*command.split(), cwd=folder)
        assert run.returncode == 1
        assert "add one under 'entries'" in run.stderr
        assert ("--draft" in run.stderr) == command.startswith("build")


def test_known_reasons_are_those_of_this_system() -> None:
    """Their ids must be what the system says, or no translation is ever found."""
    assert error_reason(FileNotFoundError(2, os.strerror(2))) == "No such file or directory"
    assert error_reason(OSError(28, os.strerror(28))) == "No space left on device"
    assert error_reason(ValueError("x")) == "x"


@pytest.mark.program
@pytest.mark.parametrize(
    ("template", "words"),
    [
        ("{{ nobody }}", "没有名为“nobody”的内容"),
        ("{{ config.nobody }}", "其中没有名为“nobody”的内容"),
        ("{{ config.model_dump() }}", "模板不得使用“model_dump”"),
        ("{{ 1 | nobody }}", "没有“nobody”这个过滤器"),
        ("{% nobody %}", "没有“nobody”这个标签"),
        ("{% if table %}", "“if”没有结束"),
        ("{{ table", "模板中途结束"),
        ("{{ 1 / 0 }}", "除数为零"),
        ("{% for x in range(3 %}{% endfor %}", "此处应为“)”"),
        ("{% for x in range(200000) %}{% endfor %}", "range 的范围过大"),
        ('{{ 1 + "a" }}', "这些值不能一起运算"),
        (
            '{{ "a" | round }}',
            "这个表达式无法求值（type str doesn't define __round__ method）",
        ),
        ("{{ a..b }}", "此处应为名称或数字"),
    ],
)
def test_templates_fail_in_chinese(tmp_path: Path, template: str, words: str) -> None:
    folder = project(tmp_path, t001=GOOD)
    (folder / "templates").mkdir()
    (folder / "templates/page.html.j2").write_text(template, encoding="utf-8")
    run = report("--lang", "zh", "build", "--format", "html", cwd=folder)
    assert run.returncode == 2
    assert run.stderr == f"report: templates/page.html.j2:1: {words}\n"


@pytest.mark.program
@pytest.mark.parametrize("template", ["", "x", "{{ table.rows[0].cells[1].text }}"])
def test_a_page_without_the_table_is_refused(tmp_path: Path, template: str) -> None:
    last = GOOD.replace("docket: 1", "docket: 2").replace("进展。", "甲 < 乙&丙。")
    folder = project(tmp_path, t001=GOOD, t002=last)
    (folder / "templates").mkdir()
    page = folder / "templates/page.html.j2"
    page.write_text(template, encoding="utf-8")
    run = report("build", "--format", "html", cwd=folder)
    assert run.returncode == 2
    docket, text = ("2", "甲<乙&丙。") if template.startswith("{{") else ("1", "进展。")
    lacks = (
        f"templates/page.html.j2:1: the page made with it lacks what row {docket} says: '{text}'"
    )
    assert lacks in run.stderr
    assert not (folder / "out").exists()
    cards = "{% for row in table.rows %}<p>{{ row.cells[1].text }}<br></p>{% endfor %}"
    page.write_text(cards, encoding="utf-8")
    assert report("build", "--format", "html", cwd=folder).returncode == 0
    (folder / "templates/fragment.html.j2").write_text(template, encoding="utf-8")
    run = report("build", "--format", "html", "--fragment", cwd=folder)
    assert run.stderr.startswith("report: templates/fragment.html.j2:1: the page made with it")


@pytest.mark.program
def test_an_unknown_variant_is_reported_as_one(tmp_path: Path) -> None:
    folder = project(tmp_path, t001=GOOD)
    run = report("build", "--pdf-variant", "bogus", cwd=folder)
    words = "'bogus' is not one of: pdf/a-3a, pdf/ua-1, none"
    assert (run.returncode, run.stderr) == (2, f"report: {words}\n")


@pytest.mark.program
def test_all_of_a_folder_can_be_verified(tmp_path: Path) -> None:
    folder = project(tmp_path, t001=GOOD)
    assert report("build", "--format", "html", cwd=folder).returncode == 0
    run = report("verify", "out/2021H1.html", "out/manifest.json", cwd=folder)
    assert run.returncode == 0
    assert run.stderr == "out/manifest.json: a list of what was built; left out\n"
    run = report("--lang", "zh", "verify", "nope.pdf", cwd=folder)
    assert run.returncode == 2
    assert "没有这个文件" in run.stderr or "不存在" in run.stderr
    assert "No such file" not in run.stderr


@pytest.mark.program
def test_templates_and_fonts_without_effect_are_named(tmp_path: Path) -> None:
    folder = project(tmp_path, t001=GOOD)
    for name, text in {
        "templates/page.html.j2": (
            "{% extends 'builtin/page.html.j2' %}\n{% block tols %}{% endblock %}\n"
            "{% block tools %}{% include 'part.html.j2' %}{% endblock %}\n"
        ),
        "templates/part.html.j2": "区",
        "templates/pgae.html.j2": "",
        "fonts/broken.ttf": "no font",
    }.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    run = report("build", "--format", "html,pdf", cwd=folder)
    assert run.returncode == 0
    assert [line for line in run.stderr.splitlines() if "not found" not in line] == [
        "report: templates/page.html.j2:2: the block 'tols' replaces nothing; did you mean tools?",
        "report: templates/pgae.html.j2 replaces no built-in template; did you mean page.html.j2?",
        "report: fonts/broken.ttf is no font that can be read",
        "report: the PDF does not claim PDF/A or PDF/UA: the project has custom templates",
        (
            "report: in the PDF Noto Serif SC stands for 小标宋, 仿宋; if you have their files, "
            "put them into fonts/ and name them under 'fonts' in data/report.yaml"
        ),
    ]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_samples_of_the_manual_go_together(tmp_path: Path, language: str) -> None:
    readme = ROOT / {"zh": "README.zh-CN.md", "en": "README.md"}[language]
    pages = [readme, *(ROOT / f"docs/{language}/{name}.md" for name in ("tasks", "layout"))]
    texts = [page.read_text(encoding="utf-8") for page in pages]
    blocks = [
        block for text in texts for block in re.findall(r"```yaml\n(.*?)```", text, re.DOTALL)
    ]
    tasks = [block for block in blocks if "\ndocket:" in block]
    [layout] = [block for block in blocks if block.startswith("title:")]
    assert len(tasks) == 2
    for number, task in enumerate(tasks):
        made = load_project(project(tmp_path / str(number), layout, t021=task))
        assert made.diagnostics == ()
        assert len(made.tasks) == 1


@pytest.mark.program
def test_severities_of_the_layout_reach_what_the_loader_finds(tmp_path: Path) -> None:
    text = GOOD.replace("H1", "h1")
    for word, code, count in (("off", 0, 0), ("warning", 0, 1), ("error", 1, 1)):
        layout = LAYOUT + f"check: {{rules: {{period-spelling: {word}}}}}\n"
        folder = project(tmp_path / word, layout, t001=text)
        run = report("check", cwd=folder)
        assert (run.returncode, run.stdout.count(f"{word}[period-spelling]")) == (code, count)
        assert report("build", "--format", "html", cwd=folder).returncode == code


@pytest.mark.program
@pytest.mark.skipif(os.name == "nt", reason="signals are POSIX's")
@pytest.mark.parametrize("after", [0.0, 0.04, 0.15, 0.4])
def test_ctrl_c_leaves_no_traceback(tmp_path: Path, after: float) -> None:
    program = "from progress_report.cli import main; print(flush=True); main()"
    with subprocess.Popen(
        [sys.executable, "-c", program, "check"],
        cwd=project(tmp_path, t001=GOOD),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        assert process.stdout
        process.stdout.readline()  # from here on the program has begun
        time.sleep(after)
        process.send_signal(signal.SIGINT)
        _shown, said = process.communicate(timeout=60)
    assert b"Traceback" not in said
    assert process.returncode in (-signal.SIGINT, 130, 0, 1)
