"""Close the goals of the classes over windows of departure instead of minutes, and prove it in minutes all the same.

An option says that a pair departs somewhere in a window. The program asks of its unit what is certain wherever in the
window it departs, and which jobs the unit can do one after the other (`job_sequences`). That is a relaxation, so the
value of the program bounds every plan in minutes. Then each unit's choices are scheduled in minutes. Where that
succeeds for all units the plan reaches the bound: closed. Where not, the same lines are given the same in another way,
with the windows cut where it tells apart what conflicts; and where that does not go either, the program is solved again
with these cuts (dynamic discretisation discovery: Boland and others, 2017). Few windows ever need to be small.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field

from steun.optimise.allocation.grid.slots import effect
from steun.optimise.allocation.proof.job_sequences import Memo, add_sequences
from steun.optimise.allocation.proof.program import Option, Program, Terms, build, goals, promises
from steun.optimise.allocation.proof.solver import Answer, Solver
from steun.optimise.allocation.proof.unit_schedule import UnitSchedule
from steun.optimise.allocation.search.clock import Clock
from steun.optimise.allocation.search.goal import phi
from steun.optimise.allocation.search.workspace import Workspace
from steun.optimise.arrays import Floats

ROUNDS = 200
"""Programs at most per goal."""
TRIALS, ROUGH = 8, 0.05
"""So many times a plan with the same value is looked for, and how near to the least use of units it need come."""

Work = dict[int, tuple[int, int]]
"""Amount in lots and departure of each pair in use."""


@dataclass(slots=True)
class Windows:
    """The lines of one part. cuts: the minutes at which the windows of each pair begin; kept: goals closed so far, and
    what they may not fall below; bounds: what no plan reaches more of, per closed stage; work: the best plan so far;
    memo: job sequences found so far."""

    workspace: Workspace
    lines: list[int]
    work: Work
    cuts: dict[int, list[int]] = field(default_factory=dict)
    kept: list[tuple[int, float]] = field(default_factory=list)
    bounds: dict[int, float] = field(default_factory=dict)
    changed: bool = False
    memo: Memo = field(default_factory=dict)
    open: bool = True

    def __post_init__(self) -> None:
        t, s = self.workspace.table, self.workspace.state
        for line in self.lines:
            for p in range(t.ptr[line], t.ptr[line + 1]):
                first = max(int(t.first[p]), s.now + int(t.notice[t.unit[p]]))
                if s.locked[p] and s.amount[p] > 0:
                    self.cuts[p] = [int(s.depart[p])]
                elif first <= t.last[p]:
                    self.cuts[p] = [first]

    def times(self) -> dict[int, list[tuple[int, int]]]:
        """The windows of each pair, without what its unit's absence rules out at either side."""
        t, out = self.workspace.table, {}
        for p, cuts in self.cuts.items():
            if self.workspace.state.locked[p] and self.workspace.state.amount[p] > 0:
                out[p] = [(cuts[0], cuts[0])]
                continue
            away, occ = self.workspace.problem.units[int(t.unit[p])].unavailable, int(t.occ[p])
            its = [within(a, b - 1, occ, away) for a, b in zip(cuts, [*cuts[1:], int(t.last[p]) + 1], strict=True)]
            whole = sorted({(a, b) for a, b in its if a <= b})
            if whole:
                out[p] = whole
        return out

    def program(self, n: int) -> tuple[Program, list[tuple[str, Terms]]]:
        """The program of stage n: the lines of lower classes are left out, unless they hold a promise."""
        t, s = self.workspace.table, self.workspace.state
        aside = {
            p
            for line in self.lines
            if t.cls[line] >= n and s.floor[line] == 0
            for p in range(t.ptr[line], t.ptr[line + 1])
            if not s.locked[p]
        }
        m = build(self.workspace, {p: its for p, its in self.times().items() if p not in aside}, self.lines)
        stages = [("promises", promises(self.workspace, m)), *goals(self.workspace, m, None)]
        if stages[n][1]:
            add_sequences(self.workspace, m, self.memo)
        return m, stages

    def close(self, n: int, clock: Clock, seed: int) -> bool:
        """Close stage n (0 promises, 1..5 classes) with the lines of lower classes aside; False when it stays open."""
        tolerance = self.workspace.policy.tolerance
        top = float("inf")
        for _ in range(ROUNDS):
            m, stages = self.program(n)
            if not stages[n][1]:
                self.bounds[n] = 0.0
                return True
            answer = self.best(m, stages, n, top, clock, seed)
            if answer is None or not answer.closed:
                return False
            self.bounds[n] = top = min(top, answer.bound)
            enough = min(answer.value, answer.bound - tolerance * abs(answer.bound)) - 1e-6
            if worth(self.workspace, self.lines, n, self.work) >= enough:
                self.kept.append((n, enough))
                return True
            work = self.scheduled(m, answer.values) or self.another_way(m, answer.values, n, clock, seed)
            if work is not None:
                self.kept.append((n, enough))
                self.work, self.changed = work, True
                return True
        return False

    def best(
        self, m: Program, stages: list[tuple[str, Terms]], n: int, top: float, clock: Clock, seed: int
    ) -> Answer | None:
        """The best values of the program, at first with what the lines of the closed classes have: mostly that is the
        best there is, and a proof is quick when it starts from there. top: a bound from an earlier round."""
        left = clock.seconds_left()
        if left is not None and left < 0.02:
            return None
        terms = stages[n][1]
        solver = Solver(m, seed, self.workspace.policy.tolerance, clock.stop.cancelled)
        for stage, least in self.kept:
            solver.keep_at_least(stages[stage][1], least)
        if top < float("inf"):
            solver.keep_at_most(terms, top + 1e-6)
        first = solver.maximise(terms, seconds=left, least=self.held(m, n)) if self.kept else None
        if first is not None and first.value >= top - 1e-6 - self.workspace.policy.tolerance * abs(top):
            return Answer(first.values, first.value, max(top, first.value), True)
        left = clock.seconds_left()
        if left is not None and left < 0.02:
            return None
        return solver.maximise(terms, seconds=left, start=first and first.values)

    def held(self, m: Program, n: int) -> dict[int, float]:
        """What the lines of higher classes than that of stage n have, by their columns."""
        t = self.workspace.table
        got = {line: int(t.started[line]) for line in self.lines if t.cls[line] < n - 1}
        for line in got:
            its = range(t.ptr[line], t.ptr[line + 1])
            got[line] += sum(int(effect(t, p, self.work[p][0])) for p in its if p in self.work)
        return {m.get[line]: float(min(x, t.quantity[line])) for line, x in got.items()}

    def another_way(self, m: Program, values: Floats, n: int, clock: Clock, seed: int) -> Work | None:
        """Work in minutes by which every line gets what the solver gave it, though elsewhere or at another time.

        The less use of the units, the easier it is to schedule. Where it succeeds the windows are as they were; None
        when it does not.
        """
        got = {line: round(values[m.get[line]]) for line in m.lines}
        before = dict(self.cuts)
        for _ in range(TRIALS):
            left = clock.seconds_left()
            if left is not None and left < 0.02:
                return None
            m, _stages = self.program(n)
            use = [(o.x, -float(self.workspace.table.occ[o.p]) / 60) for o in m.options]
            solver = Solver(m, seed, ROUGH, clock.stop.cancelled)
            answer = solver.maximise(use, seconds=left, least={m.get[line]: float(x) for line, x in got.items()})
            if answer is None:
                return None
            work = self.scheduled(m, answer.values)
            if work is not None:
                self.cuts = before
                return work
        return None

    def scheduled(self, m: Program, values: Floats) -> Work | None:
        """The solver's choices in minutes; None when a unit's do not go together, and its windows are cut."""
        t = self.workspace.table
        chosen: dict[int, list[Option]] = defaultdict(list)
        x: dict[int, int] = {}
        spare = {line: int(min(t.started[line], t.quantity[line])) - round(values[m.get[line]]) for line in m.lines}
        for o in m.options:
            if round(values[o.x]) > 0 and round(values[o.y]) > 0:
                chosen[int(t.unit[o.p])].append(o)
                x[o.p] = round(values[o.x])
                spare[o.line] += int(effect(t, o.p, x[o.p]))
        work: Work = {}
        failed = False
        for r, its in chosen.items():
            found = self.fit(r, its, x)
            if found is None and self.trim(its, x, spare):
                found = self.fit(r, its, x)
            if found is None:
                failed = True
                self.cut(r, its, x)
            else:
                work |= {p: (x[p], depart) for p, depart in found.items()}
        return None if failed else work

    def fit(self, r: int, its: list[Option], x: dict[int, int]) -> dict[int, int] | None:
        """Departures of these choices on one unit, in minutes."""
        its = [o for o in its if x[o.p] > 0]
        if all(o.depart == o.latest for o in its):
            return {o.p: o.depart for o in its}
        return UnitSchedule(self.workspace, r).schedule([(o.p, x[o.p]) for o in its])

    def trim(self, its: list[Option], x: dict[int, int], spare: dict[int, int]) -> bool:
        """Take away what their lines do not need; True when there was something."""
        t, trimmed = self.workspace.table, False
        for o in sorted(its, key=lambda o: (-int(t.occ[o.p]) * x[o.p], o.p)):
            while x[o.p] > 0 and not self.workspace.state.locked[o.p]:
                less = int(effect(t, o.p, x[o.p])) - int(effect(t, o.p, x[o.p] - 1))
                if less > spare[o.line]:
                    break
                x[o.p] -= 1
                spare[o.line] -= less
                trimmed = True
        return trimmed

    def cut(self, r: int, its: list[Option], x: dict[int, int]) -> None:
        """Cut the windows of the few choices that conflict, there where it tells orders apart."""
        rest = [o for o in its if x[o.p] > 0]
        was = {o.p: self.cuts[o.p] for o in rest}
        schedule = UnitSchedule(self.workspace, r)
        while schedule.schedule([(o.p, x[o.p]) for o in rest]) is None:
            names = {p for p, _ in schedule.conflict([(o.p, x[o.p]) for o in rest])}
            core = [o for o in rest if o.p in names]
            for o in core:
                self.divide(o, [other for other in core if other is not o])
            widest = max(core, key=lambda o: (o.latest - o.depart, -o.p))
            rest = [o for o in rest if o is not widest]
        if all(self.cuts[p] == cuts for p, cuts in was.items()):
            for o in its:
                if o.latest > o.depart:
                    self.cuts[o.p] = sorted({*self.cuts[o.p], (o.depart + o.latest + 1) // 2})

    def divide(self, o: Option, others: list[Option]) -> None:
        """Cut the window of a choice where it begins to fit after another, or to be too late before it."""
        occ = self.workspace.table.occ
        edges = {other.depart + int(occ[other.p]) for other in others}
        edges |= {other.latest - int(occ[o.p]) + 1 for other in others}
        inside = [(abs(2 * edge - o.depart - o.latest), edge) for edge in edges if o.depart < edge <= o.latest]
        if inside:
            self.cuts[o.p] = sorted({*self.cuts[o.p], min(inside)[1]})


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


def worth(workspace: Workspace, lines: list[int], n: int, work: Work) -> float:
    """The value of stage n under `work`; a promise that is not kept so far counts as not kept (stage 0)."""
    t = workspace.table
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
    x, y = workspace.goal.x, workspace.goal.y
    return sum(d * float(phi(x, y, served[g] / d)) for g, d in demand.items() if d > 0)
