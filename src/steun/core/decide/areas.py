"""Where help must be and where units are at home, as everybody may know it: a region, and an area of many homes.

The way between the two is counted from the farthest point of the one to the farthest of the other, so that an answer
is never sooner than can be, and the same wherever in its area a unit lies.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from math import floor

from steun.core.kernel.law import Region
from steun.core.kernel.units import Metres, distance, nearest

Point = tuple[float, float]
"""Longitude and latitude [degrees]."""

OUTSIDE = 50_000
"""Farther than this from every municipality [metres], a point lies outside the regions: overseas, abroad, at sea."""
CELL = 5
"""Outside the regions, places are distinguished in cells of so many degrees."""
FAR = 500_000
"""And distances in steps of so many metres."""


@dataclass(frozen=True, slots=True)
class Place:
    """A region, or a cell outside all regions. `points`: what may lie at its edge."""

    code: str
    points: tuple[Point, ...]
    within: bool = True


@dataclass
class Areas:
    """The regions, and their areas by `area`: region, province or command."""

    regions: Mapping[str, Region]
    area: str
    slack: Metres
    known: dict[tuple[str, str], Metres] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.towns = [(m[2], m[3], code) for code, r in self.regions.items() for m in r.municipalities]
        self.homes: dict[str, list[Point]] = {}
        for lon, lat, code in self.towns:
            self.homes.setdefault(self.area_of(code), []).append((lon, lat))

    def area_of(self, region: str) -> str:
        it = self.regions[region]
        return {"region": it.code, "province": it.province, "command": it.rmc}[self.area]

    def region(self, lon: float, lat: float) -> str:
        """The region of the nearest municipality; "" outside all regions."""
        found = nearest(lon, lat, self.towns, OUTSIDE)
        return found[2] if found else ""

    def place(self, lon: float, lat: float) -> Place:
        """Where help must be, by region."""
        code = self.region(lon, lat)
        return Place(code, tuple((x, y) for x, y, of in self.towns if of == code)) if code else cell(lon, lat)

    def home(self, lon: float, lat: float) -> Place:
        """Where a unit is at home, by area."""
        code = self.region(lon, lat)
        return Place(area := self.area_of(code), tuple(self.homes[area])) if code else cell(lon, lat)

    def apart(self, home: Place, place: Place) -> Metres:
        """The farthest that two points of these places can lie apart."""
        key = (home.code, place.code)
        if key not in self.known:
            most = max(distance(*a, *b) for a in home.points for b in place.points)
            inside = home.within and place.within
            self.known[key] = Metres(most + 2 * self.slack if inside else -(-most // FAR) * FAR)
        return self.known[key]


def cell(lon: float, lat: float) -> Place:
    """A place outside all regions: the corners of its cell."""
    west, south = floor(lon / CELL) * CELL, floor(lat / CELL) * CELL
    corners = tuple((float(west + x), float(south + y)) for x in (0, CELL) for y in (0, CELL))
    return Place(f"{west}:{south}", corners, within=False)
