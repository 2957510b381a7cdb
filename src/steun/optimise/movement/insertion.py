"""One packet more, or one that is not content, beside all that stands: when it could be there, and what would help.

Nothing that stands is touched: no other column, and no lane that evacuees use in the plan. So what is offered here can
be granted at once. Every alternative was found by inserting the packet as it then is; nothing is estimated.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterator, Mapping
from copy import copy
from dataclasses import dataclass, field, replace
from typing import Any

from steun.optimise.movement.columns.schedules import Columns, under_way
from steun.optimise.movement.columns.windows import Window
from steun.optimise.movement.format.plan import Plan
from steun.optimise.movement.format.problem import Link, Packet, Schedule
from steun.optimise.movement.roads import Roads, questions

ORDER = ("as-asked", "later", "sooner", "smaller", "lighter", "lower", "no-escort", "limits-known")
"""What is tried, from what changes nothing to what must be found out."""
SOONER = (60, 120, 240, 480)
"""Minutes that a packet might leave earlier."""

Facts = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Alternative:
    """A way in which a packet can go, tried by inserting it.

    code, facts: what is done for it (minutes, vehicles, limits). packet: as it then is. arrival: minute at which its
    tail is there.
    as-asked      as it is.                              facts: none
    later         it may be there later than its due.    facts: minutes, due
    sooner        it leaves earlier.                     facts: minutes, release
    smaller       only so many of its vehicles go.       facts: vehicles
    lighter       without what is heavier.               facts: load_class
    lower         without what is higher.                facts: height_cm
    no-escort     it needs no team that goes along.      facts: none
    limits-known  roads of which nobody knows the limit  facts: links
                  turn out to bear it.
    """

    code: str
    facts: Facts
    packet: Packet
    schedule: Schedule
    arrival: int


@dataclass
class Standing:
    """A plan, laid out so that packets can be tried beside it, one after the other. without: a packet that is taken
    off first."""

    plan: Plan
    without: str = ""
    columns: Columns = field(init=False)
    used: dict[int, list[Window]] = field(init=False)
    higher: dict[int, dict[int, list[Window]]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.columns = Columns(self.plan.problem, self.plan.policy, Roads(self.plan.problem))
        packets = {packet.id: packet for packet in self.plan.problem.packets}
        for schedule in self.plan.schedules:
            if schedule.packet != self.without:
                self.columns.add(packets[schedule.packet], schedule)
        self.used = used_by_cars(self.plan, self.columns.roads)

    def at(self, packet: Packet, *, due: int | None = None, columns: Columns | None = None) -> Schedule | None:
        """The earliest schedule that touches nobody; None when its tail cannot be there by `due`, its own if absent."""
        return (columns or self.columns).earliest(packet, lambda arc: self.used.get(arc, ()), due)

    def sparing(self, packet: Packet, soonest: Schedule, wait: int) -> Schedule | None:
        """The earliest that leaves evacuees of a higher class their lanes, if it loses at most `wait` minutes to them
        against the soonest."""
        if packet.class_ not in self.higher:
            self.higher[packet.class_] = used_by_cars(self.plan, self.columns.roads, packet.class_)
        used = self.higher[packet.class_]
        if not used:
            return soonest
        due = min(packet.due, under_way(packet, soonest)[1] + wait)
        return self.columns.earliest(packet, lambda arc: used.get(arc, ()), due)

    def alternatives(self, packet: Packet) -> list[Alternative]:
        """How the packet can go, in the order of `ORDER`: as asked if it can, and each change with which it is there
        sooner, or at all."""
        first = self.at(packet)
        found = [] if first is None else [Alternative("as-asked", {}, packet, first, under_way(packet, first)[1])]
        soonest = found[0].arrival if found else None
        if first is None:
            found += self._later(packet)
        for code, facts, changed in self._changed(packet):
            if any(it.code == code for it in found):
                continue  # the smallest change that helps is enough
            columns = self.trusting if code == "limits-known" else None
            due = changed.due if soonest is None else soonest - 1
            schedule = self.at(changed, due=due, columns=columns)
            if schedule is None:
                continue
            if code == "limits-known":
                asked = questions(replace(self.plan.problem, packets=(changed,)), (schedule,))
                facts = {"links": tuple(sorted({it.link for it in asked}))}
            found.append(Alternative(code, facts, changed, schedule, under_way(changed, schedule)[1]))
        return sorted(found, key=lambda it: ORDER.index(it.code))

    def _later(self, packet: Packet) -> Iterator[Alternative]:
        horizon = self.plan.problem.horizon
        if (schedule := self.at(packet, due=horizon)) is not None:
            arrival = under_way(packet, schedule)[1]
            facts = {"minutes": arrival - packet.due, "due": arrival}
            yield Alternative("later", facts, replace(packet, due=arrival), schedule, arrival)

    def _changed(self, packet: Packet) -> Iterator[tuple[str, Facts, Packet]]:
        """The packet with one thing changed, each kind from the smallest change on."""
        for minutes in SOONER:
            if minutes <= packet.release:
                earlier = packet.release - minutes
                yield "sooner", {"minutes": minutes, "release": earlier}, replace(packet, release=earlier)
        if packet.vehicles > 1:
            half = -(-packet.vehicles // 2)
            yield "smaller", {"vehicles": half}, replace(packet, vehicles=half)
        for code, limit in (("lighter", "load_class"), ("lower", "height_cm")):
            needed = getattr(packet, limit)
            borne = {bears for link in self.plan.problem.links if (bears := getattr(link, limit))}
            for most in sorted((bears for bears in borne if bears < needed), reverse=True):
                yield code, {limit: most}, replace(packet, **{limit: most})
        if packet.escort:
            yield "no-escort", {}, replace(packet, escort=False)
        if self.plan.policy.unknown == "avoid":
            yield "limits-known", {}, packet

    @property
    def trusting(self) -> Columns:
        """The same columns, that drive also where a limit is not known."""
        made = copy(self.columns)
        made.policy, made.left = replace(self.plan.policy, unknown="ask"), {}
        return made


def insert(plan: Plan, packet: Packet) -> list[Alternative]:
    """How a packet can go beside a plan that stays as it is (`Standing.alternatives`); empty: not at all. For many
    packets beside one plan, lay the plan out once (`Standing`). Raises nothing for a sound problem and packet."""
    return Standing(plan).alternatives(packet)


def used_by_cars(plan: Plan, roads: Roads, above: int = 99) -> dict[int, list[Window]]:
    """By arc, the slots in which evacuees need more than a column there would leave them: half-open minutes, joined.
    above: only those of a higher class than this."""
    slot, per_lane = plan.policy.slot, plan.policy.lane * plan.policy.slot / 60
    cars: dict[int, dict[int, int]] = defaultdict(lambda: defaultdict(int))
    for flow in plan.flows:
        if flow.class_ >= above:
            continue
        cars[roads.arc_from(flow.link, flow.start)][flow.slot] += flow.vehicles
    found: dict[int, list[Window]] = {}
    for arc, by_slot in cars.items():
        link = roads.link_of(arc)
        there = {m: number for number, during in roads.taken.get(arc, ()) for m in range(*during)}
        for n in sorted(by_slot):
            start, until = n * slot, (n + 1) * slot
            shut = sum(start <= m < until for a, b in link.closed for m in range(max(a, start), min(b, until)))
            others = sum(there.get(m, 0) for m in range(start, until)) / 60
            if by_slot[n] > math.floor(max(0.0, (link.lanes - 1) * (1 - shut / slot) * per_lane - others) + 1e-9):
                windows = found.setdefault(arc, [])
                if windows and windows[-1][1] == start:
                    windows[-1] = (windows[-1][0], until)
                else:
                    windows.append((start, until))
    return found


def with_packet(plan: Plan, it: Alternative) -> Plan:
    """The plan with an alternative inserted: all others as they were. Of a packet that the plan has, only where it was
    `unplanned`."""
    problem, packet = plan.problem, it.packet
    others = tuple(one for one in problem.packets if one.id != packet.id)
    whole = replace(problem, packets=(*others, packet))
    if it.code == "limits-known":
        whole = replace(whole, links=tuple(_borne(one, it) for one in problem.links))
    was = next((one for one in problem.packets if one.id == packet.id), None)
    objective, bounds = dict(plan.objective), dict(plan.bounds)
    if was is not None:
        objective[f"unplanned {was.class_}"] -= was.vehicles
        add_to(bounds, was, _alone(plan, was), -1)
    add_to(objective, packet, it.arrival, 1)
    add_to(bounds, packet, _alone(replace(plan, problem=whole), packet), 1)
    if it.code == "limits-known":
        bounds = {}  # others too might be there sooner over these roads
    return replace(
        plan,
        problem=whole,
        schedules=(*plan.schedules, it.schedule),
        unplanned=tuple(one for one in plan.unplanned if one.packet != packet.id),
        questions=(*plan.questions, *questions(whole, (it.schedule,))),
        objective=objective,
        bounds=bounds,
    )


def _borne(link: Link, it: Alternative) -> Link:
    """The link, with what was found out of it."""
    if link.id not in it.facts["links"]:
        return link
    needs = it.packet
    return replace(
        link,
        load_class=link.load_class or needs.load_class or None,
        height_cm=link.height_cm or needs.height_cm or None,
    )


def _alone(plan: Plan, packet: Packet) -> int | None:
    """When its tail would be there if it were alone on the roads; None: not in time."""
    schedule = Columns(plan.problem, plan.policy, Roads(plan.problem)).earliest(packet)
    return under_way(packet, schedule)[1] if schedule else None


def add_to(figures: dict[str, float], packet: Packet, arrival: int | None, times: int) -> None:
    """Count a packet in the figures of a plan, or (times -1) take it out of them."""
    unplanned, hours = f"unplanned {packet.class_}", f"column-hours {packet.class_}"
    figures[unplanned] = figures.get(unplanned, 0.0) + times * (packet.vehicles if arrival is None else 0)
    long = 0 if arrival is None else arrival - packet.release
    figures[hours] = figures.get(hours, 0.0) + times * packet.vehicles * long / 60
