"""What measures the planner tells the truth: newest results, goals as they stand, replays that can fail."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bench.planner.answers import _fits
from bench.planner.assign import solve
from bench.planner.gap import fits, held, one_hour
from bench.planner.record import Book
from bench.planner.static import unmet
from bench.planner.table import write
from steun.optimise.allocation.format.plan import Stop
from steun.optimise.allocation.planner import plan, plan_in
from steun.optimise.allocation.questions.explanation import explain
from steun.optimise.allocation.questions.remedies import Remedy
from steun.optimise.allocation.search.clock import Clock
from tests.optimise.worlds import SEARCH, line, unit, world


def test_the_newest_result_of_each_seed_counts_and_a_missed_goal_says_no(tmp_path):
    book = Book(tmp_path / "raw.jsonl")
    for seconds in (1.0, 9.0):
        book.note("region", 0, 0.5, seconds=seconds, classes_proven=5, goals_proven=7, violations=0)
    book.note("region", 1, 0.5, seconds=8.0, classes_proven=5, goals_proven=7, violations=1)
    write(book, tmp_path / "table.md")

    table = (tmp_path / "table.md").read_text()
    assert "| region: seconds until all is closed | 2 | 8.50 ± 0.98 s | <= 2 s | **no** |" in table
    assert "| region: classes closed to within 0.1 % | 2 | 5.00 of 5 | 5 | yes |" in table
    assert "| violations found by the checker, in all rows | 2 | 1 | 0 | **no** |" in table


def test_a_stated_change_is_replayed_and_a_false_one_is_found_out():
    made = plan(world([unit()], [line("first", weight=2), line("second")]), policy=SEARCH, stop=Stop(None, 500))
    short = next(x for x in made.problem.lines if made.met[x.id] == 0)
    later = next(r for r in explain(made, short.id).remedies if r.code == "later")

    assert _fits(made, short, later)
    assert not _fits(made, short, replace(later, facts={"latest_arrival": 180}))
    assert not _fits(made, short, Remedy("any-owner", 1))
    assert unmet(made.problem, made.met) == pytest.approx(100 / 3)


def instance(seed):
    """Three agents, six jobs, and the least that a way of doing all of them costs."""
    rng = np.random.default_rng(seed)
    cost, use, capacity = rng.integers(1, 20, (3, 6)), rng.integers(1, 9, (3, 6)), np.full(3, 14)
    every = np.stack(np.meshgrid(*[np.arange(3)] * 6, indexing="ij"), -1).reshape(-1, 6)
    its = [at for at in every if fits(at, use, capacity)]
    return (cost, use, capacity), min(cost[at, np.arange(6)].sum() for at in its)


@pytest.mark.parametrize("seed", range(3))
def test_an_assignment_is_as_cheap_as_enumeration_finds_and_overfills_nobody(seed):
    (cost, use, capacity), best = instance(seed)
    assert solve(cost, use, capacity, 1.0).total == best


@pytest.mark.parametrize("seed", range(3))
def test_the_planner_does_the_same_when_pairs_use_more_than_one_of_a_unit(seed):
    (cost, use, capacity), best = instance(seed)
    workspace = one_hour(cost, use, capacity)
    plan_in(workspace, None, Clock(Stop(None, 1000), 0.0), seed, False)

    at = held(workspace)
    assert fits(at, use, capacity)
    assert cost[at, np.arange(6)].sum() == best


@given(st.integers(0, 2**32 - 1))
@settings(max_examples=25, deadline=None)
def test_its_search_alone_counts_what_a_pair_uses_and_overfills_nobody(seed):
    rng = np.random.default_rng(seed)
    cost, use, capacity = rng.integers(1, 20, (3, 8)), rng.integers(1, 9, (3, 8)), rng.integers(4, 16, 3)
    workspace = one_hour(cost, use, capacity)
    workspace.policy = SEARCH
    plan_in(workspace, None, Clock(Stop(None, 800), 0.0), seed, False)

    at = held(workspace)
    loads = [use[i, at == i].sum() for i in range(3)]
    assert (loads <= capacity).all()
    assert (workspace.state.free[:, 0] == capacity - loads).all()
    for job in np.flatnonzero(at < 0):  # nobody is left out who would still go in
        assert (use[:, job] > workspace.state.free[:, 0]).all()
