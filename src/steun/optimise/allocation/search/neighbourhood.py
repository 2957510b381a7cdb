"""Large-neighbourhood search: make room for a line that went short, and keep the change if nobody higher loses.

A step picks a line and one of its pairs, takes away what stands in the way there, serves the line, then serves those
that lost again, in class order. It stays only if the vector of class values got better, or equal and cheaper.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from steun.optimise.allocation.grid.pairs import Table
from steun.optimise.allocation.grid.slots import State, assign, release
from steun.optimise.allocation.search.insertion import Guide, Scratch, insert, price_until
from steun.optimise.compiled import draw, kernel

EQUAL = 1e-9
TOUCHED = 64
"""At most so many lines change in one step."""
PUSHES, SAMPLED = 12, 8
PIECES = 4096
"""At most so many assignments are remembered in one step; a step that touches more is not tried."""


class Goal(NamedTuple):
    """What is maximised: per class the sum over regions of D phi(share); see `Policy.fairness`.

    demand, served (5,G) float64: sum of weights, and weight x share met now; x, y: breakpoints of phi, empty =
    identity.
    """

    demand: Any
    served: Any
    x: Any
    y: Any


class Trail(NamedTuple):
    """What a step has changed, so that it can be taken back. Allocated once."""

    lines: Any
    mark: Any
    met: Any
    piece_line: Any
    piece: Any
    piece_x: Any
    piece_depart: Any
    counts: Any
    change: Any
    order: Any
    delta: Any
    mark_unit: Any


def trail(table: Table, regions: int) -> Trail:
    """An empty trail for `table`."""
    n = PIECES
    return Trail(
        np.zeros(TOUCHED, np.int64),
        np.zeros(len(table.cls), np.int8),
        np.zeros(TOUCHED, np.int64),
        np.zeros(n, np.int64),
        np.zeros(n, np.int64),
        np.zeros(n, np.int64),
        np.zeros(n, np.int64),
        np.zeros(2, np.int64),
        np.zeros((5, max(1, regions))),
        np.zeros(TOUCHED, np.int64),
        np.zeros(5),
        np.zeros(len(table.notice), np.int32),
    )


def goal_of(table: Table, state: State, regions: int, fairness: tuple[tuple[float, float], ...]) -> Goal:
    """The goal, with what is served by `state` now."""
    demand, served = np.zeros((5, max(1, regions))), np.zeros((5, max(1, regions)))
    np.add.at(demand, (table.cls, table.region), table.weight)
    share = np.minimum(state.raw, table.quantity) / table.quantity
    np.add.at(served, (table.cls, table.region), table.weight * share)
    x = np.array([a for a, _ in fairness], float)
    y = np.array([b for _, b in fairness], float)
    return Goal(demand, served, x, y)


@kernel
def phi(x: Any, y: Any, share: float) -> float:
    """phi(share): through the breakpoints, or the identity."""
    if len(x) < 2:
        return share
    for m in range(1, len(x)):
        if share <= x[m] + 1e-12:
            return float(y[m - 1] + (y[m] - y[m - 1]) * (share - x[m - 1]) / (x[m] - x[m - 1]))
    return float(y[-1])


def value(goal: Goal) -> Any:
    """F_1..F_5."""
    out = np.zeros(5)
    for k in range(5):
        for g in np.flatnonzero(goal.demand[k]):
            d = goal.demand[k, g]
            out[k] += d * phi(goal.x, goal.y, goal.served[k, g] / d)
    return out


@kernel
def touch(t: Table, s: State, tr: Trail, line: int) -> bool:
    """Remember a line as it stands, once; False when there is no room to."""
    if tr.mark[line]:
        return True
    n, m = tr.counts[0], tr.counts[1]
    if n >= len(tr.lines):
        return False
    for p in range(t.ptr[line], t.ptr[line + 1]):
        if s.amount[p] > 0:
            if m >= len(tr.piece):
                return False
            tr.piece_line[m], tr.piece[m], tr.piece_x[m], tr.piece_depart[m] = line, p, s.amount[p], s.depart[p]
            m += 1
    tr.lines[n], tr.met[n] = line, min(s.raw[line], t.quantity[line])
    tr.mark[line] = 1
    tr.counts[0], tr.counts[1] = n + 1, m
    return True


@kernel
def clear(t: Table, s: State, line: int) -> None:
    """Take everything away from a line that is not locked."""
    for p in range(t.ptr[line], t.ptr[line + 1]):
        if s.amount[p] > 0 and s.locked[p] == 0:
            release(t, s, line, p)


@kernel
def undo(t: Table, s: State, tr: Trail) -> None:
    """Put every touched line back as it stood."""
    for m in range(tr.counts[0]):
        for p in range(t.ptr[tr.lines[m]], t.ptr[tr.lines[m] + 1]):
            if s.amount[p] > 0:
                release(t, s, tr.lines[m], p)
    for m in range(tr.counts[1] - 1, -1, -1):
        assign(t, s, tr.piece_line[m], tr.piece[m], tr.piece_x[m], tr.piece_depart[m])


@kernel
def forget(tr: Trail) -> None:
    """Start a new step."""
    for m in range(tr.counts[0]):
        tr.mark[tr.lines[m]] = 0
    tr.counts[0] = 0
    tr.counts[1] = 0


@kernel
def make_room(t: Table, s: State, tr: Trail, line: int, p: int, depart: int, want: int, top: int, rng: Any) -> bool:
    """Take lines of class >= top off the unit of pair p until `want` lots fit at that departure."""
    r, occ, ear, full = t.unit[p], t.occ[p], t.ear[p], want * t.use[p]
    i, j = depart // s.slot, (depart + occ + s.slot - 1) // s.slot
    for _ in range(TOUCHED):
        at = -1
        for u in range(i, j):
            room = s.free[r, u]
            if ear >= 0:
                room += max(0, s.ear_cap[ear, u] - s.ear_used[ear, u])
            if room < full:
                at = u
                break
        if at < 0:
            return True
        victim, seen = -1, 0
        lowest = -1.0
        q = s.head[r]
        while q >= 0:
            if (
                s.locked[q] == 0
                and s.depart[q] // s.slot <= at
                and (s.depart[q] + t.occ[q] + s.slot - 1) // s.slot > at
            ):
                other = owner_of(t, q)
                if other != line and t.cls[other] >= top:
                    seen += 1
                    score = t.cls[other] * 1000.0 + draw(rng, 2500)
                    if score > lowest:
                        victim, lowest = q, score
            q = s.nxt[q]
        if victim < 0:
            return False
        other = owner_of(t, victim)
        if not touch(t, s, tr, other):
            return False
        release(t, s, other, victim)
    return False


@kernel
def owner_of(t: Table, p: int) -> int:
    """The line of pair p (binary search in ptr)."""
    low, high = 0, len(t.ptr) - 1
    while high - low > 1:
        middle = (low + high) // 2
        if t.ptr[middle] <= p:
            low = middle
        else:
            high = middle
    return low


@kernel
def serve_again(t: Table, s: State, g: Guide, w: Scratch, tr: Trail, now: int, worth: Any, rng: Any) -> None:
    """Serve the touched lines but the first, higher classes first, else in random order; nothing below a
    minimum stays."""
    n = tr.counts[0]
    for m in range(1, n):
        tr.order[m] = m
    for m in range(n - 1, 1, -1):
        k = 1 + draw(rng, m)
        tr.order[m], tr.order[k] = tr.order[k], tr.order[m]
    for k in range(5):
        for m in range(1, n):
            line = tr.lines[tr.order[m]]
            if t.cls[line] != k:
                continue
            insert(t, s, g, w, line, now, worth[line], t.minimum[line])
            if s.raw[line] < t.minimum[line] or (s.raw[line] == 0):
                clear(t, s, line)
                insert(t, s, g, w, line, now, worth[line], t.minimum[line])


@kernel
def compare(t: Table, s: State, g: Goal, tr: Trail) -> bool:
    """What the step does to F_1..F_5, into `tr.delta`; False when it takes what a line may not lose."""
    allowed = True
    for m in range(tr.counts[0]):
        line = tr.lines[m]
        met = min(s.raw[line], t.quantity[line])
        if met < s.floor[line] and met < tr.met[m]:
            allowed = False
        if t.started[line] < met < t.minimum[line] and met < tr.met[m]:
            allowed = False  # locked pieces are left, and they are too few
        tr.change[t.cls[line], t.region[line]] += t.weight[line] * (met - tr.met[m]) / t.quantity[line]
    tr.delta[:] = 0.0
    for m in range(tr.counts[0]):
        k, j = t.cls[tr.lines[m]], t.region[tr.lines[m]]
        if tr.change[k, j] != 0.0:
            d, before = g.demand[k, j], g.served[k, j]
            tr.delta[k] += d * (phi(g.x, g.y, (before + tr.change[k, j]) / d) - phi(g.x, g.y, before / d))
            tr.change[k, j] = 0.0
    return allowed


@kernel
def judge(t: Table, s: State, g: Goal, tr: Trail) -> int:
    """1 better, 0 equal, -1 worse: the classes' values after the step, the higher class first."""
    if not compare(t, s, g, tr):
        return -1
    for k in range(5):
        if tr.delta[k] > EQUAL:
            return 1
        if tr.delta[k] < -EQUAL:
            return -1
    return 0


@kernel
def settle(t: Table, s: State, g: Goal, tr: Trail) -> None:
    """Book what the step changed in the goal."""
    for m in range(tr.counts[0]):
        line = tr.lines[m]
        met = min(s.raw[line], t.quantity[line])
        g.served[t.cls[line], t.region[line]] += t.weight[line] * (met - tr.met[m]) / t.quantity[line]


@kernel
def cost_of(t: Table, s: State, g: Guide, tr: Trail) -> float:
    """Price, lateness and travel of what the touched lines hold now."""
    total = 0.0
    for m in range(tr.counts[0]):
        line = tr.lines[m]
        for p in range(t.ptr[line], t.ptr[line + 1]):
            if s.amount[p] > 0:
                total += _cost(t, g, line, p, s.amount[p], s.depart[p], s.slot)
    return total


@kernel
def cost_before(t: Table, s: State, g: Guide, tr: Trail) -> float:
    """The same, as it stood before the step."""
    total = 0.0
    for m in range(tr.counts[1]):
        total += _cost(t, g, tr.piece_line[m], tr.piece[m], tr.piece_x[m], tr.piece_depart[m], s.slot)
    return total


@kernel
def _cost(t: Table, g: Guide, line: int, p: int, x: int, depart: int, slot: int) -> float:
    late = g.late * t.weight[line] * 3.0 ** (4 - t.cls[line]) * (depart + t.travel[p] - t.earliest[line])
    price = 0.0
    if g.pre.shape[1] > 1:
        r = t.unit[p]
        u, v = depart // slot, (depart + t.occ[p]) // slot
        a = g.pre[r, u] + (g.pre[r, u + 1] - g.pre[r, u]) * (depart - u * slot) / slot
        b = g.pre[r, v] + (g.pre[r, v + 1] - g.pre[r, v]) * (depart + t.occ[p] - v * slot) / slot
        price = x * t.use[p] * (b - a)
    return float(late + price + g.far * x * t.burden[p])


@kernel
def improve(
    t: Table,
    s: State,
    g: Guide,
    w: Scratch,
    tr: Trail,
    goal: Goal,
    targets: Any,
    worth: Any,
    rng: Any,
    steps: int,
    slack: float,
) -> int:
    """`steps` steps for the lines in `targets`; returns how many were kept. slack: share of equal but dearer
    steps kept."""
    kept = 0
    for _ in range(steps):
        line = targets[draw(rng, len(targets))]
        n = t.ptr[line + 1] - t.ptr[line]
        if n == 0:
            continue
        forget(tr)
        if not touch(t, s, tr, line):
            continue
        short = s.raw[line] < t.quantity[line]
        if not short or draw(rng, 4) == 0:
            clear(t, s, line)
        insert(t, s, g, w, line, s.now, worth[line], 0)
        if s.raw[line] < t.quantity[line]:
            push(t, s, g, tr, line, n, rng)
        if s.raw[line] < t.minimum[line] or (short and s.raw[line] <= tr.met[0]):
            undo(t, s, tr)
            continue
        serve_again(t, s, g, w, tr, s.now, worth, rng)
        verdict = judge(t, s, goal, tr)
        if verdict == 0:
            before, after = cost_before(t, s, g, tr), cost_of(t, s, g, tr)
            if after > before - 1e-12 and draw(rng, 1000) >= slack * 1000:
                verdict = -1
        if verdict < 0:
            undo(t, s, tr)
        else:
            settle(t, s, goal, tr)
            kept += 1
    forget(tr)
    return kept


@kernel
def push(t: Table, s: State, g: Guide, tr: Trail, line: int, n: int, rng: Any) -> None:
    """Serve what the line still needs by pushing others off: each time the cheapest of a few random pairs and
    departures."""
    for _ in range(PUSHES):
        need = t.quantity[line] - s.raw[line]
        if need <= 0:
            return
        best, best_depart, best_x, best_cost = -1, 0, 0, 1e300
        for _ in range(SAMPLED):
            p = t.ptr[line] + draw(rng, n)
            r = t.unit[p]
            first, last = max(t.first[p], s.now + t.notice[r]), t.last[p]
            if s.amount[p] > 0 or first > last:
                continue
            depart = max(first, (first // s.slot + draw(rng, last // s.slot - first // s.slot + 1)) * s.slot)
            work = t.lot[p] * t.percent[p]
            x = min(t.most[p], (need * 100 + work - 1) // work)
            price = 0.0
            if g.pre.shape[1] > 1:
                price = price_until(g.pre[r], depart + t.occ[p], s.slot) - price_until(g.pre[r], depart, s.slot)
            cost = (x * t.use[p] * price + 1e-6 * (depart - first)) / min(need, x * work // 100)
            if cost < best_cost:
                best, best_depart, best_x, best_cost = p, depart, x, cost
        if best < 0 or uses(t, s, line, t.unit[best]):
            continue
        if make_room(t, s, tr, line, best, best_depart, best_x, t.cls[line], rng):
            assign(t, s, line, best, best_x, best_depart)


@kernel
def uses(t: Table, s: State, line: int, r: int) -> bool:
    """Does unit r serve the line already?"""
    for p in range(t.ptr[line], t.ptr[line + 1]):  # noqa: SIM110  # numba compiles no generators
        if s.amount[p] > 0 and t.unit[p] == r:
            return True
    return False
