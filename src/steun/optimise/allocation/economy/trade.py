"""Trades: two lines change places, or one goes where there is room, refused by price before anything is moved.

An exchange takes away and serves anew, which costs tens of microseconds; nearly all that it tries is dearer. Here what
a change would cost is known from two pairs and two departures, so that a hundred are looked at in the time of one.
Everybody gets as much as before, to the piece. Kept as an exchange is: a dearer one now and then.
"""

from __future__ import annotations

import numpy as np

from steun.optimise.allocation.economy.exchange import NEAR, held_by
from steun.optimise.allocation.grid.pairs import Table
from steun.optimise.allocation.grid.slots import State, assign, effect, line_of, release
from steun.optimise.allocation.search.insertion import Guide
from steun.optimise.allocation.search.neighbourhood import uses
from steun.optimise.allocation.search.trail import cost_at
from steun.optimise.arrays import Int64s
from steun.optimise.compiled import draw, kernel


@kernel
def trade(t: Table, s: State, g: Guide, order: Int64s, rng: Int64s, looks: int, heat: float) -> float:
    """Look at so many changes; returns how much less the plan costs then. order, heat: as of `exchange`."""
    saved = 0.0
    for _ in range(looks):
        line = draw(rng, len(t.cls))
        n = t.ptr[line + 1] - t.ptr[line]
        if n < 2 or s.raw[line] <= t.started[line]:
            continue
        p = order[t.ptr[line] + draw(rng, 1 + draw(rng, min(n, NEAR)))]
        q = held_by(t, s, line, rng)
        if q < 0 or t.unit[p] == t.unit[q]:
            continue
        x, depart = _as_much(t, p, effect(t, q, s.amount[q])), _departure(t, s, p, rng)
        if x == 0 or depart < 0 or uses(t, s, line, t.unit[p]):
            continue
        most = heat * -np.log((draw(rng, 1_000_000) + 1) * 1e-6)  # what the change may cost
        most += cost_at(t, g, line, q, s.amount[q], s.depart[q], s.slot)
        most -= cost_at(t, g, line, p, x, depart, s.slot)
        if fits(t, s, p, depart, x):
            if most >= 0.0:
                saved += _cost(t, s, g, line, q) - cost_at(t, g, line, p, x, depart, s.slot)
                release(t, s, line, q)
                assign(t, s, line, p, x, depart)
            continue
        saved += _change_places(t, s, g, order, rng, line, q, p, x, depart, most)
    return saved


@kernel
def _change_places(
    t: Table, s: State, g: Guide, order: Int64s, rng: Int64s, line: int, q: int, p: int, x: int, depart: int,
    most: float,
) -> float:  # fmt: skip
    """Somebody on the unit of pair p goes where `line` comes from, or to a unit that is cheap for it, if that costs no
    more than `most`; returns what is saved."""
    v = _in_the_way(t, s, line, p, depart, rng)
    if v < 0:
        return 0.0
    other = line_of(t, v)
    w = _pair_with(t, other, t.unit[q])
    if w < 0 or draw(rng, 4) == 0:
        w = order[t.ptr[other] + draw(rng, min(t.ptr[other + 1] - t.ptr[other], NEAR))]
    y, then = _as_much(t, w, effect(t, v, s.amount[v])), _departure(t, s, w, rng)
    if y == 0 or then < 0 or t.unit[w] == t.unit[p] or uses(t, s, other, t.unit[w]):
        return 0.0
    before = _cost(t, s, g, other, v)
    after = cost_at(t, g, other, w, y, then, s.slot)
    if after - before > most:
        return 0.0
    before += _cost(t, s, g, line, q)
    after += cost_at(t, g, line, p, x, depart, s.slot)
    was_x, was_depart, its_x, its_depart = s.amount[q], s.depart[q], s.amount[v], s.depart[v]
    release(t, s, line, q)
    release(t, s, other, v)
    if fits(t, s, p, depart, x):
        assign(t, s, line, p, x, depart)
        if fits(t, s, w, then, y):
            assign(t, s, other, w, y, then)
            return before - after
        release(t, s, line, p)
    assign(t, s, other, v, its_x, its_depart)
    assign(t, s, line, q, was_x, was_depart)
    return 0.0


@kernel
def _cost(t: Table, s: State, g: Guide, line: int, p: int) -> float:
    """What a pair in use costs."""
    return float(cost_at(t, g, line, p, s.amount[p], s.depart[p], s.slot))


@kernel
def _as_much(t: Table, p: int, pieces: int) -> int:
    """Lots of pair p that do just as much; 0 = none do."""
    work = t.lot[p] * t.percent[p]
    x = (pieces * 100 + work - 1) // work
    return int(x) if x <= t.most[p] and effect(t, p, x) == pieces else 0


@kernel
def _departure(t: Table, s: State, p: int, rng: Int64s) -> int:
    """The first departure of pair p, or one of its others; -1 = there is none."""
    first, last = max(t.first[p], s.now + t.notice[t.unit[p]]), t.last[p]
    if first >= last or draw(rng, 2) == 0:
        return int(first) if first <= last else -1
    return int(max(first, (first // s.slot + draw(rng, last // s.slot - first // s.slot + 1)) * s.slot))


@kernel
def fits(t: Table, s: State, p: int, depart: int, x: int) -> bool:
    """Is there room for x lots of pair p in every slot that they touch?"""
    r, ear, full = t.unit[p], t.ear[p], x * t.use[p]
    for u in range(depart // s.slot, (depart + t.occ[p] + s.slot - 1) // s.slot):
        room = s.free[r, u]
        if ear >= 0:
            room += max(0, s.ear_cap[ear, u] - s.ear_used[ear, u])
        if room < full:
            return False
    return True


@kernel
def _in_the_way(t: Table, s: State, line: int, p: int, depart: int, rng: Int64s) -> int:
    """A pair of another line that is on the unit of p then, and not locked; -1 = none."""
    found, seen = -1, 0
    q = s.head[t.unit[p]]
    while q >= 0:
        if s.locked[q] == 0 and s.depart[q] < depart + t.occ[p] + s.slot and s.depart[q] + t.occ[q] + s.slot > depart:
            seen += 1
            if draw(rng, seen) == 0:
                found = q
        q = s.nxt[q]
    return found if found >= 0 and line_of(t, found) != line else -1


@kernel
def _pair_with(t: Table, line: int, r: int) -> int:
    """The first pair of a line with that unit, or -1."""
    for p in range(t.ptr[line], t.ptr[line + 1]):
        if t.unit[p] == r:
            return int(p)
    return -1
