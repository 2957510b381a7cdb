"""Sites that support a column: port terrain, convoy support centre, base, rest area, and what each can take.

Each value says by whom, as of when, and how it is known. What nobody stated is unknown: it is asked, never taken as
fine, nor as nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, time

KINDS = ("port-terrain", "support-centre", "base", "rest-area")
COUNTED = ("places", "beds", "fuel_m3", "guards")
"""Vehicles that can stand, people that can sleep, cubic metres of fuel, people that guard it at a time."""
OPEN, USED = "open", "used"
"""When it is open each day, such as 06:00-22:00; and for what it was used before."""
VALUES = (*COUNTED, OPEN, USED)
WINDOW = re.compile(r"([01]\d|2[0-3]):([0-5]\d)-(?:([01]\d|2[0-3]):([0-5]\d)|24:00)")
MINUTES = 60


@dataclass(frozen=True, slots=True)
class SiteValue:
    """One value of a site, as a row of a file has it; `what` "" only says that the site is there."""

    site: str
    name: str
    kind: str
    node: str
    owner: str = ""  # "" = nobody knows
    what: str = ""
    value: str = ""
    source: str = ""
    said_on: date | None = None
    evidence: str = ""

    @property
    def code(self) -> str:
        return f"{self.site} {self.what}".strip()


@dataclass(frozen=True, slots=True)
class SupportSite:
    """A site at a node of the register, with what is known of it."""

    code: str
    name: str
    kind: str
    node: str
    owner: str
    values: Mapping[str, SiteValue] = field(default_factory=dict)

    def number(self, what: str) -> int | None:
        """None = nobody stated it."""
        found = self.values.get(what)
        return int(found.value) if found else None

    def is_open(self, first: time, last: time, *, whole_days: bool) -> bool | None:
        """From a time of the day to another, on the same day; whole_days: a day or more lies between, so it must be
        open all day. None = nobody stated when it is."""
        found = self.values.get(OPEN)
        return None if found is None else within(found.value, first, last, whole_days=whole_days)


def sites(rows: Iterable[SiteValue]) -> dict[str, SupportSite]:
    """By code; the last row of a site names it."""
    values: dict[str, dict[str, SiteValue]] = {}
    named: dict[str, SiteValue] = {}
    for it in rows:
        named[it.site] = it
        known = values.setdefault(it.site, {})
        if it.what:
            known[it.what] = it
    return {
        code: SupportSite(code, it.name, it.kind, it.node, it.owner, values[code]) for code, it in named.items()
    }  # fmt: skip


def minutes_of(window: str) -> tuple[int, int] | None:
    """From which minute of the day to which; None = it is no window. Over midnight it ends the next day.

    >>> minutes_of("06:00-22:30"), minutes_of("22:00-06:00"), minutes_of("soon")
    ((360, 1350), (1320, 1800), None)
    """
    found = WINDOW.fullmatch(window)
    if found is None:
        return None
    start = int(found[1]) * MINUTES + int(found[2])
    end = 24 * MINUTES if found[3] is None else int(found[3]) * MINUTES + int(found[4])
    return start, end if end > start else end + 24 * MINUTES


def within(window: str, first: time, last: time, *, whole_days: bool) -> bool:
    """Is all of it open?

    >>> [within("06:00-22:00", time(hour), time(9), whole_days=False) for hour in (7, 23)]
    [True, False]
    """
    known = minutes_of(window)
    if known is None:
        return False
    start, end = known
    if end - start >= 24 * MINUTES:
        return True
    begins, ends = first.hour * MINUTES + first.minute, last.hour * MINUTES + last.minute
    ends += 24 * MINUTES if ends < begins else 0
    if whole_days:
        return False
    return any(start <= at and at + ends - begins <= end for at in (begins, begins + 24 * MINUTES))


def enough(there: int | None, needed: int) -> bool | None:
    """None = nobody stated how much there is, and something is needed."""
    return True if not needed else None if there is None else there >= needed
