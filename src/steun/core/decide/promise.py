"""How many pieces of a unit stay free over a window, given everything that occupies it already."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from steun.core.kernel.units import Minutes


@dataclass(frozen=True, slots=True)
class Span:
    """Pieces occupied in a half-open window [start, end)."""

    start: datetime
    end: datetime
    quantity: int


@dataclass(frozen=True, slots=True)
class Source:
    """A unit as seen by a promise: what it could send, and what already occupies it."""

    unit: str
    offered: int
    capacity: int
    divisible: bool
    notice: Minutes
    travel: Minutes
    rest: Minutes
    spans: tuple[Span, ...]


def peak(spans: Iterable[Span], start: datetime, end: datetime) -> int:
    """The most pieces occupied at any moment of [start, end).

    >>> from datetime import UTC
    >>> t = lambda h: datetime(2026, 1, 1, h, tzinfo=UTC)
    >>> peak([Span(t(1), t(3), 2), Span(t(2), t(4), 3), Span(t(4), t(5), 9)], t(0), t(4))
    5
    """
    known = list(spans)
    moments = {max(s.start, start) for s in known if s.start < end}
    return max((sum(s.quantity for s in known if s.start <= m < s.end) for m in moments), default=0)


def free(source: Source, start: datetime, end: datetime) -> int:
    """Pieces that stay free over the whole window: all or nothing when the unit is indivisible."""
    left = min(source.offered, source.capacity - peak(source.spans, start, end))
    if not source.divisible:
        return source.capacity if left >= source.capacity else 0
    return max(0, left)


def window(source: Source, arrives: datetime, ends: datetime) -> tuple[datetime, datetime]:
    """When the unit is away from home for a job [arrives, ends): travel both ways, and recovery.

    Notice does not occupy.
    """
    travel = timedelta(minutes=source.travel)
    return arrives - travel, ends + travel + timedelta(minutes=source.rest)
