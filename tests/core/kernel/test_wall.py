"""A moment as people type it: the Dutch way, in whole or in short, and never guessed."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from steun.core.kernel.text.wall import ahead, wall_time

TODAY = date(2026, 11, 30)


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("30-11-2026 14:30", "2026-11-30 14:30"),
        (" 1-2-2027  9.05 uur", "2027-02-01 09:05"),
        ("30.11.2026 14:30", "2026-11-30 14:30"),
        ("2026-11-30T14:30", "2026-11-30 14:30"),
        ("2026-11-30 14:30", "2026-11-30 14:30"),
        ("14:30", "2026-11-30 14:30"),
        ("0.05 u", "2026-11-30 00:05"),
        ("Morgen 8:00", "2026-12-01 08:00"),
        ("yesterday 23:10", "2026-11-29 23:10"),
        ("3-12 7:00", "2026-12-03 07:00"),
        ("2-1 7:00", "2027-01-02 07:00"),
        ("29-2-2028 7:00", "2028-02-29 07:00"),
    ],
)
def test_a_wall_time_is_read_day_before_month_and_in_24_hours(typed: str, read: str) -> None:
    assert f"{wall_time(typed, TODAY):%Y-%m-%d %H:%M}" == read


@pytest.mark.parametrize(
    "typed",
    ["", "soon", "30-11-2026", "30/11/2026 14:30", "30-11-26 14:30", "31-2-2026 10:00", "0-0 10:00", "24:00", "14:60",
     "14", "2:30 pm", "donderdag 10:00", "29-2-2027 7:00"],
)  # fmt: skip
def test_what_has_two_readings_or_none_is_not_read(typed: str) -> None:
    assert wall_time(typed, TODAY) is None and ahead(typed) is None


@pytest.mark.parametrize(
    ("typed", "minutes"),
    [("nu", 0), ("Now", 0), ("+2 u", 120), ("+2h", 120), ("+ 90 min", 90), ("+1 dag", 1440), ("+15m", 15)],
)
def test_now_and_so_long_from_now_are_read_in_both_languages(typed: str, minutes: int) -> None:
    assert ahead(typed) == timedelta(minutes=minutes)


@pytest.mark.parametrize("typed", ["+", "+2", "-2 u", "+2 weken", "+1000 u", "nu nu", "2 u"])
def test_what_is_not_said_plainly_is_no_time_from_now(typed: str) -> None:
    assert ahead(typed) is None
