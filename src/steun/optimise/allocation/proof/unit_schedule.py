"""One unit in minutes: can it do all that is asked of it, when, and if not, which few choices stand in the way?"""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import combinations

from steun.optimise.allocation.format.problem import Unit
from steun.optimise.allocation.search.workspace import Desk, Span, span_of, suffices

TRIES = 200
"""Orders at most in which a unit's work is laid, for each way to rank it."""


@dataclass(slots=True)
class Calendar:
    """One unit in minutes: what is begun, what is kept for whom, when it is away."""

    desk: Desk
    r: int
    unit: Unit = field(init=False)
    begun: list[Span] = field(init=False)
    left: int = TRIES

    def __post_init__(self) -> None:
        problem, lines = self.desk.problem, self.desk.index.lines
        self.unit = problem.units[self.r]
        its = [a for a in problem.fixed if a.unit == self.unit.id]
        self.begun = [span_of(problem, self.unit, problem.lines[lines[a.line]], a) for a in its]

    def span(self, p: int, depart: int, x: int) -> Span:
        """What x lots of pair p take."""
        t = self.desk.table
        line = self.desk.problem.lines[int(t.ptr.searchsorted(p, side="right")) - 1]
        return depart, depart + int(t.occ[p]), line.region, x

    def holds(self, spans: list[Span], mine: Span) -> bool:
        """Does the unit suffice in every minute of `mine` (which is among `spans`), beside what is begun?"""
        return suffices(self.unit, [*self.begun, *spans], mine)

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
        self, work: list[tuple[int, int]], spans: list[Span], found: dict[int, int], rank: int
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

    def earliest(self, p: int, x: int, spans: list[Span]) -> int | None:
        """The first departure at which x of pair p fits beside `spans`."""
        t, s = self.desk.table, self.desk.state
        if s.locked[p] and s.amount[p] > 0:
            first = last = int(s.depart[p])  # a promise stays where it is
        else:
            first, last = max(int(t.first[p]), s.now + int(t.notice[self.r])), int(t.last[p])
        over = [span[1] for span in (*spans, *self.begun)]
        over += [*(m.until for m in self.unit.earmarks), *(until for _, until in self.unit.unavailable)]
        ends = {minute for minute in over if first < minute <= last}
        depart: int
        for depart in sorted({first, *ends}):
            mine = self.span(p, depart, x)
            if self.holds([*spans, mine], mine):
                return depart
        return None

    def in_the_way(self, work: list[tuple[int, int]]) -> list[tuple[int, int]]:
        """The fewest of these that cannot be laid, as far as two or three; else those that are left when each that is
        not missed is left out. Where `lay` gives up this is a guess: it says where to cut, and proves nothing."""
        size = self.unit.capacity if self.unit.divisible else 1
        for few in (2, 3):
            for some in combinations(work, few):
                if sum(x for _, x in some) > size and self.lay(list(some)) is None:
                    return list(some)
        core = list(work)
        for one in work:
            rest = [other for other in core if other is not one]
            if self.lay(rest) is None:
                core = rest
        return core
