"""What one step of a search has changed: how much better it is, and the way back."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from steun.optimise.allocation.grid.pairs import Table
from steun.optimise.allocation.grid.slots import State, assign, release
from steun.optimise.allocation.search.goal import Goal, phi
from steun.optimise.allocation.search.insertion import Guide
from steun.optimise.arrays import Floats, Int8s, Int32s, Int64s
from steun.optimise.compiled import kernel

EQUAL = 1e-9
TOUCHED = 64
"""At most so many lines change in one step."""
PIECES = 4096
"""At most so many assignments are remembered in one step; a step that touches more is not tried."""


class Trail(NamedTuple):
    """What a step has changed, so that it can be taken back. Allocated once.

    lines: that were touched, counts[0] of them; mark: 1 = touched; met: pieces that each had before.
    piece: pair that was in use before, counts[1] of them; piece_line, piece_x, piece_depart: its line, amount and
    departure.
    change: of the weight met, per class and region; delta: of F_1..F_5; order: scratch; mark_unit: stamp of the step in
    which a unit was chosen.
    """

    lines: Int64s  # (TOUCHED)
    mark: Int8s  # (L)
    met: Int64s  # (TOUCHED)
    piece_line: Int64s  # (PIECES)
    piece: Int64s  # (PIECES)
    piece_x: Int64s  # (PIECES)
    piece_depart: Int64s  # (PIECES)
    counts: Int64s  # (2)
    change: Floats  # (5,G)
    order: Int64s  # (TOUCHED)
    delta: Floats  # (5)
    mark_unit: Int32s  # (R)


def trail(table: Table, regions: int) -> Trail:
    """An empty trail for `table`."""
    return Trail(
        lines=np.zeros(TOUCHED, np.int64),
        mark=np.zeros(len(table.cls), np.int8),
        met=np.zeros(TOUCHED, np.int64),
        piece_line=np.zeros(PIECES, np.int64),
        piece=np.zeros(PIECES, np.int64),
        piece_x=np.zeros(PIECES, np.int64),
        piece_depart=np.zeros(PIECES, np.int64),
        counts=np.zeros(2, np.int64),
        change=np.zeros((5, max(1, regions))),
        order=np.zeros(TOUCHED, np.int64),
        delta=np.zeros(5),
        mark_unit=np.zeros(len(table.notice), np.int32),
    )


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
def measure(t: Table, s: State, g: Goal, tr: Trail) -> bool:
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
def improvement(t: Table, s: State, g: Goal, tr: Trail) -> int:
    """1 better, 0 equal, -1 worse: the classes' values after the step, in lexicographic order."""
    if not measure(t, s, g, tr):
        return -1
    for k in range(5):
        if tr.delta[k] > EQUAL:
            return 1
        if tr.delta[k] < -EQUAL:
            return -1
    return 0


@kernel
def accept(t: Table, s: State, g: Goal, tr: Trail) -> None:
    """Keep the step: count in the goal what it changed."""
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
                total += cost_at(t, g, line, p, s.amount[p], s.depart[p], s.slot)
    return total


@kernel
def cost_before(t: Table, s: State, g: Guide, tr: Trail) -> float:
    """The same, as it stood before the step."""
    total = 0.0
    for m in range(tr.counts[1]):
        total += cost_at(t, g, tr.piece_line[m], tr.piece[m], tr.piece_x[m], tr.piece_depart[m], s.slot)
    return total


@kernel
def cost_at(t: Table, g: Guide, line: int, p: int, x: int, depart: int, slot: int) -> float:
    """Price, lateness and travel of x lots of pair p that depart at that minute."""
    late = g.late * t.weight[line] * 3.0 ** (4 - t.cls[line]) * (depart + t.travel[p] - t.earliest[line])
    price = 0.0
    if g.pre.shape[1] > 1:
        r = t.unit[p]
        u, v = depart // slot, (depart + t.occ[p]) // slot
        a = g.pre[r, u] + (g.pre[r, u + 1] - g.pre[r, u]) * (depart - u * slot) / slot
        b = g.pre[r, v] + (g.pre[r, v + 1] - g.pre[r, v]) * (depart + t.occ[p] - v * slot) / slot
        price = x * t.use[p] * (b - a)
    return float(late + price + g.far * x * t.burden[p])
