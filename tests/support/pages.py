"""Pages of other offices, and importing one."""

from pathlib import Path

from support.project import project, report

HEAD = 'title: "{year}年重点工作{period}情况表"\n'


STANDARD = HEAD + (
    "fields: {leader: 分管领导, note: 备注}\n"
    "columns:\n"
    "  - {heading: 序号, value: number, width: 6}\n"
    "  - {heading: 市折子号, value: docket, width: 9}\n"
    "  - {heading: 任务, value: task, width: 30}\n"
    "  - {heading: 牵头单位, value: lead, width: 9}\n"
    "  - {heading: 协办单位, value: units, width: 9}\n"
    "  - {heading: 分管领导, value: fields.leader, width: 9}\n"
    "  - {heading: 目前进展情况, value: progress, width: 55}\n"
)


TITLE = "<p>2021年上半年重点工作情况表</p>"


def row(*cells: str) -> str:
    return "<tr>" + "".join(f"<td>{cell}</td>" for cell in cells) + "</tr>"


def table(*rows: str) -> str:
    return "<table>" + "".join(rows) + "</table>"


def imported(
    folder: Path, html: str, *options: str, layout: str = STANDARD, **tasks: str
) -> tuple[int, str, str]:
    """Exit code, standard output and standard error of importing a page."""
    if not (folder / "data").exists():
        project(folder, layout, **tasks)
    (folder / "a.html").write_text(html, encoding="utf-8")
    run = report("import", "a.html", *options, cwd=folder)
    return run.returncode, run.stdout, run.stderr


def file(folder: Path, name: str) -> str:
    """A task file, without the line for editors."""
    text = (folder / f"data/tasks/{name}.yaml").read_text(encoding="utf-8")
    return text.removeprefix("# yaml-language-server: $schema=../../../schemas/task.schema.json\n")
