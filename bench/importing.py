"""A whole import into an empty project, beside the plainest script that does as much.

    make bench

- ours: `report import`, the whole command: the table found, understood, checked and compared, its
  text put back into sentences; then all files written and made sure of, or none.
- bare: the same library reads the rows, and ruamel.yaml writes each to a file of its own.
"""

import shutil
import tempfile
from pathlib import Path

from corpus import ROOT
from measure import PYTHON, Command, arguments, measure, ratio, rounds_for, table
from tables import make_table

from progress_report.render import csv
from progress_report.render.excel import table as excel

SIZES = (37, 1_000)
# An empty project each time, for a second import changes nothing.
ANEW = """
import shutil, sys
from pathlib import Path
shutil.rmtree("made", ignore_errors=True)
Path("made/data/tasks").mkdir(parents=True)
shutil.copy("report.yaml", "made/data/report.yaml")
"""
OURS = f"""{ANEW}
sys.argv = ["report", "import", sys.argv[1], "--period", "2021H1", "--project", "made"]
from progress_report.cli import main
main()
"""
BARE = f"""{ANEW}
if sys.argv[1].endswith("csv"):
    import csv
    rows = list(csv.reader(open(sys.argv[1], encoding="utf-8-sig", newline="")))
else:
    import openpyxl
    sheet = openpyxl.load_workbook(sys.argv[1], read_only=True).active
    rows = list(sheet.iter_rows(values_only=True))
from ruamel.yaml import YAML
from ruamel.yaml.scalarstring import LiteralScalarString
yaml = YAML()
folder = Path("made/data/tasks/2021")
folder.mkdir()
for _number, docket, task, progress in (row for row in rows if str(row[0]).isdigit()):
    found = {{
        "year": 2021,
        "docket": str(docket),
        "task": LiteralScalarString(task),
        "entries": {{"H1": {{"progress": LiteralScalarString(progress)}}}},
    }}
    yaml.dump(found, folder / f"{{docket}}.yaml")
"""


def compare(count: int, rounds: int, folder: Path) -> None:
    """Print what either takes for a table of so many rows."""
    made, config = make_table(count)
    shutil.copy(ROOT / "data/report.yaml", folder / "report.yaml")
    for form, renderer in (("csv", csv), ("xlsx", excel)):
        name = f"table.{form}"
        (folder / name).write_bytes(renderer.render(made, config))
        commands = {
            "bare": Command([PYTHON, "-c", BARE, name], folder),
            "report import": Command([PYTHON, "-c", OURS, name], folder),
        }
        costs = measure(commands, rounds)
        table(f"{count:,} rows of {form}", costs, "bare")
        print(f"{form}: report import / bare: {ratio(costs, 'report import', 'bare'):.2f}")


def main() -> None:
    sizes, rounds = arguments(SIZES)
    for count in sizes:
        with tempfile.TemporaryDirectory() as folder:
            compare(count, rounds or rounds_for(count), Path(folder))


if __name__ == "__main__":
    main()
