"""Put back what was moved without need: a promise stays with its unit unless somebody else uses that time (L8)."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace

from .candidates import percent_of, travel_of
from .desk import desk_of, difference, objective
from .problem import Assignment, Plan


def settle(plan: Plan, stands: tuple[Assignment, ...]) -> Plan:
    """The plan, with each line that holds as much as before back on the units of `stands`, where that still fits.

    Nobody gets less by it. Proofs, bounds and classes stay; lateness and travel may grow by what staying costs.
    """
    held: dict[str, list[Assignment]] = defaultdict(list)
    for a in stands:
        held[a.line].append(a)
    lines = {line.id: line for line in plan.problem.lines}
    for name, before in held.items():
        now = [a for a in plan.assignments if a.line == name]
        if name not in lines or set(now) == set(before):
            continue
        was = sum(a.amount * percent_of(lines[name], a.capability) // 100 for a in before)
        if plan.met.get(name, 0) != min(was, lines[name].quantity):
            continue
        rest = tuple(a for a in plan.assignments if a.line != name)
        tried = replace(plan, assignments=(*rest, *before), desk=None)
        if not _overfull(tried, {a.unit for a in before}):
            plan = tried
    order = {name: n for n, name in enumerate(lines)}
    its = tuple(sorted(plan.assignments, key=lambda a: (order[a.line], a.start, a.unit)))
    settled = replace(plan, assignments=its, desk=None)
    return replace(settled, objective=objective(desk_of(settled), difference(stands, its)))


def _overfull(plan: Plan, units: set[str]) -> bool:
    """Does any of these units, in any minute, hold more than it has, its earmarks for others included?"""
    lines = {line.id: line for line in plan.problem.lines}
    for unit in (u for u in plan.problem.units if u.id in units):
        spans = []
        for a in (a for a in plan.assignments if a.unit == unit.id):
            travel = travel_of(plan.problem, unit, lines[a.line])
            end = a.start + lines[a.line].duration + travel + unit.rest
            spans.append((a.start - travel, end, a.amount if unit.divisible else 1))
        spans += [(m.start, m.until, m.amount if unit.divisible else 1) for m in unit.earmarks]
        spans += [(a, b, unit.capacity if unit.divisible else 1) for a, b in unit.unavailable]
        size = unit.capacity if unit.divisible else 1
        if any(sum(n for i, j, n in spans if i <= m < j) > size for m, _, _ in spans):
            return True
    return False
