"""A project from nothing, by the commands alone."""

from pathlib import Path

import pytest
from support.project import report

pytestmark = pytest.mark.program


def test_a_first_page_without_an_editor(tmp_path: Path) -> None:
    started = report("init", "--office", "区政府督查室", cwd=tmp_path)
    assert started.returncode == 0, started.stderr
    assert "data/report.yaml" in started.stdout.split("\n")
    assert report("new", "task", "--task", "改造小区20个。", cwd=tmp_path).returncode == 0
    assert report("check", "--strict", cwd=tmp_path).returncode == 0
    assert report("init", cwd=tmp_path).returncode == 2


def test_a_dry_run_writes_nothing(tmp_path: Path) -> None:
    report("init", cwd=tmp_path)
    shown = report("new", "task", "8", "--task", "任务。", "--dry-run", cwd=tmp_path)
    assert "+docket: 8" in shown.stdout.split("\n")
    assert not (tmp_path / "data/tasks").exists()


@pytest.mark.parametrize("ci", ["github", "gitlab"])
def test_a_ci_file_on_request(tmp_path: Path, ci: str) -> None:
    wrote = report("init", "--ci", ci, cwd=tmp_path).stdout.split()
    [path] = [path for path in wrote if path.endswith(".yml")]
    assert "report check" in (tmp_path / path).read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "options", [("--reporting", "monthly"), ("--ci", "x"), ("--title", "{town}"), ("--from", "no")]
)
def test_wrong_options_start_nothing(tmp_path: Path, options: tuple[str, str]) -> None:
    assert report("init", *options, cwd=tmp_path).returncode in (1, 2)
    assert list(tmp_path.iterdir()) == []


def test_commands_are_listed_in_the_order_of_work(tmp_path: Path) -> None:
    help_text = report("--help", cwd=tmp_path).stdout
    order = [
        help_text.index(f"\n  {name} ") for name in ("init", "import", "check", "build", "fmt")
    ]
    assert order == sorted(order)
    assert "merge-driver" not in help_text
    assert report("merge-driver", "--help", cwd=tmp_path).returncode == 0
    assert "import" in report("imprt", cwd=tmp_path).stderr
