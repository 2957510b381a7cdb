"""Why a line gets what it gets, and what would help: a supply waterfall, then changes that were tried.

The waterfall falls by construction: each stage is, pair by pair, at most the stage before. Codes and facts only; the
words come from whoever shows them.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from steun.optimise.allocation.format.plan import Plan
from steun.optimise.allocation.format.problem import Assignment, Line, Unit
from steun.optimise.allocation.grid.pairs import Table, percent_of
from steun.optimise.allocation.grid.slots import State
from steun.optimise.allocation.questions.promise import draft
from steun.optimise.allocation.search.insertion import best_departure, insert, kept_for, no_prices, scratch
from steun.optimise.allocation.search.workspace import Desk, desk_of
from steun.optimise.compiled import kernel

STAGES = ("capability", "allowed", "in-time", "available", "after-higher", "after-all")


@dataclass(frozen=True, slots=True)
class Remedy:
    """A change that makes the line fit, tried by inserting it: its code (`remedies.ORDER`), what the line then gets in
    all, the figures, and what every line that it touches would then hold (fixed work apart)."""

    code: str
    met: int
    facts: dict[str, Any] = field(default_factory=dict)
    assignments: tuple[Assignment, ...] = ()


@dataclass(frozen=True, slots=True)
class Explanation:
    """waterfall: effective pieces left after each stage of `STAGES`.  reason: the stage at which too little is left for
    the minimum, or "met", "partly-met", "elsewhere" (enough is left piece by piece, not at once).
    blocking: lines of the same or a higher class, or promised, that hold what this line could use."""

    line: str
    met: int
    waterfall: dict[str, int]
    reason: str
    blocking: tuple[str, ...]
    remedies: tuple[Remedy, ...]


@kernel
def left_over(t: Table, s: State, line: int, owner: Any, mode: int, out: Any) -> None:
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
            low, high = 0, len(t.ptr) - 1
            while high - low > 1:
                middle = (low + high) // 2
                if t.ptr[middle] <= q:
                    low = middle
                else:
                    high = middle
            if low == line or mode == 0 or (mode == 1 and t.cls[low] > t.cls[line] and s.floor[low] == 0):
                gone[count] = q
                count += 1
                _lift(t, s, row, q, 1)
            elif s.depart[q] < t.last[p] + t.occ[p] and s.depart[q] + t.occ[q] > t.first[p]:
                owner[low] = 1  # it stands where the line could
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
            _lift(t, s, row, gone[m], -1)


@kernel
def _lift(t: Table, s: State, row: Any, q: int, way: int) -> None:
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


def explain(plan: Plan, line_id: str, *, remedies: bool = True) -> Explanation:
    """Why the line gets what it gets. Raises KeyError for an unknown line."""
    desk = desk_of(plan)
    number = desk.index.lines[line_id]
    line, t, s = desk.problem.lines[number], desk.table, desk.state
    with desk.lock:
        got = int(min(s.raw[number], t.quantity[number]))
        first, after = int(t.ptr[number]), int(t.ptr[number + 1])
        stages = [np.zeros(after - first, np.int64) for _ in range(3)]
        marks = np.zeros(len(t.cls), np.int8)
        for mode, out in enumerate(stages):
            left_over(t, s, number, marks if mode == 1 else np.ones(len(t.cls), np.int8), mode, out)
        falls = _falls(desk, line, first, stages)
        need = max(1, line.minimum)
        reason = next((stage for stage, n in falls.items() if n < need), "elsewhere")
        reason = "met" if got >= line.quantity else "partly-met" if got > 0 else reason
        blocking = [desk.problem.lines[i].id for i in np.flatnonzero(marks)] if reason == "after-higher" else []
        tried = _remedies(desk, line, number, got) if remedies and got < line.quantity else ()
    return Explanation(line_id, got, falls, reason, tuple(blocking), tried)


def _falls(desk: Desk, line: Line, first: int, stages: list[Any]) -> dict[str, int]:
    """Effective pieces per stage; per unit the better of its capabilities counts."""
    problem, t = desk.problem, desk.table
    best: list[dict[int, int]] = [{} for _ in STAGES]
    here = {
        (int(t.unit[p]), desk.index.capabilities[desk.index.capability[p]]): p
        for p in range(first, first + len(stages[0]))
    }
    fixed = {a.unit for a in problem.fixed if a.line == line.id}
    for capability in {line.capability, *(o.capability for o in line.alternatives)}:
        if capability not in desk.units.offers:
            continue
        percent = percent_of(line, capability)
        for r, quantity in zip(*(c.tolist() for c in desk.units.offers[capability][:2]), strict=True):
            unit = problem.units[r]
            if unit.id in fixed:
                continue
            amounts = [quantity * percent // 100]
            p = here.get((r, capability))
            if p is not None:
                amounts += [amounts[0], amounts[0]]
                for stage in stages:
                    amounts.append(min(amounts[-1], int(stage[p - first] * t.lot[p] * percent // 100)))
            elif allowed(line, unit, capability):
                amounts.append(amounts[0])
            for n, amount in enumerate(amounts):
                best[n][r] = max(best[n].get(r, 0), amount)
    started = int(t.started[desk.index.lines[line.id]])
    return {stage: started + sum(its.values()) for stage, its in zip(STAGES, best, strict=True)}


def allowed(line: Line, unit: Unit, capability: str) -> bool:
    """By the legal basis of the line, and by whose the unit is."""
    bases = next(s.bases for s in unit.offers if s.capability == capability)
    on_that_basis = bases is None or line.basis is None or line.basis in bases
    return on_that_basis and (line.owners is None or unit.owner in line.owners)


def _remedies(desk: Desk, line: Line, number: int, got: int) -> tuple[Remedy, ...]:
    from steun.optimise.allocation.questions.remedies import tried

    return tuple(tried(desk, line, number, got))


def fits(desk: Desk, line: Line, *, units: Any = None) -> tuple[int, tuple[Assignment, ...]]:
    """What the line would get if it were inserted now, and by which assignments; nothing when not even its minimum."""
    it = draft(desk, replace(line, promised=0), units=units)
    t = it.table
    if len(t.unit) == 0:
        return int(min(t.started[0], line.quantity)), ()
    s = it.state._replace(free=it.state.free.copy(), ear_used=it.state.ear_used.copy())
    insert(t, s, no_prices(len(desk.problem.units), 1), scratch(t), 0, s.now, 1e6, line.minimum)
    its = tuple(
        Assignment(line.id, desk.problem.units[t.unit[p]].id, it.capability[p], int(s.amount[p] * t.lot[p]),
                   int(s.depart[p] + t.travel[p]))
        for p in np.flatnonzero(s.amount)
    )  # fmt: skip
    return int(min(s.raw[0], line.quantity)), its
