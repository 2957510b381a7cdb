"""Regions grown from points: every place on land belongs to the region of its nearest point (Voronoi cells, merged).

Borders between regions are the sides of cells whose neighbour belongs to another region; the coast is split where a
border meets it. What is left is linked to rings. Each crossing is computed once, so that neighbours share it exactly.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from math import cos, hypot, radians

from steun.exchange.geo.shapes import Point, Polygon, Ring, Shape, area, sides, turned, within

MIDDLE = 52.2
"""Latitude [degrees] at which a degree of longitude is measured."""
WIDE = cos(radians(MIDDLE))
FINE = 6
"""Decimals of a degree, a tenth of a metre: points that agree in these are one point."""
Segment = tuple[Point, Point]


def flat(point: Point) -> Point:
    """A point in a plane where both axes have one measure."""
    return point[0] * WIDE, point[1]


def place(point: Point) -> Point:
    """Back to degrees, rounded: the name of a point."""
    return round(point[0] / WIDE, FINE), round(point[1], FINE)


def grown(points: Mapping[str, Sequence[Point]], land: Iterable[Polygon]) -> dict[str, Shape]:
    """The shape of each region, from its points (degrees) and the land (polygons in degrees)."""
    towns = [(flat(p), code) for code, of_region in points.items() for p in of_region]
    coast = [[flat(p) for p in ring] for polygon in land for ring in turned(polygon)]
    borders = list(between(towns))
    on_coast: dict[tuple[int, int], list[tuple[float, Point]]] = defaultdict(list)
    edges: dict[str, list[Segment]] = defaultdict(list)
    for (a, b), left, right in borders:
        cuts = [(0.0, a), (1.0, b)]
        for r, ring in enumerate(coast):
            for s, (c, d) in enumerate(sides(ring)):
                if found := crossing(a, b, c, d):
                    here, there, point = found
                    cuts.append((here, point))
                    on_coast[r, s].append((there, point))
        for start, end in pieces(cuts):
            if within(half(start, end), coast):
                edges[left].append((start, end))
                edges[right].append((end, start))
    for r, ring in enumerate(coast):
        for s, (c, d) in enumerate(sides(ring)):
            for start, end in pieces([(0.0, c), (1.0, d), *on_coast[r, s]]):
                edges[nearest(half(start, end), towns)].append((start, end))
    return {code: polygons(linked(found)) for code, found in sorted(edges.items())}


def between(towns: Sequence[tuple[Point, str]]) -> Iterable[tuple[Segment, str, str]]:
    """Every side of a cell that is a border between two regions: with the regions on its left and right."""
    for n, (point, code) in enumerate(towns):
        for a, b, other in cell(point, towns):
            if other > n and towns[other][1] != code and place(a) != place(b):
                yield (a, b), code, towns[other][1]


FAR = 100.0


def cell(point: Point, towns: Sequence[tuple[Point, str]]) -> list[tuple[Point, Point, int]]:
    """The sides of the cell around a point, its inside on the left, each with the number of the town beyond it."""
    x, y = point
    corners = [(x - FAR, y - FAR), (x + FAR, y - FAR), (x + FAR, y + FAR), (x - FAR, y + FAR)]
    found = [(corners[n], corners[(n + 1) % 4], -1) for n in range(4)]
    order = sorted(range(len(towns)), key=lambda n: apart(point, towns[n][0]))
    for n in order:
        other = towns[n][0]
        if other == point:
            continue
        if apart(point, other) > 2 * max(apart(point, a) for a, _, _ in found):
            break
        found = cut(found, point, other, n)
    return found


def cut(found: list[tuple[Point, Point, int]], point: Point, other: Point, n: int) -> list[tuple[Point, Point, int]]:
    """What is left of a cell on the near side of the line half way to another point."""
    (px, py), (ox, oy) = point, other
    dx, dy = ox - px, oy - py
    limit = (ox * ox + oy * oy - px * px - py * py) / 2

    def beyond(p: Point) -> float:
        return p[0] * dx + p[1] * dy - limit

    kept: list[tuple[Point, Point, int]] = []
    opened: Point | None = None
    closed: Point | None = None
    for a, b, beside in found:
        out_a, out_b = beyond(a), beyond(b)
        if out_a <= 0 and out_b <= 0:
            kept.append((a, b, beside))
        elif out_a <= 0 < out_b:
            opened = along(a, b, out_a / (out_a - out_b))
            kept.append((a, opened, beside))
        elif out_b <= 0 < out_a:
            closed = along(a, b, out_a / (out_a - out_b))
            kept.append((closed, b, beside))
    if opened is not None and closed is not None:
        index = next(i for i, side in enumerate(kept) if side[1] == opened)
        kept.insert(index + 1, (opened, closed, n))
    return kept


def along(a: Point, b: Point, share: float) -> Point:
    return a[0] + (b[0] - a[0]) * share, a[1] + (b[1] - a[1]) * share


def half(a: Point, b: Point) -> Point:
    return (a[0] + b[0]) / 2, (a[1] + b[1]) / 2


def apart(a: Point, b: Point) -> float:
    return hypot(a[0] - b[0], a[1] - b[1])


def nearest(point: Point, towns: Sequence[tuple[Point, str]]) -> str:
    return min(towns, key=lambda town: apart(point, town[0]))[1]


def crossing(a: Point, b: Point, c: Point, d: Point) -> tuple[float, float, Point] | None:
    """Where two segments cross: the share of each, and the point."""
    if max(a[0], b[0]) < min(c[0], d[0]) or max(c[0], d[0]) < min(a[0], b[0]):
        return None
    rx, ry, sx, sy = b[0] - a[0], b[1] - a[1], d[0] - c[0], d[1] - c[1]
    across = rx * sy - ry * sx
    if not across:
        return None
    here = ((c[0] - a[0]) * sy - (c[1] - a[1]) * sx) / across
    there = ((c[0] - a[0]) * ry - (c[1] - a[1]) * rx) / across
    if not (0 < here < 1 and 0 <= there < 1):
        return None
    return here, there, along(a, b, here)


def pieces(cuts: Iterable[tuple[float, Point]]) -> Iterable[Segment]:
    """The segments between cuts, in order."""
    points = [p for _, p in sorted(cuts)]
    return [(a, b) for a, b in pairwise(points) if place(a) != place(b)]


def linked(edges: Iterable[Segment]) -> list[Ring]:
    """Directed edges, end to start, as closed rings in degrees."""
    following: dict[Point, list[Point]] = defaultdict(list)
    for a, b in edges:
        following[place(a)].append(place(b))
    rings = []
    while following:
        start = next(iter(following))
        ring, at = [start], start
        while at in following:
            ends = following[at]
            at = ends.pop()
            if not ends:
                del following[ring[-1]]
            if at == start:
                break
            ring.append(at)
        if len(ring) > 2:
            rings.append(ring)
    return rings


def polygons(rings: list[Ring]) -> Shape:
    """Rings sorted into borders and the holes within them, the largest part first."""
    borders = sorted((r for r in rings if area(r) > 0), key=area, reverse=True)
    found = [[ring] for ring in borders]
    for hole in (r for r in rings if area(r) < 0):
        around = next((p for p in found if within(hole[0], [p[0]])), None)
        if around is not None:
            around.append(hole)
    return found
