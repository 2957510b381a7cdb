"""HiGHS behind three verbs: maximise a goal, keep a goal reached, start from a plan."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import numpy as np

from steun.optimise.allocation.proof.program import Program, Terms
from steun.optimise.arrays import Floats

POOL = 100
"""Cuts that HiGHS keeps at hand: our programs bound tightly as they are, and thousands cost more than they gain."""
NODES = 5000
"""Branching nodes per goal when there is no clock."""


class Answer(NamedTuple):
    """Values of the columns, the value of the goal, its bound; closed: the value is within the tolerance of it."""

    values: Floats
    value: float
    bound: float
    closed: bool


class Solver:
    """One mixed-integer program that stays in HiGHS between goals."""

    def __init__(
        self, model: Program, seed: int, tolerance: float = 0.0, cancelled: Callable[[], bool] | None = None
    ) -> None:
        import highspy

        self.highs: Any = highspy.Highs()  # type: ignore[no-untyped-call]  # highspy has no types
        for option, value in (
            ("output_flag", False),
            ("log_to_console", False),
            ("threads", 1),
            ("random_seed", seed % 2**31),
            ("mip_rel_gap", tolerance),
            ("mip_abs_gap", 1e-6),
            ("mip_feasibility_tolerance", 1e-7),
            ("primal_feasibility_tolerance", 1e-7),
            ("mip_allow_restart", False),
            ("mip_pool_soft_limit", POOL),
            ("mip_pool_age_limit", 5),
        ):
            self.highs.setOptionValue(option, value)
        if cancelled is not None:  # HiGHS asks while it works, in this thread: a pressed Ctrl-C is seen then

            def ask(event: Any) -> None:
                if cancelled():
                    event.interrupt()

            self.highs.cbMipInterrupt += ask
            self.highs.cbSimplexInterrupt += ask
        lp = highspy.HighsLp()
        n = len(model.low)
        starts = np.zeros(len(model.rows) + 1, np.int32)
        starts[1:] = np.cumsum([len(row[2]) for row in model.rows])
        lp.num_col_, lp.num_row_ = n, len(model.rows)
        lp.col_cost_ = np.zeros(n)
        lp.col_lower_, lp.col_upper_ = np.array(model.low, float), np.array(model.high, float)
        lp.row_lower_ = np.array([row[0] for row in model.rows], float)
        lp.row_upper_ = np.array([row[1] for row in model.rows], float)
        lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
        lp.a_matrix_.start_ = starts
        lp.a_matrix_.index_ = np.array([c for row in model.rows for c in row[2]], np.int32)
        lp.a_matrix_.value_ = np.array([f for row in model.rows for f in row[3]], float)
        kinds = (highspy.HighsVarType.kContinuous, highspy.HighsVarType.kInteger)
        lp.integrality_ = [kinds[whole] for whole in model.whole]
        lp.sense_ = highspy.ObjSense.kMaximize
        self.columns, self.all, self.tolerance = n, np.arange(n, dtype=np.int32), tolerance
        self.whole = np.array(model.whole, bool)
        self.low, self.high = np.array(model.low, float), np.array(model.high, float)
        self.highs.passModel(lp)

    def maximise(
        self,
        terms: Terms,
        *,
        seconds: float | None,
        start: Floats | Sequence[float] | None = None,
        least: dict[int, float] | None = None,
    ) -> Answer | None:
        """The best values, or None when nothing was found.

        start: values of all columns to start from.  least: columns held to at least a value this time.
        """
        cost = np.zeros(self.columns)
        for column, factor in terms:
            cost[column] += factor
        low = self.low.copy()
        for column, value in (least or {}).items():
            low[column] = max(low[column], value)
        self.highs.changeColsBounds(self.columns, self.all, low, self.high)
        self.highs.changeColsCost(self.columns, self.all, cost)
        end = 1e30 if seconds is None else self.highs.getRunTime() + seconds
        self.highs.setOptionValue("time_limit", end)
        nodes = 2**31 - 1 if seconds is not None else NODES  # without a clock a limit on nodes, so that runs repeat
        self.highs.setOptionValue("mip_max_nodes", nodes)
        answer = self._run(cost, start)
        if answer is None or answer.closed or not self._claims():
            return answer
        if seconds is None or end - self.highs.getRunTime() > 0.01:  # its bound is not reached by what it returned
            self.highs.clearSolver()
            return self._run(cost, None) or answer
        return answer

    def bound(self, terms: Terms, *, seconds: float | None, nodes: int) -> float:
        """What no values reach more of, after so many branching nodes; infinite when nothing is known."""
        cost = np.zeros(self.columns)
        for column, factor in terms:
            cost[column] += factor
        self.highs.changeColsCost(self.columns, self.all, cost)
        self.highs.setOptionValue("time_limit", 1e30 if seconds is None else self.highs.getRunTime() + seconds)
        self.highs.setOptionValue("mip_max_nodes", nodes)
        self.highs.run()
        bound = float(self.highs.getInfo().mip_dual_bound)
        return bound if abs(bound) < 1e29 else float("inf")

    def _claims(self) -> bool:
        import highspy

        return bool(self.highs.getModelStatus() == highspy.HighsModelStatus.kOptimal)

    def _run(self, cost: Floats, start: Floats | Sequence[float] | None) -> Answer | None:
        """As `maximise`. HiGHS (1.16 still) can keep a start as its solution while it counts it, in its reduced
        model, as worth more, and then call that optimal. So what it returns is valued here and held against its bound.
        """
        if start is not None:
            self.highs.setSolution(self.columns, self.all, np.array(start, float))
        self.highs.run()
        info = self.highs.getInfo()
        if info.primal_solution_status != 2:
            return None
        values = np.array(self.highs.getSolution().col_value)
        values[self.whole] = np.round(values[self.whole])
        reached = float(cost @ values)
        bound = max(reached, info.mip_dual_bound, info.objective_function_value)
        near = 1e-6 + (self.tolerance + 1e-9) * max(abs(bound), abs(reached))
        return Answer(values, reached, bound, self._claims() and bound - reached <= near)

    def keep_at_least(self, terms: Terms, value: float) -> None:
        """From now on the goal may not fall below `value`."""
        self._keep(terms, value, 1e30)

    def keep_at_most(self, terms: Terms, value: float) -> None:
        """From now on the goal is known to reach no further than `value`."""
        self._keep(terms, -1e30, value)

    def _keep(self, terms: Terms, low: float, high: float) -> None:
        columns = sorted({column for column, _ in terms})
        total = dict.fromkeys(columns, 0.0)
        for column, factor in terms:
            total[column] += factor
        self.highs.addRow(low, high, len(columns), np.array(columns, np.int32), np.array([total[c] for c in columns]))
