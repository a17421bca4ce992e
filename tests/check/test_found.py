"""What the rules report in tables of right and wrong sentences, to the character: found.txt.

Whoever changes a rule on purpose writes the file anew, and reads what is different:
`.venv/bin/python tools/measure_rules.py --found > tests/check/found.txt`.
"""

import sys

from support.project import ROOT

sys.path.append(str(ROOT / "tools"))

from measure_rules import list_found


def test_the_same_is_found_at_the_same_places_with_the_same_figures() -> None:
    found = (ROOT / "tests/check/found.txt").read_text(encoding="utf-8")
    assert list_found().splitlines() == found.splitlines()
