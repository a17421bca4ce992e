"""Many projects in one command: each by itself, on every core or on the workers of Dask."""

import contextlib
import importlib.util
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from support.project import GOOD, PROGRAM, ROOT, project, report

from progress_report.build import many
from progress_report.build.request import Request
from progress_report.domain.diagnostics import ReportError

pytestmark = pytest.mark.program

BROKEN = GOOD.replace("progress:", "progres:")


@pytest.fixture
def districts(tmp_path: Path) -> Path:
    for name in ("东城", "通州", "西城"):
        project(tmp_path / "districts" / name, t001=BROKEN if name == "通州" else GOOD)
    (tmp_path / "districts/说明.txt").write_text("不是项目", encoding="utf-8")
    return tmp_path


def build(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return report("build", "--projects", "districts/*", *arguments, cwd=folder)


def test_one_that_is_broken_is_named_and_stops_no_other(districts: Path) -> None:
    run = build(districts)
    assert run.returncode == 1
    assert run.stdout.split("\n") == [
        "districts/东城: built: 2 files",
        "districts/西城: built: 2 files",
        "districts/通州: failed",
        "",
    ]
    *_, heading, last, end = run.stderr.split("\n")
    assert (heading, end) == ("report: 1 of 3 projects failed:", "")
    place = "districts/通州/data/tasks/2021/001.yaml:5:8: error[unknown-key]"
    assert last.startswith(f"  districts/通州: {place}")
    assert run.stderr.count("did you mean 'progress'?") == 1
    assert not (districts / "districts/通州/out").exists()


def test_links_that_lead_nowhere_are_named_and_stop_no_other(districts: Path) -> None:
    (districts / "districts/丙").symlink_to("丙")
    (districts / "districts/丁").symlink_to("nowhere")
    run = build(districts, "--format", "csv")
    assert run.returncode == 1
    assert run.stdout.count("built: 1 file") == 2
    lines = run.stderr.split("\n")
    assert "  districts/丙: districts/丙: Too many levels of symbolic links" in lines
    assert "  districts/丁: districts/丁: No such file or directory" in lines


@pytest.mark.parametrize("pattern", ["all/*/*", "all/**/西城", "all/*/西城"])
def test_folders_that_hide_projects_are_named(
    districts: Path, monkeypatch: pytest.MonkeyPatch, pattern: str
) -> None:
    (districts / "districts").rename(districts / "east")
    (districts / "all/closed").mkdir(parents=True)
    (districts / "east").rename(districts / "all/east")
    monkeypatch.chdir(districts)
    monkeypatch.setattr(os, "access", lambda path, _mode: Path(path).name != "closed")
    found = many.find_projects(pattern)
    assert {Path("all/closed"), Path("all/east/西城")} <= {*found}


def test_projects_at_any_depth(districts: Path) -> None:
    project(districts / "districts/通州/于家务", t001=GOOD)
    run = report("build", "--projects", "**/于家务", "--format", "csv", cwd=districts)
    assert (run.returncode, run.stdout) == (0, "districts/通州/于家务: built: 1 file\n")


def test_an_error_of_the_program_is_told_apart(
    districts: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_arguments: object) -> None:
        raise RuntimeError("…")

    monkeypatch.setattr(many, "build_project", fail)
    outcome = many.build_one(districts / "districts/东城", Request())
    assert (outcome.error, outcome.is_program_error) == ("internal error: RuntimeError: …", True)


def test_each_is_built_as_by_itself(districts: Path) -> None:
    shutil.copytree(districts / "districts/东城", districts / "alone")
    build(districts)
    assert report("build", cwd=districts / "alone").returncode == 0
    for name in ("2021H1.html", "2021H1.pdf", "manifest.json"):
        alone = (districts / "alone/out" / name).read_bytes()
        assert (districts / "districts/东城/out" / name).read_bytes() == alone


def test_a_second_run_does_nothing_where_nothing_changed(districts: Path) -> None:
    (districts / "districts/通州/data/tasks/2021/001.yaml").write_text(GOOD, encoding="utf-8")
    assert build(districts, "--format", "html").returncode == 0
    task = districts / "districts/西城/data/tasks/2021/001.yaml"
    task.write_text(GOOD.replace("进展", "新进展"), encoding="utf-8")
    run = build(districts, "--format", "html")
    assert run.returncode == 0
    assert run.stdout.split("\n") == [
        "districts/东城: unchanged: 1 file",
        "districts/西城: built: 1 file",
        "districts/通州: unchanged: 1 file",
        "",
    ]


def test_a_folder_without_a_layout_is_named(districts: Path) -> None:
    (districts / "districts/东城/data/report.yaml").unlink()
    run = build(districts, "--format", "html")
    assert run.returncode == 1
    assert "districts/东城: no project in districts/东城: it has no data/report.yaml" in run.stderr


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["--projects", "nowhere/*"], "no folder matches 'nowhere/*'"),
        (
            ["--projects", "districts/东城", "districts/西城", "districts/说明.txt"],
            "the shell has put 3 names in the place of a pattern; put the pattern between quotes",
        ),
        (["--projects", "districts/*", "2021X"], "'2021X' is not a period"),
        (["--projects", "districts/*", "--out", "x"], "--projects goes with none of"),
        (["--projects", "districts/*", "--check"], "--projects goes with none of"),
        (["--projects", "districts/*", "--project", "."], "--projects goes with none of"),
        (["--projects", "districts/*", "--format", "doc"], "unknown format 'doc'"),
        (["--projects", "districts/*", "--executor", "ray://x:1"], "is not an address"),
        (["--executor", "dask://127.0.0.1:1"], "--executor goes with --projects"),
    ],
)
def test_wrong_usage(arguments: list[str], says: str, districts: Path) -> None:
    run = report("build", *arguments, cwd=districts)
    assert run.returncode == 2
    assert says in run.stderr


def test_dask_without_the_package_says_what_to_install(districts: Path) -> None:
    (districts / "blocked/distributed").mkdir(parents=True)
    blocking = "raise ModuleNotFoundError(name='distributed')"
    (districts / "blocked/distributed/__init__.py").write_text(blocking, encoding="utf-8")
    paths = os.pathsep.join([str(districts / "blocked"), os.environ.get("PYTHONPATH", "")])
    arguments = ("build", "--projects", "districts/*", "--executor", "dask://127.0.0.1:1")
    run = report(*arguments, cwd=districts, PYTHONPATH=paths)
    assert run.returncode == 2
    assert "pip install 'progress-report[dask]'" in run.stderr


SCHEDULER = """
class Client:
    def __init__(self, *_, **__): {on_connecting}
    def __enter__(self): return self
    def __exit__(self, *_): pass
    def nthreads(self): return {{}}
"""


@pytest.mark.parametrize(
    ("on_connecting", "says"),
    [
        ("pass", "has no workers; to start workers, use 'dask worker --nthreads 1'"),
        ("raise OSError('timed out')", "no scheduler answers at dask://127.0.0.1:1: timed out"),
    ],
)
def test_a_scheduler_that_builds_nothing_is_reported(
    on_connecting: str, says: str, districts: Path
) -> None:
    (districts / "fake/distributed").mkdir(parents=True)
    package = SCHEDULER.format(on_connecting=on_connecting)
    (districts / "fake/distributed/__init__.py").write_text(package, encoding="utf-8")
    paths = os.pathsep.join([str(districts / "fake"), os.environ.get("PYTHONPATH", "")])
    arguments = ("build", "--projects", "districts/*", "--executor", "dask://127.0.0.1:1")
    run = report(*arguments, cwd=districts, PYTHONPATH=paths)
    assert run.returncode == 2
    assert says in run.stderr


def alive(group: int) -> list[int]:
    """The processes of a group that have not ended."""
    found = []
    for place in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            state, _parent, own = place.read_text(encoding="utf-8").rsplit(")")[1].split()[:3]
            if int(own) == group and state != "Z":
                found.append(int(place.parent.name))
    return found


@pytest.mark.parametrize(
    ("to_all", "delay"),
    [(True, 0), (True, 0.3), (True, 0.9), (False, 0), (False, 0.6)],  # or to the first alone
)
def test_ctrl_c_stops_all_and_leaves_all_in_order(
    tmp_path: Path, to_all: bool, delay: float
) -> None:
    for number in range(24):
        made = project(tmp_path / f"districts/{number:02}", t001=GOOD)
        (made / "out").mkdir()
        (made / "out/2021H1.pdf").write_bytes(b"old")
    program = "from progress_report.cli import main; print(flush=True); main()"
    with subprocess.Popen(
        [sys.executable, "-c", program, "build", "--projects", "districts/*"],
        cwd=tmp_path,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,  # a group of its own, as a shell gives to each command
    ) as run:
        assert run.stdout is not None
        assert run.stdout.readline() == "\n"
        deadline = time.monotonic() + 120
        while delay and len(alive(run.pid)) < 2:  # nothing is shared out yet
            assert time.monotonic() < deadline
            time.sleep(0.005)
        time.sleep(delay)
        (os.killpg if to_all else os.kill)(run.pid, signal.SIGINT)
        out, err = run.communicate(timeout=60)
        assert alive(run.pid) == []
    is_done = run.returncode == 0 and delay > 0.5  # on a fast machine all are built by then
    assert out == "" or is_done
    assert is_done or run.returncode in ({130, -signal.SIGINT} if delay == 0 else {130})
    assert err == ("report: stopped\n" if run.returncode == 130 else "")
    left = {path.name for path in tmp_path.rglob("*") if path.is_file()}
    assert not {".report.lock", "journal", "journal.part"} & left
    for pdf in tmp_path.rglob("2021H1.pdf"):
        content = pdf.read_bytes()
        done = (pdf.parent / "manifest.json").exists()
        whole = content.startswith(b"%PDF") and content.rstrip().endswith(b"%%EOF")
        assert whole if done else content == b"old"
    again = build(tmp_path, "--format", "html")
    assert again.returncode == 0, again.stderr


def test_ctrl_c_that_a_library_has_made_an_error_of_stops_all() -> None:
    program = (
        "import os, signal, sys\n"
        "from progress_report.build import many\n"
        "from progress_report.cli import main\n"
        "def build_project(*_):\n"
        "    try: os.kill(os.getpid(), signal.SIGINT)\n"
        "    except KeyboardInterrupt: raise RuntimeError from None\n"
        "many.build_project = build_project\n"
        "main()\n"
    )
    words = ["build", "--projects", str(ROOT)]
    run = subprocess.run([sys.executable, "-c", program, *words], capture_output=True, text=True)  # noqa: PLW1510 - its code is looked at
    assert (run.returncode, run.stdout, run.stderr) == (130, "", "report: stopped\n")


needs_dask = pytest.mark.skipif(
    importlib.util.find_spec("distributed") is None, reason="distributed is not installed"
)

# Each worker tells its process, so that one can be killed; all ends when standard input does.
CLUSTER = """
import os, sys
from distributed import Client, LocalCluster

if __name__ == "__main__":
    cluster = LocalCluster(
        n_workers=2, threads_per_worker=1, host="127.0.0.1", dashboard_address="127.0.0.1:0",
        silence_logs=50,
    )
    with cluster, Client(cluster) as client:
        pids = client.run(os.getpid)
        print(cluster.scheduler_address.replace("tcp", "dask"), *pids.values(), flush=True)
        sys.stdin.read()
"""


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, list[int]]]:
    """The address of a scheduler with two workers, and their process ids."""
    script = tmp_path_factory.mktemp("cluster") / "start_cluster.py"
    script.write_text(CLUSTER, encoding="utf-8")
    with subprocess.Popen(
        [sys.executable, str(script)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        address, *pids = process.stdout.readline().split()
        yield address, [int(pid) for pid in pids]
        process.stdin.close()
        process.wait(60)


@needs_dask
def test_no_scheduler_answers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(many, "_TIMEOUT", 0.2)
    with pytest.raises(ReportError, match="no scheduler answers at dask") as failure:
        many.build_on_cluster("dask://127.0.0.1:1", [tmp_path], Request())
    assert failure.value.exit_code == 2


@needs_dask
def test_dask_gives_the_same(districts: Path, cluster: tuple[str, list[int]]) -> None:
    shutil.copytree(districts, districts / "copy")
    here = build(districts)
    there = build(districts / "copy", "--executor", cluster[0])
    assert (there.returncode, there.stdout, there.stderr) == (1, here.stdout, here.stderr)
    for path in (districts / "districts").rglob("out/*"):
        same = districts / "copy" / path.relative_to(districts)
        assert same.read_bytes() == path.read_bytes()


@needs_dask
def test_a_worker_that_is_killed_loses_nothing(
    tmp_path: Path, cluster: tuple[str, list[int]]
) -> None:
    for number in range(8):
        project(tmp_path / f"districts/{number}", t001=GOOD)
    command = [*PROGRAM, "build", "--projects", "districts/*", "--executor", cluster[0]]
    with subprocess.Popen(
        command,
        cwd=tmp_path,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as run:
        deadline = time.monotonic() + 120
        while not any(tmp_path.glob("districts/*/out/2021H1.pdf")):
            assert time.monotonic() < deadline
            time.sleep(0.01)
        os.kill(cluster[1][0], signal.SIGKILL)
        out, err = run.communicate(timeout=240)
    assert run.returncode == 0, err
    assert out.count("built: 2 files") + out.count("unchanged: 2 files") == 8
    assert len([*tmp_path.rglob("out/2021H1.pdf")]) == 8
    assert not [*tmp_path.rglob(".report-staged")]
