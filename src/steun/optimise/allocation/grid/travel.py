"""How long a unit travels: great circle, times a road factor, at the unit's speed."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

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


def minutes_of_many(lon: Any, lat: Any, to_lon: Any, to_lat: Any, factor: Any, speed: Any) -> Any:
    """The same for arrays that broadcast; degrees and km/h in, int32 minutes out. `factor` is 1 when airborne."""
    a, b = np.radians(lat), np.radians(to_lat)
    half = np.sin((b - a) / 2) ** 2 + np.cos(a) * np.cos(b) * np.sin((np.radians(to_lon) - np.radians(lon)) / 2) ** 2
    km = 2 * EARTH_KM * np.arcsin(np.sqrt(np.minimum(1.0, half)))
    # A hair above: numpy's and the C library's arcsine may differ in the last digit, and rounding up must not.
    return np.ceil(60 * km * factor / speed * (1 + 1e-12)).astype(np.int32)
