"""Simple rules by which people divide: one line after the other, each by the first unit in some order that can come.

In minutes, with nothing taken back: what a sheet of paper and a telephone can do. A plan is never worse than the best
of them (`best`).
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from steun.optimise.allocation.construction.minutes import Calendar, Diary, note, soonest, write_down
from steun.optimise.allocation.grid.pairs import Table
from steun.optimise.allocation.grid.slots import State, assign, release
from steun.optimise.allocation.search.workspace import Workspace
from steun.optimise.arrays import Floats, Int64s
from steun.optimise.compiled import kernel

NEAREST, EARLIEST, SCARCEST = 0, 1, 2
"""Which unit is asked first: the nearest, who can be there first, or whom the fewest lines could use."""


class Rule(NamedTuple):
    """order (L): the lines in turn; unit: which unit is asked first; whole: wait for all the pieces of a unit together
    rather than take the first that are free."""

    name: str
    order: Int64s
    unit: int
    whole: bool


def rules(workspace: Workspace) -> list[Rule]:
    """Every simple rule, the best first as a rule."""
    t = workspace.table
    created = np.array([line.created for line in workspace.problem.lines], np.int64)
    by_class = np.lexsort((t.earliest, -t.weight, t.cls))
    scarce = np.lexsort((t.earliest, _supply(t), t.cls))
    return [
        Rule("nearest", by_class, NEAREST, True),
        Rule("nearest, as they come", by_class, NEAREST, False),
        Rule("earliest", by_class, EARLIEST, True),
        Rule("scarcest", scarce, SCARCEST, True),
        Rule("class order", np.lexsort((created, t.cls)), NEAREST, True),
        Rule("first come", np.argsort(created, kind="stable"), NEAREST, True),
    ]


def _supply(t: Table) -> Int64s:
    """How many units could serve each line (L)."""
    return np.diff(t.ptr)


def sought(t: Table) -> Floats:
    """How many lines could use each unit (R)."""
    return np.bincount(t.unit, minlength=len(t.notice)).astype(float)


@kernel
def serve_all(t: Table, s: State, c: Calendar, w: Diary, order: Int64s, unit: int, whole: bool, sought: Floats) -> None:
    """Serve the lines of `order` one after the other; what a line holds stays, and less than its minimum is nothing.

    unit: `NEAREST`, `EARLIEST` or `SCARCEST`, by how `sought` units are (R).
    """
    write_down(t, s, w)
    widest = 0
    for line in range(len(t.cls)):
        widest = max(widest, t.ptr[line + 1] - t.ptr[line])
    key, found = np.zeros(widest), np.zeros((widest, 2), np.int64)
    for m in range(len(order)):
        if s.raw[order[m]] < t.quantity[order[m]]:
            _serve(t, s, c, w, order[m], unit, whole, sought, key, found)


@kernel
def _serve(
    t: Table, s: State, c: Calendar, w: Diary, line: int, unit: int, whole: bool, sought: Floats, key: Floats,
    found: Int64s,
) -> None:  # fmt: skip
    """key, found: rank, and lots and departure, per pair of the line; a rank is known before it is looked up when."""
    begin, n = t.ptr[line], t.ptr[line + 1] - t.ptr[line]
    for m in range(n):
        key[m], found[m, 0] = _rank(t, s, begin + m, m, unit, sought), -1
    for m in range(n):
        if s.amount[begin + m] > 0:
            _once(t, begin, n, begin + m, key)
    next_ = 0
    while s.raw[line] < t.quantity[line]:
        m = next_ if unit == NEAREST else int(np.argmin(key[:n])) if n > 0 else n
        next_ += 1
        if m >= n or (key[m] >= 1e300 and unit != NEAREST):
            break
        if key[m] >= 1e300:
            continue
        p = begin + m
        work = t.lot[p] * t.percent[p]
        want = min(np.int64(t.most[p]), ((t.quantity[line] - s.raw[line]) * 100 + work - 1) // work)
        if found[m, 0] < 0 or found[m, 0] > want:  # not looked at yet, or less is left to ask
            found[m, 0], found[m, 1] = soonest(t, c, w, p, s.now, want, whole)
            if found[m, 0] > 0 and unit == EARLIEST and found[m, 1] + t.travel[p] > key[m]:
                key[m] = found[m, 1] + t.travel[p]
                continue
        if found[m, 0] * work >= 100:
            assign(t, s, line, p, found[m, 0], found[m, 1])
            note(t, s, w, p)
            _once(t, begin, n, p, key)
            if unit == EARLIEST and whole:  # a smaller rest may fit earlier
                for k in range(n):
                    if key[k] < 1e300:
                        key[k], found[k, 0] = _rank(t, s, begin + k, k, unit, sought), -1
        key[m] = 1e300
    if s.raw[line] < t.minimum[line]:
        for m in range(n):
            if found[m, 0] > 0 and s.amount[begin + m] > 0 and s.locked[begin + m] == 0:
                release(t, s, line, begin + m)
                w.busy[t.unit[begin + m]] -= 1  # it was the last that was noted of its unit


@kernel
def _rank(t: Table, s: State, p: int, m: int, unit: int, sought: Floats) -> float:
    if unit == EARLIEST:
        return float(max(np.int64(t.first[p]), s.now + t.notice[t.unit[p]]) + t.travel[p])
    return float(sought[t.unit[p]]) if unit == SCARCEST else float(m)


@kernel
def _once(t: Table, begin: int, n: int, p: int, key: Floats) -> None:
    """A unit serves a line once."""
    for m in range(n):
        if t.unit[begin + m] == t.unit[p]:
            key[m] = 1e300
