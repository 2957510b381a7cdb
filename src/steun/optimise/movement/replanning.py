"""What has changed since a plan was made, and the plan that keeps all that can stay: every change with its reason.

A schedule stays when it is still possible as it stands: the same packet, on links that are still there, that bear it
and are not closed while it drives there. What stays is repeated unchanged; the others look for a way around it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from steun.optimise.movement.columns.schedules import halts, under_way
from steun.optimise.movement.format.faults import sound_problem
from steun.optimise.movement.format.plan import Change, Plan, Policy
from steun.optimise.movement.format.problem import Link, Packet, Problem, Schedule
from steun.optimise.movement.planner import plan
from steun.optimise.movement.roads import Roads, bears, passing, travel


def replan(made: Plan, changed: Problem, policy: Policy | None = None) -> tuple[Plan, list[Change]]:
    """A plan for the changed problem that keeps every schedule that is still possible, and who goes otherwise.

    Raises `InvalidProblem` with every fault.
    """
    changed, policy = sound_problem(changed), policy or made.policy
    why = dict(undone(made, changed, policy))
    fixed = {it.packet for it in changed.granted}
    stays = tuple(it for it in made.schedules if it.packet not in why and it.packet not in fixed)
    fresh = plan(replace(changed, granted=(*changed.granted, *stays)), policy)
    fresh = replace(fresh, problem=changed)
    return fresh, list(changes(made, fresh, why))


def undone(made: Plan, changed: Problem, policy: Policy) -> Iterator[tuple[str, tuple[str, str]]]:
    """By packet, why its schedule cannot stay, and where."""
    before = {it.id: it for it in made.problem.packets}
    after = {it.id: it for it in changed.packets}
    links, roads = {it.id: it for it in changed.links}, Roads(changed)
    rooms = {it.id: it.room for it in changed.nodes}
    less = {it.id for it in made.problem.nodes if rooms.get(it.id, 0) < it.room}
    teams = fewer(made.problem.escorts, changed.escorts)
    tighter = policy.headway > made.policy.headway
    for schedule in made.schedules:
        packet = after.get(schedule.packet)
        if packet is None:
            yield schedule.packet, ("withdrawn", "")
        elif late(before[packet.id], packet, schedule):
            yield packet.id, ("packet-changed", "")
        elif tighter or (teams and packet.escort):
            yield packet.id, ("headway" if tighter else "escorts", "")
        elif found := next(barred(packet, schedule, links, policy), None):
            yield packet.id, found
        elif full := next((n for n, _ in halts(roads, packet, schedule) if changed.nodes[n].id in less), None):
            yield packet.id, ("no-room", changed.nodes[full].id)


def fewer(before: int | None, after: int | None) -> bool:
    """Are there less teams than there were?"""
    return after is not None and (before is None or after < before)


def late(before: Packet, after: Packet, schedule: Schedule) -> bool:
    """Does the schedule not fit the packet as it is now? Another class or load changes nothing of the way itself."""
    start, until = under_way(after, schedule)
    same = all(getattr(before, name) == getattr(after, name) for name in ("vehicles", "length_m", "gap_m", "speed_kmh"))
    ends = after.origin == before.origin and set(before.destinations) <= set(after.destinations)
    return not (same and ends and before.escort == after.escort and after.release <= start and until <= after.due)


def barred(packet: Packet, schedule: Schedule, links: dict[str, Link], policy: Policy) -> Iterator[tuple[str, str]]:
    """Links that it cannot drive any more as the schedule has it."""
    for leg in schedule.legs:
        link = links.get(leg.link)
        if link is None:
            yield "road-gone", leg.link
        elif not bears(link, packet, policy):
            yield "limit", leg.link
        elif leg.leave - leg.enter != travel(packet, link):
            yield "length", leg.link
        elif any(start < leg.leave + passing(packet) and leg.enter < until for start, until in link.closed):
            yield "closed", leg.link


def changes(made: Plan, fresh: Plan, why: dict[str, tuple[str, str]]) -> Iterator[Change]:
    """Each packet of which the schedule is another one than it was."""
    old, new = ({it.packet: it for it in its.schedules} for its in (made, fresh))
    packets = {it.id: it for it in (*made.problem.packets, *fresh.problem.packets)}
    for name, packet in packets.items():
        if old.get(name) != new.get(name):
            there = [under_way(packet, it)[1] if (it := its.get(name)) else None for its in (old, new)]
            reason, where = why.get(name, ("new", "") if name not in old else ("granted", ""))
            yield Change(name, reason, where, *there)
