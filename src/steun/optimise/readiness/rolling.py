"""The rolling test: nothing is known before it is asked for, and what is decided cannot be decided again for free.

A line is unknown before `created`. Notice counts from the decision. A unit that has been alerted is under way and
locked. Every event is one line; the plan is judged at the end, when all is known.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from steun.optimise.allocation.format.policy import CLASSES, Policy
from steun.optimise.allocation.format.problem import Assignment, Problem
from steun.optimise.allocation.search.insertion import Guide, insert
from steun.optimise.allocation.search.neighbourhood import improve, value
from steun.optimise.allocation.search.workspace import Desk, open_desk, read, recount

FCFS, ORDER, PLANNER = "first-come", "class-order", "planner"
LAST_CHANCE = 240
"""Minutes before most of its units would come too late, at which a line is held no longer."""


@dataclass(frozen=True, slots=True)
class Rolling:
    """met: share of the weight met per class 1..5.  reduced: share of promises that were cut later.
    broken: promises cut though the dials forbade it (always 0).  assignments carry the minute they were decided."""

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
    "planner" (on every event, under the dials of `policy`: reserve prices, holding, displacement).
    steps: search steps for a line that cannot be served in full at once: promised work is moved about for it.
    What was asked before `problem.now` is decided at that minute. Raises ValueError for another `how`.
    """
    if how not in (FCFS, ORDER, PLANNER):
        raise ValueError(f"how: {how!r} is not one of {FCFS}, {ORDER}, {PLANNER}")
    policy = policy or Policy()
    desk = open_desk(problem, replace(policy, reserve={}) if how != PLANNER else policy)
    t, s = desk.table, desk.state
    s.floor[:] = 0
    created = np.array([max(problem.now, line.created) for line in problem.lines], np.int64)
    order = np.lexsort((np.arange(len(created)), created))
    life = _Life(
        desk,
        np.zeros(len(t.cls), np.int64),
        np.full(len(t.unit), -1, np.int64),
        np.array([seed % 2147483646 + 1], np.int64),
    )
    near = Guide(np.zeros((len(problem.units), 1)), 1e-3, 1.0)
    guide = near if how != PLANNER or not policy.reserve else desk.priced(np.zeros(s.free.shape), late=1e-7, far=1e-8)
    if how == ORDER:
        hours = (created // 60 + 1) * 60
        for hour in np.unique(hours):
            its = np.flatnonzero(hours == hour)
            for line in its[np.lexsort((created[its], t.cls[its]))]:
                life.serve(near, int(line), int(hour))
    elif how == FCFS:
        for line in order:
            life.serve(near, int(line), int(created[line]))
    else:
        _plan(life, guide, policy, order, created, steps)
    recount(desk)
    served = value(desk.goal)
    asked = desk.goal.demand.sum(1)
    met = tuple(float(served[k - 1] / asked[k - 1]) if asked[k - 1] > 0 else 1.0 for k in CLASSES)
    cut = life.promised > np.minimum(s.raw, t.quantity)
    broken = int((cut & ~np.isin(t.cls + 1, policy.displace)).sum())
    return Rolling(
        how, met, float(cut.sum() / max(1, (life.promised > 0).sum())), broken, life.decided_assignments(), problem
    )


@dataclass(slots=True)
class _Life:
    """What has been promised so far, and when each piece was decided."""

    desk: Desk
    promised: Any
    decided: Any
    rng: Any

    def serve(self, guide: Guide, line: int, now: int) -> None:
        """Promise the line what can be had now, and remember it."""
        t, s = self.desk.table, self.desk.state
        worth = float(self.desk.worth[line]) if guide.pre.shape[1] > 1 else 1e6
        insert(t, s, guide, self.desk.room, line, now, worth, t.minimum[line])
        self.note(line, now)

    def note(self, line: int, now: int) -> None:
        """Remember what the line has now as promised, and when its pieces were decided."""
        t, s = self.desk.table, self.desk.state
        span = slice(int(t.ptr[line]), int(t.ptr[line + 1]))
        fresh = (s.amount[span] > 0) & (self.decided[span] < 0)
        self.decided[span] = np.where(fresh, now, np.where(s.amount[span] > 0, self.decided[span], -1))
        self.promised[line] = max(self.promised[line], min(s.raw[line], t.quantity[line]))

    def decided_assignments(self) -> tuple[Assignment, ...]:
        """All assignments, with the minute of their decision."""
        t, s, out = self.desk.table, self.desk.state, []
        when = {}
        for p in np.flatnonzero(s.amount):
            line = int(np.searchsorted(t.ptr, p, side="right") - 1)
            when[self.desk.problem.lines[line].id, self.desk.problem.units[t.unit[p]].id] = int(self.decided[p])
        for a in read(self.desk):
            out.append(replace(a, decided=when.get((a.line, a.unit))))
        return tuple(out)


def _plan(life: _Life, guide: Guide, policy: Policy, order: Any, created: Any, steps: int) -> None:
    """On every event: serve, hold or displace, as the dials say."""
    desk = life.desk
    t = desk.table
    held: list[int] = []
    may = np.isin(np.arange(1, 6), policy.displace)
    for n, line in enumerate(order.tolist()):
        now = int(created[line])
        if t.cls[line] + 1 in policy.hold and too_dear(desk, line):
            held.append(line)
        else:
            life.serve(guide, line, now)
            if desk.state.raw[line] < t.quantity[line] and t.ptr[line + 1] > t.ptr[line]:
                _rearrange(life, guide, line, now, may, steps)
        if held and n % 25 == 24:
            held = _released(life, guide, held, now)
    for line in held:
        life.serve(guide, line, int(created[order[-1]]))


def too_dear(desk: Desk, line: int) -> bool:
    """Is half of its units, at the reserve price, dearer than what the line is worth?"""
    t = desk.table
    span = slice(int(t.ptr[line]), int(t.ptr[line + 1]))
    if span.start == span.stop:
        return False
    price = (
        desk.units.reserve[t.unit[span]] / 1e6 * t.occ[span] / 60 / np.maximum(1, t.lot[span] * t.percent[span] / 100)
    )
    return bool(np.median(price) > desk.worth[line])


def _released(life: _Life, guide: Guide, held: list[int], now: int) -> list[int]:
    """Serve the held lines whose last chance is near; returns the others."""
    t = life.desk.table
    kept = []
    for line in held:
        span = slice(int(t.ptr[line]), int(t.ptr[line + 1]))
        if now + LAST_CHANCE >= np.median(t.last[span] - t.notice[t.unit[span]]):
            life.serve(guide, line, now)
        else:
            kept.append(line)
    return kept


def _rearrange(life: _Life, guide: Guide, line: int, now: int, may: Any, steps: int) -> None:
    """Move work that has not been alerted to make room for the line; classes in `may` (5) may lose by it, the
    others keep what they were promised, be it from another unit or at another hour in their window."""
    desk = life.desk
    t, s = desk.table, desk.state
    before = s.raw.copy()
    active = np.flatnonzero(s.amount)
    s.locked[active] = s.depart[active] - t.notice[t.unit[active]] < now
    s.floor[:] = np.where(may[t.cls], 0, life.promised)
    known = s._replace(now=now)
    recount(desk)
    worth = desk.worth if desk.policy.reserve else 100 * desk.worth  # a reserve price holds for what is moved too
    improve(t, known, guide, desk.room, desk.trail, desk.goal, np.array([line]), worth, life.rng, steps, 0.0)
    for other in {line, *np.flatnonzero(before != s.raw).tolist()}:
        life.note(int(other), now)
    gone = (s.amount == 0) & (life.decided >= 0)
    life.decided[gone] = -1
    moved = np.flatnonzero((s.amount > 0) & (life.decided < 0))
    life.decided[moved] = now
    s.locked[:] = 0


def learned_reserve(
    problem: Problem, scenarios: list[Problem], *, share: float, iterations: int = 25
) -> dict[str, int]:
    """Reserve prices: the mean price of each unit's hour over scenarios of the same units, times `share`.

    Millionths of a class-5 line of weight 1 per unit of capacity and hour; see `Policy.reserve`.
    """
    from steun.optimise.allocation.proof import bound as prices

    total = np.zeros(len(problem.units))
    for scenario in scenarios:
        desk = open_desk(replace(scenario, units=problem.units), Policy())
        have = prices.capacity(desk.problem, desk.index, desk.state.free.shape[1], desk.state.slot)
        found = prices.search(desk.table, desk.state, have, desk.worth, 0.0, iterations=iterations)
        hours = (have > 0).sum(1) * desk.state.slot / 60
        total += np.where(have > 0, found.prices, 0.0).sum(1) / np.maximum(1, hours)
    mean = share * 1e6 * total / max(1, len(scenarios))
    return {unit.id: round(price) for unit, price in zip(problem.units, mean.tolist(), strict=True) if round(price) > 0}
