"""`plan`: problem in, proposal out.

Small problems go to a solver that proves each goal in turn (`proof.exact`). Larger ones go through Lagrangian prices,
a greedy construction guided by them, and large-neighbourhood search, class by class; bounds for the cumulative gap are
computed beside it.
"""

from __future__ import annotations

import math
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import numpy as np

from steun.optimise.allocation.format.faults import require
from steun.optimise.allocation.format.plan import Plan, Stop
from steun.optimise.allocation.format.policy import CLASSES, Policy, weight_of_class
from steun.optimise.allocation.format.problem import Problem
from steun.optimise.allocation.grid.occupancy import capacity
from steun.optimise.allocation.grid.pairs import DRAWN, NEAREST
from steun.optimise.allocation.proof import bound
from steun.optimise.allocation.proof.exact import Proof, slack, solve
from steun.optimise.allocation.questions.unkept import unkept
from steun.optimise.allocation.search.clock import Clock
from steun.optimise.allocation.search.goal import value
from steun.optimise.allocation.search.insertion import Guide, insert, insert_all
from steun.optimise.allocation.search.neighbourhood import improve
from steun.optimise.allocation.search.prices import find_prices
from steun.optimise.allocation.search.repack import repack, short_of
from steun.optimise.allocation.search.workspace import Workspace, load, open_workspace, recount, to_plan
from steun.optimise.arrays import Floats, Int64s
from steun.optimise.compiled import random_state

PRICE_ROUNDS = 20
"""Rounds of price updates for the prices that guide the construction."""
PRICING, PRICING_MANY, MANY = 0.35, 0.68, 20_000
"""Share of the seconds at which these prices have to be there; above so many lines they get more of it."""
PACKING, RANKING = 0.85, 0.92
"""Shares of the seconds at which the weighted search and the search in class order have to end."""
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
OVER_EDGES = "over slot edges"
SMALL = 20_000
"""At most so many pairs go to the solver."""


def plan(
    problem: Problem,
    *,
    base: Plan | None = None,
    policy: Policy | None = None,
    stop: Stop | None = None,
    seed: int = 0,
    bounds: bool = True,
) -> Plan:
    """The best plan found for `problem` under `policy`, with bounds that prove how good it is.

    base: the plan in force; what it promised stays where it is unless the policy says otherwise, and L8 counts
    changes against it. A stop without seconds and iterations runs 100,000 iterations. Raises `InvalidProblem`
    (a ValueError) that names every fault of the problem; a hopeless problem gives an empty plan.
    """
    require(problem)
    policy, stop = policy or Policy(), stop or Stop()
    if stop.seconds is None and stop.iterations is None:
        stop = replace(stop, iterations=100_000)
    clock = Clock(stop, time.monotonic())
    workspace = open_workspace(problem, policy)
    if base is not None:
        load(workspace, base.assignments, lock_promised=True)
    keep_promises(workspace)
    return plan_in(workspace, base, clock, seed, bounds)


def plan_in(workspace: Workspace, base: Plan | None, clock: Clock, seed: int, bounds: bool) -> Plan:
    """`plan` in a workspace that is loaded already: a search, and where the problem is small a solver after it."""
    lines, stop = len(workspace.problem.lines), clock.stop
    if not 0 < lines <= workspace.policy.exact_lines or len(workspace.table.unit) > SMALL:
        return _search(workspace, base, clock, seed, bounds)
    steps = BEFORE * lines
    first = Stop(None, steps) if stop.seconds is None else Stop(stop.seconds / 3, steps)
    made = _search(workspace, base, Clock(first, clock.began), seed, bounds)
    proof = solve(workspace, base, clock, seed)
    rest = Stop(None if stop.seconds is None else stop.seconds / REST, AFTER * lines)
    if "L5" not in proof.closed:  # what the solver left open is filled, and no class that it closed may lose
        _insert_greedily(workspace, workspace.plain(), order_of(workspace))
        guide = workspace.plain(late=1e-6, far=1e-9)
        _search_in_class_order(workspace, guide, Clock(rest, time.monotonic()), random_state(seed), 1.0)
    if "L6" not in proof.closed:
        _search_earlier(workspace, Clock(rest, time.monotonic()), random_state(seed))
    better = _stated(to_plan(workspace, seed, "search", base, unkept=unkept(workspace)), proof)
    return bound.with_bounds(better, made.prices, dict(made.bounds)) if bounds else better


def _stated(made: Plan, proof: Proof) -> Plan:
    """The plan with what is proven of it: goals in which none is better, and those in which none is much better."""
    left = {name: slack(made.objective[name], bound) for name, bound in proof.bounds.items()} | proof.slack
    proven = tuple(name for name, share in left.items() if share == 0)
    within = {name: math.ceil(share * 1e6) / 1e6 for name, share in left.items() if share > 0}
    method = "exact" if {"L6", "L7"} <= set(proven) and not within else "solver" if left else "search"
    return replace(made, method=method if proof.complete else f"{method} {OVER_EDGES}", proven=proven, within=within)


def keep_promises(workspace: Workspace) -> None:
    """Serve the promised lines that hold too little, before anything else."""
    t, s = workspace.table, workspace.state
    guide = workspace.plain()
    short = np.flatnonzero(np.minimum(s.raw, t.quantity) < s.floor)
    for line in short[np.lexsort((t.earliest[short], t.cls[short]))]:
        # A promise is served in full where that is possible: its rest is as dear as any line of its class.
        insert(t, s, guide, workspace.room, line, s.now, 1e6, max(int(s.floor[line]), int(t.minimum[line])))
    recount(workspace)


def _search(workspace: Workspace, base: Plan | None, clock: Clock, seed: int, bounds: bool) -> Plan:
    t, s, worth = workspace.table, workspace.state, workspace.worth
    have = capacity(workspace.problem, s.free.shape[1], s.slot)
    pace = clock.pace(PRICING if len(t.cls) <= MANY else PRICING_MANY)
    prices = find_prices(t, s, have, worth, iterations=PRICE_ROUNDS, stop=clock.over, pace=pace)
    guide = workspace.priced(prices, late=1e-9 * float(worth.mean()) if len(worth) else 0.0, far=1e-12)
    clock.report("prices", {})
    rng = random_state(seed * 7919)
    order = order_of(workspace)
    _insert_greedily(workspace, guide, order[t.cls[order] == 0])
    _search_class_1(workspace, guide, clock, rng)
    _insert_greedily(workspace, guide, order)
    with ThreadPoolExecutor(1) as beside:  # the bounds need no plan, and kernels free the lock
        tangent = bound.tangents(workspace)
        proving = beside.submit(bound.bounds, workspace, clock, prices, have, tangent) if bounds else None
        _search_weighted(workspace, guide, clock, rng, PACKING)
        _search_in_class_order(workspace, guide, clock, rng, RANKING)
        _search_earlier(workspace, clock, rng)
        method = "search" if workspace.index.complete else f"search; {LIMITED}"
        made = to_plan(workspace, seed, method, base, unkept=unkept(workspace))
        return bound.with_bounds(made, *proving.result()) if proving is not None else made


def order_of(workspace: Workspace) -> Int64s:
    """The lines (L) in class order, then the heavier, then the earlier."""
    return np.lexsort((workspace.table.earliest, -workspace.table.weight, workspace.table.cls))


def _insert_greedily(workspace: Workspace, guide: Guide, order: Int64s) -> None:
    insert_all(workspace.table, workspace.state, guide, workspace.room, order, 100 * workspace.worth)
    recount(workspace)


def _search_class_1(workspace: Workspace, guide: Guide, clock: Clock, rng: Int64s) -> None:
    """Search for the lines of class 1 that went short while no lower class holds anything yet: it is easiest then."""
    until, idle = clock.share() + FOREMOST, 0
    while idle < GIVE_UP and clock.share() < until and not clock.over():
        before = float(value(workspace.goal)[0])
        if not _search_for_short(workspace, guide, 0, clock, rng, CHUNK):
            return
        idle = 0 if value(workspace.goal)[0] > before else idle + 1


def _search_weighted(workspace: Workspace, guide: Guide, clock: Clock, rng: Int64s, until: float) -> None:
    """Raise the weighted sum of the classes; none may lose more than the tolerance to lower ones, class 1 nothing."""
    t, s, policy = workspace.table, workspace.state, workspace.policy
    weight = np.array([weight_of_class(k, policy.class_ratio) for k in CLASSES], float)
    kind = workspace.index.capability[np.minimum(t.ptr[:-1], max(0, len(t.unit) - 1))] if len(t.unit) else t.cls
    best, have = value(workspace.goal), value(workspace.goal)
    done = 0
    while clock.share() < until and not clock.over():
        short = short_of(t, s, kind)
        if len(short.lines) == 0:
            return
        steps = _steps(clock, CHUNK)
        best = np.maximum(best, have)
        least = best * (1 - policy.tolerance)
        least[0] = best[0]
        repack(t, s, guide, workspace.room, workspace.trail, workspace.goal, short, workspace.worth, weight, have,
               least, rng, steps, done)  # fmt: skip
        done += steps
        clock.done += steps
        clock.report("search", _shown(have))


def _search_in_class_order(workspace: Workspace, guide: Guide, clock: Clock, rng: Int64s, until: float) -> None:
    """Search for the lines that went short, class after class, round after round."""
    while clock.share() < until and not clock.over():
        tried = 0
        for k in range(5):
            tried += _search_for_short(workspace, guide, k, clock, rng, STEPS[k])
            if clock.share() >= until or clock.over():
                break
        clock.report("search", _shown(value(workspace.goal)))
        if tried == 0:
            break


def _search_for_short(workspace: Workspace, guide: Guide, k: int, clock: Clock, rng: Int64s, steps: int) -> int:
    """At most so many search steps for the lines of a class (0..4) that went short; returns how many."""
    t, s = workspace.table, workspace.state
    targets = np.flatnonzero((np.minimum(s.raw, t.quantity) < t.quantity) & (t.cls == k) & (np.diff(t.ptr) > 0))
    if len(targets) == 0:
        return 0
    steps = _steps(clock, steps)
    _improve(workspace, guide, targets, 100.0, rng, steps, 0.05)
    clock.done += steps
    return steps


def _search_earlier(workspace: Workspace, clock: Clock, rng: Int64s) -> None:
    """Be earlier, then nearer, at no class's cost (L6, L7)."""
    t, s = workspace.table, workspace.state
    guide = workspace.plain(late=1.0, far=1e-6)
    while not clock.over():
        targets = np.flatnonzero((s.raw > t.started) & (np.diff(t.ptr) > 0))
        if len(targets) == 0:
            break
        steps = _steps(clock, 2000)
        _improve(workspace, guide, targets, 1e6, rng, steps, 0.0)
        clock.done += steps
        clock.report("polish", _shown(value(workspace.goal)))


def _improve(
    workspace: Workspace, guide: Guide, targets: Int64s, times: float, rng: Int64s, steps: int, slack: float
) -> None:
    improve(workspace.table, workspace.state, guide, workspace.room, workspace.trail, workspace.goal, targets,
            times * workspace.worth, rng, steps, slack)  # fmt: skip


def _steps(clock: Clock, most: int) -> int:
    """How many steps fit before the iterations are used up."""
    return most if clock.stop.iterations is None else min(most, max(1, clock.stop.iterations - clock.done))


def _shown(values: Floats) -> dict[str, float]:
    return {f"L{k + 1}": float(f) for k, f in enumerate(values)}
