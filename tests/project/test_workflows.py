"""The workflows that projects copy: of the right form, pinned, and their commands do work."""

import re
import shlex
import shutil
import subprocess
import sys
from importlib.metadata import files
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML
from support.project import ROOT, report

CI = ROOT / "docs/ci"
SCHEMAS = {
    "github.yml": ["vendor.github-workflows"],
    "gitlab.yml": ["vendor.gitlab-ci", "--data-transform", "gitlab-ci"],
}


def read(name: str) -> Any:
    return YAML(typ="safe").load(CI / name)


def check_form(path: Path) -> subprocess.CompletedProcess[str]:
    checker = [sys.executable, "-m", "check_jsonschema", "--builtin-schema"]
    return subprocess.run(
        [*checker, *SCHEMAS[path.name], str(path)], capture_output=True, text=True, check=False
    )


def test_each_has_a_schema() -> None:
    assert sorted(path.name for path in CI.glob("*.yml")) == sorted(SCHEMAS)


def test_the_image_installs_what_the_workflow_does_and_runs_without_root() -> None:
    steps = (CI / "Containerfile").read_text(encoding="utf-8").replace("\\\n", " ").split("\n")
    workflow = read("gitlab.yml")
    assert f"FROM {workflow['default']['image']}" in steps
    installed = " ".join(" ".join(workflow["check"]["before_script"]).split())
    run = " ".join(" ".join(steps).split())
    [packages] = re.findall(r"apt-get install [^&]*", run)
    assert packages.strip() in installed
    assert "pip install --no-cache-dir --require-hashes -r requirements.txt" in run
    users = [step.split()[1] for step in steps if step.startswith("USER")]
    assert users == ["1000"]  # by its number, by which Kubernetes sees that it is not root
    assert not any(step.startswith(("RUN", "COPY")) for step in steps[steps.index("USER 1000") :])


def zizmor(path: Path) -> subprocess.CompletedProcess[str]:
    [program] = (file for file in files("zizmor") or () if file.name == "zizmor")
    return subprocess.run(
        [str(program.locate()), "--offline", "--quiet", "--no-config", "--persona=auditor", path],
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.program
def test_the_workflow_for_github_is_secure(tmp_path: Path) -> None:
    run = zizmor(CI / "github.yml")
    assert run.returncode == 0, run.stdout
    text = (CI / "github.yml").read_text(encoding="utf-8")
    (tmp_path / "github.yml").write_text(text.replace('"$BASE"', "${{ github.head_ref }}"))
    assert "template-injection" in zizmor(tmp_path / "github.yml").stdout


@pytest.mark.program
@pytest.mark.skipif(shutil.which("actionlint") is None, reason="actionlint is not on this machine")
def test_actionlint_is_content() -> None:
    run = subprocess.run(["actionlint", CI / "github.yml"], capture_output=True, check=False)
    assert (run.returncode, run.stdout) == (0, b"")


@pytest.mark.program
@pytest.mark.parametrize("name", SCHEMAS)
def test_form(name: str) -> None:
    run = check_form(CI / name)
    assert run.returncode == 0, run.stdout


@pytest.mark.program
@pytest.mark.parametrize("name", SCHEMAS)
def test_a_mistake_would_be_found(name: str, tmp_path: Path) -> None:
    text = (CI / name).read_text(encoding="utf-8")
    slip = {"github.yml": ("runs-on:", "run-on:"), "gitlab.yml": ("paths:", "pathes:")}[name]
    (tmp_path / name).write_text(text.replace(*slip), encoding="utf-8")
    assert check_form(tmp_path / name).returncode == 1


def test_actions_are_pinned_and_may_do_little() -> None:
    text = (CI / "github.yml").read_text(encoding="utf-8")
    used = re.findall(r"uses: (\S+)( # v\d+\.\d+\.\d+)?$", text, re.MULTILINE)
    assert len(used) == 5
    for action, version in used:
        assert re.fullmatch(r"[\w/-]+@[0-9a-f]{40}", action)
        assert version
    workflow = read("github.yml")
    assert workflow["permissions"] == {}
    writing = {
        name: sorted(right for right, value in job["permissions"].items() if value == "write")
        for name, job in workflow["jobs"].items()
    }
    assert writing == {"check": ["security-events"], "publish": ["id-token", "pages"]}


def commands(name: str) -> set[str]:
    """The lines that run this program, with names of revisions of this repository."""
    text = (CI / name).read_text(encoding="utf-8")
    found = re.findall(r"(?:run:|-) (report [a-z].*)$", text, re.MULTILINE)
    plain = (line.partition(" >")[0].removesuffix(" || true") for line in found)
    return {re.sub(r"\$\w+|\$\{\w+:-HEAD\}", "HEAD", line) for line in plain}


@pytest.mark.parametrize("name", SCHEMAS)
@pytest.mark.parametrize("part", ["build --check", "--format sarif", "diff --rev"])
def test_each_workflow_has_these_commands(name: str, part: str) -> None:
    assert any(part in command for command in commands(name))


@pytest.mark.program
@pytest.mark.parametrize("command", sorted(set().union(*map(commands, SCHEMAS))))
def test_commands(command: str, tmp_path: Path) -> None:
    program, *arguments = shlex.split(command)
    arguments = [str(tmp_path / a) if a == "changes.html" else a for a in arguments]
    run = report(*arguments, cwd=ROOT)
    assert (program, run.returncode) == ("report", 0), run.stderr


@pytest.mark.program
def test_a_project_that_has_published_nothing_passes(tmp_path: Path) -> None:
    assert report("init", "--office", "某局", "--ci", "gitlab", cwd=tmp_path).returncode == 0
    script = YAML(typ="safe").load(tmp_path / ".gitlab-ci.yml")["check"]["script"]
    first = script.index("test -d out || exit 0")
    assert not any("build" in line for line in script[:first])
    for line in script[:first]:
        program, *arguments = shlex.split(line)
        assert (program, report(*arguments, cwd=tmp_path).returncode) == ("report", 0)
    steps = read("github.yml")["jobs"]["check"]["steps"]
    of_out = [step for step in steps if "build" in step.get("run", "") or "id" in step]
    assert len(of_out) == 3
    assert all("hashFiles('out/**')" in step["if"] for step in of_out)
