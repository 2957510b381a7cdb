"""`plan`: problem in, proposal out.

Small problems go to a solver that proves each goal in turn (`exact`). Larger ones go through prices, a greedy start
guided by them, and neighbourhood search, class by class; bounds for the cumulative gap are computed beside it.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from steun.optimise.allocation.format.faults import require
from steun.optimise.allocation.format.plan import Plan, Stop
from steun.optimise.allocation.format.policy import CLASSES, Policy, weight_of_class
from steun.optimise.allocation.format.problem import Problem
from steun.optimise.allocation.grid.pairs import DRAWN, NEAREST
from steun.optimise.allocation.proof import bound as prices
from steun.optimise.allocation.proof.exact import solve
from steun.optimise.allocation.search.insertion import Guide, insert, insert_all
from steun.optimise.allocation.search.neighbourhood import improve, value
from steun.optimise.allocation.search.repack import repack, short_of
from steun.optimise.allocation.search.workspace import Desk, lay, open_desk, recount, to_plan
from steun.optimise.compiled import dice

PRICE_ROUNDS, ROUNDS_BESIDE = 20, 10
"""Rounds of bidding for the prices that guide, and for each of the other bounds."""
PRICING, PRICING_MANY, PACKING, RANKING = 0.35, 0.68, 0.85, 0.92
"""Shares of the seconds at which prices, the weighted search and the search in class order have to end."""
PROVING, SHARE_OF_BOUND = 0.95, (0.25, 0.25, 0.2, 0.15, 1.0)
"""Share of the seconds at which the bounds have to be there, and what each takes of what is left."""
MANY = 20_000
"""Above so many lines, prices get more of the time, and the bounds of classes 1..4 alone are not searched for."""
LIMITED = f"bounds hold over the {NEAREST} nearest and {DRAWN} drawn units per line and capability, not over all"
FOREMOST, GIVE_UP = 0.04, 5
"""Share of the budget for class 1 alone at most, and chunks without gain after which it ends."""
CHUNK = 1000
"""Search steps between two looks at the clock."""
BEFORE, AFTER = 50, 200
"""Search steps per line before a solver takes over, and after it where it left a goal open."""
REST = 20
"""What is left to search after a solver takes at most one part in so many of the seconds, per goal."""
STEPS = (400, 1000, 2000, 2000, 2000)
"""Search steps per class and round: a step for a higher class costs more."""


@dataclass(slots=True)
class Clock:
    """Counts seconds or iterations, asks whether to go on, and tells how far things are."""

    stop: Stop
    began: float
    done: int = 0

    def share(self) -> float:
        """How much of the budget is used, 0..1."""
        parts = [0.0]
        if self.stop.seconds is not None:
            parts.append((time.monotonic() - self.began) / max(1e-9, self.stop.seconds))
        if self.stop.iterations is not None:
            parts.append(self.done / max(1, self.stop.iterations))
        return max(parts)

    def over(self) -> bool:
        """Is the budget used up, or has somebody cancelled?"""
        return self.share() >= 1 or self.cancelled()

    def cancelled(self) -> bool:
        """Has somebody asked to stop?"""
        return self.stop.cancelled is not None and self.stop.cancelled()

    def tell(self, stage: str, goals: dict[str, float]) -> None:
        """Report progress, if anybody listens."""
        if self.stop.progress is not None:
            self.stop.progress(stage, min(1.0, self.share()), goals)


def plan(
    problem: Problem,
    *,
    base: Plan | None = None,
    policy: Policy | None = None,
    stop: Stop | None = None,
    seed: int = 0,
    bounds: bool = True,
) -> Plan:
    """The best plan found for `problem` under the dials of `policy`, with bounds that prove how good it is.

    base: the plan in force; what it promised stays where it is unless the policy says otherwise, and L8 counts
    changes against it. A stop without seconds and iterations runs 100,000 iterations. Raises `InvalidProblem`
    (a ValueError) that names every fault of the problem; a hopeless problem gives an empty plan.
    """
    require(problem)
    policy, stop = policy or Policy(), stop or Stop()
    if stop.seconds is None and stop.iterations is None:
        stop = replace(stop, iterations=100_000)
    clock = Clock(stop, time.monotonic())
    desk = open_desk(problem, policy)
    if base is not None:
        lay(desk, base.assignments, lock_promised=True)
    keep_promises(desk)
    return plan_at(desk, base, clock, seed, bounds)


def plan_at(desk: Desk, base: Plan | None, clock: Clock, seed: int, bounds: bool) -> Plan:
    """`plan` at a desk that is laid already: a search, and where the problem is small a solver after it."""
    problem, policy, stop = desk.problem, desk.policy, clock.stop
    small = 0 < len(problem.lines) <= policy.exact_lines and len(desk.table.unit) <= 20_000
    if not small:
        return _search(desk, base, clock, seed, bounds)
    steps = BEFORE * len(problem.lines)
    first = Stop(None, steps) if stop.seconds is None else Stop(stop.seconds / 3, steps)
    made = _search(desk, base, Clock(first, clock.began), seed, bounds)
    closed = solve(desk, base, clock, seed)
    if closed is None:
        return made
    proven, method = closed
    rest = Stop(None if stop.seconds is None else stop.seconds / REST, AFTER * len(problem.lines))
    if "L5" not in proven:  # what the solver left open is filled, and no class that it closed may lose
        _greedy(desk, desk.plain(), order_of(desk))
        _rounds(desk, desk.plain(late=1e-6, far=1e-9), Clock(rest, time.monotonic()), dice(seed), 1.0)
    if "L6" not in proven:
        _polish(desk, Clock(rest, time.monotonic()), dice(seed))
    better = to_plan(desk, seed, method, base, proven=tuple(proven))
    return with_bounds(better, (made.prices, dict(made.bounds))) if bounds else better


def keep_promises(desk: Desk) -> None:
    """Serve the promised lines that hold too little, before anything else."""
    t, s = desk.table, desk.state
    guide = desk.plain()
    short = np.flatnonzero(np.minimum(s.raw, t.quantity) < s.floor)
    for line in short[np.lexsort((t.earliest[short], t.cls[short]))]:
        # A promise is served in full where that is possible: its rest is as dear as any line of its class.
        insert(t, s, guide, desk.room, line, s.now, 1e6, max(int(s.floor[line]), int(t.minimum[line])))
    recount(desk)


def _search(desk: Desk, base: Plan | None, clock: Clock, seed: int, bounds: bool) -> Plan:
    t, s = desk.table, desk.state
    have = prices.capacity(desk.problem, desk.index, s.free.shape[1], s.slot)
    pace = _pace(clock, PRICING if len(t.cls) <= MANY else PRICING_MANY)
    guiding = prices.search(t, s, have, desk.worth, 0.0, iterations=PRICE_ROUNDS, stop=clock.over, pace=pace)
    guide = desk.priced(guiding.prices, late=1e-9 * float(desk.worth.mean()) if len(desk.worth) else 0.0, far=1e-12)
    clock.tell("prices", {})
    rng = dice(seed * 7919)
    order = order_of(desk)
    _greedy(desk, guide, order[t.cls[order] == 0])
    _foremost(desk, guide, clock, rng)
    _greedy(desk, guide, order)
    with ThreadPoolExecutor(1) as beside:  # the bounds need no plan, and kernels free the lock
        proving = beside.submit(_bounds, desk, clock, guiding, have, tangents(desk)) if bounds else None
        _pack(desk, guide, clock, rng, PACKING)
        _rounds(desk, guide, clock, rng, RANKING)
        _polish(desk, clock, rng)
        made = to_plan(desk, seed, "search" if desk.index.complete else f"search; {LIMITED}", base)
        return with_bounds(made, proving.result()) if proving is not None else made


def _foremost(desk: Desk, guide: Guide, clock: Clock, rng: Any) -> None:
    """Search for the lines of class 1 that went short while no lower class holds anything yet: it is easiest then."""
    until, idle = clock.share() + FOREMOST, 0
    while idle < GIVE_UP and clock.share() < until and not clock.over():
        before = float(value(desk.goal)[0])
        if not _for_short(desk, guide, 0, clock, rng, CHUNK):
            return
        idle = 0 if value(desk.goal)[0] > before else idle + 1


def _pack(desk: Desk, guide: Guide, clock: Clock, rng: Any, until: float) -> None:
    """Raise the weighted sum of the classes; none may lose more than the tolerance to lower ones, class 1 nothing."""
    t, s = desk.table, desk.state
    weight = np.array([weight_of_class(k, desk.policy.class_ratio) for k in CLASSES], float)
    kind = desk.index.capability[np.minimum(t.ptr[:-1], max(0, len(t.unit) - 1))] if len(t.unit) else t.cls
    best, have = value(desk.goal), value(desk.goal)
    done = 0
    while clock.share() < until and not clock.over():
        short = short_of(t, s, kind)
        if len(short.lines) == 0:
            return
        steps = CHUNK if clock.stop.iterations is None else min(CHUNK, max(1, clock.stop.iterations - clock.done))
        best = np.maximum(best, have)
        least = best * (1 - desk.policy.tolerance)
        least[0] = best[0]
        repack(t, s, guide, desk.room, desk.trail, desk.goal, short, desk.worth, weight, have, least, rng, steps, done)
        done += steps
        clock.done += steps
        clock.tell("search", {f"L{k + 1}": float(f) for k, f in enumerate(have)})


def order_of(desk: Desk) -> Any:
    """The lines in class order, then the heavier, then the earlier."""
    return np.lexsort((desk.table.earliest, -desk.table.weight, desk.table.cls))


def _greedy(desk: Desk, guide: Guide, order: Any) -> None:
    insert_all(desk.table, desk.state, guide, desk.room, order, 100 * desk.worth)
    recount(desk)


def _pace(clock: Clock, until: float) -> Callable[[], float]:
    """The share used of the seconds from now to a share of all; with iterations only, none: runs must repeat."""
    begin, seconds = clock.share(), clock.stop.seconds
    return lambda: 0.0 if seconds is None else (clock.share() - begin) / max(1e-9, until - begin)


def _rounds(desk: Desk, guide: Guide, clock: Clock, rng: Any, until: float) -> None:
    """Search for the lines that went short, class after class, round after round."""
    while clock.share() < until and not clock.over():
        tried = 0
        for k in range(5):
            tried += _for_short(desk, guide, k, clock, rng, STEPS[k])
            if clock.share() >= until or clock.over():
                break
        clock.tell("search", {f"L{k + 1}": float(f) for k, f in enumerate(value(desk.goal))})
        if tried == 0:
            break


def _for_short(desk: Desk, guide: Guide, k: int, clock: Clock, rng: Any, steps: int) -> int:
    """At most so many search steps for the lines of a class (0..4) that went short; returns how many."""
    t, s = desk.table, desk.state
    targets = np.flatnonzero((np.minimum(s.raw, t.quantity) < t.quantity) & (t.cls == k) & (np.diff(t.ptr) > 0))
    if len(targets) == 0:
        return 0
    if clock.stop.iterations is not None:
        steps = min(steps, max(1, clock.stop.iterations - clock.done))
    improve(t, s, guide, desk.room, desk.trail, desk.goal, targets, 100 * desk.worth, rng, steps, 0.05)
    clock.done += steps
    return steps


def _polish(desk: Desk, clock: Clock, rng: Any) -> None:
    """Be earlier, then nearer, at no class's cost (L6, L7)."""
    t, s = desk.table, desk.state
    guide = desk.plain(late=1.0, far=1e-6)
    while not clock.over():
        targets = np.flatnonzero((s.raw > t.started) & (np.diff(t.ptr) > 0))
        if len(targets) == 0:
            break
        steps = 2000 if clock.stop.iterations is None else min(2000, max(1, clock.stop.iterations - clock.done))
        improve(t, s, guide, desk.room, desk.trail, desk.goal, targets, 1e6 * desk.worth, rng, steps, 0.0)
        clock.done += steps
        clock.tell("polish", {f"L{k + 1}": float(f) for k, f in enumerate(value(desk.goal))})


def _bounds(desk: Desk, clock: Clock, guiding: prices.Priced, have: Any, tangent: Any) -> tuple[Any, dict[str, float]]:
    """Prices (5,R,T) and UB_1..UB_5: for each k the best plan of classes 1..k weighs at most UB_k.

    Each search begins at the guiding prices, which prove a bound for every k; the last refines them for all classes.
    """
    t, s = desk.table, desk.state
    ratio = [weight_of_class(k, desk.policy.class_ratio) for k in CLASSES]
    slope, rest = tangent
    kept, bounds = np.zeros((5, *have.shape), np.float64), {}
    for at, k in enumerate((3, 2, 1, 0, 4)):
        worth = np.where(t.cls <= k, desk.worth * slope[t.cls, t.region] if len(t.cls) else 0.0, 0.0)
        constant = float(sum(ratio[j] * rest[j].sum() for j in range(k + 1)))
        started = np.minimum(t.started, t.quantity)
        constant += float((worth * started).sum())
        nothing = constant + float((worth * np.where(np.diff(t.ptr) > 0, t.quantity - started, 0)).sum())
        found = prices.Priced(kept[k], nothing)  # enough of everything: prices of zero
        tried = [prices.Priced(guiding.prices, guiding.bound + constant)] if k == 4 and not desk.policy.fairness else []
        pace = _pace(clock, clock.share() + (PROVING - clock.share()) * SHARE_OF_BOUND[at])
        if not clock.cancelled() and pace() < 1 and (k == 4 or len(t.cls) <= MANY):
            tried.append(prices.search(t, s, have, worth, constant, iterations=ROUNDS_BESIDE, start=guiding.prices,
                                       first=prices.NEXT_ETA, stop=clock.cancelled, pace=pace))  # fmt: skip
        for other in tried:
            found = other if other.bound < found.bound else found
        if found.prices.any():
            kept[k] = found.prices  # what stays zero takes no memory
        bounds[f"UB_{k + 1}"] = found.bound
    return kept, bounds


def tangents(desk: Desk) -> tuple[Any, Any]:
    """Per class and region (5,G) a slope mu of phi and D max(phi(x) - mu x): a line that lies above D phi.

    Any slope gives a valid bound; the one at the share that each region has now is taken.
    """
    points, goal = desk.policy.fairness, desk.goal
    if len(points) < 2:
        return np.ones(goal.demand.shape), np.zeros(goal.demand.shape)
    x, y = np.array([a for a, _ in points]), np.array([b for _, b in points])
    slopes = np.diff(y) / np.diff(x)
    share = goal.served / np.maximum(goal.demand, 1e-12)
    at = np.clip(np.searchsorted(x, share, side="left") - 1, 0, len(slopes) - 1)
    slope = slopes[at]
    rest = goal.demand * (y - slope[..., None] * x).max(axis=-1)
    return slope, rest


def with_bounds(plan: Plan, proof: tuple[Any, dict[str, float]]) -> Plan:
    """The plan with its bounds and G_k = 1 - sum of W_j F_j (j <= k) / UB_k."""
    kept, bounds = proof
    total, gap = 0.0, {}
    for k in CLASSES:
        total += weight_of_class(k, plan.policy.class_ratio) * plan.objective[f"L{k}"]
        bound = max(bounds[f"UB_{k}"], total) if bounds[f"UB_{k}"] > total * (1 - 1e-9) else bounds[f"UB_{k}"]
        bounds[f"UB_{k}"] = bound
        gap[f"G_{k}"] = 1 - total / bound if bound > 0 else 0.0
    return replace(plan, bounds={f"UB_{k}": bounds[f"UB_{k}"] for k in CLASSES}, gap=gap, prices=kept)
