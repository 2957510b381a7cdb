"""The links of the road register as lines on the map of the picture."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from steun.core.kernel.units import DEGREE_M
from steun.web.deliver.evacuation.model import Zone
from steun.web.desks.picture.map import Map
from steun.web.know.road.read import register, stretches

TONES = ("calm", "wait", "bad")
SPOT = 3.0
"""Units of the sheet: a circle is never smaller."""


@dataclass(frozen=True, slots=True)
class Line:
    """One link. `tone`: closed, taken by cars nobody planned, or plain; `faint`: it does not fit what was asked for."""

    code: str
    name: str
    x1: float
    y1: float
    x2: float
    y2: float
    tone: str
    faint: bool


@dataclass(frozen=True, slots=True)
class Circle:
    """A zone that people leave, or where they are told what to do, in units of the sheet."""

    name: str
    x: float
    y: float
    r: float


def circles(sheet: Map, zones: Iterable[Zone]) -> list[Circle]:
    """Each zone of which a point is known: an area as wide as it says, a municipality as a spot."""
    found = []
    for it in zones:
        lon, lat = it.point
        if lon is not None and lat is not None:
            x, y = sheet.xy((lon, lat))
            found.append(Circle(it.label, x, y, max(SPOT, round((it.radius_m or 0) / DEGREE_M * sheet.scale, 1))))
    return found


def drawn(sheet: Map, found: Collection[str], closed: Collection[str], taken: Collection[str]) -> list[Line]:
    """Every link, those that are closed or taken last, so that they lie on top."""
    nodes, lines = register().nodes, []
    for code, it in stretches().items():
        a, b = nodes[it.link.a], nodes[it.link.b]
        start, end = sheet.xy((a.lon, a.lat)), sheet.xy((b.lon, b.lat))
        tone = "bad" if code in closed else "wait" if code in taken else "calm"
        lines.append(Line(code, it.name, *start, *end, tone, code not in found))
    return sorted(lines, key=lambda line: TONES.index(line.tone))
