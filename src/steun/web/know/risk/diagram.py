"""Likelihood against impact, as an SVG: each risk a number in its cell, and the same in a table.

Nothing is coloured as acceptable or not: no source that was read says where that border lies.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from steun.rules.knowing.risks import Class, risk_rules
from steun.web.kernel import words
from steun.web.know.risk.model import Risk, regions_of

CELL, HIGH, LEFT, TOP, FOOT = 120, 72, 130, 8, 64
"""Pixels: how wide and high a cell is, where cells begin, and below them for words."""
ROW, ROUND, STEP = 4, 13, 28
"""Numbers in a row of a cell, half the width of one, and between two."""
DARKEST = 0.3
"""How much of its colour the cell at the upper right has."""
MOST = 7
"""Numbers that a cell shows; of more the rest is a number."""


@dataclass(frozen=True, slots=True)
class Point:
    """One risk. `n`: its number in picture and table; x, y: of its number, None when the cell shows no more."""

    n: int
    risk: Risk
    impact: Class
    chance: Class
    x: int | None = None
    y: int | None = None

    @property
    def said(self) -> str:
        """The point in words, for who does not see it."""
        return (
            f"{self.n}. {self.risk.name}: {words.named(self.chance)}, {self.impact.code} ({words.named(self.impact)})"
        )


@dataclass(frozen=True, slots=True)
class Cell:
    x: int
    y: int
    tint: float  # darker to the upper right
    more: int  # risks that it has no room for


@dataclass(frozen=True, slots=True)
class Axis:
    """The words of one class, in lines."""

    at: int
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Diagram:
    points: tuple[Point, ...]
    cells: tuple[Cell, ...]
    impacts: tuple[Axis, ...]
    chances: tuple[Axis, ...]
    width: int
    height: int
    foot: int
    cell: int = CELL
    high: int = HIGH
    left: int = LEFT - 8
    round: int = ROUND


def diagram(risks: Iterable[Risk], interest: str = "") -> Diagram:
    """The picture of some risks, by the class of one interest, or by the largest of those that each hits. A risk whose
    class the rules do not have any more is left out."""
    rules = risk_rules()
    found: list[Point] = []
    for it in risks:
        impact = rules.impacts.get(it.hits.get(interest, "")) if interest else it.worst
        if impact and it.chance:
            found.append(Point(0, it, impact, it.chance))
    found.sort(key=lambda it: (-it.impact.rank, -it.chance.rank, it.risk.name, str(it.risk.pk)))
    tall = len(rules.impacts)
    points, cells = [], []
    for chance in rules.likelihoods.values():
        for impact in rules.impacts.values():
            x, y = LEFT + (chance.rank - 1) * CELL, TOP + (tall - impact.rank) * HIGH
            here = [(n, it) for n, it in enumerate(found, 1) if it.impact == impact and it.chance == chance]
            points += [placed(n, it, place, x, y) for place, (n, it) in enumerate(here)]
            tint = round(DARKEST * (impact.rank + chance.rank) / (tall + len(rules.likelihoods)), 3)
            cells.append(Cell(x, y, tint, max(0, len(here) - MOST)))
    foot = TOP + tall * HIGH
    return Diagram(
        tuple(sorted(points, key=lambda it: it.n)), tuple(cells),
        tuple(Axis(TOP + (tall - it.rank) * HIGH + HIGH // 2, spread(it)) for it in rules.impacts.values()),
        tuple(Axis(LEFT + (2 * it.rank - 1) * CELL // 2, lines(words.named(it))) for it in rules.likelihoods.values()),
        LEFT + len(rules.likelihoods) * CELL + TOP, foot + FOOT, foot,
    )  # fmt: skip


def placed(n: int, it: Point, place: int, x: int, y: int) -> Point:
    if place >= MOST:
        return Point(n, it.risk, it.impact, it.chance)
    down, along = divmod(place, ROW)
    return Point(n, it.risk, it.impact, it.chance, x + STEP // 2 + 4 + along * STEP, y + STEP // 2 + 6 + down * STEP)


def spread(it: Class) -> tuple[str, ...]:
    return lines(f"{it.code}: {words.named(it)}")


def lines(text: str, most: int = 16) -> tuple[str, ...]:
    """The text in lines of at most so many letters, as far as its words let it.

    >>> lines("enigszins waarschijnlijk")
    ('enigszins', 'waarschijnlijk')
    """
    found = [""]
    for each in text.split():
        fits = f"{found[-1]} {each}".strip()
        found = [*found[:-1], fits] if len(fits) <= most or not found[-1] else [*found, each]
    return tuple(found)


def touching(risks: Iterable[Risk], region: str) -> list[Risk]:
    """Those that can strike in this region: they name it or a place in it, or the whole country."""
    found: Sequence[Risk] = list(risks)
    by = regions_of(sorted({place for it in found for place in it.places}))
    return [it for it in found if not it.places or region in {by.get(place, "") for place in it.places}]
