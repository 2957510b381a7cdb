"""How people get away: class after class, as many as possible as early as possible, over the lanes that are left.

Columns hold one lane of their direction, the same for all, in the share of a slot in which one is on the link. Cars
drive a link in whole slots, to the nearest: shorter links cost none.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

import numpy as np

from steun.optimise.arrays import Floats, Int64s
from steun.optimise.movement.columns.windows import Held
from steun.optimise.movement.evacuation.flows import ENDLESS, earliest_in, net_of
from steun.optimise.movement.evacuation.reach import driven
from steun.optimise.movement.format.plan import Crossing, Flow, Policy
from steun.optimise.movement.format.problem import Problem, Zone
from steun.optimise.movement.roads import Roads


@dataclass
class Evacuated:
    """Of one class. cars: (arcs, T) that enter; left, arrived: per zone and reception, (T); safe: in all, (T)."""

    class_: int
    cars: Int64s
    left: dict[str, Int64s]
    arrived: dict[str, Int64s]
    safe: Int64s
    total: int

    @property
    def unsafe(self) -> int:
        return self.total - int(self.safe.sum())

    def hours(self, slot: int) -> float:
        """Car-hours until safe, from the first minute of the horizon: of each slot, the cars that are not yet."""
        return float((self.total - np.cumsum(self.safe)).sum() * slot / 60)


@dataclass
class Evacuation:
    """Roads in slots: what each lane lets through, and how long cars are on a link."""

    problem: Problem
    policy: Policy
    roads: Roads
    slots: int = field(init=False)

    def __post_init__(self) -> None:
        self.slots = -(-self.problem.horizon // self.policy.slot)

    def capacity(self, held: dict[int, list[Held]]) -> Int64s:
        """Cars that may enter each arc in each slot, (arcs, T): what lanes let through that no column holds."""
        lanes = np.repeat(np.array([link.lanes for link in self.problem.links], np.float64), 2)
        left = np.repeat(lanes[:, None], self.slots, axis=1)
        for arc, columns in held.items():
            left[arc] -= self._share((it.enter, it.leave + it.passing) for it in columns)
        for n, link in enumerate(self.problem.links):
            left[2 * n : 2 * n + 2] *= 1 - self._share(link.closed)
        room = np.maximum(left, 0) * self.per_lane
        for arc, cars in self.taken().items():
            room[arc] -= cars
        return np.floor(np.maximum(room, 0) + 1e-9).astype(np.int64)

    def taken(self) -> dict[int, Floats]:
        """By arc, the cars that nobody planned in each slot, (T)."""
        found: dict[int, Floats] = {}
        for arc, flows in self.roads.taken.items():
            minutes: Floats = np.zeros(self.slots * self.policy.slot)
            for cars, (start, until) in flows:  # the largest last
                minutes[max(0, start) : max(0, until)] = cars / 60
            found[arc] = minutes.reshape(self.slots, -1).sum(axis=1)
        return found

    @property
    def per_lane(self) -> float:
        """Cars that one lane lets through in a slot."""
        return self.policy.lane * self.policy.slot / 60

    def _share(self, intervals: Iterable[tuple[int, int]]) -> Floats:
        """Which part of each slot, (T), lies in one of the intervals."""
        minutes: Floats = np.zeros((self.slots, self.policy.slot))
        for start, until in intervals:
            minutes.reshape(-1)[max(0, start) : max(0, until)] = 1
        share: Floats = minutes.mean(axis=1)
        return share

    def leaving(self, zone: Zone) -> Int64s:
        """Cars that get ready to leave in each slot, (T): few, many, few (3x^2 - 2x^3 over the spread)."""
        ends = np.arange(1, self.slots + 1) * self.policy.slot
        x = np.clip((ends - zone.order) / zone.spread, 0, 1)
        gone = np.floor((3 * x**2 - 2 * x**3) * zone.vehicles + 0.5).astype(np.int64)
        return np.diff(gone, prepend=0)

    def drive_slots(self) -> Int64s:
        """Slots that cars are on each link, (links)."""
        metres = np.array([link.metres for link in self.problem.links], np.float64)
        return np.floor(metres * 60 / (self.policy.car_kmh * 1000) / self.policy.slot + 0.5).astype(np.int64)

    def drive(self, class_: int, capacity: Int64s, places: dict[str, int], *, firm: bool = True) -> Evacuated:
        """The cars of a class through what the capacity (arcs, T) and the receptions leave."""
        zones = [zone for zone in self.problem.zones if zone.class_ == class_]
        nodes = driven(self.problem, zones)
        of_use = np.array([self.problem.nodes[start].id in nodes for start, _ in self.roads.ends], bool)
        layout = Layout(self, zones, np.where(of_use[:, None], capacity, 0), places)
        net = net_of(*layout.arcs(), layout.nodes)
        before = net.room.copy()
        begin, doors = layout.doors()
        safe = earliest_in(net, layout.source, layout.sink, begin, doors, np.full(len(doors), ENDLESS, np.int64), firm)
        before[doors] = ENDLESS
        return layout.read((before - net.room)[0::2], safe, class_)


class Layout:
    """Which number each node and arc has in time. Nodes: roads by slot, homes by slot, receptions, source, sink."""

    def __init__(self, of: Evacuation, zones: list[Zone], capacity: Int64s, places: dict[str, int]) -> None:
        self.of, self.zones, self.capacity, self.places = of, zones, capacity, places
        problem, slots = of.problem, of.slots
        self.homes = len(problem.nodes) * slots
        self.receptions = self.homes + len(zones) * slots
        self.source = self.receptions + len(problem.receptions)
        self.sink, self.nodes = self.source + 1, self.source + 2

    def arcs(self) -> tuple[Int64s, Int64s, Int64s]:
        """Starts, ends and room of all arcs: roads, ready to leave, wait at home, set out, reception, its places."""
        of, problem, slots = self.of, self.of.problem, self.of.slots
        t = np.arange(slots)
        blocks: list[tuple[Int64s, Int64s, Int64s]] = []
        self.road: list[tuple[int, Int64s]] = []
        self.size = 0
        long = of.drive_slots()
        for arc, (a, b) in enumerate(of.roads.ends):
            some = t[(t + long[arc // 2] < slots) & (self.capacity[arc] > 0)]
            self.road.append((self.size, some))
            self._add(blocks, a * slots + some, b * slots + some + long[arc // 2], self.capacity[arc][some])
        self.left_at = self.size
        for n, zone in enumerate(self.zones):
            home, road = self.homes + n * slots + t, of.roads.node[zone.node] * slots + t
            endless = np.full(slots, ENDLESS, np.int64)
            self._add(blocks, home, road, endless)
            self._add(blocks, np.full(slots, self.source), home, of.leaving(zone))
            self._add(blocks, home[:-1], home[1:], endless[1:])
        self.doors_at = self.size
        for n, reception in enumerate(problem.receptions):
            node = of.roads.node[reception.node] * slots + t
            self._add(blocks, node, np.full(slots, self.receptions + n), np.zeros(slots, np.int64))
        some = np.arange(len(problem.receptions))
        room = np.array([self.places[it.id] for it in problem.receptions], np.int64)
        self._add(blocks, self.receptions + some, np.full(len(some), self.sink), room)
        starts, ends, rooms = (np.concatenate(parts).astype(np.int64) for parts in zip(*blocks, strict=True))
        return starts, ends, rooms

    def _add(self, blocks: list[tuple[Int64s, Int64s, Int64s]], starts: Int64s, ends: Int64s, room: Int64s) -> None:
        blocks.append((starts, ends, room))
        self.size += len(starts)

    def doors(self) -> tuple[Int64s, Int64s]:
        """Where each slot begins in the list of arcs into receptions, (T + 1), and that list."""
        slots, many = self.of.slots, len(self.of.problem.receptions)
        by_slot = self.doors_at + (np.arange(slots)[:, None] + np.arange(many) * slots)
        return np.arange(slots + 1) * many, 2 * by_slot.ravel()

    def read(self, flow: Int64s, safe: Int64s, class_: int) -> Evacuated:
        """The flow of each arc (K) as cars on roads, out of zones and into receptions."""
        slots, problem = self.of.slots, self.of.problem
        cars = np.zeros((2 * len(problem.links), slots), np.int64)
        for arc, (at, some) in enumerate(self.road):
            cars[arc, some] = flow[at : at + len(some)]
        step = 3 * slots - 1
        left = {zone.id: flow[self.left_at + n * step :][:slots] for n, zone in enumerate(self.zones)}
        arrived = {it.id: flow[self.doors_at + n * slots :][:slots] for n, it in enumerate(problem.receptions)}
        return Evacuated(class_, cars, left, arrived, safe, sum(zone.vehicles for zone in self.zones))


Rows = tuple[tuple[Flow, ...], tuple[Crossing, ...], tuple[Crossing, ...]]


def rows(roads: Roads, done: Iterable[Evacuated]) -> Rows:
    """Flows, departures and arrivals as a plan tells them."""
    flows: list[Flow] = []
    left: list[Crossing] = []
    arrived: list[Crossing] = []
    for its in done:
        for arc, slot in np.argwhere(its.cars > 0):
            leg = roads.leg(int(arc), 0, 0)
            flows.append(Flow(leg.link, leg.start, its.class_, int(slot), int(its.cars[arc, slot])))
        left += _crossings(its.left, its.class_)
        arrived += _crossings(its.arrived, its.class_)
    return tuple(flows), tuple(left), tuple(arrived)


def _crossings(by_place: dict[str, Int64s], class_: int) -> Iterator[Crossing]:
    for place, row in by_place.items():
        for slot in np.flatnonzero(row > 0):
            yield Crossing(place, class_, int(slot), int(row[slot]))
