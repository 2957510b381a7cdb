"""Quarters, and what was counted in them: nothing is lost between two quarters, and nothing is counted twice."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from steun.core.learn.indicator import Count, Group, Quarter, by_quarter, by_region, quarters, total

GROUPS = [
    Group("met", "GM1", 0, Count(4, 2, 1)), Group("met", "GM2", 2, Count(3, 1, 2)),
    Group("late", "GM1", 2, Count(9, 9)), Group("met", "DOPS", 2, Count(1, 0, 0)),
]  # fmt: skip


@given(st.dates(date(2001, 1, 1), date(2090, 12, 31)), st.integers(1, 12))
def test_quarters_follow_each_other_and_the_last_holds_the_day(day: date, many: int) -> None:
    found = quarters(day, many)
    assert len(found) == many and found[-1].begins <= day < found[-1].ends
    assert all(one.ends == other.begins for one, other in pairwise(found))
    assert all(80 < (it.ends - it.begins) / timedelta(days=1) < 93 for it in found)


def test_a_quarter_is_three_months_of_a_year() -> None:
    assert [(it.begins, it.ends) for it in quarters(date(2026, 12, 31), 4)] == [
        (date(2026, 1, 1), date(2026, 4, 1)), (date(2026, 4, 1), date(2026, 7, 1)),
        (date(2026, 7, 1), date(2026, 10, 1)), (date(2026, 10, 1), date(2027, 1, 1)),
    ]  # fmt: skip
    assert Quarter(2026, 3).code == "2026-3"


def test_of_one_indicator_all_is_added_and_nothing_of_another() -> None:
    assert total(GROUPS, "met") == Count(8, 3, 3) and total(GROUPS, "kept") == Count()
    assert by_quarter(GROUPS, "met", 4) == [Count(4, 2, 1), Count(), Count(4, 1, 2), Count()]
    regions = {"GM1": "VR1", "GM2": "VR1"}
    assert by_region(GROUPS, "met", regions) == {"VR1": Count(7, 3, 3), "": Count(1)}


def test_a_share_is_of_the_whole_rounded_with_halves_upwards_and_of_nothing_it_is_none() -> None:
    assert [Count(8, n).share for n in range(9)] == [0, 13, 25, 38, 50, 63, 75, 88, 100]
    assert Count(200, 1).share == 1 and Count(201, 1).share == 0 and Count().share is None
    assert (Count(9, 4, 3).rest, Count(3, 0, 3).rest) == (2, 0)
