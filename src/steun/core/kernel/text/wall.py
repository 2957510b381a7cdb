"""A moment as people in the Netherlands type it: `30-11-2026 14:30`, `3-12 8:00`, `14:30`, `morgen 8:00`, `nu`, `+2 u`.

Day before month, 24 hours, in every language of the interface. What has two readings (a stroke between the numbers, a
year of two digits) is not read. `static/steun/moments.js` writes the short forms out while one types, so that what is
read later is what was meant: `tests/browser/test_moments.py` compares the two.
"""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta

DAYS = {
    "vandaag": 0, "today": 0, "morgen": 1, "tomorrow": 1, "overmorgen": 2, "gisteren": -1, "yesterday": -1,
}  # fmt: skip
"""Words for a day, and how many days from today it is."""
UNITS = {"m": timedelta(minutes=1), "u": timedelta(hours=1), "h": timedelta(hours=1), "d": timedelta(days=1)}
"""By the first letter: minuten, uur, hours, dagen."""
NOW = ("nu", "now")
AHEAD = re.compile(r"\+ ?(?P<number>[0-9]{1,3}) ?(?P<unit>m|min|minuten|minutes|u|uur|h|hours?|d|dag|dagen|days?)")
WALL = re.compile(
    r"(?:(?P<word>[a-z]+) |(?P<day>[0-9]{1,2})[-.](?P<month>[0-9]{1,2})(?:[-.](?P<year>[0-9]{4}))? )?"
    r"(?P<hour>[0-9]{1,2})[:.](?P<minute>[0-9]{2})(?: ?(?:u|uur|h))?"
)
ISO = ("%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M")
"""As machines write it, and addresses of pages."""


def ahead(text: str) -> timedelta | None:
    """How far from now: `nu`, `+2 u`, `+ 30 min`, `+1 d`; None for anything else.

    >>> ahead("nu"), ahead("+2 u"), ahead("+90min"), ahead("14:30")
    (datetime.timedelta(0), datetime.timedelta(seconds=7200), datetime.timedelta(seconds=5400), None)
    """
    plain = folded(text)
    if plain in NOW:
        return timedelta()
    found = AHEAD.fullmatch(plain)
    return int(found["number"]) * UNITS[found["unit"][0]] if found else None


def wall_time(text: str, today: date) -> datetime | None:
    """What a wall shows, without a zone; None when it cannot be read.

    Without a day it is today; without a year the year in which the day is nearest.

    >>> at = date(2026, 12, 31)
    >>> [str(wall_time(text, at)) for text in ("14.30", "1-1 2:00", "morgen 8:00 uur", "30-11-2026 14:30")]
    ['2026-12-31 14:30:00', '2027-01-01 02:00:00', '2027-01-01 08:00:00', '2026-11-30 14:30:00']
    """
    plain = folded(text)
    for pattern in ISO:
        try:
            return datetime.strptime(plain.upper(), pattern)  # noqa: DTZ007  # a wall shows no zone
        except ValueError:
            continue
    found = WALL.fullmatch(plain)
    day = day_in(found.groupdict(), today) if found else None
    if found is None or day is None:
        return None
    try:
        return datetime.combine(day, time(int(found["hour"]), int(found["minute"])))
    except ValueError:
        return None


def day_in(parts: dict[str, str | None], today: date) -> date | None:
    """The day that was named; today when none was; None when there is no such day."""
    if word := parts["word"]:
        return today + timedelta(days=DAYS[word]) if word in DAYS else None
    day, month, year = (int(parts[name] or 0) for name in ("day", "month", "year"))
    if not month:
        return today if parts["month"] is None else None
    found = [
        it for at in ([year] if year else range(today.year - 1, today.year + 2)) if (it := calendar(at, month, day))
    ]
    return min(found, key=lambda it: abs(it - today), default=None)


def calendar(year: int, month: int, day: int) -> date | None:
    """The day, when the calendar has it."""
    try:
        return date(year, month, day)
    except ValueError:
        return None


def folded(text: str) -> str:
    """Without a difference between capitals and small letters, one space where there are more."""
    return " ".join(text.lower().split())
