"""How much of what, where: capacity for scenarios that have not happened yet (the herijking).

First stage: how many pieces each stock holds, within a budget. Second stage, per scenario: needs are served from the
stocks that reach them in time, the weightier need first. A need weighs the same whoever serves it, so that order with
augmenting paths is optimal (transversal matroids: Edmonds and Fulkerson, 1965), and what one piece more would be worth
is the heaviest unmet need that an exchange can reach: a subgradient. Search: mirror descent (exponentiated gradient)
over shares of the budget, on fresh scenarios each step, averaged; CVaR after Rockafellar and Uryasev (2000).
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import numpy as np

from .compiled import kernel


@dataclass(frozen=True, slots=True)
class Stock:
    """A place where pieces of one capability may be held: cost per piece in cents, at most so many."""

    id: str
    capability: str
    cost: int
    most: int = 1_000_000


@dataclass(frozen=True, slots=True)
class Need:
    """So many pieces that any of `stocks` can bring in time; `weight` per piece."""

    stocks: tuple[str, ...]
    quantity: int
    weight: int


@dataclass(frozen=True, slots=True)
class CapacityPlan:
    """pieces: per stock, whole.  expected, tail: mean weighted shortfall, and CVaR, on the scenarios planned on;
    fresh: (mean, half width of its 95 % interval) on scenarios never looked at.  marginal: what one piece more of a
    stock takes off the risk measure.  budget, spent in cents."""

    pieces: Mapping[str, int]
    expected: float
    tail: float
    fresh: tuple[float, float]
    marginal: Mapping[str, float]
    budget: int
    spent: int
    risk: float
    curve: tuple[tuple[int, float], ...] = field(default=())


class Packed(NamedTuple):
    """Scenarios as arrays. first (S+1): needs of each; quantity, weight (N); reach (N+1), stock (M): who can serve."""

    first: Any
    quantity: Any
    weight: Any
    reach: Any
    stock: Any


def pack(stocks: Sequence[Stock], scenarios: Sequence[Sequence[Need]]) -> Packed:
    """Scenarios as arrays, the weightiest needs first. Raises ValueError naming every unknown stock."""
    number = {s.id: i for i, s in enumerate(stocks)}
    wrong = sorted({name for needs in scenarios for n in needs for name in n.stocks if name not in number})
    if wrong:
        raise ValueError("\n".join(f"need: no stock {name!r}" for name in wrong))
    first, quantity, weight, reach, stock = [0], [], [], [0], []
    for needs in scenarios:
        for need in sorted(needs, key=lambda n: -n.weight):
            quantity.append(float(need.quantity))
            weight.append(float(need.weight))
            stock += [number[name] for name in need.stocks]
            reach.append(len(stock))
        first.append(len(quantity))
    kinds = (np.int64, float, float, np.int64, np.int32)
    return Packed(*(np.array(a, k) for a, k in zip((first, quantity, weight, reach, stock), kinds, strict=True)))


@kernel
def serve(d: Packed, k: int, have: Any, left: Any, flow: Any, short: Any, gain: Any, room: Any, touched: Any) -> float:
    """Weighted shortfall of scenario k with `have` (J) pieces; gain (J), on entry zero, gets what one piece more of a
    stock is worth. left (J), flow (reach of the widest scenario), short (N), room (2,N), touched (J): scratch."""
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
            x = _augment(d, a, b, base, i, need, left, flow, room)
            if x <= 0.0:
                break
            need -= x
        short[i - a] = need
        if need > 1e-9:
            loss += need * d.weight[i]
            hit = True
    if hit:
        _worth(d, a, b, base, flow, short, gain, room)
    return loss


@kernel
def _augment(d: Packed, a: int, b: int, base: int, i: int, need: float, left: Any, flow: Any, room: Any) -> float:
    """Free a piece for need i by letting earlier needs change stocks: breadth first over needs."""
    seen, queue = room[0], room[1]
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
def _shift(d: Packed, a: int, base: int, i: int, j: int, e: int, need: float, left: Any, flow: Any, seen: Any) -> float:
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
    for f in range(d.reach[m], d.reach[m + 1]):
        if d.stock[f] == u:
            return f
    return -1


@kernel
def _holder(d: Packed, a: int, e: int) -> int:
    m = a
    while d.reach[m + 1] <= e:
        m += 1
    return m


@kernel
def _worth(d: Packed, a: int, b: int, base: int, flow: Any, short: Any, gain: Any, room: Any) -> None:
    """One piece more of a stock goes to the heaviest unmet need that an exchange reaches (needs are sorted by
    weight)."""
    seen, queue = room[0], room[1]
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
                gain[u] = max(gain[u], d.weight[i])
                for m in range(a, b):
                    if seen[m - a] == 0.0:
                        f = _arc(d, m, u)
                        if f >= 0 and flow[f - base] > 1e-9:
                            seen[m - a] = 1.0
                            queue[tail] = m
                            tail += 1


@kernel
def sweep(d: Packed, first: int, after: int, have: Any, threshold: float, losses: Any, slope: Any) -> None:
    """Losses (after-first) of scenarios first..after-1; slope (2,J): summed gains over all, and over those
    above threshold."""
    stocks = len(have)
    width, arcs = 1, 1
    for k in range(first, after):
        width = max(width, d.first[k + 1] - d.first[k])
        arcs = max(arcs, d.reach[d.first[k + 1]] - d.reach[d.first[k]])
    left, flow, short, gain = np.zeros(stocks), np.zeros(arcs), np.zeros(width), np.zeros(stocks)
    room, touched = np.zeros((2, width)), np.zeros(stocks)
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


def evaluate(d: Packed, have: Any, *, threshold: float = math.inf) -> tuple[Any, Any]:
    """(losses (S), summed gains (2,J)) of all scenarios."""
    losses, slope = np.zeros(len(d.first) - 1), np.zeros((2, len(have)))
    sweep(d, 0, len(losses), np.asarray(have, float), threshold, losses, slope)
    return losses, slope


def cvar(losses: Any, level: float) -> float:
    """Mean of the worst (1 - level) share of losses."""
    worst = np.sort(losses)[math.floor(level * len(losses)) :]
    return float(worst.mean()) if len(worst) else 0.0


def requirements(
    scenarios: Sequence[Sequence[Need]] | Packed,
    budget: int,
    *,
    stocks: Sequence[Stock],
    risk: float = 0.0,
    level: float = 0.95,
    executor: Executor | None = None,
    rounds: int = 400,
    batch: int = 1000,
    seed: int = 0,
    curve: Sequence[float] = (),
) -> CapacityPlan:
    """Pieces per stock within `budget` cents that make the weighted shortfall small.

    risk: 0 minimises the mean, 1 the CVaR at `level`, between them the mixture. A fifth of the scenarios is set aside
    and only judged on at the end. executor: as in concurrent.futures (Dask's `Client.get_executor()` too); judges in
    parallel. curve: also plan at these shares of the budget. Raises ValueError for nonsense.
    """
    wrong = [f"stock {s.id!r}: cost {s.cost} is not positive" for s in stocks if s.cost <= 0]
    wrong += ["budget: is negative"] if budget < 0 else []
    wrong += ["stocks: none"] if not stocks else []
    wrong += ["risk: is not between 0 and 1"] if not 0 <= risk <= 1 else []
    if wrong:
        raise ValueError("\n".join(wrong))
    packed = scenarios if isinstance(scenarios, Packed) else pack(stocks, scenarios)
    total = len(packed.first) - 1
    known = max(1, total - total // 5)
    cost = np.array([s.cost for s in stocks], float)
    most = np.array([s.most for s in stocks], float)
    have = _descend(packed, known, budget, cost, most, risk, level, rounds, batch, seed)
    pieces = _whole(packed, known, have, budget, cost, most)
    losses, slope = _judge(packed, 0, known, pieces, executor, level)
    unseen = _judge(packed, known, total, pieces, executor, level)[0] if known < total else losses
    mean = (1 - risk) * slope[0] / known + risk * slope[1] / max(1e-9, (1 - level) * known)
    half = 1.96 * float(unseen.std()) / math.sqrt(max(1, len(unseen)))
    points = tuple(
        (
            int(budget * share),
            requirements(
                packed,
                int(budget * share),
                stocks=stocks,
                risk=risk,
                level=level,
                executor=executor,
                rounds=rounds // 2,
                batch=batch,
                seed=seed,
            ).fresh[0],
        )
        for share in curve
    )
    return CapacityPlan(
        {s.id: int(n) for s, n in zip(stocks, pieces, strict=True)},
        float(losses.mean()),
        cvar(losses, level),
        (float(unseen.mean()), half),
        {s.id: float(m) for s, m in zip(stocks, mean, strict=True)},
        budget,
        int((pieces * cost).sum()),
        risk,
        points,
    )


def _descend(
    d: Packed,
    known: int,
    budget: int,
    cost: Any,
    most: Any,
    risk: float,
    level: float,
    rounds: int,
    batch: int,
    seed: int,
) -> Any:
    """Mirror descent over the shares of the budget, on random batches; the mean of the later half is returned."""
    rng = np.random.default_rng(seed)
    share = np.full(len(cost), 1 / len(cost))
    mean, counted = np.zeros(len(cost)), 0
    threshold = 0.0
    batch = min(batch, known)
    for n in range(rounds):
        have = np.minimum(most, budget * share / cost)
        first = int(rng.integers(0, known - batch + 1))
        losses, slope = np.zeros(batch), np.zeros((2, len(cost)))
        sweep(d, first, first + batch, have, threshold, losses, slope)
        threshold += 0.2 * (float(np.quantile(losses, level)) - threshold)
        gain = (1 - risk) * slope[0] + risk * slope[1] / max(1e-9, 1 - level)
        gain = np.where(have < most, gain, 0.0) / cost
        top = gain.max()
        if top > 0:
            step = 0.5 / math.sqrt(1 + n / 10)
            share = share * np.exp(step * gain / top)
            share /= share.sum()
            share = np.maximum(share, 1e-7)
        if n >= rounds // 2:
            mean += share
            counted += 1
    return np.minimum(most, budget * mean / max(1, counted) / cost)


def _whole(d: Packed, known: int, have: Any, budget: int, cost: Any, most: Any) -> Any:
    """Whole pieces: round down, then spend the rest where a piece is worth most for its cost."""
    pieces = np.floor(have + 1e-9)
    sample = min(known, 5000)
    for _ in range(len(cost)):
        rest = budget - float((pieces * cost).sum())
        open_ = (cost <= rest) & (pieces < most)
        if not open_.any():
            break
        losses, slope = np.zeros(sample), np.zeros((2, len(cost)))
        sweep(d, 0, sample, pieces, math.inf, losses, slope)
        worth = np.where(open_, slope[0] / cost, -1.0)
        if worth.max() <= 0:
            break
        for u in np.argsort(-worth)[: max(1, len(cost) // 10)]:
            if worth[u] > 0 and cost[u] <= budget - float((pieces * cost).sum()) and pieces[u] < most[u]:
                pieces[u] += 1
    return pieces


def _part(d: Packed, have: Any, threshold: float) -> tuple[Any, Any]:
    return evaluate(d, have, threshold=threshold)


def _judge(d: Packed, first: int, after: int, have: Any, executor: Executor | None, level: float) -> tuple[Any, Any]:
    """All losses of scenarios first..after-1, and the summed gains above the CVaR's threshold, in parallel if asked."""
    if executor is None:
        parts = [_cut(d, first, after)]
        results = [_part(part, have, math.inf) for part in parts]
    else:
        edges = np.linspace(first, after, 9).astype(int)
        parts = [_cut(d, a, b) for a, b in itertools.pairwise(edges) if a < b]
        results = [f.result() for f in [executor.submit(_part, part, have, math.inf) for part in parts]]
    losses = np.concatenate([r[0] for r in results])
    slope = np.sum([r[1] for r in results], axis=0)
    above = np.sort(np.argsort(losses)[int(level * len(losses)) :])
    threshold = float(losses[above].min()) if len(above) else 0.0
    slope[1] = np.sum([_part(part, have, threshold - 1e-9)[1][1] for part in parts], axis=0)
    return losses, slope


def _cut(d: Packed, first: int, after: int) -> Packed:
    a, b = d.first[first], d.first[after]
    i, j = d.reach[a], d.reach[b]
    return Packed(d.first[first : after + 1] - a, d.quantity[a:b], d.weight[a:b], d.reach[a : b + 1] - i, d.stock[i:j])
