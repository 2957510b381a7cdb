"""Column generation over what an agent may hold at once, and dives: fix the likeliest packing, price again, go on."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import numpy as np

CLOSE = 0.5
"""Prices are good enough when packings still to be found cannot lower the program by more."""
ROUNDS = 200


class Packings:
    """The master program: each agent at most one packing, each job in at least one (or left over, at a high cost)."""

    def __init__(self, cost: Any, use: Any, capacity: Any) -> None:
        import highspy

        self.cost, self.use, self.capacity = cost, use, capacity
        m, n = cost.shape
        self.agent: list[int] = []
        self.jobs: list[Any] = []
        self.seen: set[tuple[int, bytes]] = set()
        self.highs: Any = highspy.Highs()
        options = (("output_flag", False), ("threads", 1), ("simplex_strategy", 4), ("presolve", "off"))
        for option, value in options:  # columns are added: the primal simplex goes on from where it was
            self.highs.setOptionValue(option, value)
        none, empty = np.zeros(0, np.int32), np.zeros(0)
        for _ in range(m):
            self.highs.addRow(-1e30, 1.0, 0, none, empty)
        for _ in range(n):
            self.highs.addRow(1.0, 1e30, 0, none, empty)
        for j in range(n):
            self.highs.addCol(3.0 * float(cost.max()), 0.0, 1e30, 1, np.array([m + j], np.int32), np.ones(1))

    def add(self, agent: int, take: Any) -> bool:
        """Add a packing; False when it is there already."""
        key = (agent, np.packbits(take).tobytes())
        if key in self.seen:
            return False
        self.seen.add(key)
        jobs = np.flatnonzero(take)
        self.agent.append(agent)
        self.jobs.append(jobs)
        rows = np.concatenate([[agent], len(self.capacity) + jobs]).astype(np.int32)
        self.highs.addCol(float(self.cost[agent, jobs].sum()), 0.0, 1e30, len(rows), rows, np.ones(len(rows)))
        return True

    def limit(self, idle: Any, free: Any, fixed: list[int]) -> None:
        """Only packings of idle agents over free jobs may be used, and those in `fixed` must."""
        n, count = self.cost.shape[1], len(self.agent)
        low = np.zeros(count)
        high = np.array([1e30 if idle[i] and free[jobs].all() else 0.0
                         for i, jobs in zip(self.agent, self.jobs, strict=True)])  # fmt: skip
        low[fixed] = high[fixed] = 1.0
        self.highs.changeColsBounds(count, np.arange(n, n + count, dtype=np.int32), low, high)

    def price(self, knapsack: Callable[..., float], idle: Any, free: Any, stop: float) -> float:
        """Add packings until none helps by more than `CLOSE`; returns a bound on what is left to reach."""
        m = len(self.capacity)
        take = np.zeros(len(free), np.bool_)
        value, gap = 0.0, 0.0
        for _ in range(ROUNDS):
            self.highs.run()
            dual = np.array(self.highs.getSolution().row_dual)
            value, gap, fresh = self.highs.getInfo().objective_function_value, 0.0, False
            for i in np.flatnonzero(idle):
                gain = np.where(free, self.cost[i] - dual[m:], 1.0)
                less = knapsack(gain, self.use[i], self.capacity[i], take) - dual[i]
                if less < -1e-6:
                    gap += less
                    fresh |= self.add(int(i), take)
            if not fresh or -gap < CLOSE or time.monotonic() > stop:
                break
        return float(value + gap)


def dive(packings: Packings, knapsack: Callable[..., float], rng: Any, stop: float, best: float) -> Any:
    """Agent per job; -1 where the dive ended, or was given up because it cannot beat `best`."""
    m, n = packings.cost.shape
    idle, free, at = np.ones(m, bool), np.ones(n, bool), np.full(n, -1)
    fixed: list[int] = []
    while idle.any() and free.any() and time.monotonic() < stop:
        packings.limit(idle, free, fixed)
        if packings.price(knapsack, idle, free, stop) >= best - 1 + 1e-6:
            break
        value = np.array(packings.highs.getSolution().col_value)[n:]
        likely = [c for c in np.flatnonzero(value > 1e-6) if idle[packings.agent[c]] and free[packings.jobs[c]].all()]
        if not likely:
            break
        sure = [c for c in likely if value[c] > 1 - 1e-6]
        for c in sure or [likely[int(np.argmax(value[likely] + rng.normal(0, 0.05, len(likely))))]]:
            if idle[packings.agent[c]] and free[packings.jobs[c]].all():
                fixed.append(int(c))
                at[packings.jobs[c]] = packings.agent[c]
                idle[packings.agent[c]] = False
                free[packings.jobs[c]] = False
    return at
