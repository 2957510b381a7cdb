"""A workspace with lines more, copied instead of made anew: what is assigned stays, and nothing is tabled twice."""

from __future__ import annotations

from dataclasses import replace
from threading import Lock
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from steun.optimise.allocation.format.problem import Problem
from steun.optimise.allocation.grid.pairs import Index, Table, tabulate
from steun.optimise.allocation.grid.slots import State
from steun.optimise.allocation.search.goal import goal_of
from steun.optimise.allocation.search.insertion import scratch
from steun.optimise.allocation.search.trail import trail
from steun.optimise.allocation.search.workspace import (
    Workspace,
    assignments_of,
    copied,
    load,
    open_workspace,
    worth_of,
)
from steun.optimise.arrays import Int64s

Number = TypeVar("Number", bound=np.signedinteger)


def extended(workspace: Workspace, problem: Problem) -> Workspace:
    """A copy of the workspace with the problem's new lines at the end. What each line has, it may not lose."""
    lines, s = len(workspace.problem.lines), workspace.state
    fresh = problem.lines[lines:]
    more, index = tabulate(problem, workspace.units, fresh, workspace.index)
    room = max(int((more.last + more.occ).max(initial=0)), max(x.latest_arrival + x.duration for x in fresh))
    if room + 2 * s.slot > s.free.shape[1] * s.slot:  # later than any so far
        wide = open_workspace(problem, workspace.policy)
        wide.state.floor[:lines] = _held(workspace)
        load(wide, assignments_of(workspace), lock_promised=False)
        return wide
    table, state = _table(workspace.table, more), _state(workspace, more)
    regions = {**workspace.index.regions, **index.regions}
    return replace(
        workspace,
        problem=problem,
        table=table,
        index=_index(workspace.index, index, regions),
        state=state,
        room=scratch(table),
        trail=trail(table, len(regions)),
        goal=goal_of(table, state, len(regions), workspace.policy.fairness),
        worth=np.concatenate([workspace.worth, worth_of(more, workspace.policy)]),
        lock=Lock(),
    )


def _table(table: Table, more: Table) -> Table:
    columns = [name for name in Table._fields if name not in ("ptr", "notice")]
    joined = {name: np.concatenate([getattr(table, name), getattr(more, name)]) for name in columns}
    return Table(ptr=np.concatenate([table.ptr, table.ptr[-1] + more.ptr[1:]]), notice=table.notice, **joined)


def _index(index: Index, more: Index, regions: dict[str, int]) -> Index:
    lines = {**index.lines, **{name: len(index.lines) + i for i, name in enumerate(more.lines)}}
    capability = np.concatenate([index.capability, more.capability])
    return index._replace(lines=lines, regions=regions, capability=capability)


def _state(workspace: Workspace, more: Table) -> State:
    s, pairs = copied(workspace.state), len(more.unit)
    return s._replace(
        amount=_longer(s.amount, pairs, 0),
        depart=_longer(s.depart, pairs, 0),
        raw=np.concatenate([s.raw, more.started]),
        floor=_longer(_held(workspace), len(more.cls), 0),
        nxt=_longer(s.nxt, pairs, -1),
        prv=_longer(s.prv, pairs, -1),
        locked=_longer(s.locked, pairs, 0),
    )


def _longer(column: NDArray[Number], by: int, value: int) -> NDArray[Number]:
    return np.concatenate([column, np.full(by, value, column.dtype)])


def _held(workspace: Workspace) -> Int64s:
    """What each line (L) has and may not lose."""
    t, s = workspace.table, workspace.state
    kept = ~np.isin(t.cls + 1, workspace.policy.displace)
    return np.where(kept, np.maximum(s.floor, np.minimum(s.raw, t.quantity)), 0)
