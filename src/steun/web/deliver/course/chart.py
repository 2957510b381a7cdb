"""A line of people safe against time, as numbers for an SVG; a table with the same stands beside it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from steun.web.decide.promise.chart import Tick, marks

WIDE, HIGH, LEFT, TOP, RIGHT = 720, 240, 64, 12, 12
"""Points of the picture, and the room for numbers and edges."""


@dataclass(frozen=True, slots=True)
class Level:
    """A line across, with how many people it stands for."""

    y: int
    people: int


@dataclass(frozen=True, slots=True)
class Line:
    """line, area: points as SVG has them. goal: how high all would be; at: where the threat comes, or None."""

    line: str
    area: str
    ticks: tuple[Tick, ...]
    levels: tuple[Level, ...]
    goal: Level
    at: int | None
    wide: int = WIDE
    high: int = HIGH
    left: int = LEFT

    @property
    def floor(self) -> int:
        return self.high


def line_of(points: Sequence[tuple[datetime, int]], goal: int, threat: datetime | None = None) -> Line | None:
    """None when there is nothing to draw. Points in the order of time, at least two.

    >>> from datetime import UTC
    >>> t = lambda h: datetime(2026, 1, 1, h, tzinfo=UTC)
    >>> line_of([(t(0), 0), (t(4), 100)], 100).line
    '64,240 708,12'
    """
    if len(points) < 2 or goal < 1:
        return None
    start, end = points[0][0], points[-1][0]
    span = (end - start).total_seconds()
    if span <= 0:
        return None

    def x(moment: datetime) -> int:
        return LEFT + round((moment - start).total_seconds() / span * (WIDE - LEFT - RIGHT))

    def y(people: int) -> int:
        return HIGH - round(min(people, goal) / goal * (HIGH - TOP))

    drawn = [f"{x(moment)},{y(people)}" for moment, people in points]
    ticks = tuple(Tick(x(at), at, hour, day) for at, hour, day in marks(start, end))
    levels = tuple(Level(y(people), people) for people in (goal // 4, goal // 2, goal * 3 // 4) if people)
    at = x(threat) if threat and start <= threat <= end else None
    area = f"{x(start)},{HIGH} {' '.join(drawn)} {x(end)},{HIGH}"
    return Line(" ".join(drawn), area, ticks, levels, Level(y(goal), goal), at)
