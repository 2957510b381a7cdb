"""The program over few pairs of each line: those that cost least at prices of time, and those in use.

HiGHS over all pairs finds its first good plan late; over the five that prices leave, started from what the exchanges
found, it is quicker by as much as there are fewer. It proves nothing, as the best plan may need another pair.
Only where everybody has all that is asked, so that there is nothing but sooner and nearer to be had (L6, L7).
"""

from __future__ import annotations

import numpy as np

from steun.optimise.allocation.construction.best import restore, standing
from steun.optimise.allocation.economy.choice import by_cost, time_prices
from steun.optimise.allocation.grid.occupancy import capacity
from steun.optimise.allocation.proof.exact import given, put
from steun.optimise.allocation.proof.program import Terms, build, goals
from steun.optimise.allocation.proof.solver import Solver
from steun.optimise.allocation.search.clock import Clock
from steun.optimise.allocation.search.workspace import Workspace, objective, recount
from steun.optimise.arrays import Floats, Int64s

FEW = 5
"""Pairs per line that are cheapest; with fewer it ends sooner, and further from the best."""
MANY = 3 * FEW
"""Fewer pairs per line than this are left to the program over all of them."""
MOST = 4_000
"""At most so many pairs are taken together: with more HiGHS finds nothing better in a minute."""
LEAST = 0.5
"""Seconds without which it is not begun."""


def applies(workspace: Workspace) -> bool:
    """Has everybody all that is asked, from among many pairs each, few enough together?"""
    t, s = workspace.table, workspace.state
    lines = len(t.cls)
    return 0 < FEW * lines <= MOST and len(t.unit) >= MANY * lines and bool((s.raw >= t.quantity).all())


def search_narrow(workspace: Workspace, clock: Clock, until: float, seed: int) -> None:
    """Be sooner, then nearer, over the cheapest pairs, until that share of the seconds; nothing where there are none,
    so that runs repeat. What stands is never made worse."""
    if _left(clock, until) < LEAST or not applies(workspace):
        return
    s = workspace.state
    chosen = _cheapest(workspace)
    used = np.flatnonzero(s.amount)
    times = {p: [(first, first)] for p, first in chosen.items()}
    for p, depart in zip(used.tolist(), s.depart[used].tolist(), strict=True):
        times[p] = sorted({(depart, depart), *times.get(p, ())})
    m = build(workspace, times, list(range(len(workspace.table.cls))))
    for line in m.lines:  # nobody gets less
        m.low[m.get[line]] = m.high[m.get[line]]
    start = given(workspace, m)
    if start is None:
        return
    solver, better = Solver(m, seed, 0.0, clock.stop.cancelled), False
    for name, terms in goals(workspace, m, None)[5:]:
        if not terms or _left(clock, until) < LEAST:
            continue
        clock.report(name, {})
        answer = solver.maximise(terms, seconds=_left(clock, until), start=start)
        if answer is not None and answer.value > _value(terms, start) + 1e-6:
            start, better = answer.values, True
        solver.keep_at_least(terms, _value(terms, start) - 1e-6)
    if better:
        stood, cost = standing(workspace), _cost(workspace)
        its = [o for o in m.options if round(start[o.x]) > 0 and round(start[o.y]) > 0]
        put(workspace, m.lines, {o.p: (round(start[o.x]), o.depart) for o in its})
        recount(workspace)
        if _cost(workspace) > cost:  # reserve prices are rounded per assignment: the program only comes near
            restore(workspace, stood)


def _left(clock: Clock, until: float) -> float:
    """Seconds until that share of all."""
    seconds = clock.stop.seconds
    return 0.0 if seconds is None or clock.over() else seconds * (until - clock.share())


def _cost(workspace: Workspace) -> tuple[float, float]:
    goals_ = objective(workspace)
    return goals_["L6"], goals_["L7"]


def _cheapest(workspace: Workspace) -> dict[int, int]:
    """The `FEW` cheapest pairs of each line that can still depart, each with its first departure."""
    t, s = workspace.table, workspace.state
    order, _ = by_cost(t, time_prices(t, s, capacity(workspace.problem, s.free.shape[1], s.slot)))
    rank = np.arange(len(order)) - np.repeat(t.ptr[:-1], np.diff(t.ptr))
    its: Int64s = order[rank < FEW]
    first = np.maximum(t.first[its], s.now + t.notice[t.unit[its]])
    fits = first <= t.last[its]
    return dict(zip(its[fits].tolist(), first[fits].tolist(), strict=True))


def _value(terms: Terms, values: Floats) -> float:
    return float(sum(factor * values[column] for column, factor in terms))
