"""Exchange: a line goes to a cheaper unit, whoever stands in its way goes elsewhere; kept while nobody loses by it.

Simulated annealing (Kirkpatrick et al., 1983): a dearer exchange is kept now and then, more rarely as time goes by.
"""

from __future__ import annotations

import numpy as np

from steun.optimise.allocation.grid.pairs import Table
from steun.optimise.allocation.grid.slots import State, assign, effect, release
from steun.optimise.allocation.search.goal import Goal
from steun.optimise.allocation.search.insertion import Guide, Scratch
from steun.optimise.allocation.search.neighbourhood import make_room, reinsert, uses
from steun.optimise.allocation.search.trail import Trail, accept, cost_before, cost_of, forget, improvement, touch, undo
from steun.optimise.arrays import Floats, Int64s
from steun.optimise.compiled import draw, kernel

NEAR = 16
"""Among so many of a line's cheapest pairs an exchange chooses."""


@kernel
def exchange(
    t: Table, s: State, g: Guide, w: Scratch, tr: Trail, goal: Goal, order: Int64s, worth: Floats, rng: Int64s,
    steps: int, heat: float,
) -> float:  # fmt: skip
    """`steps` steps; returns how much less the plan costs then. order (P): `by_cost`; heat: what a dearer step may cost
    on average to be kept."""
    saved = 0.0
    for _ in range(steps):
        line = draw(rng, len(t.cls))
        n = t.ptr[line + 1] - t.ptr[line]
        if n < 2 or s.raw[line] <= t.started[line]:
            continue
        p = order[t.ptr[line] + draw(rng, 1 + draw(rng, min(n, NEAR)))]
        q = held_by(t, s, line, rng)
        first, last = max(t.first[p], s.now + t.notice[t.unit[p]]), t.last[p]
        if q < 0 or q == p or first > last:
            continue
        work = t.lot[p] * t.percent[p]
        x = (effect(t, q, s.amount[q]) * 100 + work - 1) // work
        if x > t.most[p] or (t.unit[p] != t.unit[q] and uses(t, s, line, t.unit[p])):
            continue
        depart = first
        if last > first and draw(rng, 2) == 0:
            depart = max(first, (first // s.slot + draw(rng, last // s.slot - first // s.slot + 1)) * s.slot)
        forget(tr)
        if not touch(t, s, tr, line):
            continue
        release(t, s, line, q)
        if not make_room(t, s, tr, line, p, depart, x, t.cls[line], rng):
            undo(t, s, tr)
            continue
        assign(t, s, line, p, x, depart)
        reinsert(t, s, g, w, tr, s.now, worth, rng)
        verdict = improvement(t, s, goal, tr)
        less = cost_before(t, s, g, tr) - cost_of(t, s, g, tr)
        if verdict < 0 or (verdict == 0 and less < heat * np.log((draw(rng, 1_000_000) + 1) * 1e-6)):
            undo(t, s, tr)
        else:
            accept(t, s, goal, tr)
            saved += less
    forget(tr)
    return saved


@kernel
def held_by(t: Table, s: State, line: int, rng: Int64s) -> int:
    """A pair that the line holds and that is not locked, or -1."""
    found, seen = -1, 0
    for p in range(t.ptr[line], t.ptr[line + 1]):
        if s.amount[p] > 0 and s.locked[p] == 0:
            seen += 1
            if draw(rng, seen) == 0:
                found = p
    return found
