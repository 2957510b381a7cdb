"""An independent checker: does a plan of movements keep every rule, and does it add up?

Plain Python from the raw problem, minute by minute where that keeps it obvious. It shares nothing with the planner but
the format: own travel times, own counts of lanes, own sums.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from steun.optimise.movement.format.plan import Plan
from steun.optimise.movement.format.problem import Link, Packet, Schedule

CODES = (
    "unknown-packet", "unknown-place", "twice", "granted-changed", "not-counted", "origin", "destination", "broken-way",
    "travel-time", "before-release", "after-due", "limit", "not-asked", "closed", "full", "headway", "overtaking",
    "no-room", "escorts", "lane", "lost-cars", "left-early", "reception-full", "objective-wrong", "below-bound",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Violation:
    """A rule that the plan breaks: a stable code, where, and the figures."""

    code: str
    place: str = ""
    facts: dict[str, Any] = field(default_factory=dict)


def check(plan: Plan) -> list[Violation]:
    """Every rule that a plan breaks; an empty list is approval."""
    return [*_columns(plan), *_roads(plan), *_order(plan), *_cars(plan), *_objective(plan)]


def _minutes(metres: int, speed_kmh: int) -> int:
    return math.ceil(metres * 60 / (speed_kmh * 1000) - 1e-9)


def _tail(packet: Packet) -> int:
    return _minutes(packet.vehicles * (packet.length_m + packet.gap_m), packet.speed_kmh)


def _known(plan: Plan) -> list[tuple[Packet, Schedule]]:
    """The schedules that can be looked at: of a known packet, over known links from one of their ends."""
    packets = {packet.id: packet for packet in plan.problem.packets}
    ends = {link.id: (link.a, link.b) for link in plan.problem.links}
    return [
        (packets[s.packet], s)
        for s in plan.schedules
        if s.packet in packets and all(leg.start in ends.get(leg.link, ()) for leg in s.legs)
    ]


def _columns(plan: Plan) -> Iterator[Violation]:
    """Each schedule by itself."""
    problem = plan.problem
    known = _known(plan)
    for schedule in plan.schedules:
        if schedule not in [s for _, s in known]:
            yield Violation("unknown-packet", schedule.packet)
    counts = Counter([s.packet for s in plan.schedules] + [it.packet for it in plan.unplanned])
    for packet in problem.packets:
        if counts[packet.id] != 1:
            yield Violation("twice" if counts[packet.id] else "not-counted", packet.id)
    for schedule in problem.granted:
        if schedule not in plan.schedules:
            yield Violation("granted-changed", schedule.packet)
    asked = {(it.packet, it.link, it.limit) for it in plan.questions}
    links = {link.id: link for link in problem.links}
    for packet, schedule in known:
        if schedule in problem.granted:
            continue
        yield from _way(packet, schedule, links)
        for leg in schedule.legs:
            yield from _limits(packet, links[leg.link], asked, plan.policy.unknown)


def _way(packet: Packet, schedule: Schedule, links: dict[str, Link]) -> Iterator[Violation]:
    at, when = packet.origin, None
    for leg in schedule.legs:
        link = links[leg.link]
        if leg.start != at:
            yield Violation("broken-way" if when is not None else "origin", packet.id, {"at": at, "from": leg.start})
        if leg.leave - leg.enter != _minutes(link.metres, packet.speed_kmh):
            yield Violation("travel-time", packet.id, {"link": link.id})
        if when is not None and leg.enter < when:
            yield Violation("broken-way", packet.id, {"at": leg.start, "enter": leg.enter, "came": when})
        at, when = (link.b if leg.start == link.a else link.a), leg.leave
    if at not in packet.destinations:
        yield Violation("destination", packet.id, {"at": at})
    if schedule.legs[0].enter < packet.release:
        yield Violation("before-release", packet.id)
    if schedule.legs[-1].leave + _tail(packet) > packet.due:
        yield Violation("after-due", packet.id)


def _order(plan: Plan) -> Iterator[Violation]:
    """Inside a movement one packet is first wherever two come by: where both leave, on each road, where both arrive."""
    by_movement = defaultdict(list)
    for packet, schedule in _known(plan):
        by_movement[packet.movement].append((packet, schedule))
    for movement, its in by_movement.items():
        for n, (one, first) in enumerate(its):
            for other, second in its[n + 1 :]:
                if first in plan.problem.granted and second in plan.problem.granted:
                    continue
                there = _comes_by(one, first), _comes_by(other, second)
                turns = {
                    (a > b) - (a < b)
                    for place in there[0].keys() & there[1].keys()
                    for a in there[0][place] for b in there[1][place]
                }  # fmt: skip
                if {1, -1} <= turns:
                    yield Violation("overtaking", movement, {"packets": [one.id, other.id]})


def _comes_by(packet: Packet, schedule: Schedule) -> dict[Any, list[int]]:
    found = defaultdict(list)
    found["leaves", packet.origin].append(schedule.legs[0].enter)
    for leg in schedule.legs:
        found[leg.link, leg.start].append(leg.enter)
    for node in packet.destinations:
        found["arrives", node].append(schedule.legs[-1].leave)
    return found


def _limits(packet: Packet, link: Link, asked: set[Any], unknown: str) -> Iterator[Violation]:
    if link.id in packet.barred:
        yield Violation("limit", packet.id, {"link": link.id, "limit": "barred"})
    for limit, needed, allowed in (
        ("load_class", packet.load_class, link.load_class),
        ("height_cm", packet.height_cm, link.height_cm),
    ):
        if needed and allowed is None and (unknown == "avoid" or (packet.id, link.id, limit) not in asked):
            yield Violation("not-asked", packet.id, {"link": link.id, "limit": limit})
        if needed and allowed is not None and needed > allowed:
            yield Violation("limit", packet.id, {"link": link.id, "limit": limit})


def _roads(plan: Plan) -> Iterator[Violation]:
    """What columns do to one another, and what is closed to them."""
    problem, headway = plan.problem, plan.policy.headway
    links = {link.id: link for link in problem.links}
    known, granted = _known(plan), {it.packet for it in problem.granted}
    there = defaultdict(list)
    for packet, schedule in known:
        for leg in schedule.legs:
            there[leg.link, leg.start].append((leg.enter, leg.leave, _tail(packet), packet.id))
            for start, until in links[leg.link].closed:
                if leg.enter < until and start < leg.leave + _tail(packet) and schedule not in problem.granted:
                    yield Violation("closed", packet.id, {"link": leg.link})
    for flow in problem.taken:
        if flow.cars_per_hour >= links[flow.link].lanes * plan.policy.lane:
            for enter, leave, tail, name in there[flow.link, flow.start]:
                if enter < flow.during[1] and flow.during[0] < leave + tail and name not in granted:
                    yield Violation("full", name, {"link": flow.link})
    for (link, _), columns in there.items():
        for one, other in _pairs(sorted(columns)):
            if other[0] < one[0] + one[2] + headway or other[1] < one[1] + one[2] + headway:
                yield Violation("headway", link, {"packets": [one[3], other[3]]})
    room = {node.id: node.room for node in problem.nodes}
    halts = defaultdict(list)
    for packet, schedule in known:
        for leg, following in pairwise(schedule.legs):
            if following.enter > leg.leave:
                halts[following.start].append((leg.leave, following.enter + _tail(packet), packet.vehicles))
    for node, its in halts.items():
        if _most(its) > room.get(node, 0):
            yield Violation("no-room", node, {"vehicles": _most(its)})
    escorted = [(s.legs[0].enter, s.legs[-1].leave + _tail(p), 1) for p, s in known if p.escort]
    if problem.escorts is not None and _most(escorted) > problem.escorts:
        yield Violation("escorts", "", {"teams": _most(escorted)})


def _pairs(columns: list[tuple[int, int, int, str]]) -> Iterator[tuple[tuple[int, int, int, str], ...]]:
    for n, one in enumerate(columns):
        for other in columns[n + 1 :]:
            yield one, other


def _most(intervals: list[tuple[int, int, int]]) -> int:
    """The most that is there at once."""
    return max((sum(n for a, b, n in intervals if a <= start < b) for start, _, _ in intervals), default=0)


def _held(plan: Plan) -> dict[tuple[str, str, int], float]:
    """Lanes that columns and closures take from cars: by link, from which end, and slot."""
    slot = plan.policy.slot
    minutes: dict[tuple[str, str], set[int]] = defaultdict(set)
    for packet, schedule in _known(plan):
        for leg in schedule.legs:
            minutes[leg.link, leg.start].update(range(leg.enter, leg.leave + _tail(packet)))
    found: dict[tuple[str, str, int], float] = defaultdict(float)
    for (link, start), held in minutes.items():
        for minute in held:
            found[link, start, minute // slot] += 1 / slot
    return found


def _cars(plan: Plan) -> Iterator[Violation]:
    """Cars: lanes, none lost and none made, none before the curve, no reception over its places."""
    problem, slot = plan.problem, plan.policy.slot
    links = {link.id: link for link in problem.links}
    held, cars = _held(plan), Counter[tuple[str, str, int]]()
    balance: Counter[tuple[str, int, int]] = Counter()
    for flow in plan.flows:
        link = links.get(flow.link)
        if link is None or flow.start not in (link.a, link.b):
            yield Violation("unknown-place", flow.link)
            continue
        cars[flow.link, flow.start, flow.slot] += flow.vehicles
        balance[flow.start, flow.class_, flow.slot] -= flow.vehicles
        there = flow.slot + math.floor(link.metres * 60 / (plan.policy.car_kmh * 1000) / slot + 0.5)
        balance[link.b if flow.start == link.a else link.a, flow.class_, there] += flow.vehicles
    for (name, start, n), number in cars.items():
        shut = {m for a, b in links[name].closed for m in range(max(a, n * slot), min(b, (n + 1) * slot))}
        lanes = max(0.0, links[name].lanes - held[name, start, n]) * (1 - len(shut) / slot)
        flows = [it for it in problem.taken if (it.link, it.start) == (name, start)]
        others = sum(
            max((it.cars_per_hour for it in flows if it.during[0] <= minute < it.during[1]), default=0) / 60
            for minute in (range(n * slot, (n + 1) * slot) if flows else ())
        )
        if number > max(0.0, lanes * plan.policy.lane * slot / 60 - others) + 1e-6:
            yield Violation("lane", name, {"from": start, "slot": n, "cars": number})
    yield from _ends(plan, balance)


def _ends(plan: Plan, balance: Counter[tuple[str, int, int]]) -> Iterator[Violation]:
    problem, slot = plan.problem, plan.policy.slot
    zones, receptions = {it.id: it for it in problem.zones}, {it.id: it for it in problem.receptions}
    left: dict[str, Counter[int]] = defaultdict(Counter)
    full: Counter[str] = Counter()
    for row, sign, places in [(r, 1, zones) for r in plan.departures] + [(r, -1, receptions) for r in plan.arrivals]:
        place = places.get(row.place)
        if place is None:
            yield Violation("unknown-place", row.place)
            continue
        balance[place.node, row.class_, row.slot] += sign * row.vehicles
        if sign > 0:
            left[row.place][row.slot] += row.vehicles
        else:
            full[row.place] += row.vehicles
    for (node, class_, n), rest in balance.items():
        if rest:
            yield Violation("lost-cars", node, {"class": class_, "slot": n, "cars": rest})
    for name, by_slot in left.items():
        for n in by_slot:
            x = min(1.0, max(0.0, ((n + 1) * slot - zones[name].order) / zones[name].spread))
            ready = math.floor((3 * x**2 - 2 * x**3) * zones[name].vehicles + 0.5)
            if sum(cars for m, cars in by_slot.items() if m <= n) > ready:
                yield Violation("left-early", name, {"slot": n})
    for name, number in full.items():
        if number > receptions[name].vehicles:
            yield Violation("reception-full", name, {"cars": number})


def _objective(plan: Plan) -> Iterator[Violation]:
    found = objective(plan)
    for name in sorted(found.keys() | plan.objective.keys()):
        if abs(found.get(name, -1) - plan.objective.get(name, -1)) > 1e-6:
            yield Violation("objective-wrong", name, {"is": found.get(name), "said": plan.objective.get(name)})
    for name, bound in plan.bounds.items():
        whole = not name.startswith("column") or not plan.objective.get(name.replace("column-hours", "unplanned"))
        if whole and plan.objective.get(name, bound) < bound - 1e-6:
            yield Violation("below-bound", name)


def objective(plan: Plan) -> dict[str, float]:
    """What the plan is worth, from its rows."""
    problem, slot = plan.problem, plan.policy.slot
    slots = math.ceil(problem.horizon / slot)
    found: dict[str, float] = {}
    for class_ in sorted({zone.class_ for zone in problem.zones}):
        cars = sum(zone.vehicles for zone in problem.zones if zone.class_ == class_)
        safe = sum(it.vehicles for it in plan.arrivals if it.class_ == class_)
        waits = sum(it.vehicles * it.slot for it in plan.arrivals if it.class_ == class_)
        found[f"unsafe {class_}"] = float(cars - safe)
        found[f"hours {class_}"] = (waits + (cars - safe) * slots) * slot / 60
    known = {packet.id: s for packet, s in _known(plan)}
    for class_ in sorted({packet.class_ for packet in problem.packets}):
        its = [packet for packet in problem.packets if packet.class_ == class_]
        found[f"unplanned {class_}"] = float(sum(it.vehicles for it in its if it.id not in known))
        late = (it.vehicles * (known[it.id].legs[-1].leave + _tail(it) - it.release) for it in its if it.id in known)
        found[f"column-hours {class_}"] = sum(late) / 60
    return found
