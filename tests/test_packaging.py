"""What is committed and shipped."""

import json
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from check_jsonschema import main as check_jsonschema
from click.testing import CliRunner

from progress_report.schema import task_schema

ROOT = Path(__file__).parents[1]


def test_the_committed_schema_is_fresh() -> None:
    assert (ROOT / "schemas/task.schema.json").read_text(encoding="utf-8") == task_schema()
    assert json.loads(task_schema())["additionalProperties"] is False


@pytest.mark.parametrize(
    ("files", "code"),
    [("data/tasks/2021", 0), ("tests/examples/halves/data/tasks/2021", 0), ("broken", 1)],
)
def test_an_independent_reader_of_the_schema_agrees(files: str, code: int) -> None:
    if files == "broken":
        paths = [
            ROOT / f"tests/examples/broken/{name}.yaml" for name in ("unknown-key", "missing-task")
        ]
    else:
        paths = sorted((ROOT / files).glob("*.yaml"))
    assert len(paths) >= 2
    schema = str(ROOT / "schemas/task.schema.json")
    run = CliRunner().invoke(check_jsonschema, ["--schemafile", schema, *map(str, paths)])
    assert run.exit_code == code, run.output


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
    assert "progress_report/locale/zh_CN/LC_MESSAGES/progress_report.mo" in names


def test_lock_files_hold_hashes_and_no_address() -> None:
    for name in ("requirements.txt", "requirements-dev.txt"):
        text = (ROOT / name).read_text(encoding="utf-8")
        pins = re.findall(r"^[a-z0-9_.-]+==\S+", text, re.MULTILINE)
        assert len(pins) > 20
        assert text.count("--hash=sha256:") >= len(pins)
        assert "://" not in text
        assert "--" not in text.replace("--hash=", "")
