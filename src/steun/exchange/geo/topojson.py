"""Countries of a TopoJSON file (npm's `world-atlas`) as polygons in degrees."""

from __future__ import annotations

import json
from typing import Any

from steun.exchange.geo.shapes import Polygon, Ring


def country(text: str, code: str) -> list[Polygon]:
    """The polygons of one country, by its ISO 3166 number. Raises ValueError when the file does not have it."""
    topology = json.loads(text)
    arcs = [unpacked(arc, topology.get("transform")) for arc in topology["arcs"]]
    for shape in topology["objects"]["countries"]["geometries"]:
        if str(shape.get("id", "")) == code:
            groups = [shape["arcs"]] if shape["type"] == "Polygon" else shape["arcs"]
            return [[ring_of(ring, arcs) for ring in group] for group in groups]
    raise ValueError(f"no country {code}")


def unpacked(arc: list[list[int]], transform: dict[str, Any] | None) -> Ring:
    """An arc in degrees: in the file each point is the difference from the one before, in whole steps."""
    if transform is None:
        return [(float(x), float(y)) for x, y in arc]
    (by_x, by_y), (from_x, from_y) = transform["scale"], transform["translate"]
    found, x, y = [], 0, 0
    for step_x, step_y in arc:
        x, y = x + step_x, y + step_y
        found.append((x * by_x + from_x, y * by_y + from_y))
    return found


def ring_of(numbers: list[int], arcs: list[Ring]) -> Ring:
    """Arcs joined to a ring, which does not repeat its first point. A number below zero is an arc backwards."""
    ring: Ring = []
    for number in numbers:
        ring += (arcs[number] if number >= 0 else arcs[~number][::-1])[:-1]
    return ring
