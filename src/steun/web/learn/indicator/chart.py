"""Counts as bars of equal height for an SVG: what is so, what is not, and what nobody knows, in that order upwards."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from steun.core.learn.indicator import Count

BAR, GAP, HEIGHT, LEFT, FOOT = 40, 24, 120, 8, 24
"""Pixels: of a bar, between two, of a whole one, before the first, below for the words."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a bar. `kind`: part, rest, unknown."""

    kind: str
    y: int
    height: int


@dataclass(frozen=True, slots=True)
class Bar:
    label: str
    share: str
    count: Count
    x: int
    pieces: tuple[Piece, ...]

    @property
    def middle(self) -> int:
        return self.x + BAR // 2


@dataclass(frozen=True, slots=True)
class Chart:
    bars: tuple[Bar, ...]
    width: int
    height: int = HEIGHT + 2 * FOOT
    words: int = HEIGHT + FOOT + FOOT // 2
    bar: int = BAR
    top: int = FOOT // 2


def chart(rows: Sequence[tuple[str, Count]]) -> Chart | None:
    """The picture of some counts with their labels; None when nothing was counted.

    >>> found = chart([("2026-1", Count(4, 2, 1)), ("2026-2", Count())])
    >>> [(piece.kind, piece.y, piece.height) for piece in found.bars[0].pieces]
    [('part', 84, 60), ('rest', 54, 30), ('unknown', 24, 30)]
    >>> found.bars[1].pieces, chart([("2026-1", Count())])
    ((), None)
    """
    if not any(count.whole for _, count in rows):
        return None
    bars = tuple(bar(label, count, n) for n, (label, count) in enumerate(rows))
    return Chart(bars, 2 * LEFT + len(bars) * (BAR + GAP))


def bar(label: str, count: Count, n: int) -> Bar:
    pieces, below = [], 0
    for kind in ("part", "rest", "unknown"):
        above = below + getattr(count, kind)
        first, last = (HEIGHT * edge // max(count.whole, 1) for edge in (below, above))
        if last > first:
            pieces.append(Piece(kind, FOOT + HEIGHT - last, last - first))
        below = above
    share = "" if count.share is None else f"{count.share} %"
    return Bar(label, share, count, LEFT + GAP // 2 + n * (BAR + GAP), tuple(pieces))
