"""The schedule of one unit in minutes: can it do all that is asked of it, when, and if not, which few jobs conflict?"""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import combinations

from steun.optimise.allocation.format.problem import Unit
from steun.optimise.allocation.grid.occupancy import Span, fixed_spans, suffices
from steun.optimise.allocation.grid.slots import line_of
from steun.optimise.allocation.search.workspace import Workspace

TRIES = 200
"""Orders at most in which a unit's work is tried, for each way to rank it."""


@dataclass(slots=True)
class UnitSchedule:
    """One unit in minutes: what is begun, what is kept for whom, when it is away."""

    workspace: Workspace
    r: int
    unit: Unit = field(init=False)
    begun: list[Span] = field(init=False)
    left: int = TRIES

    def __post_init__(self) -> None:
        problem = self.workspace.problem
        self.unit = problem.units[self.r]
        self.begun = fixed_spans(problem).get(self.r, [])

    def span(self, p: int, depart: int, x: int) -> Span:
        """What x lots of pair p take."""
        t = self.workspace.table
        line = self.workspace.problem.lines[line_of(t, p)]
        return Span(depart, depart + int(t.occ[p]), line.region, x)

    def holds(self, spans: list[Span], mine: Span) -> bool:
        """Does the unit suffice in every minute of `mine` (which is among `spans`), beside what is begun?"""
        return suffices(self.unit, [*self.begun, *spans], mine)

    def schedule(self, work: list[tuple[int, int]]) -> dict[int, int] | None:
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
            last = int(self.workspace.table.last[p])
            ways.append(((depart, last, depart + int(self.workspace.table.occ[p]))[rank:], depart, p, x))
        for _, depart, p, x in sorted(ways):
            rest = [other for other in work if other[0] != p]
            scheduled = self._next(rest, [*spans, self.span(p, depart, x)], {**found, p: depart}, rank)
            if scheduled is not None:
                return scheduled
        return None

    def earliest(self, p: int, x: int, spans: list[Span]) -> int | None:
        """The first departure at which x of pair p fits beside `spans`."""
        t, s = self.workspace.table, self.workspace.state
        if s.locked[p] and s.amount[p] > 0:
            first = last = int(s.depart[p])  # a promise stays where it is
        else:
            first, last = max(int(t.first[p]), s.now + int(t.notice[self.r])), int(t.last[p])
        over = [span.end for span in (*spans, *self.begun)]
        over += [*(m.until for m in self.unit.earmarks), *(until for _, until in self.unit.unavailable)]
        ends = {minute for minute in over if first < minute <= last}
        depart: int
        for depart in sorted({first, *ends}):
            mine = self.span(p, depart, x)
            if self.holds([*spans, mine], mine):
                return depart
        return None

    def conflict(self, work: list[tuple[int, int]]) -> list[tuple[int, int]]:
        """The fewest of these that cannot be scheduled, as far as two or three; else an irreducible set, by leaving out
        each that is not missed. Where `schedule` gives up this is a guess: it says where to cut, and proves nothing."""
        size = self.unit.capacity if self.unit.divisible else 1
        for few in (2, 3):
            for some in combinations(work, few):
                if sum(x for _, x in some) > size and self.schedule(list(some)) is None:
                    return list(some)
        core = list(work)
        for one in work:
            rest = [other for other in core if other is not one]
            if self.schedule(rest) is None:
                core = rest
        return core
