"""What the tests of the pure rooms may need."""

import subprocess
import sys
from importlib.metadata import packages_distributions, requires

import pytest
from packaging.requirements import Requirement
from support.project import ROOT

LEAN = ["pytest", "hypothesis", "pydantic"]
BLOCKING = """
import sys

class Blocker:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in BLOCKED:
            raise ModuleNotFoundError(f"{name} is not there in a lean environment", name=name)

sys.meta_path.insert(0, Blocker())
import pytest
few = ["-p", "_hypothesis_pytestplugin", "--hypothesis-profile", "few"]
sys.exit(pytest.main(["-q", "-p", "no:cacheprovider", *few, "tests/domain", "tests/text"]))
"""


def plain(name: str) -> str:
    return name.lower().replace("_", "-")


def needed(names: list[str]) -> set[str]:
    """Distributions, and all that they require."""
    found = set()
    for name in names:
        requirements = [Requirement(line) for line in requires(name) or ()]
        here = [r for r in requirements if r.marker is None or r.marker.evaluate({"extra": ""})]
        found |= {plain(name)} | needed([requirement.name for requirement in here])
    return found


@pytest.mark.program
def test_domain_and_text_are_tested_with_pytest_hypothesis_and_pydantic_alone() -> None:
    lean = {*needed(LEAN), "progress-report"}
    blocked = {
        module
        for module, owners in packages_distributions().items()
        if lean.isdisjoint(map(plain, owners))
    }
    assert {"ruamel", "typer", "playwright"} <= blocked
    run = subprocess.run(
        [sys.executable, "-c", f"BLOCKED = {blocked}\n{BLOCKING}"],
        cwd=ROOT,
        env={"PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stdout + run.stderr
