"""The road register: junctions, the links between them, and the bridges and tunnels that limit a link.

Each value says how it is known. A limit that nobody stated is unknown: it is asked, never taken as fine. Files are read
in `steun.exchange.roads`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from datetime import date
from functools import cached_property
from math import cos, radians
from typing import Any

from steun.core.kernel.units import nearest
from steun.core.know.roads.site import SiteValue, SupportSite, sites

LIMITS = ("load_wheeled", "load_tracked", "height_cm", "width_cm")
"""What a bridge or tunnel bears or lets through: the least of them holds for the link."""
STEP = 0.02
"""Degrees between two points at which it is looked up through which place a link runs: about two kilometres."""
FAR = 50_000
"""A point that lies farther from every municipality [metres] belongs to none: abroad, at sea."""
MIDDLE = cos(radians(52.2))
"""A degree of longitude against one of latitude, in the middle of the country."""

Town = tuple[float, float, str, str]
"""Longitude, latitude, municipality, safety region."""


@dataclass(frozen=True, slots=True)
class RoadNode:
    """A junction, exit, port, border crossing, base or city. Degrees, WGS84."""

    code: str
    name: str
    kind: str
    lon: float
    lat: float
    evidence: str = ""


@dataclass(frozen=True, slots=True)
class Structure:
    """A bridge or tunnel. None, or "" as the tunnel category: nobody stated it. Load classes are military (MLC)."""

    road: str
    name: str
    kind: str
    link: str
    movable: bool = False
    load_wheeled: int | None = None
    load_tracked: int | None = None
    height_cm: int | None = None
    width_cm: int | None = None
    tunnel: str = ""  # category of tunnel for dangerous goods, A (all) to E
    evidence: str = ""

    @property
    def code(self) -> str:
        return f"{self.road} {self.name}"


@dataclass(frozen=True, slots=True)
class RoadLink:
    """A road between two nodes, both ways. lanes: each way."""

    a: str
    b: str
    road: str
    lanes: int
    metres: int
    evidence: str = ""

    @property
    def code(self) -> str:
        return f"{self.a}.{self.b}.{self.road}"


@dataclass(frozen=True, slots=True)
class Owner:
    """Who owns the roads of which the number fits; "" = the provinces through which they run."""

    road: str
    organisation: str = ""
    evidence: str = ""


@dataclass(frozen=True)
class RoadRegister:
    """All of it. `generalised`: drawn and measured roughly, as pages must say; `since`: as of which day."""

    nodes: Mapping[str, RoadNode] = field(default_factory=dict)
    links: Mapping[str, RoadLink] = field(default_factory=dict)
    structures: tuple[Structure, ...] = ()
    owners: tuple[Owner, ...] = ()
    source: str = ""
    since: date | None = None
    generalised: bool = True
    site_values: tuple[SiteValue, ...] = ()

    @cached_property
    def sites(self) -> Mapping[str, SupportSite]:
        """What supports a column, by code."""
        return sites(self.site_values)

    @cached_property
    def on(self) -> Mapping[str, tuple[Structure, ...]]:
        """The structures on each link that has any."""
        found: dict[str, list[Structure]] = {}
        for it in self.structures:
            found.setdefault(it.link, []).append(it)
        return {code: tuple(of_link) for code, of_link in found.items()}

    def limit(self, link: str, name: str) -> int | None:
        """What surely passes: the least of its structures; None when one of them is unknown, or none is known at all.

        >>> bridge = Structure("A1", "Bridge", "bridge", "X.Y.A1", load_wheeled=80)
        >>> RoadRegister(structures=(bridge,)).limit("X.Y.A1", "load_wheeled")
        80
        >>> RoadRegister(structures=(bridge,)).limit("X.Y.A1", "height_cm") is None
        True
        """
        values = [getattr(it, name) for it in self.on.get(link, ())]
        return None if not values or None in values else min(values)

    def least_known(self, link: str, name: str) -> int | None:
        """The least that anybody stated: what is heavier or higher does not pass, whatever else is unknown."""
        values = [value for it in self.on.get(link, ()) if (value := getattr(it, name)) is not None]
        return min(values, default=None)

    def unknown(self, link: str) -> tuple[str, ...]:
        """The limits that must be asked."""
        return tuple(name for name in LIMITS if self.limit(link, name) is None)

    def tunnel(self, link: str) -> str:
        """The strictest category of its tunnels; "" when it has none that is known."""
        return max((it.tunnel for it in self.on.get(link, ())), default="")

    def movable(self, link: str) -> bool:
        """A bridge on it opens: a column may be cut there."""
        return any(it.movable for it in self.on.get(link, ()))

    def owner(self, road: str) -> Owner | None:
        """Who owns a road by its number; None = nobody knows."""
        return next((it for it in self.owners if re.fullmatch(it.road, road)), None)


def places(register: RoadRegister, towns: Sequence[Town]) -> dict[str, tuple[tuple[str, ...], tuple[str, ...]]]:
    """By link: the municipalities and the safety regions through which it runs, from one end to the other.

    A point belongs to the municipality of which the point lies nearest, and a link runs straight: good enough to know
    whom to tell, not to say whose stretch it is.
    """
    found = {}
    for code, link in register.links.items():
        spots = along(register.nodes[link.a], register.nodes[link.b])
        near = [town for lon, lat in spots if (town := nearest(lon, lat, towns, FAR))]
        found[code] = (in_order(it[2] for it in near), in_order(it[3] for it in near))
    return found


def along(a: RoadNode, b: RoadNode) -> Iterable[tuple[float, float]]:
    """Points from one node to the other."""
    steps = max(1, round(max(abs(a.lon - b.lon) * MIDDLE, abs(a.lat - b.lat)) / STEP))
    return [(a.lon + (b.lon - a.lon) * n / steps, a.lat + (b.lat - a.lat) * n / steps) for n in range(steps + 1)]


def in_order(codes: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(codes))


@dataclass(frozen=True, slots=True)
class Difference:
    """What another register says otherwise. `before` None: it is new."""

    kind: str
    code: str
    field: str = ""
    before: Any = None
    after: Any = None


def differences(old: RoadRegister, new: RoadRegister) -> list[Difference]:
    """Each value in which they differ, as somebody looks through before it counts."""
    found: list[Difference] = []
    for kind in ("nodes", "links"):
        found += compared(kind, getattr(old, kind), getattr(new, kind))
    for kind in ("structures", "site_values"):
        by_code = [{it.code: it for it in getattr(register, kind)} for register in (old, new)]
        found += compared(kind, *by_code)
    return found


def compared(kind: str, old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterable[Difference]:
    for code, row in new.items():
        if code not in old:
            yield Difference(kind, code)
            continue
        for name in (it.name for it in fields(row)):
            before, after = getattr(old[code], name), getattr(row, name)
            if before != after:
                yield Difference(kind, code, name, before, after)
