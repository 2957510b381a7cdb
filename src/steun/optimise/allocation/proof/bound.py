"""Prices per unit and slot, and the bound that they prove.

For any prices lambda >= 0 the best plan is worth at most

    L(lambda) = sum over units and slots of lambda x capacity  +  sum over lines of max(0, best reduced value)

because each line, left alone to buy hours at these prices, does at least as well as in any plan. A price holds for
every minute of its slot and an assignment pays for the minutes it occupies, so the bound holds for the problem in
minutes, whatever the slots. phi (regional fairness) is replaced per region by a line through one of its slopes.

`bidding` finds the prices.
"""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from steun.optimise.allocation.format.problem import Problem
from steun.optimise.allocation.grid.holding_cost import cheapest, running
from steun.optimise.allocation.grid.pairs import Index, Table
from steun.optimise.allocation.grid.slots import State, fixed_spans
from steun.optimise.allocation.search.prices import bid, blend, level_out, reach
from steun.optimise.compiled import kernel

FIRST_ETA, NEXT_ETA, LAST_ETA = 1.2, 0.4, 0.05
"""How fast prices move: in the first round, in the first of a search that begins at good prices, in the last."""
RECENT = 0.3
"""Weight of the last round in the running mean of the prices."""
OPENING = 0.01
"""First price of a slot, as a share of what the mean line would pay for one piece."""
TURN = 1250
"""So many lines buy before the clock is read."""
BLENDS = 4
"""Times a round that prices enter the mean."""


@dataclass(frozen=True, slots=True)
class Priced:
    """Prices (R,T) per slot in the value of the weighted sum of classes 1..k, and the bound UB_k that they prove."""

    prices: Any
    bound: float


def capacity(problem: Problem, index: Index, slots: int, slot: int) -> Any:
    """Mean capacity per slot (R,T) float64, exact in minutes, that the problem's lines could have at most.

    Taken off: when a unit is away, what fixed work holds, and what agreements keep for regions that have no line here.
    What is kept for a region that asks counts as there for all: to price it for each region apart would take prices
    per unit, slot and region.
    """
    size = np.array([u.capacity if u.divisible else 1 for u in problem.units], np.int64)
    out = np.repeat(size[:, None].astype(float), slots, axis=1)
    begun: dict[int, list[tuple[int, int, int]]] = defaultdict(list)
    for r, i, j, _, used in fixed_spans(problem, index):
        begun[r].append((i, j, used))
    asking = {line.region for line in problem.lines}
    for r, u in enumerate(problem.units):
        kept = [(m.start, m.until, m.amount if u.divisible else 1) for m in u.earmarks if m.region not in asking]
        loads = [*((a, b, int(size[r])) for a, b in u.unavailable), *begun[r], *kept]
        if loads:
            out[r] = (size[r] * slot - _gone(loads, int(size[r]), slots, slot)) / slot
    return out


def _gone(loads: list[tuple[int, int, int]], size: int, slots: int, slot: int) -> Any:
    """Piece-minutes per slot (T) that loads (from, until, amount) take of a unit; together never more than it has."""
    steps: dict[int, int] = defaultdict(int)
    for a, b, amount in loads:
        a, b = max(a, 0), min(b, slots * slot)
        if a < b:
            steps[a] += amount
            steps[b] -= amount
    gone, load = np.zeros(slots, np.int64), 0
    for a, b in itertools.pairwise(sorted(steps)):
        load += steps[a]
        i, j = a // slot, -(-b // slot)
        edges = np.arange(i, j) * slot
        gone[i:j] += min(load, size) * (np.minimum(b, edges + slot) - np.maximum(a, edges))
    return gone


@kernel
def buy(t: Table, line: int, n: int, worth: float, unit_cost: Any, does: Any) -> float:
    """Best reduced value of a line: buy the cheapest pieces while they are worth it, or up to the minimum.

    unit_cost, does (n): price per effective piece and pieces to be had, of each of its pairs. Relaxes whole lots.
    """
    need = float(t.quantity[line] - t.started[line])
    least = float(max(0, t.minimum[line] - t.started[line]))
    total, got = 0.0, 0.0
    while got < need:
        best, best_cost = -1, 1e300
        for m in range(n):
            if does[m] > 0.0 and unit_cost[m] < best_cost:
                best, best_cost = m, unit_cost[m]
        if best < 0 or (best_cost >= worth and got >= least):
            break
        room = need if best_cost < worth else least
        x = min(room - got, does[best])
        total += x * (worth - best_cost)
        got += x
        does[best] = 0.0
    if got < least - 1e-9:
        return 0.0
    return max(0.0, total)


@kernel
def respond(t: Table, pre: Any, worth: Any, now: int, slot: int, room: Any) -> float:
    """Sum of the lines' best reduced values at these prices.

    pre (R,T+1): running sums of the prices. worth (L): value of one effective piece, 0 = the line is left out. now:
    minute of decision. room (2, pairs of the widest line): scratch.
    """
    value = 0.0
    for line in range(len(t.cls)):
        need = float(t.quantity[line] - t.started[line])
        if worth[line] <= 0.0 or need <= 0.0:
            continue
        n = 0
        for p in range(t.ptr[line], t.ptr[line + 1]):
            r = t.unit[p]
            first = max(t.first[p], now + t.notice[r])
            if first > t.last[p]:
                continue
            pieces, lots = reach(t.most[p], t.lot[p] * t.percent[p], need)
            room[0, n] = lots * t.use[p] * cheapest(pre[r], first, t.last[p], t.occ[p], slot, True) / pieces
            room[1, n] = pieces
            n += 1
        value += buy(t, line, n, worth[line], room[0], room[1])
    return value


def evaluate(t: Table, prices: Any, have: Any, worth: Any, now: int, slot: int, constant: float) -> float:
    """L(lambda): the bound that these prices (R,T) prove. have (R,T): `capacity`; worth (L): see `respond`; constant:
    value of work that has started, and phi's rest."""
    paid = float((np.where(have > 0, prices, 0.0) * have).sum())
    room = np.zeros((2, int(np.diff(t.ptr).max(initial=0)) + 1))
    return constant + paid + respond(t, running(prices), worth, now, slot, room)


def search(
    t: Table, s: State, have: Any, worth: Any, constant: float, *, iterations: int, start: Any = None,
    first: float = FIRST_ETA, stop: Callable[[], bool] | None = None, pace: Callable[[], float] | None = None,
) -> Priced:  # fmt: skip
    """Prices with a low bound, by so many rounds. worth (L): value of one effective piece per line, 0 = not counted.

    start: prices to begin with, (R,T); first: how fast they move then. Asked every `TURN` lines: stop, True ends with
    the mean so far; pace, share 0..1 of the time that is used: when time runs faster than rounds, so do prices settle.
    """
    lines = np.flatnonzero((worth > 0) & (np.diff(t.ptr) > 0) & (t.quantity > t.started))
    scale = float(worth[lines].mean()) / max(1.0, float(t.occ.mean()) / s.slot) if len(lines) else 0.0
    prices = np.full(have.shape, OPENING * scale) if start is None else start.copy()
    dear = 100.0 * float((worth * t.quantity).max(initial=0.0))  # keeps lines away, and costs the bound nothing
    n = int(np.diff(t.ptr).max(initial=0)) + 1
    cost, lots = np.zeros(n), np.zeros(n)
    mean, pre, level = prices.copy(), np.zeros((len(have), have.shape[1] + 1)), 1.0
    level_out(prices, pre, have, level, dear)
    rng = np.random.default_rng(len(lines))
    turns, order = -(-len(lines) // TURN), lines
    often = -(-turns // BLENDS)
    for turn in range(turns * max(1, iterations)):
        done = max(turn // turns / max(1, iterations - 1), pace() if pace is not None else 0.0)
        if done > 1 or (stop is not None and stop()):
            break
        if turn % turns == 0:
            order = rng.permutation(lines)
        eta = first * (LAST_ETA / first) ** done
        its = np.array_split(order, turns)[turn % turns]
        fall = float(np.exp(-eta / len(lines)))
        level = bid(t, prices, pre, level, have, worth, its, s.now, s.slot, eta, fall, cost, lots)
        if (turn + 1) % often == 0:
            blend(mean, prices, level, (1.0 if turn < turns else RECENT) / BLENDS)
        if (turn + 1) % turns == 0:
            level_out(prices, pre, have, level, dear)
            level = 1.0
    del prices, pre
    return Priced(mean, evaluate(t, mean, have, worth, s.now, s.slot, constant))
