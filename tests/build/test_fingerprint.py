"""What makes an output another, and what does not."""

from pathlib import Path

import pytest
from support.project import GOOD, LAYOUT, project

from progress_report.build.fingerprint import output_fingerprint, project_fingerprint
from progress_report.build.manifest import Options
from progress_report.domain.pdf import PdfEngine
from progress_report.domain.period import Period
from progress_report.source.load import load_project

OUTPUTS = {
    "html": Options(),
    "pdf": Options(),
    "typst": Options(pdf_engine=PdfEngine.TYPST),
    "xlsx": Options(),
}


def fingerprints(root: Path) -> dict[str, str]:
    loaded = load_project(root)
    assert loaded.config is not None
    period = Period.from_key(2021, "H1")
    return {
        name: output_fingerprint(
            loaded, loaded.config, period, "pdf" if name == "typst" else name, options
        )
        for name, options in OUTPUTS.items()
    }


@pytest.mark.parametrize(
    ("path", "text", "changed"),
    [
        ("templates/table.html", "{# 我们的 #}", {"html", "pdf", "typst"}),
        ("templates/table.typ", "// 我们的", {"typst"}),
        ("templates/logo.svg", "<svg/>", {"html", "pdf", "typst"}),
        ("templates/serve/style.css", "* {}", set()),
        ("data/tasks/2021/002.yaml", GOOD.replace("docket: 1", "docket: 2"), {*OUTPUTS}),
        ("data/tasks/2020/001.yaml", GOOD.replace("2021", "2020"), set()),
        ("data/report.yaml", LAYOUT + "# 注\n", {*OUTPUTS}),
        ("data/tasks/2021/001.yaml", GOOD.replace("\n", "\r\n"), set()),
        ("data/periods/2021H1.yaml", "title: 另一题\n", {*OUTPUTS}),
        ("data/periods/2021H1.yaml", "due: 2021-07-05\n", set()),
        ("README.md", "说明", set()),
    ],
)
def test_what_changes_which_output(path: str, text: str, changed: set[str], tmp_path: Path) -> None:
    root = project(tmp_path, LAYOUT, t001=GOOD)
    before = fingerprints(root)
    assert len({*before.values()}) == len(before)
    file = root / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(text.encode())
    after = fingerprints(root)
    assert {name for name in after if after[name] != before[name]} == changed


@pytest.mark.parametrize("folder", ["data", "templates", "fonts"])
def test_each_folder_of_a_project_counts(folder: str, tmp_path: Path) -> None:
    root = project(tmp_path, LAYOUT, t001=GOOD)
    before = project_fingerprint(root)
    (root / "out").mkdir()
    assert project_fingerprint(root) == before
    (root / folder).mkdir(exist_ok=True)
    (root / folder / "x").write_text("甲", encoding="utf-8")
    assert project_fingerprint(root) != before
