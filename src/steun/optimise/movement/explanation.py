"""Why a packet arrives when it does: its free time, what other columns and evacuees cost it, where, what would help."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from steun.optimise.movement.columns.schedules import Columns, under_way
from steun.optimise.movement.format.plan import Plan
from steun.optimise.movement.format.problem import Packet, Schedule
from steun.optimise.movement.insertion import Alternative, Standing
from steun.optimise.movement.roads import Roads, passing, travel


@dataclass(frozen=True, slots=True)
class Explanation:
    """Minutes from release to the arrival of the tail: alone on the roads, then what comes on top.

    free: alone; None: not even then. taken: because of cars that nobody planned. columns: because of the other columns.
    evacuees: because it gave way to them.
    detour_m: longer than its free way. reason: why it has no schedule; "" where it has one, and only then minutes.
    behind: per link that it enters later than it is at hand there, the packets that are in the way a minute earlier.
    remedies: changes with which it is there sooner, or at all, each tried by inserting it beside the plan as it stands.
    """

    packet: str
    free: int | None
    columns: int = 0
    evacuees: int = 0
    taken: int = 0
    detour_m: int = 0
    behind: dict[str, tuple[str, ...]] = field(default_factory=dict)
    reason: str = ""
    remedies: tuple[Alternative, ...] = ()


def explain(plan: Plan, name: str, remedies: bool = True) -> Explanation:
    """The story of one packet, with what would help it unless one does without.

    Raises ValueError for a packet that the plan does not have."""
    packet = next((packet for packet in plan.problem.packets if packet.id == name), None)
    if packet is None:
        raise ValueError(f"packet: no packet {name!r}")
    schedule = next((it for it in plan.schedules if it.packet == name), None)
    others = Standing(plan, without=name)
    tried = others.alternatives(packet) if remedies else []
    roads = others.columns.roads
    empty = replace(plan.problem, taken=())
    free = Columns(empty, plan.policy, Roads(empty)).earliest(packet)
    alone_now = Columns(plan.problem, plan.policy, roads).earliest(packet) if plan.problem.taken else free
    if schedule is None:
        reason = next((it.reason for it in plan.unplanned if it.packet == name), "not-counted")
        alone = None if free is None else under_way(packet, free)[1] - packet.release
        return Explanation(name, alone, reason=reason, remedies=tuple(tried))
    free = free or schedule  # a granted one may use what is closed since
    alone_now = alone_now or schedule
    among = others.columns.earliest(packet) or schedule
    there = [under_way(packet, it)[1] for it in (free, alone_now, among, schedule)]
    return Explanation(
        name,
        there[0] - packet.release,
        there[2] - there[1],
        there[3] - there[2],
        there[1] - there[0],
        _metres(plan, schedule) - _metres(plan, free),
        _behind(others.columns, roads, packet, schedule),
        remedies=tuple(it for it in tried if it.arrival < there[3]),
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
