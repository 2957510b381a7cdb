"""When work occupies its unit, in minutes: whether the unit suffices for it, and how much is left of it per slot."""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from steun.optimise.allocation.format.problem import Assignment, Line, Problem, Unit
from steun.optimise.allocation.grid.travel import travel_of
from steun.optimise.arrays import Floats, Int64s


class Span(NamedTuple):
    """Work occupies its unit in [begin, end), for a line of that region: so many pieces, 1 of an indivisible unit."""

    begin: int
    end: int
    region: str
    pieces: int


def span_of(problem: Problem, unit: Unit, line: Line, a: Assignment) -> Span:
    """What an assignment takes of its unit."""
    travel = travel_of(problem, unit, line)
    end = a.start + line.duration + travel + unit.rest
    return Span(a.start - travel, end, line.region, a.amount if unit.divisible else 1)


def fixed_spans(problem: Problem) -> dict[int, list[Span]]:
    """What fixed work takes, by number of unit."""
    lines = {line.id: line for line in problem.lines}
    units = {unit.id: (r, unit) for r, unit in enumerate(problem.units)}
    spans: dict[int, list[Span]] = defaultdict(list)
    for a in problem.fixed:
        r, unit = units[a.unit]
        spans[r].append(span_of(problem, unit, lines[a.line], a))
    return spans


def suffices(unit: Unit, spans: Sequence[Span], mine: Span) -> bool:
    """Does the unit suffice in every minute of `mine` (which is among `spans`)? A region uses what is kept for it
    first."""
    begin, end = mine.begin, mine.end
    if any(begin < until and since < end for since, until in unit.unavailable):
        return False
    size = unit.capacity if unit.divisible else 1
    marks = [Span(m.start, m.until, m.region, m.amount if unit.divisible else 1) for m in unit.earmarks]
    for minute in {begin, *(span.begin for span in (*spans, *marks) if begin < span.begin < end)}:
        used: dict[str, int] = defaultdict(int)
        kept: dict[str, int] = defaultdict(int)
        for into, those in ((used, spans), (kept, marks)):
            for span in those:
                if span.begin <= minute < span.end:
                    into[span.region] += span.pieces
        if sum(max(used[region], kept[region]) for region in {*used, *kept}) > size:
            return False
    return True


def capacity(problem: Problem, slots: int, slot: int) -> Floats:
    """Mean capacity per slot (R,T), exact in minutes, that the problem's lines could have at most.

    Taken off: when a unit is away, what fixed work holds, and what agreements keep for regions that have no line here.
    What is kept for a region that asks counts as there for all: to price it for each region apart would take prices
    per unit, slot and region.
    """
    size = np.array([u.capacity if u.divisible else 1 for u in problem.units], np.int64)
    out = np.repeat(size[:, None].astype(float), slots, axis=1)
    begun = fixed_spans(problem)
    asking = {line.region for line in problem.lines}
    for r, u in enumerate(problem.units):
        kept = [(m.start, m.until, m.amount if u.divisible else 1) for m in u.earmarks if m.region not in asking]
        loads = [
            *((a, b, int(size[r])) for a, b in u.unavailable),
            *((i, j, used) for i, j, _, used in begun.get(r, ())),
            *kept,
        ]
        if loads:
            out[r] = (size[r] * slot - _gone(loads, int(size[r]), slots, slot)) / slot
    return out


def _gone(loads: list[tuple[int, int, int]], size: int, slots: int, slot: int) -> Int64s:
    """Piece-minutes per slot (T) that loads (from, until, amount) take of a unit; together never more than it has."""
    steps: dict[int, int] = defaultdict(int)
    for a, b, amount in loads:
        a, b = max(a, 0), min(b, slots * slot)
        if a < b:
            steps[a] += amount
            steps[b] -= amount
    gone, load = np.zeros(slots, np.int64), 0
    for a, b in itertools.pairwise(sorted(steps)):
        load += steps[a]
        i, j = a // slot, -(-b // slot)
        edges = np.arange(i, j) * slot
        gone[i:j] += min(load, size) * (np.minimum(b, edges + slot) - np.maximum(a, edges))
    return gone
