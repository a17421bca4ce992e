"""Starting the program, beside an empty program of the same command-line library."""

from measure import OURS, PYTHON, ROOT, Command, arguments, measure, ratio, table

EMPTY = """
import typer
app = typer.Typer(rich_markup_mode=None)
@app.callback()
def options() -> None: ...
@app.command()
def build() -> None: ...
app()
"""


def main() -> None:
    _sizes, rounds = arguments()
    commands = {
        "bare Python": Command([PYTHON, "-c", ""], ROOT),
        "empty Typer app, --help": Command([PYTHON, "-c", EMPTY, "--help"], ROOT),
        "report --help": Command([*OURS, "--help"], ROOT),
        "report --version": Command([*OURS, "--version"], ROOT),
        "report build --help": Command([*OURS, "build", "--help"], ROOT),
        "report biuld": Command([*OURS, "biuld"], ROOT, (2,)),
        "report build --format foo": Command([*OURS, "build", "--format", "foo"], ROOT, (2,)),
    }
    costs = measure(commands, rounds or 21)
    base = "empty Typer app, --help"
    table("start", costs, base)
    print(f"  report --help / empty app: {ratio(costs, 'report --help', base):.2f} (at most 1.2)")


if __name__ == "__main__":
    main()
