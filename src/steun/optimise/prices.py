"""Prices per unit and slot, and the bound that they prove.

For any prices lambda >= 0 the best plan is worth at most

    L(lambda) = sum over units and slots of lambda x capacity  +  sum over lines of max(0, best reduced value)

because each line, left alone to buy hours at these prices, does at least as well as in any plan. A price holds for
every minute of its slot and an assignment pays for the minutes it occupies, so the bound holds for the problem in
minutes, whatever the slots. phi (regional fairness) is replaced per region by a line through one of its slopes.

Search: entropy smoothing of each line's choice and multiplicative updates scaled by capacity (ENGINE section 3).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from .candidates import Index, Table
from .compiled import kernel, loose_kernel
from .problem import Problem
from .slots import State, fixed_spans

SAMPLES = 12
FIRST_TAU, LAST_TAU, FIRST_ETA, LAST_ETA, MIX = 0.05, 0.002, 0.7, 0.05, 0.5
NEVER = 1e9
"""Price of a slot in which a unit has no capacity at all: it costs the bound nothing and keeps lines away."""


@dataclass(frozen=True, slots=True)
class Priced:
    """Prices (R,T) per slot in the value of the weighted sum of classes 1..k, and the bound UB_k that they prove."""

    prices: Any
    bound: float


def capacity(problem: Problem, index: Index, slots: int, slot: int) -> Any:
    """Mean capacity per slot (R,T) float64, exact in minutes: calendars and fixed work are taken off."""
    out = np.zeros((len(problem.units), slots))
    away = np.zeros(slots * slot, bool)
    for r, u in enumerate(problem.units):
        size = float(u.capacity if u.divisible else 1)
        out[r] = size
        if u.unavailable:
            away[:] = False
            for a, b in u.unavailable:
                away[max(0, a) : max(0, b)] = True
            out[r] = size * (1 - away.reshape(slots, slot).mean(1))
    grid = np.arange(slots) * slot
    for r, i, j, _, used in fixed_spans(problem, index):
        share = np.clip(np.minimum(j, grid + slot) - np.maximum(i, grid), 0, slot) / slot
        out[r] = np.maximum(0, out[r] - share * used)
    return out


@loose_kernel
def _leaving(row: Any, i: int, n: int, whole: int, rest: float) -> float:
    """Lowest price of `whole` slots and a share `rest` of the next, for departures at the edges i..i+n-1."""
    begin, end, beyond = row[i : i + n], row[i + whole : i + whole + n], row[i + whole + 1 : i + whole + 1 + n]
    best = 1e300
    for m in range(n):
        best = min(best, end[m] + rest * (beyond[m] - end[m]) - begin[m])
    return best


@loose_kernel
def _returning(row: Any, i: int, n: int, whole: int, rest: float) -> float:
    """The same for returns at the edges i..i+n-1."""
    end, begin, ahead = row[i : i + n], row[i - whole : i - whole + n], row[i - whole - 1 : i - whole - 1 + n]
    best = 1e300
    for m in range(n):
        best = min(best, end[m] - begin[m] + rest * (begin[m] - ahead[m]))
    return best


@kernel
def cheapest(row: Any, first: int, last: int, occ: int, slot: int, exact: bool) -> float:
    """Lowest price of holding one of a unit for `occ` minutes from a departure in first..last.

    row (T+1): running sum of the unit's prices. The price is piecewise linear in the departure, so the ends of the
    window and the minutes at which departure or return meets a slot's edge suffice; without `exact` only the
    departures at an edge are tried (not a bound).
    """
    best = _hold(row, first, occ, slot)
    whole = occ // slot
    rest = (occ - whole * slot) / slot
    i = first // slot + 1
    n = last // slot + 1 - i
    if n > 0 and best > 0.0:
        best = min(best, _leaving(row, i, n, whole, rest))
    if exact and best > 0.0:
        i = (first + occ) // slot + 1
        n = (last + occ) // slot + 1 - i
        if n > 0:
            best = min(best, _returning(row, i, n, whole, rest))
        best = min(best, _hold(row, last, occ, slot))
    return max(0.0, best)


@kernel
def when(row: Any, first: int, last: int, occ: int, slot: int) -> int:
    """A departure at which `cheapest` (without `exact`) finds its price."""
    best, at = _hold(row, first, occ, slot), first
    whole = occ // slot
    rest = (occ - whole * slot) / slot
    for u in range(first // slot + 1, last // slot + 1):
        price = row[u + whole] + rest * (row[u + whole + 1] - row[u + whole]) - row[u]
        if price < best:
            best, at = price, u * slot
    return at


@kernel
def _hold(row: Any, depart: int, occ: int, slot: int) -> float:
    i, j = depart // slot, (depart + occ) // slot
    before = row[i] + (row[i + 1] - row[i]) * (depart - i * slot) / slot
    return float(row[j] + (row[j + 1] - row[j]) * (depart + occ - j * slot) / slot - before)


@kernel
def buy(t: Table, line: int, n: int, worth: float, unit_cost: Any, does: Any) -> float:
    """Best reduced value of a line: buy the cheapest pieces while they are worth it, or up to the minimum.

    unit_cost, does (n): price per effective piece and pieces to be had, of each of its pairs. Relaxes whole lots.
    """
    need = float(t.quantity[line] - t.started[line])
    least = float(max(0, t.minimum[line] - t.started[line]))
    total, got = 0.0, 0.0
    while got < need:
        best, best_cost = -1, 1e300
        for m in range(n):
            if does[m] > 0.0 and unit_cost[m] < best_cost:
                best, best_cost = m, unit_cost[m]
        if best < 0 or (best_cost >= worth and got >= least):
            break
        room = need if best_cost < worth else least
        x = min(room - got, does[best])
        total += x * (worth - best_cost)
        got += x
        does[best] = 0.0
    if got < least - 1e-9:
        return 0.0
    return max(0.0, total)


@kernel
def respond(
    t: Table, pre: Any, worth: Any, now: int, slot: int, exact: bool, tau: float, change: Any, room: Any
) -> float:
    """Sum of the lines' best reduced values at these prices.

    worth (L): value of one effective piece, 0 = the line is left out. With tau > 0 the smoothed use of each unit is
    added to `change` (R,T+1): what starts minus what ends in each slot. room (4,n): scratch.
    """
    value = 0.0
    change.shape[1] - 1
    for line in range(len(t.cls)):
        if worth[line] <= 0.0 or t.ptr[line] == t.ptr[line + 1]:
            continue
        need = float(t.quantity[line] - t.started[line])
        if need <= 0.0:
            continue
        n, low = 0, 1e300
        for p in range(t.ptr[line], t.ptr[line + 1]):
            r = t.unit[p]
            first = max(t.first[p], now + t.notice[r])
            if first > t.last[p]:
                continue
            cost = t.use[p] * cheapest(pre[r], first, t.last[p], t.occ[p], slot, exact)
            pieces = t.most[p] * t.lot[p] * t.percent[p] / 100.0
            if t.most[p] == 1:
                pieces = float(t.lot[p] * t.percent[p] // 100)
            pieces = min(need, pieces)
            room[0, n] = cost * min(float(t.most[p]), need * 100.0 / (t.lot[p] * t.percent[p])) / pieces
            if t.most[p] == 1:
                room[0, n] = cost / pieces
            room[1, n], room[2, n] = pieces, p
            low = min(low, room[0, n])
            n += 1
        if n == 0:
            continue
        if tau > 0.0:
            _spread(t, pre, line, n, need, low, worth[line], tau, change, room, now, slot)
        value += buy(t, line, n, worth[line], room[0], room[1])
    return value


@kernel
def _spread(
    t: Table,
    pre: Any,
    line: int,
    n: int,
    need: float,
    low: float,
    worth: float,
    tau: float,
    change: Any,
    room: Any,
    now: int,
    slot: int,
) -> None:
    """Spread the line's need over its pairs by exp(-price / (tau worth)), and count the use that follows."""
    soft = tau * worth
    total, reach, mean = 0.0, 0.0, 0.0
    for m in range(n):
        room[3, m] = room[1, m] * np.exp(-min(40.0, (room[0, m] - low) / soft))
        total += room[3, m]
        reach += room[1, m]
        mean += room[0, m] * room[3, m]
    if reach < t.minimum[line] - t.started[line]:
        return
    slots = change.shape[1] - 1
    want = need / (1.0 + np.exp(max(-40.0, min(40.0, (mean / total - worth) / soft))))
    step = total / SAMPLES  # looking up when is dear: systematic sampling of the shares, another offset for each line
    mark, run = step * (line * 0.6180339887498949 % 1.0), 0.0
    for m in range(n):
        run += room[3, m]
        hits = 0
        while mark < run:
            hits += 1
            mark += step
        if hits == 0:
            continue
        p = int(room[2, m])
        lots = min(1.0, want * hits / SAMPLES / room[1, m])
        if t.most[p] > 1:
            lots *= min(float(t.most[p]), need * 100.0 / (t.lot[p] * t.percent[p]))
        depart = when(pre[t.unit[p]], max(t.first[p], now + t.notice[t.unit[p]]), t.last[p], t.occ[p], slot)
        i = min(slots, max(0, int(depart / slot + 0.5)))
        j = min(slots, i + max(1, int(t.occ[p] / slot + 0.5)))
        change[t.unit[p], i] += lots * t.use[p]
        change[t.unit[p], j] -= lots * t.use[p]


def running(prices: Any) -> Any:
    """(R,T) prices to the (R,T+1) running sums that the kernels read."""
    return np.concatenate([np.zeros((len(prices), 1)), np.cumsum(prices, axis=1)], axis=1)


@kernel
def update(prices: Any, have: Any, change: Any, smooth: Any, after: Any, mix: float, eta: float, scale: float) -> float:
    """Raise the price where more is wanted than there is, lower it where less; returns what capacity costs now.

    smooth: running mean of the use, updated here. A price that has fallen to nothing comes back by a small step.
    """
    paid = 0.0
    for r in range(len(prices)):
        use = 0.0
        for u in range(prices.shape[1]):
            use += change[r, u]
            smooth[r, u] += mix * (use - smooth[r, u])
            if have[r, u] <= 0.0:
                after[r, u] = prices[r, u]
                continue
            paid += prices[r, u] * have[r, u]
            over = min(2.0, max(-1.0, smooth[r, u] / have[r, u] - 1.0))
            if prices[r, u] > 0.0 or over > 0.0:
                price = prices[r, u] * np.exp(eta * over) + 0.01 * eta * scale * max(0.0, over)
                after[r, u] = price if price > 1e-5 * scale else 0.0
            else:
                after[r, u] = 0.0
    return paid


def evaluate(t: Table, prices: Any, have: Any, worth: Any, now: int, slot: int, constant: float) -> float:
    """L(lambda): the bound that these prices prove. `constant`: value of work that has started, and phi's rest."""
    paid = float((np.where(have > 0, prices, 0.0) * have).sum())
    change = np.zeros((1, 1))
    room = np.zeros((4, int(np.diff(t.ptr).max(initial=0)) + 1))
    return constant + paid + respond(t, running(prices), worth, now, slot, True, 0.0, change, room)


def search(
    t: Table, s: State, have: Any, worth: Any, constant: float, *, iterations: int, start: Any = None,
    stop: Callable[[], bool] | None = None,
) -> Priced:  # fmt: skip
    """Prices with a low bound. worth (L): value of one effective piece per line, 0 = not counted."""
    slots = have.shape[1]
    room = np.zeros((4, int(np.diff(t.ptr).max(initial=0)) + 1))
    scale = (
        float(worth[worth > 0].mean()) / max(1.0, float(t.occ.mean()) / s.slot)
        if (worth > 0).any() and len(t.occ)
        else 0.0
    )
    closed = have <= 0
    prices = np.full(have.shape, 0.02 * scale) if start is None else start.copy()
    prices[closed] = NEVER
    best, best_bound = prices, np.inf
    smooth, change = np.zeros(have.shape), np.zeros((len(have), slots + 1))
    for n in range(max(1, iterations)):
        share = n / max(1, iterations - 1)
        tau, eta = FIRST_TAU * (LAST_TAU / FIRST_TAU) ** share, FIRST_ETA * (LAST_ETA / FIRST_ETA) ** share
        change[:] = 0
        value = respond(t, running(prices), worth, s.now, s.slot, False, tau, change, room)
        after = np.empty_like(prices)
        bound = constant + value + update(prices, have, change, smooth, after, 1.0 if n == 0 else MIX, eta, scale)
        if bound < best_bound:
            best, best_bound = prices, bound
        prices = after
        if stop is not None and stop():
            break
    return Priced(best, evaluate(t, best, have, worth, s.now, s.slot, constant))
