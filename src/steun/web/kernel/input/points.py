"""A point on the map in one field, as people paste it: degrees in any notation, or metres of the national grid (RD)."""

from __future__ import annotations

import re
from collections.abc import Mapping

from steun.core.kernel.errors import Fault, Unreadable
from steun.exchange.geo.grid import degrees_of, is_rd
from steun.web.kernel.input.degrees import LAT, LON, as_float, degrees

POINT = "point"
HALF = re.compile(r"-?(?:[NESWOZ]\s*)?[0-9][0-9.,°º'’′\"”″ ]*?\s*[NESWOZ]?")
CUT = re.compile(r"\s*[;/]\s*|,\s+|\s+|,(?=-?[0-9]+\.)")
"""What may stand between two halves; a bare comma only where it can be no decimal mark."""
METRES = re.compile(
    r"(?:RD)?\s*(?:X\s*[:=]?)?\s*(?P<one>[0-9]{1,6}(?:[.,][0-9]+)?)\s*M?\s*[,;/\s]\s*(?:Y\s*[:=]?)?\s*"
    r"(?P<other>[0-9]{6}(?:[.,][0-9]+)?)\s*M?"
)


def point(values: Mapping[str, str]) -> tuple[dict[str, float | None], list[Fault]]:
    """`lat` and `lon` of a form, from its field `point`; nothing when the form has none. With a fault, no point."""
    if POINT not in values:
        return {}, []
    try:
        return pair(values[POINT]), []
    except Unreadable as wrong:
        return {}, [wrong.at(POINT)]


def pair(text: str) -> dict[str, float | None]:
    """Latitude first, unless a letter says otherwise; both None when nothing was typed. Raises `Unreadable`.

    >>> pair("50.8667, 5.8306"), pair("5°49'50\\"O 50°52'N"), pair("RD 155000 463000")
    ({'lat': 50.8667, 'lon': 5.8306}, {'lat': 50.866667, 'lon': 5.830556}, {'lat': 52.155174, 'lon': 5.387206})
    """
    plain = " ".join(text.split()).upper().strip("()")
    if not plain:
        return {"lat": None, "lon": None}
    if found := METRES.fullmatch(plain):
        x, y = (as_float(found[name]) for name in ("one", "other"))
        if not is_rd(x, y):
            raise Unreadable("no-point-in-rd")
        lat, lon = degrees_of(x, y)
        return {"lat": lat, "lon": lon}
    refused = []
    for first, second in halves(plain):
        if re.search("[EWO]", first):
            first, second = second, first
        try:
            return {"lat": degrees(first, LAT), "lon": degrees(second, LON)}
        except Unreadable as wrong:
            refused.append(wrong)
    clear = [wrong for wrong in refused if wrong.code != "unreadable-degrees"]
    raise clear[-1] if clear else alone(plain)


def halves(plain: str) -> list[tuple[str, str]]:
    """Every place where the text can be cut in two that both look like degrees."""
    found = [(plain[: cut.start()], plain[cut.end() :]) for cut in CUT.finditer(plain)]
    return [both for both in found if all(HALF.fullmatch(half) for half in both)]


def alone(plain: str) -> Unreadable:
    """What it is, when it is no pair: half a point, another notation, or nothing that can be read."""
    try:
        degrees(plain, LAT)
    except Unreadable as wrong:
        if wrong.code == "grid-reference":
            return wrong
        if wrong.code == "unreadable-degrees":
            return Unreadable("unreadable-point")
    return Unreadable("point-is-half")


def shown(lon: float | None, lat: float | None) -> str:
    """A point as its field shows it: with decimal points in every language, as maps give and take it."""
    return "" if lon is None or lat is None else f"{round(lat, 6)}, {round(lon, 6)}"
