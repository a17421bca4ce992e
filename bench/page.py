"""The web page of many tasks, beside loading them and beside doorstop's page of the same texts.

- loading: the project loaded and validated, and nothing made of it.
- ours: `report build --format html`, the whole command.
- of one task: what either takes before it has much to do.
- doorstop publish: the same texts as doorstop items, one file each, to HTML. It takes minutes for
  10,000, so it is asked for 1,000 at most.
"""

import subprocess
import tempfile
from pathlib import Path
from statistics import median

from corpus import files, make
from measure import OURS, PYTHON, Command, Costs, arguments, measure, ratio, rounds_for, table
from ruamel.yaml import YAML

LOAD = """
from pathlib import Path
from progress_report.source.load import load_project
load_project(Path("."))
"""
PAGE = [*OURS, "build", "--force", "--format", "html", "--out", "made"]
DOORSTOP = [PYTHON, "-c", "from doorstop.cli.main import main; main()"]
DOORSTOP_MOST = 1_000
DOCUMENT = "settings:\n  digits: 5\n  itemformat: yaml\n  prefix: REQ\n  sep: ''\n"


def make_items(folder: Path, project: Path) -> Path:
    """Write every task as a doorstop item: the wording is its header, the report its text."""
    items = folder / "items"
    items.mkdir(parents=True)
    (items / ".doorstop.yml").write_text(DOCUMENT, encoding="utf-8")
    yaml = YAML(typ="safe")
    for number, name in enumerate(files(project), start=1):
        task = yaml.load((project / name).read_text(encoding="utf-8"))
        item = {
            "active": True,
            "derived": False,
            "header": task["task"].strip(),
            "level": f"1.{number}",
            "links": [],
            "normative": True,
            "ref": "",
            "reviewed": None,
            "text": task["entries"]["H1"]["progress"],
        }
        with (items / f"REQ{number:05}.yml").open("w", encoding="utf-8") as file:
            yaml.dump(item, file)
    subprocess.run(["git", "init", "--quiet"], cwd=folder, check=True)  # noqa: S607 - wherever it is
    return folder


def tell(costs: dict[str, Costs], size: int) -> None:
    """Print what the aims are about."""
    loading, ours = (
        median(costs[name].seconds) - median(costs[f"{name}, one task"].seconds)
        for name in ("loading", "ours")
    )
    if size >= DOORSTOP_MOST:  # of fewer, both are lost in the start
        share = (ours - loading) / loading
        print(f"  beyond one task: page / loading: {share:.2f} (at most 1.5)")
    memory = (costs["ours"].memory - costs["ours, one task"].memory) * 1024 / size
    print(f"  memory: {memory:.1f} kB a task")
    if "doorstop publish" in costs:
        print(f"  ours / doorstop publish: {ratio(costs, 'ours', 'doorstop publish'):.2f}")


def main() -> None:
    sizes, rounds = arguments((37, 1_000, 10_000))
    for size in sizes:
        with tempfile.TemporaryDirectory() as name:
            project = make(Path(name) / "project", size)
            one = make(Path(name) / "one", 1)
            commands = {
                "loading": Command([PYTHON, "-c", LOAD], project),
                "loading, one task": Command([PYTHON, "-c", LOAD], one),
                "ours": Command(PAGE, project),
                "ours, one task": Command(PAGE, one),
            }
            if size <= DOORSTOP_MOST:
                items = make_items(Path(name) / "doorstop", project)
                publish = [*DOORSTOP, "publish", "all", "made", "--html"]
                commands["doorstop publish"] = Command(publish, items)
            costs = measure(commands, rounds or rounds_for(size))
        table(f"web page of {size:,} tasks", costs, "loading")
        tell(costs, size)


if __name__ == "__main__":
    main()
