"""A calendar file that any agenda reads back: the same moments, also in the nights of change, and every odd text."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar

from steun.exchange.icalendar import Appointment, write

MADE = datetime(2026, 11, 29, 12, tzinfo=UTC)
texts = st.text(st.characters(exclude_categories=["Cc", "Cs", "Zl", "Zp"]), max_size=200)
minutes = st.integers(min_value=0, max_value=20 * 365 * 24 * 60)


def read(content: bytes) -> list[object]:
    return list(Calendar.from_ical(content).walk("VEVENT"))


@given(minutes, st.integers(min_value=1, max_value=100_000), texts, texts)
def test_what_is_written_is_read_back(start, length, title, text):
    starts = datetime(2024, 1, 1, tzinfo=UTC) + timedelta(minutes=start)
    ends = starts + timedelta(minutes=length)
    [event] = read(write("Steun", [Appointment("k", starts, ends, title, "", text, "", 3)], MADE))
    assert (event["dtstart"].dt, event["dtend"].dt, int(event["sequence"])) == (starts, ends, 3)
    assert str(event.get("summary", "")) == title and str(event.get("description", "")) == text


def test_a_file_without_promises_is_a_file():
    assert read(write("Steun", [], MADE)) == []


def test_lines_are_short_and_end_as_the_format_wants():
    content = write("Steun", [Appointment("k", MADE, MADE, "é" * 300, "", "", "https://steun.example.org/x", 1)], MADE)
    assert all(len(line) <= 75 for line in content.split(b"\r\n"))
    assert b"20261129T120000Z" in content
