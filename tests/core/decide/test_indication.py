"""An answer in classes is coarse, and never better than can be."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from steun.core.decide.areas import OUTSIDE, Areas
from steun.core.decide.indication import moments, profile, there
from steun.core.decide.promise import Source, Span
from steun.core.kernel.units import Metres, Minutes, distance, travel
from steun.rules.load import law
from steun.rules.policy.indication import areas, indication, load_indication

NOW = datetime(2026, 7, 1, 10, 17, tzinfo=UTC)
HOUR = timedelta(hours=1)
TOWNS = [(m[2], m[3]) for r in law().regions.values() for m in r.municipalities]

minutes = st.integers(0, 3 * 1440).map(Minutes)
spans = st.builds(
    lambda start, length, n: Span(NOW + timedelta(minutes=start), NOW + timedelta(minutes=start + length), n),
    st.integers(-3000, 6000), st.integers(1, 3000), st.integers(1, 60),
)  # fmt: skip
sources = st.builds(
    lambda n, whole, notice, rest, taken: Source("u", n, n, whole, notice, Minutes(0), rest, tuple(taken)),
    st.integers(1, 400), st.booleans(), minutes, minutes, st.lists(spans, max_size=3),
)  # fmt: skip


@settings(max_examples=100, deadline=None)
@given(
    st.lists(st.tuples(st.sampled_from(TOWNS), sources), min_size=1, max_size=3), st.sampled_from(TOWNS),
    st.integers(0, 5000), st.integers(60, 10_000),
)  # fmt: skip
def test_what_is_told_can_be(units, point, lead, stay):
    """At each moment told, at least so many can be there by the exact notice, road and stock, and stay."""
    policy, known = indication(), areas()
    place = known.place(*point)
    begins = NOW + timedelta(minutes=lead)
    ends = begins + timedelta(minutes=stay)
    coarse = [policy.coarse(it, travel(known.apart(known.home(*home), place), 60)) for home, it in units]
    exact = [replace(it, travel=travel(distance(*home, *point), 60)) for home, it in units]

    for at, quantity in profile(coarse, policy, now=NOW, begins=begins, ends=ends, latest=ends):
        assert quantity <= there(exact, NOW, at, ends)
        assert quantity in policy.quantities


@given(st.integers(0, 5 * 366 * 1440), st.integers(0, 20_000))
def test_a_moment_is_judged_no_later_than_it_is_told(start, more):
    begins = NOW + timedelta(minutes=start)
    last = begins + timedelta(minutes=more)

    for shown, judged in moments(indication(), begins, last):
        assert judged <= shown <= max(last, begins)


def test_a_higher_class_is_told_from_when_it_is_reached():
    near = Source("near", 30, 30, True, Minutes(120), Minutes(60), Minutes(0), ())
    later = Source("later", 80, 80, True, Minutes(720), Minutes(60), Minutes(0), ())

    shown = profile([near, later], indication(), now=NOW, begins=NOW, ends=NOW + 48 * HOUR, latest=NOW + 48 * HOUR)

    assert [(at.day, at.hour, n) for at, n in shown] == [(1, 18, 25), (2, 0, 100)]


def test_what_arrives_too_late_is_not_told():
    later = Source("later", 80, 80, True, Minutes(720), Minutes(60), Minutes(0), ())

    shown = profile([later], indication(), now=NOW, begins=NOW, ends=NOW + 48 * HOUR, latest=NOW + 8 * HOUR)

    assert shown == []


def test_a_point_is_known_by_its_region():
    known = areas()

    assert known.place(5.83, 50.865).code == known.place(5.97, 50.88).code == "VR24"
    assert known.home(5.36, 51.49).code == "RMC-ZUID"


@pytest.mark.parametrize("point", [(-68.27, 12.15), (12.0, 47.0), (0.0, 0.0)])
def test_outside_the_regions_points_and_homes_are_known_by_cells(point):
    known = areas()
    place, home = known.place(*point), known.home(5.36, 51.49)

    assert known.region(*point) == ""
    assert known.apart(home, place) % 500_000 == 0
    assert known.apart(home, place) >= distance(5.36, 51.49, *point)
    assert known.apart(known.home(*point), known.place(point[0] + 0.01, point[1] + 0.01)) > 0


def test_the_way_is_counted_from_the_farthest_homes():
    known = Areas(law().regions, "command", Metres(0))
    place = known.place(5.83, 50.865)

    assert all(known.apart(known.home(*t), place) >= distance(*t, 5.83, 50.865) for t in TOWNS)


def test_a_wrong_policy_is_told_with_every_fault(tmp_path):
    file = tmp_path / "indication.toml"
    file.write_text('quantities = [5, 1]\nsteps_minutes = []\nblock_minutes = 0\narea = "street"\nmore = 1\n')

    with pytest.raises(ValueError, match="fault") as wrong:
        load_indication(file)

    for said in (
        "quantities",
        "steps_minutes",
        "block_minutes",
        "notices_minutes",
        "slack_metres",
        "area",
        "more",
        "source",
    ):
        assert said in str(wrong.value)


@given(st.floats(1, 9), st.floats(49, 55))
@settings(max_examples=50)
def test_a_point_is_of_the_region_of_the_nearest_municipality(lon, lat):
    towns = [(distance(lon, lat, m[2], m[3]), code) for code, it in law().regions.items() for m in it.municipalities]
    metres, nearest = min(towns)
    assert areas().region(lon, lat) == (nearest if metres <= OUTSIDE else "")


def unit(**more: object) -> Source:
    known = Source("u", 10, 10, True, Minutes(60), Minutes(60), Minutes(0), ())
    return replace(known, **more)  # type: ignore[arg-type]  # fields by their names


def test_a_unit_is_there_at_the_minute_at_which_it_can_be_and_not_for_a_need_that_is_over():
    ends = NOW + 9 * HOUR
    assert there([unit()], NOW, NOW + 2 * HOUR, ends) == 10
    assert there([unit()], NOW, NOW + 2 * HOUR - timedelta(minutes=1), ends) == 0
    assert there([unit()], NOW, ends, ends) == 0


def test_moments_are_the_wanted_one_then_blocks_after_it_until_the_last():
    policy = replace(indication(), steps=(Minutes(0), Minutes(60), Minutes(130)), block=Minutes(60))
    begins = NOW.replace(minute=30)
    hour = begins.replace(minute=0)
    assert moments(policy, begins, begins + 3 * HOUR) == [
        (begins, hour), *((hour + n * HOUR, hour + n * HOUR) for n in (1, 2, 3)),
    ]  # fmt: skip
    assert moments(policy, begins, begins + HOUR) == [(begins, hour), (hour + HOUR, hour + HOUR)]
    assert moments(policy, hour, hour + HOUR) == [(hour, hour), (hour + HOUR, hour + HOUR)]


def test_recovery_is_coarse_where_there_is_any():
    policy = replace(indication(), notices=(Minutes(120), Minutes(360)))
    assert policy.coarse(unit(rest=Minutes(0)), Minutes(5)).rest == 0
    seen = policy.coarse(unit(rest=Minutes(30)), Minutes(5))
    assert (seen.rest, seen.notice, seen.travel) == (120, 120, 5)


def test_blocks_of_the_day_begin_at_midnight_utc():
    policy = replace(indication(), block=Minutes(7 * 1440))
    assert policy.earlier(datetime(1970, 1, 7, tzinfo=UTC)) == datetime(1970, 1, 1, tzinfo=UTC)
