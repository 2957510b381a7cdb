"""What a unit has left in every minute, and the first moment at which work fits: what slots round away.

The grid takes every slot that work touches. Here the work that a unit has is read from the plan itself, so a job of ten
minutes takes ten minutes.
"""

from __future__ import annotations

from collections import defaultdict
from typing import NamedTuple

import numpy as np

from steun.optimise.allocation.format.problem import Problem
from steun.optimise.allocation.grid.occupancy import fixed_spans
from steun.optimise.allocation.grid.pairs import Index, Table
from steun.optimise.allocation.grid.slots import State
from steun.optimise.arrays import Int32s, Int64s
from steun.optimise.compiled import kernel

WORK, KEPT, AWAY = 0, 1, 2
"""Why a stretch of a unit's time is not free: work, an earmark, absence."""
FEW = 60
"""Up to so many rows are sorted by hand."""


class Calendar(NamedTuple):
    """What stands on the units (R) apart from the plan: C stretches, those of unit r at ptr[r]..ptr[r+1].

    size: pieces of each unit, 1 of an indivisible one; begin, end: minutes; pieces; ear: row of the earmark of its
    region, or -1; kind: `WORK`, `KEPT` or `AWAY`; marks: where the rows of each unit's earmarks begin; whole: 1 =
    indivisible.
    """

    size: Int64s  # (R)
    ptr: Int64s  # (R+1)
    begin: Int64s  # (C)
    end: Int64s  # (C)
    pieces: Int64s  # (C)
    ear: Int64s  # (C)
    kind: Int64s  # (C)
    marks: Int64s  # (R+1)
    whole: Int64s  # (R)


def calendar(problem: Problem, index: Index) -> Calendar:
    """The calendar of all units of a problem."""
    begun = fixed_spans(problem)
    rows: list[tuple[int, int, int, int, int]] = []
    ptr, marks = [0], [0]
    ears: dict[int, int] = defaultdict(int)
    for r, _ in index.ears:
        ears[r] += 1
    for r, u in enumerate(problem.units):
        rows += [(a, b, 0, -1, AWAY) for a, b in u.unavailable]
        for m in u.earmarks:
            row = index.ears[r, index.regions[m.region]]
            rows.append((m.start, m.until, m.amount if u.divisible else 1, row, KEPT))
        for span in begun.get(r, ()):
            row = index.ears.get((r, index.regions[span.region]), -1)
            rows.append((span.begin, span.end, span.pieces, row, WORK))
        ptr.append(len(rows))
        marks.append(marks[-1] + ears[r])
    begin, end, pieces, ear, kind = np.array(rows, np.int64).reshape(-1, 5).T.copy()
    size = np.array([u.capacity if u.divisible else 1 for u in problem.units], np.int64)
    whole = np.array([not u.divisible for u in problem.units], np.int64)
    return Calendar(size, np.array(ptr, np.int64), begin, end, pieces, ear, kind, np.array(marks, np.int64), whole)


class Diary(NamedTuple):
    """What each unit does by the plan, side by side in memory: where a line is refused by hundreds of units, reading is
    what takes the time. Unit r has `busy[r]` rows from ptr[r] on; there is room for every pair of it.

    begin, end: minutes; x: pieces; ear: row of the earmark of its region, or -1. The others are room to write down:
    when how much of what a unit does begins (or ends, less than nothing), whose, and why; then from which minute on how
    much is left.
    """

    ptr: Int64s  # (R+1)
    busy: Int64s  # (R)
    begin: Int32s  # (P)
    end: Int32s  # (P)
    x: Int32s  # (P)
    ear: Int32s  # (P)
    at: Int64s
    change: Int64s
    whose: Int64s
    kind: Int64s
    minute: Int64s
    room: Int64s


def diary(table: Table, on: Calendar) -> Diary:
    """Room for what the units do; nothing is in it yet."""
    pairs = np.bincount(table.unit, minlength=len(table.notice)).astype(np.int64)
    most = int((pairs + np.diff(on.ptr)).max(initial=0))
    n = 2 * most + 1
    begin, end, x, ear = (np.zeros(len(table.unit), np.int32) for _ in range(4))
    at, change, whose, kind, minute, room = (np.zeros(n, np.int64) for _ in range(6))
    ptr = np.concatenate([np.zeros(1, np.int64), np.cumsum(pairs)])
    return Diary(ptr, np.zeros_like(pairs), begin, end, x, ear, at, change, whose, kind, minute, room)


@kernel
def write_down(t: Table, s: State, w: Diary) -> None:
    """Everything that is assigned, into the diary."""
    w.busy[:] = 0
    for r in range(len(s.head)):
        q = s.head[r]
        while q >= 0:
            note(t, s, w, q)
            q = s.nxt[q]


@kernel
def note(t: Table, s: State, w: Diary, p: int) -> None:
    """What was assigned to pair p."""
    r = t.unit[p]
    m = w.ptr[r] + w.busy[r]
    w.begin[m], w.end[m], w.x[m], w.ear[m] = s.depart[p], s.depart[p] + t.occ[p], s.amount[p] * t.use[p], t.ear[p]
    w.busy[r] += 1


@kernel
def profile(t: Table, c: Calendar, w: Diary, p: int, since: int, until: int) -> int:
    """How much of the unit of pair p its line may have, into `w.room`, from the minutes `w.minute` on; the first is
    `since`. How many there are. Less than nothing where the unit is away."""
    r = t.unit[p]
    w.at[0], w.change[0], w.whose[0], w.kind[0] = since, 0, -1, WORK
    n = 1
    for b in range(c.ptr[r], c.ptr[r + 1]):
        if c.begin[b] < until and c.end[b] > since:
            n = _stretch(w, n, c.begin[b], c.end[b], since, until, c.pieces[b], c.ear[b], c.kind[b])
    for m in range(w.ptr[r], w.ptr[r] + w.busy[r]):
        if w.begin[m] < until and w.end[m] > since:
            n = _stretch(w, n, w.begin[m], w.end[m], since, until, w.x[m], w.ear[m], WORK)
    if n == 1 and c.marks[r] == c.marks[r + 1]:
        w.minute[0], w.room[0] = since, c.size[r]
        return 1
    _sort(w, n)
    return _add_up(c, w, n, r, int(t.ear[p]))


@kernel
def _stretch(w: Diary, n: int, begin: int, end: int, since: int, until: int, pieces: int, row: int, why: int) -> int:
    """Write down where a stretch begins and ends; how many rows there are then."""
    amount = 1 if why == AWAY else pieces
    w.at[n], w.change[n], w.whose[n], w.kind[n] = max(begin, since), amount, row, why
    n += 1
    if end < until:
        w.at[n], w.change[n], w.whose[n], w.kind[n] = end, -amount, row, why
        n += 1
    return n


@kernel
def _sort(w: Diary, n: int) -> None:
    """The rows by minute; by hand where they are few, as they are nearly always."""
    if n > FEW:
        order = np.argsort(w.at[:n], kind="mergesort")
        w.at[:n], w.change[:n], w.whose[:n], w.kind[:n] = w.at[order], w.change[order], w.whose[order], w.kind[order]
        return
    for i in range(1, n):
        at, change, ear, kind = w.at[i], w.change[i], w.whose[i], w.kind[i]
        j = i
        while j > 0 and w.at[j - 1] > at:
            w.at[j], w.change[j], w.whose[j], w.kind[j] = w.at[j - 1], w.change[j - 1], w.whose[j - 1], w.kind[j - 1]
            j -= 1
        w.at[j], w.change[j], w.whose[j], w.kind[j] = at, change, ear, kind


@kernel
def _add_up(c: Calendar, w: Diary, n: int, r: int, mine: int) -> int:
    """From the sorted rows what is left for a line with earmark `mine` (-1 = none), minute after minute."""
    low, count = c.marks[r], c.marks[r + 1] - c.marks[r]
    used, kept = np.zeros(count, np.int64), np.zeros(count, np.int64)
    others, away, m = 0, 0, 0
    for i in range(n):
        row = w.whose[i] - low
        if w.kind[i] == AWAY:
            away += w.change[i]
        elif w.kind[i] == KEPT:
            kept[row] += w.change[i]
        elif w.whose[i] >= 0:
            used[row] += w.change[i]
        else:
            others += w.change[i]
        if i + 1 < n and w.at[i + 1] == w.at[i]:
            continue
        left = c.size[r] - others
        for k in range(count):
            held = min(kept[k], 1) if c.whole[r] == 1 else kept[k]
            if k != mine - low:
                left -= max(used[k], held)
        if mine >= 0:
            held = min(kept[mine - low], 1) if c.whole[r] == 1 else kept[mine - low]
            left = -1 if held > left else left - used[mine - low]
        w.minute[m], w.room[m] = w.at[i], -1 if away > 0 else left
        m += 1
    return m


@kernel
def soonest(t: Table, c: Calendar, w: Diary, p: int, now: int, want: int, whole: bool) -> tuple[int, int]:
    """(lots, departure): the first moment at which some of `want` lots fit, and how many do then; 0 = never.

    whole: first look for a moment at which all of them fit.
    """
    first, last, occ = max(np.int64(t.first[p]), now + t.notice[t.unit[p]]), np.int64(t.last[p]), np.int64(t.occ[p])
    if first > last:
        return 0, 0
    n = profile(t, c, w, p, int(first), int(last + occ))
    for part in range(0 if whole else 1, 2):
        level = np.int64(t.use[p]) * (want if part == 0 else 1)
        i, depart = 0, first
        while depart <= last:
            low, j = want * t.use[p], i
            while j < n and w.minute[j] < depart + occ and w.room[j] >= level:
                low = min(low, w.room[j])
                j += 1
            if j >= n or w.minute[j] >= depart + occ:
                return int(low // t.use[p]), int(depart)
            i = j + 1
            if i >= n:
                break
            depart = w.minute[i]
    return 0, 0
