"""Stability of plans (L8): what was moved without need goes back; a promise stays with its unit unless somebody else
uses that time."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace

from steun.optimise.allocation.format.plan import Plan
from steun.optimise.allocation.format.problem import Assignment
from steun.optimise.allocation.grid.admission import percent_of
from steun.optimise.allocation.grid.occupancy import span_of, suffices
from steun.optimise.allocation.search.workspace import (
    Workspace,
    difference,
    objective,
    pair_for,
    workspace_of,
)


def stabilise(plan: Plan, stands: tuple[Assignment, ...]) -> Plan:
    """The plan, with each line that holds as much as before back on the units of `stands`, where that still fits.

    Nobody gets less by it. Proofs, bounds and classes stay; lateness and travel may grow by what staying costs.
    Raises nothing: an assignment of `stands` that the problem does not know is left out.
    """
    workspace = workspace_of(plan)
    lines = {line.id: line for line in plan.problem.lines}
    before, has, fixed = _by_line(stands), _by_line(plan.assignments), _by_line(plan.problem.fixed)
    on: dict[str, set[Assignment]] = defaultdict(set)
    for a in plan.assignments:
        on[a.unit].add(a)
    for name, was in before.items():
        now = has[name]
        if name not in lines or set(now) == set(was) or not set(fixed[name]) <= set(was):
            continue
        held = sum(a.amount * percent_of(lines[name], a.capability) // 100 for a in was)
        if plan.met.get(name, 0) != min(held, lines[name].quantity):
            continue
        for a in now:
            on[a.unit].discard(a)
        back = _fit(workspace, was, on)
        has[name] = was if back else now
        for a in has[name]:
            on[a.unit].add(a)
    order = {name: n for n, name in enumerate(lines)}
    its = tuple(sorted((a for held in has.values() for a in held), key=lambda a: (order[a.line], a.start, a.unit)))
    stable = replace(plan, assignments=its, workspace=None)
    return replace(stable, objective=objective(workspace_of(stable), difference(stands, its)))


def _by_line(its: Iterable[Assignment]) -> dict[str, list[Assignment]]:
    out: dict[str, list[Assignment]] = defaultdict(list)
    for a in its:
        out[a.line].append(a)
    return out


def _fit(workspace: Workspace, was: list[Assignment], on: dict[str, set[Assignment]]) -> bool:
    """Are these still allowed, and do their units suffice for them beside what is `on` each?"""
    problem, index = workspace.problem, workspace.index
    for a in was:
        if a.unit not in index.units or (a not in problem.fixed and pair_for(workspace, a) < 0):
            return False
        unit = problem.units[index.units[a.unit]]
        spans = [
            span_of(problem, unit, problem.lines[index.lines[b.line]], b)
            for b in {*on[a.unit], *was}
            if b.unit == a.unit
        ]
        if not suffices(unit, spans, span_of(problem, unit, problem.lines[index.lines[a.line]], a)):
            return False
    return True
