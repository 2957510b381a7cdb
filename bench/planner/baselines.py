"""A solver on the same problem, in good faith: same pairs, same windows, the weighted sum of all classes.

HiGHS gets the slotted model (a binary and an amount per pair and departure: the first moment and every slot's edge, as
in the planner). It may start from a plan of ours. What it finds becomes a `Plan`, and the checker judges it.
"""

from __future__ import annotations

from collections import defaultdict
from typing import Any

import numpy as np

from steun.optimise.allocation.format.plan import Plan
from steun.optimise.allocation.format.policy import Policy, weight_of_class
from steun.optimise.allocation.format.problem import Assignment, Problem
from steun.optimise.allocation.search.workspace import Workspace, open_workspace

Found = tuple[Plan | None, float, int]
"""The plan, the bound that the solver proved, and how many columns its model had."""


def worth(problem: Problem, met: Any) -> float:
    """Sum over classes of W_k F_k."""
    return sum(weight_of_class(x.class_) * x.weight * met[x.id] / x.quantity for x in problem.lines)


def as_plan(workspace: Workspace, chosen: list[tuple[int, int, int]]) -> Plan:
    """(pair, lots, departure) as a plan."""
    t, problem, index = workspace.table, workspace.problem, workspace.index
    owner = np.searchsorted(t.ptr, np.array([p for p, _, _ in chosen], np.int64), side="right") - 1
    met = dict.fromkeys([x.id for x in problem.lines], 0)
    out = []
    for (p, x, depart), line in zip(chosen, owner.tolist(), strict=True):
        its = problem.lines[line]
        met[its.id] = min(its.quantity, met[its.id] + int(x * t.lot[p] * t.percent[p] // 100))
        unit, capability = problem.units[t.unit[p]].id, index.capabilities[index.capability[p]]
        out.append(Assignment(its.id, unit, capability, int(x * t.lot[p]), int(depart + t.travel[p])))
    return Plan(problem, workspace.policy, 0, tuple(out), met, {})


def held(workspace: Workspace, start: Plan) -> dict[int, tuple[int, int]]:
    """Pair -> (lots, departure) of a plan of ours."""
    t = workspace.table
    at = {(line.id): i for i, line in enumerate(workspace.problem.lines)}
    out = {}
    for a in start.assignments:
        line = at[a.line]
        for p in range(t.ptr[line], t.ptr[line + 1]):
            same = workspace.problem.units[t.unit[p]].id == a.unit
            if same and workspace.index.capabilities[workspace.index.capability[p]] == a.capability:
                out[p] = (a.amount // int(t.lot[p]), a.start - int(t.travel[p]))
    return out


def highs(problem: Problem, seconds: float, start: Plan | None = None, *, every: int = 1) -> Found:
    """The slotted mixed-integer program, by HiGHS."""
    import highspy

    workspace = open_workspace(problem, Policy())
    t, s = workspace.table, workspace.state
    low: list[float] = []
    high: list[float] = []
    gain: list[float] = []
    rows: list[tuple[float, float, dict[int, float]]] = []
    given: dict[int, float] = {}
    before = held(workspace, start) if start is not None else {}
    options: list[tuple[int, int, int]] = []
    busy: dict[tuple[int, int], dict[int, float]] = defaultdict(dict)

    def column(top: float, value: float = 0.0) -> int:
        low.append(0.0)
        high.append(top)
        gain.append(value)
        return len(low) - 1

    for line in range(len(t.cls)):
        quantity, least = float(t.quantity[line]), float(t.minimum[line])
        get, served = column(quantity, float(workspace.worth[line])), column(1.0)
        supply, once = {get: 1.0}, defaultdict(dict)
        for p in range(t.ptr[line], t.ptr[line + 1]):
            r, most = int(t.unit[p]), float(t.most[p])
            does = int(t.lot[p] * t.percent[p])
            first = int(max(t.first[p], s.now + t.notice[r]))
            edges = {first, *range((first // s.slot + 1) * s.slot, int(t.last[p]) + 1, every * s.slot)}
            for depart in sorted(edges | ({before[p][1]} if p in before else set())):
                i, j = depart // s.slot, -(-(depart + int(t.occ[p])) // s.slot)
                if depart > t.last[p] or s.free[r, i:j].min() < 1:
                    continue
                y = column(1.0)
                x = y if most == 1 else column(most)
                if x != y:
                    rows.append((-1e30, 0.0, {x: 1.0, y: -most}))
                options.append((p, x, depart))
                once[r][y] = 1.0
                if most == 1 or does % 100 == 0:
                    supply[x] = -float(does // 100)
                else:
                    z = column(float(most * does // 100))
                    rows.append((-1e30, 0.0, {z: 1.0, x: -does / 100}))
                    supply[z] = -1.0
                for u in range(i, j):
                    busy[r, u][x] = 1.0
                if p in before:
                    hit = before[p][1] == depart
                    given[y], given[x] = float(hit), float(before[p][0] if hit else 0)
        rows.append((-1e30, 0.0, supply))
        rows.append((-1e30, 0.0, {get: 1.0, served: -quantity}))
        rows.append((0.0, 1e30, {get: 1.0, served: -max(least, 1.0)}))
        rows += [(-1e30, 0.0, {**its, served: -1.0}) for its in once.values()]  # at most one start, and tight
        if start is not None:
            given[get] = float(start.met[problem.lines[line].id])
            given[served] = float(given[get] > 0)
    rows += [(-1e30, float(s.free[r, u]), its) for (r, u), its in busy.items()]

    lp = highspy.HighsLp()
    lp.num_col_, lp.num_row_ = len(low), len(rows)
    lp.col_cost_, lp.col_lower_, lp.col_upper_ = np.array(gain), np.array(low), np.array(high)
    lp.row_lower_, lp.row_upper_ = np.array([r[0] for r in rows]), np.array([r[1] for r in rows])
    lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    lp.a_matrix_.start_ = np.cumsum([0, *(len(r[2]) for r in rows)]).astype(np.int32)
    lp.a_matrix_.index_ = np.array([c for r in rows for c in r[2]], np.int32)
    lp.a_matrix_.value_ = np.array([v for r in rows for v in r[2].values()], float)
    lp.integrality_ = [highspy.HighsVarType.kInteger] * len(low)
    lp.sense_ = highspy.ObjSense.kMaximize
    h = highspy.Highs()
    for option, value in (("output_flag", False), ("threads", 1), ("time_limit", seconds)):
        h.setOptionValue(option, value)
    h.passModel(lp)
    if given:  # what is not told (pieces after rounding) follows from the rest
        h.setSolution(len(given), np.array(list(given), np.int32), np.array(list(given.values())))
    h.run()
    info = h.getInfo()
    if info.primal_solution_status != 2:
        return None, float(info.mip_dual_bound), len(low)
    got = np.array(h.getSolution().col_value)
    chosen = [(p, round(got[x]), depart) for p, x, depart in options if round(got[x]) > 0]
    return as_plan(workspace, chosen), float(info.mip_dual_bound), len(low)


def highs_thin(problem: Problem, seconds: float, start: Plan | None = None) -> Found:
    """The same program with every fourth departure only: smaller, so that HiGHS gets further in its time."""
    return highs(problem, seconds, start, every=4)
