"""The map under the picture: regions as paths in the units of the drawing, from official borders or, without those,
from the generalised ones that set-up makes (`steun.regions`). Without either there is no map; the table beside it has
the same facts."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from math import cos, hypot, radians
from pathlib import Path

from django.conf import settings

from steun.exchange.geo import geojson
from steun.exchange.geo.shapes import Point, Polygon, Ring, area, box, to_edge, within
from steun.regions import GENERALISED
from steun.rules.load import law

WIDTH = 400.0
MARGIN = 6.0
COARSE = 0.35
"""Units of the drawing: a point nearer to the last one than this is not drawn."""
SPOTS = 16
"""Places for the label of a region, the best first."""
STEPS = 14


def number_of(code: str) -> str:
    """Regions are known by their number."""
    return code.removeprefix("VR").lstrip("0")


@dataclass(frozen=True, slots=True)
class Land:
    """A region: its path, and where its label may stand."""

    code: str
    path: str
    spots: tuple[Point, ...]

    @property
    def label(self) -> str:
        return number_of(self.code)


@dataclass(frozen=True, slots=True)
class Map:
    """All regions on one sheet, of `WIDTH` by `height` units; `generalised`: drawn roughly, as the page must say."""

    lands: tuple[Land, ...]
    height: float
    source: str
    generalised: bool
    west: float
    north: float
    scale: float
    squeeze: float

    def xy(self, point: Point) -> Point:
        """A point in degrees, on the sheet."""
        return (
            round((point[0] - self.west) * self.squeeze * self.scale + MARGIN, 1),
            round((self.north - point[1]) * self.scale + MARGIN, 1),
        )

    def holds(self, at: Point) -> bool:
        """Does a point of the sheet lie on it? What is overseas does not."""
        return 0 <= at[0] <= WIDTH and 0 <= at[1] <= self.height


def file_of_map() -> Path:
    """The file with the borders that are shown: the official ones when somebody imported them."""
    official = Path(settings.REGIONS)
    return official if official.is_file() else GENERALISED


def current() -> Map | None:
    """The map; None when nobody set it up."""
    path = file_of_map()
    return loaded(path, path.stat().st_mtime_ns) if path.is_file() else None


@lru_cache(maxsize=2)
def loaded(path: Path, changed: int) -> Map:
    """The map of a file. `changed`: its last change, so that a newer one is read."""
    return drawn(geojson.read(path.read_text("utf-8"), law().regions))


def drawn(outlines: geojson.Outlines) -> Map:
    """Regions on the sheet: as wide as the country, a degree of longitude as long as it is in its middle."""
    west, south, east, north = box([polygon for shape in outlines.shapes.values() for polygon in shape])
    squeeze = cos(radians((south + north) / 2))
    scale = (WIDTH - 2 * MARGIN) / ((east - west) * squeeze)
    height = round((north - south) * scale + 2 * MARGIN, 1)
    sheet = Map((), height, outlines.source, outlines.generalised, west, north, scale, squeeze)
    lands = []
    for code, shape in sorted(outlines.shapes.items()):
        parts = [[[sheet.xy(p) for p in ring] for ring in polygon] for polygon in shape]
        lands.append(Land(code, path_of(parts), spots_of(parts, sheet.xy(outlines.middles[code]))))
    return Map(tuple(lands), height, sheet.source, sheet.generalised, west, north, scale, squeeze)


def path_of(parts: Iterable[Polygon]) -> str:
    """The `d` of an SVG path."""
    rings = [thinned(ring) for polygon in parts for ring in polygon]
    return "".join("M" + "L".join(f"{x:g} {y:g}" for x, y in ring) + "Z" for ring in rings if len(ring) > 2)


def thinned(ring: Ring) -> Ring:
    """Without points that nobody would see."""
    kept = ring[:1]
    for point in ring[1:]:
        if hypot(point[0] - kept[-1][0], point[1] - kept[-1][1]) >= COARSE:
            kept.append(point)
    return kept


def spots_of(parts: list[Polygon], middle: Point) -> tuple[Point, ...]:
    """Where a label may stand: the middle, then what lies farthest from the border of the largest part."""
    polygon = max(parts, key=lambda it: abs(area(it[0])))
    polygon = [thinned(ring) for ring in polygon]
    west, north, east, south = box([polygon])
    grid = [
        (round(west + (east - west) * i / STEPS, 1), round(north + (south - north) * j / STEPS, 1))
        for i in range(1, STEPS)
        for j in range(1, STEPS)
    ]
    inside = sorted((p for p in grid if within(p, polygon)), key=lambda p: -to_edge(p, polygon))
    return (middle, *inside[:SPOTS])
