"""Sites that support a column: when they are open, and what nobody stated."""

from __future__ import annotations

from datetime import time

import pytest

from steun.core.know.roads.site import SiteValue, enough, minutes_of, sites, within


@pytest.mark.parametrize(
    ("window", "first", "last", "whole", "is_open"),
    [
        ("06:00-22:00", time(7), time(9), False, True),
        ("06:00-22:00", time(6), time(22), False, True),
        ("06:00-22:00", time(5, 59), time(9), False, False),
        ("06:00-22:00", time(21), time(23), False, False),
        ("06:00-22:00", time(21), time(1), False, False),
        ("22:00-06:00", time(23), time(5), False, True),
        ("22:00-06:00", time(1), time(5), False, True),
        ("22:00-06:00", time(5), time(7), False, False),
        ("06:00-22:00", time(7), time(9), True, False),
        ("00:00-24:00", time(7), time(6), True, True),
        ("06:00-06:00", time(23), time(5), False, True),
    ],
)
def test_a_stay_lies_in_the_window_or_not(window, first, last, whole, is_open):
    assert within(window, first, last, whole_days=whole) is is_open


@pytest.mark.parametrize("window", ["", "soon", "24:00-06:00", "06:00", "6:00-22:00", "06:00-25:00", "06:60-07:00"])
def test_what_is_no_window_is_none(window):
    assert minutes_of(window) is None


def test_what_nobody_stated_is_neither_enough_nor_too_little():
    assert enough(None, 60) is None
    assert (enough(60, 60), enough(59, 60), enough(None, 0)) == (True, False, True)
    rows = [SiteValue("X", "Field", "rest-area", "N", what=what, value="0") for what in ("", "beds")]
    (site,) = sites(rows).values()
    assert (site.number("beds"), site.number("places")) == (0, None)
    assert site.is_open(time(1), time(2), whole_days=False) is None
