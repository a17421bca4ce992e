"""What a clerk sees in an editor: the YAML language server that editors use, with our schemas.

``make editors`` installs the server (it needs Node and npm) and runs these tests. Where it is not
installed they are skipped with a word, and test_schema.py alone reads the schemas.
"""

import itertools
import json
import subprocess
from collections.abc import Iterator
from typing import Any

import pytest
from support.project import ROOT

SERVER = ROOT / "build/editors/node_modules/yaml-language-server/bin/yaml-language-server"
# No schema from anywhere but the files' own first lines, and no network.
SETTINGS = {"validate": True, "hover": True, "completion": True, "schemaStore": {"enable": False}}

pytestmark = [
    pytest.mark.program,
    pytest.mark.skipif(
        not SERVER.is_file(), reason="the YAML language server is not there: run 'make editors'"
    ),
]


class Editor:
    """Speaks the Language Server Protocol (JSON-RPC with a Content-Length head) over pipes."""

    def __init__(self) -> None:
        self.server = subprocess.Popen(
            ["node", str(SERVER), "--stdio"], stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )
        self._numbers = itertools.count(1)
        self.ask("initialize", {"processId": None, "rootUri": ROOT.as_uri(), "capabilities": {}})
        self.tell("initialized", {})

    def close(self) -> None:
        self.ask("shutdown", None)
        self.tell("exit", None)
        self.server.wait(timeout=10)
        for pipe in (self.server.stdin, self.server.stdout):
            if pipe:
                pipe.close()

    def tell(self, method: str, params: Any) -> None:
        self._send({"method": method, "params": params})

    def ask(self, method: str, params: Any) -> Any:
        number = next(self._numbers)
        self._send({"id": number, "method": method, "params": params})
        return next(m["result"] for m in self._messages() if m.get("id") == number)

    def open(self, text: str, uri: str) -> list[str]:
        """The problems shown, each as ``LINE:COLUMN message``."""
        document = {"uri": uri, "languageId": "yaml", "version": 1, "text": text}
        self.tell("textDocument/didOpen", {"textDocument": document})
        shown = next(
            message["params"]["diagnostics"]
            for message in self._messages()
            if message.get("method") == "textDocument/publishDiagnostics"
            and message["params"]["uri"] == uri
        )
        return [
            f"{problem['range']['start']['line'] + 1}:{problem['range']['start']['character'] + 1}"
            f" {problem['message']}"
            for problem in shown
        ]

    def at(self, uri: str, line: int, column: int) -> dict[str, Any]:
        position = {"line": line - 1, "character": column - 1}
        return {"textDocument": {"uri": uri}, "position": position}

    def _send(self, message: dict[str, Any]) -> None:
        assert self.server.stdin
        body = json.dumps({"jsonrpc": "2.0", **message}).encode()
        self.server.stdin.write(b"Content-Length: %d\r\n\r\n%s" % (len(body), body))
        self.server.stdin.flush()

    def _messages(self) -> Iterator[dict[str, Any]]:
        """What the server says; what it asks is answered with nothing."""
        assert self.server.stdout
        while head := self.server.stdout.readline():
            if not head.lower().startswith(b"content-length:"):
                continue
            while self.server.stdout.readline().strip():
                pass
            message = json.loads(self.server.stdout.read(int(head.split(b":")[1])))
            if "method" in message and "id" in message:
                items = (message["params"] or {}).get("items", [])
                answer = [SETTINGS if item["section"] == "yaml" else {} for item in items]
                self._send({"id": message["id"], "result": answer})
            else:
                yield message
        raise AssertionError("the language server stopped")


@pytest.fixture(scope="module")
def editor() -> Iterator[Editor]:
    editor = Editor()
    yield editor
    editor.close()


def test_the_real_files_show_no_problem(editor: Editor) -> None:
    paths = [*sorted((ROOT / "data/tasks").glob("*/*.yaml")), ROOT / "data/report.yaml"]
    assert len(paths) > 37
    for path in paths:
        text = path.read_text(encoding="utf-8")
        assert text.startswith("# yaml-language-server: $schema=")
        assert editor.open(text, path.as_uri()) == []


def with_schema(name: str, text: str) -> str:
    """The text with its first line, a comment, naming a schema."""
    schema = (ROOT / f"schemas/{name}.schema.json").as_uri()
    return f"# yaml-language-server: $schema={schema}\n" + text.split("\n", 1)[1]


BROKEN = {
    "bad-period": ["6:3 不是报告期：请写 H1"],
    "bad-year": ["2:7 请写四位年份"],
    "blank-task": ["4:6 这里应写文字"],
    "duplicate-key": ["5:1 Map keys must be unique"],
    "empty-text": ["4:7 这里没有文字"],
    "fullwidth-indent": ["6:1 Property \u3000\u3000H1 is not allowed"],
    "missing-task": ['2:1 Missing property "task"'],
    "not-yaml": ["5:1 Missing closing"],
    "unknown-key": ["5:1 Property tasks is not allowed"],
    "wrong-shape": ["5:10 不是报告期"],
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_file_shows_its_problem_at_its_place(name: str, editor: Editor) -> None:
    path = ROOT / f"tests/examples/broken/{name}.yaml"
    text = with_schema("task", path.read_text(encoding="utf-8"))
    shown = editor.open(text, path.as_uri())
    assert len(shown) == len(BROKEN[name])
    assert all(map(str.startswith, shown, BROKEN[name]))


def test_a_broken_layout_shows_every_problem(editor: Editor) -> None:
    text = with_schema(
        "report",
        "#\ntitle: '{year}年{perod}表'\ntitels: {}\ncolumns:\n"
        "  - {heading: 甲, value: nummer, width: 0}\n"
        "page: {orientation: quer}\ncheck: {rules: {no-such-rule: off}}\ngroup: {by: leader}\n",
    )
    shown = sorted(editor.open(text, "untitled:report.yaml"))
    assert [problem.split(" ")[0] for problem in shown] == [
        *("2:8", "3:1", "5:25", "5:40", "6:21", "7:17", "8:13")
    ]
    assert "{year}、{period}" in shown[0]
    assert "fields.字段名" in shown[2]
    assert "fields.字段名" in shown[6]


def test_hovering_explains_a_key_in_chinese_and_english(editor: Editor) -> None:
    uri = "untitled:hover.yaml"
    editor.open(with_schema("task", "#\nyear: 2021\nentries:\n  H1:\n    progress: 一。\n"), uri)
    for line, column, words in [
        (2, 2, ["年份", "任务所属年份", "The year"]),
        (4, 4, ["上半年", "The report on the task for one period"]),
        (5, 6, ["进展", "一句一行", "one sentence a line"]),
    ]:
        shown = editor.ask("textDocument/hover", editor.at(uri, line, column))
        assert all(word in shown["contents"]["value"] for word in words)


def test_completion_offers_periods_and_rules(editor: Editor) -> None:
    uri = "untitled:completion.yaml"
    text = "#\nentries:\n  H1: {progress: 一。}\n  \nignore:\n  - rule: \n"
    editor.open(with_schema("task", text), uri)
    for line, column, label in [(4, 3, "H2"), (6, 11, "doubled-mark")]:
        offered = editor.ask("textDocument/completion", editor.at(uri, line, column))["items"]
        assert label in [item["label"] for item in offered]
