"""The Lagrangian bound: how good any plan can be, proven by prices per unit and slot.

For any prices lambda >= 0 the best plan is worth at most

    L(lambda) = sum over units and slots of lambda x capacity  +  sum over lines of max(0, best reduced value)

because each line, left alone to buy hours at these prices, does at least as well as in any plan. A line buys whole
lots, and nothing or at least its minimum. A price holds for every minute of its slot and an assignment pays for the
minutes it occupies, so the bound holds for the problem in minutes, whatever the slots. phi (regional fairness) is
replaced per region by a line through one of its slopes.

`search.prices` finds the prices; whoever has them can recompute the bound with `evaluate`. That many lines want the
same hour, and each whole or not at all, prices do not see. In a small problem the program over windows of departure
does (`whole_bounds`), and says how much of a gap is the plan's own.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from steun.optimise.allocation.format.plan import Plan
from steun.optimise.allocation.format.policy import CLASSES, weight_of_class
from steun.optimise.allocation.grid.holding_cost import cheapest, running
from steun.optimise.allocation.grid.pairs import Table
from steun.optimise.allocation.proof.job_sequences import add_sequences
from steun.optimise.allocation.proof.program import Terms, build, goals
from steun.optimise.allocation.proof.solver import Solver
from steun.optimise.allocation.proof.windows import Windows
from steun.optimise.allocation.search.clock import Clock
from steun.optimise.allocation.search.prices import NEXT_ETA, find_prices, reach
from steun.optimise.allocation.search.workspace import Workspace
from steun.optimise.arrays import Floats, Int64s
from steun.optimise.compiled import kernel

ROUNDS = 10
"""Rounds of price updates for each bound, beside those of the prices that guide."""
PROVING, SHARE_OF_BOUND = 0.95, (0.25, 0.25, 0.2, 0.15, 1.0)
"""Share of the seconds at which the bounds have to be there, and what each takes of what is left."""
MANY = 20_000
"""Above so many lines the bounds of classes 1..4 alone are not searched for."""
WHOLE, EFFORT = 500, 4_000_000
"""Lines that need up to so many pieces buy whole lots, as long as that takes no more than so many steps; others may cut
a lot, which bounds them too."""

NODES, FEW = 200, 1
"""Branching nodes at most per part and bound, with a clock and without."""
LEAST = 0.02
"""Seconds that are worth beginning a bound for."""
BEFORE_SOLVING, AFTER_SOLVING = 0.1, 0.3
"""Shares of the seconds that these bounds take at most before the classes are solved, and after where it did not do."""


def bounds(
    workspace: Workspace, clock: Clock, guiding: Floats, have: Floats, tangent: tuple[Floats, Floats]
) -> tuple[Floats, dict[str, float]]:
    """Prices (5,R,T) and UB_1..UB_5: for each k the best plan of classes 1..k weighs at most UB_k.

    Each search begins at the guiding prices (R,T), which prove a bound for every k; the last refines them for all
    classes. have (R,T): `capacity`; tangent: `tangents`.
    """
    t, s, policy = workspace.table, workspace.state, workspace.policy
    ratio = [weight_of_class(k, policy.class_ratio) for k in CLASSES]
    slope, rest = tangent
    kept, found = np.zeros((5, *have.shape), np.float64), {}
    for at, k in enumerate((3, 2, 1, 0, 4)):
        worth = np.where(t.cls <= k, workspace.worth * slope[t.cls, t.region] if len(t.cls) else 0.0, 0.0)
        constant = float(sum(ratio[j] * rest[j].sum() for j in range(k + 1)))
        started = np.minimum(t.started, t.quantity)
        constant += float((worth * started).sum())
        enough = float((worth * np.where(np.diff(t.ptr) > 0, t.quantity - started, 0)).sum())
        best, bound = kept[k], constant + enough  # enough of everything: prices of zero
        tried = []
        if k == 4 and not policy.fairness:
            tried.append((guiding, evaluate(t, guiding, have, workspace.worth, s.now, s.slot, 0.0) + constant))
        pace = clock.pace(clock.share() + (PROVING - clock.share()) * SHARE_OF_BOUND[at])
        if not clock.cancelled() and pace() < 1 and (k == 4 or len(t.cls) <= MANY):
            prices = find_prices(
                t, s, have, worth, iterations=ROUNDS, start=guiding, first=NEXT_ETA, stop=clock.cancelled, pace=pace
            )
            tried.append((prices, evaluate(t, prices, have, worth, s.now, s.slot, constant)))
        for prices, value in tried:
            if value < bound:
                best, bound = prices, value
        if best.any():
            kept[k] = best  # what stays zero takes no memory
        found[f"UB_{k + 1}"] = bound
    return kept, found


def evaluate(t: Table, prices: Floats, have: Floats, worth: Floats, now: int, slot: int, constant: float) -> float:
    """L(lambda): the bound that these prices (R,T) prove. have (R,T): `capacity`; worth (L): see `_respond`; constant:
    value of work that has started, and phi's rest."""
    paid = float((np.where(have > 0, prices, 0.0) * have).sum())
    widest = int(np.diff(t.ptr).max(initial=0)) + 1
    room, pair = np.zeros((3, widest)), np.zeros(widest, np.int64)
    least = np.zeros(min(WHOLE, int(t.quantity.max(initial=0))) + 1)
    return constant + paid + _respond(t, running(prices), worth, now, slot, room, pair, least)


@kernel
def _respond(
    t: Table, pre: Floats, worth: Floats, now: int, slot: int, room: Floats, pair: Int64s, least: Floats
) -> float:
    """Sum of the lines' best reduced values at these prices.

    pre (R,T+1): running sums of the prices. worth (L): value of one effective piece, 0 = the line is left out. now:
    minute of decision. room (3, pairs of the widest line), pair (the same), least (pieces + 1): scratch.
    """
    value = 0.0
    for line in range(len(t.cls)):
        need = float(t.quantity[line] - t.started[line])
        if worth[line] <= 0.0 or need <= 0.0:
            continue
        n = 0
        for p in range(t.ptr[line], t.ptr[line + 1]):
            r = t.unit[p]
            first = max(t.first[p], now + t.notice[r])
            if first > t.last[p]:
                continue
            pieces, lots = reach(t.most[p], t.lot[p] * t.percent[p], need)
            per_lot = t.use[p] * cheapest(pre[r], first, t.last[p], t.occ[p], slot, True)
            room[0, n], room[1, n], room[2, n] = lots * per_lot / pieces, pieces, per_lot
            pair[n] = p
            n += 1
        best, whole = _reduced_value(t, line, n, worth[line], room[0], room[1], pair)
        if not whole and need < len(least) and need * need * n <= EFFORT:
            best = min(best, _whole_value(t, line, n, worth[line], room[2], pair, least))
        value += best
    return value


@kernel
def _reduced_value(
    t: Table, line: int, n: int, worth: float, unit_cost: Floats, does: Floats, pair: Int64s
) -> tuple[float, bool]:
    """Best reduced value of a line when lots may be cut: buy the cheapest pieces while they are worth it, or up to the
    minimum. And whether no lot was cut.

    unit_cost, does, pair (n): price per effective piece, and pieces to be had, of each of its pairs.
    """
    need = float(t.quantity[line] - t.started[line])
    least = float(max(0, t.minimum[line] - t.started[line]))
    total, got, whole = 0.0, 0.0, True
    while got < need:
        best, best_cost = -1, 1e300
        for m in range(n):
            if does[m] > 0.0 and unit_cost[m] < best_cost:
                best, best_cost = m, unit_cost[m]
        if best < 0 or (best_cost >= worth and got >= least):
            break
        room = need if best_cost < worth else least
        x = min(room - got, does[best])
        total += x * (worth - best_cost)
        got += x
        whole = whole and _is_whole(t, pair[best], x, does[best])
        does[best] = 0.0
    if got < least - 1e-9 or total <= 0.0:
        return 0.0, True
    return total, whole


@kernel
def _is_whole(t: Table, p: int, pieces: float, does: float) -> bool:
    """Are so many pieces of pair p, of those that it does, whole lots?"""
    if t.most[p] == 1:
        return bool(pieces >= does - 1e-9)
    work = t.lot[p] * t.percent[p]
    lots = pieces * 100.0 / work
    return bool(work % 100 == 0 and abs(lots - np.floor(lots + 0.5)) < 1e-9)


@kernel
def _whole_value(t: Table, line: int, n: int, worth: float, per_lot: Floats, pair: Int64s, least: Floats) -> float:
    """Best reduced value of a line that buys whole lots, by dynamic programming over its pieces.

    least (pieces + 1): scratch; what it costs at least to have so many, each pair used once.
    """
    need = int(t.quantity[line] - t.started[line])
    least[0] = 0.0
    for g in range(1, need + 1):
        least[g] = 1e300
    for m in range(n):
        p = pair[m]
        work = t.lot[p] * t.percent[p]
        for g in range(need, 0, -1):
            for x in range(1, t.most[p] + 1):
                does = x * work // 100
                before = least[g - does] if does < g else 0.0
                if before + x * per_lot[m] < least[g]:
                    least[g] = before + x * per_lot[m]
                if does >= g:
                    break
    value = 0.0
    for g in range(max(1, int(t.minimum[line] - t.started[line])), need + 1):
        value = max(value, worth * g - least[g])
    return value


def whole_bounds(workspace: Workspace, parts: list[Windows], clock: Clock, share: float, seed: int) -> dict[str, float]:
    """UB_k as far as such a share of the seconds goes, all classes together first; parts: the problem in parts that
    share no unit."""
    out: dict[str, float] = {}
    seconds = clock.stop.seconds
    until = clock.share() + share
    ratio = workspace.policy.class_ratio
    programs: list[tuple[Solver, list[Terms]]] = []
    for k in (5, 4, 3, 2, 1):
        total = 0.0
        for n, part in enumerate(parts):
            left = None if seconds is None else seconds * (until - clock.share())
            if clock.over() or (left is not None and left < LEAST):
                return out
            if n == len(programs):
                m = build(workspace, part.times(), part.lines)
                terms = [terms for _, terms in goals(workspace, m, None)[:5]]
                add_sequences(workspace, m, part.memo)
                programs.append((Solver(m, seed, 0.0, clock.stop.cancelled), terms))
            solver, terms = programs[n]
            goal = [(column, weight_of_class(j, ratio) * x) for j in CLASSES[:k] for column, x in terms[j - 1]]
            part_of = None if left is None else left / (2 * (len(parts) - n))
            total += solver.bound(goal, seconds=part_of, nodes=FEW if left is None else NODES) if goal else 0.0
        if total < float("inf"):
            out[f"UB_{k}"] = total
    return out


def tangents(workspace: Workspace) -> tuple[Floats, Floats]:
    """Per class and region (5,G) a slope mu of phi and D max(phi(x) - mu x): a line that lies above D phi.

    Any slope gives a valid bound; the one at the share that each region has now is taken.
    """
    points, goal = workspace.policy.fairness, workspace.goal
    if len(points) < 2:
        return np.ones(goal.demand.shape), np.zeros(goal.demand.shape)
    x, y = np.array([a for a, _ in points]), np.array([b for _, b in points])
    slopes = np.diff(y) / np.diff(x)
    share = goal.served / np.maximum(goal.demand, 1e-12)
    at = np.clip(np.searchsorted(x, share, side="left") - 1, 0, len(slopes) - 1)
    slope = slopes[at]
    rest = goal.demand * (y - slope[..., None] * x).max(axis=-1)
    return slope, rest


def with_bounds(plan: Plan, prices: Floats | None, bounds: dict[str, float]) -> Plan:
    """The plan with the prices (5,R,T), its bounds, and G_k = 1 - sum of W_j F_j (j <= k) / UB_k."""
    total, gap, stated = 0.0, {}, {}
    for k in CLASSES:
        total += weight_of_class(k, plan.policy.class_ratio) * plan.objective[f"L{k}"]
        bound = bounds[f"UB_{k}"]
        if bound > total * (1 - 1e-9):  # else it is wrong, and `check` says so
            bound = max(bound, total)
        stated[f"UB_{k}"] = bound
        gap[f"G_{k}"] = 1 - total / bound if bound > 0 else 0.0
    return replace(plan, bounds=stated, gap=gap, prices=prices)
