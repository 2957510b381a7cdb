"""The page of the picture: works without a script, shows only what one may see, and nothing on it overlaps."""

from __future__ import annotations

import re
import tomllib
from datetime import timedelta
from itertools import combinations
from pathlib import Path

import pytest
from django.utils import timezone

from steun.exchange.geo.geojson import Outlines, write
from steun.rules.load import law
from steun.web.desks.picture import layout, marks
from steun.web.desks.picture import map as maps
from steun.web.desks.picture.layout import SIZES, Mark
from steun.web.know.catalogue.model import Capability

LOCC, DESK, STRANGER = ("locc", "LOCC"), ("duty-officer", "VR24"), ("duty-officer", "VR01")


@pytest.fixture(autouse=True)
def borders(settings, tmp_path) -> Path:
    """Borders of one's own: a square per region, around its first municipality."""
    shapes, middles = {}, {}
    for code, region in law().regions.items():
        _, _, lon, lat = region.municipalities[0]
        shapes[code] = [
            [[(lon - 0.2, lat - 0.1), (lon + 0.2, lat - 0.1), (lon + 0.2, lat + 0.1), (lon - 0.2, lat + 0.1)]]
        ]
        middles[code] = (lon, lat)
    file = tmp_path / "regions.geojson"
    file.write_text(write(Outlines(shapes, "test", generalised=True, middles=middles)))
    settings.REGIONS = str(file)
    return file


def test_the_picture_stands_in_the_page_without_a_script(world, login):
    request = world.asked()
    incident = world.incident()
    page = login(*LOCC, "en").get("/picture").content.decode()

    assert page.count('class="land" href="#land-VR') == 25 and 'data-region="VR24" data-tone="wait"' in page
    assert 'fill="url(#p-wait)"' in page and f'href="/requests/{request.pk}"' in page
    assert f'href="/incidents/{incident.pk}"' in page and re.search(r"vendor/symbols(\.\w+)?\.svg#flood", page)
    assert "Generalised borders" in page and request.number in page
    assert "style=" not in page and "<form" in page and 'type="range"' in page


def test_without_a_map_the_table_has_the_same_facts(world, login, borders, monkeypatch):
    borders.unlink()
    monkeypatch.setattr(maps, "GENERALISED", borders)
    request = world.asked()
    page = login(*LOCC, "en").get("/picture").content.decode()

    assert "No map was set up here" in page and request.number in page and "Zuid-Limburg" in page


def test_the_page_of_a_moment_that_is_over_says_so_and_shows_what_was_known(world, login):
    before = timezone.now()
    request = world.asked()
    client = login(*LOCC, "en")

    then = client.get("/picture", {"at": before.isoformat()}).content.decode()
    assert "As it was" in then and request.number not in then and "data-live" not in then
    minute = int(before.timestamp()) // 60 - 1
    assert "As it was" in client.get("/picture", {"minute": minute}).content.decode()
    assert request.number in client.get("/picture").content.decode()


@pytest.mark.parametrize("odd", ["yesterday", "2021-13-45T99:99", "9999-01-01T00:00", "1800-01-01T00:00", "\x00"])
def test_an_odd_moment_shows_the_present_and_says_what_is_wrong(world, login, odd):
    request = world.asked()
    answer = login(*LOCC, "en").get("/picture", {"at": odd})

    assert answer.status_code == 200 and request.number in answer.content.decode()
    assert login(*LOCC).get("/picture", {"minute": "9" * 18}).status_code == 200


def test_htmx_gets_only_the_picture_and_its_address(world, login):
    answer = login(*LOCC).get("/picture", {"minute": 27_000_000}, headers={"HX-Request": "true"})

    assert "<html" not in answer.content.decode()
    assert answer.headers["HX-Push-Url"].startswith("/picture?at=2021-05-03T00%3A00%3A00")


def test_a_stranger_finds_nothing_of_it_on_the_page_or_in_the_api(world, login, api):
    request = world.ordered()
    world.incident()
    page = login(*STRANGER).get("/picture").content.decode()
    found = api(*STRANGER)("get", "/picture").json()

    assert request.number not in page and "High water" not in page and "alpha" not in page
    assert (found["requests"], found["incidents"], found["nation"]["requests"]) == ([], [], 0)


def test_the_api_says_what_the_page_says(world, api):
    request = world.reported(world.ordered(), "depart")
    found = api(*LOCC)("get", "/picture").json()
    then = api(*LOCC)(
        "get", f"/picture?at={(timezone.now() - timedelta(days=1)).isoformat().replace('+', '%2B')}"
    ).json()

    (row,) = found["requests"]
    assert (row["number"], row["timeliness"]["code"], row["units"][0]["state"]) == (request.number, "in-time", "moving")
    assert found["regions"][0] == {"code": "VR24", **found["nation"]} and not found["past"]
    assert then["past"] and then["requests"] == []


def test_where_a_unit_drives_only_those_know_who_may(world):
    """From its place one could read where it is at home."""
    from steun.web.desks.picture.read import picture

    world.reported(world.ordered(), "depart")
    sheet = maps.current()

    def places(seat):
        actor = world.actor(*seat)
        return {m.kind: m.at for m in marks.marks(picture(actor), sheet, actor)}

    desk, locc = places(DESK), places(LOCC)
    assert desk["unit"] == desk["request"] and locc["unit"] != locc["request"]


def test_locc_begins_with_the_picture_and_others_with_their_work(world, client):
    for seat, first in ((LOCC, "/picture"), (DESK, "/")):
        assert client.post(f"/login/{world.mandate(*seat).pk}").headers["Location"] == first


def test_no_two_signs_and_no_sign_and_label_overlap(world):
    """Also when five hundred things lie close together."""
    sheet = maps.current()
    crowd = [
        Mark(
            kind,
            f"{kind}{n}",
            sheet.xy((5.2 + (n * 37 % 100) / 70, 50.8 + (n * 61 % 100) / 45)),
            "x",
            "/",
            kind,
            "late",
        )
        for n in range(167)
        for kind in layout.KINDS
    ]
    for size in layout.layers(sheet, crowd):
        side, high = size.side, size.letter
        boxes = [(s.x, s.y, s.x + side, s.y + side) for s in size.signs]
        boxes += [(t.x - 0.3 * high, t.y - high / 2, t.x + 0.3 * high, t.y + high / 2) for t in size.labels]
        assert not [pair for pair in combinations(boxes, 2) if layout.overlap(*pair)]
        assert sum(s.count for s in size.signs) == len(crowd) and len(size.labels) > 10
        assert size.unit == SIZES[size.size] and size.letter / size.unit >= 14


def test_every_sign_names_capabilities_of_the_catalogue_each_once():
    folder = Path(__file__).parents[3] / "demo"
    texts = [(folder / f"{name}.toml").read_text() for name in ("capabilities", "capabilities_illustrative")]
    known = {code for text in texts for code in re.findall(r'^code = "([^"]+)"', text, re.MULTILINE)}
    listed = [c for it in tomllib.loads(marks.SYMBOLS.read_text()).values() for c in it.get("capabilities", ())]

    assert len(listed) == len(set(listed)) and set(listed) - known == {"sandbags"}  # that of the named world


def test_a_point_overseas_is_no_place_on_the_sheet(world):
    sheet = maps.current()

    assert not sheet.holds(sheet.xy((-68.27, 12.15))) and sheet.holds(sheet.xy((5.83, 50.87)))
    assert Capability.objects.exists()
