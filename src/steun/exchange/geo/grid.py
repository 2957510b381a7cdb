"""The national grid of the Netherlands (RD, metres) to degrees (WGS 84).

The series of Schreutelkamp and Strang van Hees ("Benaderingsformules voor de transformatie tussen RD- en
WGS84-kaartcoördinaten", Geodesia 43, 2001): within a metre everywhere on land, where help is looked for within fifty.
"""

from __future__ import annotations

X, Y = (0, 300_000), (300_000, 625_000)
"""Metres from west to east, and from south to north, of the Netherlands: no x can be a y."""
MIDDLE = (155_000, 463_000)
MIDDLE_LAT, MIDDLE_LON = 52.15517440, 5.38720621
LAT = {
    (0, 1): 3235.65389, (2, 0): -32.58297, (0, 2): -0.24750, (2, 1): -0.84978, (0, 3): -0.06550, (2, 2): -0.01709,
    (1, 0): -0.00738, (4, 0): 0.00530, (2, 3): -0.00039, (4, 1): 0.00033, (1, 1): -0.00012,
}  # fmt: skip
LON = {
    (1, 0): 5260.52916, (1, 1): 105.94684, (1, 2): 2.45656, (3, 0): -0.81885, (1, 3): 0.05594, (3, 1): -0.05607,
    (0, 1): 0.01199, (3, 2): -0.00256, (1, 4): 0.00128, (0, 2): 0.00022, (2, 0): -0.00022, (5, 0): 0.00026,
}  # fmt: skip
"""Seconds of arc, by the powers of the distance to the middle in units of 100 km."""


def is_rd(x: float, y: float) -> bool:
    """Can these metres be a point in the Netherlands?"""
    return X[0] <= x <= X[1] and Y[0] <= y <= Y[1]


def degrees_of(x: float, y: float) -> tuple[float, float]:
    """Latitude and longitude of a point in the grid.

    >>> degrees_of(155_000, 463_000)
    (52.155174, 5.387206)
    """
    east, north = ((at - middle) / 100_000 for at, middle in zip((x, y), MIDDLE, strict=True))
    lat, lon = (sum(k * east**p * north**q for (p, q), k in terms.items()) / 3600 for terms in (LAT, LON))
    return round(MIDDLE_LAT + lat, 6), round(MIDDLE_LON + lon, 6)
