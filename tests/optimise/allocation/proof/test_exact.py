"""What is called proven is the best there is in minutes: held against every minute of departure."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from steun.optimise.allocation.check import check
from steun.optimise.allocation.format.plan import Stop
from steun.optimise.allocation.format.problem import Assignment, Earmark, Supply
from steun.optimise.allocation.planner import plan
from steun.optimise.allocation.proof import exact
from steun.optimise.allocation.proof.departures import departures
from steun.optimise.allocation.proof.program import Program
from steun.optimise.allocation.proof.solver import Solver
from steun.optimise.allocation.search.workspace import open_workspace
from tests.optimise.worlds import EXACT, line, plan_of, unit, world

FEW = settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
STEPS = Stop(None, 200)


def every_minute(workspace, _stands):
    """All departures there are."""
    t = workspace.table
    out = {}
    for p in range(len(t.unit)):
        away = workspace.problem.units[int(t.unit[p])].unavailable
        first = max(int(t.first[p]), workspace.state.now + int(t.notice[t.unit[p]]))
        its = [d for d in range(first, int(t.last[p]) + 1) if not any(d < b and a < d + t.occ[p] for a, b in away)]
        if its:
            out[p] = its
    return out, True


@st.composite
def odd_worlds(draw):
    """Two units and four lines whose windows, stays, rests and calendars do not fall on whole hours."""
    some = st.integers
    crews = []
    for i in range(draw(some(1, 2))):
        size = draw(some(1, 3))
        away = ((draw(some(3, 12)), 15),) if draw(st.booleans()) else ()
        marks = (Earmark("A", "VR2", 1, draw(some(0, 9)), 12),) if draw(st.booleans()) else ()
        base = {"rest": draw(some(0, 2)), "notice": draw(some(0, 3)), "lon": 5.0 + draw(some(0, 2)) / 50}
        offers = (Supply("pump", size),)
        more = {"offers": offers, "capacity": size, "divisible": draw(st.booleans())}
        crews.append(unit(f"u{i}", **base, **more, unavailable=away, earmarks=marks))
    asked = []
    for i in range(draw(some(1, 4))):
        quantity, earliest = draw(some(1, 3)), draw(some(0, 8))
        window = {"earliest": earliest, "latest_arrival": earliest + draw(some(0, 14)), "duration": draw(some(1, 7))}
        size = {"quantity": quantity, "minimum": draw(some(1, quantity))}
        region, class_ = draw(st.sampled_from(("VR1", "VR2"))), draw(st.sampled_from((1, 3)))
        asked.append(line(f"l{i}", class_=class_, region=region, **size, **window))
    begun = ()
    if draw(st.booleans()):
        asked.append(line("old", class_=5, earliest=-9, latest_arrival=0, duration=draw(some(10, 14))))
        begun = (Assignment("old", "u0", "pump", crews[0].offers[0].quantity if not crews[0].divisible else 1, -8),)
    problem = world(crews, asked, fixed=begun)
    assume(check(problem, plan_of(problem, begun)) == [])  # what is begun must be sound by itself
    return problem


@FEW
@given(odd_worlds(), st.booleans())
def test_the_departures_offered_are_as_good_as_all_minutes(problem, again):
    base = None
    if again:  # a plan in force, made before the last line was asked for
        known = replace(problem, lines=tuple(x for x in problem.lines if x.id != "l0"))
        base = plan(known, policy=EXACT, stop=STEPS, bounds=False)
    made = plan(problem, base=base, policy=EXACT, stop=STEPS, bounds=False)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(exact, "departures", every_minute)
        best = plan(problem, base=base, policy=EXACT, stop=STEPS, bounds=False)

    assert check(problem, made) == []
    assert made.proven == best.proven == ("L1", "L2", "L3", "L4", "L5", "L6", "L7", *(["L8"] if again else []))
    assert made.method == "exact"
    assert made.objective == pytest.approx(best.objective)


def test_a_departure_may_wait_for_several_others_but_not_for_its_own_line():
    crew = unit()
    asked = [line(f"l{i}", earliest=0, latest_arrival=100, duration=n) for i, n in enumerate((7, 11, 23))]
    workspace = open_workspace(world([crew], asked), EXACT)
    times, complete = departures(workspace, {})

    assert complete
    assert times == {0: [0, 11, 23, 34], 1: [0, 7, 23, 30], 2: [0, 7, 11, 18]}


def test_a_solver_that_claims_more_than_it_returns_is_asked_again():
    class Boasting:
        def __init__(self, inner):
            self.inner, self.runs = inner, 0

        def __getattr__(self, name):
            return getattr(self.inner, name)

        def run(self):
            self.runs += 1
            return self.inner.run()

        def getSolution(self):  # the first time the start comes back, at the value of the optimum
            found = self.inner.getSolution()
            return SimpleNamespace(col_value=[0.0] * len(found.col_value)) if self.runs == 1 else found

    m = Program([])
    both = [m.column(0, 1), m.column(0, 1)]
    m.row(0, 1, both, [1.0, 1.0])
    solver = Solver(m, 0)
    solver.highs = Boasting(solver.highs)

    assert solver.maximise([(both[0], 2.0), (both[1], 1.0)], seconds=5.0, start=[0.0, 0.0])[1:] == (2.0, 2.0, True)
    assert solver.highs.runs == 2
