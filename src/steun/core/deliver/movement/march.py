"""How a movement marches: its packets, how long each takes to pass, where it is when, and the number on its vehicles.

Times are whole minutes from one moment that the movement names (`counted from`).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

Ends = Mapping[str, tuple[str, str]]
"""By code of a link: the nodes at its ends."""


@dataclass(frozen=True, slots=True)
class Leg:
    """A link as a packet drives it: from which end, and when its first vehicle enters and leaves."""

    link: str
    start: str
    enter: int
    leave: int

    def end(self, ends: Ends) -> str:
        a, b = ends[self.link]
        return b if self.start == a else a


@dataclass(frozen=True, slots=True)
class March:
    """One packet under its times. passing: minutes from its first vehicle to its last."""

    number: int
    vehicles: int
    passing: int
    legs: tuple[Leg, ...]

    @property
    def first(self) -> int:
        """When its first vehicle leaves."""
        return self.legs[0].enter

    @property
    def last(self) -> int:
        """When its last vehicle arrives."""
        return self.legs[-1].leave + self.passing


@dataclass(frozen=True, slots=True)
class Point:
    """A node on the way: when the first vehicle comes by, and when the last has left it."""

    node: str
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Passage:
    """A stretch without a break through one area: the first vehicle enters it, the last has left it."""

    packet: int
    vehicles: int
    legs: tuple[Leg, ...]
    first: int
    last: int


def packets(vehicles: int, size: int) -> tuple[int, ...]:
    """As few as there can be, and as equal: no packet of two vehicles behind five full ones.

    >>> packets(52, 25)
    (18, 17, 17)
    >>> packets(9, 25)
    (9,)
    """
    number = -(-vehicles // size)
    return tuple(vehicles // number + (n < vehicles % number) for n in range(number))


def passing(vehicles: int, length_m: int, gap_m: int, speed_kmh: int) -> int:
    """Minutes from the first vehicle to the last, rounded up: vehicles x (length + gap) / speed.

    >>> passing(20, 12, 50, 60)
    2
    >>> passing(25, 12, 100, 40)
    5
    """
    return -(-vehicles * (length_m + gap_m) * 60 // (speed_kmh * 1000))


def movement_number(day: date, nation: str, command: str, serial: int) -> str:
    """The number in chalk on both sides and the front of each vehicle.

    >>> movement_number(date(2026, 1, 25), "US", "V", 8)
    '25-USV-08'
    """
    return f"{day.day:02}-{nation}{command}-{serial:02}"


def points(march: March, ends: Ends) -> tuple[Point, ...]:
    """Every node on its way, from the origin to the destination."""
    legs = march.legs
    between = [Point(b.start, a.leave, b.enter + march.passing) for a, b in pairwise(legs)]
    origin = Point(legs[0].start, march.first, march.first + march.passing)
    return (origin, *between, Point(legs[-1].end(ends), legs[-1].leave, march.last))


def passages(marches: Iterable[March], links: Collection[str]) -> Iterator[Passage]:
    """Where and when each packet runs over these links, the first one first."""
    found = [it for march in marches for it in of_one(march, links)]
    yield from sorted(found, key=lambda it: (it.first, it.packet))


def of_one(march: March, links: Collection[str]) -> Iterator[Passage]:
    run: list[Leg] = []
    for leg in (*march.legs, None):
        if leg is not None and leg.link in links:
            run.append(leg)
        elif run:
            yield Passage(march.number, march.vehicles, tuple(run), run[0].enter, run[-1].leave + march.passing)
            run = []
