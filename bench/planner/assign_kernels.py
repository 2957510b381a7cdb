"""Compiled parts of `assign`: a knapsack, subgradient steps on its prices, and a tabu search over shifts and swaps."""

from __future__ import annotations

from typing import Any

import numpy as np

from steun.optimise.compiled import draw, kernel


@kernel
def knapsack(gain: Any, use: Any, capacity: int, take: Any) -> float:
    """Lowest sum of gain (negative = wanted) within the capacity, by dynamic programming; take (n) is the choice."""
    chosen, count = np.empty(len(gain), np.int64), 0
    for j in range(len(gain)):
        take[j] = False
        if gain[j] < 0 and use[j] <= capacity:
            chosen[count] = j
            count += 1
    best, keep = np.zeros(capacity + 1), np.zeros((count, capacity + 1), np.bool_)
    for a in range(count):
        j = chosen[a]
        for q in range(capacity, use[j] - 1, -1):
            value = best[q - use[j]] + gain[j]
            if value < best[q]:
                best[q] = value
                keep[a, q] = True
    q = capacity
    for a in range(count - 1, -1, -1):
        if keep[a, q]:
            take[chosen[a]] = True
            q -= use[chosen[a]]
    return float(best[capacity])


@kernel
def relaxed(cost: Any, use: Any, capacity: Any, price: Any, take: Any) -> float:
    """The bound at these prices per job, each agent packing its own knapsack: take (m,n)."""
    bound = price.sum()
    for i in range(len(cost)):
        bound += knapsack(cost[i] - price, use[i], capacity[i], take[i])
    return float(bound)


@kernel
def subgradient(cost: Any, use: Any, capacity: Any, price: Any, best: Any, share: Any, steps: int, aim: float) -> float:
    """Improve prices (n) in `best`; share (m,n): running mean of the agents' choices. Returns the bound."""
    m, n = cost.shape
    take = np.zeros((m, n), np.bool_)
    bound, theta, stalled = -1e300, 1.0, 0
    for _ in range(steps):
        value = relaxed(cost, use, capacity, price, take)
        if value > bound + 1e-9:
            bound, stalled = value, 0
            best[:] = price
        else:
            stalled += 1
            if stalled > 15:
                theta, stalled = theta * 0.7, 0
                price[:] = best
        miss, norm = np.ones(n), 0.0
        for i in range(m):
            for j in range(n):
                share[i, j] *= 0.9
                if take[i, j]:
                    share[i, j] += 0.1
                    miss[j] -= 1.0
        for j in range(n):
            norm += miss[j] * miss[j]
        if norm == 0.0 or aim <= value:
            break
        for j in range(n):
            price[j] += theta * (aim - value) / norm * miss[j]
    return bound


@kernel
def over(load: int) -> int:
    """What is too much."""
    return load if load > 0 else 0


@kernel
def tabu(
    cost: Any, use: Any, capacity: Any, may: Any, at: Any, fine: Any, steps: int, best: int, found: Any, rng: Any
) -> int:
    """Shifts and swaps that cost least, overload fined and the fines adapted. at (n): agent of each job, changed;
    may (m,n): pairs tried; found (n): the best that fits. Returns its cost."""
    m, n = cost.shape
    load, total = np.zeros(m, np.int64), 0
    for j in range(n):
        load[at[j]] += use[at[j], j]
        total += cost[at[j], j]
    closed, now = np.zeros((m, n), np.int64), np.zeros(m)
    for step in range(1, steps + 1):
        low, low_j, low_i, low_k = 1e300, -1, -1, -1
        for i in range(m):
            now[i] = fine[i] * over(load[i] - capacity[i])
        for j in range(n):
            s = at[j]
            for i in range(m):
                if i == s or not may[i, j]:
                    continue
                more, less = load[i] + use[i, j] - capacity[i], load[s] - use[s, j] - capacity[s]
                d = cost[i, j] - cost[s, j] + fine[i] * over(more) - now[i] + fine[s] * over(less) - now[s]
                if d < low and closed[i, j] <= step:
                    low, low_j, low_i, low_k = d, j, i, -1
            for k in range(j + 1, n):
                i = at[k]
                if i == s or not may[i, j] or not may[s, k]:
                    continue
                d = cost[i, j] - cost[s, j] + cost[s, k] - cost[i, k]
                if d > low + now[i] + now[s]:
                    continue
                more = load[i] + use[i, j] - use[i, k] - capacity[i]
                less = load[s] + use[s, k] - use[s, j] - capacity[s]
                d += fine[i] * over(more) - now[i] + fine[s] * over(less) - now[s]
                if d < low and closed[i, j] <= step and closed[s, k] <= step:
                    low, low_j, low_i, low_k = d, j, i, k
        if low_j < 0:
            continue
        j, k, i, s = low_j, low_k, low_i, at[low_j]
        closed[s, j] = step + 5 + draw(rng, 5)
        load[s], load[i] = load[s] - use[s, j], load[i] + use[i, j]
        total += cost[i, j] - cost[s, j]
        at[j] = i
        if k >= 0:
            closed[i, k] = step + 5 + draw(rng, 5)
            load[i], load[s] = load[i] - use[i, k], load[s] + use[s, k]
            total += cost[s, k] - cost[i, k]
            at[k] = s
        fits = True
        for i in range(m):
            if load[i] > capacity[i]:
                fits = False
                fine[i] = min(fine[i] * 1.01, 1e4)
            else:
                fine[i] = max(fine[i] * 0.9975, 1e-3)
        if fits and total < best:
            best = total
            found[:] = at
    return best
