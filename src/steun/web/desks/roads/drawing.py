"""The links of the road register as lines on the map of the picture."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from math import hypot

from django.urls import reverse

from steun.core.kernel.units import DEGREE_M
from steun.web.deliver.evacuation.model import Zone
from steun.web.desks.picture.layout import Layer, Mark, layers
from steun.web.desks.picture.map import Map
from steun.web.desks.roads.at.columns import Column
from steun.web.desks.roads.at.people import Load
from steun.web.know.road.read import register, stretches

TONES = ("calm", "wait", "bad")
SPOT = 3.0
"""Units of the sheet: a circle is never smaller."""
ASIDE = 2.5
"""Units of the sheet: people who leave are drawn on the right of their road."""
FULLNESS = (1, 34, 67, 100)
"""Percent of what a road lets through: from each on, the line of people is one step thicker."""


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


@dataclass(frozen=True, slots=True)
class Stream:
    """People who leave over a link, one way; step: how full it is, 1 to 4."""

    name: str
    x1: float
    y1: float
    x2: float
    y2: float
    step: int


def streams(sheet: Map, loads: Iterable[Load]) -> list[Stream]:
    """Each beside its road, on the right of who drives it."""
    nodes, found = register().nodes, []
    for it in loads:
        a, b = nodes[it.way[1]], nodes[it.end]
        (x1, y1), (x2, y2) = sheet.xy((a.lon, a.lat)), sheet.xy((b.lon, b.lat))
        long = hypot(x2 - x1, y2 - y1) or 1.0
        right, down = round(-(y2 - y1) / long * ASIDE, 1), round((x2 - x1) / long * ASIDE, 1)
        step = sum(it.percent >= least for least in FULLNESS) or 1
        ends = (round(x1 + right, 1), round(y1 + down, 1), round(x2 + right, 1), round(y2 + down, 1))
        found.append(Stream(f"{it.road} → {it.towards}: {it.cars}", *ends, step))
    return found


def signs(sheet: Map, columns: Iterable[Column], in_conflict: Collection[object]) -> list[Layer]:
    """A sign where each packet has its first vehicle; several near each other have one, with their number."""
    marks = []
    for it in columns:
        key, label = f"{it.it.pk}/{it.packet}", f"{it.it.name} · {it.packet}, {it.road}"
        tone = "bad" if it.it.pk in in_conflict else "calm"
        url = reverse("deliver:movement", args=[it.it.pk])
        marks.append(Mark("column", key, sheet.xy(it.head), label, url, "column", tone, "columns"))
    return layers(sheet, marks)
