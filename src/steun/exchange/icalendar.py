"""Promises as a calendar file (RFC 5545), for any agenda. Moments stand in it in UTC: no clock change moves them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

PRODUCER = "-//Steun//civil-military crisis cooperation//NL"
MEDIA_TYPE = "text/calendar; charset=utf-8"


@dataclass(frozen=True, slots=True)
class Appointment:
    """One promise in an agenda. `key` stays the same, so a newer file renews it; `number` grows with every change."""

    key: str
    starts: datetime
    ends: datetime
    title: str
    place: str
    text: str
    url: str
    number: int
    tentative: bool = False


def write(name: str, appointments: Iterable[Appointment], made_at: datetime) -> bytes:
    """The file: a calendar of this name."""
    from icalendar import Calendar, Event  # heavy, and seldom asked for

    calendar = Calendar()
    calendar.add("prodid", PRODUCER)
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", name)
    for it in appointments:
        event = Event()
        event.add("uid", f"{it.key}@steun")
        event.add("dtstamp", made_at.astimezone(UTC))
        event.add("dtstart", it.starts.astimezone(UTC))
        event.add("dtend", it.ends.astimezone(UTC))
        event.add("sequence", it.number)
        event.add("status", "TENTATIVE" if it.tentative else "CONFIRMED")
        event.add("class", "CONFIDENTIAL")
        for field, value in (("summary", it.title), ("location", it.place), ("description", it.text), ("url", it.url)):
            if value:
                event.add(field, value)
        calendar.add_component(event)
    return bytes(calendar.to_ical())
