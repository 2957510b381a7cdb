"""The phases of a search: prices, a first plan, and moves that make it better, until the clock ends it."""

from __future__ import annotations

from concurrent.futures import Future, ThreadPoolExecutor
from copy import deepcopy
from dataclasses import dataclass, field, replace

import numpy as np

from steun.optimise.allocation.construction.best import SAME, Standing, below, best_by_rule, restore, standing, values
from steun.optimise.allocation.construction.repair import Finer, fill_in_minutes, finer, short
from steun.optimise.allocation.economy.anneal import search_cheaper
from steun.optimise.allocation.format.plan import Plan
from steun.optimise.allocation.format.policy import CLASSES, weight_of_class
from steun.optimise.allocation.grid.occupancy import capacity
from steun.optimise.allocation.grid.pairs import DRAWN, NEAREST
from steun.optimise.allocation.narrow import applies, search_narrow
from steun.optimise.allocation.proof import bound
from steun.optimise.allocation.questions.unkept import unkept
from steun.optimise.allocation.search.clock import Clock
from steun.optimise.allocation.search.goal import value
from steun.optimise.allocation.search.insertion import Guide, insert_all
from steun.optimise.allocation.search.neighbourhood import improve
from steun.optimise.allocation.search.prices import find_prices
from steun.optimise.allocation.search.repack import repack, short_of
from steun.optimise.allocation.search.workspace import Workspace, forked, recount, to_plan
from steun.optimise.arrays import Floats, Int64s
from steun.optimise.compiled import random_state

PRICE_ROUNDS = 20
"""Rounds of price updates for the prices that guide the construction."""
PRICING, PRICING_MANY, MANY = 0.35, 0.68, 20_000
"""Share of the seconds at which these prices have to be there; above so many lines they get more of it."""
PACKING, RANKING = 0.85, 0.92
"""Shares of the seconds at which the weighted search and the search in class order have to end."""
LIMITED = f"bounds hold over the {NEAREST} nearest and {DRAWN} drawn units per line and capability, not over all"
COARSE = 0.5
"""Share of the weighted search that is in slots of the policy where smaller ones are to follow."""
ENDING = 0.97
"""Share of the seconds at which the program over few pairs ends."""
FORKED = 20_000_000
"""At most so many unit-slots are searched twice, side by side: at the scale of Europe memory counts."""
FOREMOST, GIVE_UP = 0.04, 5
"""Share of the budget for class 1 alone at most, and chunks without gain after which it ends."""
CHUNK = 1000
"""Search steps between two looks at the clock."""
STEPS = (400, 1000, 2000, 2000, 2000)
"""Search steps per class and round: a step for a higher class costs more."""
LEAST = 20
"""Moves per line that a search is expected to make at least, whatever its clock."""


def search(
    workspace: Workspace, base: Plan | None, clock: Clock, seed: int, bounds: bool, *, narrow: bool = False
) -> Plan:
    """The phases of a search, from what is assigned; the plan is never behind the best by a simple rule.

    narrow: where nobody is short, leave the second half of the seconds to the program over few pairs.
    """
    t, s, worth = workspace.table, workspace.state, workspace.worth
    have = capacity(workspace.problem, s.free.shape[1], s.slot)
    pace = clock.pace(PRICING if len(t.cls) <= MANY else PRICING_MANY)
    rng = random_state(seed * 7919)
    with ThreadPoolExecutor(2) as beside:  # kernels free the lock
        by_rule = beside.submit(best_by_rule, workspace)  # prices need no plan
        prices = find_prices(t, s, have, worth, iterations=PRICE_ROUNDS, stop=clock.over, pace=pace)
        guide = workspace.priced(prices, late=1e-9 * float(worth.mean()) if len(worth) else 0.0, far=1e-12)
        least = by_rule.result()
        clock.report("prices", {})
        _construct(workspace, guide, least, clock, rng)
        tangent = bound.tangents(workspace)
        proving = beside.submit(bound.bounds, workspace, clock, prices, have, tangent) if bounds else None
        floor = least.values[1:] if values(workspace)[0] <= least.values[0] + SAME else np.full(5, -np.inf)
        fine = finer(workspace)
        until = clock.share() + (PACKING - clock.share()) * COARSE if fine is not None else PACKING
        weighted = Weighted(value(workspace.goal), floor)
        _search_weighted(workspace, guide, clock, rng, until, weighted)
        in_slots = None
        if fine is not None and not clock.over():
            in_slots = _beside(beside, workspace, guide, clock, rng, weighted)
            _search_finer(workspace, fine, guide, clock, rng, floor)
        search_in_class_order(workspace, guide, clock, rng, RANKING)
        if in_slots is None and not clock.over() and len(short(workspace)):
            in_slots = _beside(beside, workspace, guide, clock, rng, None)
        fill_in_minutes(workspace, clock)
        _search_cheaper(workspace, clock, rng, seed, narrow)
        if in_slots is not None and below(values(workspace), (kept := in_slots.result()).values):
            restore(workspace, kept)
            fill_in_minutes(workspace, Clock(replace(clock.stop, seconds=None, iterations=None), clock.began))
        if below(values(workspace), least.values):
            restore(workspace, least)
        method = "search" if workspace.index.complete else f"search; {LIMITED}"
        made = to_plan(workspace, seed, method, base, unkept=unkept(workspace))
        made = replace(made, searched=clock.done, expected=clock.expected(LEAST * len(t.cls), 1 - PRICING))
        return bound.with_bounds(made, *proving.result()) if proving is not None else made


def _construct(workspace: Workspace, guide: Guide, least: Standing, clock: Clock, rng: Int64s) -> None:
    """Assign the best plan to begin with: guided by prices; by a simple rule; or the rule's for the classes in which it
    is no worse, and prices below."""
    t = workspace.table
    order = order_of(workspace)
    insert_greedily(workspace, guide, order[t.cls[order] == 0])
    _search_class_1(workspace, guide, clock, rng)
    insert_greedily(workspace, guide, order)
    best = standing(workspace)
    if not below(best.values, least.values):
        return
    apart = int(np.flatnonzero(np.abs(best.values - least.values) > SAME)[0])
    best = least
    for k in range(max(1, apart), 5):  # of the rule's plan the classes 1..k
        restore(workspace, least.without(workspace, k))
        insert_greedily(workspace, guide, order)
        if below(best.values, values(workspace)):
            best = standing(workspace, f"{least.rule}, prices below class {k}")
    restore(workspace, best)


def order_of(workspace: Workspace) -> Int64s:
    """The lines (L) in class order, then the heavier, then the earlier."""
    return np.lexsort((workspace.table.earliest, -workspace.table.weight, workspace.table.cls))


def insert_greedily(workspace: Workspace, guide: Guide, order: Int64s) -> None:
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


@dataclass(slots=True)
class Weighted:
    """How far the weighted search is: the value of each class (5) now, behind what all together never fall, the best
    that each has had, and steps."""

    have: Floats
    floor: Floats
    best: Floats = field(init=False)
    done: int = 0

    def __post_init__(self) -> None:
        self.best = self.have.copy()


def _search_weighted(workspace: Workspace, guide: Guide, clock: Clock, rng: Int64s, until: float, it: Weighted) -> None:
    """Raise the weighted sum of the classes; none may lose more than the tolerance to lower ones, class 1 nothing."""
    t, s, policy = workspace.table, workspace.state, workspace.policy
    weight = np.array([weight_of_class(k, policy.class_ratio) for k in CLASSES], float)
    kind = workspace.index.capability[np.minimum(t.ptr[:-1], max(0, len(t.unit) - 1))] if len(t.unit) else t.cls
    while clock.share() < until and not clock.over():
        went_short = short_of(t, s, kind)
        if len(went_short.lines) == 0:
            return
        steps = _steps(clock, CHUNK)
        it.best = np.maximum(it.best, it.have)
        least = it.best * (1 - policy.tolerance)
        least[0] = it.best[0]
        with clock.moving(steps):
            repack(t, s, guide, workspace.room, workspace.trail, workspace.goal, went_short, workspace.worth, weight,
                   it.have, least, it.floor, rng, steps, it.done)  # fmt: skip
        it.done += steps
        clock.report("search", _shown(it.have))


def _beside(
    beside: ThreadPoolExecutor, workspace: Workspace, guide: Guide, clock: Clock, rng: Int64s, weighted: Weighted | None
) -> Future[Standing] | None:
    """The same search to its end in the slots of the policy, in a thread of its own: what goes on in smaller slots, or
    from what the minutes gave, may by chance end behind it, and then is not kept. None where the world is too large."""
    if workspace.state.free.size > FORKED:
        return None
    own = Clock(replace(clock.stop, progress=None), clock.began, clock.done)
    return beside.submit(_in_slots, forked(workspace), guide, own, rng.copy(), weighted and deepcopy(weighted))


def _in_slots(workspace: Workspace, guide: Guide, clock: Clock, rng: Int64s, weighted: Weighted | None) -> Standing:
    if weighted is not None:
        _search_weighted(workspace, guide, clock, rng, PACKING, weighted)
        search_in_class_order(workspace, guide, clock, rng, RANKING)
    search_cheaper(workspace, clock, rng)
    return standing(workspace)


def _search_cheaper(workspace: Workspace, clock: Clock, rng: Int64s, seed: int, narrow: bool) -> None:
    """Be sooner and nearer at no class's cost, until the clock ends it."""
    if not narrow or clock.stop.seconds is None or not applies(workspace):
        search_cheaper(workspace, clock, rng)
        return
    half = clock.share() + (1 - clock.share()) / 2
    first = Clock(replace(clock.stop, seconds=clock.stop.seconds * half), clock.began, clock.done)
    search_cheaper(workspace, first, rng)
    clock.done, clock.worked, clock.since = first.done, clock.worked + first.worked, clock.since or first.since
    search_narrow(workspace, clock, ENDING, seed)


def _search_finer(workspace: Workspace, fine: Finer, guide: Guide, clock: Clock, rng: Int64s, floor: Floats) -> None:
    """Go on in smaller slots, from what is assigned, and bring back what that found."""
    inside, finer_guide = fine.opened(workspace), fine.guided(guide)
    _search_weighted(inside, finer_guide, clock, rng, PACKING, Weighted(value(inside.goal), floor))
    search_in_class_order(inside, finer_guide, clock, rng, RANKING)
    restore(workspace, standing(inside))


def search_in_class_order(workspace: Workspace, guide: Guide, clock: Clock, rng: Int64s, until: float) -> None:
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
    with clock.moving(steps):
        _improve(workspace, guide, targets, 100.0, rng, steps, 0.05)
    return steps


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
