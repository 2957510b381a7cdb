"""A movement on the road register: the earliest way of each packet, around closures and behind credits that stand.

The planner takes it that a packet waits where it begins and nowhere else: the register states no room to halt yet.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from steun.core.deliver.movement.life import HOLDS
from steun.core.deliver.movement.march import Ends, packets, passing
from steun.core.deliver.movement.permissions import ASKED, Load, is_barred, limits_to_ask
from steun.core.know.roads.register import RoadRegister
from steun.rules.movement.evacuation import evacuations
from steun.web.deliver.movement.model import Movement
from steun.web.kernel import clock
from steun.web.know.closure.model import Closure
from steun.web.know.flow.model import Flow
from steun.web.know.road.read import register

if TYPE_CHECKING:
    from steun.optimise.marching import MovementProblem, Packet, Road, Schedule, Taken

MINUTE = timedelta(minutes=1)
USUAL_LANE = 1_500
"""Cars an hour on a lane where the rules have no figure."""
CLASS = 4
"""Ordinary transit. Urgency is a decision of named authorities, which the rules do not have yet."""
BEYOND = 2 * 1_440
"""Minutes that are looked at beyond the last that is asked: to tell a road that there is not from one too late."""
EVER = 10_000_000
"""A minute that nobody plans."""
BARS = ("closed", "full", "headway", "unknown-packet", "broken-way", "travel-time")
"""What of the checker's faults means that the times of a movement do not hold any more."""


@dataclass(frozen=True, slots=True)
class Found:
    """The marches as a movement keeps them; no_way: why some packet has none."""

    counted_from: datetime
    marches: list[dict[str, Any]]
    no_way: str = ""


def find(it: Movement) -> Found:
    """The earliest times of every packet of a movement."""
    from steun.optimise.marching import MovementPolicy, Packet, plan_movements

    others = holding(it)
    start = this_minute()
    release, due = max(0, whole_minutes(start, it.earliest)), whole_minutes(start, it.latest)
    if due <= release:
        return Found(start, [], "too-late")
    mine = [
        Packet(str(n), "it", CLASS, vehicles, it.origin, (it.destination,), release, due, it.speed_kmh, it.length_m,
               it.gap_m)
        for n, vehicles in enumerate(packets(it.vehicles, it.packet_size), 1)
    ]  # fmt: skip
    problem = situation(it.load, others, start, due, mine)
    plan = plan_movements(problem, MovementPolicy(lane=lane()[0]))
    if plan.unplanned:
        return Found(start, [], plan.unplanned[0].reason)
    by_packet = {schedule.packet: schedule for schedule in plan.schedules}
    rows = [
        {
            "vehicles": one.vehicles,
            "passing": passing(one.vehicles, it.length_m, it.gap_m, it.speed_kmh),
            "legs": [[leg.link, leg.start, leg.enter, leg.leave] for leg in by_packet[one.id].legs],
        }
        for one in mine
    ]
    return Found(start, sorted(rows, key=lambda row: row["legs"][-1][3]))


def in_the_way(it: Movement) -> str:
    """What of its times does not hold any more: a closure, or another credit. "" = they hold."""
    from steun.optimise.marching import MovementPlan, MovementPolicy, check_movements

    others = holding(it)
    start = this_minute()
    mine = as_packets(it, start)
    if len(mine) < len(it.marches) or not mine:
        return "unknown-road" if it.marches else ""
    until = max(schedule.legs[-1].leave for _, schedule in mine)
    problem = situation(it.load, others, start, until, [packet for packet, _ in mine])
    plan = MovementPlan(
        problem, MovementPolicy(lane=lane()[0]), (*problem.granted, *(schedule for _, schedule in mine))
    )
    ours = {packet.id for packet, _ in mine}
    for fault in check_movements(plan):
        if fault.code == "headway" and not ours & set(fault.facts["packets"]):
            continue
        if fault.code in BARS and (fault.code == "headway" or fault.place in ours):
            return fault.code
    return ""


def holding(it: Movement) -> list[Movement]:
    """The other movements that hold their roads."""
    return list(Movement.objects.filter(state__in=HOLDS).exclude(pk=it.pk).order_by("pk"))


def this_minute() -> datetime:
    """From when minutes are counted."""
    return clock.now().replace(second=0, microsecond=0)


def whole_minutes(start: datetime, moment: datetime) -> int:
    return -((start - moment) // MINUTE)


def situation(
    load: Load, others: Sequence[Movement], start: datetime, until: int, mine: Sequence[Packet]
) -> MovementProblem:
    """The register as the planner has it: closures, what this load may not pass, and the credits that stand."""
    from steun.optimise.marching import MovementProblem, RoadPoint

    known = register()
    closures = closed(start)
    points = tuple(RoadPoint(it.code, it.lon, it.lat) for it in known.nodes.values())
    granted = [row for other in others for row in as_packets(other, start)]
    horizon = max([until, *(schedule.legs[-1].leave for _, schedule in granted)]) + BEYOND
    links = tuple(road(known, code, load, closures, horizon) for code in known.links)
    packets_there = (*mine, *(packet for packet, _ in granted))
    schedules = tuple(schedule for _, schedule in granted)
    flows = taken(start, horizon, *lane())
    return MovementProblem(start.isoformat(), horizon, points, links, packets_there, granted=schedules, taken=flows)


def lane() -> tuple[int, int]:
    """Cars an hour on a lane of a motorway, and on a road with one lane each way, by the rules."""
    policy = evacuations().on(clock.today())
    if not policy.figures:
        return USUAL_LANE, USUAL_LANE
    two = (policy.figure(code).value for code in ("lane_cars_per_hour", "two_way_cars_per_hour"))
    return next(two), next(two)


def road(known: RoadRegister, code: str, load: Load, closures: Mapping[str, list[tuple[int, int]]], end: int) -> Road:
    from steun.optimise.marching import Road

    link = known.links[code]
    shut = [(first, min(last, end)) for first, last in closures.get(code, ()) if first < end]
    if is_barred(load, {name: known.least_known(code, name) for name in ASKED}):
        shut = [(0, end)]
    return Road(code, link.a, link.b, link.metres, link.lanes, link.road, closed=tuple(sorted(shut)))


def closed(start: datetime) -> dict[str, list[tuple[int, int]]]:
    """By link: the minutes in which it is closed."""
    found: dict[str, list[tuple[int, int]]] = {}
    for it in Closure.objects.filter(state="in-force"):
        first, last = minutes_of(start, it.starts_at, it.ends_at)
        for code in it.links if last > first else ():
            found.setdefault(code, []).append((first, last))
    return found


def minutes_of(start: datetime, begins: datetime, ends: datetime | None) -> tuple[int, int]:
    """From a start on, half-open; without an end: for longer than anybody plans."""
    return max(0, whole_minutes(start, begins)), whole_minutes(start, ends) if ends else EVER


def taken(start: datetime, horizon: int, lane: int, two_way: int) -> tuple[Taken, ...]:
    """The cars that were seen on roads and nobody planned. lane, two_way: cars an hour that a lane of a motorway and a
    road with one lane each way let through. The planner knows lanes alone: of the latter a flow takes the same part."""
    from steun.optimise.marching import Taken

    found, links = [], register().links
    for it in Flow.objects.filter(state="seen").order_by("pk"):
        first, last = minutes_of(start, it.seen_at, it.ends_at)
        link = links.get(it.link)
        if link is None or it.towards not in (link.a, link.b) or first >= min(last, horizon):
            continue
        cars = it.cars_per_hour if link.lanes > 1 else -(-it.cars_per_hour * lane // two_way)
        found.append(Taken(it.link, it.comes_from, cars, (first, min(last, horizon))))
    return tuple(found)


def fills(it: Flow) -> bool:
    """Does it take every lane of its direction? Then no column drives there; else a column still finds a lane."""
    link = register().links.get(it.link)
    if link is None:
        return False
    one, two_way = lane()
    return it.cars_per_hour >= (link.lanes * one if link.lanes > 1 else two_way)


def as_packets(it: Movement, start: datetime) -> list[tuple[Packet, Schedule]]:
    """Its packets under their times, in minutes from another start; those over links that the register lost are out."""
    from steun.optimise.marching import Packet, RoadLeg, Schedule

    if it.counted_from is None:
        return []
    later, ends, found = whole_minutes(start, it.counted_from), ends_of_links(), []
    for march in it.packets:
        if any(leg.link not in ends for leg in march.legs):
            continue
        name, last = f"{it.pk}/{march.number}", march.legs[-1]
        legs = tuple(RoadLeg(leg.link, leg.start, leg.enter + later, leg.leave + later) for leg in march.legs)
        due = max(1, march.last + later + BEYOND)
        packet = Packet(name, str(it.pk), CLASS, march.vehicles, march.legs[0].start, (last.end(ends),), 0, due,
                        it.speed_kmh, it.length_m, it.gap_m)  # fmt: skip
        found.append((packet, Schedule(name, legs)))
    return found


def ends_of_links() -> Ends:
    """By code of a link: the nodes at its ends."""
    return {code: (link.a, link.b) for code, link in register().links.items()}


def limits_asked(it: Movement) -> dict[str, tuple[str, ...]]:
    """By link on its way: the limits that its load needs and nobody stated."""
    known = register()
    found = {code: limits_to_ask(it.load, known.unknown(code), known.tunnel(code)) for code in it.links}
    return {code: limits for code, limits in found.items() if limits}
