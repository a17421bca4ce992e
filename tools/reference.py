"""Write the manual's reference pages: what the program itself knows of its files and commands.

    python tools/reference.py            # writes docs/{zh,en}/reference/
    python tools/reference.py --check    # writes nothing; fails if a page is not current

The keys come from the JSON Schemas, the rules from the catalogue, the commands from their
``--help``, each in both languages.
"""

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from progress_report.check.rule import RULES, Family
from progress_report.reporters.catalogue import family_word
from progress_report.reporters.text import severity_word
from progress_report.system.i18n import set_language

ROOT = Path(__file__).resolve().parents[1]
LANGUAGES = ("zh", "en")
_PROGRAM = [sys.executable, "-c", "from progress_report.cli import main; main()"]
_WIDTH = 96
"""Of help texts, in columns: what a page of the manual shows without a scroll bar."""

_TEXTS = {
    "generated": ("由 `tools/reference.py` 生成", "Written by `tools/reference.py`"),
    "head": ("| 键 | 说明 | 写法 |", "| key | what it does | values |"),
    "text": ("文字", "text"),
    "number": ("数", "number"),
    "list": ("列表", "list"),
    "list of": ("列表：{items}", "list: {items}"),
    "map": ("键和值", "keys and values"),
    "see": ("见[{title}](#{anchor})", "[{title}](#{anchor})"),
    "example": ("例：", "e.g. "),
    "required": ("必写", "required"),
    "bad": ("反例：", "Bad:"),
    "good": ("正例：", "Good:"),
    "source": ("依据：{source}", "Source: {source}"),
    "severity": ("级别：{severity}", "Severity: {severity}"),
    "or": ("、", ", "),
    "rules": ("规则参考", "Rules"),
    "commands": ("命令参考", "Commands"),
}


class _Page:
    """The lines of one page, in one language."""

    def __init__(self, language: str) -> None:
        self.language = language
        self._place = LANGUAGES.index(language)
        self.lines = [f"<!-- {self.word('generated')} -->"]

    def word(self, name: str, **values: str) -> str:
        return _TEXTS[name][self._place].format(**values)

    def side(self, text: str) -> str:
        """This language's half of a schema's description, which holds Chinese, then English."""
        halves = text.split("\n\n")
        return halves[min(self._place, len(halves) - 1)]

    def add(self, *lines: str) -> None:
        for line in lines:
            self.lines += ["", line] if line else []


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ").replace("{", "&#123;").replace("<", "&lt;")


def _code(value: object) -> str:
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return f"`{text.replace('|', chr(92) + '|')}`"


def _anchor(name: str) -> str:
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "-", name).lower()


def _values(page: _Page, part: dict[str, Any], models: dict[str, Any]) -> str:
    """What may be written for a key: a choice, a kind, or the section that has its keys."""
    options = [
        option
        for option in part.get("anyOf", part.get("oneOf", ()))
        if "type" not in option or option["type"] != "null"
    ]
    if options:
        return page.word("or").join(dict.fromkeys(_values(page, o, models) for o in options))
    if "$ref" in part:
        name = part["$ref"].rsplit("/", 1)[1]
        return page.word("see", title=models[name]["title"], anchor=_anchor(name))
    if "enum" in part:
        return page.word("or").join(_code(value) for value in part["enum"] if value is not None)
    kinds = part.get("type", "string")
    kind = next(k for k in ([kinds] if isinstance(kinds, str) else kinds) if k != "null")
    if kind == "array" and isinstance(part.get("items"), dict):
        return page.word("list of", items=_values(page, part["items"], models))
    words = {"boolean": "`true`, `false`", "array": page.word("list"), "object": page.word("map")}
    plain = page.word("number" if kind in {"number", "integer"} else "text")
    return words.get(kind, plain)


def _keys(page: _Page, model: dict[str, Any], models: dict[str, Any]) -> Iterator[str]:
    yield page.word("head")
    yield "|---|---|---|"
    for key, part in model["properties"].items():
        title = f"**{part['title']}**" if "title" in part else ""
        said = _cell(page.side(part.get("description", "")))
        needed = f" {page.word('required')}" if key in model.get("required", ()) else ""
        values = _values(page, part, models) + needed
        if part.get("examples"):
            values += f"<br>{page.word('example')}{_code(part['examples'][0])}"
        yield f"| `{key}` | {title}<br>{said} | {values} |"


def _schema_page(kind: str, name: str) -> Callable[[_Page], None]:
    def write(page: _Page) -> None:
        whole = json.loads((ROOT / f"schemas/{kind}.schema.json").read_text(encoding="utf-8"))
        models = whole.pop("$defs")
        page.add(f"# {whole['title']} · {name}", page.side(whole["description"]))
        page.add("\n".join(_keys(page, whole, models)))
        for model_name, model in models.items():
            # both the site and a repository's own view of the page know this anchor
            page.add(f'## <a id="{_anchor(model_name)}"></a>{model["title"]}')
            page.add(page.side(model.get("description", "")))
            page.add("\n".join(_keys(page, model, models)))

    return write


def _rules(page: _Page) -> None:
    page.add("# " + page.word("rules"))
    for family in Family:
        members = sorted((r for r in RULES.values() if r.family is family), key=lambda r: r.name)
        page.add(f"## {family_word(family)}")
        for rule in members:
            severity = severity_word(rule.severity)
            page.add(f"### {rule.name}", f"**{rule.summary}**", rule.reason)
            facts = [page.word("severity", severity=severity)]
            facts += [page.word("source", source=rule.source)] if rule.source else []
            page.add("  \n".join(facts))
            for word, example in (("bad", rule.bad), ("good", rule.good)):
                page.add(page.word(word), f"```text\n{example.strip(chr(10))}\n```")


def _commands(page: _Page) -> None:
    page.add("# " + page.word("commands"))
    for command, printed in _helps([], page.language):
        page.add(f"{'###' if command[1:] else '##'} {' '.join(['report', *command])}")
        page.add(f"```text\n{printed.strip()}\n```")


def _helps(command: list[str], language: str) -> Iterator[tuple[list[str], str]]:
    """A command's help, and that of the commands it lists."""
    printed = subprocess.run(
        [*_PROGRAM, "--lang", language, *command, "--help"],
        env=os.environ | {"COLUMNS": str(_WIDTH), "LC_ALL": "C.UTF-8"},
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    yield command, printed
    _head, _heading, listed = printed.partition(
        {"zh": "\n命令：\n", "en": "\nCommands:\n"}[language]
    )
    for name in re.findall(r"^  ([a-z-]+)", listed.partition("\n\n")[0], re.MULTILINE):
        yield from _helps([*command, name], language)


PAGES: dict[str, Callable[[_Page], None]] = {
    "report": _schema_page("report", "data/report.yaml"),
    "task": _schema_page("task", "data/tasks/2021/021.yaml"),
    "period": _schema_page("period", "data/periods/2021H1.yaml"),
    "rules": _rules,
    "commands": _commands,
}


def pages() -> Iterator[tuple[Path, str]]:
    """Each page's path and text."""
    for language in LANGUAGES:
        set_language(language)
        for name, write in PAGES.items():
            page = _Page(language)
            write(page)
            yield ROOT / f"docs/{language}/reference/{name}.md", "\n".join(page.lines) + "\n"


def main() -> None:
    """Write the pages, or compare them."""
    stale = []
    for path, text in pages():
        if sys.argv[1:] != ["--check"]:
            path.parent.mkdir(exist_ok=True)
            path.write_text(text, encoding="utf-8")
        elif not path.is_file() or path.read_text(encoding="utf-8") != text:
            stale.append(path.relative_to(ROOT).as_posix())
    if stale:
        sys.exit(f"not current: {', '.join(stale)}; run 'python tools/reference.py'")


if __name__ == "__main__":
    main()
