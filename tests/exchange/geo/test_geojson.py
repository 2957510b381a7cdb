"""Borders out and in: what is written is read back, and a file with a fault changes nothing."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from steun import cli
from steun.core.kernel.errors import Malformed
from steun.exchange.geo import geojson
from steun.exchange.geo.geojson import Outlines
from steun.exchange.geo.shapes import within
from steun.rules.load import law

SQUARE = [[[(4.0, 51.0), (5.0, 51.0), (5.0, 52.0), (4.0, 52.0)]]]
OFFICIAL = Path(__file__).resolve().parents[4] / "shared" / "data" / "geo-nl" / "veiligheidsregio_2023_wgs84.geojson"


def square(code: str = "VR01", **words: object) -> str:
    feature = {
        "type": "Feature",
        "properties": {"statcode": code},
        "geometry": {"type": "Polygon", "coordinates": [[*SQUARE[0][0], SQUARE[0][0][0]]]},
    }
    return json.dumps({"type": "FeatureCollection", "features": [{**feature, **words}]})


def test_what_is_written_is_read_back():
    written = geojson.write(Outlines({"VR01": SQUARE}, "somebody", generalised=True))
    known = geojson.read(written, {"VR01"})

    assert known.shapes == {"VR01": SQUARE}
    assert (known.source, known.generalised, known.middles["VR01"]) == ("somebody", True, (4.5, 51.5))


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("{", ["unreadable"]),
        ('{"features": 3}', ["region-lacks"]),
        ('{"features": [7]}', ["unknown-code", "region-lacks"]),
        (square("VR99"), ["unknown-code", "region-lacks"]),
        (square(geometry={"type": "Point", "coordinates": [4, 51]}), ["shape-is-unreadable", "region-lacks"]),
        (square(geometry=None), ["shape-is-unreadable", "region-lacks"]),
        (
            square(geometry={"type": "Polygon", "coordinates": [[[4, 51], [5, 51]]]}),
            ["shape-is-unreadable", "region-lacks"],
        ),
        (
            square(
                geometry={
                    "type": "Polygon",
                    "coordinates": [[[181000, 318000], [181001, 318000], [181001, 318001]] * 2],
                }
            ),
            ["shape-is-unreadable", "region-lacks"],
        ),
    ],
)
def test_every_fault_of_a_file_is_told(text, codes):
    with pytest.raises(Malformed) as error:
        geojson.read(text, {"VR01"})

    assert [fault.code for fault in error.value.faults] == codes


@pytest.fixture
def borders(settings, tmp_path) -> Path:
    settings.REGIONS = str(tmp_path / "var" / "regions.geojson")
    return Path(settings.REGIONS)


def test_a_file_with_a_fault_leaves_the_borders_as_they_were(borders, tmp_path, capsys):
    file = tmp_path / "half.geojson"
    file.write_text(square())

    assert cli.main(["import", "regions", str(file)]) == 2
    assert "features: region-lacks VR02" in capsys.readouterr().err and not borders.exists()
    assert cli.main(["import", "regions", str(tmp_path / "nothing")]) == 2


def test_official_borders_are_taken_in_and_agree_with_places_that_everybody_knows(borders, capsys):
    if not OFFICIAL.is_file():
        pytest.skip("the official borders of CBS are not on this machine, and are not ours to keep in the repository")
    assert cli.main(["import", "regions", str(OFFICIAL), "--source", "CBS 2023"]) == 0

    known = geojson.read(borders.read_text(), law().regions)
    assert (known.source, known.generalised, len(known.shapes)) == ("CBS 2023", False, 25)
    for line in OFFICIAL.with_name("point_in_region_vectors.csv").read_text().splitlines()[1:]:
        _, lat, lon, _, code = line.split(",")
        here = (float(lon), float(lat))
        assert [it for it, shape in known.shapes.items() if any(within(here, part) for part in shape)] == [code]
