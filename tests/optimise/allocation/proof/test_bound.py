"""The bound lies above every allowed plan, and counts nothing that nobody could have."""

from __future__ import annotations

from dataclasses import replace

from steun.optimise.allocation.check import check
from steun.optimise.allocation.format.plan import Stop
from steun.optimise.allocation.format.policy import Policy
from steun.optimise.allocation.format.problem import Assignment, Earmark, Supply
from steun.optimise.allocation.grid.occupancy import capacity
from steun.optimise.allocation.planner import plan
from steun.optimise.allocation.search.workspace import open_workspace
from tests.optimise.worlds import EXACT, line, unit, world

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
