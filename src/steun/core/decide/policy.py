"""The allocation policy: who may lose what was promised, who waits, what is held in reserve. An authority sets them.

And what came of it: what part of its requirements each region gets, beside what all regions together get. One count for
the allocation board (what is promised) and for a proposal (what would be given).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from fractions import Fraction

from steun.core.kernel.errors import Fault

LEAST_URGENT = 5
LONGEST_LEAD = 240
"""Minutes: longer than a shift of a crisis team takes to decide."""


@dataclass(frozen=True, slots=True)
class AllocationPolicy:
    """What counts when there is not enough. The start: every promise stands, nobody waits. Source: planner's model.

    displace: priority classes whose promises, not yet under way, may go to a higher class.
    hold: classes that wait while what they ask is precious to others.
    fairness: the worst served region first, within a class.
    reserve: hours that scenarios show to be precious have a price.
    lead: minutes between the proposal and the decision on it; no unit is asked to start before.
    """

    displace: tuple[int, ...] = ()
    hold: tuple[int, ...] = ()
    fairness: bool = False
    reserve: bool = True
    lead: int = 15

    def as_dict(self) -> dict[str, object]:
        return {**asdict(self), "displace": list(self.displace), "hold": list(self.hold)}

    def faults(self) -> Iterator[Fault]:
        """What is no policy. Class 1 saves lives: it never gives way and never waits."""
        for name, least, classes in (("displace", 2, self.displace), ("hold", 3, self.hold)):
            if any(not least <= k <= LEAST_URGENT for k in classes):
                yield Fault(name, "class-out-of-range", {"least": least, "most": LEAST_URGENT})
        if not 0 <= self.lead <= LONGEST_LEAD:
            yield Fault("lead", "minutes-out-of-range", {"least": 0, "most": LONGEST_LEAD})
        if self.hold and not self.reserve:
            yield Fault("hold", "hold-needs-reserve")


START = AllocationPolicy()
"""In force until an authority sets another."""


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
