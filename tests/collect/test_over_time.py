"""Forms of tasks that change within the year: whom they ask, and what comes back."""

from typing import Any

import pytest
from support.tasks import layout

from progress_report.collect import FormFormat
from progress_report.collect.back.merge import merge
from progress_report.collect.back.read_form import read
from progress_report.collect.back.verify_form import Answers, Verifier
from progress_report.collect.out.form import Form, form_headings
from progress_report.collect.out.form_files import form_files
from progress_report.collect.out.requests import make_forms
from progress_report.domain.config import Reporting
from progress_report.domain.diagnostics import Diagnostic
from progress_report.domain.period import Period
from progress_report.domain.task import Task
from progress_report.source.load import SourcedTask
from progress_report.source.places import Source
from progress_report.status.files import unit_table
from progress_report.status.overview import Overview, unit_statuses
from progress_report.system.i18n import hint_text

CONFIG = layout([("任务编号", "docket", 1), ("工作任务", "task", 2), ("进展", "progress", 3)])
H1, H2, FY = (Period.from_key(2021, key) for key in ("H1", "H2", "FY"))


def task(docket: str, reports: dict[str, str] | None = None, **keys: Any) -> SourcedTask:
    entries = {period: {"progress": text} for period, text in (reports or {}).items()}
    data = {"year": 2021, "docket": docket, "task": "建公园。", "lead": "区园林局"}
    data |= {"from" if key == "begins" else key: value for key, value in keys.items()}
    task = Task.model_validate(data | {"entries": entries})
    return SourcedTask(task, Source(f"data/tasks/{task.year}/{docket}.yaml", ""))


TASKS = [
    task("6", {"H1": "开工。"}, until="H1"),
    task("6-1", {"H2": "建成。"}, begins="H2", formerly=["6"]),
    task("7", {"H1": "立项。"}, until="H1", ended="调减"),
    task("8", {"H1": "完成。"}, finished="H1"),
    task("9", {"H1": "设计。"}, task="修路。", renumbered=[{"docket": "10", "until": "H1"}]),
    task("10", begins="H2", formerly=["2020/3"]),
    task("3", {"H1": "甲。", "FY": "去年完成八成。"}, year=2020),
]


def form(tasks: list[SourcedTask], period: Period) -> Form:
    [made] = make_forms(tasks, CONFIG, period, "lead").forms
    return made


def test_a_form_asks_for_the_tasks_that_are_valid_and_not_finished() -> None:
    assert [line.docket for line in form(TASKS, H1).lines] == ["6", "7", "8", "10"]
    assert [line.docket for line in form(TASKS, H2).lines] == ["6-1", "9", "10"]


def test_a_form_shows_the_last_text_of_the_former_task() -> None:
    assert [line.previous for line in form(TASKS, H2).lines] == [
        "【上半年（原第6项）】开工。",
        "【上半年】设计。",
        "【2020年全年（原第3项）】去年完成八成。",
    ]


@pytest.mark.parametrize("file_format", list(FormFormat))
def test_a_form_has_the_headings_of_the_layout(file_format: FormFormat) -> None:
    made = form(TASKS, H2)
    assert made.headings[:3] == ("任务编号", "工作任务", "职责分工")
    [raw] = form_files([made], file_format, CONFIG, None).values()
    returned, diagnostics = read("表", raw, form_headings(CONFIG))
    assert diagnostics == []
    assert returned is not None
    assert [line.cells[0] for line in returned.lines] == ["6-1", "9", "10"]
    assert returned.extra_texts == () or "任务编号" not in str(returned.extra_texts)
    # one given out before the layout called them so is read as well
    customary = Form(made.project, made.period, made.by, made.unit, made.lines)
    [raw] = form_files([customary], file_format, CONFIG, None).values()
    returned, diagnostics = read("表", raw, ("编号", "任务"))
    assert diagnostics == []
    assert returned is not None


def returned(
    sent: list[SourcedTask], now: list[SourcedTask], period: Period
) -> tuple[Answers | None, list[Diagnostic]]:
    """A form sent out with a text in each line, verified against the tasks as they are now."""
    filled = [
        SourcedTask(
            s.task.model_copy(
                update={
                    "entries": {
                        **s.task.entries,
                        period.key: task("1", {period.key: "已填。"}).task.entries[period.key],
                    }
                }
            ),
            s.source,
        )
        for s in sent
    ]
    [raw] = form_files([form(filled, period)], FormFormat.XLSX, CONFIG, None).values()
    read_form, diagnostics = read("表.xlsx", raw, form_headings(CONFIG))
    assert (diagnostics, read_form is not None) == ([], True)
    assert read_form is not None
    return Verifier(now, CONFIG).verify(read_form)


def test_the_form_of_a_renumbered_task_is_accepted_with_a_note() -> None:
    before = [task("6"), task("7", task="修路。")]
    renumbered = [{"docket": "6", "until": "H1"}]
    now = [
        task("7", renumbered=renumbered),
        task("8", task="修路。", renumbered=[{"docket": "7", "until": "H1"}]),
    ]
    for period in (H1, H2):
        answers, diagnostics = returned(before, now, period)
        assert answers is not None
        assert [answer.task.docket for answer in answers.given] == ["7", "8"]
        assert {(d.rule, str(d.severity)) for d in diagnostics} == {("task-differs", "note")}


def test_a_report_on_a_task_that_has_been_split_is_sent_to_its_parts() -> None:
    before = [task("6")]
    now = [task("6", until="H1"), task("6-1", begins="H2", formerly=["6"])]
    _answers, diagnostics = returned(before, now, H2)
    assert [(d.rule, "6-1" in hint_text(d.hint)) for d in diagnostics] == [("bad-form", True)]
    _answers, diagnostics = returned(before, now, H1)  # a late form
    assert diagnostics == []


def test_the_status_of_a_year_counts_what_makes_it_up() -> None:
    tasks = [
        task("1", {"H1": "甲。", "H2": "乙。"}),
        task("2", {"H1": "甲。"}),
        task("3", {"FY": "丙。"}),
        *TASKS[:4],
    ]
    [whole] = unit_statuses(tasks, CONFIG, FY, "lead")
    assert (whole.reported, whole.missing) == (("1", "3", "6-1", "8"), ("2",))
    [second] = unit_statuses(tasks, CONFIG, H2, "lead")
    assert (second.reported, second.missing) == (("1", "6-1", "8"), ("2", "3"))
    known = Overview(FY, "lead", None, 0, (whole,), (), ())
    table = unit_table(known, CONFIG)
    assert table.columns[-1].heading == "未报任务编号"


def test_a_cumulative_form_changes_the_entry_with_the_same_end() -> None:
    config = CONFIG.model_copy(update={"reporting": Reporting.CUMULATIVE})
    known = task("1", {"Q2": "旧文。"})
    [made] = make_forms([known], config, H1, "lead").forms
    assert [line.progress for line in made.lines] == ["旧文。"]
    answers, _diagnostics = returned([task("1")], [known], H1)
    assert answers is not None
    merged = merge([known], [answers], reporting=Reporting.CUMULATIVE)
    assert (merged.added, [d.rule for d in merged.diagnostics]) == (0, ["entry-differs"])
