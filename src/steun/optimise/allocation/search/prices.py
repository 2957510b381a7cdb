"""Prices found by letting the lines buy, one after another: what is bought grows dearer at once, all else cheaper.

In each round every line buys what is best for it at the prices of that moment. A purchase of a share z of what there
is raises the price of those hours by a factor exp(eta z); over a round every price falls by exp(-eta). Hours that are
bought just as much as they are there so keep their price. Because a price moves before the next line looks, equals
are spread over the many units that are alike, where lines that all look at once would rush to the same one.
The running mean of the prices proves the bound (`prices.evaluate`): the bound is convex, so a mean does no worse.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from steun.optimise.allocation.grid.holding_cost import cheapest, when
from steun.optimise.allocation.grid.pairs import Table
from steun.optimise.compiled import kernel

LIFT = 0.0002
"""Share of the buyer's worth that a purchase adds to a price, so that a price of nothing can rise again."""


@kernel
def reach(most: int, work: int, need: float) -> tuple[float, float]:
    """(pieces, lots): what a pair does for a need at most, and what of it that takes. work: percent per lot."""
    if most == 1:
        return min(need, float(work // 100)), 1.0
    pieces = min(need, most * work / 100.0)
    return pieces, pieces * 100.0 / work


@kernel
def bid(
    t: Table, prices: Any, pre: Any, level: float, have: Any, worth: Any, order: Any, now: int, slot: int, eta: float,
    fall: float, cost: Any, lots: Any,
) -> float:  # fmt: skip
    """The lines of `order` buy in turn. prices (R,T) and their running sums pre (R,T+1) are changed in place.

    Prices in the tables count in units of `level`, so that one number makes everything cheaper; returns the level
    after. fall: what it is multiplied by before each line buys. have (R,T): capacity; worth (L): value of one effective
    piece; now: minute of decision; slot: minutes. cost, lots (pairs of the widest line): scratch.
    """
    for line in order:
        level *= fall
        need = float(t.quantity[line] - t.started[line])
        least = float(max(0, t.minimum[line] - t.started[line]))
        begin, within = t.ptr[line], 0.0
        for p in range(begin, t.ptr[line + 1]):
            m, r = p - begin, t.unit[p]
            first = max(t.first[p], now + t.notice[r])
            cost[m], lots[m] = 1e300, 0.0
            if first <= t.last[p]:
                pieces, most = reach(t.most[p], t.lot[p] * t.percent[p], need)
                low = level * cheapest(pre[r], first, t.last[p], t.occ[p], slot, False)
                cost[m] = most * t.use[p] * low / pieces
                within += pieces
        if within >= least - 1e-9 and _chosen(t, line, need, least, worth[line], cost, lots):
            for p in range(begin, t.ptr[line + 1]):
                x = lots[p - begin] * t.use[p]
                if x > 0.0:
                    r = t.unit[p]
                    first = max(t.first[p], now + t.notice[r])
                    depart = when(pre[r], first, t.last[p], t.occ[p], slot)
                    lift = LIFT * worth[line] * x / (level * max(1.0, t.occ[p] / slot))
                    _raise(prices[r], pre[r], have[r], depart, t.occ[p], slot, eta, x, lift)
    return level


@kernel
def blend(mean: Any, prices: Any, level: float, share: float) -> None:
    """Move the mean (R,T) towards the prices (R,T) by that share, in place."""
    for r in range(len(mean)):
        for u in range(mean.shape[1]):
            mean[r, u] += share * (level * prices[r, u] - mean[r, u])


@kernel
def level_out(prices: Any, pre: Any, have: Any, level: float, dear: float) -> None:
    """Count prices (R,T) in full again and sum them in pre (R,T+1); what is not there at all (have 0) costs `dear`."""
    for r in range(len(prices)):
        total = 0.0
        for u in range(prices.shape[1]):
            prices[r, u] = prices[r, u] * level if have[r, u] > 0.0 else dear
            total += prices[r, u]
            pre[r, u + 1] = total


@kernel
def _chosen(t: Table, line: int, need: float, least: float, worth: float, cost: Any, lots: Any) -> bool:
    """Fill `lots` with what the line buys: the cheapest while worth it, or up to the minimum. Is it worth anything?"""
    got, gain = 0.0, 0.0
    begin = t.ptr[line]
    n = t.ptr[line + 1] - begin
    while got < need:
        best, best_cost = -1, 1e299
        for m in range(n):
            if cost[m] < best_cost:
                best, best_cost = m, cost[m]
        if best < 0 or (best_cost >= worth and got >= least):
            break
        p = begin + best
        pieces, most = reach(t.most[p], t.lot[p] * t.percent[p], need)
        x = min((need if best_cost < worth else least) - got, pieces)
        gain += x * (worth - best_cost)
        got += x
        lots[best] = most * x / pieces
        cost[best] = 1e300
    return gain > 0.0


@kernel
def _raise(
    prices: Any, pre: Any, have: Any, depart: int, occ: int, slot: int, eta: float, x: float, lift: float
) -> None:
    """Make the hours dearer that x of a unit holds for `occ` minutes from that departure, and sum anew from there.

    prices, have (T), pre (T+1): the unit's rows. lift: see `LIFT`, for the whole purchase, per slot.
    """
    i, j = depart / slot, (depart + occ) / slot
    last = min(len(prices), int(np.ceil(j)))
    for u in range(int(i), last):
        if have[u] > 0.0:
            share = min(float(u + 1), j) - max(float(u), i)
            z = min(2.0, eta * share * x / have[u])
            prices[u] = prices[u] * np.exp(z) + eta * share * lift / have[u]
    total = pre[int(i)]
    for u in range(int(i), len(prices)):
        total += prices[u]
        pre[u + 1] = total
