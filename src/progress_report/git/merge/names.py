"""Keys and list items by name, and the order in which those of two sides stand together."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from typing import TypeAlias

Name: TypeAlias = tuple[str, ...]
"""What distinguishes a key or a list item from its neighbours."""


def numbered(names: Iterable[Name]) -> list[Name]:
    """Unique names: those that recur get a number."""
    seen: Counter[Name] = Counter()
    result = []
    for name in names:
        seen[name] += 1
        result.append((*name, str(seen[name])))
    return result


def in_order(base: Sequence[Name], ours: Sequence[Name], theirs: Sequence[Name]) -> list[Name]:
    """All names of both sides, in an order that keeps how each side has changed the order.

    A name that only one side has follows the name it follows there. Where both added something at
    one place, it is ordered by name, so that it does not matter which branch is merged into which.
    """
    shared = set(ours) & set(theirs)
    spine = _spine(*([name for name in names if name in shared] for names in (base, ours, theirs)))
    runs: dict[Name | None, list[list[Name]]] = defaultdict(list)
    for side in (ours, theirs):
        run: list[Name] | None = None
        behind: Name | None = None
        for name in side:
            if name in shared:
                behind, run = name, None
            elif run is None:
                run = [name]
                runs[behind].append(run)
            else:
                run.append(name)
    order: list[Name] = []
    for anchor in (None, *spine):
        order += [anchor] if anchor is not None else []
        order += [name for run in sorted(runs[anchor]) for name in run]
    return order


def _spine(base: list[Name], ours: list[Name], theirs: list[Name]) -> list[Name]:
    """The order of the names that both sides have, as in the side that changed it."""
    known = set(base)
    kept = [[name for name in side if name in known] == base for side in (ours, theirs)]
    if kept == [True, False]:
        return theirs
    if kept == [False, True]:
        return ours
    return min(ours, theirs)
