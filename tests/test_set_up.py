"""What set-up makes from the files of others: the generalised map, and the signs on it."""

from __future__ import annotations

import json
import re

import pytest

from steun import regions, symbols, vendor
from steun.exchange.geo import geojson
from steun.exchange.geo.shapes import within
from steun.rules.load import law


@pytest.fixture(scope="module")
def known() -> geojson.Outlines:
    return geojson.read(regions.GENERALISED.read_text("utf-8"), law().regions)


def test_nearly_every_municipality_lies_in_its_region(known):
    """Two lie just over the border: the coast and borders of the atlas are coarse."""
    outside = [
        name
        for code, region in law().regions.items()
        for _, name, lon, lat in region.municipalities
        if not any(within((lon, lat), part) for part in known.shapes[code])
    ]

    assert outside == ["Kerkrade", "Vaals"]


def test_no_municipality_lies_in_the_region_of_another(known):
    wrong = [
        (name, other)
        for code, region in law().regions.items()
        for _, name, lon, lat in region.municipalities
        for other, shape in known.shapes.items()
        if other != code and any(within((lon, lat), part) for part in shape)
    ]

    assert not wrong


def test_the_map_says_that_it_is_generalised_and_whose_it_is(known):
    written = json.loads(geojson.write(known))

    assert written["generalised"] is True and "Natural Earth" in written["source"]
    assert len(written["features"]) == len(law().regions)


def test_the_wheel_carries_what_set_up_made():
    """It lies where the other files of others lie, which the wheel takes along."""
    assert {path.parent for path in vendor.MADE} == {vendor.TARGET}


def test_milsymbol_knows_every_sign():
    sheet = symbols.DRAWN.read_text("utf-8")

    assert set(re.findall(r'<symbol id="([\w-]+)"', sheet)) == symbols.signs().keys()
    assert "style=" not in sheet and "<script" not in sheet


def test_a_sign_that_nobody_knows_stops_the_set_up():
    with pytest.raises(ValueError, match="no such sign: odd"):
        symbols.sheet({"odd": (False, '<svg viewBox="0 0 1 1"></svg>')})
