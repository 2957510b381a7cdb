"""The rules of an absence: from noon for a day, of a unit of Defence."""

from datetime import datetime

from steun.core.know import absence as a
from steun.core.know.absence import AbsenceFacts
from tests.core.tables.samples import DAY, MINUTE, NOON
from tests.core.tables.truth import row, table

ENDS = NOON + DAY


def at(now: datetime | None, begins: datetime | None = NOON, ends: datetime | None = ENDS) -> AbsenceFacts:
    return AbsenceFacts("defence", "DEF-13LB", starts_at=begins, ends_at=ends, now=now)


def counted(capacity: int, away: int) -> AbsenceFacts:
    return AbsenceFacts("defence", "DEF-13LB", capacity=capacity, away=away)


TABLES = [
    table(
        a.stock_covers_it, "stock-covers-absences", "Steun",
        met=[row(counted(3, 3), stock=3, away=3)], unmet=[row(counted(3, 4), stock=3, away=4)],
    ),
    table(
        a.is_not_over, "absence-is-running", "Steun",
        met=[at(ENDS - MINUTE), at(None), at(ENDS, ends=None)], unmet=[at(ENDS), at(ENDS + MINUTE)],
    ),
    table(
        a.has_begun, "absence-has-begun", "Steun",
        met=[at(NOON + MINUTE)], unmet=[at(NOON), at(NOON - MINUTE), at(None), at(NOON + MINUTE, begins=None)],
    ),
    table(
        a.has_not_begun, "absence-lies-ahead", "Steun",
        met=[at(NOON), at(NOON - MINUTE)], unmet=[at(NOON + MINUTE), at(None), at(NOON, begins=None)],
    ),
]  # fmt: skip
