"""The second stage of requirements (recourse): what a scenario costs with given stocks, and what one piece more saves.

Needs are served the weightier first. A need weighs the same whoever serves it, so that order with augmenting paths is
optimal (transversal matroids: Edmonds and Fulkerson, 1965), and what one piece more is worth is the heaviest unmet
need that an exchange can reach: a subgradient.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from steun.optimise.arrays import Floats, Int32s, Int64s
from steun.optimise.compiled import kernel


@dataclass(frozen=True, slots=True)
class Stock:
    """A place where pieces of one capability may be held.

    id: its name.  cost: cents per piece.  most: pieces at most.
    """

    id: str
    capability: str
    cost: int
    most: int = 1_000_000


@dataclass(frozen=True, slots=True)
class Need:
    """What one line of a scenario asks: quantity pieces, that any of `stocks` (ids) can bring in time; `weight` per
    piece."""

    stocks: tuple[str, ...]
    quantity: int
    weight: int


class Packed(NamedTuple):
    """Scenarios as arrays. first: where the needs of each begin; quantity: pieces; weight: per piece; reach: where the
    stocks that can serve a need begin in `stock`, whose entries are the arcs."""

    first: Int64s  # (S+1)
    quantity: Floats  # (N)
    weight: Floats  # (N)
    reach: Int64s  # (N+1)
    stock: Int32s  # (arcs)


def pack(stocks: Sequence[Stock], scenarios: Sequence[Sequence[Need]]) -> Packed:
    """Scenarios as arrays, the weightiest needs first. Raises ValueError naming every unknown stock, and what is
    negative."""
    number = {s.id: i for i, s in enumerate(stocks)}
    unknown = sorted({name for needs in scenarios for n in needs for name in n.stocks if name not in number})
    wrong = [f"need: no stock {name!r}" for name in unknown]
    wrong += [
        f"scenarios[{k}]: a need has a negative quantity or weight"
        for k, needs in enumerate(scenarios)
        if any(n.quantity < 0 or n.weight < 0 for n in needs)
    ]
    if wrong:
        raise ValueError("\n".join(wrong))
    first, quantity, weight, reach, stock = [0], [], [], [0], []
    for needs in scenarios:
        for need in sorted(needs, key=lambda n: -n.weight):
            quantity.append(float(need.quantity))
            weight.append(float(need.weight))
            stock += [number[name] for name in dict.fromkeys(need.stocks)]
            reach.append(len(stock))
        first.append(len(quantity))
    kinds = (np.int64, float, float, np.int64, np.int32)
    return Packed(*(np.array(a, k) for a, k in zip((first, quantity, weight, reach, stock), kinds, strict=True)))


@kernel
def serve(
    d: Packed,
    k: int,
    have: Floats,
    left: Floats,
    flow: Floats,
    short: Floats,
    gain: Floats,
    room: Floats,
    touched: Floats,
) -> float:
    """Weighted shortfall of scenario k with `have` (J) pieces; gain (J), on entry zero, gets what one piece more of a
    stock is worth. left (J), flow (reach of the widest scenario), short (N), room (2,N): scratch.
    touched (J+1): the number of the search that last looked at a stock, and at the end how many there were."""
    a, b = d.first[k], d.first[k + 1]
    base = d.reach[a]
    loss, hit = 0.0, False
    for e in range(base, d.reach[b]):
        left[d.stock[e]] = have[d.stock[e]]
        flow[e - base] = 0.0
    for i in range(a, b):
        need = d.quantity[i]
        for e in range(d.reach[i], d.reach[i + 1]):
            x = min(need, left[d.stock[e]])
            if x > 0.0:
                left[d.stock[e]] -= x
                flow[e - base] += x
                need -= x
                if need <= 0.0:
                    break
        while need > 1e-9:
            x = _augment(d, a, b, base, i, need, left, flow, room, touched)
            if x <= 0.0:
                break
            need -= x
        short[i - a] = need
        if need > 1e-9:
            loss += need * d.weight[i]
            hit = True
    if hit:
        _worth(d, a, b, base, flow, short, gain, room, touched)
    return loss


@kernel
def _augment(
    d: Packed,
    a: int,
    b: int,
    base: int,
    i: int,
    need: float,
    left: Floats,
    flow: Floats,
    room: Floats,
    touched: Floats,
) -> float:
    """Free a piece for need i by letting earlier needs change stocks: breadth first over needs."""
    seen, queue = room[0], room[1]
    touched[-1] += 1.0
    now = touched[-1]
    for j in range(a, b):
        seen[j - a] = -1.0
    queue[0] = i
    seen[i - a] = -2.0
    head, tail = 0, 1
    while head < tail:
        j = int(queue[head])
        head += 1
        for e in range(d.reach[j], d.reach[j + 1]):
            u = d.stock[e]
            if left[u] > 1e-9:
                return float(_shift(d, a, base, i, j, e, need, left, flow, seen))
            if touched[u] == now:
                continue  # whoever holds of this stock has been asked
            touched[u] = now
            for m in range(a, i):  # who holds pieces of this stock and could go elsewhere?
                if seen[m - a] == -1.0:
                    for f in range(d.reach[m], d.reach[m + 1]):
                        if d.stock[f] == u and flow[f - base] > 1e-9:
                            seen[m - a] = float(e)
                            queue[tail] = m
                            tail += 1
                            break
    return 0.0


@kernel
def _shift(
    d: Packed, a: int, base: int, i: int, j: int, e: int, need: float, left: Floats, flow: Floats, seen: Floats
) -> float:
    """Walk back from need j, which takes arc e, to need i; two passes: how much, then do it."""
    x = min(need, left[d.stock[e]])
    m = j
    while m != i:
        via = int(seen[m - a])
        f = _arc(d, m, d.stock[via])
        x = min(x, flow[f - base])
        m = _holder(d, a, via)
    left[d.stock[e]] -= x
    m, arc = j, e
    while True:
        flow[arc - base] += x
        if m == i:
            return float(x)
        via = int(seen[m - a])
        flow[_arc(d, m, d.stock[via]) - base] -= x
        m, arc = _holder(d, a, via), via


@kernel
def _arc(d: Packed, m: int, u: int) -> int:
    """The arc from need m to stock u, or -1."""
    for f in range(d.reach[m], d.reach[m + 1]):
        if d.stock[f] == u:
            return f
    return -1


@kernel
def _holder(d: Packed, a: int, e: int) -> int:
    """The need, a or later, that arc e leaves from."""
    m = a
    while d.reach[m + 1] <= e:
        m += 1
    return m


@kernel
def _worth(
    d: Packed, a: int, b: int, base: int, flow: Floats, short: Floats, gain: Floats, room: Floats, touched: Floats
) -> None:
    """One piece more of a stock goes to the heaviest unmet need that an exchange reaches (needs are sorted by
    weight)."""
    seen, queue = room[0], room[1]
    touched[-1] += 1.0
    now = touched[-1]
    for j in range(a, b):
        seen[j - a] = 0.0
    for i in range(a, b):
        if short[i - a] <= 1e-9 or seen[i - a] > 0.0:
            continue
        seen[i - a] = 1.0
        queue[0] = i
        head, tail = 0, 1
        while head < tail:
            j = int(queue[head])
            head += 1
            for e in range(d.reach[j], d.reach[j + 1]):
                u = d.stock[e]
                if touched[u] == now:
                    continue  # reached from a heavier need
                touched[u] = now
                gain[u] = d.weight[i]
                for m in range(a, b):
                    if seen[m - a] == 0.0:
                        f = _arc(d, m, u)
                        if f >= 0 and flow[f - base] > 1e-9:
                            seen[m - a] = 1.0
                            queue[tail] = m
                            tail += 1


@kernel
def sweep(d: Packed, first: int, after: int, have: Floats, threshold: float, losses: Floats, slope: Floats) -> None:
    """Losses (after-first) of scenarios first..after-1; slope (2,J): summed gains over all, and over those
    above threshold."""
    stocks = len(have)
    width, arcs = 1, 1
    for k in range(first, after):
        width = max(width, d.first[k + 1] - d.first[k])
        arcs = max(arcs, d.reach[d.first[k + 1]] - d.reach[d.first[k]])
    left, flow, short, gain = np.zeros(stocks), np.zeros(arcs), np.zeros(width), np.zeros(stocks)
    room, touched = np.zeros((2, width)), np.zeros(stocks + 1)
    for k in range(first, after):
        loss = serve(d, k, have, left, flow, short, gain, room, touched)
        losses[k - first] = loss
        if loss > 0.0:
            for e in range(d.reach[d.first[k]], d.reach[d.first[k + 1]]):
                u = d.stock[e]
                if gain[u] > 0.0:
                    slope[0, u] += gain[u]
                    if loss > threshold:
                        slope[1, u] += gain[u]
                    gain[u] = 0.0


def evaluate(d: Packed, have: Floats, *, threshold: float = math.inf) -> tuple[Floats, Floats]:
    """(losses (S), summed gains (2,J)) of all scenarios with `have` (J) pieces; gains: see `sweep`."""
    losses, slope = np.zeros(len(d.first) - 1), np.zeros((2, len(have)))
    sweep(d, 0, len(losses), np.asarray(have, float), threshold, losses, slope)
    return losses, slope
