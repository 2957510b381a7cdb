"""Small problems: a mixed-integer program that HiGHS closes goal by goal, with proof.

Lines that share no unit are problems of their own. In each, goal after goal is closed: at once where every line of the
class has all that it could have alone, else by the solver, with the lines of lower classes set aside until their turn.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np

from steun.optimise.allocation.format.plan import Plan
from steun.optimise.allocation.grid.slots import assign, clear, line_of, release
from steun.optimise.allocation.proof.departures import departures
from steun.optimise.allocation.proof.job_sequences import Memo
from steun.optimise.allocation.proof.program import (
    Program,
    Terms,
    apart,
    build,
    exact_burden,
    goals,
    promises,
    standing,
)
from steun.optimise.allocation.proof.solver import Solver
from steun.optimise.allocation.proof.unit_schedule import UnitSchedule
from steun.optimise.allocation.proof.windows import Windows, Work
from steun.optimise.allocation.search.clock import Clock
from steun.optimise.allocation.search.workspace import Workspace, recount
from steun.optimise.arrays import Floats


@dataclass(slots=True)
class _Part:
    """A program of its own, as far as it was closed. found: values of its columns, None = no plan that fits it.
    most: the highest value of each column; kept: the goals that are closed already; bounds: what no plan has more of.
    """

    program: Program
    stages: list[tuple[str, Terms]]
    most: Floats
    found: Floats | None
    kept: list[tuple[int, float]]
    bounds: dict[int, float] = field(default_factory=dict)
    solver: Solver | None = None
    better: bool = False
    open: bool = True


class Proof(NamedTuple):
    """The goals that were closed: no plan is better in one of them by more than the policy's tolerance, as long as it
    is no worse in those before.

    bounds: of L1..L5, what no plan reaches more of; slack: of L6..L8, the share by which a plan could be better at
    most, 0 = it is the best; complete: the proof holds in minutes, else that of L6..L8 is one over the departures that
    were offered, because some unit had too many of them.
    """

    bounds: dict[str, float]
    slack: dict[str, float]
    complete: bool

    @property
    def closed(self) -> list[str]:
        return [*self.bounds, *self.slack]


def slack(value: float, bound: float) -> float:
    """The share by which a plan of that value could be better at most; 0 = it is the best."""
    over = bound - value
    return 0.0 if over <= 1e-6 + 1e-9 * abs(bound) else over / max(abs(bound), abs(value))


def parts_of(workspace: Workspace, memo: Memo) -> list[Windows]:
    """The problem in parts that share no unit, with what is assigned. memo: job sequences that are known."""
    groups = apart(workspace, range(len(workspace.table.unit)))
    return [Windows(workspace, lines, _work(workspace, lines), memo=memo) for lines in groups]


def solve(workspace: Workspace, base: Plan | None, clock: Clock, seed: int, memo: Memo) -> Proof:
    """Close each goal in turn within the clock, starting from what is assigned, and leave the best assigned."""
    stands = standing(workspace, base)
    parts = parts_of(workspace, memo)
    proof = Proof({}, {}, True)
    for n in range(6):
        clock.report(f"L{max(n, 1)}", {})
        for part in parts:
            part.open = part.open and part.close(n, clock, seed)
        if n and all(part.open for part in parts):
            proof.bounds[f"L{n}"] = sum(part.bounds[n] for part in parts)
    for part in parts:
        if part.changed:
            put(workspace, part.lines, part.work)
    recount(workspace)
    if len(proof.bounds) < 5:
        return proof
    found, complete = _rest(workspace, parts, stands if base is not None else None, clock, seed)
    return Proof(proof.bounds, found, complete or not found)


def _rest(
    workspace: Workspace, groups: list[Windows], stands: dict[int, tuple[int, int]] | None, clock: Clock, seed: int
) -> tuple[dict[str, float], bool]:
    """L6, L7 and, against a plan in force, L8: the slack of those that were closed, and whether the departures were
    complete."""
    times, complete = departures(workspace, {p: depart for p, (depart, _) in (stands or {}).items()})
    _shift_left(workspace, times)
    for p in np.flatnonzero(workspace.state.amount).tolist():
        times[p] = sorted({*times.get(p, ()), int(workspace.state.depart[p])})
    closed: list[str] = []
    parts: list[_Part] = []
    for name in ("L6", "L7", "L8") if stands is not None else ("L6", "L7"):
        clock.report(name, {})
        for group in groups if not parts else ():
            if clock.over():
                return {}, True
            parts.append(_part(workspace, times, group, stands))
        for part in parts:
            part.open = part.open and _close(workspace, part, int(name[1]), clock, seed)
        if not any(part.open for part in parts):
            break
        linear = name != "L7" or all(exact_burden(workspace, part.program) for part in parts)
        if linear and all(part.open for part in parts):
            closed.append(name)
    for part in parts:
        if part.better and part.found is not None:
            _write(workspace, part.program, part.found)
    recount(workspace)
    return {name: _slack_of(parts, int(name[1])) for name in closed}, complete


def _slack_of(parts: list[_Part], n: int) -> float:
    """By the plan that is assigned now, which later goals may have cost something."""
    reached = sum(_value(part.stages[n][1], part.found) for part in parts if part.found is not None)
    return slack(reached, sum(part.bounds[n] for part in parts))


def _work(workspace: Workspace, lines: list[int]) -> Work:
    t, s = workspace.table, workspace.state
    its = [p for line in lines for p in range(t.ptr[line], t.ptr[line + 1]) if s.amount[p] > 0]
    return {p: (int(s.amount[p]), int(s.depart[p])) for p in its}


def _part(
    workspace: Workspace, times: dict[int, list[int]], group: Windows, stands: dict[int, tuple[int, int]] | None
) -> _Part:
    m = build(workspace, {p: [(d, d) for d in its] for p, its in times.items()}, group.lines)
    stages = [("promises", promises(workspace, m)), *goals(workspace, m, stands)]
    return _Part(m, stages, np.array(m.high), given(workspace, m), group.kept)


def _close(workspace: Workspace, part: _Part, n: int, clock: Clock, seed: int) -> bool:
    """Close stage n of a part: at once where its plan has all there is to have, else by the solver."""
    _, terms = part.stages[n]
    if not terms:
        part.bounds[n] = 0.0
        return True
    most = sum(factor * (part.most if factor > 0 else part.program.low)[column] for column, factor in terms)
    value = _value(terms, part.found) if part.found is not None else None
    if value is not None and value >= most - 1e-9:
        best = bound = value
    else:
        left = clock.stop.seconds and clock.stop.seconds * (0.95 - clock.share())
        if clock.over() or (left is not None and left < 0.02):
            return False
        answer = _solver(workspace, part, clock, seed).maximise(terms, seconds=left, start=part.found)
        if answer is None:
            return False
        best, bound = answer.value, answer.bound
        if value is None or best > value + 1e-6:
            part.found, part.better = answer.values, True
        if not answer.closed:
            return False
    part.bounds[n] = bound
    enough = min(best, bound - workspace.policy.tolerance * abs(bound)) - 1e-6
    _solver(workspace, part, clock, seed).keep_at_least(terms, enough)
    return True


def _solver(workspace: Workspace, part: _Part, clock: Clock, seed: int) -> Solver:
    if part.solver is None:
        part.solver = Solver(part.program, seed, workspace.policy.tolerance, clock.stop.cancelled)
        for stage, least in part.kept:
            if part.stages[stage][1]:
                part.solver.keep_at_least(part.stages[stage][1], least)
    return part.solver


def _value(terms: Terms, values: Floats) -> float:
    return float(sum(factor * values[column] for column, factor in terms))


def _shift_left(workspace: Workspace, times: dict[int, list[int]]) -> None:
    """Let what is assigned depart as early as the rest allows: then its departures are among those offered."""
    t, s = workspace.table, workspace.state
    held: dict[int, list[int]] = defaultdict(list)
    for p in np.flatnonzero(s.amount).tolist():
        held[int(t.unit[p])].append(p)
    for r, pairs in held.items():
        schedule = UnitSchedule(workspace, r)
        pairs.sort(key=lambda p: (s.depart[p], p))
        for p in pairs:
            spans = [schedule.span(q, int(s.depart[q]), int(s.amount[q])) for q in pairs if q != p]
            for depart in times.get(p, ()) if not s.locked[p] else ():
                mine = schedule.span(p, depart, int(s.amount[p]))
                if depart >= s.depart[p]:
                    break
                if schedule.holds([*spans, mine], mine):
                    _move(workspace, p, depart)
                    break


def _move(workspace: Workspace, p: int, depart: int) -> None:
    t, s = workspace.table, workspace.state
    line, x = line_of(t, p), int(s.amount[p])
    release(t, s, line, p)
    assign(t, s, line, p, x, depart)


def given(workspace: Workspace, m: Program) -> Floats | None:
    """The columns' values that say what is assigned; None when they do not fit the program."""
    t, s = workspace.table, workspace.state
    values = np.array(m.low, float)
    for line in m.lines:
        values[m.get[line]] = min(s.raw[line], t.quantity[line])
        values[m.served[line]] = float(s.raw[line] > t.started[line])
    for o in m.options:
        here = s.amount[o.p] > 0 and s.depart[o.p] == o.depart
        values[o.y] = float(here)
        values[o.x] = float(s.amount[o.p]) if here else 0.0
    for column, value in m.follow:
        values[column] = value(values)
    for low, high, columns, factors in m.rows:
        if not low - 1e-6 <= sum(f * values[c] for c, f in zip(columns, factors, strict=True)) <= high + 1e-6:
            return None
    return values


def _write(workspace: Workspace, m: Program, found: Floats) -> None:
    """Assign the solver's answer."""
    chosen = [o for o in m.options if round(found[o.x]) > 0 and round(found[o.y]) > 0]
    put(workspace, m.lines, {o.p: (round(found[o.x]), o.depart) for o in chosen})


def put(workspace: Workspace, lines: list[int], work: Work) -> None:
    """Give these lines this work. It fits in minutes; in slots `free` may go below nothing."""
    t, s = workspace.table, workspace.state
    locked = s.locked.copy()
    s.locked[:] = 0
    for line in lines:
        clear(t, s, line)
    for p, (x, depart) in work.items():
        assign(t, s, line_of(t, p), p, x, depart)
    s.locked[:] = locked
