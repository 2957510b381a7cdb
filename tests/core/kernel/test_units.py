"""Measures: rounded so that nobody is promised too early."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from steun.core.kernel.law import Area
from steun.core.kernel.units import Metres, at_least, distance, minutes_between, travel

NOON = datetime(2026, 2, 1, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("seconds", "minutes"), [(0, 0), (1, 1), (60, 1), (61, 2), (3600, 60), (-60, -1), (-1, 0)]
)  # fmt: skip
def test_minutes_are_rounded_up(seconds, minutes):
    assert minutes_between(NOON, NOON + timedelta(seconds=seconds)) == minutes


@pytest.mark.parametrize(
    ("a", "b", "metres"),
    [
        ((5.0, 52.0), (5.0, 52.0), 0),
        ((0.0, 0.0), (1.0, 0.0), 111_195),
        ((0.0, 0.0), (0.0, 1.0), 111_195),
        ((0.0, 60.0), (1.0, 60.0), 55_597),
        ((5.0, 51.0), (6.0, 53.0), 232_682),
        ((0.0, 0.0), (180.0, 0.0), 20_015_115),
        ((0.0, 90.0), (0.0, -90.0), 20_015_115),
    ],
)
def test_distance_is_that_of_the_great_circle_and_the_same_both_ways(a, b, metres):
    assert distance(*a, *b) == pytest.approx(metres, abs=1)
    assert distance(*b, *a) == distance(*a, *b)


@pytest.mark.parametrize(
    ("metres", "speed", "percent", "minutes"),
    [(60_000, 60, 100, 60), (60_001, 60, 100, 61), (0, 60, 100, 0), (60_000, 30, 100, 120), (60_000, 60, 130, 78)],
)
def test_travel_is_longer_than_the_great_circle_and_rounded_up(metres, speed, percent, minutes):
    assert travel(Metres(metres), speed, percent) == minutes


def test_roads_are_thirty_percent_longer_unless_somebody_says_otherwise():
    assert travel(Metres(60_000), 60) == 78


def test_a_point_lies_beyond_an_area_by_what_its_distance_exceeds_the_reach():
    area = Area(0.0, 0.0, Metres(1_195))

    assert area.beyond(1.0, 0.0) == 110_000
    assert area.beyond(0.0, 0.0) == -1_195


degrees = st.floats(-90, 90)


@given(st.floats(-180, 180), degrees, st.floats(-180, 180), degrees)
def test_latitudes_alone_never_put_points_farther_apart_than_they_are(lon_a, lat_a, lon_b, lat_b):
    assert at_least(lat_a, lat_b) <= distance(lon_a, lat_a, lon_b, lat_b)


@given(st.floats(-2, 12), st.floats(46, 58), st.integers(0, 60_000), st.integers(-500, 20_000))
def test_an_area_holds_what_lies_at_most_so_far_beyond_it(lon, lat, reach, most):
    area = Area(5.3, 52.1, Metres(reach))
    assert area.holds(lon, lat, Metres(most)) == (area.beyond(lon, lat) <= most)
