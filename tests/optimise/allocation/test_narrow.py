"""The program over few pairs finds cheaper plans where everybody has all, and never makes one worse."""

from __future__ import annotations

import numpy as np
import pytest

from bench.planner.gap import fits, held, made, one_hour
from steun.optimise.allocation.check import check
from steun.optimise.allocation.economy.choice import by_cost, time_prices
from steun.optimise.allocation.format.plan import Stop
from steun.optimise.allocation.grid.occupancy import capacity
from steun.optimise.allocation.grid.slots import assign
from steun.optimise.allocation.narrow import FEW, applies, search_narrow
from steun.optimise.allocation.search.clock import Clock
from steun.optimise.allocation.search.workspace import open_workspace, recount, to_plan
from tests.optimise.worlds import SEARCH, line, unit, world

TIMED, ENDLESS = Stop(5.0, now=lambda: 0.0), Stop(None, 10)
AGENTS, JOBS = 16, 48


def served(jobs=JOBS):
    """An instance with twice the room, in which each of so many jobs went to the dearest agent that had some."""
    cost, use, room = made("c", AGENTS, JOBS, 1)
    room = 2 * room
    workspace = one_hour(cost, use, room)
    for job in np.argsort(-use.max(axis=0)).tolist()[:jobs]:
        left = workspace.state.free[:, 0]
        agent = max((i for i in range(AGENTS) if use[i, job] <= left[i]), key=lambda i: cost[i, job])
        assign(workspace.table, workspace.state, job, AGENTS * job + agent, 1, 0)
    recount(workspace)
    return workspace, cost, use, room


def total(workspace, cost):
    return int(cost[held(workspace), np.arange(JOBS)].sum())


def test_it_finds_the_best_over_the_cheapest_pairs():
    workspace, cost, use, room = served()
    before = total(workspace, cost)
    t, s = workspace.table, workspace.state
    order, _ = by_cost(t, time_prices(t, s, capacity(workspace.problem, s.free.shape[1], s.slot)))
    least = sum(t.burden[order[t.ptr[j] : t.ptr[j] + FEW]].min() for j in range(JOBS))
    search_narrow(workspace, Clock(TIMED, 0.0), 0.9, 0)

    assert fits(held(workspace), use, room)
    assert least <= total(workspace, cost) < 0.6 * before


@pytest.mark.parametrize(("jobs", "stop"), [(JOBS - 1, TIMED), (JOBS, ENDLESS)], ids=["somebody short", "no clock"])
def test_it_is_left_alone_where_somebody_is_short_and_where_runs_must_repeat(jobs, stop):
    workspace, *_ = served(jobs)
    stood = held(workspace)
    search_narrow(workspace, Clock(stop, 0.0), 0.9, 0)

    assert np.array_equal(held(workspace), stood)


def test_what_is_locked_stays_and_nobody_comes_later():
    """Twenty crews in a row, each line at one of them; two lines are served from the far end, one of them locked."""
    crews = [unit(f"u{n:02}", lon=5 + n / 20) for n in range(20)]
    asked = [line(f"l{n}", lon=5 + n / 20, latest_arrival=600) for n in range(2)]
    workspace = open_workspace(world(crews, asked), SEARCH)
    for number in (0, 1):
        p = next(p for p in range(20 * number, 20 * number + 20) if workspace.table.unit[p] == 19 - number)
        assign(workspace.table, workspace.state, number, p, 1, max(0, int(workspace.table.first[p])))
        workspace.state.locked[p] = number
    recount(workspace)
    assert applies(workspace)
    search_narrow(workspace, Clock(TIMED, 0.0), 0.9, 0)
    plan = to_plan(workspace, 0, "search", None)

    assert {(a.line, a.unit) for a in plan.assignments} == {("l0", "u00"), ("l1", "u18")}
    assert check(plan.problem, plan) == []
