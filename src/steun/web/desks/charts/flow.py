"""From need to capability, as bands for an SVG: each requirement one band, as full as what is promised for it.

Every band is equally high, because pieces of different capabilities do not add up: a million sandbags are not more need
than four helicopters. What is promised is said in figures beside it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

BAND, GAP, TOP = 28, 10, 4
"""Pixels: of a band, between two groups, above the first."""
LEFT, RIGHT, WIDTH = 120, 420, 720
"""Pixels: where the bands begin and end, and how wide the picture is; text stands at both sides."""


@dataclass(frozen=True, slots=True)
class Requirement:
    """What a request requires of a capability, and how many of it are promised. `need`, `means`: what groups them."""

    need: str
    means: str
    asked: int
    promised: int

    @property
    def short(self) -> int:
        return max(0, self.asked - self.promised)


@dataclass(frozen=True, slots=True)
class Label:
    """A text at a side, at the middle of its bands."""

    text: str
    y: int


@dataclass(frozen=True, slots=True)
class Band:
    """A band as two outlines: what is promised, and below it what is short; "" = nothing of it."""

    it: Requirement
    promised: str
    short: str


@dataclass(frozen=True, slots=True)
class Flow:
    bands: tuple[Band, ...]
    needs: tuple[Label, ...]
    means: tuple[Label, ...]
    height: int
    width: int = WIDTH
    left: int = LEFT - 8
    right: int = RIGHT + 8


def flow(rows: Sequence[Requirement]) -> Flow | None:
    """The picture of some requirements; None of none.

    >>> found = flow([Requirement("B-1", "boats", 4, 1), Requirement("B-2", "boats", 2, 2)])
    >>> [(label.text, label.y) for label in found.needs], [label.text for label in found.means]
    ([('B-1', 18), ('B-2', 56)], ['boats'])
    >>> [bool(band.short) for band in found.bands]
    [True, False]
    """
    if not rows:
        return None
    needs, left = stacked([it.need for it in rows])
    means, right = stacked([it.means for it in rows])
    bands = tuple(band(it, y1, y2) for it, y1, y2 in zip(rows, left, right, strict=True))
    return Flow(bands, needs, means, max(*left, *right) + BAND + TOP)


def stacked(names: Sequence[str]) -> tuple[tuple[Label, ...], list[int]]:
    """One below the other, what has the same name together: the labels, and the top of each band in the given order."""
    tops, labels, y = [0] * len(names), [], TOP
    for name in dict.fromkeys(names):
        first = y
        for place, other in enumerate(names):
            if other == name:
                tops[place], y = y, y + BAND
        labels.append(Label(name, (first + y) // 2))
        y += GAP
    return tuple(labels), tops


def band(it: Requirement, y1: int, y2: int) -> Band:
    full = BAND if it.asked == 0 else round(BAND * min(it.promised, it.asked) / it.asked)
    return Band(it, outline(y1, y2, 0, full), outline(y1, y2, full, BAND))


def outline(y1: int, y2: int, begins: int, ends: int) -> str:
    """The outline of a part of a band, from the left side to the right."""
    if begins >= ends:
        return ""
    middle = (LEFT + RIGHT) // 2
    there = f"M{LEFT},{y1 + begins} C{middle},{y1 + begins} {middle},{y2 + begins} {RIGHT},{y2 + begins}"
    back = f"L{RIGHT},{y2 + ends} C{middle},{y2 + ends} {middle},{y1 + ends} {LEFT},{y1 + ends} Z"
    return f"{there} {back}"
