"""The question as arrays, and its worlds: in each, needs of one scenario occur and units are there or away.

Each world has a random stream of its own (seed, scenario, number), so that worlds can be judged in any order, on any
machine, and the same world is met with every set of agreements, with Defence at its first main task and without.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from steun.optimise.allocation.grid.travel import minutes_of_many
from steun.optimise.arrays import Bools, Floats, Int64s
from steun.optimise.readiness.recalibration.flow import serve
from steun.optimise.readiness.recalibration.problem import Ask, Recalibration


@dataclass(frozen=True, slots=True)
class World:
    """asks, quantity (N): which needs occur, for how many pieces, those of fewest pieces first: each need counts alike,
    so a piece of it weighs the more. there (U): is each unit there?"""

    asks: Int64s
    quantity: Floats
    there: Bools

    @property
    def weight(self) -> Floats:
        return 1.0 / self.quantity


@dataclass(frozen=True, slots=True)
class Judged:
    """short (N): pieces that each need of the world lacks; price (P): what one piece more of a pool saves; loss: needs
    that are not met, in parts of needs; have (P): pieces that were there."""

    short: Floats
    price: Floats
    loss: float
    have: Floats


class Tables:
    """Pools of the arrays: first each unit with what is not held ready (U), then each candidate (C): pieces of a unit
    that may be held ready for a capability. ptr, pool, most: the arcs of each ask, by pool."""

    def __init__(self, problem: Recalibration, *, faster: str = "") -> None:
        """faster: a capability of which every unit leaves an hour sooner."""
        self.problem = problem
        units, asks = problem.pools, problem.asks
        self.capacity = np.array([u.capacity for u in units], float)
        self.called = np.array([u.called for u in units], float)
        self.free = np.array([u.free for u in units], float)
        number = {unit.id: n for n, unit in enumerate(units)}
        wanted = {c for ask in asks for c in ask.capabilities}
        self.candidates = [(n, c) for n, u in enumerate(units) for c in sorted(u.offers) if c in wanted]
        self.unit = np.array([n for n, _ in self.candidates], np.int64)
        self.ceiling = np.array([min(units[n].offers[c], units[n].capacity) for n, c in self.candidates], float)
        index = {candidate: k for k, candidate in enumerate(self.candidates)}
        self.held = np.zeros(len(self.candidates))
        for held in problem.held:
            if (number[held.pool], held.capability) in index:
                self.held[index[number[held.pool], held.capability]] += held.pieces
        self.travel = travel(problem)
        self.arcs(faster)

    def arcs(self, faster: str) -> None:
        units, asks = self.problem.pools, self.problem.asks
        offering: dict[str, list[int]] = {}
        for k, (_, capability) in enumerate(self.candidates):
            offering.setdefault(capability, []).append(k)
        ptr, pool, most = [0], [], []
        self.anywhere, self.reachable = np.zeros(len(asks)), np.zeros(len(asks))
        for a, ask in enumerate(asks):
            found: dict[int, float] = {}
            nominal: dict[int, float] = {}
            for capability in ask.capabilities:
                sooner = 60 if capability == faster else 0
                for k in offering.get(capability, ()):
                    u = self.candidates[k][0]
                    if not serves(ask, units[u].owner, defence=units[u].defence):
                        continue
                    nominal[u] = max(nominal.get(u, 0.0), self.ceiling[k])
                    if max(0, units[u].notice - sooner) + self.travel[u, a] <= ask.minutes:
                        found[u] = max(found.get(u, 0.0), self.ceiling[k])
                    if max(0, min(self.problem.ready, units[u].notice) - sooner) + self.travel[u, a] <= ask.minutes:
                        found[len(units) + k] = self.ceiling[k]
            self.anywhere[a] = sum(nominal.values())
            kept = {self.candidates[p - len(units)][0] for p in found if p >= len(units) and self.held[p - len(units)]}
            in_time = kept | {p for p in found if p < len(units)}
            self.reachable[a] = sum(nominal[u] for u in in_time)
            for p in sorted(found):
                pool.append(p)
                most.append(found[p])
            ptr.append(len(pool))
        self.ptr, self.pool = np.array(ptr, np.int64), np.array(pool, np.int64)
        self.most = np.array(most, float)

    @cached_property
    def by_scenario(self) -> dict[str, list[int]]:
        found: dict[str, list[int]] = {name: [] for name in self.problem.scenarios}
        for a, ask in enumerate(self.problem.asks):
            found[ask.scenario].append(a)
        return found

    def have(self, world: World, ready: Floats, *, at_war: bool) -> Floats:
        """Pieces of every pool in a world, with `ready` (C) pieces held ready. What is held ready is there, unless
        Defence is at its first main task."""
        kept = np.bincount(self.unit, ready, len(self.capacity)) if len(ready) else np.zeros(len(self.capacity))
        left = 1.0 - (self.called / 100 if at_war else np.zeros(len(self.called)))
        loose = (self.capacity - kept) * left * world.there
        return np.concatenate([loose, ready * left[self.unit]])

    def slope(self, world: World, price: Floats, *, at_war: bool) -> Floats:
        """What one piece more held ready (C) saves in a world: there, but not among the loose ones any more."""
        units = len(self.capacity)
        left = 1.0 - (self.called / 100 if at_war else np.zeros(len(self.called)))
        return (price[units:] - price[:units][self.unit] * world.there[self.unit]) * left[self.unit]

    def draw(self, scenario: str, number: int, *, at_war: bool) -> World:
        """The world of that number. At its first main task Defence asks what it needs, whatever the scenario."""
        problem = self.problem
        rng = np.random.default_rng((problem.seed, self.problem.scenarios.index(scenario), number))
        there = rng.uniform(0, 100, len(problem.pools)) < self.free
        occurs = rng.uniform(0, 100, len(problem.asks)) < problem.occurs
        factor = rng.uniform(1 - problem.spread / 100, 1 + problem.spread / 100, len(problem.asks))
        mine = self.by_scenario[scenario]
        events = sorted({problem.asks[a].event for a in mine} - {""})
        event = events[int(rng.integers(len(events)))] if events else ""
        chosen = [a for a in mine if (problem.asks[a].event == event if problem.asks[a].event else occurs[a])]
        if at_war:
            known = set(chosen)
            chosen += [a for a, ask in enumerate(problem.asks) if ask.defence and a not in known]
        quantity = np.array([max(1, round(problem.asks[a].quantity * factor[a])) for a in chosen], float)
        order = np.lexsort((np.array(chosen), quantity)) if chosen else np.zeros(0, np.int64)
        return World(np.array(chosen, np.int64)[order], quantity[order], there)

    def judge(self, world: World, ready: Floats, *, at_war: bool) -> Judged:
        have = self.have(world, ready, at_war=at_war)
        short, price = np.zeros(len(world.asks)), np.zeros(len(have))
        loss = serve(
            world.asks, world.quantity, world.weight, self.ptr, self.pool, self.most, have, short, price
        )  # fmt: skip
        return Judged(short, price, float(loss), have)


def serves(ask: Ask, owner: str, *, defence: bool) -> bool:
    """May it come from there? Nobody counts on oneself; Defence asks others; who was named gives."""
    if owner == ask.organisation or (ask.defence and defence):
        return False
    return not ask.owners or owner in ask.owners


def travel(problem: Recalibration) -> Int64s:
    """Minutes from every pool to every ask."""
    pools, asks = problem.pools, problem.asks
    if not pools or not asks:
        return np.zeros((len(pools), len(asks)), np.int64)
    factor = np.array([1.0 if p.airborne else problem.road_factor / 100 for p in pools])
    return minutes_of_many(
        np.array([p.lon for p in pools])[:, None], np.array([p.lat for p in pools])[:, None],
        np.array([a.lon for a in asks])[None], np.array([a.lat for a in asks])[None],
        factor[:, None], np.array([p.speed for p in pools], float)[:, None],
    ).astype(np.int64)  # fmt: skip
