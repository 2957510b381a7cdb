"""People who leave, as the planner of the roads sees them: cars of a zone, and the first places out of the area.

Safe is every node outside the municipalities of the zones, as on the page of an evacuation.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from steun.core.deliver.evacuation.life import deciders
from steun.core.deliver.evacuation.people import gone
from steun.core.kernel.machine import Seats
from steun.core.know.roads.register import RoadRegister
from steun.web.deliver.course.leaving import town_of_nodes
from steun.web.deliver.evacuation.model import Evacuation
from steun.web.deliver.evacuation.read import node_of
from steun.web.deliver.movement.planning import USUAL_LANE, lane, whole_minutes
from steun.web.know.road.read import register

if TYPE_CHECKING:
    from steun.optimise.marching import Reception, ZoneOfCars

HOUR = timedelta(hours=1)
CLASS = 3
"""Ordinary evacuation: before ordinary transit, after urgent transit."""
STATES = ("prepared", "ordered", "under-way")
USUAL_HOURS, MOST_HOURS = 24, 168
"""After how long people are counted who are safe, when no evacuation says by when they must be; and at most."""
PLENTY = 1_000_000
"""Cars that a place outside can take: it is only passed."""


@dataclass(frozen=True, slots=True)
class Leaving:
    """people: of one car, in tenths. lane, two_way: cars an hour on a lane, and on a road with one lane each way.
    whose: by zone, whose evacuation it is."""

    zones: tuple[ZoneOfCars, ...] = ()
    receptions: tuple[Reception, ...] = ()
    people: int = 10
    lane: int = USUAL_LANE
    two_way: int = USUAL_LANE
    kmh: int = 60
    whose: Mapping[str, str] = field(default_factory=dict)
    names: Mapping[str, str] = field(default_factory=dict)

    @property
    def organisations(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(self.whose.values()))


def leaving(start: datetime, until: int) -> Leaving:
    """Whoever leaves by an evacuation that is prepared or ordered, within so many minutes from the start."""
    from steun.optimise.marching import Reception, ZoneOfCars

    known = register()
    zones: list[ZoneOfCars] = []
    names: dict[str, str] = {}
    whose: dict[str, str] = {}
    homes: set[str] = set()
    inside: set[str] = set()
    values: Mapping[str, int] = {}
    for it in Evacuation.objects.whole().filter(state__in=STATES).order_by("pk"):
        inside |= {zone.municipality_id for zone in it.zones.all()}
        for zone, part in it.parts:
            minute = whole_minutes(start, zone.ordered_at(it.decision_at))
            spread, node, cars = it.shares.spread_min, node_of(zone), part.cars + part.shadow
            left = round(cars * (1 - gone(-minute, spread))) if minute < 0 else cars
            if zone.moves == "away" and left > 0 and minute < until and node in known.nodes:
                name = f"{it.pk} {zone.key}"
                zones.append(ZoneOfCars(name, node, CLASS, left, max(0, minute), max(1, spread + min(0, minute))))
                names[name], whose[name], homes = zone.label, it.organisation_id, homes | {node}
                values = values or it.values
    if not zones:
        return Leaving(lane=lane()[0], two_way=lane()[1])
    receptions = tuple(Reception(code, code, PLENTY) for code in first_outside(known, homes, inside))
    return Leaving(
        tuple(zones), receptions, values["people_per_10_cars"], values["lane_cars_per_hour"],
        values["two_way_cars_per_hour"], values["car_kmh"], whose, names,
    )  # fmt: skip


def first_outside(known: RoadRegister, homes: set[str], towns: set[str]) -> list[str]:
    """The nodes outside to which a link leads from inside."""
    town = town_of_nodes(known)
    within = homes | {code for code in known.nodes if town[code] in towns}
    ends = {end for link in known.links.values() if {link.a, link.b} & within for end in (link.a, link.b)}
    return sorted(ends - within)


def who_decides(organisations: list[str]) -> dict[str, Seats]:
    """By organisation whose evacuation is in a plan: the seats that decide on it."""
    found: dict[str, Seats] = {}
    for it in Evacuation.objects.whole().filter(state__in=STATES, organisation__in=organisations):
        found[it.organisation_id] = found.get(it.organisation_id, frozenset()) | deciders(it.facts())
    return found


def hours_left(start: datetime) -> int:
    """Whole hours, rounded down, until the first of them is no longer safe."""
    threats = Evacuation.objects.filter(state__in=STATES, threat_at__gt=start).values_list("threat_at", flat=True)
    first = min(threats, default=None)
    return min(MOST_HOURS, max(1, (first - start) // HOUR)) if first else USUAL_HOURS
