"""What is committed and shipped."""

import re
import subprocess
import sys
import zipfile
from pathlib import Path

from ruamel.yaml import YAML

ROOT = Path(__file__).parents[1]


def test_templates_and_schema_travel_in_the_wheel(tmp_path: Path) -> None:
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)],
        cwd=ROOT,
        check=True,
        capture_output=True,
    )
    [wheel] = tmp_path.glob("*.whl")
    names = set(zipfile.ZipFile(wheel).namelist())
    shipped = {f"progress_report/templates/{path.name}" for path in (ROOT / "templates").iterdir()}
    assert len(shipped) == 8
    assert shipped <= names
    assert "progress_report/schemas/task.schema.json" in names
    assert "progress_report/schemas/report.schema.json" in names
    assert "progress_report/schemas/table.schema.json" in names
    assert "progress_report/locale/zh_CN/LC_MESSAGES/progress_report.mo" in names


def test_the_hooks_for_pre_commit_take_the_right_files() -> None:
    hooks = YAML(typ="safe").load(ROOT / ".pre-commit-hooks.yaml")
    patterns = {hook["entry"]: hook["files"] for hook in hooks}
    assert patterns.keys() == {"report fmt", "report check"}
    for path in ("data/tasks/2021/021.yaml", "sub/data/tasks/2021/021-1.yml"):
        assert all(re.search(pattern, path) for pattern in patterns.values())
    assert not re.search(patterns["report fmt"], "data/report.yaml")
    assert re.search(patterns["report check"], "data/report.yaml")
    assert not re.search(patterns["report check"], "metadata/report.yaml")


def test_lock_files_hold_hashes_and_no_address() -> None:
    for name in ("requirements.txt", "requirements-dev.txt"):
        text = (ROOT / name).read_text(encoding="utf-8")
        pins = re.findall(r"^[a-z0-9_.-]+==\S+", text, re.MULTILINE)
        assert len(pins) > 20
        assert text.count("--hash=sha256:") >= len(pins)
        assert "://" not in text
        assert "--" not in text.replace("--hash=", "")
