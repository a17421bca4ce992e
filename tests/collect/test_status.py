"""What `collect status` refuses, and whom it asks by default."""

import json
import re
from pathlib import Path

import pytest
from support.project import LAYOUT, project, report
from support.unit_forms import give_out

pytestmark = pytest.mark.program


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (["2021H2", "--format", "xlsx"], 2, "name a file with --out"),
        (["2021H2", "--format", "pdf"], 2, "unknown format 'pdf'"),
        (["2021H2", "--by", "fields.nobody"], 2, "there are: lead, units, fields.leader"),
        (["2022H1"], 1, "there are no tasks of 2022; years with tasks: 2021"),
    ],
)
def test_what_has_no_status(folder: Path, arguments: list[str], code: int, words: str) -> None:
    run = report("collect", "status", *arguments, cwd=folder)
    assert (run.returncode, run.stdout) == (code, "")
    assert words in run.stderr


def test_a_form_for_another_period_is_named_and_not_counted(folder: Path) -> None:
    form = give_out(folder)[0].relative_to(folder)
    run = report("status", "2021H1", form.as_posix(), cwd=folder)
    assert run.returncode == 0
    assert run.stderr == f"{form.as_posix()}: the form is for 2021H2, and is not counted\n"


WITHOUT_LEAD = "year: 2021\ndocket: 1\ntask: 任务。\nunits: [甲局, 乙局]\n"


def test_joint_units_are_asked_where_no_task_has_a_lead_unit(tmp_path: Path) -> None:
    layout = LAYOUT + "  - {heading: 任务, value: task, width: 3}\n"
    folder = project(tmp_path, layout, t001=WITHOUT_LEAD)
    for command in (["status"], ["collect", "status"]):
        units = json.loads(report(*command, "2021H1", "--format", "json", cwd=folder).stdout)
        assert units["by"] == "units"
        assert [unit["unit"] for unit in units["units"]] == ["甲局", "乙局"]
    for command in (["forms"], ["remind"]):
        run = report("collect", *command, "2021H1", cwd=folder)
        assert run.returncode == 0, run.stderr
        assert {"甲局", "乙局"} <= {*re.findall("[甲乙]局", run.stdout + run.stderr)}
    assert "（未写明单位）" not in report("status", "2021H1", cwd=folder).stdout
    path = folder / "data/tasks/2021/002.yaml"
    path.write_text("year: 2021\ndocket: 2\ntask: 任务。\nlead: 丙局\n", encoding="utf-8")
    known = json.loads(report("status", "2021H1", "--format", "json", cwd=folder).stdout)
    assert known["by"] == "lead"
