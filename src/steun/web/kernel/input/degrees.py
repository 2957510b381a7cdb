"""Latitude or longitude as people write it; what is something else is named, not guessed. Both: `points`."""

from __future__ import annotations

import re
from dataclasses import dataclass

from steun.core.kernel.errors import Fault, Unreadable

RD_LEAST, RD_MOST = 1_000, 650_000
"""Metres in the national grid (RD), x or y, of any place in the Netherlands: more than any degree, so never one."""
NUMBER = r"-?[0-9]{1,3}(?:[.,][0-9]{1,15})?"
PLAIN = re.compile(rf"(?P<before>[NESWOZ])?\s*(?P<degrees>{NUMBER})\s*[°º]?\s*(?P<after>[NESWOZ])?")
SIXTIETHS = re.compile(
    r"(?P<degrees>[0-9]{1,3})\s*[°º]\s*(?P<minutes>[0-9]{1,2}(?:[.,][0-9]+)?)\s*['’′]\s*"
    r"(?:(?P<seconds>[0-9]{1,2}(?:[.,][0-9]+)?)\s*(?:[\"”″]|'')\s*)?(?P<after>[NESWOZ])?"
)
GRID = re.compile(r"[0-9]{1,2}[C-X]\s*[A-Z]{2}\s*[0-9 ]*")
METRES = re.compile(r"[0-9]{4,6}(?:[.,][0-9]+)?")


@dataclass(frozen=True, slots=True)
class Axis:
    """One of the two: how far it goes, and the letters of its directions in Dutch and English."""

    most: int
    letters: str
    negative: str
    beyond: str


LAT = Axis(90, "NSZ", "SZ", "latitude-out-of-range")
LON = Axis(180, "EWO", "W", "longitude-out-of-range")
AXES = {"lon": LON, "lat": LAT}


def within(value: float, axis: Axis) -> float:
    """The degrees when they exist. Raises `Unreadable`, which says so when they look like metres of the grid."""
    if RD_LEAST < value < RD_MOST:
        raise Unreadable("looks-like-rd")
    if not -axis.most <= value <= axis.most:  # not a number is outside too
        raise Unreadable(axis.beyond)
    return value


def degrees(text: str, axis: Axis) -> float | None:
    """Degrees as typed: 50.8667, 50,8667, 50.8667 N, 50°52'00"N. None when nothing was typed. Raises `Unreadable`.

    >>> degrees("50,8667", LAT), degrees("5.83° O", LON), degrees("50°52'12\\"N", LAT), degrees(" ", LAT)
    (50.8667, 5.83, 50.87, None)
    """
    plain = " ".join(text.split()).upper()
    if not plain:
        return None
    if METRES.fullmatch(plain):
        raise Unreadable("looks-like-rd")
    found = PLAIN.fullmatch(plain) or SIXTIETHS.fullmatch(plain)
    if found is None:
        raise Unreadable("grid-reference" if GRID.fullmatch(plain) else "unreadable-degrees")
    parts = found.groupdict()
    letter = parts.get("before") or parts.get("after") or ""
    if parts.get("before") and parts.get("after"):
        raise Unreadable("unreadable-degrees")
    if letter and letter not in axis.letters:
        raise Unreadable("other-axis")
    value = as_float(parts["degrees"])
    for name, size in (("minutes", 60), ("seconds", 3600)):
        part = as_float(parts.get(name) or "0")
        if part >= 60:
            raise Unreadable("unreadable-degrees")
        value += part / size
    if letter and letter in axis.negative:
        value = -abs(value)
    return within(round(value, 6), axis)


def half(lon: float | None, lat: float | None) -> list[Fault]:
    """The fault of a point of which one coordinate is missing: at the one that is missing."""
    return [Fault("lon" if lon is None else "lat", "point-is-half")] if (lon is None) != (lat is None) else []


def as_float(text: str) -> float:
    return float(text.replace(",", "."))
