"""The roads out of an area, from the road register: how many cars leave it at once at most, and how long they drive.

Safe is every node outside the municipalities of the zones, and where a reception lies. A road that is closed lets
nobody through; cars that were seen on it, beyond what anybody planned, are taken off what it lets through.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import lru_cache

from steun.core.deliver.evacuation.ways import Way, leaving_at_once, longest_drive, spread_out
from steun.core.kernel.units import nearest
from steun.core.know.roads.register import FAR, RoadNode, RoadRegister
from steun.web.know.closure.model import Closure
from steun.web.know.flow.model import taken_at
from steun.web.know.road.read import register, towns

MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class WayOut:
    """cars: an hour at most, None = no register; 0 = no way out at all. minutes: from the farthest zone. closed: links
    at the zones that are closed now. taken: links on which cars were seen, at the zones, or anywhere when they cost.
    over: when as many leave as can, the cars an hour by link and the node from which they drive."""

    cars: int | None
    minutes: int
    closed: tuple[str, ...] = ()
    taken: tuple[str, ...] = ()
    over: Mapping[tuple[str, str], int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Speeds:
    """Cars an hour on a lane of a motorway, and on a road with one lane each way; kilometres an hour."""

    lane: int
    two_way: int
    kmh: int


def way_out(
    nodes: Collection[str], municipalities: Collection[str], receptions: Collection[str], speeds: Speeds,
    moment: datetime,
) -> WayOut:  # fmt: skip
    """nodes: where people of the zones come on to the roads; receptions: nodes where they are safe as well."""
    known = register()
    inside = {code for code in nodes if code in known.nodes}
    if not known.links or not inside:
        return WayOut(None, 0)
    town = town_of_nodes(known)
    safe = {code for code in known.nodes if town[code] not in municipalities} | set(receptions)
    safe -= inside
    closed, taken = closed_at(moment), taken_at(moment)
    found = list(ways_of(known, speeds, closed, taken))
    ways = [way for _, way in found]
    spread, minutes = spread_out(ways, inside, safe), longest_drive(ways, inside, safe)
    cars = sum(number for (_, end), number in spread.items() if end in safe)
    near = {code for code, link in known.links.items() if {link.a, link.b} & inside}
    crowded = {code for code, _ in taken}
    if crowded and cars == leaving_at_once((way for _, way in ways_of(known, speeds, closed, {})), inside, safe):
        crowded = crowded & near
    return WayOut(cars, minutes or 0, tuple(sorted(near & closed)), tuple(sorted(crowded)), by_link(found, spread))


def by_link(ways: Iterable[tuple[str, Way]], spread: Mapping[tuple[str, str], int]) -> dict[tuple[str, str], int]:
    """Cars from node to node, by the links between them: as much of each as it lets through.

    >>> by_link([("A", Way("x", "y", 300, 1)), ("B", Way("x", "y", 100, 1))], {("x", "y"): 200})
    {('A', 'x'): 150, ('B', 'x'): 50}
    """
    lets: dict[tuple[str, str], list[tuple[str, int]]] = {}
    for code, way in ways:
        if (way.start, way.end) in spread and way.cars:
            lets.setdefault((way.start, way.end), []).append((code, way.cars))
    return {
        (code, pair[0]): spread[pair] * cars // sum(cars for _, cars in rows)
        for pair, rows in lets.items() for code, cars in rows
    }  # fmt: skip


def ways_of(
    known: RoadRegister, speeds: Speeds, closed: Collection[str], taken: Mapping[tuple[str, str], int]
) -> Iterable[tuple[str, Way]]:
    """Both directions of each open link, by its code. taken: by link and the node from which they drive, cars seen in
    an hour."""
    for code, link in known.links.items():
        if code in closed:
            continue
        lets = link.lanes * speeds.lane if link.lanes > 1 else speeds.two_way
        minutes = max(1, round(link.metres * 60 / (speeds.kmh * 1_000)))
        for start, end in ((link.a, link.b), (link.b, link.a)):
            yield code, Way(start, end, max(0, lets - taken.get((code, start), 0)), minutes)


def closed_at(moment: datetime) -> set[str]:
    return {code for it in Closure.objects.within(moment, moment + MINUTE) for code in it.links}


@lru_cache(maxsize=2)
def _towns_of(nodes: tuple[RoadNode, ...]) -> dict[str, str]:
    near = {it.code: nearest(it.lon, it.lat, towns(), FAR) for it in nodes}
    return {code: town[2] if town else "" for code, town in near.items()}


def town_of_nodes(known: RoadRegister) -> dict[str, str]:
    """The municipality of each node; "" abroad."""
    return _towns_of(tuple(known.nodes.values()))


def nearest_node(lon: float | None, lat: float | None) -> str:
    """The node of the register nearest to a point; "" = there is none near."""
    if lon is None or lat is None:
        return ""
    found = nearest(lon, lat, [(it.lon, it.lat, it.code) for it in register().nodes.values()], FAR)
    return found[2] if found else ""
