"""What is kept for those who have not asked yet, and that nobody is moved without need."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given, settings

from steun.optimise.allocation.check import check
from steun.optimise.allocation.format.plan import Plan, Stop
from steun.optimise.allocation.format.policy import Policy
from steun.optimise.allocation.format.problem import Alternative, Assignment, Supply
from steun.optimise.allocation.planner import plan
from steun.optimise.allocation.stability import stabilise
from steun.optimise.readiness.reserve import demand, generated_prices, held_back
from tests.optimise.worlds import EXACT, line, unit, world, worlds

STEPS = Stop(seconds=None, iterations=300)
POOL = {"divisible": True, "offers": (Supply("pump", 4),), "capacity": 4}


def test_generated_prices_are_the_same_every_time_and_name_units_that_are_there() -> None:
    problem = world([unit("a", **POOL), unit("b", **POOL)], [])
    first = generated_prices(problem)
    assert first == generated_prices(problem)
    assert set(first) <= {"a", "b"} and all(price > 0 for price in first.values())


def test_made_up_need_asks_only_for_what_units_offer_and_makes_sense() -> None:
    from steun.optimise.allocation.format import faults

    problem = world([unit("a", **POOL), unit("b", offers=(Supply("boat", 2),), capacity=2)], [])
    lines = demand(problem.units, seed=3)
    assert {x.capability for x in lines} <= {"pump", "boat"}
    faults.require(replace(problem, lines=lines))
    assert demand((), seed=3) == ()


def test_what_nobody_asks_has_no_price() -> None:
    assert generated_prices(world([unit("a", **POOL)], []), scenarios=0) == {}
    assert generated_prices(world([], [])) == {}


def test_a_class_waits_only_while_what_it_asks_is_dearer_than_it_is_worth() -> None:
    problem = world([unit("a")], [line("low", class_=5), line("high", class_=1)])
    assert held_back(problem, Policy(hold=(5,), reserve={"a": 10**9})) == ("low",)
    assert held_back(problem, Policy(hold=(5,), reserve={"a": 1})) == ()
    assert held_back(problem, Policy(hold=(5,))) == ()
    promised = world([unit("a")], [line("low", class_=5, promised=1)])
    assert held_back(promised, Policy(hold=(5,), reserve={"a": 10**9})) == ()


# --- Nobody is moved without need


def standing(where: str = "far"):
    """A promise of class 5 that stands with one of two equal units, one nearer than the other."""
    near, far = unit("near"), unit("far", lon=5.3)
    asked = line("low", class_=5, earliest=60, latest_arrival=60, promised=1)
    asked = replace(asked, capability=f"own-{where}", alternatives=(Alternative("pump", 100),))
    own = Supply(f"own-{where}", 1)
    units = [replace(u, offers=(*u.offers, own)) if u.id == where else u for u in (near, far)]
    return world(units, [asked]), (Assignment("low", where, f"own-{where}", 1, 60),)


def test_a_promise_stays_with_its_unit_although_another_is_nearer() -> None:
    problem, stands = standing()
    moved = Plan(problem, EXACT, 0, (Assignment("low", "near", "pump", 1, 60),), {"low": 1}, {})
    assert stabilise(moved, stands).assignments == stands


def test_a_promise_moves_when_somebody_else_uses_its_unit() -> None:
    problem, stands = standing()
    other = line("high", lon=5.3, earliest=60, latest_arrival=60)
    problem = replace(problem, lines=(*problem.lines, other))
    made = (Assignment("low", "near", "pump", 1, 60), Assignment("high", "far", "pump", 1, 60))
    plan_ = Plan(problem, EXACT, 0, made, {"low": 1, "high": 1}, {})
    assert stabilise(plan_, stands).assignments == made


def test_who_loses_is_not_given_back_what_somebody_else_has() -> None:
    problem, stands = standing()
    lost = Plan(problem, EXACT, 0, (), {"low": 0}, {})
    assert stabilise(lost, stands).assignments == ()


@settings(deadline=None, max_examples=25)
@given(worlds())
def test_settling_breaks_no_rule_and_takes_nothing_from_anybody(problem) -> None:
    first = plan(problem, policy=EXACT, stop=STEPS, bounds=False)
    displace = replace(EXACT, displace=(2, 5))
    again = plan(problem, base=first, policy=displace, stop=STEPS, bounds=False)
    settled = stabilise(again, first.assignments)
    assert settled.met == again.met
    assert check(problem, settled) == []
