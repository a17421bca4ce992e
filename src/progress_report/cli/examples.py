"""An example of each command, which its help ends with."""

from collections.abc import Mapping

EXAMPLES: Mapping[str, str] = {
    "init": "report init --from 2020.docx",
    "new": "report new task 21 --task 完成老旧小区改造",
    "new task": "report new task 21 --task 完成老旧小区改造",
    "new end": "report new end 10 --after H1 --why 市级调减，不再实施",
    "new renumber": "report new renumber 6=7 7=8",
    "new period": "report new period 2021H1 --date 2021年7月9日",
    "new year": "report new year 2022 --carry 21,69",
    "import": "report import 报送.xlsx --dry-run",
    "collect": "report collect forms 2021H1 --due 2021-06-25",
    "collect forms": "report collect forms 2021H1 --due 2021-06-25",
    "collect merge": "report collect merge 报送表/*.xlsx",
    "collect status": "report collect status 2021H1",
    "collect remind": "report collect remind 2021H1",
    "check": "report check 2021H1",
    "build": "report build 2021H1 --format html,pdf",
    "status": "report status 2021H1",
    "close": "report close 2021H1",
    "diff": "report diff 2021Q1 2021H1 --format html,pdf",
    "verify": "report verify 2021H1.pdf",
    "serve": "report serve",
    "fmt": "report fmt --check",
    "explain": "report explain mixed-pattern",
    "schema": "report schema task",
    "doctor": "report doctor",
    "git-setup": "report git-setup",
}
"""By the words of the command."""
