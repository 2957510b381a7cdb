"""The rolling-horizon test: nothing is known before it is asked for, and what is decided is not decided again for free.

A line is unknown before `created`. Notice counts from the decision. A unit that has been alerted is under way and
locked. Every event is one line; the plan is judged at the end, when all is known.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from steun.optimise.allocation.format.policy import CLASSES, Policy
from steun.optimise.allocation.format.problem import Assignment, Problem
from steun.optimise.allocation.grid.slots import line_of
from steun.optimise.allocation.search.goal import value
from steun.optimise.allocation.search.insertion import Guide, insert, no_prices
from steun.optimise.allocation.search.neighbourhood import improve
from steun.optimise.allocation.search.workspace import Workspace, assignments_of, open_workspace, recount
from steun.optimise.arrays import Int64s
from steun.optimise.compiled import random_state
from steun.optimise.readiness.reserve import too_dear

FCFS = "first-come"
"""How `simulate` lives as today by telephone: who asks first is served first."""
ORDER, PLANNER = "class-order", "planner"
LAST_CHANCE = 240
"""Minutes before most of its units would come too late, at which a line is held no longer."""
RELEASE = 25
"""After so many new lines, those that are held are looked at again."""


@dataclass(frozen=True, slots=True)
class Rolling:
    """What became of one policy, lived through.

    policy: its name.  problem: with all lines.  met: share (0..1) of the weight met per class 1..5.  reduced: share of
    promises that were cut later.
    broken: promises cut though the policy forbade it (always 0).  assignments carry the minute they were decided.
    """

    policy: str
    met: tuple[float, ...]
    reduced: float
    broken: int
    assignments: tuple[Assignment, ...]
    problem: Problem


def simulate(
    problem: Problem, policy: Policy | None = None, *, how: str = PLANNER, steps: int = 60, seed: int = 0
) -> Rolling:
    """Live through the problem's lines in the order in which they were asked for.

    how: "first-come" (nearest unit, as today by telephone), "class-order" (every hour, higher classes first) or
    "planner" (on every event, under `policy`: reserve prices, holding, displacement).
    steps: search steps for a line that cannot be served in full at once: promised work is moved about for it.
    What was asked before `problem.now` is decided at that minute. Raises ValueError for another `how`.
    """
    if how not in (FCFS, ORDER, PLANNER):
        raise ValueError(f"how: {how!r} is not one of {FCFS}, {ORDER}, {PLANNER}")
    policy = policy or Policy()
    workspace = open_workspace(problem, replace(policy, reserve={}) if how != PLANNER else policy)
    workspace.state.floor[:] = 0
    created = np.array([max(problem.now, line.created) for line in problem.lines], np.int64)
    run = _Run(workspace, created, _guide(workspace), seed)
    if how == ORDER:
        run.by_class_every_hour()
    elif how == FCFS:
        run.first_come_first_served()
    else:
        run.plan_on_every_event(policy, steps)
    return run.judged(how, policy)


def _guide(workspace: Workspace) -> Guide:
    """The nearest first; where reserve prices hold, by these."""
    if workspace.policy.reserve:
        return workspace.priced(np.zeros(workspace.state.free.shape), late=1e-7, far=1e-8)
    return no_prices(len(workspace.problem.units), late=1e-3, far=1.0)


class _Run:
    """promised (L): pieces promised so far; decided (P): minute at which a pair was decided, -1 = not in use."""

    def __init__(self, workspace: Workspace, created: Int64s, guide: Guide, seed: int) -> None:
        """created (L): minute at which each line becomes known."""
        self.workspace, self.created, self.guide = workspace, created, guide
        self.order = np.lexsort((np.arange(len(created)), created))
        self.promised = np.zeros(len(workspace.table.cls), np.int64)
        self.decided = np.full(len(workspace.table.unit), -1, np.int64)
        self.rng = random_state(seed)

    def first_come_first_served(self) -> None:
        for line in self.order.tolist():
            self.serve(line, int(self.created[line]))

    def by_class_every_hour(self) -> None:
        cls, hours = self.workspace.table.cls, (self.created // 60 + 1) * 60
        for hour in np.unique(hours).tolist():
            lines = np.flatnonzero(hours == hour)
            for line in lines[np.lexsort((self.created[lines], cls[lines]))].tolist():
                self.serve(line, hour)

    def plan_on_every_event(self, policy: Policy, steps: int) -> None:
        """Serve, hold or displace, as the policy says."""
        t, s = self.workspace.table, self.workspace.state
        held: list[int] = []
        for n, line in enumerate(self.order.tolist()):
            now = int(self.created[line])
            if t.cls[line] + 1 in policy.hold and too_dear(self.workspace, line):
                held.append(line)
            else:
                self.serve(line, now)
                if s.raw[line] < t.quantity[line] and t.ptr[line + 1] > t.ptr[line]:
                    self.rearrange(line, now, steps)
            if held and n % RELEASE == RELEASE - 1:
                held = self.release(held, now)
        for line in held:
            self.serve(line, int(self.created[self.order[-1]]))

    def serve(self, line: int, now: int) -> None:
        """Promise the line what can be had now, and remember it."""
        t, s = self.workspace.table, self.workspace.state
        worth = float(self.workspace.worth[line]) if self.workspace.policy.reserve else 1e6
        insert(t, s, self.guide, self.workspace.room, line, now, worth, t.minimum[line])
        self.note(line, now)

    def note(self, line: int, now: int) -> None:
        """Remember what the line has now as promised, and when its pieces were decided."""
        t, s = self.workspace.table, self.workspace.state
        span = slice(int(t.ptr[line]), int(t.ptr[line + 1]))
        fresh = (s.amount[span] > 0) & (self.decided[span] < 0)
        self.decided[span] = np.where(fresh, now, np.where(s.amount[span] > 0, self.decided[span], -1))
        self.promised[line] = max(self.promised[line], min(s.raw[line], t.quantity[line]))

    def release(self, held: list[int], now: int) -> list[int]:
        """Serve the held lines whose last chance is near; returns the others."""
        t = self.workspace.table
        kept = []
        for line in held:
            span = slice(int(t.ptr[line]), int(t.ptr[line + 1]))
            if now + LAST_CHANCE >= np.median(t.last[span] - t.notice[t.unit[span]]):
                self.serve(line, now)
            else:
                kept.append(line)
        return kept

    def rearrange(self, line: int, now: int, steps: int) -> None:
        """Move work that has not been alerted to make room for the line; classes that may be displaced may lose by it,
        the others keep what they were promised, be it from another unit or at another hour in their window."""
        workspace = self.workspace
        t, s, policy = workspace.table, workspace.state, workspace.policy
        before = s.raw.copy()
        active = np.flatnonzero(s.amount)
        s.locked[active] = s.depart[active] - t.notice[t.unit[active]] < now
        s.floor[:] = np.where(np.isin(t.cls + 1, policy.displace), 0, self.promised)
        recount(workspace)
        worth = workspace.worth if policy.reserve else 100 * workspace.worth  # a reserve price holds for moves too
        improve(t, s._replace(now=now), self.guide, workspace.room, workspace.trail, workspace.goal, np.array([line]),
                worth, self.rng, steps, 0.0)  # fmt: skip
        for other in {line, *np.flatnonzero(before != s.raw).tolist()}:
            self.note(int(other), now)
        self.decided[(s.amount == 0) & (self.decided >= 0)] = -1
        self.decided[(s.amount > 0) & (self.decided < 0)] = now
        s.locked[:] = 0

    def judged(self, how: str, policy: Policy) -> Rolling:
        """What came of it, now that all is known."""
        t, s = self.workspace.table, self.workspace.state
        recount(self.workspace)
        served, asked = value(self.workspace.goal), self.workspace.goal.demand.sum(1)
        met = tuple(float(served[k - 1] / asked[k - 1]) if asked[k - 1] > 0 else 1.0 for k in CLASSES)
        cut = self.promised > np.minimum(s.raw, t.quantity)
        reduced = float(cut.sum() / max(1, (self.promised > 0).sum()))
        broken = int((cut & ~np.isin(t.cls + 1, policy.displace)).sum())
        return Rolling(how, met, reduced, broken, self.assignments(), self.workspace.problem)

    def assignments(self) -> tuple[Assignment, ...]:
        """All assignments, with the minute of their decision."""
        t, problem = self.workspace.table, self.workspace.problem
        when = {
            (problem.lines[line_of(t, p)].id, problem.units[t.unit[p]].id): int(self.decided[p])
            for p in np.flatnonzero(self.workspace.state.amount).tolist()
        }
        return tuple(replace(a, decided=when.get((a.line, a.unit))) for a in assignments_of(self.workspace))
