"""Ruin and recreate (Schrimpf et al., 2000): take off what a few units do around some hours, and pack them anew.

A step picks a line that went short and up to four of the units that may serve it, takes away from these what is not
locked around a time that would suit the line, and serves the line, those that lost and some others that went short:
first by these units only, which is quick, then, where the step is worth it, the losers by all units.
It stays when the weighted sum of the classes rises and no class falls below what it may not lose (`least`), or when
nobody gains or loses and the hours held are worth less to others.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from steun.optimise.allocation.grid.pairs import Table
from steun.optimise.allocation.grid.slots import State, clear, line_of, release
from steun.optimise.allocation.search.goal import Goal
from steun.optimise.allocation.search.insertion import Guide, Scratch, insert, insert_among
from steun.optimise.allocation.search.trail import (
    EQUAL,
    TOUCHED,
    Trail,
    accept,
    cost_before,
    cost_of,
    forget,
    measure,
    touch,
    undo,
)
from steun.optimise.arrays import Floats, Int32s, Int64s
from steun.optimise.compiled import draw, kernel

UNITS, OTHERS, AROUND = 4, 6, 1440
"""At most so many units, other short lines, and minutes before and after."""
SLACK = 20
"""Percent of the equal but dearer steps that are kept: the search wanders."""


class Short(NamedTuple):
    """The lines that went short when the search began, N of them, by what they ask and then by time; begin, end: where
    those that ask the same as a line lie among them."""

    lines: Int64s  # (N)
    earliest: Int64s  # (N)
    begin: Int64s  # (L)
    end: Int64s  # (L)


def short_of(table: Table, state: State, kind: Int64s | Int32s) -> Short:
    """kind (L): a number for what each line asks."""
    went = (np.minimum(state.raw, table.quantity) < table.quantity) & (np.diff(table.ptr) > 0)
    lines = np.flatnonzero(went)
    lines = lines[np.lexsort((table.earliest[lines], kind[lines]))]
    begin, end = (np.searchsorted(kind[lines], kind, side=side) for side in ("left", "right"))
    return Short(lines, table.earliest[lines], begin.astype(np.int64), end.astype(np.int64))


@kernel
def repack(
    t: Table, s: State, g: Guide, w: Scratch, tr: Trail, goal: Goal, short: Short, worth: Floats, weight: Floats,
    have: Floats, least: Floats, floor: Floats, rng: Int64s, steps: int, stamp: int,
) -> int:  # fmt: skip
    """`steps` steps; returns how many made the plan better.

    worth (L): value of one effective piece; weight (5): of each class; have (5): value of each class, kept up to date;
    least (5): what it may not fall below; floor (5): behind which no plan falls, the highest class that differs
    counting; stamp: steps done before, so that marks of units stay apart.
    """
    better = 0
    for step in range(steps):
        line = short.lines[draw(rng, len(short.lines))]
        forget(tr)
        if s.raw[line] >= t.quantity[line] or not touch(t, s, tr, line):
            continue
        since, until = _remove(t, s, tr, line, stamp + step + 1, rng)
        _add_short(t, s, tr, line, short, since, until, rng)
        verdict = _reinsert(t, s, g, w, tr, goal, worth, weight, stamp + step + 1, rng)
        if verdict >= 0:
            for k in range(5):
                if tr.delta[k] < 0.0 and have[k] + tr.delta[k] < least[k] - EQUAL:
                    verdict = -1
        if verdict >= 0 and _behind(have, tr.delta, floor):
            verdict = -1
        if verdict == 0 and cost_of(t, s, g, tr) > cost_before(t, s, g, tr) + 1e-12 and draw(rng, 100) >= SLACK:
            verdict = -1
        if verdict < 0:
            undo(t, s, tr)
        else:
            accept(t, s, goal, tr)
            have += tr.delta
            better += verdict
    forget(tr)
    return better


@kernel
def _behind(have: Floats, delta: Floats, floor: Floats) -> bool:
    """Would the classes be behind `floor` after the step? All (5)."""
    for k in range(5):
        after = have[k] + delta[k]
        if after > floor[k] + EQUAL:
            return False
        if after < floor[k] - EQUAL:
            return True
    return False


@kernel
def _remove(t: Table, s: State, tr: Trail, line: int, stamp: int, rng: Int64s) -> tuple[int, int]:
    """Mark some units and take off what they do around a time at which one of them could serve the line."""
    n = t.ptr[line + 1] - t.ptr[line]
    p = t.ptr[line] + draw(rng, n)
    first = max(t.first[p], s.now + t.notice[t.unit[p]])
    first += draw(rng, max(1, t.last[p] - first + 1))
    since, until = first - draw(rng, AROUND), first + t.occ[p] + draw(rng, AROUND)
    for _ in range(1 + draw(rng, UNITS)):
        r = t.unit[t.ptr[line] + draw(rng, n)]
        tr.mark_unit[r] = stamp
        q = s.head[r]
        while q >= 0:
            after = s.nxt[q]
            if s.locked[q] == 0 and s.depart[q] < until and s.depart[q] + t.occ[q] > since:
                other = line_of(t, q)
                if touch(t, s, tr, other):
                    release(t, s, other, q)
            q = after
    return since, until


@kernel
def _add_short(t: Table, s: State, tr: Trail, line: int, short: Short, since: int, until: int, rng: Int64s) -> None:
    """Let some lines that ask the same at about that time, and went short, have a try as well."""
    low = short.begin[line] + np.searchsorted(short.earliest[short.begin[line] : short.end[line]], since - 2 * AROUND)
    high = short.begin[line] + np.searchsorted(short.earliest[short.begin[line] : short.end[line]], until)
    for _ in range(min(OTHERS, high - low)):
        other = short.lines[low + draw(rng, high - low)]
        if s.raw[other] < t.quantity[other]:
            touch(t, s, tr, other)


@kernel
def _reinsert(
    t: Table,
    s: State,
    g: Guide,
    w: Scratch,
    tr: Trail,
    goal: Goal,
    worth: Floats,
    weight: Floats,
    stamp: int,
    rng: Int64s,
) -> int:
    """Serve the touched lines, roughly in class order; 1 better, 0 equal, -1 worse or not allowed."""
    n = tr.counts[0]
    rank = np.zeros(n)
    for m in range(n):
        early = t.cls[tr.lines[m]] * 1000 + draw(rng, 1400) - (draw(rng, 800) if m == 0 else 0)
        rank[m] = early * (TOUCHED + 1.0) + m
    order = np.argsort(rank)
    gain = False
    for m in order:
        line = tr.lines[m]
        insert_among(t, s, g, w, line, s.now, worth[line], t.minimum[line], tr.mark_unit, stamp)
        gain = gain or min(s.raw[line], t.quantity[line]) > tr.met[m]
    for m in order:
        line = tr.lines[m]
        if min(s.raw[line], t.quantity[line]) < tr.met[m]:
            if not gain:
                return -1
            insert(t, s, g, w, line, s.now, worth[line], t.minimum[line])
        if 0 < s.raw[line] < t.minimum[line]:
            clear(t, s, line)
    if not measure(t, s, goal, tr):
        return -1
    total = 0.0
    for k in range(5):
        total += weight[k] * tr.delta[k]
    return 1 if total > EQUAL else 0 if total > -EQUAL else -1
