"""People safe by when: by hand, at the edges, and what must hold whatever the figures are."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from ortools.graph.python import max_flow

from steun.core.deliver.evacuation.people import (
    LONGEST,
    SLOT,
    Shares,
    ZonePeople,
    by_decision,
    course,
    divided,
    hour_for,
    sheltered,
)
from steun.core.deliver.evacuation.ways import Way, leaving_at_once, longest_drive

PLAIN = Shares(100, 0, 100, 0, 10, 60, 10)
"""Everybody drives, one in a car, within the hour."""
TOWN = ZonePeople(1_000, "away")
percent = st.integers(0, 100)
shares = st.builds(Shares, percent, percent, percent, percent, st.integers(10, 90), st.integers(15, 2_000), percent)
zones = st.builds(
    ZonePeople, st.integers(1, 300_000), st.sampled_from(("away", "high", "none", "fetched")), st.integers(0, 1_000)
)


def test_without_a_limit_people_are_safe_as_they_leave_and_drive():
    found = course([TOWN], PLAIN, None, 30)
    assert found.safe == (0, 0, 156, 500, 843, 1_000)
    assert found.last == 90


def test_the_roads_let_so_many_through_in_an_hour_and_no_more():
    found = course([TOWN], PLAIN, 200, 0)
    assert [b - a for a, b in zip(found.safe, found.safe[1:], strict=False)][:3] == [50, 50, 50]
    assert found.by(60) == 200
    assert found.last == 5 * 60


def test_who_leaves_unasked_takes_room_of_who_was_asked():
    alone = course([TOWN], PLAIN, 200, 0)
    crowded = course([TOWN], replace(PLAIN, shadow_pct=100), 200, 0)
    assert crowded.by(180) < alone.by(180)
    assert crowded.of.shadow == 1_000
    assert crowded.last == 10 * 60


def test_who_goes_up_needs_no_road_and_who_is_fetched_is_not_counted():
    up = course([ZonePeople(1_000, "high")], PLAIN, 0, 60)
    assert up.by(60) == 1_000
    fetched = course([ZonePeople(1_000, "fetched")], PLAIN, None, 0)
    assert (fetched.safe, fetched.of.helpless, fetched.last) == ((), 1_000, 0)


def test_roads_that_are_all_closed_bring_nobody_out():
    found = course([TOWN], PLAIN, 0, 0)
    assert set(found.safe) == {0}
    assert found.last is None
    assert hour_for(found, LONGEST, 90) is None


def test_an_hour_later_decided_is_an_hour_less():
    found = course([TOWN], PLAIN, 200, 0)
    assert by_decision(found, 180) == [(0, 600), (60, 400), (120, 200), (180, 0)]
    assert hour_for(found, 180, 50) == 30
    assert hour_for(found, 60, 90) == 60 - 270
    assert by_decision(found, -10) == [(0, 0)]
    assert len(by_decision(found, 10**9, 60)) == LONGEST // 60 + 1


def test_a_zone_may_have_shares_of_its_own_and_an_order_of_its_own():
    own = replace(TOWN, less_self_reliant_pct=50, compliant_pct=20)
    assert (divided(own, PLAIN).helpless, divided(own, PLAIN).drive, divided(own, PLAIN).stay) == (500, 100, 400)
    late = course([replace(TOWN, after=120)], PLAIN, None, 0)
    assert (late.by(120), late.by(180)) == (0, 1_000)


def test_reception_needs_a_share_of_who_leaves_and_everybody_who_is_fetched():
    part = divided(replace(TOWN, less_self_reliant_pct=20), PLAIN)
    assert sheltered(part, PLAIN) == 80 + 200


@given(zones, shares)
def test_nobody_is_lost_or_counted_twice(zone, some):
    it = divided(zone, some)
    assert it.drive + it.otherwise + it.put + it.helpless + it.stay == zone.people
    assert min(it.drive, it.otherwise, it.put, it.helpless, it.stay, it.cars, it.shadow) >= 0
    assert it.cars * some.people_per_10_cars >= it.drive * 10


@given(st.lists(zones, max_size=3), shares, st.integers(0, 20_000), st.integers(0, 300))
def test_more_time_and_more_road_never_make_it_worse(some, figures, per_hour, drive):
    found = course(some, figures, per_hour, drive)
    assert list(found.safe) == sorted(found.safe)
    wider = course(some, figures, per_hour + 500, drive)
    for minute in range(0, 3_000, 4 * SLOT):
        assert wider.by(minute) >= found.by(minute) - 1
    people = [safe for _, safe in by_decision(found, 2_000)]
    assert people == sorted(people, reverse=True)


@given(st.lists(st.tuples(*[st.sampled_from("abcdef")] * 2, st.integers(0, 40)), max_size=20))
def test_what_leaves_at_once_is_the_largest_flow(arcs):
    ways = [Way(a, b, cars, 5) for a, b, cars in arcs if a != b]
    other = max_flow.SimpleMaxFlow()
    for way in ways:
        other.add_arc_with_capacity("abcdef".index(way.start), "abcdef".index(way.end), way.cars)
    other.add_arc_with_capacity(0, 5, 0)
    assert other.solve(0, 5) == other.OPTIMAL
    assert leaving_at_once(ways, {"a"}, {"f"}) == other.optimal_flow()


def test_the_farthest_zone_counts_and_a_zone_without_a_way_is_said():
    ways = [Way("a", "b", 10, 5), Way("b", "c", 10, 7), Way("x", "c", 0, 1)]
    assert longest_drive(ways, {"a", "b"}, {"c"}) == 12
    assert longest_drive(ways, {"a", "x"}, {"c"}) is None
    assert longest_drive(ways, set(), {"c"}) == 0


@pytest.mark.parametrize("inside", [{"a"}, {"a", "c"}])
def test_a_zone_that_is_safe_itself_is_no_way_out(inside):
    assert leaving_at_once([Way("a", "c", 3, 1)], inside, {"c"}) == 3
