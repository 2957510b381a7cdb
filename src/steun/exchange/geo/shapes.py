"""Plane geometry of map shapes: rings and polygons in degrees, small enough that plain Python is quick.

A ring does not repeat its first point. The first ring of a polygon is its border, the others are its holes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import pairwise
from math import hypot

Point = tuple[float, float]
Ring = list[Point]
Polygon = list[Ring]
Shape = list[Polygon]
"""Parts that belong together: a region with its islands."""


def sides(ring: Ring) -> Iterator[tuple[Point, Point]]:
    """Each side of a ring, from point to point."""
    return pairwise([*ring, ring[0]])


def area(ring: Ring) -> float:
    """Square degrees: above zero when the inside lies on the left.

    >>> area([(0, 0), (2, 0), (2, 1), (0, 1)])
    2.0
    """
    return sum(ax * by - bx * ay for (ax, ay), (bx, by) in sides(ring)) / 2


def turned(polygon: Polygon) -> Polygon:
    """The same polygon with its inside on the left of every ring."""
    return [ring if (area(ring) > 0) == (n == 0) else ring[::-1] for n, ring in enumerate(polygon)]


def within(point: Point, rings: Iterable[Ring]) -> bool:
    """Does a point lie inside an odd number of these rings?

    >>> square, hole = [(0, 0), (4, 0), (4, 4), (0, 4)], [(1, 1), (2, 1), (2, 2), (1, 2)]
    >>> within((3, 3), [square, hole]), within((1.5, 1.5), [square, hole]), within((9, 9), [square, hole])
    (True, False, False)
    """
    x, y = point
    inside = False
    for ring in rings:
        for (ax, ay), (bx, by) in sides(ring):
            if (ay > y) != (by > y) and x < (bx - ax) * (y - ay) / (by - ay) + ax:
                inside = not inside
    return inside


def box(shape: Shape) -> tuple[float, float, float, float]:
    """West, south, east, north."""
    points = [p for polygon in shape for p in polygon[0]]
    return min(x for x, _ in points), min(y for _, y in points), max(x for x, _ in points), max(y for _, y in points)


def largest(shape: Shape) -> Polygon:
    return max(shape, key=lambda polygon: abs(area(polygon[0])))


def to_edge(point: Point, rings: Iterable[Ring]) -> float:
    """How far a point lies from the nearest side."""
    return min(from_side(point, a, b) for ring in rings for a, b in sides(ring))


def from_side(point: Point, a: Point, b: Point) -> float:
    (x, y), (ax, ay), (bx, by) = point, a, b
    dx, dy = bx - ax, by - ay
    length = dx * dx + dy * dy
    share = max(0.0, min(1.0, ((x - ax) * dx + (y - ay) * dy) / length)) if length else 0.0
    return hypot(x - ax - share * dx, y - ay - share * dy)


STEPS = 24


def middle(shape: Shape) -> Point:
    """Where a label fits best: of a grid over the largest part, the point that lies farthest from its sides.

    >>> middle([[[(0, 0), (4, 0), (4, 4), (0, 4)]]])
    (2.0, 2.0)
    """
    polygon = largest(shape)
    west, south, east, north = box([polygon])
    grid = [
        (west + (east - west) * i / STEPS, south + (north - south) * j / STEPS)
        for i in range(1, STEPS)
        for j in range(1, STEPS)
    ]
    inside = [p for p in grid if within(p, polygon)]
    return max(inside or grid, key=lambda p: to_edge(p, polygon))
