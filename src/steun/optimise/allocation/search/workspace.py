"""A desk to plan at: a problem with its table, state and scratch room, kept alive between questions."""

from __future__ import annotations

import threading
from collections import defaultdict
from dataclasses import dataclass
from typing import Any

import numpy as np

from steun.optimise.allocation.format.faults import require_policy
from steun.optimise.allocation.format.plan import Plan
from steun.optimise.allocation.format.policy import Policy, weight_of_class
from steun.optimise.allocation.format.problem import Assignment, Line, Problem, Unit
from steun.optimise.allocation.grid.pairs import Index, Table, Units, columns, tabulate, travel_of
from steun.optimise.allocation.grid.slots import State, assign, empty_state
from steun.optimise.allocation.search.insertion import Guide, Scratch, no_prices, scratch
from steun.optimise.allocation.search.neighbourhood import Goal, Trail, goal_of, trail, value

Span = tuple[int, int, str, int]
"""From, until, region and pieces (1 of an indivisible unit)."""


@dataclass(slots=True)
class Desk:
    """Mutable on purpose: the kernels write into `state`. One thread at a time (`lock`)."""

    problem: Problem
    policy: Policy
    units: Units
    table: Table
    index: Index
    state: State
    room: Scratch
    trail: Trail
    goal: Goal
    worth: Any
    lock: threading.Lock

    def priced(self, prices: Any, *, late: float, far: float) -> Guide:
        """A guide from prices (R,T), with the policy's reserve prices on top."""
        rows = np.minimum(prices, 1e6)
        if self.policy.reserve:
            rows = rows + self.units.reserve[:, None] * (self.state.slot / 60 / 1e6)
        return Guide(np.concatenate([np.zeros((len(rows), 1)), np.cumsum(rows, axis=1)], axis=1), late, far)

    def plain(self, *, late: float = 1.0, far: float = 1e-3) -> Guide:
        """A guide without scenario prices; the policy's reserve prices count when there are any."""
        rows, slots = self.state.free.shape
        if self.policy.reserve:
            return self.priced(np.zeros((rows, slots)), late=late * 1e-6, far=far * 1e-6)
        return no_prices(rows, slots, late=late, far=far)


def open_desk(problem: Problem, policy: Policy) -> Desk:
    """Table the problem; nothing is assigned yet but the fixed work. Raises `InvalidProblem` for a policy that makes
    no sense; the problem is taken to make sense."""
    require_policy(policy)
    units = columns(problem, policy.reserve)
    table, index = tabulate(problem, units)
    return _desk(problem, policy, units, table, index)


def _desk(problem: Problem, policy: Policy, units: Units, table: Table, index: Index) -> Desk:
    last = max((line.latest_arrival + line.duration for line in problem.lines), default=0)
    state = empty_state(problem, table, index, policy.slot, room=last)
    ratio = np.array([weight_of_class(k + 1, policy.class_ratio) for k in range(5)], float)
    kept = ~np.isin(table.cls + 1, policy.displace)
    state.floor[:] = np.where(kept, np.array([line.promised for line in problem.lines], np.int64), 0)
    worth = ratio[table.cls] * table.weight / table.quantity
    goal = goal_of(table, state, len(index.regions), policy.fairness)
    lines_room = scratch(table)
    return Desk(
        problem,
        policy,
        units,
        table,
        index,
        state,
        lines_room,
        trail(table, len(index.regions)),
        goal,
        worth,
        threading.Lock(),
    )


def recount(desk: Desk) -> None:
    """Bring the goal in line with the state."""
    desk.goal.served[:] = 0
    share = np.minimum(desk.state.raw, desk.table.quantity) / desk.table.quantity
    np.add.at(desk.goal.served, (desk.table.cls, desk.table.region), desk.table.weight * share)


def pair_of(desk: Desk, line: int, unit: int, capability: str) -> int:
    """The pair of a line and unit with that capability, or -1."""
    first, after = desk.table.ptr[line], desk.table.ptr[line + 1]
    number = desk.index.capabilities.index(capability) if capability in desk.index.capabilities else -1
    hit = np.flatnonzero((desk.table.unit[first:after] == unit) & (desk.index.capability[first:after] == number))
    return int(first + hit[0]) if len(hit) else -1


def lay(desk: Desk, assignments: tuple[Assignment, ...], *, lock_promised: bool) -> list[Assignment]:
    """Put assignments on the desk, higher classes first; returns those that do not fit (in minutes).

    lock_promised: what serves a promised line of a class that may not be displaced is not moved either.
    """
    seen = {(a.line, a.unit) for a in desk.problem.fixed}
    held: dict[str, list[Span]] = defaultdict(list)
    lines = {line.id: line for line in desk.problem.lines}
    for a in desk.problem.fixed:
        held[a.unit].append(span_of(desk.problem, desk.problem.units[desk.index.units[a.unit]], lines[a.line], a))
    refused = []
    known = [a for a in assignments if a.line in lines and a.unit in desk.index.units and (a.line, a.unit) not in seen]
    for a in sorted(known, key=lambda a: (lines[a.line].class_, a.start, a.line, a.unit)):
        unit, number = desk.problem.units[desk.index.units[a.unit]], desk.index.lines[a.line]
        p = pair_for(desk, a)
        if p < 0 or (a.line, a.unit) in seen:
            refused.append(a)
            continue
        depart, x = a.start - int(desk.table.travel[p]), a.amount // int(desk.table.lot[p])
        span = depart, depart + int(desk.table.occ[p]), lines[a.line].region, x
        if not _free(desk, p, depart, x) and not suffices(unit, [*held[a.unit], span], span):
            refused.append(a)
            continue
        seen.add((a.line, a.unit))
        held[a.unit].append(span)
        assign(desk.table, desk.state, number, p, x, depart)
        if lock_promised and desk.state.floor[number] > 0:
            desk.state.locked[p] = 1
    recount(desk)
    return refused


def span_of(problem: Problem, unit: Unit, line: Line, a: Assignment) -> Span:
    """What an assignment takes of its unit."""
    travel = travel_of(problem, unit, line)
    end = a.start + line.duration + travel + unit.rest
    return a.start - travel, end, line.region, a.amount if unit.divisible else 1


def pair_for(desk: Desk, a: Assignment) -> int:
    """The pair of an assignment that is allowed by itself (offered, in time, whole lots), or -1."""
    t, s = desk.table, desk.state
    r = desk.index.units[a.unit]
    p = pair_of(desk, desk.index.lines[a.line], r, a.capability)
    if p < 0 or a.amount % int(t.lot[p]) or not 1 <= a.amount // int(t.lot[p]) <= t.most[p]:
        return -1
    return p if max(t.first[p], s.now + t.notice[r]) <= a.start - int(t.travel[p]) <= t.last[p] else -1


def _free(desk: Desk, p: int, depart: int, x: int) -> bool:
    """Is so much free in every slot that it touches? What is not may still fit in minutes."""
    t, s = desk.table, desk.state
    i, j, ear = depart // s.slot, -(-(depart + int(t.occ[p])) // s.slot), int(t.ear[p])
    kept = np.maximum(0, s.ear_cap[ear, i:j] - s.ear_used[ear, i:j]) if ear >= 0 else 0
    return bool((s.free[t.unit[p], i:j] + kept).min() >= x)


def suffices(unit: Unit, spans: list[Span], mine: Span) -> bool:
    """Does the unit suffice in every minute of `mine` (which is among `spans`)? A region uses what is kept for it
    first."""
    begin, end = mine[:2]
    if any(begin < until and since < end for since, until in unit.unavailable):
        return False
    size = unit.capacity if unit.divisible else 1
    marks = [(m.start, m.until, m.region, m.amount if unit.divisible else 1) for m in unit.earmarks]
    for minute in {begin, *(since for since, *_ in (*spans, *marks) if begin < since < end)}:
        used: dict[str, int] = defaultdict(int)
        kept: dict[str, int] = defaultdict(int)
        for into, its in ((used, spans), (kept, marks)):
            for since, until, region, amount in its:
                if since <= minute < until:
                    into[region] += amount
        if sum(max(used[region], kept[region]) for region in {*used, *kept}) > size:
            return False
    return True


def rows(desk: Desk, used: Any) -> list[Assignment]:
    """The assignments of these pairs."""
    t, s = desk.table, desk.state
    owner = np.searchsorted(t.ptr, used, side="right") - 1
    lines, units, names = desk.problem.lines, desk.problem.units, desk.index.capabilities
    columns_ = (
        owner,
        t.unit[used],
        desk.index.capability[used],
        s.amount[used] * t.lot[used],
        s.depart[used] + t.travel[used],
    )
    return [
        Assignment(lines[i].id, units[r].id, names[c], x, at)
        for i, r, c, x, at in zip(*(c.tolist() for c in columns_), strict=True)
    ]


def read(desk: Desk) -> tuple[Assignment, ...]:
    """The assignments on the desk, fixed work included, in the order of the lines."""
    order = desk.index.lines
    its = (*desk.problem.fixed, *rows(desk, np.flatnonzero(desk.state.amount)))
    return tuple(sorted(its, key=lambda a: (order[a.line], a.start, a.unit)))


def objective(desk: Desk, changed: int = 0) -> dict[str, float]:
    """L1..L8 of what is on the desk; `changed`: L8."""
    t, s = desk.table, desk.state
    used = np.flatnonzero(s.amount)
    owner = np.searchsorted(t.ptr, used, side="right") - 1
    ratio = np.array([weight_of_class(k + 1, desk.policy.class_ratio) for k in range(5)], float)
    late = s.depart[used] + t.travel[used] - t.earliest[owner]
    x = s.amount[used].astype(np.int64) * t.lot[used]  # a million pieces that travel a day pass 32 bits
    reserve = x * desk.units.reserve[t.unit[used]] * t.occ[used] // 60_000
    goals = {f"L{k + 1}": float(f) for k, f in enumerate(value(desk.goal))}
    goals["L6"] = float((ratio[t.cls[owner]] * t.weight[owner] * late).sum())
    goals["L7"] = float((x * 2 * t.travel[used] + reserve).sum())
    return {**goals, "L8": float(changed)}


def difference(before: tuple[Assignment, ...], after: tuple[Assignment, ...]) -> int:
    """L8: how many (line, unit) stand differently."""
    old = {(a.line, a.unit): (a.capability, a.amount, a.start) for a in before}
    new = {(a.line, a.unit): (a.capability, a.amount, a.start) for a in after}
    return sum(old.get(key) != new.get(key) for key in old.keys() | new.keys())


def met(desk: Desk) -> dict[str, int]:
    """What each line gets, in effective pieces."""
    got = np.minimum(desk.state.raw, desk.table.quantity).tolist()
    return {line.id: int(n) for line, n in zip(desk.problem.lines, got, strict=True)}


def to_plan(desk: Desk, seed: int, method: str, base: Plan | None, **more: Any) -> Plan:
    """What is on the desk as a plan."""
    assignments = read(desk)
    before = base.assignments if base is not None else ()
    got = met(desk)
    unkept = tuple(x.id for x in desk.problem.lines if got[x.id] < x.promised and x.class_ not in desk.policy.displace)
    changed = difference(before, assignments) if base is not None else 0
    return Plan(
        desk.problem,
        desk.policy,
        seed,
        assignments,
        got,
        objective(desk, changed),
        unkept=unkept,
        method=method,
        desk=desk,
        **more,
    )


def desk_of(plan: Plan) -> Desk:
    """The desk on which the plan lies: the one that made it, or a new one."""
    desk: Desk | None = plan.desk
    if desk is None:
        desk = open_desk(plan.problem, plan.policy)
        lay(desk, plan.assignments, lock_promised=True)
        object.__setattr__(plan, "desk", desk)  # a cache: equality and files do not see it
    return desk


def copied(state: State) -> State:
    """A copy to try things on."""
    return state._replace(
        **{name: getattr(state, name).copy() for name in state._fields if name not in ("slot", "now")}
    )
