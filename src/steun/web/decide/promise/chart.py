"""A step chart of what can be there by when, as numbers for an SVG: x in percent, y in pixels, attributes only."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice
from math import ceil

from steun.web.kernel import moments

HEIGHT = 96
"""Pixels of the picture above its axis."""
TICKS = (1, 2, 3, 4, 6, 8, 12, 24, 48, 96, 168)
"""Hours between the marks on the axis: the first that gives few enough for a phone."""
MOST_TICKS = 4


@dataclass(frozen=True, slots=True)
class Bar:
    """From one arrival to the next: how many can be there."""

    x: float
    width: float
    y: int
    height: int
    quantity: int


@dataclass(frozen=True, slots=True)
class Tick:
    """A mark on the axis of time. It names what changes: the hour, the day, or both."""

    x: float
    at: datetime
    hour: bool
    day: bool


@dataclass(frozen=True, slots=True)
class Chart:
    bars: tuple[Bar, ...]
    ticks: tuple[Tick, ...]
    required: int | None  # y of the line of what is required
    height: int = HEIGHT


def steps(
    profile: Sequence[tuple[datetime, int]], start: datetime, end: datetime, required: int | None = None
) -> Chart | None:
    """The chart of a profile between two moments; None when nothing can come in that time.

    >>> from datetime import UTC
    >>> t = lambda h: datetime(2026, 1, 1, h, tzinfo=UTC)
    >>> [(bar.x, bar.width, bar.quantity) for bar in steps([(t(0), 2), (t(5), 4)], t(0), t(10)).bars]
    [(0.0, 50.0, 2), (50.0, 50.0, 4)]
    """
    within = [(max(at, start), quantity) for at, quantity in profile if at < end]
    if not within:
        return None
    highest = max(within[-1][1], required or 0)

    def x(at: datetime) -> float:
        return round(100 * ((at - start) / (end - start)), 2)

    def y(quantity: int) -> int:
        return round(HEIGHT - quantity / highest * (HEIGHT - 8))

    borders = [*(x(at) for at, _ in within), 100.0]
    bars = tuple(
        Bar(left, round(right - left, 2), y(quantity), HEIGHT - y(quantity), quantity)
        for (_, quantity), left, right in zip(within, borders[:-1], borders[1:], strict=True)
    )
    ticks = tuple(Tick(x(at), at, hour, day) for at, hour, day in marks(start, end))
    return Chart(bars, ticks, y(required) if required else None)


def marks(start: datetime, end: datetime) -> Iterator[tuple[datetime, bool, bool]]:
    """A few whole hours or beginnings of days between two moments, and whether to name the hour, and the day.

    The day is named at its first mark as soon as there is more than one day.

    >>> from datetime import UTC
    >>> t = lambda d, h: datetime(2026, 1, d, h, tzinfo=UTC)
    >>> [(at.day, at.hour, hour, day) for at, hour, day in marks(t(5, 19), t(6, 1))]
    [(5, 20, True, True), (5, 22, True, False), (6, 0, True, True)]
    >>> [(at.day, at.hour, hour, day) for at, hour, day in marks(t(5, 9), t(15, 9))][:2]
    [(5, 23, False, True), (9, 23, False, True)]
    """
    hours = (end - start) / timedelta(hours=1)
    step = next((h for h in TICKS if hours / h <= MOST_TICKS), ceil(hours / MOST_TICKS / 24) * 24)
    if step >= 24:
        for at in islice(moments.midnights(start, end), 0, None, step // 24):
            yield at, False, True
        return
    first = start.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)
    found = [at for n in range(MOST_TICKS) if (at := first + n * timedelta(hours=step)) < end]
    days = [moments.day_of(at) for at in found]
    for at, day, before in zip(found, days, [None, *days], strict=False):
        yield at, True, day != before and len({moments.day_of(start), *days}) > 1
