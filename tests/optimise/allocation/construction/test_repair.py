"""What slots round away is given to the lines that went short, in minutes; nobody gets less by it, or comes later."""

from __future__ import annotations

import numpy as np
import pytest

from steun.optimise.allocation import phases
from steun.optimise.allocation.check import check
from steun.optimise.allocation.construction.best import below, values
from steun.optimise.allocation.construction.repair import fill_in_minutes, finer
from steun.optimise.allocation.format.plan import Stop
from steun.optimise.allocation.format.policy import Policy
from steun.optimise.allocation.grid.slots import assign
from steun.optimise.allocation.phases import insert_greedily, order_of
from steun.optimise.allocation.planner import plan
from steun.optimise.allocation.search.clock import Clock
from steun.optimise.allocation.search.workspace import open_workspace, recount, to_plan
from tests.optimise.odd_worlds import KINDS, odd_world
from tests.optimise.worlds import SEARCH, line, unit, world

ENDLESS = Clock(Stop(None, 10), 0.0)


def greedy(kind, size, seed):
    """A workspace in which the lines were served in slots, and what is free there is as it was."""
    workspace = open_workspace(odd_world(kind, size, seed), SEARCH)
    insert_greedily(workspace, workspace.plain(), order_of(workspace))
    return workspace


def test_two_jobs_of_forty_minutes_share_an_hour_and_a_half():
    """The first stands at half past; it could begin at once, and then the second is in time."""
    problem = world([unit()], [line("first", duration=40), line("second", duration=40, earliest=40, latest_arrival=45)])
    workspace = open_workspace(problem, SEARCH)
    assign(workspace.table, workspace.state, 0, 0, 1, 30)
    recount(workspace)
    fill_in_minutes(workspace, ENDLESS)

    made = to_plan(workspace, 0, "repair", None)
    assert [(a.line, a.start) for a in made.assignments] == [("first", 0), ("second", 40)]
    assert check(problem, made) == []


def test_what_is_locked_stays_where_it_is():
    problem = world([unit()], [line("first", duration=40), line("second", duration=40, earliest=40, latest_arrival=45)])
    workspace = open_workspace(problem, SEARCH)
    assign(workspace.table, workspace.state, 0, 0, 1, 30)
    workspace.state.locked[0] = 1
    recount(workspace)
    fill_in_minutes(workspace, ENDLESS)

    assert [(a.line, a.start) for a in to_plan(workspace, 0, "repair", None).assignments] == [("first", 30)]


@pytest.mark.parametrize("kind", KINDS)
def test_nobody_gets_less_and_nobody_comes_later(kind):
    for seed in range(2):
        workspace = greedy(kind, "middle", seed)
        raw, amount, depart = (getattr(workspace.state, name).copy() for name in ("raw", "amount", "depart"))
        was = values(workspace)
        fill_in_minutes(workspace, ENDLESS)
        s, stood = workspace.state, amount > 0

        assert (s.raw >= raw).all()
        assert np.array_equal(s.amount[stood], amount[stood])
        assert (s.depart[stood] <= depart[stood]).all()
        assert not below(values(workspace), was)
        assert {v.code for v in check(workspace.problem, to_plan(workspace, 0, "", None))} <= {"promise-broken"}


def test_slots_are_cut_where_work_is_short_and_somebody_goes_short():
    assert finer(greedy("long jobs", "middle", 0)) is None
    assert finer(greedy("short jobs", "middle", 0)).times >= 6
    alone = open_workspace(world([unit()], [line(duration=10)]), SEARCH)
    insert_greedily(alone, alone.plain(), order_of(alone))
    assert finer(alone) is None


def test_a_slot_is_cut_into_whole_minutes():
    workspace = open_workspace(odd_world("short jobs", "middle", 0), Policy(exact_lines=0, slot=50))
    insert_greedily(workspace, workspace.plain(), order_of(workspace))

    assert finer(workspace).times == 2


def test_a_search_that_goes_on_in_smaller_slots_gets_further_with_as_many_moves(monkeypatch):
    problem = odd_world("short jobs", "middle", 0)
    fine = plan(problem, policy=SEARCH, stop=Stop(None, 20_000), bounds=False)
    monkeypatch.setattr(phases, "finer", lambda workspace: None)
    coarse = plan(problem, policy=SEARCH, stop=Stop(None, 20_000), bounds=False)

    assert check(problem, fine) == []
    assert fine.objective["L5"] > coarse.objective["L5"]
    assert [fine.objective[f"L{k}"] >= coarse.objective[f"L{k}"] for k in (1, 2, 3)] == [True] * 3
