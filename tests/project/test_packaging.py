"""What is committed and shipped."""

import hashlib
import re
import subprocess
import sys
import tarfile
import tomllib
import zipfile
from email import message_from_bytes
from pathlib import Path

import pytest
from ruamel.yaml import YAML
from support.project import ROOT

from progress_report import __version__


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("package")
    here = Path(sys.prefix)
    arguments = [f"VENV={here}", f"DIST={folder}", "package"]
    subprocess.run(
        ["make", "--silent", "-o", here / "report.stamp", *arguments],
        cwd=ROOT,
        check=True,
        capture_output=True,
    )
    return folder


@pytest.fixture(scope="module")
def wheel(package: Path) -> zipfile.ZipFile:
    [path] = package.glob("*.whl")
    return zipfile.ZipFile(path)


@pytest.mark.program
def test_requirements_name_the_wheel_by_its_hash(package: Path) -> None:
    [path] = package.glob("*.whl")
    *dependencies, last = (package / "requirements.txt").read_text("utf-8").splitlines()
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    assert last == f"./{path.name} --hash=sha256:{digest}"
    assert "\n".join(dependencies) + "\n" == (ROOT / "requirements.txt").read_text("utf-8")


@pytest.mark.program
def test_the_sources_hold_what_a_wheel_is_made_of(package: Path) -> None:
    [path] = package.glob("*.tar.gz")
    with tarfile.open(path) as archive:
        names = {name.partition("/")[2] for name in archive.getnames()}
    tracked = subprocess.run(
        ["git", "ls-files", "src", "templates", "schemas", "docs", "LICENSE", "README*.md"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout.splitlines()
    assert len(tracked) > 300
    assert set(tracked) <= names


@pytest.mark.program
def test_templates_and_schema_travel_in_the_wheel(wheel: zipfile.ZipFile) -> None:
    names = set(wheel.namelist())
    templates = (path for path in (ROOT / "templates").rglob("*") if path.is_file())
    shipped = {f"progress_report/{path.relative_to(ROOT).as_posix()}" for path in templates}
    assert len(shipped) > 12
    assert shipped <= names
    assert "progress_report/schemas/task.schema.json" in names
    assert "progress_report/schemas/report.schema.json" in names
    assert "progress_report/schemas/table.schema.json" in names
    assert "progress_report/locale/zh_CN/LC_MESSAGES/progress_report.mo" in names
    lists = {path.relative_to(ROOT / "src").as_posix() for path in (ROOT / "src").rglob("*.yaml")}
    assert len(lists) > 5
    assert lists <= names


@pytest.mark.program
def test_the_wheel_states_version_license_and_authors(wheel: zipfile.ZipFile) -> None:
    folder = f"progress_report-{__version__}.dist-info"
    metadata = message_from_bytes(wheel.read(f"{folder}/METADATA"))
    assert metadata["Version"] == __version__
    assert metadata["License-Expression"] == "MIT"
    assert metadata["Author"] == "progress-report contributors"
    assert wheel.read(f"{folder}/licenses/LICENSE") == (ROOT / "LICENSE").read_bytes()


def test_the_hooks_for_pre_commit_take_the_right_files() -> None:
    hooks = YAML(typ="safe").load(ROOT / ".pre-commit-hooks.yaml")
    patterns = {hook["entry"]: hook["files"] for hook in hooks}
    assert patterns.keys() == {"report fmt", "report check"}
    for path in ("data/tasks/2021/021.yaml", "sub/data/tasks/2021/021-1.yml"):
        assert all(re.search(pattern, path) for pattern in patterns.values())
    assert not re.search(patterns["report fmt"], "data/report.yaml")
    assert re.search(patterns["report check"], "data/report.yaml")
    assert not re.search(patterns["report check"], "metadata/report.yaml")


def test_pages_name_this_version() -> None:
    pages = [*ROOT.glob("*.md"), *(ROOT / "docs").glob("??/*.md")]
    texts = {page: page.read_text("utf-8") for page in pages if page.name != "CHANGELOG.md"}
    wheels = {v for t in texts.values() for v in re.findall(r"progress_report-([\d.]+)-py3", t)}
    tags = {v for t in texts.values() for v in re.findall(r"(?:rev:|annotate) v(\S+)", t)}
    assert wheels == tags == {__version__}


def test_lock_files_hold_hashes_and_no_address() -> None:
    for name in ("requirements.txt", "requirements-dev.txt"):
        text = (ROOT / name).read_text(encoding="utf-8")
        pins = re.findall(r"^[a-z0-9_.-]+==\S+", text, re.MULTILINE)
        assert len(pins) > 20
        assert text.count("--hash=sha256:") >= len(pins)
        assert "://" not in text
        assert "--" not in text.replace("--hash=", "")


def test_every_dependency_is_pinned_and_has_its_reason() -> None:
    found = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    groups = {
        "requirements.txt": [
            *found["project"]["dependencies"],
            *found["dependency-groups"]["build"],
        ],
        "requirements-dev.txt": [
            *found["project"]["optional-dependencies"]["dask"],
            *(named for named in found["dependency-groups"]["dev"] if isinstance(named, str)),
        ],
    }
    pyproject = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    for file, wanted in groups.items():
        pinned = (ROOT / file).read_text(encoding="utf-8")
        assert len(wanted) > 10
        for requirement in wanted:
            [name] = re.findall(r"^[a-z0-9_.-]+", requirement)
            normal = re.sub(r"[-_.]+", "-", name)
            assert re.search(rf"^{normal}==", pinned, re.MULTILINE), name
            if file == "requirements.txt":
                assert re.search(
                    rf'^    "{re.escape(requirement)}",? +# \S', pyproject, re.MULTILINE
                )


def test_the_changelog_begins_with_this_version() -> None:
    changelog = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    versions = re.findall(r"^## \[(\d[\d.]+)\] - \d{4}-\d\d-\d\d$", changelog, re.MULTILINE)
    assert versions[0] == __version__
    assert versions == sorted(versions, reverse=True)
