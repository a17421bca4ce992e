"""Small files that would cost much memory or time are refused: bound and size are named."""

from pathlib import Path

import pytest
from support import bombs
from support.project import ROOT

MAX_MEMORY = 512
"""MB."""
MAX_SECONDS = 60
"""Of wall time, on a busy machine; CPU time is below 10."""


@pytest.mark.program
@pytest.mark.parametrize("name", bombs.IMPORTED)
def test_a_bomb_is_refused_before_it_costs_anything(name: str, tmp_path: Path) -> None:
    make, message = bombs.IMPORTED[name]
    (tmp_path / "data").mkdir()
    (tmp_path / "data/report.yaml").write_bytes((ROOT / "data/report.yaml").read_bytes())
    (tmp_path / "bomb").write_bytes(make())
    cost = bombs.run(tmp_path, "import", "bomb", "--period", "2021H1", "--dry-run")
    assert cost.code == 1, cost.output[-500:]
    assert cost.megabytes < MAX_MEMORY
    assert message in cost.output
    assert cost.seconds < MAX_SECONDS
