"""The search stops on the clock, says what its bounds hold over, and gives nothing up that it had."""

from __future__ import annotations

import itertools
import json

import numpy as np
import pytest

from steun.optimise.allocation.check import check
from steun.optimise.allocation.format import files
from steun.optimise.allocation.format.plan import Stop
from steun.optimise.allocation.format.policy import CLASSES, Policy, weight_of_class
from steun.optimise.allocation.format.problem import Supply
from steun.optimise.allocation.grid import pairs
from steun.optimise.allocation.phases import order_of
from steun.optimise.allocation.planner import plan
from steun.optimise.allocation.search.goal import value
from steun.optimise.allocation.search.insertion import insert_all
from steun.optimise.allocation.search.workspace import open_workspace, recount
from steun.optimise.readiness.scenarios import generate
from tests.optimise.worlds import line, unit, world

SEARCH = Policy(exact_lines=0)


def weighted(goals):
    return sum(weight_of_class(k) * goals[k - 1] for k in CLASSES)


def test_the_search_is_no_worse_than_greedy_and_its_bounds_lie_above_it():
    problem = generate("national", units=150, lines=400, load=1.5, seed=2)
    workspace = open_workspace(problem, SEARCH)
    insert_all(
        workspace.table, workspace.state, workspace.plain(), workspace.room, order_of(workspace), 1e6 * workspace.worth
    )
    recount(workspace)
    made = plan(problem, policy=SEARCH, stop=Stop(None, 6000))

    found = [made.objective[f"L{k}"] for k in CLASSES]
    assert check(problem, made) == []
    assert weighted(found) >= weighted(value(workspace.goal))
    for k in CLASSES:
        assert weighted([*found[:k], *[0.0] * (5 - k)]) <= made.bounds[f"UB_{k}"] + 1e-6
    assert made.gap["G_5"] < 0.08


def test_no_class_loses_more_than_the_tolerance_to_lower_ones():
    problem = generate("national", units=150, lines=400, load=1.5, seed=3)
    strict = plan(problem, policy=Policy(exact_lines=0, tolerance=0.0), stop=Stop(None, 4000), bounds=False)
    workspace = open_workspace(problem, SEARCH)
    insert_all(
        workspace.table, workspace.state, workspace.plain(), workspace.room, order_of(workspace), 1e6 * workspace.worth
    )
    recount(workspace)

    assert check(problem, strict) == []
    assert strict.objective["L1"] >= float(value(workspace.goal)[0]) * 0.999


def test_every_long_loop_looks_at_the_clock():
    """A clock that jumps a second each time it is read: the plan comes after few readings, whatever its budget."""
    ticks = itertools.count()
    problem = generate("national", units=150, lines=400, load=1.5, seed=2)
    made = plan(problem, policy=SEARCH, stop=Stop(60.0, now=lambda: float(next(ticks))))

    assert check(problem, made) == []
    assert next(ticks) < 120


def test_who_cancels_is_heard_within_few_chunks_and_gets_valid_bounds():
    asked = itertools.count()
    problem = generate("national", units=150, lines=400, load=1.5, seed=2)
    made = plan(problem, policy=SEARCH, stop=Stop(3600.0, None, lambda: next(asked) >= 30))

    assert next(asked) < 60
    assert check(problem, made) == []
    assert all(made.gap[f"G_{k}"] >= 0 for k in CLASSES)


@pytest.fixture
def crowded(monkeypatch):
    """Few pairs are enough to be too many."""
    monkeypatch.setattr(pairs, "WHOLE", 1000)


def test_a_plan_says_when_its_bounds_hold_over_some_units_only(crowded):
    problem = generate("national", units=900, lines=200, seed=1)
    made, again = (plan(problem, policy=SEARCH, stop=Stop(None, 500)) for _ in range(2))

    assert check(problem, made) == []
    assert "not over all" in files.plan_as_dict(made)["method"]
    assert json.dumps(files.plan_as_dict(made)) == json.dumps(files.plan_as_dict(again))
    assert "not over all" not in plan(generate("region"), policy=SEARCH, stop=Stop(None, 50)).method


def test_the_nearest_units_are_among_the_candidates_and_all_candidates_may_serve(monkeypatch):
    problem = generate("national", units=1500, lines=150, load=1.3, seed=4)
    whole = open_workspace(problem, SEARCH)
    monkeypatch.setattr(pairs, "WHOLE", 1000)
    some = open_workspace(problem, SEARCH)

    def pairs_of(workspace, n):
        t = workspace.table
        its = range(t.ptr[n], t.ptr[n + 1])
        return [(int(workspace.index.capability[p]), int(t.travel[p]), int(t.unit[p])) for p in its]

    cut = 0
    for n in range(len(problem.lines)):
        everyone, kept = sorted(pairs_of(whole, n)), set(pairs_of(some, n))
        assert kept <= set(everyone)
        cut += len(kept) < len(everyone)
        for capability in {c for c, _, _ in everyone}:
            its = [p for p in everyone if p[0] == capability]
            assert {p[1] for p in its[: pairs.NEAREST]} <= {p[1] for p in kept if p[0] == capability}
            assert len([p for p in kept if p[0] == capability]) == min(len(its), pairs.NEAREST + pairs.DRAWN)
    assert cut > 0


def test_ten_thousand_lines_on_one_point_are_planned_within_bounded_tables():
    units = [unit(f"u{i}", offers=(Supply("pump", 5),), capacity=5, divisible=True) for i in range(2000)]
    lines = [line(f"l{i}", class_=1 + i % 5, latest_arrival=600) for i in range(10_000)]
    problem = world(units, lines)
    made = plan(problem, policy=SEARCH, stop=Stop(None, 200), bounds=False)

    assert len(made.workspace.table.unit) <= 10_000 * (pairs.NEAREST + pairs.DRAWN)
    assert made.objective["L1"] == 2000
    assert np.all(made.workspace.state.free >= 0)
