"""How often a law is tried that needs more or fewer examples than others."""

from typing import Any

from hypothesis import settings

USUAL = 100
"""So many examples has a law that says nothing of it; in the unit part a fifth of them."""
FEWEST = 5


def tries(count: int, **others: Any) -> settings:
    """Settings for so many examples, or the share of them that a profile leaves of the usual."""
    share = count * settings().max_examples // USUAL
    return settings(max_examples=max(share, min(count, FEWEST)), **others)
