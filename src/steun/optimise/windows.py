"""Close the goals of the classes over windows of departure instead of minutes, and prove it in minutes all the same.

An option says that a pair departs somewhere in a window; it then occupies its unit for certain only from the window's
last minute until the earliest end. So the program asks too little, and its value bounds every plan in minutes. Then
each unit's choices are laid in minutes. Where that succeeds for all units the plan reaches the bound: closed. Where
not, the windows chosen on that unit are halved, and the program is solved again. Few windows ever need to be small.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

from .desk import Desk
from .neighbourhood import phi
from .program import Program, Terms, build, goals, promises
from .slots import effect, fixed_spans
from .solver import Solver

ROUNDS = 200
"""Programs at most per goal."""
TRIES = 300
"""Orders at most in which a unit's work is laid."""

Work = dict[int, tuple[int, int]]
"""Amount in lots and departure of each pair in use."""


@dataclass(slots=True)
class Windows:
    """The lines of one part. cuts: the minutes at which the windows of each pair begin; kept: goals closed so far.
    work: the best plan so far."""

    desk: Desk
    lines: list[int]
    work: Work
    cuts: dict[int, list[int]] = field(default_factory=dict)
    kept: list[tuple[int, float]] = field(default_factory=list)
    changed: bool = False
    open: bool = True

    def __post_init__(self) -> None:
        t, s = self.desk.table, self.desk.state
        for line in self.lines:
            for p in range(t.ptr[line], t.ptr[line + 1]):
                first = max(int(t.first[p]), s.now + int(t.notice[t.unit[p]]))
                if s.locked[p] and s.amount[p] > 0:
                    self.cuts[p] = [int(s.depart[p])]
                elif first <= t.last[p]:
                    self.cuts[p] = [first]

    def times(self) -> dict[int, list[tuple[int, int]]]:
        """The windows of each pair, without what its unit's absence rules out at either side."""
        t, out = self.desk.table, {}
        for p, cuts in self.cuts.items():
            if self.desk.state.locked[p] and self.desk.state.amount[p] > 0:
                out[p] = [(cuts[0], cuts[0])]
                continue
            away, occ = self.desk.problem.units[int(t.unit[p])].unavailable, int(t.occ[p])
            its = [within(a, b - 1, occ, away) for a, b in zip(cuts, [*cuts[1:], int(t.last[p]) + 1], strict=True)]
            whole = sorted({(a, b) for a, b in its if a <= b})
            if whole:
                out[p] = whole
        return out

    def program(self) -> tuple[Program, list[tuple[str, Terms]]]:
        m = build(self.desk, self.times(), self.lines)
        return m, [("promises", promises(self.desk, m)), *goals(self.desk, m, None)]

    def close(self, n: int, clock: Any, seed: int) -> bool:
        """Close stage n (0 promises, 1..5 classes) with the lines of lower classes aside; False when it stays open."""
        t, s = self.desk.table, self.desk.state
        for _ in range(ROUNDS):
            m, stages = self.program()
            terms = stages[n][1]
            if not terms:
                return True
            left = None if clock.stop.seconds is None else clock.stop.seconds * (0.95 - clock.share())
            if clock.over() or (left is not None and left < 0.02):
                return False
            solver = Solver(m, seed, self.desk.policy.tolerance, clock.stop.cancelled)
            for stage, least in self.kept:
                solver.keep_at_least(stages[stage][1], least)
            may = [o for o in m.options if s.floor[o.line] == 0 and not s.locked[o.p]]
            aside = [o.y for o in may if t.cls[o.line] >= n]
            answer = solver.maximise(terms, seconds=left, aside=aside)
            if answer is None or not answer[3]:
                return False
            values, best, bound, _ = answer
            enough = min(best, bound - self.desk.policy.tolerance * abs(bound)) - 1e-6
            if worth(self.desk, self.lines, n, self.work) >= enough:
                self.kept.append((n, enough))
                return True
            work = self.laid(m, values)
            if work is not None:
                self.kept.append((n, enough))
                self.work, self.changed = work, True
                return True
        return False

    def laid(self, m: Program, values: Any) -> Work | None:
        """The solver's choices in minutes; None when a unit's do not go together, and its windows are halved."""
        t = self.desk.table
        chosen: dict[int, list[Any]] = defaultdict(list)
        for o in m.options:
            if round(values[o.x]) > 0 and round(values[o.y]) > 0:
                chosen[int(t.unit[o.p])].append((o, round(values[o.x])))
        work: Work = {}
        failed = False
        for r, its in chosen.items():
            exact = all(o.depart == o.latest for o, _ in its)
            found = {o.p: o.depart for o, _ in its} if exact else Calendar(self.desk, r).lay([(o.p, x) for o, x in its])
            if found is None:
                failed = True
                for o, _ in its:
                    if o.latest > o.depart:
                        middle = (o.depart + o.latest + 1) // 2
                        self.cuts[o.p] = sorted({*self.cuts[o.p], middle})
            else:
                work |= {o.p: (x, found[o.p]) for o, x in its}
        return None if failed else work


def within(a: int, b: int, occ: int, away: tuple[tuple[int, int], ...]) -> tuple[int, int]:
    """The departures a..b without those at either side that run into the unit's absence."""
    last = None
    while last != (a, b):
        last = (a, b)
        for i, j in away:
            if a < j and i < a + occ:
                a = j
            if b < j and i < b + occ:
                b = i - occ
        if a > b:
            break
    return a, b


def worth(desk: Desk, lines: list[int], n: int, work: Work) -> float:
    """The value of stage n under `work`; a promise that the desk does not keep counts as not kept (stage 0)."""
    t = desk.table
    if n == 0:
        return 0.0
    served: dict[int, float] = defaultdict(float)
    demand: dict[int, float] = defaultdict(float)
    for line in lines:
        if t.cls[line] == n - 1:
            its = (effect(t, p, work[p][0]) for p in range(t.ptr[line], t.ptr[line + 1]) if p in work)
            met = min(int(t.quantity[line]), int(t.started[line]) + sum(map(int, its)))
            served[int(t.region[line])] += float(t.weight[line]) * met / int(t.quantity[line])
            demand[int(t.region[line])] += float(t.weight[line])
    x, y = desk.goal.x, desk.goal.y
    return sum(d * float(phi(x, y, served[g] / d)) for g, d in demand.items() if d > 0)


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
        """Departures of these (pair, amount), each as early as those before it allow, in the first order that works."""
        return self._next(work, [], {})

    def _next(self, work: list[tuple[int, int]], spans: list[Any], found: dict[int, int]) -> dict[int, int] | None:
        if not work:
            return found
        self.left -= 1
        ways = []
        for p, x in work:
            depart = self.earliest(p, x, spans)
            if depart is None or self.left < 0:
                return None
            ways.append((depart, int(self.desk.table.last[p]), p, x))
        for depart, _, p, x in sorted(ways):
            rest = [other for other in work if other[0] != p]
            laid = self._next(rest, [*spans, self.span(p, depart, x)], {**found, p: depart})
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
