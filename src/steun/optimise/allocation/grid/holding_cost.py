"""What it costs to hold a unit for a while, at prices per slot, when the departure may be chosen."""

from __future__ import annotations

import numpy as np

from steun.optimise.arrays import Floats
from steun.optimise.compiled import kernel, loose_kernel


def running(prices: Floats) -> Floats:
    """(R,T) prices to the (R,T+1) running sums that the kernels read."""
    out = np.zeros((len(prices), prices.shape[1] + 1))
    np.cumsum(prices, axis=1, out=out[:, 1:])
    return out


@loose_kernel
def _leaving(row: Floats, i: int, n: int, whole: int, rest: float) -> float:
    """Lowest price of `whole` slots and a share `rest` of the next, for departures at the edges i..i+n-1."""
    begin, end, beyond = row[i : i + n], row[i + whole : i + whole + n], row[i + whole + 1 : i + whole + 1 + n]
    best = 1e300
    for m in range(n):
        best = min(best, end[m] + rest * (beyond[m] - end[m]) - begin[m])
    return best


@loose_kernel
def _returning(row: Floats, i: int, n: int, whole: int, rest: float) -> float:
    """The same for returns at the edges i..i+n-1."""
    end, begin, ahead = row[i : i + n], row[i - whole : i - whole + n], row[i - whole - 1 : i - whole - 1 + n]
    best = 1e300
    for m in range(n):
        best = min(best, end[m] - begin[m] + rest * (begin[m] - ahead[m]))
    return best


@kernel
def cheapest(row: Floats, first: int, last: int, occ: int, slot: int, exact: bool) -> float:
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
def when(row: Floats, first: int, last: int, occ: int, slot: int) -> int:
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
def _hold(row: Floats, depart: int, occ: int, slot: int) -> float:
    """Price of holding one of a unit for `occ` minutes from that departure; row (T+1): running sum of its prices."""
    i, j = depart // slot, (depart + occ) // slot
    before = row[i] + (row[i + 1] - row[i]) * (depart - i * slot) / slot
    return float(row[j] + (row[j + 1] - row[j]) * (depart + occ - j * slot) / slot - before)
