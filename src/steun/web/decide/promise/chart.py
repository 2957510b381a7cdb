"""A step chart of what can be there by when, as numbers for an SVG: x in percent, y in pixels, attributes only."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

HEIGHT = 96
"""Pixels of the picture above its axis."""
TICKS = (1, 2, 3, 4, 6, 8, 12, 24, 48, 96, 168)
"""Hours between the marks on the axis: the first that gives at most six."""
MOST_TICKS = 6


@dataclass(frozen=True, slots=True)
class Bar:
    """From one arrival to the next: how many can be there."""

    x: float
    width: float
    y: int
    height: int
    quantity: int


@dataclass(frozen=True, slots=True)
class Chart:
    bars: tuple[Bar, ...]
    ticks: tuple[tuple[float, datetime], ...]
    wished: int | None  # y of the line of what is wished
    height: int = HEIGHT


def steps(
    profile: Sequence[tuple[datetime, int]], start: datetime, end: datetime, wished: int | None = None
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
    highest = max(within[-1][1], wished or 0)

    def x(at: datetime) -> float:
        return round(100 * ((at - start) / (end - start)), 2)

    def y(quantity: int) -> int:
        return round(HEIGHT - quantity / highest * (HEIGHT - 8))

    borders = [*(x(at) for at, _ in within), 100.0]
    bars = tuple(
        Bar(left, round(right - left, 2), y(quantity), HEIGHT - y(quantity), quantity)
        for (_, quantity), left, right in zip(within, borders[:-1], borders[1:], strict=True)
    )
    return Chart(bars, tuple((x(at), at) for at in hours(start, end)), y(wished) if wished else None)


def hours(start: datetime, end: datetime) -> list[datetime]:
    """Whole hours between two moments, a few."""
    step = next((h for h in TICKS if (end - start) / timedelta(hours=h) <= MOST_TICKS), TICKS[-1])
    first = start.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)
    return [at for n in range(MOST_TICKS) if (at := first + n * timedelta(hours=step)) < end]
