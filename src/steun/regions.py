"""The map of set-up: the safety regions, grown from the points of their municipalities (`python -m steun.vendor`).

Cells of nearest points (Voronoi), merged per region and cut to the coast of npm's `world-atlas`; written as GeoJSON to
the git-ignored `static/vendor/`. It is generalised, and says so. `steun import regions FILE` brings official borders.
"""

from __future__ import annotations

from pathlib import Path

from steun.exchange.geo import geojson
from steun.exchange.geo.cells import grown
from steun.exchange.geo.shapes import Polygon, box
from steun.exchange.geo.topojson import country
from steun.rules.load import law

ATLAS = "world-atlas/countries-10m.json"
GENERALISED = Path(__file__).resolve().parent / "web" / "static" / "vendor" / "regions.geojson"
NETHERLANDS = "528"
"""ISO 3166-1, as the atlas names countries."""
SOURCE = "Natural Earth, CBS 2023"
ROOM = 0.5
"""Degrees around the outermost municipalities: the islands overseas lie outside."""


def generalised(atlas: str) -> geojson.Outlines:
    """The regions, from the text of the atlas."""
    points = {code: [(m[2], m[3]) for m in region.municipalities] for code, region in law().regions.items()}
    lon = [x for of_region in points.values() for x, _ in of_region]
    lat = [y for of_region in points.values() for _, y in of_region]
    frame = (min(lon) - ROOM, min(lat) - ROOM, max(lon) + ROOM, max(lat) + ROOM)
    land = [polygon for polygon in country(atlas, NETHERLANDS) if lies_in(polygon, frame)]
    return geojson.Outlines(grown(points, land), SOURCE, generalised=True)


def lies_in(polygon: Polygon, frame: tuple[float, float, float, float]) -> bool:
    west, south, east, north = box([polygon])
    return frame[0] <= west and frame[1] <= south and east <= frame[2] and north <= frame[3]


def make(packages: Path) -> None:
    """Write the map, from the atlas in a folder of npm's packages."""
    GENERALISED.parent.mkdir(parents=True, exist_ok=True)
    GENERALISED.write_text(geojson.write(generalised((packages / ATLAS).read_text("utf-8"))), "utf-8")
