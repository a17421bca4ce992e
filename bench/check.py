"""`report check` beside the bare parser and a schema validator.

- C parse: libyaml to nodes, nothing looked at: the floor.
- rules on form: what `report check` does before it turns to the prose: every file loaded and
  validated, every finding told.
- the same by its command: `report check --select structure`.
- check-jsonschema: with our schema, which says a part of what the rules on form say, and no place.
- proof-reading: the whole `report check`, which on these texts finds something in nearly every
  task; and the same on one core.
"""

import tempfile
from pathlib import Path

from corpus import TASKS, files, make
from load import ONE_CORE, PARSE
from measure import OURS, PYTHON, ROOT, Command, arguments, measure, ratio, rounds_for, table

FORM = """
import sys
from pathlib import Path
from progress_report.reporters.text import render
from progress_report.source.load import load_project
project = load_project(Path("."))
sys.stdout.write(render(project.diagnostics))
sys.exit(len(project.tasks) != int(sys.argv[1]))
"""
SCHEMA = ROOT / "schemas/task.schema.json"


def main() -> None:
    sizes, rounds = arguments((37, 1_000, 10_000))
    for size in sizes:
        with tempfile.TemporaryDirectory() as name:
            folder = make(Path(name), size)
            validator = [PYTHON, "-m", "check_jsonschema", "--schemafile", str(SCHEMA)]
            one_core = [PYTHON, "-c", ONE_CORE + OURS[-1], "check"]
            words = {
                "C parse": [PYTHON, "-c", PARSE, TASKS],
                "rules on form": [PYTHON, "-c", FORM, str(size)],
                "report check --select structure": [*OURS, "check", "--select", "structure"],
                "check-jsonschema": [*validator, *files(folder)],
                "proof-reading": [*OURS, "check"],
                "proof-reading, one core": one_core,
            }
            commands = {title: Command(command, folder) for title, command in words.items()}
            costs = measure(commands, rounds or min(rounds_for(size), 5))
        table(f"checking {size:,} tasks", costs, "C parse")
        form = 1 / ratio(costs, "rules on form", "check-jsonschema")
        print(f"  check-jsonschema / rules on form: {form:.1f} (at least 8)")
        whole = ratio(costs, "proof-reading", "check-jsonschema")
        print(f"  proof-reading / check-jsonschema: {whole:.2f} (at most 1)")


if __name__ == "__main__":
    main()
