"""Regions as a GeoJSON file (RFC 7946), out and in. What comes in is checked as a whole, and every fault is told."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from steun.core.kernel.errors import Fault, Malformed
from steun.exchange.geo.shapes import Point, Polygon, Ring, Shape, area, middle

MEDIA_TYPE = "application/geo+json"
CODES = ("code", "statcode", "vrcode", "veiligheidsregiocode")
"""Names of the property that holds the code of a region, ours first, then as CBS and others call it."""
DECIMALS = 5
"""Of a degree: a metre."""


@dataclass(frozen=True, slots=True)
class Outlines:
    """The shapes of regions by their code. `source`: whose they are, as a map says; `generalised`: drawn roughly."""

    shapes: Mapping[str, Shape]
    source: str
    generalised: bool
    middles: Mapping[str, Point] = field(default_factory=dict)


def official(outlines: Outlines) -> Outlines:
    """The same, as borders that somebody answers for."""
    return replace(outlines, generalised=False)


def write(outlines: Outlines) -> str:
    """The file. The middle of a region is where its label goes."""
    features = [
        {
            "type": "Feature",
            "id": code,
            "properties": {"code": code, "middle": rounded(outlines.middles.get(code) or middle(shape))},
            "geometry": {
                "type": "MultiPolygon",
                "coordinates": [
                    [[rounded(p) for p in (*ring, ring[0])] for ring in polygon if len(ring) > 2] for polygon in shape
                ],
            },
        }
        for code, shape in sorted(outlines.shapes.items())
    ]
    whole = {
        "type": "FeatureCollection",
        "source": outlines.source,
        "generalised": outlines.generalised,
        "features": features,
    }
    return json.dumps(whole, ensure_ascii=False, separators=(",", ":"))


def rounded(point: Point) -> list[float]:
    return [round(point[0], DECIMALS), round(point[1], DECIMALS)]


def read(text: str, wanted: Collection[str], *, source: str = "") -> Outlines:
    """Regions of a file. Raises `Malformed` with every fault: codes that lack or are strange, shapes that are none."""
    try:
        content = json.loads(text)
        features = content["features"]
    except (ValueError, KeyError, TypeError) as error:
        raise Malformed([Fault("file", "unreadable")]) from error
    shapes: dict[str, Shape] = {}
    middles: dict[str, Point] = {}
    faults: list[Fault] = []
    for n, feature in enumerate(features if isinstance(features, list) else []):
        properties = feature.get("properties") if isinstance(feature, dict) else None
        code = code_of(properties or {})
        if code not in wanted:
            faults.append(Fault(f"features.{n}", "unknown-code", {"value": code}))
            continue
        try:
            shapes[code] = shape_of(feature["geometry"])
        except (KeyError, TypeError, ValueError):
            faults.append(Fault(f"features.{n}", "shape-is-unreadable", {"value": code}))
            continue
        given = (properties or {}).get("middle")
        middles[code] = (float(given[0]), float(given[1])) if isinstance(given, list) else middle(shapes[code])
    faults += [Fault("features", "region-lacks", {"value": code}) for code in sorted(set(wanted) - shapes.keys())]
    if faults:
        raise Malformed(faults)
    return Outlines(shapes, source or str(content.get("source", "")), bool(content.get("generalised")), middles)


def code_of(properties: Mapping[str, Any]) -> str:
    return next((str(properties[name]) for name in CODES if properties.get(name)), "")


def shape_of(geometry: Mapping[str, Any]) -> Shape:
    """The polygons of a geometry. Raises ValueError for what is no area on earth."""
    kind, given = geometry["type"], geometry["coordinates"]
    if kind not in {"Polygon", "MultiPolygon"}:
        raise ValueError(kind)
    shape = [polygon_of(rings) for rings in ([given] if kind == "Polygon" else given)]
    if not shape or not any(abs(area(polygon[0])) > 0 for polygon in shape):
        raise ValueError("no area")
    return shape


def polygon_of(rings: Iterable[Any]) -> Polygon:
    found = [ring_of(ring) for ring in rings]
    if not found:
        raise ValueError("no ring")
    return found


def ring_of(given: Any) -> Ring:
    ring = [(float(x), float(y)) for x, y, *_ in given]
    if len(ring) < 4 or any(not (-180 <= x <= 180 and -90 <= y <= 90) for x, y in ring):
        raise ValueError("no ring")
    return ring[:-1] if ring[0] == ring[-1] else ring
