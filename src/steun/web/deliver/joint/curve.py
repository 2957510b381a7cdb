"""The dial as a curve: to the right more hours of columns, up more people safe, and beside it the prices."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

WIDE, STEP = 360, 26
"""Units of the picture: it is as wide as a telephone, and grows with the positions."""
LEFT, RIGHT, TOP, BOTTOM = 12, 132, 58, 44
"""Where the curve lies: from LEFT to RIGHT, below the heads of the columns and above the axis."""


@dataclass(frozen=True, slots=True)
class TradeOff:
    """One position. people: safe by car by the chosen hour; all_safe: when the last one is, None = not in this time.
    hours: of columns, vehicle-hours from ready to there. without_way: vehicles of packets that find none."""

    wait: int
    people: int
    all_safe: datetime | None
    hours: int
    without_way: int


@dataclass(frozen=True, slots=True)
class Mark:
    """A position on the curve (x, y), and the line of its prices (row)."""

    at: TradeOff
    x: int
    y: int
    row: int


@dataclass(frozen=True, slots=True)
class Curve:
    """least, most: hours of columns at the ends of the axis."""

    marks: tuple[Mark, ...]
    floor: int
    least: int
    most: int
    wide: int = WIDE
    left: int = LEFT
    right: int = RIGHT
    top: int = TOP

    @property
    def high(self) -> int:
        return self.floor + BOTTOM

    @property
    def line(self) -> str:
        """As SVG has it.

        >>> curve_of([TradeOff(0, 10, None, 5, 0), TradeOff(60, 20, None, 9, 0)]).line
        '12,84 132,58'
        """
        return " ".join(f"{one.x},{one.y}" for one in self.marks)


def curve_of(rows: Sequence[TradeOff]) -> Curve | None:
    """None when there is nothing to choose between."""
    if len(rows) < 2:
        return None
    floor = TOP + STEP * (len(rows) - 1)
    hours = [row.hours for row in rows]
    return Curve(tuple(marks(rows, floor)), floor, min(hours), max(hours))


def marks(rows: Sequence[TradeOff], floor: int) -> Iterator[Mark]:
    """The lines of prices lie as the points do, the most people safe at the top, so that no two cross."""
    hours, people = [row.hours for row in rows], [row.people for row in rows]
    order = sorted(rows, key=lambda row: (-row.people, -row.hours, -row.wait))
    for row in rows:
        x = LEFT + round((RIGHT - LEFT) * share(row.hours, hours))
        y = floor - round((floor - TOP) * share(row.people, people))
        yield Mark(row, x, y, TOP + STEP * order.index(row))


def share(value: int, values: Sequence[int]) -> float:
    """Where it lies between the least and the most; in the middle when all are the same.

    >>> share(15, [10, 20]), share(7, [7, 7])
    (0.5, 0.5)
    """
    least, most = min(values), max(values)
    return (value - least) / (most - least) if most > least else 0.5
