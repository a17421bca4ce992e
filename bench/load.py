"""Loading task files, beside the floors under it and what others load them with.

- reading: the bytes of every file, nothing else.
- C parse: libyaml to nodes, nothing looked at. The floor of anything with positions.
- ours: the project loaded and validated, every finding at its place, on all cores; and on one.
- plain: ruamel.yaml's safe loader and a pydantic model, as most would write it: no positions, the
  first error ends it.
"""

import tempfile
from pathlib import Path

from corpus import TASKS, make
from measure import PYTHON, Command, arguments, measure, ratio, rounds_for, table

READ = """
import sys
from pathlib import Path
for path in sorted(Path(sys.argv[1]).iterdir()):
    path.read_bytes()
"""
PARSE = """
import sys
from pathlib import Path
from ruamel.yaml.cyaml import CBaseLoader
for path in sorted(Path(sys.argv[1]).iterdir()):
    CBaseLoader(path.read_text(encoding="utf-8")).get_single_node()
"""
ONE_CORE = "import os\nos.sched_setaffinity(0, [min(os.sched_getaffinity(0))])\n"
OURS = """
import sys
from pathlib import Path
from progress_report.source.load import load_project
project = load_project(Path("."))
sys.exit(bool(project.diagnostics) or len(project.tasks) != len([*Path(sys.argv[1]).iterdir()]))
"""
PLAIN = """
import sys
from pathlib import Path
from pydantic import BaseModel
from ruamel.yaml import YAML
class Task(BaseModel):
    year: int
    docket: int | str
    task: str
    entries: dict[str, dict[str, str]]
tasks = [
    Task.model_validate(YAML(typ="safe").load(path.read_text(encoding="utf-8")))
    for path in sorted(Path(sys.argv[1]).iterdir())
]
"""


def main() -> None:
    sizes, rounds = arguments((37, 1_000, 10_000))
    for size in sizes:
        with tempfile.TemporaryDirectory() as name:
            folder = make(Path(name), size)
            scripts = {
                "reading": READ,
                "C parse": PARSE,
                "ours": OURS,
                "ours, one core": ONE_CORE + OURS,
                "plain ruamel + pydantic": PLAIN,
            }
            commands = {
                title: Command([PYTHON, "-c", script, TASKS], folder)
                for title, script in scripts.items()
            }
            costs = measure(commands, rounds or rounds_for(size))
        table(f"loading {size:,} tasks", costs, "C parse")
        print(f"  ours / C parse: {ratio(costs, 'ours', 'C parse'):.2f} (at most 2)")
        print(f"  ours / ours on one core: {ratio(costs, 'ours', 'ours, one core'):.2f}")


if __name__ == "__main__":
    main()
