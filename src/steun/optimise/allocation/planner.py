"""`plan`: problem in, proposal out.

Small problems go to a solver that proves each goal in turn (`proof.exact`). Larger ones go through the best of some
simple rules, Lagrangian prices, a greedy construction guided by them, and large-neighbourhood search, class by class
(`phases`); bounds for the cumulative gap are computed beside it.
"""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np

from steun.optimise.allocation.construction.best import below, restore, standing, values
from steun.optimise.allocation.economy.anneal import search_cheaper
from steun.optimise.allocation.format.faults import require
from steun.optimise.allocation.format.plan import Plan, Stop
from steun.optimise.allocation.format.policy import Policy
from steun.optimise.allocation.format.problem import Problem
from steun.optimise.allocation.narrow import search_narrow
from steun.optimise.allocation.phases import insert_greedily, order_of, search, search_in_class_order
from steun.optimise.allocation.proof import bound
from steun.optimise.allocation.proof.exact import Proof, parts_of, slack, solve
from steun.optimise.allocation.proof.job_sequences import Memo
from steun.optimise.allocation.questions.unkept import unkept
from steun.optimise.allocation.search.clock import Clock
from steun.optimise.allocation.search.insertion import insert
from steun.optimise.allocation.search.workspace import Workspace, load, open_workspace, recount, to_plan
from steun.optimise.compiled import random_state

BEFORE, AFTER = 50, 200
"""Search steps per line before a solver takes over, and after it where it left a goal open."""
REST = 20
"""What is left to search after a solver takes at most one part in so many of the seconds, per goal."""
NARROW = 0.8
"""Share of the seconds until which the program over few pairs may take, before the one over all."""
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
    clock = Clock(stop, stop.now())
    workspace = open_workspace(problem, policy)
    if base is not None:
        load(workspace, base.assignments, lock_promised=True)
    keep_promises(workspace)
    return plan_in(workspace, base, clock, seed, bounds)


def plan_in(workspace: Workspace, base: Plan | None, clock: Clock, seed: int, bounds: bool) -> Plan:
    """`plan` in a workspace that is loaded already: a search, and where the problem is small a solver after it."""
    lines, stop = len(workspace.problem.lines), clock.stop
    if not 0 < lines <= workspace.policy.exact_lines or len(workspace.table.unit) > SMALL:
        return search(workspace, base, clock, seed, bounds, narrow=True)
    steps = BEFORE * lines
    first = replace(stop, seconds=stop.seconds and stop.seconds / 3, iterations=steps, progress=None)
    if stop.iterations is not None:
        first = replace(first, iterations=min(steps, stop.iterations))
    made = search(workspace, base, Clock(first, clock.began), seed, bounds)
    search_narrow(workspace, clock, NARROW, seed)
    found, memo = standing(workspace), Memo()
    tighter = _tighter(workspace, memo, clock, bound.BEFORE_SOLVING, seed) if bounds else {}
    proof = solve(workspace, base, clock, seed, memo)
    if workspace.policy.tolerance and below(values(workspace), found.values):
        # What lower classes may cost a higher one by the tolerance must not bring it behind what was there.
        restore(workspace, found)
        proof = solve(replace(workspace, policy=replace(workspace.policy, tolerance=0.0)), base, clock, seed, memo)
    rest = Clock(replace(stop, seconds=stop.seconds and stop.seconds / REST, iterations=AFTER * lines), stop.now())
    if "L5" not in proof.closed:  # what the solver left open is filled, and no class that it closed may lose
        insert_greedily(workspace, workspace.plain(), order_of(workspace))
        search_in_class_order(workspace, workspace.plain(late=1e-6, far=1e-9), rest, random_state(seed), 1.0)
    if below(values(workspace), found.values):  # a solver that was stopped cost what was there
        restore(workspace, found)
        proof = proof._replace(slack={})
    if "L6" not in proof.closed:
        search_cheaper(workspace, Clock(rest.stop, stop.now()), random_state(seed))
    better = _stated(to_plan(workspace, seed, "search", base, unkept=unkept(workspace)), proof)
    whole = "L5" in proof.closed
    better = replace(better, searched=made.searched, expected=made.searched if whole else made.expected)
    if bounds and "UB_5" not in tighter and stop.seconds is not None:
        tighter |= _tighter(workspace, memo, clock, bound.AFTER_SOLVING, seed)
    stated = {name: min(value, tighter.get(name, value)) for name, value in made.bounds.items()}
    return bound.with_bounds(better, made.prices, stated) if bounds else better


def _tighter(workspace: Workspace, memo: Memo, clock: Clock, share: float, seed: int) -> dict[str, float]:
    return bound.whole_bounds(workspace, parts_of(workspace, memo), clock, share, seed)


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
