"""Which minutes of departure are enough to express the best plan in minutes.

Take any plan and shift every assignment left as far as the others allow (a semi-active schedule): no line gets less,
nothing is later, and what travels, travels as far. Then each departs at the first minute that its window allows, or at
the minute at which something else that occupies the unit ends, and that in turn departs so. Such ends, of one line
after another, each line at most once, are all the departures that there need be; what stands in the plan in force may
also stay where it is.
"""

from __future__ import annotations

import heapq
from bisect import bisect_right
from collections import defaultdict
from typing import NamedTuple

from steun.optimise.allocation.format.problem import Unit
from steun.optimise.allocation.grid.occupancy import Span, fixed_spans
from steun.optimise.allocation.search.workspace import Workspace

OPTIONS = 1000
"""At most so many departures of all pairs of one unit; beyond, slot edges."""
WAYS = 6
"""So many ways to end at one minute are distinguished by their lines; beyond, what they have in common counts."""

NOBODY: frozenset[int] = frozenset()


def departures(workspace: Workspace, stands: dict[int, int]) -> tuple[dict[int, list[int]], bool]:
    """Departures of each pair in minutes, and whether they are complete. stands: departures of the plan in force."""
    t, s = workspace.table, workspace.state
    line_of = [n for n in range(len(t.cls)) for _ in range(t.ptr[n], t.ptr[n + 1])]
    by_unit: dict[int, list[int]] = defaultdict(list)
    for p, r in enumerate(t.unit.tolist()):
        by_unit[r].append(p)
    begun = fixed_spans(workspace.problem)
    out: dict[int, list[int]] = {}
    complete = True
    for r, its in by_unit.items():
        pairs = [
            _Pair(p, line_of[p], max(int(t.first[p]), s.now + int(t.notice[r])), int(t.last[p]), int(t.occ[p]),
                  int(t.most[p]), stands.get(p))
            for p in its
        ]  # fmt: skip
        unit = _Unit(workspace.problem.units[r], begun.get(r, []), [q for q in pairs if q.first <= q.last])
        found = unit.left_shifted()
        if found is None:
            complete = False
            found = unit.on_edges(s.slot)
        out |= found
    return out, complete


class _Pair(NamedTuple):
    """A pair of the unit, in minutes; most: largest amount; stands: its departure in the plan in force."""

    p: int
    line: int
    first: int
    last: int
    occ: int
    most: int
    stands: int | None


class _Unit:
    """One unit: when it is away, what is begun, and who might want it."""

    def __init__(self, unit: Unit, begun: list[Span], pairs: list[_Pair]) -> None:
        self.pairs, self.away = pairs, sorted(unit.unavailable)
        size = unit.capacity if unit.divisible else 1
        marks = [(m.start, m.until, m.amount if unit.divisible else 1) for m in unit.earmarks]
        work = [(span.begin, span.end, span.pieces) for span in begun]
        self.ends = {b for _, b, *_ in (*self.away, *work, *marks)}
        loads = [*((a, b, size) for a, b in self.away), *work, *marks]
        widest: dict[int, tuple[int, int, int]] = {}
        for q in pairs:
            since, until, most = widest.get(q.line, (q.first, q.last + q.occ, q.most))
            widest[q.line] = min(since, q.first), max(until, q.last + q.occ), max(most, q.most)
        steps: dict[int, int] = defaultdict(int)
        for a, b, load in (*loads, *widest.values()):
            steps[a] += load
            steps[b] -= load
        self.minutes = sorted(steps)
        self.short, load = [], 0
        for minute in self.minutes:
            load += steps[minute]
            self.short.append(load > size)

    def scarce(self, minute: int) -> bool:
        """Could more be wanted of the unit in that minute than it has?"""
        at = bisect_right(self.minutes, minute) - 1
        return at >= 0 and self.short[at]

    def free(self, q: _Pair, depart: int) -> bool:
        return not any(depart < b and a < depart + q.occ for a, b in self.away)

    def left_shifted(self) -> dict[int, list[int]] | None:
        """Every departure that a left-shifted plan can have; None when they are too many."""
        ways: dict[int, list[frozenset[int]]] = {end: [NOBODY] for end in self.ends}
        out: dict[int, list[int]] = {q.p: [] for q in self.pairs}
        todo = sorted({*self.ends, *(q.first for q in self.pairs), *(q.stands for q in self.pairs if q.stands)})
        seen: set[int] = set()
        count = 0
        while todo:
            minute = heapq.heappop(todo)
            if minute in seen:
                continue
            seen.add(minute)
            useful = self.scarce(minute - 1)
            for q in self.pairs:
                if not q.first <= minute <= q.last or not self.free(q, minute):
                    continue
                its = [NOBODY] if minute in (q.first, q.stands) else []
                if not its and useful:
                    its = [way for way in ways.get(minute, ()) if q.line not in way]
                if not its:
                    continue
                out[q.p].append(minute)
                count += 1
                end = minute + q.occ
                for way in its:
                    _add(ways.setdefault(end, []), way | {q.line})
                heapq.heappush(todo, end)
            if count > OPTIONS:
                return None
        return {p: minutes for p, minutes in out.items() if minutes}

    def on_edges(self, slot: int) -> dict[int, list[int]]:
        """The edges of slots, and what else lies at hand."""
        out = {}
        for q in self.pairs:
            edges = range((q.first // slot + 1) * slot, q.last + 1, slot)
            its = {q.first, *(m for m in edges if self.scarce(m - 1)), *self.ends, q.stands}
            out[q.p] = sorted(m for m in its if m is not None and q.first <= m <= q.last and self.free(q, m))
        return out


def _add(ways: list[frozenset[int]], way: frozenset[int]) -> None:
    """Keep the smallest sets only: who can follow a larger one can follow a smaller."""
    if any(other <= way for other in ways):
        return
    ways[:] = [other for other in ways if not way <= other]
    ways.append(way)
    if len(ways) > WAYS:
        ways[:] = [frozenset.intersection(*ways)]
