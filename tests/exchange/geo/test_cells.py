"""Regions grown from points: every place on land lies in one region, that of its nearest point."""

from __future__ import annotations

from math import hypot

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from steun.exchange.geo.cells import WIDE, grown
from steun.exchange.geo.shapes import area, middle, within

ISLAND = [[(4.0, 51.0), (6.0, 51.0), (6.0, 53.0), (4.0, 53.0)]]
LAKE = [(4.6, 51.6), (4.6, 52.4), (5.4, 52.4), (5.4, 51.6)]


def ground(shape):
    return sum(area(ring) for polygon in shape for ring in polygon)


def inside(point, shape):
    return any(within(point, polygon) for polygon in shape)


coordinates = st.tuples(st.integers(401, 599), st.integers(5101, 5299)).map(lambda p: (p[0] / 100, p[1] / 100))
towns = st.lists(coordinates, min_size=2, max_size=12, unique=True)


@settings(max_examples=60, deadline=None)
@given(towns, st.lists(st.sampled_from("ABC"), min_size=12, max_size=12), coordinates)
def test_every_place_lies_in_the_region_of_its_nearest_point_and_in_no_other(places, owners, somewhere):
    """Points on a grid of hundredths lie on common circles all the time: the hardest case for cells."""
    points: dict[str, list[tuple[float, float]]] = {}
    for place, owner in zip(places, owners, strict=False):
        points.setdefault(owner, []).append(place)
    shapes = grown(points, [ISLAND])

    assert sum(map(ground, shapes.values())) == pytest.approx(4.0, abs=1e-4)
    apart = sorted(
        (hypot((x - somewhere[0]) * WIDE, y - somewhere[1]), code) for code, of in points.items() for x, y in of
    )
    if len({code for distance, code in apart if distance - apart[0][0] < 1e-4}) == 1:
        assert [code for code, shape in shapes.items() if inside(somewhere, shape)] == [apart[0][1]]


def test_neighbours_share_their_border_point_by_point():
    shapes = grown({"A": [(4.5, 52.0)], "B": [(5.5, 52.0)], "C": [(5.0, 52.8)]}, [ISLAND])
    corners = [set(shape[0][0]) for shape in shapes.values()]

    assert all(len(a & b) >= 2 for a, b in [(corners[0], corners[1]), (corners[1], corners[2])])


def test_what_is_no_land_belongs_to_nobody():
    shapes = grown({"A": [(4.5, 52.0)], "B": [(5.5, 52.0)]}, [[*ISLAND, LAKE]])

    assert sum(map(ground, shapes.values())) == pytest.approx(4.0 - 0.64, abs=1e-4)
    assert not any(inside((5.0, 52.0), shape) for shape in shapes.values())


def test_an_island_belongs_to_the_nearest_region_as_a_part_of_it():
    far = [[(3.0, 51.0), (3.2, 51.0), (3.2, 51.2), (3.0, 51.2)]]
    shapes = grown({"A": [(4.5, 51.5)], "B": [(5.5, 52.0)]}, [ISLAND, far])

    assert len(shapes["A"]) == 2 and len(shapes["B"]) == 1


def test_a_label_stands_inside_a_shape_that_bends_around_its_middle():
    bent = [[[(0.0, 0.0), (4.0, 0.0), (4.0, 1.0), (1.0, 1.0), (1.0, 4.0), (0.0, 4.0)]]]

    assert within(middle(bent), bent[0])
