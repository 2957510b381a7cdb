"""What measures the planner tells the truth: newest results, goals as they stand, replays that can fail."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from bench.planner.answers import _fits
from bench.planner.assign import solve
from bench.planner.record import Book
from bench.planner.static import unmet
from bench.planner.table import write
from steun.optimise.explain import Remedy, explain
from steun.optimise.planner import plan
from steun.optimise.problem import Stop
from tests.optimise.worlds import SEARCH, line, unit, world


def test_the_newest_result_of_each_seed_counts_and_a_missed_goal_says_no(tmp_path):
    book = Book(tmp_path / "raw.jsonl")
    for seconds in (1.0, 9.0):
        book.note("region", 0, 0.5, seconds=seconds, classes_proven=5, goals_proven=7, violations=0)
    book.note("region", 1, 0.5, seconds=8.0, classes_proven=5, goals_proven=7, violations=1)
    write(book, tmp_path / "table.md")

    told = (tmp_path / "table.md").read_text()
    assert "| region: seconds to the proof | 2 | 8.50 ± 0.98 s | <= 2 s | **no** |" in told
    assert "| region: all five classes proven | 2 | 5.00 of 5 | 5 | yes |" in told
    assert "| violations found by the checker, in all rows | 2 | 1 | 0 | **no** |" in told


def test_a_stated_change_is_replayed_and_a_false_one_is_found_out():
    made = plan(world([unit()], [line("first", weight=2), line("second")]), policy=SEARCH, stop=Stop(None, 500))
    short = next(x for x in made.problem.lines if made.met[x.id] == 0)
    later = next(r for r in explain(made, short.id).remedies if r.code == "later")

    assert _fits(made, short, later)
    assert not _fits(made, short, replace(later, facts={"hours": 1}))
    assert not _fits(made, short, Remedy("any-owner", 1))
    assert unmet(made.problem, made.met) == pytest.approx(100 / 3)


@pytest.mark.parametrize("seed", range(3))
def test_an_assignment_is_as_cheap_as_enumeration_finds_and_overfills_nobody(seed):
    rng = np.random.default_rng(seed)
    cost, use, capacity = rng.integers(1, 20, (3, 6)), rng.integers(1, 9, (3, 6)), np.full(3, 14)
    every = np.stack(np.meshgrid(*[np.arange(3)] * 6, indexing="ij"), -1).reshape(-1, 6)
    loads = np.stack([np.where(every == i, use[i], 0).sum(1) for i in range(3)], 1)
    fits = (loads <= capacity).all(1)
    best = cost[every, np.arange(6)].sum(1)[fits].min()

    case = solve(cost, use, capacity, 1.0)
    assert case.total == best
