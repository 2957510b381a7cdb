"""One question to the planner: what can be where by when, from these units, with all that stands left as it is.

One truth with the proposals: the same units, minutes and steps. Nothing of the planner is imported until somebody asks.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from steun.web.decide.commitment.read import ROAD_PERCENT, UNKNOWN_PLACE_METRES, road
from steun.web.decide.planning.advice import SLOT
from steun.web.decide.planning.requirements import MINUTE
from steun.web.decide.planning.supply import supplier
from steun.web.know.unit.model import Unit

if TYPE_CHECKING:
    from steun.optimise import Explanation, Plan
    from steun.optimise import Line as Requirement

METRES_PER_DEGREE = 111_195.08
"""Of a great circle on the planner's sphere."""
SLOTS = 1000
"""A longer time is looked at in coarser steps, so that a page stays quick whatever dates somebody types."""
WAVES = 6
"""So many later moments are tried, at which more of a unit comes free than it has at first."""


@dataclass(frozen=True, slots=True)
class Need:
    """What is asked where and when. `owner`: who was asked; "" when anybody. Without a place: far, as a promise has it.

    minimum: the least that still helps. latest: when it has to be there, as things stand; too_late: when it is of no
    use any more, also if the need ended later; None where the request does not say.
    """

    capability: str
    quantity: int
    minimum: int
    begins: datetime
    ends: datetime
    latest: datetime
    lon: float | None = None
    lat: float | None = None
    owner: str = ""
    too_late: datetime | None = None


@dataclass(frozen=True, slots=True)
class Offered:
    """The first answer of a unit, by its code."""

    unit: str
    quantity: int
    arrives: datetime


Profile = list[tuple[datetime, int]]
"""The quantity that can be there together, by time; it only rises."""


class Look:
    """One question to the planner: these units, and all that occupies them. `without`: promises that do not count."""

    def __init__(self, need: Need, units: Sequence[Unit], now: datetime, without: Collection[UUID] = ()) -> None:
        from steun.optimise import Line, Plan, Policy, Problem

        self.need, self.now, self.units = need, now, {u.code: u for u in units}
        away = max((u.notice + road(u, need.lon, need.lat) for u in units), default=0)
        origin = max(now, need.begins - away * MINUTE)  # nothing before it matters
        self.start = origin.replace(second=0, microsecond=0)
        begins = self.minute(need.begins)
        ends = begins + max(1, (need.ends - need.begins) // MINUTE)
        latest = max(begins, (need.latest - self.start) // MINUTE)
        too_late = None if need.too_late is None else max(latest, (need.too_late - self.start) // MINUTE)
        self.requirement = Line(
            id="asked", region="asked", lon=need.lon or 0.0, lat=need.lat or 0.0, class_=1, capability=need.capability,
            quantity=need.quantity, minimum=min(need.quantity, need.minimum), earliest=begins,
            latest_arrival=latest, duration=ends - begins, owners=(need.owner,) if need.owner else None,
            too_late=too_late,
        )  # fmt: skip
        there = tuple(s for u in units if (s := supplier(u, self.start, without=set(without))).offers)
        if need.lon is None or need.lat is None:  # a place that nobody knows is as far from everybody
            there = tuple(replace(s, lon=0.0, lat=UNKNOWN_PLACE_METRES / METRES_PER_DEGREE) for s in there)
        slot = SLOT
        while (self.requirement.latest_arrival + self.requirement.duration + 2 * away) // slot > SLOTS:
            slot *= 2
        self.problem = Problem(
            start=self.start.isoformat(), horizon=1440, now=self.minute(origin), road_factor=ROAD_PERCENT / 100,
            units=there, lines=(),
        )  # fmt: skip
        self.policy = Policy(tolerance=0.0, slot=slot)
        self.plan: Plan = Plan(self.problem, self.policy, 0, (), {}, {})

    def minute(self, moment: datetime) -> int:
        """Whole minutes from the start, rounded up: never sooner than can be."""
        return -(-(moment - self.start) // MINUTE)

    def moment(self, minute: int) -> datetime:
        return self.start + minute * MINUTE

    def offers(self) -> tuple[Profile, list[Offered]]:
        """The quantity that can be there by time, of all there is, and the first answer of each unit."""
        every = sum(s.quantity for u in self.problem.units for s in u.offers if s.capability == self.need.capability)
        requirement = replace(self.requirement, quantity=max(1, every), minimum=1)
        rows: dict[str, list[tuple[int, int]]] = {}
        for earliest in (requirement.earliest, *self.waves()):
            for unit, quantity, at in asked_of(self.plan, replace(requirement, earliest=earliest)):
                rows.setdefault(unit, []).append((at, quantity))
        more: dict[int, int] = {}
        for its in rows.values():
            most = 0
            for at, quantity in sorted(its):
                more[at] = more.get(at, 0) + max(0, quantity - most)
                most = max(most, quantity)
        profile: Profile = []
        together = 0
        for at in sorted(more):
            together += more[at]
            if more[at]:
                profile.append((self.moment(at), together))
        first = [Offered(unit, n, self.moment(at)) for unit, its in rows.items() for at, n in [min(its)]]
        return profile, sorted(first, key=lambda a: (a.arrives, -a.quantity, a.unit))

    def waves(self) -> list[int]:
        """Moments at which pieces come free while help is still of use."""
        ends = {
            until + road(self.units[u.id], self.need.lon, self.need.lat)
            for u in self.problem.units
            for until in (*(b for _, b in u.unavailable), *(m.until for m in u.earmarks))
        }
        return sorted(at for at in ends if self.requirement.earliest < at <= self.requirement.latest_arrival)[:WAVES]

    def why(self) -> Explanation:
        """The planner's explanation for the requirement, with what it can get in its place."""
        from steun.optimise import explain, promise

        alone = replace(self.problem, lines=(self.requirement,))
        got = promise(self.plan, self.requirement)
        plan = replace(self.plan, problem=alone, assignments=got[-1].assignments if got else (), workspace=None)
        return explain(plan, self.requirement.id)


def asked_of(plan: Plan, requirement: Requirement) -> list[tuple[str, int, int]]:
    """(unit, pieces, minute of arrival) of everybody who can be there."""
    from steun.optimise import promise

    found = promise(plan, requirement)
    return [(a.unit, a.amount, a.start) for a in found[-1].assignments] if found else []
