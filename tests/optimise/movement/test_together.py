"""Zones that want the same roads are counted together; those that cannot meet each stand for themselves."""

from __future__ import annotations

import pytest
from hypothesis import given, settings

from steun.optimise.movement.format.plan import Policy
from steun.optimise.movement.format.problem import Reception, Zone
from steun.optimise.movement.planner import plan
from steun.optimise.movement.trade_off.together import groups, hours_of
from tests.optimise.movement.small import link, packet, policies, problem, problems

APART = (link("AB"), link("BC"), link("DE"), link("EF"))
"""Two roads that do not meet: from B to C, and from E to F."""
ZONES = (Zone("one", "B", 3, 3_000, 0, 60), Zone("two", "E", 3, 3_000, 0, 60))
DRY = (Reception("c", "C", 9_000), Reception("f", "F", 9_000))


def columns(many=12, **more):
    """One after the other over BC, in the hour in which people leave."""
    return [packet(f"p{n}", "A", "C", release=20 * n, movement=f"m{n}", **more) for n in range(many)]


def test_a_column_makes_only_those_wait_whose_roads_it_takes():
    world = problem(APART, columns(), ZONES, DRY)

    at_once, waiting = (dict(hours_of(plan(world, Policy(wait=wait)))) for wait in (0, 720))

    assert at_once["one"] > waiting["one"] and at_once["two"] == waiting["two"]


def test_zones_that_can_meet_are_one_group_and_a_reception_with_room_for_all_ends_a_way():
    joined = (*APART, link("CF"))

    assert [zones for zones, _ in groups(problem(APART, (), ZONES, DRY))] == [{"one"}, {"two"}]
    assert [zones for zones, _ in groups(problem(joined, (), ZONES, DRY))] == [{"one"}, {"two"}]
    small = (Reception("c", "C", 100), Reception("f", "F", 9_000))
    assert [zones for zones, _ in groups(problem(joined, (), ZONES, small))] == [{"one", "two"}]


@settings(max_examples=40, deadline=None)
@given(problems(), policies)
def test_the_groups_add_up_to_all(world, policy):
    made = plan(world, policy)
    hours, counted = dict(hours_of(made)), set()
    total = 0.0
    for zones, _ in groups(world):
        assert not zones & counted and len({hours[zone] for zone in zones}) == 1
        counted |= zones
        total += hours[next(iter(zones))]

    assert counted == {zone.id for zone in world.zones} == set(hours)
    assert total == pytest.approx(sum(value for name, value in made.objective.items() if name.startswith("hours")))
