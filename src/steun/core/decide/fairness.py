"""What part of its requirements each region gets, beside what all regions together get, class by class.

One count for the allocation board (what is promised) and for a proposal (what would be given).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction


@dataclass(frozen=True, slots=True)
class Served:
    """Requirements of a region in a class: how many, how many of them in full, and their parts (0 .. 1 each) added up.

    >>> served(1, "VR24", 5, 10)
    Served(priority=1, region='VR24', lines=1, whole=0, parts=Fraction(1, 2))
    """

    priority: int
    region: str
    lines: int
    whole: int
    parts: Fraction


@dataclass(frozen=True, slots=True)
class RegionPart:
    """What a region gets in a class; region None: all together. `percent` is rounded down: a hundred is everything."""

    priority: int
    region: str | None
    lines: int
    whole: int
    percent: int


def served(priority: int, region: str, given: int, asked: int) -> Served:
    """One requirement of so many pieces, of which so many are given."""
    return Served(priority, region, 1, int(given >= asked), Fraction(min(given, asked), asked))


def per_region(rows: Iterable[Served]) -> list[RegionPart]:
    """Per priority class all together, then each region, the least served first. A requirement counts alike, large or
    small.

    >>> [(it.region, it.percent) for it in per_region([served(1, "VR24", 5, 10), served(1, "VR23", 1, 1)])]
    [(None, 75), ('VR24', 50), ('VR23', 100)]
    """
    found: dict[tuple[int, str | None], list[Served]] = defaultdict(list)
    for row in rows:
        found[row.priority, None].append(row)
        found[row.priority, row.region].append(row)
    parts = [_part(priority, region, its) for (priority, region), its in found.items()]
    return sorted(parts, key=lambda it: (it.priority, it.region is not None, it.percent, it.region or ""))


def _part(priority: int, region: str | None, its: list[Served]) -> RegionPart:
    lines, parts = sum(it.lines for it in its), sum((it.parts for it in its), Fraction())
    return RegionPart(priority, region, lines, sum(it.whole for it in its), int(100 * parts / lines))
