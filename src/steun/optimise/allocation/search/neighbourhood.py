"""Large-neighbourhood search (Shaw, 1998): make room for a line that went short; keep it if nobody higher loses.

A step destroys and repairs: it picks a line and one of its pairs, takes away what stands in the way there, serves the
line, then serves those that lost again, in class order. It is kept only if the vector of class values is
lexicographically better, or equal and cheaper.
"""

from __future__ import annotations

from steun.optimise.allocation.grid.pairs import Table
from steun.optimise.allocation.grid.slots import State, assign, clear, line_of, release
from steun.optimise.allocation.search.goal import Goal
from steun.optimise.allocation.search.insertion import Guide, Scratch, insert, price_until
from steun.optimise.allocation.search.trail import (
    TOUCHED,
    Trail,
    accept,
    cost_before,
    cost_of,
    forget,
    improvement,
    touch,
    undo,
)
from steun.optimise.arrays import Floats, Int64s
from steun.optimise.compiled import draw, kernel

ROUNDS, SAMPLED = 12, 8
"""How often a step displaces others for its line at most, and among how many random pairs and departures it chooses."""


@kernel
def make_room(t: Table, s: State, tr: Trail, line: int, p: int, depart: int, want: int, top: int, rng: Int64s) -> bool:
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
                other = line_of(t, q)
                if other != line and t.cls[other] >= top:
                    seen += 1
                    score = t.cls[other] * 1000.0 + draw(rng, 2500)
                    if score > lowest:
                        victim, lowest = q, score
            q = s.nxt[q]
        if victim < 0:
            return False
        other = line_of(t, victim)
        if not touch(t, s, tr, other):
            return False
        release(t, s, other, victim)
    return False


@kernel
def reinsert(t: Table, s: State, g: Guide, w: Scratch, tr: Trail, now: int, worth: Floats, rng: Int64s) -> None:
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
def improve(
    t: Table,
    s: State,
    g: Guide,
    w: Scratch,
    tr: Trail,
    goal: Goal,
    targets: Int64s,
    worth: Floats,
    rng: Int64s,
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
            displace(t, s, g, tr, line, n, rng)
        if s.raw[line] < t.minimum[line] or (short and s.raw[line] <= tr.met[0]):
            undo(t, s, tr)
            continue
        reinsert(t, s, g, w, tr, s.now, worth, rng)
        verdict = improvement(t, s, goal, tr)
        if verdict == 0:
            before, after = cost_before(t, s, g, tr), cost_of(t, s, g, tr)
            if after > before - 1e-12 and draw(rng, 1000) >= slack * 1000:
                verdict = -1
        if verdict < 0:
            undo(t, s, tr)
        else:
            accept(t, s, goal, tr)
            kept += 1
    forget(tr)
    return kept


@kernel
def displace(t: Table, s: State, g: Guide, tr: Trail, line: int, n: int, rng: Int64s) -> None:
    """Serve what the line still needs by displacing others: each time at the cheapest of a few random pairs and
    departures."""
    for _ in range(ROUNDS):
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
