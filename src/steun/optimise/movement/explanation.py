"""Why a packet arrives when it does: its free time, what other columns cost it, what evacuees cost it, and where."""

from __future__ import annotations

from dataclasses import dataclass

from steun.optimise.movement.columns.schedules import Columns, under_way
from steun.optimise.movement.format.plan import Plan
from steun.optimise.movement.format.problem import Packet, Schedule
from steun.optimise.movement.roads import Roads, passing, travel


@dataclass(frozen=True, slots=True)
class Explanation:
    """Minutes from release to the arrival of the tail: alone on the roads, then what comes on top.

    columns: because of the other columns. evacuees: because it gave way to them. detour_m: longer than its free way.
    behind: per link that it enters later than it is at hand there, the packets that are in the way a minute earlier.
    """

    packet: str
    free: int
    columns: int
    evacuees: int
    detour_m: int
    behind: dict[str, tuple[str, ...]]


def explain(plan: Plan, name: str) -> Explanation:
    """The story of one packet. Raises ValueError for a packet that the plan does not have, or has no schedule for."""
    schedules = {schedule.packet: schedule for schedule in plan.schedules}
    packets = {packet.id: packet for packet in plan.problem.packets}
    if name not in packets:
        raise ValueError(f"packet: no packet {name!r}")
    if name not in schedules:
        raise ValueError(f"packet: {name!r} has no schedule; `unplanned` says why")
    packet, schedule, roads = packets[name], schedules[name], Roads(plan.problem)
    alone = Columns(plan.problem, plan.policy, roads)
    others = Columns(plan.problem, plan.policy, roads)
    for other, its in schedules.items():
        if other != name:
            others.add(packets[other], its)
    free = alone.earliest(packet) or schedule  # a granted one may use what is closed since
    among = others.earliest(packet) or schedule
    there = [under_way(packet, it)[1] for it in (free, among, schedule)]
    return Explanation(
        name,
        there[0] - packet.release,
        there[1] - there[0],
        there[2] - there[1],
        _metres(plan, schedule) - _metres(plan, free),
        _behind(others, roads, packet, schedule),
    )


def _metres(plan: Plan, schedule: Schedule) -> int:
    long = {link.id: link.metres for link in plan.problem.links}
    return sum(long[leg.link] for leg in schedule.legs)


def _behind(others: Columns, roads: Roads, packet: Packet, schedule: Schedule) -> dict[str, tuple[str, ...]]:
    found = {}
    for leg in schedule.legs:
        arc = roads.arc_of(leg)
        long = travel(packet, roads.link_of(arc))
        if ahead := tuple(others.register.in_the_way(arc, leg.enter - 1, long, passing(packet))):
            found[leg.link] = ahead
    return found
