"""Does a capability count for what is available to promise, for a need from one day until another; and if not, why."""

from __future__ import annotations

from datetime import date

from steun.core.know.catalogue.listing import in_season

WITHDRAWN, NOT_CONFIRMED, OUT_OF_SEASON = "withdrawn", "not-confirmed", "out-of-season"
MONTHS = 12


def why_not(
    begins: date, ends: date, *, withdrawn: bool, stale: bool, season_from: int | None, season_until: int | None
) -> str:
    """The code of the reason; "" when it counts. `stale`: nobody confirmed it in time, and policy lets that drop out.

    A capability of some months must be in season in every month of the need: what goes half-way through is no help.

    >>> summer = {"withdrawn": False, "stale": False, "season_from": 4, "season_until": 10}
    >>> why_not(date(2027, 7, 1), date(2027, 7, 9), **summer), why_not(date(2027, 10, 30), date(2027, 11, 2), **summer)
    ('', 'out-of-season')
    """
    if withdrawn:
        return WITHDRAWN
    if stale:
        return NOT_CONFIRMED
    whole = all(in_season(month, season_from, season_until) for month in months(begins, ends))
    return "" if whole else OUT_OF_SEASON


def months(begins: date, ends: date) -> set[int]:
    """The months that a stretch of days touches.

    >>> sorted(months(date(2026, 12, 30), date(2027, 2, 1)))
    [1, 2, 12]
    """
    count = (ends.year - begins.year) * MONTHS + ends.month - begins.month + 1
    return {(begins.month - 1 + n) % MONTHS + 1 for n in range(max(1, min(count, MONTHS)))}
