"""What has changed since a plan was made, and the plan that keeps all that can stay: every change with its reason.

A schedule stays when it is still possible as it stands: the same packet, on links that are still there, that bear it
and are not closed while it drives there. What stays is repeated unchanged; the others look for a way around it, first
beside the evacuees as they go; only where such a column takes a lane of theirs do these leave anew.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import chain, repeat

from steun.optimise.movement.columns.schedules import Columns, halts, under_way, unplanned
from steun.optimise.movement.evacuation.classes import Evacuation, rows
from steun.optimise.movement.format.faults import sound_problem
from steun.optimise.movement.format.plan import Change, Plan, Policy, Unplanned
from steun.optimise.movement.format.problem import Link, Packet, Problem, Schedule
from steun.optimise.movement.insertion import Standing, add_to
from steun.optimise.movement.planner import Stopped, drive_in_turn, in_turn, never, of_cars, of_columns, plan
from steun.optimise.movement.roads import Roads, bears, passing, questions, travel

COLUMNS = ("unplanned", "column-hours")
"""Figures that columns make."""
NONE = 99
"""Below every class."""


def replan(
    made: Plan, changed: Problem, policy: Policy | None = None, stopped: Stopped = never
) -> tuple[Plan, list[Change]]:
    """A plan for the changed problem that keeps every schedule that is still possible, and who goes otherwise.

    stopped: asked before each packet that has to move; those that were not looked at yet are "not-tried" then.
    Raises `InvalidProblem` with every fault.
    """
    changed, policy = sound_problem(changed), policy or made.policy
    why, stays = kept(made, changed, policy)
    standing = replace(made, problem=changed, policy=policy, schedules=(*changed.granted, *stays))
    if cars_go_otherwise(made, changed, policy):
        fresh = plan(replace(changed, granted=standing.schedules), policy, stopped=stopped)
    else:
        fresh = replace(beside_cars(standing, stopped), bounds=bounds_now(made, changed, policy))
    fresh = replace(fresh, problem=changed)
    return fresh, list(changes(made, fresh, why))


def kept(made: Plan, changed: Problem, policy: Policy) -> tuple[dict[str, tuple[str, str]], tuple[Schedule, ...]]:
    """By packet why its schedule cannot stay and where; and the schedules that can, beside the credits."""
    why = dict(undone(made, changed, policy))
    fixed = {it.packet for it in changed.granted}
    return why, tuple(it for it in made.schedules if it.packet not in why and it.packet not in fixed)


def beside_cars(standing: Plan, stopped: Stopped = never) -> Plan:
    """Those without a schedule beside all that stands. Evacuees go as they went, unless such a column takes a lane of
    theirs: it is of the same or a higher class, or would lose more to them than the dial allows. Then they and the
    classes below them leave anew.

    standing: the problem as it is now, with the schedules that stay and the evacuees of before.
    """
    problem, there = standing.problem, Standing(standing)
    columns, missed, anew = there.columns, [], NONE
    halted = False
    for packet in in_turn(it for it in problem.packets if it.id not in columns.schedules):
        halted = halted or stopped()
        soonest = None if halted else columns.earliest(packet)
        if soonest is None:
            missed.append(Unplanned(packet.id, "not-tried") if halted else unplanned(columns, packet))
            continue
        spares = there.sparing(packet, soonest, standing.policy.wait)
        beside = there.at(packet, due=under_way(packet, spares or soonest)[1])
        if not beside:
            anew = min(anew, packet.class_ if spares else 1)
        columns.add(packet, beside or spares or soonest)
    schedules = tuple(columns.schedules[it.id] for it in problem.packets if it.id in columns.schedules)
    packets = {it.id: it for it in problem.packets}
    arrivals = {it.packet: under_way(packets[it.packet], it)[1] for it in schedules}
    cars = {name: value for name, value in standing.objective.items() if name.startswith(("unsafe", "hours"))}
    fresh = replace(
        standing,
        schedules=schedules,
        unplanned=tuple(missed),
        questions=tuple(questions(problem, schedules)),
        objective=cars | of_columns(problem, arrivals),
        bounds={},
    )
    return leaving_anew(fresh, columns, anew) if anew < NONE else fresh


def leaving_anew(made: Plan, columns: Columns, from_class: int) -> Plan:
    """The plan in which evacuees of this class and below leave again, over what columns and higher classes leave."""
    problem, policy = made.problem, made.policy
    evacuation = Evacuation(problem, policy, columns.roads)
    left, places = evacuation.capacity(columns.register.held), {it.id: it.vehicles for it in problem.receptions}
    flows, departures, arrivals = (
        tuple(row for row in made.flows if row.class_ < from_class),
        tuple(row for row in made.departures if row.class_ < from_class),
        tuple(row for row in made.arrivals if row.class_ < from_class),
    )
    for flow in flows:
        left[columns.roads.arc_from(flow.link, flow.start), flow.slot] -= flow.vehicles
    for row in arrivals:
        places[row.place] -= row.vehicles
    done = drive_in_turn(evacuation, left, places, from_class)
    new = rows(columns.roads, done)
    return replace(
        made,
        flows=(*flows, *new[0]), departures=(*departures, *new[1]), arrivals=(*arrivals, *new[2]),
        objective={**made.objective, **of_cars(policy, done)},
    )  # fmt: skip


def bounds_now(made: Plan, changed: Problem, policy: Policy) -> dict[str, float]:
    """No plan has less, where evacuees go as they went: as before, but for packets that are others now. Where a road
    became better, each packet is tried alone anew."""
    alone, before = Columns(changed, policy, Roads(changed)), Columns(made.problem, policy, Roads(made.problem))
    found = {name: value for name, value in made.bounds.items() if name.startswith(("unsafe", "hours"))}
    old, new = ({it.id: it for it in one.packets} for one in (made.problem, changed))
    better = any(map(is_better, made.problem.links, changed.links, repeat(policy.unknown)))
    better = better or made.problem.taken != changed.taken
    if better or len(made.problem.links) != len(changed.links) or made.problem.horizon != changed.horizon:
        return found | of_columns(changed, {name: at for name, it in new.items() if (at := there_alone(alone, it))})
    found = dict(made.bounds)
    for name in old.keys() | new.keys():
        if old.get(name) != new.get(name):
            for packets, columns, times in ((old, before, -1), (new, alone, 1)):
                if name in packets:
                    add_to(found, packets[name], there_alone(columns, packets[name]), times)
    classes = {it.class_ for it in changed.packets}
    return {name: value for name, value in found.items() if not name.startswith(COLUMNS) or int(name[-1]) in classes}


def there_alone(columns: Columns, packet: Packet) -> int | None:
    """When its tail would be there if it were alone on the roads; None: not in time. columns: nobody's yet."""
    schedule = columns.earliest(packet)
    return under_way(packet, schedule)[1] if schedule else None


def is_better(before: Link, after: Link, unknown: str) -> bool:
    """Might a column do more with the road than it did?"""
    if (before.id, before.metres) != (after.id, after.metres) or not set(before.closed) <= set(after.closed):
        return True
    limits = [(getattr(before, name), getattr(after, name)) for name in ("load_class", "height_cm")]
    return any(
        was != now and (unknown == "avoid" or (was is not None and (now is None or now > was))) for was, now in limits
    )


def cars_go_otherwise(made: Plan, changed: Problem, policy: Policy) -> bool:
    """Could evacuees go as they went no more, or better than they did? A limit of columns is nothing to them."""
    was, its = made.problem, changed
    people = (was.zones, was.receptions) != (its.zones, its.receptions)
    if people or replace(policy, wait=made.policy.wait) != made.policy:
        return bool(its.zones or was.zones)
    if not its.zones:
        return False
    roads = [[(it.id, it.a, it.b, it.metres, it.lanes) for it in one.links] for one in (was, its)]
    if was.horizon != its.horizon or roads[0] != roads[1] or was.taken != its.taken:
        return True
    used = {(flow.link, flow.slot) for flow in made.flows}
    for before, after in zip(was.links, its.links, strict=True):
        if not set(before.closed) <= set(after.closed):
            return True
        for start, until in set(after.closed) - set(before.closed):
            if any((after.id, n) in used for n in range(start // policy.slot, -(-until // policy.slot))):
                return True
    return False


def undone(made: Plan, changed: Problem, policy: Policy) -> Iterator[tuple[str, tuple[str, str]]]:
    """By packet, why its schedule cannot stay, and where."""
    before = {it.id: it for it in made.problem.packets}
    after = {it.id: it for it in changed.packets}
    links, roads = {it.id: it for it in changed.links}, Roads(changed)
    rooms = {it.id: it.room for it in changed.nodes}
    less = {it.id for it in made.problem.nodes if rooms.get(it.id, 0) < it.room}
    teams = fewer(made.problem.escorts, changed.escorts)
    tighter = policy.headway > made.policy.headway
    taken = {
        (leg.link, leg.start): times for arc, times in roads.full(policy.lane).items() for leg in [roads.leg(arc, 0, 1)]
    }
    for schedule in made.schedules:
        packet = after.get(schedule.packet)
        if packet is None:
            yield schedule.packet, ("withdrawn", "")
        elif late(before[packet.id], packet, schedule):
            yield packet.id, ("packet-changed", "")
        elif tighter or (teams and packet.escort):
            yield packet.id, ("headway" if tighter else "escorts", "")
        elif found := next(chain(barred(packet, schedule, links, policy), crowded(packet, schedule, taken)), None):
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


def crowded(
    packet: Packet, schedule: Schedule, full: dict[tuple[str, str], list[tuple[int, int]]]
) -> Iterator[tuple[str, str]]:
    """Links that are full of cars nobody planned while it would drive there."""
    for leg in schedule.legs:
        for start, until in full.get((leg.link, leg.start), ()):
            if start < leg.leave + passing(packet) and leg.enter < until:
                yield "full", leg.link


def changes(made: Plan, fresh: Plan, why: dict[str, tuple[str, str]]) -> Iterator[Change]:
    """Each packet of which the schedule is another one than it was."""
    old, new = ({it.packet: it for it in its.schedules} for its in (made, fresh))
    packets = {it.id: it for it in (*made.problem.packets, *fresh.problem.packets)}
    for name, packet in packets.items():
        if old.get(name) != new.get(name):
            there = [under_way(packet, it)[1] if (it := its.get(name)) else None for its in (old, new)]
            reason, where = why.get(name, ("new", "") if name not in old else ("granted", ""))
            yield Change(name, reason, where, *there)
