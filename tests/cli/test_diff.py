"""`report diff` as a user sees it: periods, revisions, files, projects."""

import json
import os
import subprocess
from itertools import permutations
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.project import GOOD, project, report

from progress_report.diff.changes import Changes, Side, Status, TaskChange, TaskReport, compare

pytestmark = pytest.mark.program

TASK = "year: 2021\ndocket: {docket}\ntask: 第{docket}项任务。\nentries:\n"
ENTRY = "  {key}:\n    progress: |\n      {text}\n"


def task(docket: str, **entries: str) -> str:
    found = "".join(ENTRY.format(key=key, text=text) for key, text in entries.items())
    return TASK.format(docket=docket) + found


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Five tasks over two quarters: one moved, one stalled, one fell, one silent, one new."""
    return project(
        tmp_path,
        t001=task("1", Q1="已完成年度任务量的35.76%。", Q2="已完成年度任务量的80%。"),
        t002=task("2", Q1="正在推进前期工作。", Q2="正在推进前期工作。"),
        t003=task("3", Q1="累计开工1662套。", Q2="累计开工1600套。"),
        t004=task("4", Q1="已开工。"),
        t005=task("5", Q2="已开工。"),
    )


def told(folder: Path, *arguments: str) -> dict[str, str]:
    """The status of every task, by docket."""
    run = report("diff", *arguments, "--format", "json", cwd=folder)
    assert run.stderr == ""
    assert run.returncode == 0
    return {
        (entry["new"] or entry["old"])["docket"]: entry["status"]
        for entry in json.loads(run.stdout)["tasks"]
    }


ALL = {"1": "changed", "2": "stalled", "3": "changed", "4": "unreported", "5": "first"}


def test_two_periods(folder: Path) -> None:
    assert told(folder, "2021Q1", "2021Q2") == ALL
    assert told(folder, "2021一季度", "2021年二季度") == ALL
    run = report("diff", "2021Q1", "2021Q2", cwd=folder)
    assert run.returncode == 0
    assert run.stdout.split("\n")[1:5] == [
        "  not updated: 1 (2)",
        "  not reported: 1 (4)",
        "  updated: 2, of which figures fell: 1 (3)",
        "  reported for the first time: 1 (5)",
    ]
    order = [run.stdout.index(f"\n{docket}  ") for docket in "315"]
    assert order == sorted(order)  # fell, then the rest
    headed = [line for line in run.stdout.split("\n") if line[:3] in ("1  ", "3  ")]
    assert headed == ["3  updated  figures fell", "1  updated"]
    assert "年度任务量 35.76% → 80% (+44.24个百分点)" in run.stdout
    assert "累计开工[-1662-]{+1600+}套" in run.stdout


def test_stat_is_one_line_a_task_and_exit_code_shows_differences(folder: Path) -> None:
    run = report("diff", "2021Q1", "2021Q2", "--stat", "--exit-code", cwd=folder)
    assert run.returncode == 1
    assert [line.split()[0] for line in run.stdout.split("\n")[1:6]] == ["2", "4", "3", "1", "5"]
    run = report("diff", "2021Q1", "2021Q1", "--exit-code", cwd=folder)
    assert run.returncode == 0


def test_wordings_stand_below_the_heading_of_the_projects_own_column(folder: Path) -> None:
    path = folder / "data/report.yaml"
    column = "  - {heading: 任务内容, value: task, width: 3}\n"
    path.write_text(path.read_text(encoding="utf-8") + column, encoding="utf-8")
    run = report("diff", "2021Q1", "2021Q2", "--format", "md", cwd=folder, LANG="zh_CN.UTF-8")
    assert run.stdout.count("<b>任务内容</b>：第") == 3
    changed = folder / "new.yaml"
    original = folder / "data/tasks/2021/001.yaml"
    changed.write_bytes(original.read_bytes().replace("第1项".encode(), "首".encode()))
    for form, heading in (("text", "── 任务内容"), ("html", "<h4>任务内容</h4>")):
        sides = (str(original), str(changed), "--period", "2021Q2")
        run = report("diff", *sides, "--format", form, "--out", f"x.{form}", cwd=folder)
        assert run.returncode == 0
        assert heading in (folder / f"x.{form}").read_text(encoding="utf-8")


def test_the_end_of_a_paragraph_is_no_sentence(tmp_path: Path) -> None:
    folder = project(
        tmp_path,
        t001=task("1", Q1="3所学校完成立项。", Q2="一所竣工。\n\n      二所主体封顶。"),
        t002=task("2", Q1="一所竣工。", Q2="一所竣工。\n\n      二所主体封顶。"),
        t003=task("3", Q1="一所竣工。二所主体封顶。", Q2="一所竣工。\n\n      二所主体封顶。"),
    )
    run = report("diff", "2021Q1", "2021Q2", "--format", "json", cwd=folder)
    tallies = [entry["tally"] for entry in json.loads(run.stdout)["tasks"]]
    assert [(tally["changed"], tally["added"]) for tally in tallies] == [(0, 2), (0, 1), (0, 0)]
    run = report("diff", "2021Q1", "2021Q2", cwd=folder)
    assert "added ¶" not in run.stdout
    assert "3  updated  only paragraph breaks changed\n" in run.stdout
    run = report("diff", "2021Q1", "2021Q2", "--format", "md", cwd=folder)
    assert "<ins>一所竣工。¶</ins>" in run.stdout
    assert "<ins> </ins>" not in run.stdout


def git(folder: Path, *arguments: str) -> None:
    who = ["-c", "user.name=t", "-c", "user.email=t@example.invalid", "-c", "commit.gpgsign=false"]
    subprocess.run(["git", *who, *arguments], cwd=folder, check=True, capture_output=True)


def test_one_period_at_two_revisions(folder: Path) -> None:
    git(folder, "init", "-q")
    git(folder, "add", "-A")
    git(folder, "commit", "-qm", "first")
    path = folder / "data/tasks/2021/001.yaml"
    path.write_text(task("1", Q1="已完成。", Q2="已完成年度任务量的90%。"), encoding="utf-8")
    only_first = {"1": "changed", "2": "stalled", "3": "stalled", "5": "stalled"}
    assert told(folder, "2021Q2", "--rev", "HEAD") == only_first
    assert told(folder, "2021Q2", "--rev", "HEAD..") == only_first
    git(folder, "commit", "-qam", "second")
    assert told(folder, "2021Q2", "--rev", "HEAD~1..HEAD") == only_first
    assert told(folder, "--rev", "HEAD~1..HEAD", "--period", "2021Q2") == only_first
    path.write_text("year：2021\n", encoding="utf-8")
    git(folder, "commit", "-qam", "broken")
    run = report("diff", "2021Q2", "--rev", "HEAD~1..HEAD", cwd=folder)
    assert run.returncode == 1
    assert "HEAD:data/tasks/2021/001.yaml:1:5: error[fullwidth-colon]" in run.stderr
    assert "not updated: 3 (2, 3, 5)" in run.stdout  # the rest is shown all the same
    run = report("diff", "2021Q2", "--rev", "nowhere..HEAD", cwd=folder)
    assert (run.returncode, run.stdout) == (2, "")
    assert "git knows no revision 'nowhere'" in run.stderr


def test_two_files_and_two_projects(folder: Path, tmp_path: Path) -> None:
    other = project(
        tmp_path / "other",
        t001=task("1", Q2="已完成年度任务量的80%。"),
        t006=task("6", Q2="已开工。"),
    )
    assert told(folder, ".", str(other), "--period", "2021Q2") == {
        "1": "stalled",
        "2": "dropped",
        "3": "dropped",
        "5": "dropped",
        "6": "added",
    }
    files = ["data/tasks/2021/001.yaml", str(other / "data/tasks/2021/001.yaml")]
    assert told(folder, *files, "--period", "2021Q2") == {"1": "stalled"}
    assert told(folder, files[0], os.devnull, "--period", "2021Q2") == {"1": "dropped"}


def test_the_period_shown_is_one_that_differs(folder: Path) -> None:
    old, new = folder / "data/tasks/2021/001.yaml", folder / "new.yaml"
    new.write_bytes(old.read_bytes().replace(b"35.76", b"36"))
    run = report("diff", str(old), str(new), cwd=folder)
    assert "35.76% → 36%" in run.stdout
    assert run.stderr == ""
    new.write_bytes(new.read_bytes().replace(b"80", b"90"))
    run = report("diff", str(old), str(new), cwd=folder)
    assert "80% → 90%" in run.stdout
    assert run.stderr == "report: they differ for 2021Q1 too; show one with --period\n"


def test_files_are_written_whole_and_named(folder: Path) -> None:
    run = report("diff", "2021Q1", "2021Q2", "--format", "html", cwd=folder)
    assert run.stdout == "work/2021Q1-2021Q2.diff.html\n"
    page = (folder / "work/2021Q1-2021Q2.diff.html").read_text(encoding="utf-8")
    assert "<del>" in page
    run = report("diff", "2021Q1", "2021Q2", "--format", "pdf", "--out", "x.pdf", cwd=folder)
    assert (run.stdout, (folder / "x.pdf").read_bytes()[:5]) == ("x.pdf\n", b"%PDF-")


def test_a_list_of_formats(folder: Path) -> None:
    run = report("diff", "2021Q1", "2021Q2", "--format", "md,html", cwd=folder)
    assert run.stdout.endswith("\nwork/2021Q1-2021Q2.diff.html\n")
    assert "35.76%" in run.stdout
    assert (folder / "work/.gitignore").read_text(encoding="utf-8") == "*\n"
    for wrong in (["--format", "md,doc"], ["--format", "md,html", "--out", "x"]):
        assert report("diff", "2021Q1", "2021Q2", *wrong, cwd=folder).returncode == 2


@pytest.mark.parametrize("form", [[], ["--stat"], ["--format", "md"], ["--format", "json"]])
def test_every_format_goes_into_a_file(folder: Path, form: list[str]) -> None:
    shown = report("diff", "2021Q1", "2021Q2", *form, cwd=folder)
    run = report("diff", "2021Q1", "2021Q2", *form, "--out", "new/x", cwd=folder)
    assert (run.stdout, run.stderr, run.returncode) == ("new/x\n", "", 0)
    assert (folder / "new/x").read_text(encoding="utf-8") == shown.stdout


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (["2021Q1"], 2, "two periods"),
        (["2021Q1", "2021Q4"], 1, "no task has an entry for 2021Q4"),
        (["2021Q1", "nowhere"], 2, "'nowhere' is not a period"),
        (["2021Q1", "--rev", "HEAD"], 2, "not in a git repository"),
        (["2021Q1", "2021Q2", "--format", "docx"], 2, "text, md, json, html, pdf"),
        (["2021Q1", "2021Q2", "--stat", "--format", "html"], 2, "--stat is a form of text"),
        (["2021Q1", "2021Q2", "--period", "2021Q1"], 2, "--period goes with --rev, files"),
        (["2021Q1", "--rev", "HEAD", "--period", "2021Q2"], 2, "name one period at most"),
        (["data/tasks/2021/001.yaml", "2021Q1"], 2, "for one file over time, name two periods"),
        (["2021Q1", "data/tasks/2021/001.yaml"], 2, "for one file over time, name two periods"),
        ([".", "2021Q1"], 2, "'.' has to be compared with another such"),
        (["data", "2021Q1"], 2, "no project in data: it has no data/report.yaml"),
        (["data/tasks/2021/001.yaml", "nowhere.yaml"], 2, "there is no file 'nowhere.yaml'"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_wrong_usage_is_one_line(folder: Path, arguments: list[str], code: int, words: str) -> None:
    run = report("diff", *arguments, cwd=folder)
    assert (run.returncode, run.stdout) == (code, "")
    assert words in run.stderr
    assert run.stderr.count("\n") == 1


TEXTS = st.text("已完成工程套12%，。；\n", max_size=24)
REPORTS = st.lists(
    st.builds(
        TaskReport,
        st.just(2021),
        st.sampled_from(["1", "2", "3"]),
        st.sampled_from(["甲。", "乙。"]),
        st.lists(st.tuples(st.sampled_from(["", "甲局"]), TEXTS), max_size=2).map(tuple),
    ),
    unique_by=lambda made: made.docket,
    max_size=3,
)


def test_nothing_to_compare_is_an_error(folder: Path) -> None:
    run = report("diff", os.devnull, os.devnull, cwd=folder)
    assert (run.returncode, run.stderr) == (1, "report: no task has an entry\n")


def test_a_broken_layout_stops_the_comparison(folder: Path) -> None:
    (folder / "data/report.yaml").write_text("title: [\n", encoding="utf-8")
    run = report("diff", "2021Q1", "2021Q2", cwd=folder)
    assert (run.returncode, run.stdout) == (2, "")
    assert "data/report.yaml:1:" in run.stderr
    assert run.stderr.endswith("report: the layout has errors: data/report.yaml\n")


def test_a_change_without_sides_is_a_mistake_of_the_caller() -> None:
    with pytest.raises(TypeError):
        _ = TaskChange(Status.ADDED, None, None, (), (), ()).report


def sides(reports: list[TaskReport]) -> Side:
    return Side("x", tuple(reports))


@given(REPORTS)
def test_a_side_and_itself_do_not_differ(reports: list[TaskReport]) -> None:
    assert not compare(sides(reports), sides(reports)).any


@given(REPORTS, REPORTS)
def test_the_changes_lead_from_one_side_to_the_other(
    old: list[TaskReport], new: list[TaskReport]
) -> None:
    changes = compare(sides(old), sides(new))
    assert applied(changes) == {
        (made.docket, made.wording, whole(made)) for made in new if made.parts
    }
    back = compare(sides(new), sides(old))
    mirror = {
        Status.ADDED: Status.DROPPED,
        Status.DROPPED: Status.ADDED,
        Status.FIRST: Status.UNREPORTED,
        Status.UNREPORTED: Status.FIRST,
    }
    assert sorted(change.status for change in changes.tasks) == sorted(
        mirror.get(change.status, change.status) for change in back.tasks
    )


def applied(changes: Changes) -> set[tuple[str, str, str]]:
    """The new side, read from the changes alone."""
    return {
        (
            change.after.docket,
            "".join(step.text_after for step in change.wording) or change.after.wording,
            "".join(
                sorted("".join(step.text_after for part in change.parts for step in part.steps))
            ),
        )
        for change in changes.tasks
        if change.after and change.after.parts
    }


def whole(made: TaskReport) -> str:
    """All characters of a report: two texts of one unit are set as paragraphs."""
    units = [unit for unit, _text in made.parts]
    return "".join(sorted("".join(t for _u, t in made.parts) + "\n" * (len(units) - len({*units}))))


@given(REPORTS, REPORTS)
def test_the_order_of_files_does_not_matter(old: list[TaskReport], new: list[TaskReport]) -> None:
    wanted = {(c.status, c.report.docket) for c in compare(sides(old), sides(new)).tasks}
    for mixed in permutations(new):
        found = compare(sides(old), sides([*mixed])).tasks
        assert {(change.status, change.report.docket) for change in found} == wanted


def test_a_fall_is_not_compared_with_a_rise(tmp_path: Path) -> None:
    folder = project(
        tmp_path, t001=task("1", Q1="浓度49微克，同比上升4.3%。", Q2="浓度45微克，同比下降14.3%。")
    )
    run = report("diff", "2021Q1", "2021Q2", cwd=folder)
    assert "浓度 49微克 → 45微克 (-4微克)" in run.stdout
    assert "4.3% → 14.3%" not in run.stdout


def test_what_was_not_reported_is_named_and_not_struck_out(folder: Path) -> None:
    run = report("diff", "2021Q1", "2021Q2", cwd=folder)
    assert "not reported: 1 (4)" in run.stdout
    assert "\n4  " not in run.stdout
    assert run.stdout.count("已开工") == 1  # by 5
    markdown = report("diff", "2021Q1", "2021Q2", "--format", "md", cwd=folder).stdout
    assert "- **not reported: 1** (4)\n" in markdown
    assert "<b>4</b>" not in markdown
    report("diff", "2021Q1", "2021Q2", "--format", "html", "--out", "x.html", cwd=folder)
    page = (folder / "x.html").read_text(encoding="utf-8")
    assert 'href="#r4"' not in page
    assert page.count("<article") == 5  # the one not reported too


def test_files_with_errors_are_the_reason_why_there_is_nothing_to_compare(tmp_path: Path) -> None:
    folder = project(tmp_path, t001=GOOD.replace("progress", "progres"))
    for arguments in (["2021H1", "2021H1"], ["--period", "2021H1", ".", "."]):
        run = report("diff", *arguments, cwd=folder)
        assert run.returncode == 1
        assert "error[unknown-key]" in run.stderr
        assert "no task has an entry" not in run.stderr
    run = report("check", "2021H1", cwd=folder)
    assert "error[unknown-key]" in run.stdout
    assert "no task has an entry" not in run.stderr
