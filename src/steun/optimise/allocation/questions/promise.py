"""Available to promise (ATP): what a draft line could get, and when, without moving anything that is promised."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from steun.optimise.allocation.format.plan import Plan
from steun.optimise.allocation.format.problem import Assignment, Line
from steun.optimise.allocation.grid.pairs import Table, tabulate
from steun.optimise.allocation.grid.slots import State, empty_state
from steun.optimise.allocation.grid.units import Units
from steun.optimise.allocation.search.insertion import best_departure, insert, kept_for, no_prices, scratch
from steun.optimise.allocation.search.workspace import Workspace, workspace_of


@dataclass(frozen=True, slots=True)
class Offer:
    """`quantity` effective pieces can be there at minute `arrival`, by these assignments: to insert them is allowed."""

    quantity: int
    arrival: int
    assignments: tuple[Assignment, ...]


@dataclass(slots=True)
class Draft:
    """One line over the units of a workspace: its own pairs, beside the commitments of all others."""

    line: Line
    table: Table
    capability: tuple[str, ...]
    state: State


def draft(workspace: Workspace, line: Line, *, units: Units | None = None, alone: bool = False) -> Draft:
    """Table a line without putting it into the plan. alone: as if no other line had anything."""
    table, index = tabulate(workspace.problem, units or workspace.units, (line,), workspace.index)
    names = tuple(index.capabilities[c] for c in index.capability)
    s = workspace.state
    room = int((table.last + table.occ).max(initial=0)) + 2 * s.slot
    if room > s.free.shape[1] * s.slot:  # a later line than any so far: a longer grid
        wide = empty_state(workspace.problem, workspace.table, workspace.index, s.slot, room=room)
        if not alone:
            wide.free[:, : s.free.shape[1]] = s.free
            wide.ear_used[:, : s.free.shape[1]] = s.ear_used
        s = wide
    elif alone:
        s = _unasked(workspace, table)
    n = len(table.unit)
    own = s._replace(
        amount=np.zeros(n, np.int32),
        depart=np.zeros(n, np.int32),
        raw=table.started.copy(),
        floor=np.zeros(1, np.int64),
        head=np.full(len(workspace.problem.units), -1, np.int32),
        nxt=np.full(n, -1, np.int32),
        prv=np.full(n, -1, np.int32),
        locked=np.zeros(n, np.int8),
    )
    return Draft(line, table, names, own)


def _unasked(workspace: Workspace, table: Table) -> State:
    """The state without any line's commitments, for the units of `table` only: the other rows are not filled."""
    s, index = workspace.state, workspace.index
    its = np.unique(table.unit).tolist()
    units = tuple(workspace.problem.units[r] for r in its)
    at = {r: n for n, r in enumerate(its)}
    rows = {key: row for key, row in index.ears.items() if key[0] in at}
    ears = {(at[r], g): n for n, (r, g) in enumerate(rows)}
    names = {unit.id: n for n, unit in enumerate(units)}
    fixed = tuple(a for a in workspace.problem.fixed if a.unit in names)
    few = replace(workspace.problem, units=units, fixed=fixed)
    room = (s.free.shape[1] - 2) * s.slot
    made = empty_state(few, table, index._replace(units=names, ears=ears), s.slot, room=room)
    free, used = np.empty_like(s.free), np.zeros_like(s.ear_used)
    slots = free.shape[1]
    free[its] = made.free[:, :slots]
    used[list(rows.values())] = made.ear_used[: len(rows), :slots]
    return s._replace(free=free, ear_used=used)


def promise(plan: Plan, line: Line, *, alone: bool = False) -> list[Offer]:
    """The quantity profile of a draft line: more pieces later, fewer now; empty when even the minimum cannot be there.

    alone: as if there were no other commitments, to tell "not at all" from "not any more".
    Nothing is checked of the line (`steun promise` does); its own `promised` does not count. Raises nothing.
    """
    workspace = workspace_of(plan)
    with workspace.lock:  # an explanation in another thread takes lines off the workspace for a moment
        return _offers(workspace, draft(workspace, replace(line, promised=0), alone=alone))


def _offers(workspace: Workspace, it: Draft) -> list[Offer]:
    t, s = it.table, it.state
    plain, none = np.zeros(1), np.zeros(0, np.int32)
    pieces = []
    for p in range(len(t.unit)):
        first, last = int(max(t.first[p], s.now + t.notice[t.unit[p]])), int(t.last[p])
        if first > last:
            continue
        kept = none if t.ear[p] < 0 else kept_for(s, t.ear[p])
        # worth 1 and late 1: one lot more is worth a minute of waiting only, so the earliest departure wins
        x, depart, _ = best_departure(
            s.free[t.unit[p]], plain, kept, first, last, t.occ[p], t.most[p], t.use[p], s.slot, 1.0, 1.0
        )
        does = int(x) * int(t.lot[p]) * int(t.percent[p]) // 100
        if does > 0:
            pieces.append((depart + int(t.travel[p]), -does, p, int(x)))
    once: dict[int, tuple[int, int, int, int]] = {}
    for piece in sorted(pieces):
        once.setdefault(int(t.unit[piece[2]]), piece)  # a unit serves a line once
    return _profile(workspace, it, list(once.values()))


def _profile(workspace: Workspace, it: Draft, pieces: list[tuple[int, int, int, int]]) -> list[Offer]:
    """Offers from pieces (arrival, minus the effect, pair, lots), one of each unit, in order of arrival."""
    got, offers = int(it.table.started[0]), []
    taken: list[Assignment] = []
    for n, (arrival, does, p, x) in enumerate(pieces):
        if got >= it.line.quantity:
            break
        unit = int(it.table.unit[p])
        work = int(it.table.lot[p]) * int(it.table.percent[p])
        need = it.line.quantity - got
        lots = min(x, -(-need * 100 // work)) if it.table.lot[p] == 1 else x
        got += min(-does, lots * work // 100)
        amount = lots * int(it.table.lot[p])
        taken.append(Assignment(it.line.id, workspace.problem.units[unit].id, it.capability[p], amount, arrival))
        more = n + 1 < len(pieces) and pieces[n + 1][0] == arrival and got < it.line.quantity
        if got >= max(1, it.line.minimum) and not more:
            offers.append(Offer(min(got, it.line.quantity), arrival, tuple(taken)))
    return offers


def fits(workspace: Workspace, line: Line, *, units: Units | None = None) -> tuple[int, tuple[Assignment, ...]]:
    """What the line would get if it were inserted now, and by which assignments; nothing when not even its minimum.

    units: the units as they would be then, by default as they are.
    """
    it = draft(workspace, replace(line, promised=0), units=units)
    t = it.table
    if len(t.unit) == 0:
        return int(min(t.started[0], line.quantity)), ()
    s = it.state._replace(free=it.state.free.copy(), ear_used=it.state.ear_used.copy())
    insert(t, s, no_prices(len(workspace.problem.units)), scratch(t), 0, s.now, 1e6, line.minimum)
    assignments = tuple(
        Assignment(line.id, workspace.problem.units[t.unit[p]].id, it.capability[p], int(s.amount[p] * t.lot[p]),
                   int(s.depart[p] + t.travel[p]))
        for p in np.flatnonzero(s.amount)
    )  # fmt: skip
    return int(min(s.raw[0], line.quantity)), assignments
