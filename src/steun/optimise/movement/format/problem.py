"""Roads, columns and people who leave: frozen dataclasses of whole numbers, each field with its rule.

The fields are those of the file format `steun-movement/1` (docs/movement.md). The model follows section 3.5 of
facts/transit.md of the project: see the document for what it leaves out.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from pydantic import Field

from steun.optimise.format.fields import (
    FURTHEST,
    MOST,
    RULES,
    Amount,
    Flag,
    Interval,
    Latitude,
    Longitude,
    Minute,
    Name,
    Text,
    whole,
)

Class = Annotated[int, whole(1, 5, alias="class", description="1 goes first")]
Moment = Annotated[int, whole(0, FURTHEST)]
Places = Annotated[int, whole(0, MOST)]
Limit = Annotated[int, whole(1, 10_000)]


@dataclass(frozen=True, slots=True)
class Node:
    """A junction, port, border crossing, base or rest area. room: vehicles of columns that may halt there."""

    __pydantic_config__ = RULES
    id: Name
    lon: Longitude
    lat: Latitude
    room: Places = 0
    name: Text = ""


@dataclass(frozen=True, slots=True)
class Link:
    """A road between two nodes, both ways. A limit that is absent is unknown: asked for, never taken as fine.

    lanes: each way. load_class: the military load class that its weakest bridge bears. closed: half-open intervals.
    """

    __pydantic_config__ = RULES
    id: Name
    a: Name
    b: Name
    metres: Annotated[int, whole(1, MOST)]
    lanes: Annotated[int, whole(1, 12)]
    road: Text = ""
    load_class: Limit | None = None
    height_cm: Limit | None = None
    closed: tuple[Interval, ...] = ()


@dataclass(frozen=True, slots=True)
class Taken:
    """Cars that nobody planned, seen on a link from one of its ends: they keep their room, whoever else comes. during:
    a half-open interval. Of two on one way at once the larger counts: they saw the same cars."""

    __pydantic_config__ = RULES
    link: Name
    start: Annotated[Name, Field(alias="from")]
    cars_per_hour: Amount
    during: Interval


@dataclass(frozen=True, slots=True)
class Packet:
    """The vehicles of a movement that drive in one column, usually 10 to 25.

    release: the first minute at which its head may leave. due: the last at which its tail may arrive.
    length_m, gap_m: of one vehicle, and to the next. load_class, height_cm: of the heaviest and the highest; 0 is any.
    barred: links that do not bear it for what a link does not say here: width, goods.
    """

    __pydantic_config__ = RULES
    id: Name
    movement: Name
    class_: Class
    vehicles: Annotated[int, whole(1, 1_000)]
    origin: Name
    destinations: Annotated[tuple[Name, ...], Field(min_length=1, description="a list of nodes")]
    release: Moment
    due: Moment
    speed_kmh: Annotated[int, whole(5, 100)] = 60
    length_m: Annotated[int, whole(1, 100)] = 12
    gap_m: Annotated[int, whole(0, 500)] = 50
    load_class: Annotated[int, whole(0, 10_000)] = 0
    height_cm: Annotated[int, whole(0, 10_000)] = 0
    escort: Flag = False
    barred: Annotated[tuple[Name, ...], Field(description="a list of links")] = ()


@dataclass(frozen=True, slots=True)
class Zone:
    """Cars of people who leave from a node after the order, over `spread` minutes: first a few, then many, then few."""

    __pydantic_config__ = RULES
    id: Name
    node: Name
    class_: Class
    vehicles: Amount
    order: Moment
    spread: Annotated[int, whole(1, FURTHEST)] = 720


@dataclass(frozen=True, slots=True)
class Reception:
    """A place where people are safe: on high ground, or out of the area. vehicles: how many find a place."""

    __pydantic_config__ = RULES
    id: Name
    node: Name
    vehicles: Amount


@dataclass(frozen=True, slots=True)
class Leg:
    """A link as a column drives it: from which end, and when its head enters and leaves."""

    __pydantic_config__ = RULES
    link: Name
    start: Annotated[Name, Field(alias="from")]
    enter: Minute
    leave: Minute


@dataclass(frozen=True, slots=True)
class Schedule:
    """When the head of a packet is where. Between two legs it halts, where there is room."""

    __pydantic_config__ = RULES
    packet: Name
    legs: Annotated[tuple[Leg, ...], Field(min_length=1)]


@dataclass(frozen=True, slots=True)
class Problem:
    """All that wants the roads. escorts: teams that can go along with a column at once; absent is enough.

    granted: credits that stand. A plan repeats them unchanged.
    """

    __pydantic_config__ = RULES
    start: Annotated[str, Field(min_length=1, description="UTC, ISO 8601")]
    horizon: Annotated[int, whole(1, 100_000)]
    nodes: tuple[Node, ...] = ()
    links: tuple[Link, ...] = ()
    packets: tuple[Packet, ...] = ()
    zones: tuple[Zone, ...] = ()
    receptions: tuple[Reception, ...] = ()
    escorts: Places | None = None
    granted: tuple[Schedule, ...] = ()
    taken: tuple[Taken, ...] = ()
