"""Places as everybody may know them: a region, an area of homes, a cell outside; and the farthest way between two."""

from __future__ import annotations

from dataclasses import replace
from itertools import product

import pytest

from steun.core.decide.areas import CELL, FAR, OUTSIDE, Areas, Place
from steun.core.kernel.law import Region
from steun.core.kernel.units import Metres, distance
from steun.rules.load import law

NORTH, SOUTH, FARTHEST = (5.0, 53.0), (5.0, 52.0), (6.0, 51.0)
SLACK = Metres(1_000)


def region(code: str, province: str, command: str, *towns: tuple[float, float]) -> Region:
    known = next(iter(law().regions.values()))
    its = tuple((f"GM{n}", f"town {n}", *point) for n, point in enumerate(towns))
    return replace(known, code=code, province=province, rmc=command, municipalities=its, neighbours=())


A = region("VR01", "PV-N", "RMC-N", NORTH, SOUTH)
B = region("VR02", "PV-N", "RMC-Z", FARTHEST)
REGIONS = {it.code: it for it in (A, B)}


def areas(area: str = "region") -> Areas:
    return Areas(REGIONS, area, SLACK)


def test_where_help_must_be_is_the_region_of_the_nearest_town_with_its_own_towns() -> None:
    known = areas("command")
    assert known.place(5.01, 52.01) == Place("VR01", (NORTH, SOUTH))
    assert known.place(6.01, 51.0) == Place("VR02", (FARTHEST,))
    assert (known.region(5.01, 52.01), known.region(-68.0, 12.0)) == ("VR01", "")


@pytest.mark.parametrize(
    ("area", "first", "second"),
    [
        ("region", ("VR01", {NORTH, SOUTH}), ("VR02", {FARTHEST})),
        ("province", ("PV-N", {NORTH, SOUTH, FARTHEST}), ("PV-N", {NORTH, SOUTH, FARTHEST})),
        ("command", ("RMC-N", {NORTH, SOUTH}), ("RMC-Z", {FARTHEST})),
    ],
)
def test_where_a_unit_is_at_home_is_as_coarse_as_policy_says(area: str, first: object, second: object) -> None:
    homes = [areas(area).home(*point) for point in (SOUTH, FARTHEST)]
    assert [(it.code, set(it.points)) for it in homes] == [first, second] and all(it.within for it in homes)


def test_the_way_between_two_places_is_the_farthest_and_the_slack_at_both_ends() -> None:
    known = areas()
    home, place = known.home(*SOUTH), known.place(*FARTHEST)
    most = max(distance(*a, *b) for a, b in product((NORTH, SOUTH), (FARTHEST,)))
    assert known.apart(home, place) == most + 2 * SLACK > distance(*SOUTH, *FARTHEST)
    assert known.apart(home, place) == most + 2 * SLACK, "asked again it is the same"
    assert known.apart(known.home(*FARTHEST), place) == 2 * SLACK, "each pair of places has its own"
    assert known.apart(home, known.place(*SOUTH)) == distance(*NORTH, *SOUTH) + 2 * SLACK


def test_outside_the_regions_places_are_cells_and_distances_steps() -> None:
    known = areas()
    cell = known.place(-68.3, 12.2)
    corners = {(-70.0, 10.0), (-70.0, 15.0), (-65.0, 10.0), (-65.0, 15.0)}
    assert (cell.code, set(cell.points), cell.within) == ("-70:10", corners, False)
    assert known.home(-66.0, 14.0) == cell and known.place(-64.9, 14.0).code == "-65:10"
    home = known.home(*SOUTH)
    most = max(distance(*a, *b) for a in home.points for b in cell.points)
    for way in (known.apart(home, cell), known.apart(cell, home)):
        assert way % FAR == 0 and most <= way < most + FAR
    same = known.apart(cell, cell)
    assert same % FAR == 0 and same >= distance(-70, 10, -65, 15)


def test_a_point_is_outside_beyond_fifty_kilometres_of_every_town() -> None:
    known, (lon, lat) = areas(), NORTH
    degree = distance(lon, lat, lon, lat + 1)
    inside, outside = (lat + OUTSIDE / degree * part for part in (0.999, 1.001))
    assert known.place(lon, inside).within and not known.place(lon, outside).within
    assert (OUTSIDE, CELL, FAR) == (50_000, 5, 500_000), "what everybody may know is decided, not tuned"
