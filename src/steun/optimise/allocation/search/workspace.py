"""What the planner works on: a problem with its table, its state and room for the kernels, kept between questions."""

from __future__ import annotations

import threading
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeVar

import numpy as np

from steun.optimise.allocation.format.faults import require_policy
from steun.optimise.allocation.format.plan import Plan
from steun.optimise.allocation.format.policy import Policy, weight_of_class
from steun.optimise.allocation.format.problem import Assignment, Problem
from steun.optimise.allocation.grid.occupancy import Span, fixed_spans, suffices
from steun.optimise.allocation.grid.pairs import Index, Table, tabulate
from steun.optimise.allocation.grid.slots import State, assign, empty_state
from steun.optimise.allocation.grid.units import Units, columns
from steun.optimise.allocation.search.goal import Goal, goal_of, value
from steun.optimise.allocation.search.insertion import Guide, Scratch, no_prices, scratch
from steun.optimise.allocation.search.trail import Trail, trail
from steun.optimise.arrays import Floats, Int64s

Rows = TypeVar("Rows", bound="tuple[Any, ...]")


@dataclass(slots=True)
class Workspace:
    """Mutable on purpose: the kernels write into `state`. One thread at a time (`lock`).

    worth (L): value of one effective piece of each line, W_k x weight / quantity.
    """

    problem: Problem
    policy: Policy
    units: Units
    table: Table
    index: Index
    state: State
    room: Scratch
    trail: Trail
    goal: Goal
    worth: Floats
    lock: threading.Lock

    def priced(self, prices: Floats, *, late: float, far: float) -> Guide:
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
        return no_prices(rows, late=late, far=far)


def open_workspace(problem: Problem, policy: Policy) -> Workspace:
    """Table the problem; nothing is assigned yet but the fixed work. Raises `InvalidProblem` for a policy that makes
    no sense; the problem is taken to make sense."""
    require_policy(policy)
    units = columns(problem, policy.reserve)
    table, index = tabulate(problem, units)
    last = max((line.latest_arrival + line.duration for line in problem.lines), default=0)
    state = empty_state(problem, table, index, policy.slot, room=last)
    kept = ~np.isin(table.cls + 1, policy.displace)
    state.floor[:] = np.where(kept, np.array([line.promised for line in problem.lines], np.int64), 0)
    regions = len(index.regions)
    return Workspace(
        problem, policy, units, table, index, state, scratch(table), trail(table, regions),
        goal_of(table, state, regions, policy.fairness), worth_of(table, policy), threading.Lock(),
    )  # fmt: skip


def forked(workspace: Workspace) -> Workspace:
    """The same once more, to the last digit, for another thread to go on with."""
    return replace(
        workspace, state=_copied(workspace.state), room=_copied(workspace.room), trail=_copied(workspace.trail),
        goal=_copied(workspace.goal), lock=threading.Lock(),
    )  # fmt: skip


def _copied(rows: Rows) -> Rows:
    return type(rows)(*(its.copy() if isinstance(its, np.ndarray) else its for its in rows))


def class_weights(policy: Policy) -> Floats:
    """W_1..W_5."""
    return np.array([weight_of_class(k + 1, policy.class_ratio) for k in range(5)], float)


def worth_of(table: Table, policy: Policy) -> Floats:
    """Value (L) of one effective piece of each line."""
    worth: Floats = class_weights(policy)[table.cls] * table.weight / table.quantity
    return worth


def recount(workspace: Workspace) -> None:
    """Bring the goal in line with the state."""
    t, s, goal = workspace.table, workspace.state, workspace.goal
    goal.served[:] = 0
    share = np.minimum(s.raw, t.quantity) / t.quantity
    np.add.at(goal.served, (t.cls, t.region), t.weight * share)


def load(workspace: Workspace, assignments: Sequence[Assignment], *, lock_promised: bool) -> list[Assignment]:
    """Assign what a plan holds, higher classes first; returns the assignments that do not fit (in minutes).

    lock_promised: what serves a promised line of a class that may not be displaced is not moved either.
    """
    problem, t, s, index = workspace.problem, workspace.table, workspace.state, workspace.index
    seen = {(a.line, a.unit) for a in problem.fixed}
    held: dict[int, list[Span]] = defaultdict(list, fixed_spans(problem))
    lines = {line.id: line for line in problem.lines}
    refused = []
    known = [a for a in assignments if a.line in lines and a.unit in index.units and (a.line, a.unit) not in seen]
    for a in sorted(known, key=lambda a: (lines[a.line].class_, a.start, a.line, a.unit)):
        r, number = index.units[a.unit], index.lines[a.line]
        p = pair_for(workspace, a)
        if p < 0 or (a.line, a.unit) in seen:
            refused.append(a)
            continue
        depart, x = a.start - int(t.travel[p]), a.amount // int(t.lot[p])
        span = Span(depart, depart + int(t.occ[p]), lines[a.line].region, x)
        if not _free(workspace, p, depart, x) and not suffices(problem.units[r], [*held[r], span], span):
            refused.append(a)
            continue
        seen.add((a.line, a.unit))
        held[r].append(span)
        assign(t, s, number, p, x, depart)
        if lock_promised and s.floor[number] > 0:
            s.locked[p] = 1
    recount(workspace)
    return refused


def pair_of(workspace: Workspace, line: int, unit: int, capability: str) -> int:
    """The pair of a line and unit with that capability, or -1."""
    t, index = workspace.table, workspace.index
    first, after = t.ptr[line], t.ptr[line + 1]
    number = index.capabilities.index(capability) if capability in index.capabilities else -1
    hit = np.flatnonzero((t.unit[first:after] == unit) & (index.capability[first:after] == number))
    return int(first + hit[0]) if len(hit) else -1


def pair_for(workspace: Workspace, a: Assignment) -> int:
    """The pair of an assignment that is allowed by itself (offered, in time, whole lots), or -1."""
    t, s = workspace.table, workspace.state
    r = workspace.index.units[a.unit]
    p = pair_of(workspace, workspace.index.lines[a.line], r, a.capability)
    if p < 0 or a.amount % int(t.lot[p]) or not 1 <= a.amount // int(t.lot[p]) <= t.most[p]:
        return -1
    return p if max(t.first[p], s.now + t.notice[r]) <= a.start - int(t.travel[p]) <= t.last[p] else -1


def _free(workspace: Workspace, p: int, depart: int, x: int) -> bool:
    """Is so much free in every slot that it touches? What is not may still fit in minutes."""
    t, s = workspace.table, workspace.state
    i, j, ear = depart // s.slot, -(-(depart + int(t.occ[p])) // s.slot), int(t.ear[p])
    kept = np.maximum(0, s.ear_cap[ear, i:j] - s.ear_used[ear, i:j]) if ear >= 0 else 0
    return bool((s.free[t.unit[p], i:j] + kept).min() >= x)


def assignments_at(workspace: Workspace, used: Int64s) -> list[Assignment]:
    """The assignments of these pairs."""
    t, s, index = workspace.table, workspace.state, workspace.index
    columns_ = (
        np.searchsorted(t.ptr, used, side="right") - 1,
        t.unit[used],
        index.capability[used],
        s.amount[used] * t.lot[used],
        s.depart[used] + t.travel[used],
    )
    lines, units = workspace.problem.lines, workspace.problem.units
    return [
        Assignment(lines[i].id, units[r].id, index.capabilities[c], x, at)
        for i, r, c, x, at in zip(*(column.tolist() for column in columns_), strict=True)
    ]


def assignments_of(workspace: Workspace) -> tuple[Assignment, ...]:
    """All assignments, fixed work included, in the order of the lines."""
    order = workspace.index.lines
    found = (*workspace.problem.fixed, *assignments_at(workspace, np.flatnonzero(workspace.state.amount)))
    return tuple(sorted(found, key=lambda a: (order[a.line], a.start, a.unit)))


def objective(workspace: Workspace, changed: int = 0) -> dict[str, float]:
    """L1..L8 of what is assigned; `changed`: L8."""
    t, s = workspace.table, workspace.state
    used = np.flatnonzero(s.amount)
    owner = np.searchsorted(t.ptr, used, side="right") - 1
    late = s.depart[used] + t.travel[used] - t.earliest[owner]
    x = s.amount[used].astype(np.int64) * t.lot[used]  # a million pieces that travel a day pass 32 bits
    reserve = x * workspace.units.reserve[t.unit[used]] * t.occ[used] // 60_000
    goals = {f"L{k + 1}": float(f) for k, f in enumerate(value(workspace.goal))}
    goals["L6"] = float((class_weights(workspace.policy)[t.cls[owner]] * t.weight[owner] * late).sum())
    goals["L7"] = float((x * 2 * t.travel[used] + reserve).sum())
    return {**goals, "L8": float(changed)}


def difference(before: Sequence[Assignment], after: Sequence[Assignment]) -> int:
    """L8: how many (line, unit) stand differently."""
    old = {(a.line, a.unit): (a.capability, a.amount, a.start) for a in before}
    new = {(a.line, a.unit): (a.capability, a.amount, a.start) for a in after}
    return sum(old.get(key) != new.get(key) for key in old.keys() | new.keys())


def to_plan(workspace: Workspace, seed: int, method: str, base: Plan | None, **more: Any) -> Plan:
    """What is assigned, as a plan."""
    problem, policy = workspace.problem, workspace.policy
    assignments = assignments_of(workspace)
    got = np.minimum(workspace.state.raw, workspace.table.quantity).tolist()
    met = {line.id: n for line, n in zip(problem.lines, got, strict=True)}
    changed = difference(base.assignments, assignments) if base is not None else 0
    return Plan(
        problem, policy, seed, assignments, met, objective(workspace, changed),
        method=method, workspace=workspace, **more,
    )  # fmt: skip


def workspace_of(plan: Plan) -> Workspace:
    """The workspace in which the plan was made, or a new one."""
    if isinstance(plan.workspace, Workspace):
        return plan.workspace
    workspace = open_workspace(plan.problem, plan.policy)
    load(workspace, plan.assignments, lock_promised=True)
    object.__setattr__(plan, "workspace", workspace)  # a cache: equality and files do not see it
    return workspace


def copied(state: State) -> State:
    """A copy to try things on."""
    return state._replace(
        **{name: getattr(state, name).copy() for name in state._fields if name not in ("slot", "now")}
    )
