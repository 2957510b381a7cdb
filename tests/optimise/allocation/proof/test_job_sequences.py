"""What a unit can do one thing after the other bounds what it gives, and takes no plan away."""

from __future__ import annotations

from itertools import permutations

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from steun.optimise.allocation.format.plan import Stop
from steun.optimise.allocation.format.problem import Supply
from steun.optimise.allocation.planner import plan
from steun.optimise.allocation.proof import job_sequences as module
from steun.optimise.allocation.proof.job_sequences import Job, add_sequences, maximal_sequences
from steun.optimise.allocation.proof.program import build
from steun.optimise.allocation.proof.solver import Solver
from steun.optimise.allocation.proof.unit_schedule import UnitSchedule
from steun.optimise.allocation.proof.windows import Windows, worth
from steun.optimise.allocation.search.clock import Clock
from steun.optimise.allocation.search.workspace import open_workspace
from tests.optimise.allocation.proof.test_exact import odd_worlds
from tests.optimise.worlds import EXACT, SEARCH, line, unit, world

FEW = settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
STEPS = Stop(None, 200)


@st.composite
def jobs(draw):
    some = st.integers
    out = []
    for n in range(draw(some(1, 5))):
        first = draw(some(0, 12))
        out.append(Job(first, first + draw(some(0, 9)), draw(some(1, 7)), draw(some(0, n))))
    return out


def feasible(order, away):
    """Can one crew do these in this order? Minute by minute, each as early as it can."""
    ready = 0
    for job in order:
        fits = [d for d in range(max(ready, job.first), job.last + 1)
                if not any(d < j and i < d + job.occ for i, j in away)]  # fmt: skip
        if not fits:
            return False
        ready = fits[0] + job.occ
    return len({job.line for job in order}) == len(order)


@FEW
@given(jobs(), st.booleans())
def test_sequences_are_the_largest_sets_that_some_order_can_do(asked, absent):
    away = ((8, 11),) if absent else ()
    asked = [job for job in asked if feasible([job], away)]
    can = [
        its
        for its in range(1 << len(asked))
        if any(feasible(order, away) for order in permutations([job for n, job in enumerate(asked) if its >> n & 1]))
    ]
    largest = [its for its in can if not any(its != other and its & other == its for other in can)]

    assert sorted(maximal_sequences(asked, away) or ()) == sorted(largest)


@FEW
@given(odd_worlds(), st.integers(1, 6), st.data())
def test_no_plan_in_minutes_is_taken_away(problem, seed, data):
    """Any plan is made, windows are cut at random, and the program must still have room for the plan."""
    made = plan(problem, policy=data.draw(st.sampled_from((EXACT, SEARCH))), stop=STEPS, seed=seed, bounds=False)
    workspace = made.workspace
    s = workspace.state
    part = Windows(workspace, list(range(len(problem.lines))), {})
    for p, cuts in part.cuts.items():
        more = data.draw(st.lists(st.integers(cuts[0], max(cuts[0], int(workspace.table.last[p]))), max_size=2))
        part.cuts[p] = sorted({*cuts, *more})
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "MANY", data.draw(st.sampled_from((3, 4000))))
        m = build(workspace, part.times(), part.lines)
        add_sequences(workspace, m, {})
    for o in m.options:
        here = s.amount[o.p] > 0 and o.depart <= s.depart[o.p] <= o.latest
        m.low[o.y] = m.high[o.y] = float(here)
        m.low[o.x] = m.high[o.x] = float(s.amount[o.p]) if here else 0.0
    assert sum(m.low[o.x] for o in m.options) == s.amount.sum()

    assert Solver(m, 0).maximise([], seconds=5.0) is not None


def test_what_one_crew_cannot_do_is_known_without_cutting_windows():
    """Three stays of half an hour, each within fifty minutes: one unit does two of them."""
    asked = [line(f"l{i}", latest_arrival=50, duration=30) for i in range(3)]
    workspace = open_workspace(world([unit()], asked), EXACT)
    part = Windows(workspace, [0, 1, 2], {})

    assert part.close(1, Clock(STEPS, 0.0), 0)
    assert worth(workspace, part.lines, 1, part.work) == 2
    assert part.cuts == {p: [0] for p in range(3)}


def pool(*asked):
    """A pool of five and lines (pieces, first arrival, last arrival, occupied), each all or nothing."""
    crew = unit(offers=(Supply("pump", 5),), capacity=5, divisible=True)
    lines = [
        line(f"l{i}", quantity=x, minimum=x, earliest=a, latest_arrival=b, duration=occ)
        for i, (x, a, b, occ) in enumerate(asked)
    ]
    return open_workspace(world([crew], lines), EXACT)


def test_crews_of_one_job_that_would_have_to_part_have_their_windows_cut():
    workspace = pool((4, 60, 60, 60), (4, 150, 150, 60), (4, 0, 95, 80), (2, 0, 0, 55))
    part = Windows(workspace, [0, 1, 2, 3], {})

    assert part.close(1, Clock(STEPS, 0.0), 0)
    assert worth(workspace, part.lines, 1, part.work) == 3


def test_the_few_jobs_that_conflict_are_found():
    workspace = pool((4, 0, 10, 60), (1, 0, 10, 60), (4, 20, 30, 60), (1, 500, 510, 60))
    schedule = UnitSchedule(workspace, 0)
    work = [(p, int(workspace.table.most[p])) for p in range(4)]

    assert schedule.schedule(work) is None
    assert schedule.conflict(work) == [work[0], work[2]]
    assert schedule.schedule(work[1:]) == {1: 0, 2: 20, 3: 500}


def test_more_sequences_than_are_looked_at_are_given_in_parts(monkeypatch):
    monkeypatch.setattr(module, "MANY", 8)
    asked = [line(f"l{i}", latest_arrival=50, duration=30) for i in range(4)]
    workspace = open_workspace(world([unit()], asked), EXACT)
    part = Windows(workspace, list(range(4)), {})
    m, _ = part.program(1)

    assert maximal_sequences([Job(0, 50, 30, n) for n in range(4)], ()) is None
    assert np.isfinite(m.high).all()
    assert part.close(1, Clock(STEPS, 0.0), 0)
    assert worth(workspace, part.lines, 1, part.work) == 2
