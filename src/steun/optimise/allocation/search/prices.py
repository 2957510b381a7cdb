"""Lagrangian prices per unit and slot, found by tatonnement: the lines buy one after another, and what is bought grows
dearer at once, all else cheaper.

The multipliers of the capacity constraints are found by multiplicative updates (a subgradient step in the logarithm of
the price), line by line instead of round by round. In each round every line buys what is best for it at the prices of
that moment. A purchase of a share z of what there is raises the price of those hours by a factor exp(eta z); over a
round every price falls by exp(-eta). Hours that are bought just as much as they are there so keep their price. Because
a price moves before the next line looks, equals are spread over the many units that are alike, where lines that all
look at once would rush to the same one. The mean of the prices over the rounds is what proves the bound
(`proof.bound`): the bound is convex in the prices, so a mean does no worse.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from steun.optimise.allocation.grid.holding_cost import cheapest, when
from steun.optimise.allocation.grid.pairs import Table
from steun.optimise.allocation.grid.slots import State
from steun.optimise.arrays import Floats, Int64s
from steun.optimise.compiled import kernel

LIFT = 0.0002
"""Share of the buyer's worth that a purchase adds to a price, so that a price of nothing can rise again."""
FIRST_ETA, NEXT_ETA, LAST_ETA = 1.2, 0.4, 0.05
"""How fast prices move: in the first round, in the first of a search that begins at good prices, in the last."""
RECENT = 0.3
"""Weight of the last round in the running mean of the prices."""
OPENING = 0.01
"""First price of a slot, as a share of what the mean line would pay for one piece."""
TURN = 1250
"""So many lines buy before the clock is read."""
BLENDS = 4
"""Times a round that prices enter the mean."""


def find_prices(
    t: Table, s: State, have: Floats, worth: Floats, *, iterations: int, start: Floats | None = None,
    first: float = FIRST_ETA, stop: Callable[[], bool] | None = None, pace: Callable[[], float] | None = None,
) -> Floats:  # fmt: skip
    """Prices (R,T) that prove a low bound, by so many rounds.

    have (R,T): `capacity`; worth (L): value of one effective piece per line, 0 = not counted; start (R,T): prices to
    begin with; first: how fast they move then. Asked every `TURN` lines: stop, True ends with the mean so far; pace,
    share 0..1 of the time that is used: when time runs faster than rounds, so do prices settle.
    """
    lines = np.flatnonzero((worth > 0) & (np.diff(t.ptr) > 0) & (t.quantity > t.started))
    scale = float(worth[lines].mean()) / max(1.0, float(t.occ.mean()) / s.slot) if len(lines) else 0.0
    prices = np.full(have.shape, OPENING * scale) if start is None else start.copy()
    dear = 100.0 * float((worth * t.quantity).max(initial=0.0))  # keeps lines away, and costs the bound nothing
    n = int(np.diff(t.ptr).max(initial=0)) + 1
    cost, lots = np.zeros(n), np.zeros(n)
    mean, pre, level = prices.copy(), np.zeros((len(have), have.shape[1] + 1)), 1.0
    _level_out(prices, pre, have, level, dear)
    rng = np.random.default_rng(len(lines))
    turns, order = -(-len(lines) // TURN), lines
    often = -(-turns // BLENDS)
    for turn in range(turns * max(1, iterations)):
        done = max(turn // turns / max(1, iterations - 1), pace() if pace is not None else 0.0)
        if done > 1 or (stop is not None and stop()):
            break
        if turn % turns == 0:
            order = rng.permutation(lines)
        eta = first * (LAST_ETA / first) ** done
        buyers = np.array_split(order, turns)[turn % turns]
        fall = float(np.exp(-eta / len(lines)))
        level = _buy_in_turn(t, prices, pre, level, have, worth, buyers, s.now, s.slot, eta, fall, cost, lots)
        if (turn + 1) % often == 0:
            _blend(mean, prices, level, (1.0 if turn < turns else RECENT) / BLENDS)
        if (turn + 1) % turns == 0:
            _level_out(prices, pre, have, level, dear)
            level = 1.0
    return mean


@kernel
def reach(most: int, work: int, need: float) -> tuple[float, float]:
    """(pieces, lots): what a pair does for a need at most, and what of it that takes. work: percent per lot."""
    if most == 1:
        return min(need, float(work // 100)), 1.0
    pieces = min(need, most * work / 100.0)
    return pieces, pieces * 100.0 / work


@kernel
def _buy_in_turn(
    t: Table, prices: Floats, pre: Floats, level: float, have: Floats, worth: Floats, order: Int64s, now: int,
    slot: int, eta: float, fall: float, cost: Floats, lots: Floats,
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
        if within >= least - 1e-9 and _choose(t, line, need, least, worth[line], cost, lots):
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
def _blend(mean: Floats, prices: Floats, level: float, share: float) -> None:
    """Move the mean (R,T) towards the prices (R,T) by that share, in place."""
    for r in range(len(mean)):
        for u in range(mean.shape[1]):
            mean[r, u] += share * (level * prices[r, u] - mean[r, u])


@kernel
def _level_out(prices: Floats, pre: Floats, have: Floats, level: float, dear: float) -> None:
    """Count prices (R,T) in full again and sum them in pre (R,T+1); what is not there at all (have 0) costs `dear`."""
    for r in range(len(prices)):
        total = 0.0
        for u in range(prices.shape[1]):
            prices[r, u] = prices[r, u] * level if have[r, u] > 0.0 else dear
            total += prices[r, u]
            pre[r, u + 1] = total


@kernel
def _choose(t: Table, line: int, need: float, least: float, worth: float, cost: Floats, lots: Floats) -> bool:
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
    prices: Floats, pre: Floats, have: Floats, depart: int, occ: int, slot: int, eta: float, x: float, lift: float
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
