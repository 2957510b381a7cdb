"""What a search maximises: the values of the priority classes, F_1..F_5."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from steun.optimise.allocation.grid.pairs import Table
from steun.optimise.allocation.grid.slots import State
from steun.optimise.arrays import Floats
from steun.optimise.compiled import kernel


class Goal(NamedTuple):
    """What is maximised: per class the sum over regions of D phi(share); see `Policy.fairness`.

    demand, served: sum of weights, and weight x share met now; x, y: breakpoints of phi, empty = identity.
    """

    demand: Floats  # (5,G)
    served: Floats  # (5,G)
    x: Floats  # (breakpoints)
    y: Floats  # (breakpoints)


def goal_of(table: Table, state: State, regions: int, fairness: tuple[tuple[float, float], ...]) -> Goal:
    """The goal, with what is served by `state` now."""
    demand, served = np.zeros((5, max(1, regions))), np.zeros((5, max(1, regions)))
    np.add.at(demand, (table.cls, table.region), table.weight)
    share = np.minimum(state.raw, table.quantity) / table.quantity
    np.add.at(served, (table.cls, table.region), table.weight * share)
    x = np.array([a for a, _ in fairness], float)
    y = np.array([b for _, b in fairness], float)
    return Goal(demand, served, x, y)


@kernel
def phi(x: Floats, y: Floats, share: float) -> float:
    """phi(share): through the breakpoints, or the identity."""
    if len(x) < 2:
        return share
    for m in range(1, len(x)):
        if share <= x[m] + 1e-12:
            return float(y[m - 1] + (y[m] - y[m - 1]) * (share - x[m - 1]) / (x[m] - x[m - 1]))
    return float(y[-1])


def value(goal: Goal) -> Floats:
    """F_1..F_5."""
    out = np.zeros(5)
    for k in range(5):
        for g in np.flatnonzero(goal.demand[k]):
            d = goal.demand[k, g]
            out[k] += d * phi(goal.x, goal.y, goal.served[k, g] / d)
    return out
