"""Promise, explain, replan: what they say is what then happens."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings

from steun.optimise.allocation.check import check
from steun.optimise.allocation.format.plan import Stop
from steun.optimise.allocation.format.policy import Policy
from steun.optimise.allocation.format.problem import Supply
from steun.optimise.allocation.planner import plan
from steun.optimise.allocation.questions.events import Event
from steun.optimise.allocation.questions.explanation import explain
from steun.optimise.allocation.questions.promise import promise
from steun.optimise.allocation.questions.replan import replan
from steun.optimise.allocation.questions.waterfall import STAGES
from steun.optimise.format.faults import InvalidProblem
from steun.optimise.readiness.reserve import learned_reserve
from steun.optimise.readiness.rolling import FCFS, ORDER, simulate
from steun.optimise.readiness.scenarios import generate
from tests.optimise.worlds import EXACT, SEARCH, line, unit, world, worlds

FEW = settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
STEPS = Stop(None, 2000)


@pytest.fixture(scope="module")
def region():
    return plan(generate("region", load=1.5, seed=4), policy=Policy(exact_lines=0), stop=Stop(None, 5000))


def test_every_promise_offered_can_be_inserted(region):
    lines = {x.id: x for x in region.problem.lines}
    for asked in list(lines.values())[:30]:
        draft = replace(asked, id="draft", promised=0)
        offers = promise(region, draft)
        assert [o.quantity for o in offers] == sorted({o.quantity for o in offers})
        for offer in offers:
            both = replace(region.problem, lines=(*region.problem.lines, draft))
            met = {**region.met, "draft": offer.quantity}
            taken = replace(
                region,
                problem=both,
                met=met,
                assignments=(*region.assignments, *offer.assignments),
                objective={},
                bounds={},
            )
            assert check(both, taken) == []


def test_alone_more_can_be_had_than_beside_others():
    made = plan(world([unit()], [line("first")]), policy=SEARCH, stop=STEPS)

    assert promise(made, line("second")) == []
    assert [(o.quantity, o.arrival) for o in promise(made, line("second"), alone=True)] == [(1, 0)]


def test_the_waterfall_never_rises_and_ends_at_the_reason(region):
    for asked in region.problem.lines:
        why = explain(region, asked.id, remedies=False)
        steps = list(why.waterfall.values())
        assert list(why.waterfall) == list(STAGES)
        assert steps == sorted(steps, reverse=True)
        if why.reason in STAGES:
            assert why.waterfall[why.reason] < max(1, asked.minimum)


def test_a_lower_class_that_stands_in_the_way_is_named_with_its_loss():
    made = plan(world([unit()], [line("low", class_=5, promised=1), line("high", class_=1)]), policy=SEARCH, stop=STEPS)
    why = explain(made, "high")
    assert why.reason == "after-higher"
    assert why.blocking == ("low",)

    free = plan(world([unit()], [line("low", class_=5)]), policy=SEARCH, stop=STEPS)
    free = replan(free, [Event("new-line", line=line("high"))], stop=Stop(None, 1))
    why = explain(free, "high")
    lines = {"low": {"lost": 1, "had": 1, "left": 0, "class": 5, "promised": False}}
    assert [r.facts for r in why.remedies if r.code == "displace"] == [{"lines": lines, "moved": []}]


def test_two_helicopters_go_to_one_fire_and_the_other_hears_which_fire_has_them():
    crews = [unit(f"h{i}", offers=(Supply("helicopter", 1),), airborne=True) for i in (1, 2)]
    fires = [line(f"fire{i}", capability="helicopter", quantity=2, minimum=2) for i in (1, 2)]
    made = plan(world(crews, fires), policy=EXACT, stop=STEPS)
    served, other = sorted(made.met, key=lambda name: -made.met[name])
    why = explain(made, other)

    assert made.met == {served: 2, other: 0}
    assert {a.unit for a in made.assignments if a.line == served} == {"h1", "h2"}
    assert why.reason == "after-higher"
    assert why.blocking == (served,)
    assert [why.waterfall[stage] for stage in STAGES] == [2, 2, 2, 2, 0, 0]
    assert "later" in [remedy.code for remedy in why.remedies]
    assert not any(remedy.code in ("displace", "smaller") for remedy in why.remedies)


def test_the_reason_tells_law_from_time_from_calendar():
    crew = unit(offers=(Supply("pump", 1, ("wvr-51",)),), notice=100, unavailable=((500, 600),))
    lines = [
        line("law", basis="msob"), line("time", latest_arrival=90), line("away", earliest=450, latest_arrival=500),
        line("none", capability="boat"),
    ]  # fmt: skip
    made = plan(world([crew], lines), policy=SEARCH, stop=STEPS)

    reasons = {x.id: explain(made, x.id).reason for x in lines}
    assert reasons == {"law": "allowed", "time": "in-time", "away": "available", "none": "capability"}


@FEW
@given(worlds())
def test_a_new_line_breaks_no_promise(problem):
    before = plan(problem, policy=SEARCH, stop=STEPS, bounds=False)
    after = replan(before, [Event("new-line", line=line("new", quantity=2))], stop=Stop(None, 100))

    assert all(after.met[name] >= n for name, n in before.met.items())
    assert check(after.problem, after) == []


def test_a_unit_that_fails_is_replaced_and_the_change_has_a_reason():
    made = plan(world([unit("u1"), unit("u2")], [line()]), policy=SEARCH, stop=STEPS)
    gone = made.assignments[0].unit
    after = replan(made, [Event("unit-fails", unit=gone, start=0, until=5000)], stop=STEPS)

    assert after.met == {"l1": 1}
    assert [(c.line, c.before, c.after, c.reason) for c in after.changes] == [("l1", 1, 1, f"lost-{gone}")]
    assert after.objective["L8"] == 2


def test_every_kind_of_event_gives_a_sound_plan(region):
    asked, crew = region.problem.lines[0], region.problem.units[0]
    events = [
        Event("now", minutes=300), Event("line-changed", line=replace(asked, quantity=1, minimum=1)),
        Event("line-withdrawn", id=region.problem.lines[1].id), Event("unit-free", unit=crew.id, start=0, until=9000),
        Event("duration", id=region.problem.lines[2].id, minutes=6000), Event("unit-delayed", unit=crew.id, minutes=60),
        Event("unit-fails", unit=crew.id, start=400, until=3000),
    ]  # fmt: skip
    for event in events[1:]:
        after = replan(region, [event], stop=Stop(None, 200))
        assert check(after.problem, after) == [], event
    with pytest.raises(InvalidProblem):
        replan(region, [Event("unit-fails", unit="nobody")])


def test_living_through_a_crisis_breaks_no_promise_and_cheats_no_clock():
    problem = generate("region", load=1.0, seed=6)
    prices = learned_reserve(problem, [generate("region", load=1.0, seed=6, incidents=99)], share=1.0, iterations=5)
    policies = (Policy(), Policy(reserve=prices), Policy(reserve=prices, hold=(4, 5)), Policy(displace=(2, 3, 4, 5)))
    runs = [simulate(problem, how=FCFS), simulate(problem, how=ORDER), *(simulate(problem, p) for p in policies)]

    for run, policy in zip(runs, (Policy(), Policy(), *policies), strict=True):
        found = {
            v.code
            for v in check(problem, replace(region_plan(problem, policy), assignments=run.assignments), rolling=True)
        }
        assert found <= {"met-wrong"}
        assert run.broken == 0


def region_plan(problem, policy):
    from steun.optimise.allocation.format.plan import Plan

    return Plan(problem, policy, 0, (), {}, {})
