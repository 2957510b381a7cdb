"""How many people are safe by when: a few shares, a curve of departures, and the roads out as one gate.

A model that somebody can follow with a pencil, not a simulation. People with a car queue for the roads, whose capacity
is what can leave the zones at most at once (`ways`); the others who can leave by themselves lose no time on them; who
cannot is safe only once fetched, which is not counted here. Times are minutes after the decision.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import accumulate

SLOT = 15
"""Minutes in which people are counted."""
LONGEST = 7 * 1_440
"""Minutes after the decision that are looked at, at most."""
HUNDRED = 100


@dataclass(frozen=True, slots=True)
class Shares:
    """Whole percent, but for people_per_10_cars and spread_min (from the first departure to the last)."""

    car_share_pct: int
    less_self_reliant_pct: int
    compliant_pct: int
    shadow_pct: int
    people_per_10_cars: int
    spread_min: int
    public_shelter_pct: int


@dataclass(frozen=True, slots=True)
class ZonePeople:
    """A zone as the model sees it. moves: away, high, none or fetched; after: minutes from decision to order."""

    people: int
    moves: str
    after: int = 0
    less_self_reliant_pct: int | None = None  # None = as everywhere
    compliant_pct: int | None = None


@dataclass(frozen=True, slots=True)
class Divided:
    """The people of a zone. drive + otherwise leave by themselves; put: safe where they are; helpless: to be fetched;
    stay: they do not do what is asked. shadow: cars of people who were not told and go all the same."""

    people: int
    drive: int = 0
    otherwise: int = 0
    put: int = 0
    helpless: int = 0
    stay: int = 0
    cars: int = 0
    shadow: int = 0


def part(number: int, percent: int) -> int:
    """Rounded to the nearest whole.

    >>> part(1_001, 12)
    120
    """
    return (number * percent + HUNDRED // 2) // HUNDRED


def divided(zone: ZonePeople, shares: Shares) -> Divided:
    """Who does what. The parts add up to all people of the zone.

    >>> shares = Shares(80, 10, 70, 20, 20, 720, 10)
    >>> it = divided(ZonePeople(10_000, "away"), shares)
    >>> (it.helpless, it.drive, it.otherwise, it.stay, it.cars, it.shadow)
    (1000, 5040, 1260, 2700, 2520, 800)
    """
    if zone.moves == "fetched":
        return Divided(zone.people, helpless=zone.people)
    complies = shares.compliant_pct if zone.compliant_pct is None else zone.compliant_pct
    if zone.moves != "away":
        put = part(zone.people, complies)
        return Divided(zone.people, put=put, stay=zone.people - put)
    cannot = shares.less_self_reliant_pct if zone.less_self_reliant_pct is None else zone.less_self_reliant_pct
    helpless = part(zone.people, cannot)
    go = part(zone.people - helpless, complies)
    drive = part(go, shares.car_share_pct)
    shadow = cars_of(part(part(zone.people, shares.shadow_pct), shares.car_share_pct), shares)
    return Divided(
        zone.people, drive, go - drive, 0, helpless, zone.people - helpless - go, cars_of(drive, shares), shadow
    )


def cars_of(people: int, shares: Shares) -> int:
    """Rounded up: who finds no seat takes one more."""
    return -(-people * 10 // shares.people_per_10_cars)


def in_all(parts: Iterable[Divided]) -> Divided:
    """Added up."""
    rows = [(it.people, it.drive, it.otherwise, it.put, it.helpless, it.stay, it.cars, it.shadow) for it in parts]
    return Divided(*(sum(column) for column in zip(*rows, strict=True))) if rows else Divided(0)


def gone(minute: float, spread: int) -> float:
    """Which share has set out: few, many, few (3x^2 - 2x^3), as the planner of movements has it.

    >>> [gone(minute, 720) for minute in (0, 360, 720, 900)]
    [0.0, 0.5, 1.0, 1.0]
    """
    x = min(1.0, max(0.0, minute / spread))
    return 3 * x**2 - 2 * x**3


@dataclass(frozen=True, slots=True)
class Course:
    """People safe at the end of each slot after the decision, (T), never fewer than before. of: all of the zones.

    last: when the last of those who go by themselves is safe; None = not within the time looked at. cars: those that
    come on to the roads out in each slot, also of people who were not told."""

    safe: tuple[int, ...]
    of: Divided
    last: int | None
    cars: tuple[int, ...] = ()

    def by(self, minute: int) -> int:
        """People safe by a minute after the decision; the people of a slot count at its end.

        >>> Course((10, 30), Divided(30), 30).by(29)
        10
        """
        whole = minute // SLOT
        return 0 if whole < 1 or not self.safe else self.safe[min(whole, len(self.safe)) - 1]

    def cars_in(self, minute: int) -> int:
        """Cars in an hour that come on to the roads out, at a minute after the decision.

        >>> Course((), Divided(30), 30, (10, 20)).cars_in(16)
        80
        """
        slot = minute // SLOT
        return self.cars[slot] * 60 // SLOT if 0 <= slot < len(self.cars) else 0


def course(zones: Sequence[ZonePeople], shares: Shares, per_hour: int | None, drive: int) -> Course:
    """per_hour: cars that leave the zones at most in an hour, None = the roads are no limit; drive: minutes from the
    edge of the zones to where it is safe."""
    parts = [divided(it, shares) for it in zones]
    of = in_all(parts)
    goal = of.drive + of.otherwise + of.put
    if not goal:
        return Course((), of, 0)
    ready = [
        (it.after, part_of.drive / max(1, part_of.cars), part_of) for it, part_of in zip(zones, parts, strict=True)
    ]
    gate = None if per_hour is None else per_hour * SLOT / 60
    queue_cars = queue_people = queue_shadow = by_road = 0.0
    safe: list[int] = []
    late = -(-drive // SLOT)
    crossed: list[float] = []
    cars: list[int] = []
    for slot in range(LONGEST // SLOT):
        start, end = slot * SLOT, (slot + 1) * SLOT
        on_foot = 0.0
        for after, _, it in ready:
            now = gone(end - after, shares.spread_min)
            new = now - gone(start - after, shares.spread_min)
            queue_cars += new * it.cars
            queue_shadow += new * it.shadow
            queue_people += new * it.drive
            on_foot += now * (it.otherwise + it.put)
        waiting = queue_cars + queue_shadow
        through = 1.0 if gate is None or waiting <= gate else gate / waiting
        by_road += queue_people * through
        cars.append(round(waiting * through))
        crossed.append(by_road)
        queue_cars, queue_people, queue_shadow = (it * (1 - through) for it in (queue_cars, queue_people, queue_shadow))
        arrived = crossed[slot - late] if slot >= late else 0.0
        safe.append(min(goal, int(arrived + on_foot + 1e-6)))
        if safe[-1] >= goal:
            return Course(tuple(accumulate(safe, max)), of, end, tuple(cars))
    return Course(tuple(accumulate(safe, max)), of, None, tuple(cars))


def by_decision(found: Course, left: int, step: int = 60) -> list[tuple[int, int]]:
    """People safe by the moment of the threat, for each later hour of the decision: (minutes later, people safe).

    left: minutes from the decision as it is planned to the threat. Roads and orders move along with the decision. No
    later decision is looked at than a week after the planned one.

    >>> by_decision(Course((10, 30, 40), Divided(40), 45), 45, 15)
    [(0, 40), (15, 30), (30, 10), (45, 0)]
    """
    return [(later, found.by(left - later)) for later in range(0, min(max(0, left), LONGEST) + 1, step)]


def hour_for(found: Course, left: int, share_pct: int) -> int | None:
    """The latest minute after the planned decision at which so many of those who go by themselves are still safe in
    time; negative: it should have been taken so much earlier; None = never within the time looked at.

    >>> hour_for(Course((10, 30, 40), Divided(40, put=40), 45), 60, 75)
    30
    """
    goal = part(found.of.drive + found.of.otherwise + found.of.put, share_pct)
    slot = next((n for n, safe in enumerate(found.safe, 1) if safe >= goal), None)
    return None if slot is None else left - slot * SLOT


def sheltered(of: Divided, shares: Shares) -> int:
    """Places that public reception needs: a share of who leaves by themselves, and everybody who is fetched."""
    return part(of.drive + of.otherwise, shares.public_shelter_pct) + of.helpless
