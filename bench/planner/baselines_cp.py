"""Another solver on the same problem, in its own way: CP-SAT with an optional interval per pair, free in minutes.

More room than slots have. See `baselines` for what goes in and comes out.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from typing import Any

from steun.optimise.allocation.format.plan import Plan
from steun.optimise.allocation.format.policy import Policy
from steun.optimise.allocation.format.problem import Problem
from steun.optimise.allocation.search.workspace import open_workspace

from .baselines import Found, as_plan, held, highs, highs_thin


def cp_sat(problem: Problem, seconds: float, start: Plan | None = None) -> Found:
    """Optional intervals in minutes, one `cumulative` or `no-overlap` per unit, by CP-SAT."""
    from ortools.sat.python import cp_model

    workspace = open_workspace(problem, Policy())
    t, s = workspace.table, workspace.state
    model = cp_model.CpModel()
    before = held(workspace, start) if start is not None else {}
    on: dict[int, list[tuple[Any, Any]]] = defaultdict(list)
    options: list[tuple[int, Any, Any]] = []
    terms, scale = [], 1e6
    for line in range(len(t.cls)):
        quantity, least = int(t.quantity[line]), int(max(1, t.minimum[line]))
        get = model.new_int_var(0, quantity, "")
        served = model.new_bool_var("")
        if start is not None:
            model.add_hint(get, start.met[problem.lines[line].id])
            model.add_hint(served, start.met[problem.lines[line].id] > 0)
        supply, once = [], defaultdict(list)
        for p in range(t.ptr[line], t.ptr[line + 1]):
            r, most, occ = int(t.unit[p]), int(t.most[p]), int(t.occ[p])
            does = int(t.lot[p] * t.percent[p])
            first, last = int(max(t.first[p], s.now + t.notice[r])), int(t.last[p])
            if first > last:
                continue
            y = model.new_bool_var("")
            begin = model.new_int_var(first, last, "")
            x = y if most == 1 else model.new_int_var(0, most, "")
            if most > 1:
                model.add(x >= 1).only_enforce_if(y)
                model.add(x == 0).only_enforce_if(~y)
            on[r].append((model.new_optional_fixed_size_interval_var(begin, occ, y, ""), x))
            once[r].append(y)
            if most == 1 or does % 100 == 0:
                supply.append(does // 100 * x)
            else:
                z = model.new_int_var(0, most * does // 100, "")
                model.add(100 * z <= does * x)
                if start is not None:
                    model.add_hint(z, before.get(p, (0, 0))[0] * does // 100)
                supply.append(z)
            model.add_implication(y, served)
            options.append((p, x, begin))
            if start is not None:
                lots, depart = before.get(p, (0, first))
                model.add_hint(y, lots > 0)
                model.add_hint(begin, depart)
                if most > 1:
                    model.add_hint(x, lots)
        model.add(get <= sum(supply))
        model.add(get <= quantity * served)
        model.add(get >= least * served)
        for its in once.values():
            if len(its) > 1:
                model.add_at_most_one(its)
        terms.append(round(scale * float(workspace.worth[line])) * get)
    for r, its in on.items():
        unit = problem.units[r]
        away = [model.new_fixed_size_interval_var(a, b - a, "") for a, b in _merged(unit.unavailable)]
        if unit.divisible:
            intervals, demands = [i for i, _ in its], [x for _, x in its]
            model.add_cumulative([*intervals, *away], [*demands, *[unit.capacity] * len(away)], unit.capacity)
        else:
            model.add_no_overlap([i for i, _ in its] + away)
    model.maximize(sum(terms))
    solver = cp_model.CpSolver()
    solver.parameters.max_time_in_seconds = seconds
    solver.parameters.num_workers = 8  # its whole portfolio, on the cores there are
    status = solver.solve(model)
    size = len(model.proto.variables)
    if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return None, solver.best_objective_bound / scale, size
    chosen = [(p, solver.value(x), solver.value(begin)) for p, x, begin in options if solver.value(x) > 0]
    return as_plan(workspace, chosen), solver.best_objective_bound / scale, size


def _merged(intervals: tuple[tuple[int, int], ...]) -> list[tuple[int, int]]:
    """Without overlaps, which a solver would call infeasible."""
    out: list[tuple[int, int]] = []
    for a, b in sorted(intervals):
        if out and a <= out[-1][1]:
            out[-1] = (out[-1][0], max(b, out[-1][1]))
        else:
            out.append((a, b))
    return out


SOLVERS: dict[str, Callable[..., Found]] = {"highs": highs, "highs_thin": highs_thin, "cp_sat": cp_sat}
