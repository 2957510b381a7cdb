"""The bound lies above every allowed plan, and counts nothing that nobody could have."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from steun.optimise.allocation.check import check
from steun.optimise.allocation.format.plan import Stop
from steun.optimise.allocation.format.policy import CLASSES, Policy, weight_of_class
from steun.optimise.allocation.format.problem import Assignment, Earmark, Supply
from steun.optimise.allocation.grid.occupancy import capacity
from steun.optimise.allocation.planner import plan
from steun.optimise.allocation.proof.bound import evaluate
from steun.optimise.allocation.search.workspace import open_workspace
from tests.optimise.worlds import EXACT, SEARCH, every_plan, line, unit, value, world, worlds

POOL = {"divisible": True, "capacity": 4, "offers": (Supply("pump", 4),)}


def mean_capacity(problem):
    state = open_workspace(problem, Policy()).state
    return capacity(problem, state.free.shape[1], state.slot)[0]


def test_minutes_that_are_gone_for_two_reasons_are_taken_off_once():
    """A unit failed while it was at work: the half hour after that is still there, and the bound must count it."""
    pool = unit(**POOL, unavailable=((0, 30),))
    begun = Assignment("old", "u1", "pump", 4, -210)
    its = [line("old", quantity=4), line("next", quantity=4, earliest=30, latest_arrival=30, duration=30)]
    problem = world([pool], its, fixed=(begun,))

    assert mean_capacity(problem)[:3].tolist() == [2.0, 4.0, 4.0]
    made = plan(problem, policy=EXACT, stop=Stop(None, 200))
    assert made.met["next"] == 4
    assert check(problem, made) == []


def test_what_is_kept_for_a_region_that_asks_nothing_is_not_there_for_others():
    mark = Earmark("A-1", "VR2", 3, 0, 90)
    problem = world([unit(**POOL, earmarks=(mark,))], [line(quantity=4)])
    asked = replace(problem, lines=(*problem.lines, line("theirs", region="VR2")))

    assert mean_capacity(problem)[:3].tolist() == [1.0, 2.5, 4.0]
    assert mean_capacity(asked)[:3].tolist() == [4.0, 4.0, 4.0]


def test_a_bound_that_counts_what_is_kept_is_tighter_and_still_holds():
    mark = Earmark("A-1", "VR2", 3, 0, 10_080)
    problem = world([unit(**POOL, earmarks=(mark,))], [line("a", quantity=4), line("b", quantity=4)])
    made = plan(problem, policy=Policy(exact_lines=0), stop=Stop(None, 400))

    assert made.objective["L1"] == 0.25
    assert check(problem, made) == []
    assert made.bounds["UB_1"] < 60  # four pieces, all but one of them kept, could weigh 81


def heaviest(problem):
    """UB_1..UB_5 as they would be if bounds were exact: the most that the classes 1..k weigh in any plan."""
    reached = [value(problem, met) for met in every_plan(problem)]
    return [max(sum(weight_of_class(j) * its[j - 1] for j in range(1, k + 1)) for its in reached) for k in CLASSES]


@given(worlds(lines=3), st.sampled_from([EXACT, SEARCH]))
@settings(max_examples=40, deadline=None)
def test_no_plan_of_a_tiny_world_weighs_more_than_its_bounds(problem, policy):
    made = plan(problem, policy=policy, stop=Stop(None, 50))

    for k, most in zip(CLASSES, heaviest(problem), strict=True):
        reached = sum(weight_of_class(j) * made.objective[f"L{j}"] for j in range(1, k + 1))
        assert reached <= most + 1e-6
        assert made.bounds[f"UB_{k}"] >= most - 1e-6


@given(worlds(lines=3), st.integers(0, 2**32 - 1))
@settings(max_examples=40, deadline=None)
def test_nor_at_any_prices(problem, seed):
    """Lines buy whole lots and at least their minimum, at prices that nobody looked for."""
    workspace = open_workspace(problem, Policy())
    t, s = workspace.table, workspace.state
    rng = np.random.default_rng(seed)
    prices = rng.choice([0.0, 1.0, 5.0, 30.0], s.free.shape)
    bound = evaluate(t, prices, capacity(problem, s.free.shape[1], s.slot), workspace.worth, s.now, s.slot, 0.0)

    assert bound >= heaviest(problem)[-1] - 1e-6


def test_a_bound_knows_that_a_unit_comes_whole():
    """The line needs four pieces; two crews have three each, and both are paid for in full."""
    crews = [unit(name, offers=(Supply("pump", 3),), capacity=3) for name in ("u1", "u2")]
    problem = world(crews, [line(quantity=4, minimum=4, latest_arrival=0)])
    workspace = open_workspace(problem, Policy())
    t, s = workspace.table, workspace.state
    have = capacity(problem, s.free.shape[1], s.slot)
    prices = np.zeros(have.shape)
    prices[:, :4] = 10.0

    assert evaluate(t, prices, have, workspace.worth, s.now, s.slot, 0.0) == pytest.approx(81.0)


def test_where_many_want_the_same_hour_the_bound_of_a_small_world_is_the_best_plan():
    """Three lines, each all or nothing, of two pieces at the one pool of three: prices alone see half a line more."""
    pool = unit(divisible=True, capacity=3, offers=(Supply("pump", 3),))
    problem = world([pool], [line(f"l{n}", quantity=2, minimum=2, latest_arrival=0) for n in range(3)])
    priced = plan(problem, policy=SEARCH, stop=Stop(None, 200)).bounds["UB_5"]

    assert priced > 81.5
    assert plan(problem, policy=EXACT, stop=Stop(None, 200)).bounds["UB_5"] == pytest.approx(81.0)
