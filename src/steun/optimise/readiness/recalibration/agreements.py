"""The best set of agreements within a budget: which pieces to hold ready before anybody knows which world it will be.

A two-stage program by the L-shaped method (Van Slyke and Wets, 1969) with a cut per group of worlds: each set that is
tried is judged on every world, the prices say how the loss changes with each piece, and a linear program over all that
is known so far gives the next set to try, and a bound that no set can beat. Then whole pieces.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from steun.optimise.arrays import Floats
from steun.optimise.readiness.recalibration.worlds import Tables, World

ROUNDS, GROUPS, CLOSE = 60, 40, 0.002
"""Sets tried at most; groups of worlds; the relative gap at which one stops."""


@dataclass(frozen=True, slots=True)
class Best:
    """ready (C): whole pieces; loss, bound: needs that are not met over all worlds; spent: person-hours a year."""

    ready: Floats
    loss: float
    bound: float
    spent: int


class Judge:
    """All worlds of all scenarios, with Defence where it is every day; each is drawn once."""

    def __init__(self, tables: Tables) -> None:
        self.tables = tables
        problem = tables.problem
        self.worlds: list[World] = [
            tables.draw(scenario, number, at_war=False)
            for scenario in problem.scenarios
            for number in range(problem.worlds)
        ]
        edges = np.linspace(0, len(self.worlds), min(GROUPS, len(self.worlds)) + 1).astype(int).tolist()
        self.groups = [range(a, b) for a, b in itertools.pairwise(edges)]

    def look(self, ready: Floats) -> tuple[Floats, Floats]:
        """(losses (G), slopes (G, C)) of the groups: what is not met, and what one piece more held ready saves."""
        losses = np.zeros(len(self.groups))
        slopes = np.zeros((len(self.groups), len(ready)))
        for g, group in enumerate(self.groups):
            for n in group:
                world = self.worlds[n]
                found = self.tables.judge(world, ready, at_war=False)
                losses[g] += found.loss
                slopes[g] += self.tables.slope(world, found.price, at_war=False)
        return losses, slopes


def best(judge: Judge, budget: int, stopped: Callable[[], bool] = lambda: False) -> Best | None:
    """The best set that was found within so many person-hours a year, beside what is held already; None: stopped."""
    tables = judge.tables
    held, hours = tables.held, tables.problem.hours
    losses, slopes = judge.look(held)
    if budget < hours or not len(held):
        return Best(held, float(losses.sum()), float(losses.sum()), 0)
    master = Master(tables, len(judge.groups), budget)
    found, least, bound, at, spread = held, float(losses.sum()), 0.0, held, slopes.sum(0)
    for _ in range(ROUNDS):
        if stopped():
            return None
        master.cut(at, losses, slopes)
        bound, at = master.solve()
        if least - bound <= CLOSE * max(1e-9, least):
            break
        losses, slopes = judge.look(at)
        if losses.sum() < least:
            found, least, spread = at, float(losses.sum()), slopes.sum(0)
    ready = whole(tables, found, spread, budget)
    loss = float(judge.look(ready)[0].sum())
    return Best(ready, loss, min(bound, loss), int((ready - held).sum()) * hours)


def whole(tables: Tables, at: Floats, worth: Floats, budget: int) -> Floats:
    """Whole pieces: `at` (C) rounded down, then the rest of the budget where a piece is worth most, what was wanted in
    part first."""
    held, unit = tables.held, tables.unit
    ready = np.maximum(held, np.floor(at + 1e-6))
    left = budget // tables.problem.hours - int((ready - held).sum())
    used = np.bincount(unit, ready, len(tables.capacity))
    for k in np.lexsort((np.arange(len(at)), -worth, -(at - ready > 1e-6).astype(int))).tolist():
        if left <= 0 or (worth[k] <= 0 and at[k] - ready[k] <= 1e-6):
            continue
        more = int(min(left, tables.ceiling[k] - ready[k], tables.capacity[unit[k]] - used[unit[k]]))
        more = min(more, 1) if at[k] - ready[k] > 1e-6 else more
        if more > 0:
            ready[k] += more
            used[unit[k]] += more
            left -= more
    return ready


class Master:
    """The linear program over what is known: theta per group, pieces per candidate."""

    def __init__(self, tables: Tables, groups: int, budget: int) -> None:
        import highspy

        self.tables, self.groups, self.many = tables, groups, len(tables.held)
        self.highs: Any = highspy.Highs()  # type: ignore[no-untyped-call]  # highspy has no types
        quiet = (("output_flag", False), ("log_to_console", False))
        for option, value in (*quiet, ("threads", 1), ("solver", "simplex"), ("random_seed", 0)):
            self.highs.setOptionValue(option, value)
        infinite = highspy.kHighsInf
        for low, high in zip(tables.held.tolist(), np.maximum(tables.held, tables.ceiling).tolist(), strict=True):
            self.highs.addCol(0.0, low, high, 0, [], [])
        for _ in range(groups):
            self.highs.addCol(1.0, 0.0, infinite, 0, [], [])
        pieces = budget // tables.problem.hours + float(tables.held.sum())
        self.row(-infinite, pieces, np.arange(self.many), np.ones(self.many))
        for u in np.unique(tables.unit).tolist():
            mine = np.flatnonzero(tables.unit == u)
            if len(mine) > 1:
                self.row(-infinite, float(tables.capacity[u]), mine, np.ones(len(mine)))
        self.infinite = infinite

    def row(self, low: float, high: float, columns: Any, values: Floats) -> None:
        self.highs.addRow(low, high, len(columns), np.asarray(columns, np.int32), values)

    def cut(self, at: Floats, losses: Floats, slopes: Floats) -> None:
        """What was learned at that set: the loss of a group is at least so much, and falls so fast at most."""
        for g in range(self.groups):
            columns = np.flatnonzero(np.abs(slopes[g]) > 1e-12)
            level = float(losses[g] + slopes[g][columns] @ at[columns])
            values = np.append(slopes[g][columns], 1.0)
            self.row(level, self.infinite, np.append(columns, self.many + g), values)

    def solve(self) -> tuple[float, Floats]:
        """(the bound, the set (C) at which it lies)."""
        self.highs.run()
        solution = np.array(self.highs.getSolution().col_value)
        at: Floats = np.clip(solution[: self.many], self.tables.held, np.maximum(self.tables.held, self.tables.ceiling))
        return float(self.highs.getInfo().objective_function_value), at
