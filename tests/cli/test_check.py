"""`report check` as a user, an editor and CI see it."""

import json
import re
import subprocess
from pathlib import Path

import pytest
from pydantic_sarif.model import StaticAnalysisResultsFormatSarifVersion210JsonSchema as Sarif
from support.project import GOOD, LAYOUT, PROGRAM, project, report

from progress_report.cli.app import COMMANDS
from progress_report.cli.collect import COMMANDS as COLLECT
from progress_report.text.width import width

pytestmark = pytest.mark.program

NAMES = {"CMS", "CSV", "HTML", "JSON", "LANG", "PDF", "SARIF"}
"""In capitals in any language."""

WORDING = "bad-pattern,mixed-pattern,mismatched-pair,missing-word"
DOUBLED = GOOD.replace("进展。", "进展，，顺利。")
TWO = GOOD.replace("docket: 1", "docket: 2").replace("进展。", "已开工；；已完工。")


def check(folder: Path, *arguments: str, **env: str) -> tuple[int, list[tuple[str, str]]]:
    """The exit code, and file with place and rule of each finding."""
    run = report("check", *arguments, cwd=folder, **env)
    assert "Traceback" not in run.stderr
    found = re.findall(r"^(\S+:\d+:\d+): \S+\[(\S+)\]", run.stdout, re.MULTILINE)
    return run.returncode, found


def git(folder: Path, *arguments: str) -> None:
    who = ["-c", "user.name=t", "-c", "user.email=t@example.invalid", "-c", "commit.gpgsign=false"]
    subprocess.run(["git", *who, *arguments], cwd=folder, check=True, capture_output=True)


def test_diagnostics_stand_at_their_place_and_are_counted(tmp_path: Path) -> None:
    folder = project(tmp_path, t001=DOUBLED, t002="year：2021\n")
    run = report("check", cwd=folder)
    assert run.returncode == 1
    assert run.stdout.startswith(
        "data/tasks/2021/001.yaml:5:20: warning[doubled-mark]: '，，' should be one mark\n"
        "   5 |   H1: {progress: 进展，，顺利。}\n"
        "     | " + " " * 21 + "^^^^\n"
    )
    assert "data/tasks/2021/002.yaml:1:5: error[fullwidth-colon]" in run.stdout
    assert run.stderr == "errors: 1, warnings: 1, notes: 0; files checked: 2\n"


def test_a_project_without_tasks_learns_how_to_begin(tmp_path: Path) -> None:
    folder = project(tmp_path)
    run = report("check", cwd=folder)
    assert (run.returncode, run.stdout) == (0, "")
    assert run.stderr.endswith("there are no tasks yet; to add some, use 'report new task'\n")
    (folder / "data/tasks/2021/001.yaml").write_text(GOOD, encoding="utf-8")
    assert "no tasks" not in report("check", cwd=folder).stderr


def test_warnings_fail_only_when_strict(tmp_path: Path) -> None:
    folder = project(tmp_path, t001=DOUBLED)
    assert check(folder)[0] == 0
    assert check(folder, "--strict")[0] == 1
    folder = project(tmp_path / "clean", t001=GOOD)
    assert check(folder, "--strict") == (0, [])


def test_checking_writes_nothing(tmp_path: Path) -> None:
    folder = project(tmp_path, t001=DOUBLED)
    before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    check(folder)
    assert {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()} == before


@pytest.mark.parametrize(
    ("arguments", "files"),
    [
        ([], ["001", "002"]),
        (["2021H1"], ["001", "002"]),
        (["data/tasks/2021/002.yaml"], ["002"]),
        (["data/tasks"], ["001", "002"]),
        (["2021上半年", "data/tasks/2021/001.yaml"], ["001"]),
        (["--select", "doubled-mark"], ["001", "002"]),
        (["--select", "punctuation"], ["001", "002"]),
        (["--select", "time,continuity"], []),
        (["--ignore", "punctuation"], []),
        (["--select", "punctuation", "--ignore", "doubled-mark"], []),
    ],
    ids=" ".join,
)
def test_choosing_rules_periods_and_files(
    tmp_path: Path, arguments: list[str], files: list[str]
) -> None:
    _, found = check(project(tmp_path, t001=DOUBLED, t002=TWO), *arguments)
    names = [Path(place.split(":")[0]).stem for place, rule in found if rule == "doubled-mark"]
    assert names == files


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--select", "doubled-marks"], "did you mean doubled-mark"),
        (["--ignore", "xyz"], "--list-rules"),
        (["--format", "xml"], "text, json, sarif, github"),
        (["nowhere.yaml"], "there is no file 'nowhere.yaml'"),
        (["--since", "HEAD"], "not in a git repository"),
        (["--lang", "fr"], "unknown language 'fr'"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_wrong_usage_is_one_line(tmp_path: Path, arguments: list[str], words: str) -> None:
    run = report("check", *arguments, cwd=project(tmp_path, t001=GOOD))
    assert (run.returncode, run.stdout) == (2, "")
    assert words in run.stderr
    assert run.stderr.count("\n") == 1


def test_a_project_sets_severities(tmp_path: Path) -> None:
    for word, code, count in (("off", 0, 0), ("note", 0, 1), ("error", 1, 1)):
        layout = f"{LAYOUT}check: {{rules: {{doubled-mark: {word}}}}}\n"
        folder = project(tmp_path / word, layout, t001=DOUBLED)
        assert (check(folder)[0], len(check(folder)[1])) == (code, count)
    assert report("build", "--format", "html", cwd=tmp_path / "note").returncode == 0
    run = report("build", "--format", "html", cwd=tmp_path / "error")
    assert run.returncode == 1
    assert "error[doubled-mark]" in run.stderr
    assert not (tmp_path / "error/out").exists()


def test_a_rule_there_is_not_is_an_error_at_its_place(tmp_path: Path) -> None:
    folder = project(tmp_path, f"{LAYOUT}check: {{rules: {{doubled-marks: off}}}}\n", t001=GOOD)
    run = report("check", cwd=folder)
    assert run.returncode == 1
    assert "data/report.yaml:5:17: error[unknown-rule]" in run.stdout
    assert "did you mean doubled-mark" in run.stdout


OWN = """check:
  grammar:
    - pattern: 开展了(\\w{1,9})的开展
      correct: 开展了\\1
      bad: [开展了活动的开展。]
      good: [开展了活动。]
  pairings:
    - {nouns: [投诉率], verbs: {降低: [缩小]}, bad: [缩小投诉率。], good: [降低投诉率。]}
  omissions:
    - {pattern: 街道办$, correct: 街道办事处, bad: [报街道办], good: [报街道办事处]}
    - {pattern: '(', correct: 无, bad: [报街道办], good: [报街道办事处]}
""".replace("\\\\", "\\")


def test_an_office_adds_its_own_patterns(tmp_path: Path) -> None:
    text = GOOD.replace("进展。", "开展了宣传的开展，缩小了投诉率，报街道办")
    code, found = check(project(tmp_path / "a", LAYOUT + OWN, t001=text), "--select", WORDING)
    assert (code, [rule for _, rule in found]) == (
        1,
        ["bad-pattern", "mixed-pattern", "mismatched-pair", "missing-word"],
    )
    assert found[0][0] == "data/report.yaml:15:17"
    misspelt = OWN.replace("pattern: 街道办$", "patern: 街道办$")
    code, found = check(project(tmp_path / "b", LAYOUT + misspelt, t001=text))
    assert ("data/report.yaml:14:8", "unknown-key") in found
    assert code == 2


def test_a_person_accepts_a_diagnostic_with_a_reason(tmp_path: Path) -> None:
    accepted = DOUBLED + "ignore:\n  - {rule: doubled-mark, in: H1, why: 原文如此}\n"
    assert check(project(tmp_path / "a", t001=accepted)) == (0, [])
    other = accepted.replace("in: H1", "in: H2")
    assert check(project(tmp_path / "b", t001=other))[1] == [
        ("data/tasks/2021/001.yaml:5:20", "doubled-mark"),
        ("data/tasks/2021/001.yaml:7:12", "unused-ignore"),
    ]
    misspelt = accepted.replace("doubled-mark", "doubled-marks")
    assert "unused-ignore" in [rule for _, rule in check(project(tmp_path / "c", t001=misspelt))[1]]
    blank = accepted.replace(", why: 原文如此", "")
    code, found = check(project(tmp_path / "d", t001=blank))
    assert (code, [rule for _, rule in found]) == (1, ["missing-key"])
    unused = ("data/tasks/2021/001.yaml:7:12", "unused-ignore")
    assert check(tmp_path / "b", "--select", "unused-ignore") == (0, [unused])
    # a rule that was not run cannot show that its acceptance is of no use
    assert check(tmp_path / "b", "--select", "nested-marks") == (0, [])


def test_one_mistake_is_reported_once(tmp_path: Path) -> None:
    """A term beside the task's own and a listed confusion are one finding; each does alone."""
    text = "year: 2021\ndocket: 1\ntask: 把政府工作全面纳入法治轨道。\n"
    text += "entries:\n  H1: {progress: 推动政府工作全面纳入法制轨道。}\n"
    folder = project(tmp_path, t001=text)
    assert [rule for _, rule in check(folder)[1]] == ["near-term"]
    assert [rule for _, rule in check(folder, "--select", "confusable")[1]] == ["confusable"]


def test_json_is_the_documented_form(tmp_path: Path) -> None:
    run = report("check", "--format", "json", cwd=project(tmp_path, t001=DOUBLED))
    assert json.loads(run.stdout) == {
        "version": 1,
        "counts": {"error": 0, "warning": 1, "note": 0},
        "diagnostics": [
            {
                "rule": "doubled-mark",
                "severity": "warning",
                "message": "'，，' should be one mark",
                "hint": "delete the one that does not belong",
                "file": "data/tasks/2021/001.yaml",
                "line": 5,
                "column": 20,
                "end_column": 22,
                "excerpt": "  H1: {progress: 进展，，顺利。}",
            }
        ],
    }


def test_sarif_is_valid_and_points_at_the_characters(tmp_path: Path) -> None:
    folder = project(tmp_path, t001=DOUBLED, t002="year：2021\n")
    log = json.loads(report("check", "--format", "sarif", cwd=folder).stdout)
    Sarif.model_validate(log)
    [run] = log["runs"]
    assert [rule["id"] for rule in run["tool"]["driver"]["rules"]] == [
        "doubled-mark",
        "fullwidth-colon",
    ]
    first = run["results"][0]
    assert (first["ruleId"], first["ruleIndex"], first["level"]) == ("doubled-mark", 0, "warning")
    place = first["locations"][0]["physicalLocation"]
    assert place["artifactLocation"] == {"uri": "data/tasks/2021/001.yaml"}
    assert (place["region"]["startColumn"], place["region"]["endColumn"]) == (20, 22)


def test_github_annotations(tmp_path: Path) -> None:
    run = report("check", "--format", "github", cwd=project(tmp_path, t001=DOUBLED))
    assert run.stdout == (
        "::warning file=data/tasks/2021/001.yaml,line=5,col=20,endColumn=21,title=doubled-mark"
        "::'，，' should be one mark%0Adelete the one that does not belong\n"
    )


def test_only_what_changed_since_a_revision(tmp_path: Path) -> None:
    folder = project(tmp_path, t001=DOUBLED, t002=GOOD.replace("docket: 1", "docket: 2"))
    git(folder, "init", "-q")
    git(folder, "add", "-A")
    git(folder, "commit", "-qm", "first")
    assert check(folder, "--since", "HEAD") == (0, [])
    (folder / "data/tasks/2021/002.yaml").write_text(TWO, encoding="utf-8")
    new = TWO.replace("docket: 2", "docket: 3")
    (folder / "data/tasks/2021/003.yaml").write_text(new, encoding="utf-8")
    changed = [rule for place, rule in check(folder, "--since", "HEAD")[1] if "/001." not in place]
    assert changed.count("doubled-mark") == 2
    assert not [place for place, _ in check(folder, "--since", "HEAD")[1] if "/001." in place]
    run = report("check", "--since", "nowhere", cwd=folder)
    assert (run.returncode, run.stdout) == (2, "")
    assert "git knows no revision 'nowhere'" in run.stderr
    git(folder, "commit", "-qam", "second")
    subprocess.run(
        ["git", "clone", "-q", "--depth", "1", folder.as_uri(), tmp_path / "shallow"], check=True
    )
    run = report("check", "--since", "HEAD~1", cwd=tmp_path / "shallow")
    assert run.returncode == 2
    assert "git fetch --unshallow" in run.stderr


def test_a_changed_wording_is_found_beside_the_older_revision(tmp_path: Path) -> None:
    folder = project(tmp_path, t001=GOOD, t002=GOOD.replace("docket: 1", "docket: 2"))
    git(folder, "init", "-q")
    git(folder, "add", "-A")
    git(folder, "commit", "-qm", "first")
    path = folder / "data/tasks/2021/001.yaml"
    path.write_text(GOOD.replace("任务。", "新任务。"), encoding="utf-8")
    place = ("data/tasks/2021/001.yaml:3:7", "changed-task")
    assert check(folder, "--since", "HEAD", "--select", "changed-task") == (0, [place])
    assert check(folder, "--since", "HEAD", "--ignore", "changed-task")[1].count(place) == 0
    assert place not in check(folder)[1]
    accepted = (
        GOOD.replace("任务。", "新任务。") + "ignore: [{rule: changed-task, why: 市里已调整}]\n"
    )
    path.write_text(accepted, encoding="utf-8")
    assert check(folder, "--since", "HEAD", "--select", "continuity") == (0, [])


def test_rules_are_listed_and_explained_in_both_languages(tmp_path: Path) -> None:
    run = report("check", "--list-rules", cwd=tmp_path)
    assert re.search(
        r"^  doubled-mark +warning +a punctuation mark typed twice$", run.stdout, re.MULTILINE
    )
    run = report("check", "--list-rules", cwd=tmp_path, LANG="zh_CN.UTF-8")
    assert re.search(r"^  doubled-mark +警告 +标点重复$", run.stdout, re.MULTILINE)
    run = report("explain", "doubled-mark", "--lang", "zh", cwd=tmp_path)
    assert run.stdout.startswith("doubled-mark — ")
    assert "反例" in run.stdout
    run = report("explain", "confusable", "--lang", "zh", cwd=tmp_path)
    prose = [line for line in run.stdout.splitlines() if not line.startswith(" ")]
    assert 90 < max(map(width, prose)) <= 100
    run = report("explain", "doubled", cwd=tmp_path)
    assert run.returncode == 2
    assert "did you mean doubled-" in run.stderr


@pytest.mark.parametrize(
    "arguments",
    [
        ["--help"],
        *([name, "--help"] for name in COMMANDS),
        *(["collect", name, "--help"] for name in COLLECT),
        *([name] for name in ("collect", "explain", "verify", "merge-driver", "diff")),
        *(["collect", name] for name in COLLECT),
        ["collect", "forms", "2021H1", "--nope"],
        ["collect", "nope"],
        ["bulid"],
        ["check", "--nope"],
        ["check", "--format"],
        ["import"],
        ["import", "a", "b"],
        ["check", "--strict=1"],
    ],
    ids=" ".join,
)
def test_the_whole_command_line_speaks_chinese(tmp_path: Path, arguments: list[str]) -> None:
    run = report(*arguments, "--lang=zh", cwd=tmp_path)
    said = run.stdout + run.stderr
    assert re.search("[\u4e00-\u9fff]", said)
    said = re.sub(
        "report collect [a-z]+|^ +report .*|^report: |主机:端口|{year}|{period}",
        "",
        said,
        flags=re.MULTILINE,
    )
    # names stay as they are typed; no sentence is left in English
    assert re.findall(r"\b[a-z]{2,} [a-z]{2,} [a-z]{2,}\b", said) == []
    # nor a word that stands for a value, and the marks are Chinese
    assert {*re.findall(r"\b[A-Z]{2,}\b", said)} <= NAMES
    assert re.findall(r"[\u4e00-\u9fff”][;,:?]|[;,:?] ?[\u4e00-\u9fff“]|[{}]", said) == []


@pytest.mark.parametrize("target", ["README.md", "2021Q1"])
def test_a_target_that_holds_nothing_to_check_is_refused(tmp_path: Path, target: str) -> None:
    folder = project(tmp_path, t001=GOOD)
    (folder / "README.md").write_text("x", encoding="utf-8")
    run = report("check", target, cwd=folder)
    assert run.returncode in (1, 2)
    assert run.stdout == ""
    assert run.stderr.count("\n") == 1


def test_a_yaml_file_that_no_rule_reads_is_refused(tmp_path: Path) -> None:
    folder = project(tmp_path / "office", t001=GOOD)
    (folder / "other").mkdir()
    for path in (tmp_path / "bad.yaml", folder / "other/001.yaml"):
        path.write_text("garbage： x\n", encoding="utf-8")
        run = report("check", str(path), cwd=folder)
        assert (run.returncode, run.stdout) == (2, "")
        assert "bad.yaml is neither" in run.stderr or "other/001.yaml is neither" in run.stderr
    assert report("check", "other", cwd=folder).returncode == 2
    for place in (".", "data", "data/tasks/2021/001.yaml", "data/periods", "data/report.yaml"):
        (folder / "data/periods").mkdir(exist_ok=True)
        run = report("check", place, cwd=folder)
        assert run.returncode == 0
    run = report("check", "office/data/tasks", "--project", "office", cwd=tmp_path)
    assert run.returncode == 0


def test_a_full_disk_is_no_fault_of_the_program(tmp_path: Path) -> None:
    folder = project(tmp_path, t001=DOUBLED)
    with Path("/dev/full").open("w") as full:
        run = subprocess.run(
            [*PROGRAM, "check"],
            cwd=folder,
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
    assert run.returncode == 2
    assert "No space left" in run.stderr
    assert "Traceback" not in run.stderr
