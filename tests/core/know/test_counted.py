"""What counts for a need: not what was withdrawn, what nobody confirmed, or what is away in one of its months."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from steun.core.know.catalogue.counted import months, why_not
from steun.core.know.catalogue.listing import in_season

DAYS = st.dates(date(2026, 1, 1), date(2029, 12, 31))
MONTH = st.integers(1, 12)


@given(DAYS, st.integers(0, 500))
def test_the_months_of_a_stretch_are_those_of_its_days(begins: date, length: int) -> None:
    days = [begins + timedelta(days=n) for n in range(length + 1)]
    assert months(begins, days[-1]) == {day.month for day in days}


@given(DAYS, st.integers(0, 500), MONTH, MONTH)
def test_in_season_is_every_day_of_the_need(begins: date, length: int, first: int, last: int) -> None:
    ends = begins + timedelta(days=length)
    every = all(in_season((begins + timedelta(days=n)).month, first, last) for n in range(length + 1))
    said = why_not(begins, ends, withdrawn=False, stale=False, season_from=first, season_until=last)
    assert said == ("" if every else "out-of-season")


@given(DAYS, st.booleans(), st.booleans())
def test_what_was_withdrawn_is_said_first_and_what_is_there_all_year_has_no_season(
    day: date, withdrawn: bool, stale: bool
) -> None:
    said = why_not(day, day, withdrawn=withdrawn, stale=stale, season_from=None, season_until=None)
    assert said == ("withdrawn" if withdrawn else "not-confirmed" if stale else "")


def test_an_end_before_its_begin_is_the_month_of_the_begin() -> None:
    assert months(date(2027, 3, 1), date(2027, 1, 1)) == {3}
