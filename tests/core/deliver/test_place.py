"""Where a packet is at a minute, on the links that somebody sees, and which packets come too close."""

from __future__ import annotations

import pytest

from steun.core.deliver.movement.march import Leg, March
from steun.core.deliver.movement.place import Held, spot_at, too_close

MARCH = March(1, 20, 3, (Leg("a", "P", 10, 20), Leg("b", "Q", 25, 31), Leg("c", "R", 31, 40)))
ALL = {"a", "b", "c"}


@pytest.mark.parametrize(
    ("minute", "link", "head", "tail", "stands"),
    [
        (10, "a", 0.0, 0.0, False),
        (15, "a", 0.5, 0.2, False),
        (22, "a", 1.0, 0.9, True),
        (24, "a", 1.0, 1.0, True),
        (25, "b", 0.0, 0.0, False),
        (31, "c", 0.0, 0.0, False),
        (42, "c", 1.0, pytest.approx(8 / 9), False),
    ],
)
def test_a_packet_is_where_its_march_says(minute, link, head, tail, stands):
    spot = spot_at(MARCH, minute, ALL)
    assert spot is not None
    assert (spot.leg.link, spot.head, spot.tail, spot.stands) == (link, head, tail, stands)


@pytest.mark.parametrize("minute", [9, 43])
def test_before_its_first_vehicle_and_after_its_last_it_is_nowhere(minute):
    assert spot_at(MARCH, minute, ALL) is None


def test_who_sees_one_link_sees_it_there_until_its_last_vehicle_is_off_and_no_minute_longer():
    seen = [minute for minute in range(60) if spot_at(MARCH, minute, {"b"})]
    assert seen == list(range(25, 34))
    assert spot_at(MARCH, 32, {"b"}).head == 1.0  # the first vehicle is beyond: where, is not told


def held(name: str, enter: int, minutes: int = 10, start: str = "P") -> Held:
    return Held(name, Leg("a", start, enter, enter + minutes), 2)


@pytest.mark.parametrize(
    ("other", "close"),
    [
        (held("b", 6), True),
        (held("b", 7), False),
        (held("b", 7, minutes=9), True),  # it catches up: too near where they leave
        (held("b", 0), True),
        (held("b", 6, start="Q"), False),
        (held("b", 500), False),
    ],
)
def test_two_are_too_close_where_they_enter_or_leave_within_the_headway(other, close):
    found = list(too_close([other, held("a", 0)], 5))
    assert bool(found) is close
    assert all(first < last for _, _, first, last in found)
