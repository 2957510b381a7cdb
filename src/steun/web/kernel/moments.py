"""Moments: the one reader and the one writer of Dutch local time. Inside Steun every moment is in UTC.

A Dutch wall shows two hours a year that are no good names: from 02:00 to 03:00 in the night that spring skips there is
no such time, and in the night of autumn it comes twice. So nothing is ever added to, or compared as, a wall time; what
people type is turned into UTC here, and what they see is made from UTC here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from django.utils.formats import date_format
from django.utils.translation import get_language, pgettext

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
ENDLESS = datetime(9999, 12, 31, tzinfo=UTC)
"""When something is needed, or due, of which nobody said when: after all the rest."""
FIRST, LAST = 1990, 2100
"""Years in which this system can have been used."""
FARTHEST = timedelta(hours=14)
"""No clock on earth differs more from UTC; what does is a mistake, and databases refuse it."""
CLOCKS_DIFFER = timedelta(minutes=2)
"""So far ahead may the clock of a sender run; what it reports as happening now counts as now."""
ISO = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}([Tt ].*)?")
"""How a moment begins that a machine sends: no bare number, and no other order of day, month and year."""
ISO_DAY = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")
DUTCH_DAY = re.compile(r"([0-9]{1,2})-([0-9]{1,2})-([0-9]{4})")
TURNS = ("first", "second")
"""Of the hour that comes twice: before and after the clocks go back."""


def utc(moment: datetime) -> datetime:
    """An aware moment in UTC. Raises `ValueError` with the code of what is wrong with it."""
    away = moment.utcoffset()
    if away is None:
        raise ValueError("timezone-aware")
    if abs(away) > FARTHEST:
        raise ValueError("offset-out-of-range")
    if not FIRST <= moment.year <= LAST or not FIRST <= (found := moment.astimezone(UTC)).year <= LAST:
        raise ValueError("year-out-of-range")
    return found


def machine(moment: datetime) -> str:
    """A moment as machines read it: in UTC and whole, so that it comes back as the same moment.

    >>> machine(datetime(2027, 1, 5, 10, 15, 42, 123456, UTC)), machine(datetime(2027, 1, 5, tzinfo=AMSTERDAM))
    ('2027-01-05T10:15:42.123456Z', '2027-01-04T23:00:00Z')
    """
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")


def written(value: object) -> object:
    """What a machine sends for a moment, if it is a text. A bare number could be seconds, milliseconds or a year.

    Raises `ValueError` with the code of what is wrong.
    """
    if isinstance(value, int | float) or (isinstance(value, str) and not ISO.fullmatch(value)):
        raise ValueError("datetime-type")
    return value


def parsed(text: str) -> datetime:
    """A moment as machines write it, with its offset, in UTC. Raises `ValueError` with the code of what is wrong."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise ValueError("unreadable-moment") from None
    return utc(moment)


def past(moment: datetime, now: datetime) -> datetime:
    """Something that happened: not after now. A clock that runs a little ahead means now.

    Raises `ValueError` with the code.
    """
    if moment > now + CLOCKS_DIFFER:
        raise ValueError("lies-ahead")
    return min(moment, now)


def typed_day(text: str) -> str:
    """A day in digits as the Dutch write it, as ISO 8601 does; any other text as it is.

    >>> typed_day("1-12-2026"), typed_day(" 01-12-2026"), typed_day("2026-12-01"), typed_day("12/1/2026")
    ('2026-12-01', '2026-12-01', '2026-12-01', '12/1/2026')
    """
    found = DUTCH_DAY.fullmatch(text.strip())
    return f"{found[3]}-{int(found[2]):02d}-{int(found[1]):02d}" if found else text.strip()


def day_field(day: date | str | None) -> str:
    """A day as a field shows it; a text that is none stays as it was typed.

    >>> day_field("2026-12-01"), day_field("1-12-2026"), day_field("tomorrow"), day_field(None)
    ('01-12-2026', '1-12-2026', 'tomorrow', '')
    """
    text = day.isoformat() if isinstance(day, date) else day or ""
    found = ISO_DAY.fullmatch(text)
    return f"{found[3]}-{found[2]}-{found[1]}" if found else text


def wall(moment: datetime) -> datetime:
    """What a Dutch wall shows: to be looked at, never to be counted with."""
    return moment.astimezone(AMSTERDAM)


def day_of(moment: datetime) -> date:
    """The day in the Netherlands."""
    return wall(moment).date()


def midnight(day: date) -> datetime:
    """When a day begins in the Netherlands. The clocks never change at midnight there."""
    return datetime.combine(day, time(), AMSTERDAM).astimezone(UTC)


def midnights(start: datetime, end: datetime) -> Iterator[datetime]:
    """Every beginning of a Dutch day after `start` and before `end`."""
    day = day_of(start) + timedelta(days=1)
    while (begins := midnight(day)) < end:
        yield begins
        day += timedelta(days=1)


def possible(local: datetime) -> list[datetime]:
    """The moments at which a Dutch wall shows this: one; none in spring's skipped hour; two in autumn's double hour.

    >>> [len(possible(datetime(2027, *day, 2, 30))) for day in ((3, 27), (3, 28), (10, 31))]
    [1, 0, 2]
    """
    found = {local.replace(tzinfo=AMSTERDAM, fold=fold).astimezone(UTC) for fold in (0, 1)}
    return sorted(moment for moment in found if wall(moment).replace(tzinfo=None) == local)


def text_of(moment: datetime | None) -> str:
    """A moment as the field of a form shows it: Dutch time, to the minute, always with its year."""
    return f"{wall(moment):%d-%m-%Y %H:%M}" if moment else ""


def turn_of(moment: datetime) -> str:
    """Which of the two it is, in the hour that comes twice; else nothing."""
    local = wall(moment)
    twice = local.replace(fold=0).utcoffset() != local.replace(fold=1).utcoffset()
    return TURNS[local.fold] if twice else ""


def formatted(moment: datetime, form: str, *, turn: bool = True) -> str:
    """A moment as people read it, in a format of the language; in the double hour it says which of the two."""
    return written_out(moment, form, turn, get_language())


@lru_cache(8_192)
def written_out(moment: datetime, form: str, turn: bool, language: str | None) -> str:
    """The same in the language of this thread, which `language` names: pages show the same moments again and again."""
    which = turn_of(moment) if turn else ""
    return date_format(wall(moment), form) + (f" ({pgettext('turn', which)})" if which else "")


def short(moment: datetime, this_year: int) -> str:
    """Day and time, and the year when it is another one than this."""
    return formatted(moment, "SHORT_DATETIME_FORMAT" if wall(moment).year == this_year else "YEAR_DATETIME_FORMAT")


def short_day(moment: datetime, this_year: int) -> str:
    """The day, and the year when it is another one than this."""
    return formatted(moment, "SHORT_DAY_FORMAT" if wall(moment).year == this_year else "DATE_FORMAT", turn=False)
