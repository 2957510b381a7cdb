"""Metres of the national grid to degrees: known towers, and what cannot be in the Netherlands."""

from __future__ import annotations

import pytest

from steun.exchange.geo.grid import degrees_of, is_rd


@pytest.mark.parametrize(
    ("x", "y", "lat", "lon"),
    [
        (155_000, 463_000, 52.15517440, 5.38720621),
        (120_700.723, 487_525.501, 52.37453253, 4.88352559),
        (233_883.131, 582_065.168, 53.21938317, 6.56820053),
    ],
    ids=["Amersfoort", "Westertoren", "Martinitoren"],
)
def test_a_tower_stands_where_it_stands_within_a_metre(x: float, y: float, lat: float, lon: float) -> None:
    found = degrees_of(x, y)
    assert found == (pytest.approx(lat, abs=0.00001), pytest.approx(lon, abs=0.000015))


def test_no_x_can_be_a_y() -> None:
    assert is_rd(186_000, 317_000) and not is_rd(317_000, 186_000) and not is_rd(186_000, 186_000)
