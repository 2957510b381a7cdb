"""Greedy insertion: serve one line at a time, by the pieces that cost least, guided by prices."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from steun.optimise.allocation.grid.pairs import Table
from steun.optimise.allocation.grid.slots import State, assign, release
from steun.optimise.arrays import Floats, Int32s, Int64s
from steun.optimise.compiled import kernel


class Guide(NamedTuple):
    """What an hour of a unit is worth to others, and how much being late or far counts.

    pre: running sum of the price per slot, or one column: no prices; late: per minute late; far: per unit of
    `Table.burden`.
    """

    pre: Floats  # (R,T+1) or (R,1)
    late: float
    far: float


class Scratch(NamedTuple):
    """Room for the kernels, allocated once: one entry per pair of the widest line."""

    pair: Int64s
    x: Int64s
    depart: Int64s
    cost: Floats


def scratch(table: Table) -> Scratch:
    """Scratch room for `table`."""
    n = int(np.diff(table.ptr).max(initial=0)) + 1
    return Scratch(np.zeros(n, np.int64), np.zeros(n, np.int64), np.zeros(n, np.int64), np.zeros(n))


def no_prices(units: int, *, late: float = 1.0, far: float = 1e-3) -> Guide:
    """A guide that knows no prices: the earliest first, then the nearest."""
    return Guide(np.zeros((units, 1)), late, far)


@kernel
def price_until(pre: Floats, minute: int, slot: int) -> float:
    """Price of holding one of a unit from minute 0 until `minute`; pre (T+1): its running prices."""
    u = minute // slot
    return float(pre[u] + (pre[u + 1] - pre[u]) * (minute - u * slot) / slot)


@kernel
def kept_for(s: State, ear: int) -> Int32s:
    """What an earmark adds to the free row of its unit, for lines of its region (T)."""
    kept: Int32s = np.maximum(np.int32(0), s.ear_cap[ear] - s.ear_used[ear])
    return kept


@kernel
def best_departure(
    free: Int32s, pre: Floats, kept: Int32s, first: int, last: int, occ: int, want: int, use: int, slot: int,
    worth: float, late: float,
) -> tuple[int, int, float]:  # fmt: skip
    """Best (x, departure, price per x) of a unit for at most `want` in first..last; x = 0 when nothing fits.

    free (T): the unit's row; kept (T): what an earmark adds for this line, or empty; pre (T+1): running prices, or
    one entry: no prices. use: capacity per x; worth: value of one x, against which a departure with less room is
    weighed; late: price of a minute. Rows and scalars instead of tables: passing a table to a function that is not
    inlined costs more than the search itself.
    """
    priced, marked = len(pre) > 1, len(kept) > 0
    whole = occ // slot
    rest = (occ - whole * slot) / slot
    full = want * use
    best_x, best_depart, best_price, best_gain = 0, 0, 0.0, -1e300
    depart = first
    while depart <= last:
        i = depart // slot
        j = (depart + occ + slot - 1) // slot
        low, blocked = full, -1
        for u in range(j - 1, i - 1, -1):
            room = free[u] + kept[u] if marked else free[u]
            if room < low:
                low = room
                if low < use:
                    blocked = u
                    break
        if blocked >= 0:
            depart = (blocked + 1) * slot
            continue
        price = 0.0
        if priced:
            if depart == i * slot:
                k = i + whole
                price = pre[k] + rest * (pre[k + 1] - pre[k]) - pre[i]
            else:
                price = price_until(pre, depart + occ, slot) - price_until(pre, depart, slot)
        x = low // use
        gain = x * (worth - use * price) - late * (depart - first)
        if gain > best_gain:
            best_x, best_depart, best_price, best_gain = x, depart, use * price, gain
        if low >= full and price <= 0.0:
            break  # later is only later
        depart = (i + 1) * slot
    return best_x, best_depart, best_price


@kernel
def insert(t: Table, s: State, g: Guide, w: Scratch, line: int, now: int, worth: float, least: int) -> int:
    """Serve a line as far as possible (or top it up); all of it is undone if it stays below `least` pieces.

    worth: value of one effective piece; least: the line's minimum, as a rule. Returns the effect added, in pieces.
    """
    return insert_among(t, s, g, w, line, now, worth, least, np.zeros(0, np.int32), 0)


@kernel
def insert_among(
    t: Table,
    s: State,
    g: Guide,
    w: Scratch,
    line: int,
    now: int,
    worth: float,
    least: int,
    mark: Int32s,
    stamp: int,
) -> int:
    """`insert` by those units only whose `mark` (R) is `stamp`; by all when `mark` is empty."""
    need = t.quantity[line] - s.raw[line]
    if need <= 0:
        return 0
    n, reach = 0, 0
    none = np.zeros(0, np.int32)
    for p in range(t.ptr[line], t.ptr[line + 1]):
        if s.amount[p] > 0 or (len(mark) > 0 and mark[t.unit[p]] != stamp):
            continue
        first, last = max(t.first[p], now + t.notice[t.unit[p]]), t.last[p]
        if first > last:
            continue
        r, ear = t.unit[p], t.ear[p]
        work = t.lot[p] * t.percent[p]
        want = min(t.most[p], (need * 100 + work - 1) // work)
        kept = none if ear < 0 else kept_for(s, ear)
        value = worth * min(work / 100.0, float(need))
        x, depart, price = best_departure(
            s.free[r], g.pre[r], kept, first, last, t.occ[p], want, t.use[p], s.slot, value, g.late
        )
        if x > 0:
            late = g.late * (depart + t.travel[p] - t.earliest[line])
            w.pair[n], w.x[n], w.depart[n] = p, x, depart
            w.cost[n] = price + g.far * t.burden[p] + late / x
            reach += x * t.lot[p] * t.percent[p] // 100
            n += 1
    if s.raw[line] + reach < least or reach == 0:
        return 0
    for q in range(t.ptr[line], t.ptr[line + 1]):
        if s.amount[q] > 0:  # a unit serves a line once
            for m in range(n):
                if t.unit[w.pair[m]] == t.unit[q]:
                    w.x[m] = 0
    return _fill(t, s, w, line, n, worth, least)


@kernel
def _fill(t: Table, s: State, w: Scratch, line: int, n: int, worth: float, least: int) -> int:
    """Take the cheapest of the n options again and again, beyond `least` only while it costs less than it is worth."""
    before = s.raw[line]
    used = 0
    while s.raw[line] < t.quantity[line]:
        need = t.quantity[line] - s.raw[line]
        best, best_ratio, best_x = -1, 1e300, 0
        for m in range(used, n):
            if w.x[m] == 0:
                continue
            p = w.pair[m]
            x = min(w.x[m], (need * 100 + t.lot[p] * t.percent[p] - 1) // (t.lot[p] * t.percent[p]))
            does = min(need, x * t.lot[p] * t.percent[p] // 100)
            if does > 0:
                ratio = w.cost[m] * x / does
                if ratio < best_ratio:
                    best, best_ratio, best_x = m, ratio, x
        if best < 0 or (best_ratio > worth and s.raw[line] >= least):
            break
        p, depart = w.pair[best], w.depart[best]
        assign(t, s, line, p, best_x, depart)
        w.pair[best], w.x[best], w.depart[best], w.cost[best] = w.pair[used], w.x[used], w.depart[used], w.cost[used]
        w.pair[used] = p
        used += 1
        for m in range(used, n):
            if t.unit[w.pair[m]] == t.unit[p]:
                w.x[m] = 0
    if s.raw[line] < least:
        for m in range(used):
            release(t, s, line, w.pair[m])
    return int(s.raw[line] - before)


@kernel
def insert_all(t: Table, s: State, g: Guide, w: Scratch, order: Int64s, worth: Floats) -> None:
    """Insert the lines of `order` (numbers) one after the other; worth (L): value of one effective piece."""
    for m in range(len(order)):
        insert(t, s, g, w, order[m], s.now, worth[order[m]], t.minimum[order[m]])
