"""How much of what, where: capacity for scenarios that have not happened yet (the herijking).

A two-stage stochastic program. First stage: how many pieces each stock holds, within a budget. Second stage, per
scenario: `recourse`. Search: stochastic mirror descent (exponentiated gradient) over shares of the budget, on fresh
scenarios each step, averaged; then whole pieces, and exchanges of pieces while they help. CVaR after Rockafellar and
Uryasev (2000).
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np

from steun.optimise.arrays import Floats
from steun.optimise.format.faults import InvalidProblem
from steun.optimise.readiness.recourse import Need, Packed, Stock, evaluate, pack, sweep

WORK, EXCHANGES, TRIED = 200_000, 20, 40
"""Scenarios x stocks judged per round of exchanges; rounds; exchanges tried per round."""
SAMPLE = 5_000
"""Scenarios on which is judged where a piece is worth most when shares become whole pieces."""


@dataclass(frozen=True, slots=True)
class CapacityPlan:
    """How much to hold where.

    pieces: by stock id, whole.  expected, tail: mean weighted shortfall, and CVaR, on the scenarios planned on;
    fresh: (mean, half width of its 95 % interval) on scenarios never looked at, if enough were given to set some aside.
    marginal: by stock id, what one piece more takes off the risk measure.  budget, spent: cents.  risk: as asked, 0..1.
    """

    pieces: Mapping[str, int]
    expected: float
    tail: float
    fresh: tuple[float, float]
    marginal: Mapping[str, float]
    budget: int
    spent: int
    risk: float


class _Program(NamedTuple):
    """What is to be decided. packed: the scenarios, of which the first `known` are planned on; cost, most (J): cents
    per piece, pieces at most; risk, level: see `requirements`."""

    packed: Packed
    known: int
    budget: int
    cost: Floats
    most: Floats
    risk: float
    level: float

    def left(self, pieces: Floats) -> float:
        """Cents that these pieces (J) leave."""
        return self.budget - float((pieces * self.cost).sum())


def cvar(losses: Floats, level: float) -> float:
    """Mean of the worst (1 - level) share of losses (S); 0 when there are none."""
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
    aside: float = 0.2,
) -> CapacityPlan:
    """Pieces per stock of `stocks`, within `budget` cents, that make the weighted shortfall small.

    risk: 0 minimises the mean, 1 the CVaR at `level`, between them the mixture. The share `aside` of the scenarios is
    only judged on at the end. executor: as in concurrent.futures (Dask's `Client.get_executor()` too); judges in
    parallel. rounds: steps of the search. batch: scenarios that are judged at once. seed: of the draws. Raises
    ValueError for nonsense.
    """
    total = len(scenarios.first) - 1 if isinstance(scenarios, Packed) else len(scenarios)
    wrong = [*_wrong(stocks, budget, risk, level), *(["scenarios: none"] if total < 1 else [])]
    if wrong:
        raise ValueError("\n".join(wrong))
    packed = scenarios if isinstance(scenarios, Packed) else pack(stocks, scenarios)
    known = max(1, total - int(total * aside))
    cost, most = np.array([s.cost for s in stocks], float), np.array([s.most for s in stocks], float)
    program = _Program(packed, known, budget, cost, most, risk, level)
    pieces = _exchanged(program, _rounded(program, _descend(program, rounds, batch, seed)))
    losses, slope = _judge(program, 0, known, pieces, executor, tail=risk > 0)
    unseen = _judge(program, known, total, pieces, executor, tail=False)[0] if known < total else losses
    mean = (1 - risk) * slope[0] / known + risk * slope[1] / max(1e-9, (1 - level) * known)
    half = 1.96 * float(unseen.std()) / math.sqrt(max(1, len(unseen)))
    return CapacityPlan(
        {s.id: int(n) for s, n in zip(stocks, pieces, strict=True)},
        float(losses.mean()),
        cvar(losses, level),
        (float(unseen.mean()), half),
        {s.id: float(m) for s, m in zip(stocks, mean, strict=True)},
        budget,
        int((pieces * cost).sum()),
        risk,
    )


def _wrong(stocks: Sequence[Stock], budget: int, risk: float, level: float) -> list[str]:
    wrong = [f"stock {s.id!r}: cost {s.cost} is not positive" for s in stocks if s.cost <= 0]
    wrong += ["budget: is negative"] if budget < 0 else []
    wrong += ["stocks: none"] if not stocks else []
    wrong += ["risk: is not between 0 and 1"] if not 0 <= risk <= 1 else []
    wrong += [f"stock {s.id!r}: most {s.most} is negative" for s in stocks if s.most < 0]
    wrong += ["stocks: an id stands there twice"] if len({s.id for s in stocks}) < len(stocks) else []
    return wrong + (["level: is not between 0 and 1, 1 excluded"] if not 0 <= level < 1 else [])


def scenarios_from(data: Any) -> tuple[list[Stock], list[list[Need]]]:
    """Stocks and scenarios from what JSON gave. Raises `InvalidProblem` that names every part of the wrong shape.

    {"stocks": [{"id": .., "capability": .., "cost": .., "most": ..}], "scenarios": [[{"stocks": [..], "quantity": ..,
    "weight": ..}]]}; `most` may be absent.
    """
    if not isinstance(data, dict) or not all(isinstance(data.get(key), list) for key in ("stocks", "scenarios")):
        raise InvalidProblem(["scenarios: is not an object with the lists stocks and scenarios"])
    found = []
    for i, row in enumerate(data["stocks"]):
        if not isinstance(row, dict) or not {"id", "capability", "cost"} <= set(row) <= {*Stock.__dataclass_fields__}:
            found.append(f"stocks[{i}]: is not an object with id, capability, cost and, if wanted, most")
        elif not isinstance(row["id"], str) or not all(type(row.get(key, 0)) is int for key in ("cost", "most")):
            found.append(f"stocks[{i}]: id is not a text, or cost or most is not a whole number")
    for k, needs in enumerate(data["scenarios"]):
        for i, row in enumerate(needs if isinstance(needs, list) else [None]):
            if not isinstance(row, dict) or set(row) != {*Need.__dataclass_fields__}:
                found.append(f"scenarios[{k}][{i}]: is not an object with stocks, quantity and weight")
            elif not all(type(row[key]) is int for key in ("quantity", "weight")):
                found.append(f"scenarios[{k}][{i}]: quantity or weight is not a whole number")
            elif not isinstance(row["stocks"], list) or not all(isinstance(name, str) for name in row["stocks"]):
                found.append(f"scenarios[{k}][{i}].stocks: is not a list of texts")
    if found:
        raise InvalidProblem(found)
    stocks = [Stock(**row) for row in data["stocks"]]
    return stocks, [[Need(**{**row, "stocks": tuple(row["stocks"])}) for row in needs] for needs in data["scenarios"]]


def _descend(program: _Program, rounds: int, batch: int, seed: int) -> Floats:
    """Mirror descent over the shares of the budget, on random batches; pieces (J) by the mean of the later half."""
    _, known, budget, cost, most, risk, level = program
    rng = np.random.default_rng(seed)
    share = np.full(len(cost), 1 / len(cost))
    mean, counted = np.zeros(len(cost)), 0
    threshold = 0.0
    batch = min(batch, known)
    for n in range(rounds):
        have = np.minimum(most, budget * share / cost)
        first = int(rng.integers(0, known - batch + 1))
        losses, slope = np.zeros(batch), np.zeros((2, len(cost)))
        sweep(program.packed, first, first + batch, have, threshold, losses, slope)
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


def _rounded(program: _Program, have: Floats) -> Floats:
    """Whole pieces (J): `have` (J) rounded down, then the rest spent where a piece is worth most for its cost."""
    cost, most = program.cost, program.most
    pieces: Floats = np.floor(have + 1e-9)
    sample = min(program.known, SAMPLE)
    for _ in range(len(cost)):
        affordable = (cost <= program.left(pieces)) & (pieces < most)
        if not affordable.any():
            break
        losses, slope = np.zeros(sample), np.zeros((2, len(cost)))
        sweep(program.packed, 0, sample, pieces, math.inf, losses, slope)
        worth = np.where(affordable, slope[0] / cost, -1.0)
        if worth.max() <= 0:
            break
        for u in np.argsort(-worth)[: max(1, len(cost) // 10)]:
            if worth[u] > 0 and cost[u] <= program.left(pieces) and pieces[u] < most[u]:
                pieces[u] += 1
    return pieces


def _measure(program: _Program, have: Floats) -> tuple[float, Floats]:
    """The risk measure over all scenarios, and what one piece more of each stock takes off it (J)."""
    d, risk, level = program.packed, program.risk, program.level
    losses, slope = evaluate(d, have)
    gain = slope[0] / len(losses)
    if risk == 0.0:
        return float(losses.mean()), gain
    above = float(np.sort(losses)[math.floor(level * len(losses)) :].min())
    tail = evaluate(d, have, threshold=above - 1e-9)[1][1] / max(1e-9, (1 - level) * len(losses))
    return (1 - risk) * float(losses.mean()) + risk * cvar(losses, level), (1 - risk) * gain + risk * tail


def _exchanged(program: _Program, pieces: Floats) -> Floats:
    """Give up pieces of one stock for pieces of another while that helps; each exchange is judged before it is made."""
    cost, most = program.cost, program.most
    sample = program._replace(packed=_cut(program.packed, 0, min(program.known, max(500, WORK // len(cost)))))
    value, gain = _measure(sample, pieces)
    for _ in range(EXCHANGES):
        without = np.full(len(cost), np.inf)
        for u in np.flatnonzero(pieces > 0):
            pieces[u] -= 1
            without[u] = _measure(sample, pieces)[0] - value
            pieces[u] += 1
        rest = program.left(pieces)
        count = np.minimum(np.floor((rest + cost[:, None]) / cost[None, :] + 1e-9), (most - pieces)[None, :])
        hope = count * gain[None, :] - without[:, None]
        np.fill_diagonal(hope, -np.inf)
        made = False
        for at in np.argsort(-hope, axis=None)[:TRIED]:
            u, v = np.unravel_index(int(at), hope.shape)
            if hope[u, v] <= 1e-9:
                break
            tried = pieces.copy()
            tried[u] -= 1
            tried[v] += count[u, v]
            now, slope = _measure(sample, tried)
            if now < value - 1e-9:
                pieces, value, gain, made = tried, now, slope, True
                break
        if not made:
            break
    return _spent(sample, pieces, value, gain)


def _spent(program: _Program, pieces: Floats, value: float, gain: Floats) -> Floats:
    """Spend what is left where a piece is worth most for its cost: as many at once as are each worth half the first.

    value, gain (J): what `_measure` says of these pieces (J).
    """
    cost, most = program.cost, program.most
    for _ in range(EXCHANGES):
        rest = program.left(pieces)
        worth = np.where((cost <= rest) & (pieces < most), gain / cost, 0.0)
        u = int(worth.argmax())
        if worth[u] <= 0:
            break
        n = int(min(rest // cost[u], most[u] - pieces[u]))
        while True:
            more = pieces.copy()
            more[u] += n
            now, slope = _measure(program, more)
            if n == 1 or value - now >= n * gain[u] / 2:
                break
            n //= 2
        if now >= value:
            break
        pieces, value, gain = more, now, slope
    return pieces


def _judge(
    program: _Program, first: int, after: int, have: Floats, executor: Executor | None, *, tail: bool
) -> tuple[Floats, Floats]:
    """All losses of scenarios first..after-1, and the summed gains (2,J), in parallel if asked. tail: those above the
    CVaR's threshold too."""
    edges = np.linspace(first, after, 2 if executor is None else 9).astype(int)
    parts = [_cut(program.packed, a, b) for a, b in itertools.pairwise(edges.tolist()) if a < b]

    def judged(threshold: float) -> list[tuple[Floats, Floats]]:
        if executor is None:
            return [evaluate(part, have, threshold=threshold) for part in parts]
        return [f.result() for f in [executor.submit(evaluate, part, have, threshold=threshold) for part in parts]]

    results = judged(math.inf)
    losses = np.concatenate([r[0] for r in results])
    slope: Floats = np.sum([r[1] for r in results], axis=0)
    if tail:
        threshold = float(np.sort(losses)[math.floor(program.level * len(losses)) :].min())
        slope[1] = np.sum([r[1][1] for r in judged(threshold - 1e-9)], axis=0)
    return losses, slope


def _cut(d: Packed, first: int, after: int) -> Packed:
    """The scenarios first..after-1, numbered from 0 again."""
    a, b = d.first[first], d.first[after]
    i, j = d.reach[a], d.reach[b]
    return Packed(d.first[first : after + 1] - a, d.quantity[a:b], d.weight[a:b], d.reach[a : b + 1] - i, d.stock[i:j])
