"""Measures as types. A bare number never says what it counts; these do.

Whole numbers only: floats break the hash chain of the journal, and nobody promises half a truck.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from math import asin, ceil, cos, radians, sin, sqrt
from typing import Any, NewType, TypeVar

Minutes = NewType("Minutes", int)
Metres = NewType("Metres", int)
Town = TypeVar("Town", bound=tuple[Any, ...])
"""Longitude, latitude, a code, and what else is known of a place."""

EARTH_RADIUS_M = 6_371_008.8
DEGREE_M = 111_195
"""A degree of latitude, less a hair."""


def minutes_between(start: datetime, end: datetime) -> Minutes:
    """Whole minutes from start to end, rounded up: a promise is never rounded towards too early."""
    return Minutes(ceil((end - start) / timedelta(minutes=1)))


def distance(lon_a: float, lat_a: float, lon_b: float, lat_b: float) -> Metres:
    """Great-circle distance of two points in degrees (WGS84), in whole metres.

    >>> distance(5.36, 51.49, 5.69, 50.85)  # Oirschot to Maastricht
    74791
    """
    a, b = radians(lat_a), radians(lat_b)
    half = sin((b - a) / 2) ** 2 + cos(a) * cos(b) * sin(radians(lon_b - lon_a) / 2) ** 2
    return Metres(round(2 * EARTH_RADIUS_M * asin(min(1.0, sqrt(half)))))


def at_least(lat_a: float, lat_b: float) -> Metres:
    """How far two points lie apart by their latitudes alone: never more than their distance, and quick to find.

    >>> at_least(51.49, 50.85)
    71164
    """
    return Metres(int(abs(lat_a - lat_b) * DEGREE_M))


def nearest(lon: float, lat: float, towns: Iterable[Town], within: int) -> Town | None:
    """The town whose point lies nearest, of two at one distance the lower code; None when none lies within so many
    metres.

    >>> nearest(5.5, 51.0, [(5.36, 51.49, "Oirschot"), (5.69, 50.85, "Maastricht")], within=50_000)
    (5.69, 50.85, 'Maastricht')
    """
    found, metres = None, within
    for town in towns:
        if at_least(lat, town[1]) > metres:
            continue
        away = distance(lon, lat, town[0], town[1])
        if away < metres or (away == metres and (found is None or town[2:] < found[2:])):
            found, metres = town, away
    return found


def travel(metres: Metres, speed_kmh: int, road_percent: int = 130) -> Minutes:
    """Minutes to cover a distance at a speed; roads are longer than the great circle by `road_percent`.

    >>> travel(Metres(60_000), 60, 100)
    60
    """
    return Minutes(ceil(metres * road_percent * 60 / (100 * 1000 * speed_kmh)))
