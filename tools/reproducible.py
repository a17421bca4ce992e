"""Build one project under many circumstances, and compare the bytes.

    python tools/reproducible.py [--project DIR] [--pythons python3.11,python3.12,python3.13]

Circumstances: hash seed, language, time zone, the mask of new files, working folder, path of the
clone, order in which files were made, the date (where there is faketime), and Python itself. Every
format that `report build` knows is built, and the PDF by both engines. Exit code 1 if any file
differs from the first build's.

A language is tried where the system has its data (Debian's package locales makes them); those it
has not are named. Other Pythons get a virtual environment of their own with the pinned
requirements, below build/.
"""

import argparse
import hashlib
import locale
import os
import random
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).parents[1]
RUN = "from progress_report.cli import main; main()"
LOCALES = ("C", "C.UTF-8", "zh_CN.UTF-8", "zh_CN.GB18030", "tr_TR.UTF-8")
"""The last writes I in small as ı."""


@dataclass(frozen=True)
class Circumstances:
    """What should make no difference."""

    name: str
    env: dict[str, str] = field(default_factory=dict)
    folder: str = "project"
    umask: int = 0o022
    below: str = "."
    shuffled: int | None = None
    python: str = sys.executable
    before: tuple[str, ...] = ()


def circumstances(pythons: list[tuple[str, str]]) -> Iterator[Circumstances]:
    """All that are tried, one changed at a time; the first is the measure of the others."""
    yield Circumstances("as it is")
    for seed in ("0", "1", "4242"):
        yield Circumstances(f"PYTHONHASHSEED={seed}", {"PYTHONHASHSEED": seed})
    for language in filter(has_locale, LOCALES):
        yield Circumstances(f"LANG={language}", {"LANG": language, "LC_ALL": language})
    yield Circumstances(
        "no UTF-8 mode", {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
    )
    for zone in ("UTC", "Asia/Shanghai", "America/St_Johns", "Pacific/Kiritimati"):
        yield Circumstances(f"TZ={zone}", {"TZ": zone})
    yield Circumstances("SOURCE_DATE_EPOCH=0", {"SOURCE_DATE_EPOCH": "0"})
    for umask in (0o000, 0o077):
        yield Circumstances(f"umask {umask:03o}", umask=umask)
    yield Circumstances("from a folder below", below="data/tasks")
    yield Circumstances("another path", folder="项目 with spaces/и/ещё")
    for order in (1, 2):
        yield Circumstances(f"files made in order {order}", shuffled=order)
    if faketime := shutil.which("faketime"):
        yield Circumstances("ten years on", before=(faketime, "2036-02-29 23:59:59"))
    if taskset := shutil.which("taskset"):
        core = str(min(os.sched_getaffinity(0)))
        yield Circumstances("one core", before=(taskset, "--cpu-list", core))
    yield Circumstances("HOME unset", {"HOME": "/nonexistent", "XDG_CACHE_HOME": "/nonexistent"})
    for name, python in pythons:
        yield Circumstances(name, python=python)


def has_locale(name: str) -> bool:
    """Whether the system has the data of a language; says so if not."""
    before = locale.setlocale(locale.LC_ALL)
    try:
        locale.setlocale(locale.LC_ALL, name)
    except locale.Error:
        print(f"LANG={name}: not on this machine")
        return False
    locale.setlocale(locale.LC_ALL, before)
    return True


def copy(project: Path, folder: Path, shuffled: int | None) -> None:
    """Copy the inputs of a project, file by file in some order; times of files differ."""
    files = [
        path
        for part in ("data", "templates", "fonts")
        for path in sorted((project / part).rglob("*"))
        if path.is_file()
    ]
    if shuffled is not None:
        random.Random(shuffled).shuffle(files)  # noqa: S311 - no secret
    for path in files:
        target = folder / path.relative_to(project)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, target)
        if shuffled is not None:
            os.utime(target, (10**9 + shuffled, 10**9 + shuffled))


def build(project: Path, place: Path, case: Circumstances, formats: str) -> dict[str, str]:
    """The SHA-256 of every file a build gives, by name."""
    folder = place / case.folder
    copy(project, folder, case.shuffled)
    env = {key: value for key, value in os.environ.items() if not key.startswith(("LC_", "LANG"))}
    env |= {"PYTHONPATH": str(ROOT / "src"), **case.env}
    out = [str(folder / "out"), str(folder / "out/typst")]
    for options in (
        ["--format", formats, "--out", out[0]],
        ["--format", "pdf", "--pdf-engine", "typst", "--out", out[1]],
    ):
        done = subprocess.run(
            [*case.before, case.python, "-c", RUN, "build", *options],
            cwd=folder / case.below,
            env=env,
            umask=case.umask,
            capture_output=True,
            check=False,
        )
        if done.returncode:
            sys.exit(f"{case.name}: {done.stderr.decode(errors='replace')}")
    written = sorted((folder / "out").rglob("*"))
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in written
        if path.is_file()
    }


def other_pythons(names: list[str]) -> list[tuple[str, str]]:
    """Those of the Pythons that are here, each with the pinned requirements."""
    found = []
    for name in names:
        home = ROOT / "build" / f"reproducible-{Path(name).name}"
        python = home / "bin/python"
        if not python.exists():
            made = subprocess.run([name, "-m", "venv", home], check=False, capture_output=True)
            if made.returncode:
                print(f"{name}: not on this machine")
                continue
            pip = [str(python), "-m", "pip", "--quiet", "--disable-pip-version-check", "install"]
            pinned = ["--require-hashes", "-r", str(ROOT / "requirements.txt")]
            subprocess.run([*pip, *pinned], check=True)
            subprocess.run([*pip, "--no-deps", "--no-build-isolation", str(ROOT)], check=True)
        found.append((Path(name).name, str(python)))
    return found


def main() -> None:
    """Build under all circumstances; say what differs."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n\n", maxsplit=1)[0])
    parser.add_argument("--project", type=Path, default=ROOT)
    parser.add_argument("--pythons", default="")
    options = parser.parse_args()
    from progress_report.render.formats import FORMATS  # noqa: PLC0415 - after the arguments are read

    formats = ",".join(FORMATS)
    first: dict[str, str] = {}
    differing = tried = 0
    cases = [*circumstances(other_pythons([n for n in options.pythons.split(",") if n]))]

    def attempt(case: Circumstances) -> dict[str, str]:
        with tempfile.TemporaryDirectory() as name:
            return build(options.project, Path(name), case, formats)

    with ThreadPoolExecutor(os.cpu_count()) as pool:
        results = [*pool.map(attempt, cases)]
    for case, made in zip(cases, results, strict=True):
        first = first or made
        differs = sorted(n for n in first.keys() | made.keys() if first.get(n) != made.get(n))
        print(f"{case.name}: {'differs: ' + ', '.join(differs) if differs else 'the same'}")
        tried += 1
        differing += bool(differs)
    print(f"{len(first)} files ({formats}), {tried} circumstances, {differing} differ")
    sys.exit(1 if differing else 0)


if __name__ == "__main__":
    main()
