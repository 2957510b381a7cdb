"""Dutch local time, read and written in one place: every night on which the clocks change, to the microsecond."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from steun.core.kernel.errors import Malformed
from steun.web.agree.agreement.shape import ProposeIn
from steun.web.kernel import clock, moments
from steun.web.kernel.input.filling import filled
from steun.web.kernel.input.forms import Posted
from steun.web.kernel.input.shape import Day, Moment
from steun.web.kernel.input.typed import Typed
from steun.web.know.decree.shape import EnterIn


def change(year: int, month: int) -> datetime:
    """The moment at which the clocks change: 01:00 UTC on the last Sunday of March or October."""
    last = datetime(year, month, 31, 1, tzinfo=UTC)
    return last - timedelta(days=(last.weekday() + 1) % 7)


YEARS = range(2024, 2033)
NIGHTS = [change(year, month) for year in YEARS for month in (3, 10)]
nights = st.sampled_from(NIGHTS)
around = st.timedeltas(min_value=timedelta(hours=-3), max_value=timedelta(hours=3))
local_minutes = st.integers(min_value=0, max_value=5 * 60)


@given(nights, around)
def test_a_field_that_nobody_touched_gives_back_the_moment_it_showed(night, away):
    moment = night + away
    shown = Typed.of(moment)
    carried = {"at": shown.text, "at.was": moment.isoformat(), "at.turn": shown.turn}
    assert Typed.sent(carried, "at").read() == moment
    assert Typed.sent({"at": shown.text}, "at").read(stored=moment) == moment
    assert Typed.sent(carried, "at").read().tzinfo is UTC


@given(nights, local_minutes)
def test_what_is_typed_is_read_as_the_wall_shows_it_or_asked_back(night, minutes):
    begins = moments.wall(night).replace(hour=0, tzinfo=None)
    local = begins + timedelta(minutes=minutes)
    text = f"{local:%d-%m-%Y %H:%M}"
    in_the_hour = local.hour == 2
    if in_the_hour and night.month == 3:
        assert code(text) == "hour-is-skipped"
    elif in_the_hour:
        assert code(text) == "hour-comes-twice"
        first, second = (Typed(text, turn=turn).read() for turn in moments.TURNS)
        assert second - first == timedelta(hours=1)
        assert moments.text_of(first) == moments.text_of(second) == text
    else:
        assert moments.text_of(Typed(text).read()) == text


def code(text: str) -> str:
    with pytest.raises(ValueError) as refused:
        Typed(text).read()
    return str(refused.value)


@given(nights, st.integers(min_value=-180, max_value=180), st.integers(min_value=-180, max_value=180))
def test_between_two_that_are_read_lies_the_time_that_passes(night, one, other):
    found = [night + timedelta(minutes=minutes) for minutes in (one, other)]
    start, end = (Typed(moments.text_of(m), turn=moments.turn_of(m)).read() for m in found)
    assert end - start == timedelta(minutes=other - one)


@given(nights, st.integers(min_value=-14 * 60, max_value=14 * 60), around)
def test_a_machine_may_send_any_offset_and_means_the_same_moment(night, offset, away):
    moment = (night + away).replace(microsecond=0)
    zone = f"{'-' if offset < 0 else '+'}{abs(offset) // 60:02d}:{abs(offset) % 60:02d}"
    sent = (moment + timedelta(minutes=offset)).strftime("%Y-%m-%dT%H:%M:%S") + zone
    assert moments.parsed(sent) == moment
    assert Typed(sent).read() == moment


@pytest.mark.parametrize(
    ("sent", "expected"),
    [
        ("2027-01-01T00:00:00+16:00", "offset-out-of-range"),
        ("2027-01-01T00:00:00-23:59", "offset-out-of-range"),
        ("2027-01-01T00:00:00", "timezone-aware"),
        ("0001-01-01T00:00:00+00:00", "year-out-of-range"),
        ("9999-12-31T23:59:59-01:00", "year-out-of-range"),
        ("2027-01-01T00:00:00+25:00", "unreadable-moment"),
        ("2027-01-01T99:00:00Z", "unreadable-moment"),
        ("yesterday", "unreadable-moment"),
    ],
)
def test_what_no_clock_shows_is_refused_with_the_reason(sent, expected):
    with pytest.raises(ValueError) as refused:
        moments.parsed(sent)
    assert str(refused.value) == expected


@pytest.mark.parametrize("text", ["0001-01-01T00:00", "9999-12-31T23:59", "1066-10-14T09:00"])
def test_a_year_in_which_nobody_used_this_is_told_as_that(text):
    assert code(text) == "year-out-of-range"
    assert not Typed(text).comes_twice


@pytest.mark.parametrize(
    "sent",
    [1800000000, 1.8e9, "1800000000", "1.8e9", "18e8", "+1_8", "1800000000.", " 1800000000", "inf", "28-03-2027 10:00Z",
     "2027-03-28T10:00Z ", "\u0662027-03-28T10:00Z", True],
)  # fmt: skip
def test_a_machine_sends_a_moment_as_iso_8601_writes_it_and_no_number_of_any_spelling(sent):
    with pytest.raises(ValidationError):
        TypeAdapter(Moment).validate_python(sent)


@pytest.mark.parametrize("sent", ["9999-12-31", "0001-01-01", "2101-01-01", "1989-12-31", "86400", 86400, "2027-02-29"])
def test_a_day_lies_in_years_that_can_be_meant_and_is_no_number(sent):
    with pytest.raises(ValidationError):
        TypeAdapter(Day).validate_python(sent)
    assert TypeAdapter(Day).validate_python("2100-12-31").year == moments.LAST


@pytest.mark.parametrize("shape", [EnterIn, ProposeIn])
def test_a_form_takes_a_day_as_the_dutch_write_it(shape):
    """Where a browser has no field for days, people type it; what a machine sends stays ISO 8601."""
    with pytest.raises(Malformed) as refused:
        filled(shape, Posted({"starts_on": "1-12-2026", "ends_on": "31-2-2027"}))
    assert {fault.field for fault in refused.value.faults} & {"starts_on", "ends_on"} == {"ends_on"}
    with pytest.raises(ValidationError):
        TypeAdapter(Day).validate_python("1-12-2026")


@pytest.mark.parametrize(("text", "away"), [("nu", 0), ("+2 u", 120), ("+30 min", 30)])
def test_a_form_that_is_pressed_twice_says_the_same_moment_twice(monkeypatch, text, away):
    """Else the second press is another act under the same id, and refused."""
    at = datetime(2026, 11, 30, 2, 32, tzinfo=UTC)
    read = []
    for seconds in (27.8, 29.1):
        monkeypatch.setattr(clock, "now", lambda seconds=seconds: at + timedelta(seconds=seconds))
        read.append(Typed(text).read())
    assert read == [at + timedelta(minutes=away + 1)] * 2


def test_a_year_is_looked_at_where_the_moment_is_kept():
    with pytest.raises(ValueError, match="year-out-of-range"):
        moments.parsed("2100-12-31T23:59:59-14:00")


def test_the_second_of_two_is_not_meant_when_it_has_not_been():
    first, second = (Typed("2027-10-31T02:30", turn=turn).read() for turn in moments.TURNS)
    assert Typed("2027-10-31T02:30").read(until=first + timedelta(minutes=5)) == first
    with pytest.raises(ValueError, match="hour-comes-twice"):
        Typed("2027-10-31T02:30").read(until=second + timedelta(minutes=5))


def test_another_turn_or_another_minute_is_another_moment():
    first, second = (Typed("2027-10-31T02:30", turn=turn).read() for turn in moments.TURNS)
    assert Typed("2027-10-31T02:30", was=first, turn="second").read() == second
    assert Typed("2027-10-31T01:30", was=first, turn="first").read() == first - timedelta(hours=1)


def test_a_moment_tells_its_year_when_that_is_another_and_which_of_two_it_is():
    winter = datetime(2027, 10, 31, 1, 30, tzinfo=UTC)
    with translation.override("nl"):
        assert moments.short(winter, 2027) == "31 okt 02:30 (wintertijd)"
        assert moments.short(winter - timedelta(hours=1), 2027) == "31 okt 02:30 (zomertijd)"
        assert moments.short(datetime(2016, 12, 1, 9, tzinfo=UTC), 2026) == "1 dec 2016 10:00"
    with translation.override("en"):
        assert moments.short(datetime(2062, 12, 2, 9, tzinfo=UTC), 2026) == "2 Dec 2062 10:00"
        assert moments.short(datetime(2026, 12, 31, 23, 30, tzinfo=UTC), 2026) == "1 Jan 2027 00:30"


def test_days_begin_at_midnight_also_when_they_have_23_or_25_hours():
    start = datetime(2027, 3, 27, 12, tzinfo=UTC)
    found = list(moments.midnights(start, start + timedelta(days=3)))
    assert [m.isoformat() for m in found] == [
        "2027-03-27T23:00:00+00:00", "2027-03-28T22:00:00+00:00", "2027-03-29T22:00:00+00:00",
    ]  # fmt: skip
