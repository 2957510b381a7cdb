"""Can help really be needed at this point? Swapped, abroad, outside the named municipality: shown, never planned with.

A circle around a municipality is larger than what it stands for, so a point inside is never doubted; a point beyond is
outside for certain (docs/know.md has the measurement).
"""

from __future__ import annotations

from collections.abc import Collection

from steun.core.kernel.law import Area
from steun.core.kernel.units import Metres, distance
from steun.core.kernel.verdict import Verdict

SOURCE = "Steun"
NEARBY = Metres(2_000)
"""Policy of Steun: so far over its border still counts as in a municipality."""
OFF_THE_COAST = Metres(10_000)
"""Policy of Steun: so far beyond every municipality still counts as in the Kingdom."""


def in_kingdom(lon: float, lat: float, known: Collection[Area]) -> bool:
    """In the European Netherlands or on one of the islands, or off their coast."""
    return any(area.holds(lon, lat, OFF_THE_COAST) for area in known)


def point_lies_in_kingdom(lon: float, lat: float, known: Collection[Area]) -> Verdict:
    """Help is given in the Kingdom. Source: policy of Steun (a check on typing, no rule of law)."""
    return Verdict(in_kingdom(lon, lat, known), "point-lies-in-kingdom", SOURCE, binding=False)


def point_is_not_swapped(lon: float, lat: float, known: Collection[Area]) -> Verdict:
    """Latitude and longitude each stand in their own field. Source: policy of Steun (a check on typing)."""
    swapped = not in_kingdom(lon, lat, known) and in_kingdom(lat, lon, known)
    return Verdict(not swapped, "point-is-not-swapped", SOURCE, binding=False)


def point_lies_where_named(lon: float, lat: float, named: Collection[Area], places: str = "") -> Verdict:
    """The point lies in, or next door to, one of the places named. Source: policy of Steun (a check on typing)."""
    off = min((area.beyond(lon, lat) for area in named), default=Metres(0))
    away = min((distance(area.lon, area.lat, lon, lat) for area in named), default=Metres(0))
    facts: dict[str, str | int] = {"places": places, "km": round(away / 1000)}
    return Verdict(off <= NEARBY, "point-lies-where-named", SOURCE, facts, binding=False)


def doubts(
    lon: float, lat: float, *, known: Collection[Area], named: Collection[Area] = (), places: str = ""
) -> tuple[Verdict, ...]:
    """What speaks against a point; nothing when it can be right. Only the first: the others follow from it.

    known: every municipality and island. named: those in which help is asked; `places`: their codes, for the sentence.
    """
    inside = point_lies_where_named(lon, lat, named, places)
    if named and inside.met:
        return ()
    for verdict in (
        point_is_not_swapped(lon, lat, known),
        point_lies_in_kingdom(lon, lat, known),
        inside,
    ):
        if not verdict.met:
            return (verdict,)
    return ()
