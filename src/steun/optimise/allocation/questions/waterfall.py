"""The supply of a line, stage by stage: what there is, what law, time and calendars leave of it, and what others leave.

It falls by construction: each stage is, pair by pair, at most the stage before.
"""

from __future__ import annotations

import numpy as np

from steun.optimise.allocation.format.problem import Line
from steun.optimise.allocation.grid.admission import allowed, percent_of
from steun.optimise.allocation.grid.pairs import Table
from steun.optimise.allocation.grid.slots import State, line_of
from steun.optimise.allocation.search.insertion import best_departure, kept_for
from steun.optimise.allocation.search.workspace import Workspace
from steun.optimise.arrays import Int8s, Int32s, Int64s
from steun.optimise.compiled import kernel

STAGES = ("capability", "allowed", "in-time", "available", "after-higher", "after-all")


def waterfall(workspace: Workspace, number: int) -> tuple[dict[str, int], list[str]]:
    """Effective pieces left after each of `STAGES`, and the lines of the same or a higher class, or promised, that hold
    what this line could use. The caller holds `workspace.lock`."""
    t, s, lines = workspace.table, workspace.state, workspace.problem.lines
    first, after = int(t.ptr[number]), int(t.ptr[number + 1])
    left = [np.zeros(after - first, np.int64) for _ in range(3)]
    marks = np.zeros(len(t.cls), np.int8)
    for mode, out in enumerate(left):
        _left_over(t, s, number, marks if mode == 1 else np.ones(len(t.cls), np.int8), mode, out)
    return _by_stage(workspace, lines[number], first, left), [lines[i].id for i in np.flatnonzero(marks)]


def _by_stage(workspace: Workspace, line: Line, first: int, left: list[Int64s]) -> dict[str, int]:
    """Effective pieces per stage; per unit the better of its capabilities counts.

    first: the first pair of the line; left (pairs of the line): what is left of each at the last stages.
    """
    problem, t, index = workspace.problem, workspace.table, workspace.index
    best: list[dict[int, int]] = [{} for _ in STAGES]
    pairs = range(first, first + len(left[0]))
    tabled = {(int(t.unit[p]), index.capabilities[index.capability[p]]): p for p in pairs}
    fixed = {a.unit for a in problem.fixed if a.line == line.id}
    for capability in {line.capability, *(o.capability for o in line.alternatives)}:
        if capability not in workspace.units.offers:
            continue
        offers = workspace.units.offers[capability]
        percent = percent_of(line, capability)
        for r, quantity in zip(offers.unit.tolist(), offers.quantity.tolist(), strict=True):
            unit = problem.units[r]
            if unit.id in fixed:
                continue
            amounts = [quantity * percent // 100]
            p = tabled.get((r, capability))
            if p is not None:
                amounts += [amounts[0], amounts[0]]
                for x in left:
                    amounts.append(min(amounts[-1], int(x[p - first] * t.lot[p] * percent // 100)))
            elif allowed(line, unit, capability):
                amounts.append(amounts[0])
            for n, amount in enumerate(amounts):
                best[n][r] = max(best[n].get(r, 0), amount)
    started = int(t.started[index.lines[line.id]])
    return {stage: started + sum(amounts.values()) for stage, amounts in zip(STAGES, best, strict=True)}


@kernel
def _left_over(t: Table, s: State, line: int, owner: Int8s, mode: int, out: Int64s) -> None:
    """Largest x of each pair of the line over its departures, into out (pairs of the line).

    mode 0: as if nothing were assigned; 1: after lines of the same or a higher class and promised ones; 2: after all
    others. owner (L): set to 1 for each line that stays and stands where this one could. `s` is left as it was.
    """
    none = np.zeros(0, np.int32)
    for p in range(t.ptr[line], t.ptr[line + 1]):
        r = t.unit[p]
        row = s.free[r].copy()
        q, count = s.head[r], 0
        while q >= 0:
            q, count = s.nxt[q], count + 1
        gone = np.empty(count, np.int32)
        q, count = s.head[r], 0
        while q >= 0:
            other = line_of(t, q)
            if other == line or mode == 0 or (mode == 1 and t.cls[other] > t.cls[line] and s.floor[other] == 0):
                gone[count] = q
                count += 1
                _take_off(t, s, row, q, 1)
            elif s.depart[q] < t.last[p] + t.occ[p] and s.depart[q] + t.occ[q] > t.first[p]:
                owner[other] = 1  # it stands where the line could
            q = s.nxt[q]
        kept = none if t.ear[p] < 0 else kept_for(s, t.ear[p])
        first, last = max(t.first[p], s.now + t.notice[r]), t.last[p]
        out[p - t.ptr[line]] = 0
        if first <= last:
            x, _, _ = best_departure(
                row, np.zeros(1), kept, first, last, t.occ[p], t.most[p], t.use[p], s.slot, 1e9, 1.0
            )
            out[p - t.ptr[line]] = x
        for m in range(count):
            _take_off(t, s, row, gone[m], -1)


@kernel
def _take_off(t: Table, s: State, row: Int32s, q: int, way: int) -> None:
    """Take pair q off a row (T) of its unit, or put it back (way -1); what is kept for its region stays kept."""
    x = way * s.amount[q] * t.use[q]
    ear = t.ear[q]
    for u in range(s.depart[q] // s.slot, (s.depart[q] + t.occ[q] + s.slot - 1) // s.slot):
        if ear < 0:
            row[u] += x
        else:
            before = max(s.ear_used[ear, u], s.ear_cap[ear, u])
            s.ear_used[ear, u] -= x
            row[u] += before - max(s.ear_used[ear, u], s.ear_cap[ear, u])
