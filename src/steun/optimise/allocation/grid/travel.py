"""How long a unit travels: great circle, times a road factor, at the unit's speed."""

from __future__ import annotations

import math

import numpy as np

from steun.optimise.allocation.format.problem import Line, Problem, Unit
from steun.optimise.arrays import Floats, Int32s

EARTH_KM = 6371.0088


def great_circle_km(lon: float, lat: float, to_lon: float, to_lat: float) -> float:
    """Kilometres over the mean sphere (haversine).

    >>> round(great_circle_km(5.12, 52.09, 4.90, 52.37), 1)
    34.6
    """
    a, b = math.radians(lat), math.radians(to_lat)
    half = math.sin((b - a) / 2) ** 2 + math.cos(a) * math.cos(b) * math.sin(math.radians(to_lon - lon) / 2) ** 2
    return 2 * EARTH_KM * math.asin(math.sqrt(min(1.0, half)))


def minutes(km: float, *, speed_kmh: int, airborne: bool, road_factor: float) -> int:
    """Whole minutes, rounded up.

    >>> minutes(30.0, speed_kmh=60, airborne=False, road_factor=1.3)
    39
    """
    return math.ceil(60 * km * (1.0 if airborne else road_factor) / speed_kmh)


def minutes_of_many(lon: Floats, lat: Floats, to_lon: Floats, to_lat: Floats, factor: Floats, speed: Floats) -> Int32s:
    """The same for arrays that broadcast; degrees and km/h in, minutes out. `factor` is 1 when airborne."""
    a, b = np.radians(lat), np.radians(to_lat)
    half = np.sin((b - a) / 2) ** 2 + np.cos(a) * np.cos(b) * np.sin((np.radians(to_lon) - np.radians(lon)) / 2) ** 2
    km = 2 * EARTH_KM * np.arcsin(np.sqrt(np.minimum(1.0, half)))
    # A hair above: numpy's and the C library's arcsine may differ in the last digit, and rounding up must not.
    found: Int32s = np.ceil(60 * km * factor / speed * (1 + 1e-12)).astype(np.int32)
    return found


def travel_of(problem: Problem, unit: Unit, line: Line) -> int:
    """Minutes from a unit to a line."""
    km = great_circle_km(unit.lon, unit.lat, line.lon, line.lat)
    return minutes(km, speed_kmh=unit.speed_kmh, airborne=unit.airborne, road_factor=problem.road_factor)
