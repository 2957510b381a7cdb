"""A plan is never behind a simple rule on paper, whatever the world, the clock, or how little was searched."""

from __future__ import annotations

import itertools
from dataclasses import replace

import numpy as np
import pytest

from steun.optimise.allocation import phases
from steun.optimise.allocation.check import check
from steun.optimise.allocation.construction.best import below, best_by_rule, restore, standing, values
from steun.optimise.allocation.format.plan import Stop
from steun.optimise.allocation.format.policy import MAX_MIN, Policy
from steun.optimise.allocation.planner import plan
from steun.optimise.allocation.search.clock import Clock
from steun.optimise.allocation.search.workspace import open_workspace, to_plan
from tests.optimise.odd_worlds import KINDS, odd_world
from tests.optimise.simple_rules import behind, by_rules, values_of
from tests.optimise.worlds import SEARCH, line, unit, world

LOOSE = Policy(tolerance=0.2, exact_lines=0)
"""Later classes may cost a class a fifth: never more than what a simple rule has."""


def ticking(step: float) -> Stop:
    """A clock of 50 ms that moves only when it is looked at; half of its time belongs to others."""
    now, worked = itertools.count(), itertools.count()
    return Stop(0.05, None, now=lambda: next(now) * step, worked=lambda: next(worked) * step / 2)


def starved() -> list[Stop]:
    return [Stop(None, 1), ticking(0.002), ticking(0.1)]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("size", ["small", "middle"])
def test_a_plan_is_never_behind_a_simple_rule(kind, size):
    for seed in range(2 if size == "small" else 1):
        problem = odd_world(kind, size, seed)
        on_paper = by_rules(problem)
        for policy, stop in itertools.product((SEARCH, LOOSE), starved()):
            made = plan(problem, policy=policy, stop=stop, bounds=False)
            reached = values_of(problem, made.met)
            worse = [name for name, its in on_paper.items() if behind(reached, its)]

            assert not worse, (seed, stop, reached, {name: on_paper[name] for name in worse})
            assert {v.code for v in check(problem, made)} <= {"promise-broken"}


@pytest.mark.parametrize("kind", ["plain", "shuttle", "promised", "all or nothing"])
@pytest.mark.parametrize("tolerance", [0.0, 0.2])
def test_nor_is_a_plan_of_the_solver(kind, tolerance):
    problem = odd_world(kind, "small", 5)
    made = plan(problem, policy=Policy(tolerance=tolerance), stop=Stop(None, 1), bounds=False)
    reached = values_of(problem, made.met)

    assert not [name for name, its in by_rules(problem).items() if behind(reached, its)]


@pytest.mark.parametrize("kind", KINDS)
def test_the_rules_of_the_planner_reach_what_the_rules_reach_on_paper(kind):
    problem = odd_world(kind, "small", 7)
    workspace = open_workspace(problem, SEARCH)
    best = best_by_rule(workspace)
    restore(workspace, best)

    assert not behind(tuple(best.values), max(by_rules(problem).values()))
    assert not behind(max(by_rules(problem).values()), tuple(best.values))
    assert {v.code for v in check(problem, to_plan(workspace, 0, "rule", None))} <= {"promise-broken"}


def test_a_plan_in_force_does_not_keep_a_plan_behind():
    """What stands but is not promised may move: a class 5 line sits on the one pump that a life needs."""
    problem = world([unit()], [line("low", class_=5), line("high", class_=1)])
    low_first = plan(replace(problem, lines=problem.lines[:1]), policy=SEARCH, stop=Stop(None, 1), bounds=False)
    made = plan(problem, base=low_first, policy=SEARCH, stop=Stop(None, 1), bounds=False)

    assert made.met == {"low": 0, "high": 1}


def test_what_is_put_aside_comes_back_as_it_was():
    problem = odd_world("earmarks", "middle", 3)
    workspace = open_workspace(problem, SEARCH)
    best = best_by_rule(workspace)
    assert not workspace.state.amount.any()
    free = workspace.state.free.copy()
    restore(workspace, best)
    assert values(workspace) == pytest.approx(best.values)
    restore(workspace, standing(workspace)._replace(pairs=best.pairs[:0]))

    assert np.array_equal(workspace.state.free, free)


def test_with_fairness_no_rule_is_given_up_for_its_sums():
    problem = odd_world("clustered", "middle", 1)
    fair = open_workspace(problem, replace(SEARCH, fairness=MAX_MIN))
    made = plan(problem, policy=fair.policy, stop=Stop(None, 1), bounds=False)
    reached = np.array([made.objective[f"L{k}"] for k in range(1, 6)])

    assert not below(reached, best_by_rule(fair).values[1:])


def test_a_plan_says_how_much_it_searched_and_how_much_is_expected():
    problem = odd_world("shuttle", "middle", 0)
    short = plan(problem, policy=SEARCH, stop=Stop(None, 1), bounds=False)
    enough = plan(problem, policy=SEARCH, stop=Stop(None, 5000), bounds=False)

    assert (short.searched, short.expected) == (1, 20 * len(problem.lines))
    assert enough.searched >= enough.expected >= 5000


def test_who_had_the_processor_for_a_fifth_of_the_time_is_expected_to_search_five_times_as_much():
    time = {"now": 0.0, "worked": 0.0}
    clock = Clock(Stop(10.0, None, now=lambda: time["now"], worked=lambda: time["worked"]), 0.0)
    with clock.moving(1000):
        time.update(now=10.0, worked=2.0)

    assert (clock.done, clock.expected(0, 1.0)) == (1000, 5000)
    assert clock.expected(20_000, 1.0) == 20_000


def test_what_lies_between_moves_is_part_of_their_price():
    time = {"now": 0.0, "worked": 0.0}
    clock = Clock(Stop(10.0, None, now=lambda: time["now"], worked=lambda: time["worked"]), 0.0)
    for _ in range(5):
        time["worked"] += 1.0
        with clock.moving(100):
            time["worked"] += 1.0
    time["now"] = 10.0

    assert clock.worked == 9.0
    assert clock.expected(0, 1.0) == round(500 / 9 * 10)


def test_a_search_that_was_not_needed_is_not_missed():
    made = plan(world([unit()], [line()]), stop=Stop(None, 100))

    assert made.searched == made.expected


def whole_hours(problem, seed, moves, monkeypatch):
    """The plan of a search that never leaves the slots of the policy."""
    with monkeypatch.context() as without:
        without.setattr(phases, "finer", lambda workspace: None)
        without.setattr(phases, "short", lambda workspace: ())
        without.setattr(phases, "fill_in_minutes", lambda workspace, clock: None)
        return plan(problem, policy=SEARCH, stop=Stop(None, moves), seed=seed, bounds=False)


UNLUCKY = [("plain", 1), ("long jobs", 1), ("short jobs", 5), ("wide windows", 5), ("promised", 6)]
"""Worlds in which what the search found in minutes ended behind what it finds in whole hours, in 20,000 moves."""


@pytest.mark.parametrize(("kind", "seed", "moves"), [*((kind, 0, 2000) for kind in KINDS),
                                                     *((*world, 20_000) for world in UNLUCKY)])  # fmt: skip
def test_minutes_never_leave_a_plan_behind_whole_hours(kind, seed, moves, monkeypatch):
    problem = odd_world(kind, "middle", seed)
    made = plan(problem, policy=SEARCH, stop=Stop(None, moves), seed=seed, bounds=False)
    coarse = whole_hours(problem, seed, moves, monkeypatch)

    assert not behind(values_of(problem, made.met), values_of(problem, coarse.met))
    assert {v.code for v in check(problem, made)} <= {"promise-broken"}
