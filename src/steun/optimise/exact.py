"""Small problems: a mixed-integer program that HiGHS closes goal by goal, with proof.

Lines that share no unit are problems of their own. In each, goal after goal is closed: at once where every line of the
class has all that it could have alone, else by the solver, with the lines of lower classes set aside until their turn.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

import numpy as np

from .departures import departures
from .desk import Desk, recount
from .neighbourhood import clear
from .problem import Plan
from .program import Program, Terms, apart, build, exact_burden, goals, promises, standing
from .slots import assign, effect, fixed_spans, release
from .solver import Solver


@dataclass(slots=True)
class _Part:
    """A program of its own, as far as it was closed. found: values of its columns, None = no plan that fits it.
    most: the highest value of each column, and of what a line gets what its units could do for it alone.
    """

    program: Program
    stages: list[tuple[str, Terms]]
    waiting: list[tuple[int, int]]
    most: Any
    found: Any
    solver: Solver | None = None
    better: bool = False
    open: bool = True


def solve(desk: Desk, base: Plan | None, clock: Any, seed: int) -> tuple[list[str], str]:
    """Close each goal in turn within the clock, starting from what is on the desk, and leave the best there.

    Returns (the goals closed with proof, within the tolerance of the policy; the method). "exact": the proof holds in
    minutes. "exact over slot edges": some unit had too many departures, and the proof is one over those offered.
    """
    stands = standing(desk, base)
    times, complete = departures(desk, {p: depart for p, (depart, _) in stands.items()})
    _shift_left(desk, times)
    parts = [_part(desk, times, lines, stands if base is not None else None) for lines in apart(desk, times)]
    proven = []
    for n, name in enumerate(["promises", *(f"L{k}" for k in range(1, 9))]):
        clock.tell(name, {})
        for part in parts:
            if part.open and n < len(part.stages):
                part.open = _close(desk, part, n, clock, seed)
        if not any(part.open for part in parts):
            break
        linear = name != "L7" or all(exact_burden(desk, part.program) for part in parts)
        if n and linear and all(part.open for part in parts) and (name != "L8" or base is not None):
            proven.append(name)
    for part in parts:
        if part.better:
            _write(desk, part.program, part.found)
    recount(desk)
    return proven, ("exact" if complete else "exact over slot edges") if proven else "search"


def _part(
    desk: Desk, times: dict[int, list[int]], lines: list[int], stands: dict[int, tuple[int, int]] | None
) -> _Part:
    t, s = desk.table, desk.state
    m = build(desk, times, lines)
    stages = [("promises", promises(desk, m)), *goals(desk, m, stands)]
    waiting = [(o.y, int(t.cls[o.line])) for o in m.options if s.floor[o.line] == 0 and not s.locked[o.p]]
    most = np.array(m.high)
    alone: dict[tuple[int, int], int] = {}
    for o in m.options:
        key = o.line, int(t.unit[o.p])
        alone[key] = max(alone.get(key, 0), int(effect(t, o.p, int(m.high[o.x]))))
    reach = {line: int(min(t.started[line], t.quantity[line])) for line in lines}
    for (line, _), does in alone.items():
        reach[line] += does
    for line, get in m.get.items():
        most[get] = min(most[get], reach[line])
    return _Part(m, stages, waiting, most, _given(desk, m))


def _close(desk: Desk, part: _Part, n: int, clock: Any, seed: int) -> bool:
    """Close stage n of a part: at once where its plan has all there is to have, else by the solver."""
    _, terms = part.stages[n]
    if not terms:
        return True
    most = sum(factor * (part.most if factor > 0 else part.program.low)[column] for column, factor in terms)
    value = _value(terms, part.found) if part.found is not None else None
    if value is not None and value >= most - 1e-9:
        best = bound = value
    else:
        left = clock.stop.seconds and clock.stop.seconds * (0.95 - clock.share())
        if clock.over() or (left is not None and left < 0.02):
            return False
        answer = _solver(desk, part, clock, seed).maximise(
            terms, seconds=left, start=part.found, aside=[y for y, k in part.waiting if n <= 5 and k >= n]
        )
        if answer is None:
            return False
        values, best, bound, closed = answer
        enough = min(best, bound - desk.policy.tolerance * abs(bound)) - 1e-6
        if value is None or (value < enough if closed else value < best - 1e-6):
            part.found, part.better = values, True  # else what it had is as good, and has something for lower classes
        if not closed:
            return False
    _solver(desk, part, clock, seed).keep_at_least(terms, min(best, bound - desk.policy.tolerance * abs(bound)) - 1e-6)
    return True


def _solver(desk: Desk, part: _Part, clock: Any, seed: int) -> Solver:
    if part.solver is None:
        part.solver = Solver(part.program, seed, desk.policy.tolerance, clock.stop.cancelled)
    return part.solver


def _value(terms: Terms, values: Any) -> float:
    return float(sum(factor * values[column] for column, factor in terms))


def _shift_left(desk: Desk, times: dict[int, list[int]]) -> None:
    """Let what is on the desk depart as early as the rest allows: then its departures are among those offered."""
    t, s = desk.table, desk.state
    held: dict[int, list[int]] = defaultdict(list)
    for p in np.flatnonzero(s.amount).tolist():
        held[int(t.unit[p])].append(p)
    begun = fixed_spans(desk.problem, desk.index)
    for r, pairs in held.items():
        unit = desk.problem.units[r]
        size = unit.capacity if unit.divisible else 1
        others = [(i, j, g, used) for q, i, j, g, used in begun if q == r]
        marks = [(m.start, m.until, desk.index.regions[m.region], m.amount if unit.divisible else 1)
                 for m in unit.earmarks]  # fmt: skip
        pairs.sort(key=lambda p: (s.depart[p], p))
        for p in pairs:
            spans = others + [_span(desk, q) for q in pairs if q != p]
            for depart in times.get(p, ()) if not s.locked[p] else ():
                if depart >= s.depart[p]:
                    break
                mine = (depart, depart + int(t.occ[p]), *_span(desk, p)[2:])
                if _holds(size, [*spans, mine], marks, mine):
                    _move(desk, p, depart)
                    break


def _span(desk: Desk, p: int) -> tuple[int, int, int, int]:
    t, s = desk.table, desk.state
    line = int(t.ptr.searchsorted(p, side="right")) - 1
    depart = int(s.depart[p])
    return depart, depart + int(t.occ[p]), int(t.region[line]), int(s.amount[p])


def _holds(size: int, spans: list[Any], marks: list[Any], mine: Any) -> bool:
    """Does the unit suffice in every minute of `mine`, earmarks included?"""
    moments = {mine[0], *(i for i, *_ in (*spans, *marks) if mine[0] < i < mine[1])}
    for minute in moments:
        kept: dict[int, int] = defaultdict(int)
        used: dict[int, int] = defaultdict(int)
        for into, its in ((kept, marks), (used, spans)):
            for i, j, g, amount in its:
                if i <= minute < j:
                    into[g] += amount
        if sum(max(used[g], kept[g]) for g in {*used, *kept}) > size:
            return False
    return True


def _move(desk: Desk, p: int, depart: int) -> None:
    t, s = desk.table, desk.state
    line, x = int(t.ptr.searchsorted(p, side="right")) - 1, int(s.amount[p])
    release(t, s, line, p)
    assign(t, s, line, p, x, depart)


def _given(desk: Desk, m: Program) -> Any:
    """The columns' values that say what is on the desk; None when they do not fit the program."""
    t, s = desk.table, desk.state
    given = np.array(m.low, float)
    for line in m.lines:
        given[m.get[line]] = min(s.raw[line], t.quantity[line])
        given[m.served[line]] = float(s.raw[line] > t.started[line])
    for o in m.options:
        here = s.amount[o.p] > 0 and s.depart[o.p] == o.depart
        given[o.y] = float(here)
        given[o.x] = float(s.amount[o.p]) if here else 0.0
    for column, value in m.follow:
        given[column] = value(given)
    for low, high, columns, factors in m.rows:
        if not low - 1e-6 <= sum(f * given[c] for c, f in zip(columns, factors, strict=True)) <= high + 1e-6:
            return None
    return given


def _write(desk: Desk, m: Program, found: Any) -> None:
    """Put the solver's answer on the desk. It fits in minutes; in slots `free` may go below nothing."""
    t, s = desk.table, desk.state
    locked = s.locked.copy()
    s.locked[:] = 0
    for line in m.lines:
        clear(t, s, line)
    for o in m.options:
        x = round(found[o.x])
        if x > 0 and round(found[o.y]) > 0:
            assign(t, s, o.line, o.p, x, o.depart)
    s.locked[:] = locked
