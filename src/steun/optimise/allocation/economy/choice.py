"""From whom each line would best be served, if others want the same: by what travel costs and a unit's time is worth.

A unit's time gets one price per piece and minute, found as `search.prices` finds those of hours: the lines choose one
after another, what is chosen grows dearer at once, all else cheaper. The pairs of a line in the order of cost and price
are those that an exchange tries first.
"""

from __future__ import annotations

import numpy as np

from steun.optimise.allocation.grid.pairs import Table
from steun.optimise.allocation.grid.slots import State
from steun.optimise.arrays import Bools, Floats, Int64s
from steun.optimise.compiled import kernel

ROUNDS, FIRST_STEP, LAST_STEP, RECENT = 40, 1.0, 0.02, 0.3
"""Rounds of price updates, how fast prices move in the first and in the last, and the last one's weight in the mean."""


def time_prices(t: Table, s: State, have: Floats) -> Floats:
    """Price (R) of a minute of one piece of each unit, in units of `Table.burden`. have (R,T): `capacity`."""
    lines = np.flatnonzero(np.diff(t.ptr) > 0)
    held = np.maximum(1.0, (have * _wanted(t, s, have.shape[1])).sum(axis=1) * s.slot)
    scale = float(t.burden.mean()) / max(1.0, float((t.use * t.occ).mean())) if len(t.unit) else 0.0
    prices = np.full(len(held), 0.1 * scale)
    mean, rng = prices.copy(), np.random.default_rng(len(lines))
    for n in range(ROUNDS if len(lines) else 0):
        step = FIRST_STEP * (LAST_STEP / FIRST_STEP) ** (n / (ROUNDS - 1))
        _choose_in_turn(t, prices, held, rng.permutation(lines), step, 0.02 * scale)
        mean += RECENT * (prices - mean)
    return mean


def _wanted(t: Table, s: State, slots: int) -> Bools:
    """In which slots somebody could want a unit (R,T)."""
    change = np.zeros((len(s.head), slots + 1))
    np.add.at(change, (t.unit, np.minimum(t.first // s.slot, slots)), 1.0)
    np.add.at(change, (t.unit, np.minimum(-(-(t.last + t.occ) // s.slot), slots)), -1.0)
    return np.cumsum(change, axis=1)[:, :slots] > 0


@kernel
def _choose_in_turn(t: Table, prices: Floats, held: Floats, order: Int64s, step: float, lift: float) -> None:
    """Each line in turn chooses the pair that costs least for one piece; prices (R) move in place."""
    level = 1.0
    fall = np.exp(-step / len(order))
    for m in range(len(order)):
        line = order[m]
        level *= fall
        best, low = -1, 1e300
        for p in range(t.ptr[line], t.ptr[line + 1]):
            cost = price_of_pair(t, p, level * prices[t.unit[p]])
            if cost < low:
                best, low = p, cost
        r = t.unit[best]
        pieces = t.quantity[line] * 100.0 / (t.lot[best] * t.percent[best])
        z = min(2.0, step * pieces * t.use[best] * t.occ[best] / held[r])
        prices[r] = prices[r] * np.exp(z) + z * lift / level
    prices *= level


@kernel
def price_of_pair(t: Table, p: int, price: float) -> float:
    """What one effective piece by pair p costs, at that price of its unit's time."""
    return float((t.burden[p] + price * t.use[p] * t.occ[p]) * 100.0 / (t.lot[p] * t.percent[p]))


@kernel
def by_cost(t: Table, prices: Floats) -> tuple[Int64s, Floats]:
    """The pairs (P) of each line, the cheapest first, and per line (L) how much dearer the second is than the first."""
    order, regret = np.zeros(len(t.unit), np.int64), np.zeros(len(t.cls))
    for line in range(len(t.cls)):
        begin, end = t.ptr[line], t.ptr[line + 1]
        cost = np.zeros(end - begin)
        for p in range(begin, end):
            cost[p - begin] = price_of_pair(t, p, prices[t.unit[p]])
        its = np.argsort(cost)
        order[begin:end] = begin + its
        if end - begin > 1:
            regret[line] = cost[its[1]] - cost[its[0]]
    return order, regret
