"""A report saved from the browser: every other byte stays, and nothing is lost."""

import json
import re
from html import unescape
from pathlib import Path
from urllib.parse import parse_qsl

import pytest
from support.project import LAYOUT, project, report
from support.serving import Visitor, contents, text_of

from progress_report.serve import workspace

FILE = (
    "\ufeff# 头\r\nyear: 2021\r\ndocket: '1'  # 号\r\ntask: 任务。\r\n"
    "lead: 甲局\r\nunits: [乙局, 丙局]\r\n"
    "entries:\r\n  Q1: {progress: 一季度进展。}\r\n  # 上半年\r\n  H1:\r\n    progress:\r\n"
    "      - unit: 甲局  # 牵头\r\n        text: |\r\n          甲一。\r\n          甲二。\r\n"
    "      - {unit: 乙局, text: 乙一。}\r\n    fields: {note: 甲}\r\n# 尾\r\n"
)
FIELDS = LAYOUT + "fields: {note: 备注}\n"
PATH = "/task/2021/1"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return project(tmp_path, FIELDS, t001=FILE.encode(), t002="year: 2021\ndocket: 2\ntask: 乙。\n")


def text(folder: Path, name: str = "001") -> str:
    return (folder / f"data/tasks/2021/{name}.yaml").read_bytes().decode()


def form(html: str) -> dict[str, str]:
    """What a browser sends of the page's form, untouched."""
    inputs = re.findall(
        r'<input (?!type="checkbox")[^>]*?name="(?!why-)([^"]+)"[^>]*? value="([^"]*)"', html
    )
    areas = re.findall(r'<textarea[^>]*? name="([^"]+)"[^>]*>\n(.*?)</textarea>', html, re.DOTALL)
    return {name: unescape(value) for name, value in [*inputs, *areas]}


def test_saving_what_was_read_changes_nothing(folder: Path) -> None:
    before = contents(folder)
    visitor = Visitor(folder)
    answer = visitor.post(f"{PATH}/save", **form(visitor.get(PATH, period="2021H1").text))
    assert answer.status_code == 200
    assert "Saved." in answer.text
    assert contents(folder) == before


def test_one_sentence_changes_and_every_other_byte_stays(folder: Path) -> None:
    visitor = Visitor(folder)
    sent = form(visitor.get(PATH, period="2021H1").text)
    assert sent["text-0"] == "甲一。\n甲二。"
    visitor.post(f"{PATH}/save", **sent | {"text-0": "甲一。\r\n甲二，已改。"})
    assert text(folder) == FILE.replace("甲二。", "甲二，已改。")


def test_an_empty_line_begins_a_paragraph_as_the_page_says(folder: Path) -> None:
    visitor = Visitor(folder)
    page = visitor.get(PATH, period="2021H1").text
    assert "an empty line begins a paragraph" in page.partition('id="hint"')[2]
    visitor.post(f"{PATH}/save", **form(page) | {"text-0": "甲一。\r\n\r\n甲二。"})
    assert "甲一。\r\n\r\n          甲二。\r\n" in text(folder)
    assert form(visitor.get(PATH, period="2021H1").text)["text-0"] == "甲一。\n\n甲二。"


def test_a_report_of_another_unit_and_its_figures_are_added(folder: Path) -> None:
    visitor = Visitor(folder)
    sent = form(visitor.get(PATH, period="2021H1").text)
    more = {"unit-2": "丙局", "text-2": "丙一。丙二。", "field:note": "乙", "as_of": "2021-06-20"}
    assert visitor.post(f"{PATH}/save", **sent | more).status_code == 200
    after = text(folder)
    assert after.startswith(FILE[: FILE.index("    progress:")])
    assert "# 牵头" in after
    assert "丙一。\r\n          丙二。\r\n" in after
    assert "as_of: 2021-06-20\r\n" in after
    assert "{note: 乙}" in after
    assert after.endswith("# 尾\r\n")


def test_figures_and_verdict_stay_and_change_with_the_text(folder: Path) -> None:
    head = "year: 2021\ndocket: 2\ntask: 乙。\ntargets:\n  - {name: 里程, amount: 120}\n"
    figures = "    done: {里程: 40}\n    verdict: 滞后\n    why: 征地\n    expected: 2021-10\n"
    path = folder / "data/tasks/2021/002.yaml"
    path.write_text(f"{head}entries:\n  H1:\n    progress: 丙。\n{figures}", encoding="utf-8")
    visitor = Visitor(folder)
    sent = form(visitor.get("/task/2021/2", period="2021H1").text)
    assert sent["done:里程"] == "40"
    visitor.post("/task/2021/2/save", **sent | {"text-0": "丁。"})
    assert text(folder, "002").endswith(f"    progress: |\n      丁。\n{figures}")
    sent = form(visitor.get("/task/2021/2", period="2021H1").text)
    more = {"done:里程": "52.5", "expected": "2021-11"}
    assert visitor.post("/task/2021/2/save", **sent | more).status_code == 200
    assert "里程: 52.5" in text(folder, "002")
    assert "verdict: 滞后\n    why: 征地\n    expected: 2021-11\n" in text(folder, "002")
    answer = visitor.post("/task/2021/2/check", **sent | {"done:里程": "<很多>"})
    assert "&lt;很多&gt;" in json.loads(answer.text)["problem"]
    sent = form(visitor.get("/task/2021/2", period="2021H1").text)
    wrong = visitor.post("/task/2021/2/save", **sent | {"done:里程": "很多"})
    assert wrong.status_code == 422


def test_the_first_report_of_a_task(folder: Path) -> None:
    visitor = Visitor(folder)
    page = visitor.get("/task/2021/2", period="2021H1")
    answer = visitor.post("/task/2021/2/save", **form(page.text) | {"text-0": "已完成。"})
    assert answer.status_code == 200
    assert text(folder, "002").endswith("entries:\n  H1:\n    progress: |\n      已完成。\n")


def test_nothing_is_written_for_an_empty_report_or_a_wrong_date(folder: Path) -> None:
    before = contents(folder)
    visitor = Visitor(folder)
    sent = form(visitor.get(PATH, period="2021H1").text)
    for change in ({"text-0": "", "text-1": " "}, {"as_of": "昨天"}, {"base": "{}"}):
        answer = visitor.post(f"{PATH}/save", **sent | change)
        assert answer.status_code == 422
        assert 'role="alert"' in answer.text or 'class="error"' in answer.text
    assert contents(folder) == before


def test_two_tabs_that_changed_different_sentences_are_merged_by_a_person(folder: Path) -> None:
    visitor = Visitor(folder)
    first = form(visitor.get(PATH, period="2021H1").text)
    visitor.post(f"{PATH}/save", **first | {"text-0": "甲一，改。\n甲二。"})
    between = contents(folder)
    answer = visitor.post(f"{PATH}/save", **first | {"text-0": "甲一。\n甲二，另改。"})
    assert answer.status_code == 409
    assert contents(folder) == between
    for version in ("甲一，改。\n甲二。", "甲一。\n甲二，另改。", "甲一。\n甲二。"):
        assert f"<pre>{version}</pre>" in answer.text
    merged = form(answer.text)
    assert merged["text-0"] == "甲一，改。\n甲二，另改。"
    assert visitor.post(f"{PATH}/save", **merged).status_code == 200
    assert text(folder) == FILE.replace("甲一。", "甲一，改。").replace("甲二。", "甲二，另改。")


def test_the_same_sentence_changed_twice_keeps_both_versions(folder: Path) -> None:
    visitor = Visitor(folder)
    sent = form(visitor.get(PATH, period="2021H1").text)
    path = folder / "data/tasks/2021/001.yaml"
    path.write_bytes(FILE.replace("甲二。", "甲二，编辑器改。").encode())
    answer = visitor.post(f"{PATH}/save", **sent | {"text-0": "甲一。\n甲二，这里改。"})
    assert answer.status_code == 409
    assert form(answer.text)["text-0"] == "甲一。\n甲二，这里改。\n甲二，编辑器改。"
    assert "编辑器改" in text(folder)


def test_a_change_of_another_part_of_the_file_is_kept(folder: Path) -> None:
    visitor = Visitor(folder)
    sent = form(visitor.get(PATH, period="2021H1").text)
    path = folder / "data/tasks/2021/001.yaml"
    path.write_bytes(FILE.replace("一季度进展。", "一季度进展，已改。").encode())
    assert visitor.post(f"{PATH}/save", **sent | {"text-0": "甲三。"}).status_code == 200
    assert "一季度进展，已改。" in text(folder)
    assert "甲三。" in text(folder)


def test_a_file_that_cannot_be_edited_is_left_alone(folder: Path) -> None:
    path = folder / "data/tasks/2021/002.yaml"
    path.write_text("{year: 2021, docket: 2, task: 乙。}\n", encoding="utf-8")
    before = contents(folder)
    visitor = Visitor(folder)
    sent = form(visitor.get("/task/2021/2", period="2021H1").text)
    answer = visitor.post("/task/2021/2/save", **sent | {"text-0": "已完成。"})
    assert answer.status_code == 422
    assert "已完成。" in answer.text
    assert contents(folder) == before


@pytest.mark.program
def test_a_report_of_a_closed_period_is_refused(folder: Path) -> None:
    (folder / "data/tasks/2021/002.yaml").unlink()
    assert report("close", "2021H1", cwd=folder).returncode == 0
    before = contents(folder)
    visitor = Visitor(folder)
    page = visitor.get(PATH, period="2021H1")
    answer = visitor.post(f"{PATH}/save", **form(page.text) | {"text-0": "甲三。"})
    assert answer.status_code == 422
    assert "was closed on" in answer.text
    assert "甲三。" in answer.text
    assert contents(folder) == before


@pytest.fixture
def closed(folder: Path) -> Visitor:
    """The browser, after it has saved a report of a period that was closed then elsewhere."""
    (folder / "data/tasks/2021/002.yaml").unlink()
    visitor = Visitor(folder)
    sent = form(visitor.get(PATH, period="2021H1").text)
    visitor.post(f"{PATH}/save", **sent | {"text-0": "甲三。"})
    assert report("close", "2021H1", "--on", "2021-07-09", cwd=folder).returncode == 0
    return visitor


@pytest.mark.program
def test_a_closed_period_is_written_when_it_is_ticked_and_then_corrected(
    closed: Visitor, folder: Path
) -> None:
    sent = form(closed.get(PATH, period="2021H1").text) | {"text-0": "甲四。"}
    refused = text_of(closed.post(f"{PATH}/save", **sent).text)
    assert "use “Write into the closed period”" in refused
    assert "--" not in refused
    page = closed.post(f"{PATH}/save", closed="1", **sent).text
    assert "甲四。" in text(folder)
    [query] = re.findall(r'<a href="/change/correct\?([^"]+)">Correct the closed table', page)
    fields = closed.get("/change/correct", **dict(parse_qsl(unescape(query)))).text
    assert 'name="dockets" type="text" value="1"' in fields
    assert '<option value="2021H1" selected>' in fields
    form_sent = {"name": "2021H1", "dockets": "1", "on": "2021-07-20", "why": "数字更正"}
    preview = closed.post("/change/correct", stage="preview", **form_sent)
    assert re.search(r"1 进展 甲三。 ?乙一。 甲四。 ?乙一。", text_of(preview.text))
    assert '"rows"' not in unescape(preview.text)
    assert closed.post("/undo", back=PATH).status_code == 200
    assert "甲三。" in text(folder)


@pytest.mark.program
def test_a_save_of_a_period_that_was_closed_since_is_not_undone(
    closed: Visitor, folder: Path
) -> None:
    before = contents(folder)
    answer = closed.post("/undo", back=PATH)
    assert answer.status_code == 422
    assert "2021H1 was closed on" in text_of(answer.text)
    assert contents(folder) == before


def test_a_value_that_is_not_allowed_is_named_by_its_heading(folder: Path) -> None:
    visitor = Visitor(folder)
    sent = form(visitor.get(PATH, period="2021H1").text)
    answer = visitor.post(f"{PATH}/save", **sent | {"as_of": "昨天"})
    shown = unescape(text_of(answer.text))
    assert "Figures as of (only if not the end of the period): '昨天' is not a date" in shown


def test_a_diagnostic_is_accepted_with_its_reason(folder: Path) -> None:
    visitor = Visitor(folder)
    sent = form(visitor.get(PATH, period="2021H1").text) | {"text-1": "乙一，，完成。"}
    page = visitor.post(f"{PATH}/save", **sent)
    assert "doubled-mark" in page.text
    sent = form(page.text)
    refused = visitor.post(f"{PATH}/accept", accept="1-1:doubled-mark", **sent)
    assert refused.status_code == 422
    why = {"why-1-1": "原文如此"}
    answer = visitor.post(f"{PATH}/accept", accept="1-1:doubled-mark", **sent | why)
    assert "doubled-mark" not in answer.text
    assert "ignore:\r\n  - {rule: doubled-mark, in: H1, why: 原文如此}\r\n" in text(folder)


def test_the_last_saves_are_undone_one_by_one(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert workspace.MAX_SAVES == 20
    monkeypatch.setattr(workspace, "MAX_SAVES", 3)
    visitor = Visitor(folder)
    states = [text(folder)]
    for number in range(5):
        sent = form(visitor.get(PATH, period="2021H1").text)
        visitor.post(f"{PATH}/save", **sent | {"text-0": f"第{number}次。"})
        states.append(text(folder))
    assert len({*states}) == 6
    for state in states[-2:1:-1]:
        assert visitor.post("/undo", back=PATH).status_code == 200
        assert text(folder) == state
    assert visitor.post("/undo", back=PATH).status_code == 422
    assert text(folder) == states[2]


def test_a_save_that_was_changed_since_is_not_undone(folder: Path) -> None:
    visitor = Visitor(folder)
    sent = form(visitor.get(PATH, period="2021H1").text)
    visitor.post(f"{PATH}/save", **sent | {"text-0": "甲三。"})
    path = folder / "data/tasks/2021/001.yaml"
    path.write_bytes(path.read_bytes() + "# 后来\r\n".encode())
    before = contents(folder)
    assert visitor.post("/undo", back=PATH).status_code == 422
    assert contents(folder) == before


def test_advice_while_writing_is_of_the_text_as_sent(folder: Path) -> None:
    before = contents(folder)
    visitor = Visitor(folder)
    sent = form(visitor.get(PATH, period="2021H1").text)
    body = "甲一。\n\n甲二，，改。"
    answer = visitor.post(f"{PATH}/check", **sent | {"text-0": body})
    said = json.loads(answer.text)
    [[start, end, severity]] = said["texts"]["0"]["marks"]
    assert body[start:end] == "，，"
    assert severity == "warning"
    assert 'data-by="，"' in said["texts"]["0"]["html"]
    assert said["cell"] == [["甲一。", "甲二，，改。乙一。"]]
    assert {mark for mark, _text in said["changes"]} == {"added", "dropped", "same"}
    assert contents(folder) == before


def test_the_next_missing_task_is_one_step_away(folder: Path) -> None:
    visitor = Visitor(folder)
    page = visitor.get(PATH, period="2021H1").text
    assert re.search(r'<a href="/task/2021/2\?period=2021H1" data-next>', page)
    answer = visitor.post(f"{PATH}/save", then="missing", **form(page) | {"text-0": "甲三。"})
    assert answer.url.path == "/task/2021/2"


def test_a_save_that_cannot_be_undone_leaves_the_way_to_those_before_it(folder: Path) -> None:
    visitor = Visitor(folder)
    before = contents(folder)
    for address, body in (("/task/2021/2", "先写。"), (PATH, "后写。")):
        sent = form(visitor.get(address, period="2021H1").text)
        visitor.post(f"{address}/save", **sent | {"text-0": body})
    path = folder / "data/tasks/2021/001.yaml"
    path.write_bytes(path.read_bytes() + "# 后来\r\n".encode())
    assert visitor.post("/undo", back=PATH).status_code == 422
    [last, first] = re.findall(r'<option value="(\d+)">[12], ', visitor.get(PATH).text)
    assert visitor.post("/undo", back=PATH, save=last).status_code == 422
    assert visitor.post("/undo", back=PATH, save=first).status_code == 200
    assert text(folder, "002").encode() == before["data/tasks/2021/002.yaml"]
    assert "后写。" in text(folder)


UNREADABLE = [*"\u2028\u2029\x0b\x0c\x85\ufffd\ufffe\x00"]


@pytest.mark.parametrize("char", UNREADABLE, ids=ascii)
@pytest.mark.parametrize("field", ["text-0", "field:note"])
def test_what_could_not_be_read_again_is_not_written(folder: Path, char: str, field: str) -> None:
    before = contents(folder)
    visitor = Visitor(folder)
    sent = form(visitor.get(PATH, period="2021H1").text) | {field: f"甲{char}乙。"}
    answer = visitor.post(f"{PATH}/save", **sent)
    assert answer.status_code == 422
    assert f"甲[U+{ord(char):04X}]乙。" in text_of(answer.text)
    assert form(answer.text)["base"] == sent["base"]  # the form is there again
    assert contents(folder) == before
    advice = visitor.post(f"{PATH}/check", **sent).json()
    assert f"[U+{ord(char):04X}]" in advice["problem"]
    long = form(visitor.get(PATH, period="2021H1").text) | {field: f"{'长' * 40}{char}{'长' * 40}"}
    advice = visitor.post(f"{PATH}/check", **long).json()
    assert f"…长长长长长长长长长长长长[U+{ord(char):04X}]长" in advice["problem"]


def test_a_byte_order_mark_is_not_written(folder: Path) -> None:
    visitor = Visitor(folder)
    sent = form(visitor.get(PATH, period="2021H1").text) | {"text-0": "\ufeff粘贴。"}
    assert visitor.post(f"{PATH}/save", **sent).status_code == 200
    assert "粘贴。" in text(folder)
    assert "\ufeff" not in text(folder)[1:]  # the file itself begins with one


def test_a_text_too_long_for_a_file_is_not_written(folder: Path) -> None:
    visitor = Visitor(folder)
    sent = form(visitor.get(PATH, period="2021H1").text) | {"text-0": "长" * 340_000}
    answer = visitor.post(f"{PATH}/save", **sent)
    assert "larger than 1 MB" in text_of(answer.text)
    assert text(folder) == FILE


def test_a_word_that_is_no_status_is_not_written(folder: Path) -> None:
    visitor = Visitor(folder)
    sent = form(visitor.get(PATH, period="2021H1").text) | {"verdict": "很好"}
    answer = visitor.post(f"{PATH}/save", **sent)
    assert answer.status_code == 422
    assert "很好" in re.sub("<input.*", "", text_of(answer.text))
    assert text(folder) == FILE


@pytest.mark.parametrize(
    ("field", "value", "allowed"),
    [
        ("done:演出", "100场次", "write digits only, such as 120"),
        ("as_of", "2021-13-45", "2021-12-15"),
        ("expected", "明年", "2021-10"),
    ],
)
def test_a_refused_figure_comes_back_marked(
    folder: Path, field: str, value: str, allowed: str
) -> None:
    (folder / "data/tasks/2021/002.yaml").write_text(
        "year: 2021\ndocket: 2\ntask: 乙。\ntargets: [{name: 演出, amount: 100, measure: 场}]\n"
    )
    visitor = Visitor(folder)
    sent = form(visitor.get("/task/2021/2", period="2021H1").text)
    sent |= {"text-0": "演出顺利。", field: value}
    answer = visitor.post("/task/2021/2/save", **sent)
    assert answer.status_code == 422
    assert form(answer.text)["text-0"] == "演出顺利。"
    [marked] = re.findall(r'<input[^>]*aria-invalid="true"[^>]*>', answer.text)
    assert f'name="{field}"' in marked
    assert f'value="{value}"' in marked
    assert allowed in text_of(answer.text)
