"""What is left of what was agreed: how many pieces still lie ready for those who count on them."""

from collections.abc import Iterable


def uncovered(free: int, kept: Iterable[tuple[str, int]]) -> dict[str, int]:
    """Of each agreement the pieces that are not there any more. `free`: pieces of the one who holds them ready that are
    neither away nor given to anybody; `kept`: agreements in the order in which they were made, with what is still to be
    held for each. Who was promised first is covered first.

    >>> uncovered(50, [("a", 40), ("b", 20)])
    {'a': 0, 'b': 10}
    >>> uncovered(-5, [("a", 40)])
    {'a': 40}
    """
    found = {}
    left = max(0, free)
    for key, pieces in kept:
        there = min(left, pieces)
        found[key] = pieces - there
        left -= there
    return found
