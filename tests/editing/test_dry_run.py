"""What a plan of changes looks like before it is carried out."""

from pathlib import Path

from support.project import project
from typer.testing import CliRunner

from progress_report.cli.app import app

LAYOUT = 'title: "{year}年{period}表"\ncolumns:\n  - {heading: 折子号, value: docket, width: 1}\n'


def test_new_files_are_shown_as_patches_of_no_file(tmp_path: Path) -> None:
    command = ["new", "year", "2027", "--dry-run", "--project", str(project(tmp_path, LAYOUT))]
    lines = CliRunner().invoke(app, command).stdout.splitlines()
    assert (lines[0], lines[2]) == ("--- /dev/null", "@@ -0,0 +1 @@")
    assert lines[1].startswith("+++ b/")
