"""What is free, per unit and slot, and what the plan holds so far.

Slots are coarse; minutes are true. An assignment takes every slot that it touches, so a plan that fits in slots fits
in minutes. A unit with an earmark keeps `ear_cap - ear_used` free for its region on top of `free`.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from steun.optimise.allocation.format.problem import Problem
from steun.optimise.allocation.grid.occupancy import fixed_spans
from steun.optimise.allocation.grid.pairs import Index, Table
from steun.optimise.arrays import Int8s, Int32s, Int64s
from steun.optimise.compiled import kernel

CELLS = 120_000_000
"""At most so many unit-slots (int32: 480 MB); a wider slot is taken for larger worlds."""


class State(NamedTuple):
    """What is free, and what is assigned.

    free: of a unit in a slot, without what is kept; ear_cap, ear_used: kept for a region, and used by it.
    amount, depart: x and minute of departure of each pair in use; raw: effect of fixed work and assignments, in pieces,
    not cut off at the quantity; floor: pieces that may not be taken away.
    head, nxt, prv: the pairs in use on each unit, as a linked list, -1 = end; locked: 1 = may not be touched.
    slot: minutes per slot; now: minute of decision.
    """

    free: Int32s  # (R,T)
    ear_cap: Int32s  # (E,T)
    ear_used: Int32s  # (E,T)
    amount: Int32s  # (P)
    depart: Int32s  # (P)
    raw: Int64s  # (L)
    floor: Int64s  # (L)
    head: Int32s  # (R)
    nxt: Int32s  # (P)
    prv: Int32s  # (P)
    locked: Int8s  # (P)
    slot: int
    now: int


def empty_state(problem: Problem, table: Table, index: Index, slot: int, *, room: int = 0) -> State:
    """Nothing assigned but the fixed work. `room`: minutes that must lie on the grid at least."""
    last = int((table.last + table.occ).max(initial=0))
    end = max(last, room, problem.horizon, 1)
    while len(problem.units) * (end // slot + 2) > CELLS:
        slot *= 2
    slots = end // slot + 2
    free = np.zeros((len(problem.units), slots), np.int32)
    ear_cap = np.zeros((max(1, len(index.ears)), slots), np.int32)
    for r, u in enumerate(problem.units):
        free[r] = u.capacity if u.divisible else 1
        for a, b in u.unavailable:
            free[r, max(0, a) // slot : max(0, -(-b // slot))] = 0
        for m in u.earmarks:
            row = ear_cap[index.ears[r, index.regions[m.region]]]
            within = slice(max(0, m.start) // slot, max(0, -(-m.until // slot)))
            row[within] = np.minimum(row[within] + m.amount, u.capacity) if u.divisible else 1
    for (r, _), row in index.ears.items():
        free[r] -= ear_cap[row]
    pairs, lines = len(table.unit), len(table.cls)
    state = State(
        free, ear_cap, np.zeros_like(ear_cap), np.zeros(pairs, np.int32), np.zeros(pairs, np.int32),
        table.started.copy(), np.zeros(lines, np.int64), np.full(len(problem.units), -1, np.int32),
        np.full(pairs, -1, np.int32), np.full(pairs, -1, np.int32), np.zeros(pairs, np.int8), slot, problem.now,
    )  # fmt: skip
    for r, spans in fixed_spans(problem).items():
        for begin, end, region, pieces in spans:
            ear = index.ears.get((r, index.regions[region]), -1)
            i, j = max(0, begin) // slot, max(0, min(slots, -(-end // slot)))
            take(free, ear_cap, state.ear_used, r, ear, i, j, pieces)
    return state


@kernel
def take(free: Int32s, ear_cap: Int32s, ear_used: Int32s, r: int, ear: int, i: int, j: int, x: int) -> None:
    """Take x (or give back, x < 0) of unit r in slots [i, j); an earmarked share is used up first."""
    if ear < 0:
        for u in range(i, j):
            free[r, u] -= x
        return
    for u in range(i, j):
        before = max(ear_used[ear, u], ear_cap[ear, u])
        ear_used[ear, u] += x
        free[r, u] -= max(ear_used[ear, u], ear_cap[ear, u]) - before


@kernel
def effect(t: Table, p: int, x: int) -> int:
    """What x lots of pair p do for the line, in whole pieces."""
    return int(x * t.lot[p] * t.percent[p] // 100)


@kernel
def assign(t: Table, s: State, line: int, p: int, x: int, depart: int) -> None:
    """Give x of pair p to its line, departing at that minute. The caller knows that it fits."""
    r = t.unit[p]
    take(
        s.free,
        s.ear_cap,
        s.ear_used,
        r,
        t.ear[p],
        depart // s.slot,
        (depart + t.occ[p] + s.slot - 1) // s.slot,
        x * t.use[p],
    )
    s.amount[p] = x
    s.depart[p] = depart
    s.raw[line] += effect(t, p, x)
    after = s.head[r]
    s.nxt[p] = after
    s.prv[p] = -1
    if after >= 0:
        s.prv[after] = p
    s.head[r] = p


@kernel
def release(t: Table, s: State, line: int, p: int) -> None:
    """Take pair p away from its line again."""
    r = t.unit[p]
    x, depart = s.amount[p], s.depart[p]
    take(
        s.free,
        s.ear_cap,
        s.ear_used,
        r,
        t.ear[p],
        depart // s.slot,
        (depart + t.occ[p] + s.slot - 1) // s.slot,
        -x * t.use[p],
    )
    s.raw[line] -= effect(t, p, x)
    s.amount[p] = 0
    before, after = s.prv[p], s.nxt[p]
    if before >= 0:
        s.nxt[before] = after
    else:
        s.head[r] = after
    if after >= 0:
        s.prv[after] = before


@kernel
def clear(t: Table, s: State, line: int) -> None:
    """Take everything away from a line but what is locked."""
    for p in range(t.ptr[line], t.ptr[line + 1]):
        if s.amount[p] > 0 and s.locked[p] == 0:
            release(t, s, line, p)


@kernel
def line_of(t: Table, p: int) -> int:
    """The line of pair p (binary search in ptr)."""
    low, high = 0, len(t.ptr) - 1
    while high - low > 1:
        middle = (low + high) // 2
        if t.ptr[middle] <= p:
            low = middle
        else:
            high = middle
    return low
