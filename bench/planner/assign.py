"""Generalised assignment: each job to one agent, as cheap as can be, no agent overfull.

The planner's method on a problem of one hour: prices first (a subgradient on one price per job, each agent packing a
knapsack), then a search of neighbours that the prices leave worth trying, then exact programs over what is left:
diving over agents' packings (columns), and a program over single pairs that starts from the best so far.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from .assign_kernels import knapsack, relaxed, subgradient, tabu

FEW = 12
"""Jobs per agent up to which a dive over packings ends in time; with more, parts are solved anew instead."""


@dataclass(slots=True)
class Case:
    """cost, use (m,n), capacity (m) int64; the best agent per job so far and what it costs."""

    cost: Any
    use: Any
    capacity: Any
    until: float = 0.0
    best: Any = None
    total: int = 2**60
    log: list[tuple[str, int]] = field(default_factory=list)

    def offer(self, at: Any, who: str) -> None:
        """Keep it if it fits and is cheaper."""
        at = np.asarray(at)
        if (at < 0).any():
            return
        loads = np.bincount(at, self.use[at, np.arange(len(at))], len(self.capacity))
        total = int(self.cost[at, np.arange(len(at))].sum())
        if (loads <= self.capacity).all() and total < self.total:
            self.best, self.total = at.copy(), total
            self.log.append((who, total))

    def left(self) -> float:
        """Seconds left."""
        return self.until - time.monotonic()


def solve(cost: Any, use: Any, capacity: Any, seconds: float) -> Case:
    """The best found within the seconds, and who found it."""
    case = Case(cost, use, capacity, time.monotonic() + seconds)
    m, n = cost.shape
    linear, _, price = program(case, np.ones((m, n), bool), whole=False, seconds=seconds)
    best, share = price.copy(), np.zeros((m, n))
    subgradient(cost, use, capacity, price, best, share, 400, 1.012 * linear)
    reduced = _reduced(case, best)
    order = reduced.argsort(axis=0)
    few = np.zeros((m, n), bool)
    np.put_along_axis(few, order[:6], True, axis=0)
    _search(case, few | (share > 1e-3), order[0], 0.1 * seconds)
    few_jobs = n <= FEW * m
    if few_jobs:
        _dive(case, best, time.monotonic() + 0.65 * case.left())
    kept = few | (share > 1e-4)
    for pairs, part in ((share > 1e-4, 0.5), (kept, 1.0)) if few_jobs else ((share > 1e-4, 0.35),):
        if case.left() > 1:
            at, _, _ = program(case, _with_best(case, pairs), whole=True, seconds=part * case.left())
            if at is not None:
                case.offer(at, "program")
    _parts(case, kept)
    return case


def _with_best(case: Case, kept: Any) -> Any:
    kept = kept.copy()
    if case.best is not None:
        kept[case.best, np.arange(len(case.best))] = True
    return kept


def _parts(case: Case, kept: Any) -> None:
    """Solve anew for a few agents at a time and what they hold: as many as can be closed in a second or two."""
    rng, size = np.random.default_rng(1), 4
    while case.left() > 1 and case.best is not None:
        first = int(rng.integers(len(case.capacity)))
        near = kept[:, case.best == first].sum(1) + 0.5  # those that could take what it holds
        near[first] = 1e9
        near = near * rng.exponential(1.0, len(near))
        agents = np.argsort(-near)[: min(size, len(near))]
        jobs = np.flatnonzero(np.isin(case.best, agents))
        pick = np.ix_(agents, jobs)
        part = Case(case.cost[pick], case.use[pick], case.capacity[agents])
        place = np.full(len(case.capacity), -1)
        place[agents] = np.arange(len(agents))
        part.offer(place[case.best[jobs]], "before")
        began = time.monotonic()
        at, _, _ = program(part, _with_best(part, kept[pick]), whole=True, seconds=min(4.0, case.left()))
        elapsed = time.monotonic() - began
        size += 1 if elapsed < 0.5 else -1 if elapsed > 2 and size > 2 else 0
        if at is not None and (at >= 0).all():
            whole = case.best.copy()
            whole[jobs] = agents[at]
            case.offer(whole, "parts")


def _reduced(case: Case, price: Any) -> Any:
    """cost - price + what the agent's hour is worth to others at these prices (m,n)."""
    take, m = np.zeros(case.cost.shape, np.bool_), len(case.capacity)
    relaxed(case.cost, case.use, case.capacity, price, take)
    gain = case.cost - price
    worth = np.array([np.median(-(gain[i] / case.use[i])[take[i]]) if take[i].any() else 0.0 for i in range(m)])
    return gain + np.maximum(0, worth)[:, None] * case.use


def _search(case: Case, may: Any, start: Any, seconds: float) -> None:
    at, found, rng = start.copy(), start.copy(), np.array([1], np.int64)
    fine = np.full(len(case.capacity), max(1.0, float(np.median(case.cost / case.use))))
    stop, best = time.monotonic() + seconds, 2**60
    while time.monotonic() < stop:
        best = tabu(case.cost, case.use, case.capacity, may, at, fine, 200, best, found, rng)
    if best < 2**60:
        case.offer(found, "search")


def program(case: Case, kept: Any, *, whole: bool, seconds: float) -> Any:
    """HiGHS over the pairs in `kept`: (agent per job or None, bound, dual per job); the relaxation when not whole,
    whose value then comes first."""
    import highspy

    m, n = case.cost.shape
    agent, job = np.nonzero(kept)
    count = len(agent)
    lp = highspy.HighsLp()
    lp.num_col_, lp.num_row_ = count, m + n
    lp.col_cost_, lp.col_lower_, lp.col_upper_ = case.cost[agent, job] * 1.0, np.zeros(count), np.ones(count)
    lp.row_lower_ = np.concatenate([np.full(m, -1e30), np.ones(n)])
    lp.row_upper_ = np.concatenate([case.capacity * 1.0, np.ones(n)])
    lp.a_matrix_.format_ = highspy.MatrixFormat.kColwise
    lp.a_matrix_.start_ = np.arange(0, 2 * count + 1, 2).astype(np.int32)
    lp.a_matrix_.index_ = np.column_stack([agent, m + job]).ravel().astype(np.int32)
    lp.a_matrix_.value_ = np.column_stack([case.use[agent, job], np.ones(count)]).ravel().astype(float)
    if whole:
        lp.integrality_ = [highspy.HighsVarType.kInteger] * count
    h = highspy.Highs()
    for option, value in (("output_flag", False), ("threads", 1), ("time_limit", seconds), ("mip_rel_gap", 0.0)):
        h.setOptionValue(option, value)
    h.passModel(lp)
    if whole and case.best is not None:
        h.setSolution(count, np.arange(count, dtype=np.int32), (case.best[job] == agent) * 1.0)
    h.run()
    info, solution = h.getInfo(), h.getSolution()
    if not whole:
        return float(info.objective_function_value), 0.0, np.array(solution.row_dual[m:])
    if info.primal_solution_status != 2:
        return None, float(info.mip_dual_bound), None
    at = np.full(n, -1)
    on = np.array(solution.col_value) > 0.5
    at[job[on]] = agent[on]
    return at, float(info.mip_dual_bound), None


def _dive(case: Case, price: Any, stop: float) -> None:
    """Dive over packings again and again, at random between equals, until the clock says stop."""
    from .packings import Packings, dive

    take, rng = np.zeros(case.cost.shape, np.bool_), np.random.default_rng(0)
    packings = Packings(case.cost, case.use, case.capacity)
    for n in range(20):
        relaxed(case.cost, case.use, case.capacity, price + rng.normal(0, (0.3, 1.0, 2.0)[n % 3], len(price)), take)
        for i in range(len(take)):
            packings.add(i, take[i])
    while time.monotonic() < stop:
        case.offer(dive(packings, knapsack, rng, stop, case.total), "dive")
