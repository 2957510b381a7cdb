"""Each packet on its earliest way through what the others leave, one after the other.

A label is a node with the minutes, without a gap, at which the head can be there: later ones by halting where there is
room, further back. Where the packet may halt, every later minute is one of them. A label goes through each window of
an arc (`windows`) that it meets; the first that comes to a destination is the earliest arrival there is, exactly
(safe interval path planning, Phillips and Likhachev 2011, with intervals of arrival for nodes without room). Those
that could be there first on empty roads are looked at first (A*, Hart, Nilsson and Raphael 1968).
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from heapq import heappop, heappush
from itertools import count
from operator import itemgetter
from typing import NamedTuple

from steun.optimise.movement.columns.order import FREE, Mate, Order, orders
from steun.optimise.movement.columns.windows import Held, Register, Window
from steun.optimise.movement.format.plan import Policy, Unplanned
from steun.optimise.movement.format.problem import Packet, Problem, Schedule
from steun.optimise.movement.roads import Roads, bears, passing, travel

Protected = Callable[[int], Iterable[Window]]
"""The intervals of an arc that evacuees need for themselves."""


def nothing(arc: int) -> Iterable[Window]:
    return ()


class Label(NamedTuple):
    low: int
    high: int
    node: int
    arc: int
    halts: bool
    before: Label | None


class Halt(NamedTuple):
    """Vehicles that stand at a node in [start, until)."""

    start: int
    until: int
    vehicles: int


@dataclass
class Columns:
    """The schedules so far, and who holds which road, place and team because of them."""

    problem: Problem
    policy: Policy
    roads: Roads
    register: Register = field(init=False)
    schedules: dict[str, Schedule] = field(default_factory=dict)
    halts: dict[int, list[Halt]] = field(default_factory=dict)
    escorted: list[Window] = field(default_factory=list)
    mates: dict[str, list[Mate]] = field(default_factory=dict)
    left: dict[object, dict[int, int]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        shut = {2 * n + way: list(link.closed) for n, link in enumerate(self.problem.links) for way in (0, 1)}
        for arc, full in self.roads.full(self.policy.lane).items():
            shut[arc] += full
        self.register = Register(self.policy.headway, self.problem.horizon, shut)

    def add(self, packet: Packet, schedule: Schedule) -> None:
        self.schedules[packet.id] = schedule
        self.mates.setdefault(packet.movement, []).append((packet, schedule))
        for leg in schedule.legs:
            self.register.held[self.roads.arc_of(leg)].append(Held(leg.enter, leg.leave, passing(packet), packet.id))
        for node, halt in halts(self.roads, packet, schedule):
            self.halts.setdefault(node, []).append(halt)
        if packet.escort:
            self.escorted.append(under_way(packet, schedule))

    def earliest(self, packet: Packet, protected: Protected = nothing, due: int | None = None) -> Schedule | None:
        """The schedule with the earliest arrival that passes no other packet of its movement; None when its tail cannot
        be there by `due`, its own by default."""
        due = min(packet.due if due is None else due, self.problem.horizon)
        for order in orders(packet, self.mates.get(packet.movement, ())):
            if found := self._in_turn(packet, protected, due, order):
                return found
        return None

    def _in_turn(self, packet: Packet, protected: Protected, due: int, order: Order) -> Schedule | None:
        soonest = 0
        for release, until in self._with_team(packet, due):
            if until < soonest:
                continue  # whoever leaves later is not there before
            found = self._with_room(packet, protected, release, due, order)
            if found is None:
                return None
            soonest = under_way(packet, found)[1]
            if soonest <= until:
                return found
        return None

    def _with_room(self, packet: Packet, protected: Protected, release: int, due: int, order: Order) -> Schedule | None:
        crowded = frozenset[int]()
        while (found := self._way(packet, protected, release, due, crowded, order)) is not None:
            full = {node for node, halt in halts(self.roads, packet, found) if self._crowded(node, halt)}
            if not full:
                return found
            crowded = crowded | full
        return None

    def _way(
        self, packet: Packet, protected: Protected, release: int, due: int, crowded: frozenset[int],
        order: Order = FREE,
    ) -> Schedule | None:  # fmt: skip
        roads, tail = self.roads, passing(packet)
        goals = {roads.node[name] for name in packet.destinations}
        soonest = {roads.node[name]: minute for name, minute in order.soonest.items()}
        last_there = {roads.node[name]: minute for name, minute in order.latest.items()}
        latest = due - tail
        rest = self.minutes_left(packet)
        turn, origin = count(), roads.node[packet.origin]
        at_best = min((soonest.get(node, 0) for node in goals), default=0)
        leaves = max(release, order.leaves[0]), min(latest, order.leaves[1])
        if origin not in rest or leaves[0] > leaves[1]:
            return None
        open_ = [(leaves[0] + rest[origin], 0, 0, next(turn), Label(*leaves, origin, -1, True, None))]
        seen: dict[int, list[Window]] = {}
        windows: dict[int, list[Window]] = {}
        while open_:
            *_, label = heappop(open_)
            if label.node in goals:
                return self._back(packet, label)
            if _covered(seen.setdefault(label.node, []), label):
                continue
            for arc in roads.out[label.node]:
                node = roads.ends[arc][1]
                if node not in rest or not bears(roads.link_of(arc), packet, self.policy):
                    continue
                long = travel(packet, roads.link_of(arc))
                if arc not in windows:  # the same for every label that comes along
                    windows[arc] = list(self.register.free(arc, long, tail, protected(arc), order))
                for low, high in met(windows[arc], label):
                    first, last = max(low, label.low) + long, min(high, label.high) + long
                    if first + rest[node] > latest:
                        break
                    if node in goals:
                        first, last = max(first, soonest.get(node, 0)), min(last, last_there.get(node, last))
                        if first > min(last, latest):
                            continue
                    may_halt = node not in crowded and self.problem.nodes[node].room >= packet.vehicles
                    last = latest if may_halt else min(last, latest)
                    least = max(at_best, first + rest[node])  # and of those alike, who has least to go
                    further = Label(first, last, node, arc, may_halt, label)
                    heappush(open_, (least, rest[node] if least == at_best else 0, -last, next(turn), further))
        return None

    def minutes_left(self, packet: Packet) -> dict[int, int]:
        """Minutes from each node to a destination on empty roads; nodes that lead to none are absent."""
        sort = (packet.destinations, packet.speed_kmh, packet.load_class, packet.height_cm, packet.barred)
        if sort not in self.left:
            self.left[sort] = dict(self._left(packet))
        return self.left[sort]

    def _left(self, packet: Packet) -> Iterator[tuple[int, int]]:
        open_, seen = [(0, self.roads.node[name]) for name in packet.destinations], set()
        while open_:
            minutes, node = heappop(open_)
            if node in seen:
                continue
            seen.add(node)
            yield node, minutes
            for arc in self.roads.out[node]:  # a link leads both ways, and takes the same time
                if bears(link := self.roads.link_of(arc), packet, self.policy):
                    heappush(open_, (minutes + travel(packet, link), self.roads.ends[arc][1]))

    def _back(self, packet: Packet, label: Label) -> Schedule:
        """From its arrival back: it enters the last link so long before, and halts where it came earlier and may."""
        legs, at = [], label.low
        while label.before is not None:
            long = travel(packet, self.roads.link_of(label.arc))
            # Where it may halt it came at the first minute; elsewhere just when it goes on.
            came = label.low if label.halts else at
            legs.append(self.roads.leg(label.arc, came - long, came))
            at, label = came - long, label.before
        return Schedule(packet.id, tuple(reversed(legs)))

    def _crowded(self, node: int, halt: Halt) -> bool:
        """Would more vehicles stand there than have room?"""
        others = [it for it in self.halts.get(node, ()) if it.start < halt.until and halt.start < it.until]
        moments = [halt.start, *(it.start for it in others if it.start > halt.start)]
        most = max(sum(it.vehicles for it in others if it.start <= m < it.until) for m in moments)
        return most + halt.vehicles > self.problem.nodes[node].room

    def _with_team(self, packet: Packet, due: int) -> Iterator[Window]:
        """The times between which it can be under way, in order: always some team is free that goes along."""
        if not packet.escort or self.problem.escorts is None:
            yield packet.release, due
            return
        least = self.minutes_left(packet).get(self.roads.node[packet.origin], 0) + passing(packet)
        start, going, edges = packet.release, 0, [(b, -1) for _, b in self.escorted]
        for minute, change in sorted([*edges, *((a, 1) for a, _ in self.escorted), (due, self.problem.escorts)]):
            free = going < self.problem.escorts
            going += change
            if free and going >= self.problem.escorts and min(minute, due) - start >= least:
                yield start, min(minute, due)
            if not free and going < self.problem.escorts:
                start = max(packet.release, minute)


def met(windows: list[Window], label: Label) -> Iterator[Window]:
    """The windows, in their order, that have a minute in common with the label."""
    for n in range(bisect_left(windows, label.low, key=itemgetter(1)), len(windows)):
        if windows[n][0] > label.high:
            return
        yield windows[n]


def _covered(seen: list[Window], label: Label) -> bool:
    """Is there a label that was here as early and may be here as late? If not, this one is kept."""
    if any(low <= label.low and label.high <= high for low, high in seen):
        return True
    seen.append((label.low, label.high))
    return False


def halts(roads: Roads, packet: Packet, schedule: Schedule) -> Iterator[tuple[int, Halt]]:
    """Where it stands between two legs, from the arrival of its head until its tail has left."""
    for leg, following in zip(schedule.legs, schedule.legs[1:], strict=False):
        if following.enter > leg.leave:
            yield roads.node[following.start], Halt(leg.leave, following.enter + passing(packet), packet.vehicles)


def under_way(packet: Packet, schedule: Schedule) -> Window:
    """From the departure of its head to the arrival of its tail."""
    return schedule.legs[0].enter, schedule.legs[-1].leave + passing(packet)


def unplanned(columns: Columns, packet: Packet) -> Unplanned:
    """Why there is no schedule, and when its tail could be there at the soonest."""
    alone = Columns(columns.problem, columns.policy, columns.roads)
    horizon = columns.problem.horizon
    if alone.earliest(packet, due=horizon) is None:
        return Unplanned(packet.id, "no-road")
    soonest = columns.earliest(packet, due=horizon)
    arrival = under_way(packet, soonest)[1] if soonest else None
    return Unplanned(packet.id, "too-late" if alone.earliest(packet) is None else "roads-taken", arrival)
