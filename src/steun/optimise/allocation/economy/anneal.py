"""Be earlier, then nearer, at no class's cost (L6, L7), until the clock ends it."""

from __future__ import annotations

import numpy as np

from steun.optimise.allocation.construction.best import below, restore, standing, values
from steun.optimise.allocation.economy.choice import by_cost, time_prices
from steun.optimise.allocation.economy.exchange import exchange
from steun.optimise.allocation.economy.trade import trade
from steun.optimise.allocation.grid.occupancy import capacity
from steun.optimise.allocation.search.clock import Clock
from steun.optimise.allocation.search.insertion import Guide, insert_all
from steun.optimise.allocation.search.neighbourhood import improve
from steun.optimise.allocation.search.workspace import Workspace, class_weights, recount
from steun.optimise.arrays import Floats, Int64s

HOT, COLD = 0.02, 0.0005
"""What a dearer exchange may cost to be kept, at first and at last, as a share of what a line costs on average."""
FAR = 1e-6
"""Weight of L7 where L6 weighs 1."""
LOOKS = 100
"""So many trades are looked at for each exchange: they cost about as much together."""
STEPS = 2000
"""Steps between two looks at the clock."""


def search_cheaper(workspace: Workspace, clock: Clock, rng: Int64s) -> None:
    """Exchange lines between units, and move each to where it is earlier or nearer."""
    t, s = workspace.table, workspace.state
    if clock.over() or not len(t.unit):
        return
    prices = time_prices(t, s, capacity(workspace.problem, s.free.shape[1], s.slot))
    order, regret = by_cost(t, prices)
    _anew(workspace, prices, regret)
    guide, far = workspace.plain(late=1.0, far=FAR), 1e6 * workspace.worth
    best, cost = standing(workspace), _cost(workspace)
    mean, begun = cost / len(t.cls), clock.share()
    while not clock.over():
        targets = np.flatnonzero((s.raw > t.started) & (np.diff(t.ptr) > 0))
        if len(targets) == 0:
            return
        steps = STEPS if clock.stop.iterations is None else min(STEPS, max(1, clock.stop.iterations - clock.done))
        heat = mean * HOT * (COLD / HOT) ** min(1.0, (clock.share() - begun) / max(1e-9, 1 - begun))
        with clock.moving(steps):
            own = steps // 2 if workspace.index.complete else steps
            trade(t, s, guide, order, rng, LOOKS * own, heat)
            exchange(t, s, guide, workspace.room, workspace.trail, workspace.goal, order, far, rng, own, heat)
            improve(t, s, guide, workspace.room, workspace.trail, workspace.goal, targets, far, rng, steps - own, 0.0)
        now = _cost(workspace)
        if below(best.values, values(workspace)) or now < cost:
            best, cost = standing(workspace), now
        clock.report("polish", {f"L{k + 1}": float(f) for k, f in enumerate(best.values[1:])})
    if _cost(workspace) > cost:
        restore(workspace, best)


def _cost(workspace: Workspace) -> float:
    """L6, and L7 by `Table.burden`."""
    t, s = workspace.table, workspace.state
    used = np.flatnonzero(s.amount)
    line = np.searchsorted(t.ptr, used, side="right") - 1
    late = s.depart[used] + t.travel[used] - t.earliest[line]
    weight = class_weights(workspace.policy)[t.cls[line]] * t.weight[line]
    return float((weight * late).sum() + FAR * (s.amount[used] * t.burden[used]).sum())


def _anew(workspace: Workspace, prices: Floats, regret: Floats) -> None:
    """Where nobody is short: all once more from the cheapest, those first that would lose most, if that is cheaper."""
    t, s = workspace.table, workspace.state
    if (np.minimum(s.raw, t.quantity) < t.quantity).any():
        return
    stood, cost = standing(workspace), _cost(workspace)
    bare = stood._replace(
        **{name: getattr(stood, name)[s.locked[stood.pairs] > 0] for name in ("pairs", "amount", "depart")}
    )
    restore(workspace, bare)
    slots = s.free.shape[1]
    guide = Guide(FAR * s.slot * prices[:, None] * np.arange(slots + 1.0), 1.0, FAR)
    insert_all(t, s, guide, workspace.room, np.lexsort((-regret, t.cls)), 1e6 * workspace.worth)
    recount(workspace)
    if below(values(workspace), stood.values) or _cost(workspace) >= cost:
        restore(workspace, stood)
