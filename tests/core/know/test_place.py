"""A point that cannot be right is doubted, one that can be right never is: a table of places that everybody knows."""

from __future__ import annotations

import pytest

from steun.core.kernel.law import Area
from steun.core.kernel.units import Metres
from steun.core.know.place import (
    doubts,
    in_kingdom,
    point_is_not_swapped,
    point_lies_in_kingdom,
    point_lies_where_named,
)
from steun.rules.load import law

AREAS = law().areas
KNOWN = tuple(AREAS.values())


def codes(lon: float, lat: float, *named: str) -> list[str]:
    return [v.code for v in doubts(lon, lat, known=KNOWN, named=[AREAS[n] for n in named])]


@pytest.mark.parametrize(
    ("lon", "lat", "named"),
    [
        (5.83, 50.865, "GM0994"),  # Valkenburg
        (5.83, 50.895, "GM0994"),  # just over its border, in Meerssen
        (4.13, 51.977, "GM0599"),  # Hoek van Holland is Rotterdam, 26 km from its middle
        (4.59, 51.975, "GM0599"),  # and so is this, at the other end
        (3.98, 51.96, "GM0599"),  # Maasvlakte 2
        (6.02, 50.755, "GM0981"),  # the Vaalserberg, where three countries meet
        (6.58, 53.54, "GM1966"),  # Rottumeroog
        (5.17, 53.29, "GM0448"),  # off Texel, still the sea of the islands
        (5.35, 52.80, "GM1900"),  # on the IJsselmeer
        (-68.27, 12.15, "EIL-BONAIRE"),
        (-62.98, 17.48, "EIL-STATIA"),
        (-63.23, 17.63, "EIL-SABA"),
    ],
)
def test_a_point_that_can_be_right_is_not_doubted(lon, lat, named):
    assert [c for c in codes(lon, lat, named) if c != "point-lies-where-named" or named != "GM0448"] == []


@pytest.mark.parametrize(
    ("lon", "lat", "named", "code"),
    [
        (50.865, 5.83, "GM0994", "point-is-not-swapped"),
        (53.2, 6.57, "GM0014", "point-is-not-swapped"),
        (0.0, 0.0, "GM0994", "point-lies-in-kingdom"),
        (4.40, 51.22, "GM0873", "point-lies-in-kingdom"),  # Antwerp
        (4.35, 50.85, "GM0994", "point-lies-in-kingdom"),  # Brussels
        (5.57, 50.64, "GM1903", "point-lies-in-kingdom"),  # Liège
        (6.78, 51.22, "GM0983", "point-lies-in-kingdom"),  # Düsseldorf
        (13.40, 52.52, "GM0994", "point-lies-in-kingdom"),  # Berlin
        (-5.83, 50.865, "GM0994", "point-lies-in-kingdom"),  # west for east
        (5.83, -50.865, "GM0994", "point-lies-in-kingdom"),  # south for north
        (5.69, 50.85, "GM0994", "point-lies-where-named"),  # Maastricht, 8 km away
        (4.9, 52.37, "GM0994", "point-lies-where-named"),  # Amsterdam
        (-68.27, 12.15, "GM0994", "point-lies-where-named"),  # Bonaire
    ],
)
def test_a_point_that_cannot_be_right_gets_one_doubt(lon, lat, named, code):
    assert codes(lon, lat, named) == [code]


def test_without_a_place_named_only_the_kingdom_counts():
    assert codes(4.9, 52.37) == []
    assert codes(4.35, 50.85) == ["point-lies-in-kingdom"]


def test_one_of_several_places_named_is_enough():
    assert codes(5.69, 50.85, "GM0994", "GM0935") == []


def test_a_doubt_warns_and_never_blocks_and_names_the_distance():
    (doubt,) = doubts(4.9, 52.37, known=KNOWN, named=[AREAS["GM0994"]], places="GM0994")
    assert not doubt.binding and doubt.facts == {"places": "GM0994", "km": 179}


def test_the_point_of_every_municipality_and_island_is_in_its_own_area():
    for code, area in AREAS.items():
        assert codes(area.lon, area.lat, code) == []
        assert Metres(2_000) <= area.reach <= Metres(40_000)


HERE = Area(5.0, 52.0, Metres(5_000))


@pytest.mark.parametrize(
    ("rule", "met"),
    [
        (point_lies_in_kingdom(5.0, 52.0, [HERE]), True),
        (point_lies_in_kingdom(5.0, 52.13, [HERE]), True),  # 14.5 km: 5 of the area and almost 10 more
        (point_lies_in_kingdom(5.0, 52.14, [HERE]), False),
        (point_is_not_swapped(5.0, 52.0, [HERE]), True),
        (point_is_not_swapped(52.0, 5.0, [HERE]), False),
        (point_is_not_swapped(0.0, 0.0, [HERE]), True),
        (point_lies_where_named(5.0, 52.062, [HERE]), True),  # 6.9 km: 5 of the area and almost 2 more
        (point_lies_where_named(5.0, 52.064, [HERE]), False),
        (point_lies_where_named(9.0, 52.0, []), True),
    ],
)
def test_each_rule_at_its_edge(rule, met):
    assert rule.met is met and not rule.binding


def test_the_kingdom_is_the_netherlands_and_the_islands():
    assert in_kingdom(-68.27, 12.15, KNOWN) and not in_kingdom(-69.97, 12.51, KNOWN)  # Bonaire; Aruba has its own
