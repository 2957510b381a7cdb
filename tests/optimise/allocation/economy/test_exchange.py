"""Lines change units so that all come sooner and from nearer by, and nobody gets less."""

from __future__ import annotations

import numpy as np
import pytest

from bench.planner.gap import fits, held, one_hour
from steun.optimise.allocation.check import check
from steun.optimise.allocation.economy.anneal import search_cheaper
from steun.optimise.allocation.economy.choice import by_cost, time_prices
from steun.optimise.allocation.format.plan import Stop
from steun.optimise.allocation.grid.occupancy import capacity
from steun.optimise.allocation.grid.slots import assign
from steun.optimise.allocation.phases import insert_greedily, order_of
from steun.optimise.allocation.search.clock import Clock
from steun.optimise.allocation.search.workspace import open_workspace, recount, to_plan
from steun.optimise.compiled import random_state
from tests.optimise.odd_worlds import KINDS, odd_world
from tests.optimise.worlds import SEARCH, line, unit, world


def searched(workspace, moves):
    search_cheaper(workspace, Clock(Stop(None, moves), 0.0), random_state(1))
    return to_plan(workspace, 0, "search", None)


def crossed(locked=False):
    """Two crews, each at work where the other comes from."""
    crews = [unit("u1"), unit("u2", lon=5.2)]
    asked = [line("here", latest_arrival=60), line("there", lon=5.2, latest_arrival=60)]
    workspace = open_workspace(world(crews, asked), SEARCH)
    for number in (0, 1):
        p = next(p for p in range(2 * number, 2 * number + 2) if workspace.table.travel[p] > 0)
        assign(workspace.table, workspace.state, number, p, 1, 0)
        workspace.state.locked[p] = locked
    recount(workspace)
    return workspace


def test_two_crews_that_drive_past_each_other_change_places():
    made = searched(crossed(), 2000)

    assert {(a.line, a.unit) for a in made.assignments} == {("here", "u1"), ("there", "u2")}
    assert made.objective["L7"] == 0
    assert check(made.problem, made) == []


def test_what_is_locked_does_not_change_places():
    made = searched(crossed(locked=True), 2000)

    assert {(a.line, a.unit) for a in made.assignments} == {("here", "u2"), ("there", "u1")}


@pytest.mark.parametrize("kind", KINDS)
def test_nobody_gets_less_for_it_and_the_plan_stays_allowed(kind):
    workspace = open_workspace(odd_world(kind, "middle", 4), SEARCH)
    insert_greedily(workspace, workspace.plain(), order_of(workspace))
    before = to_plan(workspace, 0, "greedy", None)
    after = searched(workspace, 3000)

    assert [after.objective[f"L{k}"] for k in range(1, 6)] >= [before.objective[f"L{k}"] - 1e-9 for k in range(1, 6)]
    assert {v.code for v in check(workspace.problem, after)} <= {"promise-broken"}


def instance():
    """Ten agents, a hundred jobs: who costs little takes much."""
    rng = np.random.default_rng(5)
    use = rng.integers(1, 101, (10, 100))
    return 111 - use + rng.integers(-10, 11, (10, 100)), use, (0.8 * use.sum(axis=1) / 10).astype(int)


def test_prices_of_time_prove_nearly_what_the_jobs_cost_at_least():
    cost, use, room = instance()
    workspace = one_hour(cost, use, room)
    t, s = workspace.table, workspace.state
    prices = time_prices(t, s, capacity(workspace.problem, s.free.shape[1], s.slot)) * 60
    least = (cost + prices[:, None] * use).min(axis=0).sum() - (prices * room).sum()
    order, regret = by_cost(t, prices / 60)

    assert (np.diff(t.ptr) == 10).all()
    assert sorted(order.tolist()) == list(range(len(t.unit)))
    assert (regret >= 0).all()
    assert 0.95 < least / _searched_cost(cost, use, room) <= 1.0


def _searched_cost(cost, use, room):
    """What the jobs cost after a search that began with every job where it uses least."""
    workspace = one_hour(cost, use, room)
    for job, agent in enumerate(use.argmin(axis=0)):
        assign(workspace.table, workspace.state, job, 10 * job + int(agent), 1, 0)
    recount(workspace)
    began = int(cost[use.argmin(axis=0), np.arange(100)].sum())
    searched(workspace, 40_000)
    at = held(workspace)
    total = int(cost[at, np.arange(100)].sum())

    assert fits(at, use, room)
    assert total < 0.9 * began
    return total
