"""Where a packet is at a moment, on the links that somebody may see; and which packets come too close to each other.

Times are whole minutes from one moment that all packets share.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise

from steun.core.deliver.movement.march import Leg, March


@dataclass(frozen=True, slots=True)
class Spot:
    """A packet on a link. head, tail: the share of the link behind its first vehicle and its last; stands: it waits at
    the end of the link."""

    leg: Leg
    head: float
    tail: float
    stands: bool = False


def spot_at(march: March, minute: int, links: Collection[str]) -> Spot | None:
    """The foremost of these links on which some of its vehicles are; None = none is there.

    >>> it = March(1, 20, 2, (Leg("A", "x", 0, 10), Leg("B", "y", 15, 25)))
    >>> spot_at(it, 5, {"A"}).head, spot_at(it, 5, {"A"}).tail
    (0.5, 0.3)
    >>> spot_at(it, 13, {"A", "B"}).stands, spot_at(it, 13, {"B"}), spot_at(it, 26, {"A", "B"}).leg.link
    (True, None, 'B')
    """
    after = {one.link: other.enter for one, other in pairwise(march.legs)}
    for leg in reversed(march.legs):
        goes_on = after.get(leg.link, leg.leave)
        if leg.link in links and leg.enter <= minute < max(leg.leave + march.passing, goes_on):
            stands = leg.leave <= minute < goes_on
            return Spot(leg, share(leg, minute), share(leg, minute - march.passing), stands)
    return None


def share(leg: Leg, minute: int) -> float:
    """How much of the link lies behind a vehicle."""
    return min(1.0, max(0.0, (minute - leg.enter) / max(1, leg.leave - leg.enter)))


@dataclass(frozen=True, slots=True)
class Held:
    """A packet on one link: from its first vehicle on it to its last off it."""

    packet: str
    leg: Leg
    passing: int

    @property
    def first(self) -> int:
        return self.leg.enter

    @property
    def last(self) -> int:
        return self.leg.leave + self.passing


def too_close(held: Iterable[Held], headway: int) -> Iterator[tuple[Held, Held, int, int]]:
    """Two packets that enter or leave one link, in one direction, within the headway [minutes]; from when until when
    both are on it, the one that enters first first.

    >>> one, other = (Held(name, Leg("A", "x", enter, enter + 10), 2) for name, enter in (("a", 0), ("b", 6)))
    >>> [(a.packet, b.packet, first, last) for a, b, first, last in too_close([other, one], 5)]
    [('a', 'b', 6, 12)]
    """
    ways: dict[tuple[str, str], list[Held]] = {}
    for it in held:
        ways.setdefault((it.leg.link, it.leg.start), []).append(it)
    for rows in ways.values():
        rows.sort(key=lambda it: (it.first, it.last, it.packet))
        for n, one in enumerate(rows):
            for other in rows[n + 1 :]:
                if other.first >= one.last + headway:
                    break
                if other.first < one.first + one.passing + headway or other.leg.leave < one.last + headway:
                    yield one, other, other.first, max(other.first + 1, min(one.last, other.last))
