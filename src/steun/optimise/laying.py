"""One unit in minutes: can it do all that is asked of it, when, and if not, which few choices stand in the way?"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from itertools import combinations
from typing import Any

from .desk import Desk
from .slots import fixed_spans

TRIES = 200
"""Orders at most in which a unit's work is laid, for each way to rank it."""


@dataclass(slots=True)
class Calendar:
    """One unit in minutes: what is begun, what is kept for whom, when it is away."""

    desk: Desk
    r: int
    size: int = 0
    begun: list[tuple[int, int, int, int]] = field(default_factory=list)
    marks: list[tuple[int, int, int, int]] = field(default_factory=list)
    away: tuple[tuple[int, int], ...] = ()
    left: int = TRIES

    def __post_init__(self) -> None:
        unit, regions = self.desk.problem.units[self.r], self.desk.index.regions
        self.size, self.away = unit.capacity if unit.divisible else 1, unit.unavailable
        self.begun = [(i, j, g, x) for r, i, j, g, x in fixed_spans(self.desk.problem, self.desk.index) if r == self.r]
        self.marks = [(m.start, m.until, regions[m.region], m.amount if unit.divisible else 1) for m in unit.earmarks]

    def span(self, p: int, depart: int, x: int) -> tuple[int, int, int, int]:
        """What pair p takes: from, until, region, amount."""
        t = self.desk.table
        line = int(t.ptr.searchsorted(p, side="right")) - 1
        return depart, depart + int(t.occ[p]), int(t.region[line]), x

    def holds(self, spans: list[tuple[int, int, int, int]], mine: tuple[int, int, int, int]) -> bool:
        """Does the unit suffice in every minute of `mine` (which is among `spans`), earmarks included?"""
        if any(mine[0] < j and i < mine[1] for i, j in self.away):
            return False
        spans = [*self.begun, *spans]
        for minute in {mine[0], *(i for i, *_ in (*spans, *self.marks) if mine[0] < i < mine[1])}:
            kept: dict[int, int] = defaultdict(int)
            used: dict[int, int] = defaultdict(int)
            for into, its in ((kept, self.marks), (used, spans)):
                for i, j, g, amount in its:
                    if i <= minute < j:
                        into[g] += amount
            if sum(max(used[g], kept[g]) for g in {*used, *kept}) > self.size:
                return False
        return True

    def lay(self, work: list[tuple[int, int]]) -> dict[int, int] | None:
        """Departures of these (pair, amount), each as early as those before it allow, in the first order that works:
        who can be first goes first, or who must, or who is done first."""
        for rank in range(3):
            self.left = TRIES
            found = self._next(work, [], {}, rank)
            if found is not None or self.left >= 0:
                return found
        return None

    def _next(
        self, work: list[tuple[int, int]], spans: list[Any], found: dict[int, int], rank: int
    ) -> dict[int, int] | None:
        if not work:
            return found
        self.left -= 1
        ways = []
        for p, x in work:
            depart = self.earliest(p, x, spans)
            if depart is None or self.left < 0:
                return None
            last = int(self.desk.table.last[p])
            ways.append(((depart, last, depart + int(self.desk.table.occ[p]))[rank:], depart, p, x))
        for _, depart, p, x in sorted(ways):
            rest = [other for other in work if other[0] != p]
            laid = self._next(rest, [*spans, self.span(p, depart, x)], {**found, p: depart}, rank)
            if laid is not None:
                return laid
        return None

    def earliest(self, p: int, x: int, spans: list[Any]) -> int | None:
        """The first departure at which x of pair p fits beside `spans`."""
        t, s = self.desk.table, self.desk.state
        if s.locked[p] and s.amount[p] > 0:
            first = last = int(s.depart[p])  # a promise stays where it is
        else:
            first, last = max(int(t.first[p]), s.now + int(t.notice[self.r])), int(t.last[p])
        ends = {j for _, j, *_ in (*spans, *self.begun, *self.marks, *self.away) if first < j <= last}
        depart: int
        for depart in sorted({first, *ends}):
            mine = self.span(p, depart, x)
            if self.holds([*spans, mine], mine):
                return depart
        return None

    def in_the_way(self, work: list[tuple[int, int]]) -> list[tuple[int, int]]:
        """The fewest of these that cannot be laid, as far as two or three; else those that are left when each that is
        not missed is left out. Where `lay` gives up this is a guess: it says where to cut, and proves nothing."""
        for few in (2, 3):
            for some in combinations(work, few):
                if sum(x for _, x in some) > self.size and self.lay(list(some)) is None:
                    return list(some)
        core = list(work)
        for one in work:
            rest = [other for other in core if other is not one]
            if self.lay(rest) is None:
                core = rest
        return core
