"""Each sentence on a mistake, in both languages: tests/examples/mistakes.*.txt.

The mistakes are those of the task files in tests/examples/broken and of the layouts in
layouts.yaml.
"""

from pathlib import Path

import pytest
from ruamel.yaml import YAML
from support.expected import assert_expected
from support.project import ROOT, project

from progress_report.domain.diagnostics import Location
from progress_report.source.load import load_project
from progress_report.system.i18n import hint_text, set_language

EXAMPLES = ROOT / "tests/examples"
LAYOUT = "title: 表\ncolumns: [{heading: 号, value: number, width: 1}, {heading: 甲, width: 2, "


def sentences(folder: Path) -> list[str]:
    found = sorted(load_project(folder).diagnostics, key=lambda d: d.order)
    places = [d.location or Location("") for d in found]
    return [
        f"{place.line}:{place.column} {d.severity} {d.rule}: {d.message} | {hint_text(d.hint)}"
        for d, place in zip(found, places, strict=True)
    ]


def every_sentence(folder: Path) -> list[str]:
    lines = []
    for path in sorted((EXAMPLES / "broken").glob("*.yaml")):
        made = project(folder / path.stem, t001=path.read_bytes())
        lines += [f"# {path.stem}", *sentences(made)]
    layouts = YAML(typ="safe").load(EXAMPLES / "layouts.yaml")
    for number, text in enumerate(layouts):
        made = project(folder / str(number), f"{LAYOUT}value: task}}]\n{text}\n")
        lines += [f"# {text.splitlines()[0]}", *sentences(made)]
    return lines


@pytest.mark.parametrize("language", ["zh", "en"])
def test_each_sentence_is_as_expected(language: str, tmp_path: Path) -> None:
    set_language(language)
    found = every_sentence(tmp_path)
    set_language("en")
    assert_expected("\n".join([*found, ""]), EXAMPLES / f"mistakes.{language}.txt")
