"""One search over everything that the reader may see: the cases of `search_cases.toml`, on page and API alike."""

from __future__ import annotations

import tomllib
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlencode

import pytest
from django.utils import timezone, translation

from steun.web.ask.request.model import Request
from steun.web.decide.commitment import acts as commitments
from steun.web.decide.gate import acts as gates
from steun.web.decide.promise import indication
from steun.web.decide.request import acts as on_requests
from steun.web.desks.finding import read
from steun.web.desks.finding.hit import KINDS
from steun.web.know.catalogue import load as know
from steun.web.know.place import gazetteer
from tests.builders import CAPABILITIES, PEOPLE, unit

CASES = tomllib.loads((Path(__file__).parent / "search_cases.toml").read_text())["case"]
TRUCKS = {
    **CAPABILITIES[0], "number": 103, "code": "wading-trucks", "nl": "Viertonners door hoogwater",
    "en": "4-tonne trucks through high water", "effects": [],
}  # fmt: skip


@pytest.fixture
def bridge(world) -> Request:
    """A world in which something is found of each kind; the bridge over the Geul is asked."""
    know.capabilities([TRUCKS])
    know.units([unit("gen", "RWS", "generator", 4, site="maastricht")], timezone.now())
    world.incident()
    world.asked(title="Bewoners geëvacueerd uit Bunde", task="Mensen vervoeren", reason="De Maas stijgt")
    world.asked(title="Kelders ondergelopen", task="Leegmaken", reason="Regen", effect="power-supplied")
    bridge = world.asked(title="Noodbrug bij de Emmalaan", task="Bouwen", reason="Weggeslagen", effect="parking-ground")
    gates.act(world.gate(bridge, "locc-judges").pk, "pass", by=world.actor("locc", "LOCC"))
    return bridge


def typed_in(case: dict, number: str) -> list[str]:
    _, year, n = number.split("-")
    return [text.format(year=year, n=int(n)) for text in case["typed"]]


def first_of(found, kind: str):
    return next((group.hits[0] for group in found.groups if group.kind == kind), None)


def is_first(hit, wanted: str) -> bool:
    if not wanted or hit is None:
        return not wanted and hit is None
    return wanted in {hit.key, hit.number} or wanted in f"{hit.name} {hit.detail}"


def test_each_case_of_the_table_finds_what_it_says(bridge, world):
    actor, wrong = world.actor("locc", "LOCC"), []
    for case in CASES:
        for language in ("nl", "en"):
            with translation.override(language):
                for text in typed_in(case, bridge.number):
                    found = read.search(text, actor)
                    hit = first_of(found, case["kind"])
                    fits = is_first(hit, case["first"])
                    if "near" in case:
                        fits &= (found.near.code if found.near else "") == case["near"]
                    if "within" in case:
                        fits &= found.within == case["within"]
                    if not fits:
                        wrong.append(f"{text!r} ({case['why']}): {case['kind']} {hit and (hit.key, hit.name)}")
    assert wrong == []


def test_page_and_api_find_the_same_in_the_same_order(bridge, world, api, login):
    for text in ("emmalaan", "evacueren", "generator near Valkenburg within 6 h", "burgemester", "wvr 51"):
        groups = login("locc", "LOCC", "en").get("/search", {"q": text}).context["found"].groups
        answer = api("locc", "LOCC")("get", f"/search?{urlencode({'q': text})}").json()

        assert [(g["kind"], [hit["key"] for hit in g["items"]], g["total"]) for g in answer["groups"]] == [
            (g.kind, [hit.key for hit in g.hits], g.total) for g in groups
        ], text
        assert groups, text


def test_a_closed_request_is_found_and_marked(bridge, world, api, login):
    on_requests.withdraw(bridge.pk, by=world.desk, reason="Dry again")

    page = login("duty-officer", "VR24", "en").get("/search", {"q": bridge.number}).content.decode()
    [group] = api("locc", "LOCC")("get", f"/search?q={bridge.number}&kind=requests").json()["groups"]

    assert bridge.number in page and "data-closed" in page
    assert [(it["closed"], it["state"]) for it in group["items"]] == [(True, "withdrawn")]


def test_one_kind_alone_shows_all_of_it(bridge, world, login):
    client = login("locc", "LOCC", "en")

    every = client.get("/search", {"q": "gemeente"}).context["found"]
    alone = client.get("/search", {"q": "gemeente", "kind": "organisations"}).context["found"]

    assert len(first_group(every, "organisations").hits) == read.SHOWN
    assert [g.kind for g in alone.groups] == ["organisations"]
    assert len(alone.groups[0].hits) == read.ALL_SHOWN
    assert client.get("/search", {"q": "x" * 201}).status_code == 200
    assert client.get("/search", {"q": "gemeente", "kind": "nonsense"}).context["kind"] == ""


def first_group(found, kind: str):
    return next(group for group in found.groups if group.kind == kind)


def test_nobody_finds_a_case_by_any_word_of_it_that_may_not_read_it(bridge, world):
    """What a reader of the outline finds it by are the words of the outline."""
    stranger, near = world.actor("duty-officer", "VR01"), world.actor("mayor", "GM0935")
    for text in (
        bridge.number,
        "emmalaan",
        "bouwen",
        "weggeslagen",
        "emalaan",
        "wegslagen",
        "noodbrug near valkenburg",
    ):
        kinds = {group.kind for group in read.search(text, stranger).groups}
        assert not kinds & {"requests", "decisions", "incidents"}, text
        assert "emmalaan" not in str(read.search(text, stranger).corrected), text
    assert first_of(read.search("emmalaan", near), "requests")
    for text in ("bouwen", "weggeslagen", "wegslagen", "weggeslaggen"):
        found = read.search(text, near)
        assert not {group.kind for group in found.groups} & {"requests", "decisions"}, text
        assert not found.corrected, text


def test_a_reason_of_defence_finds_nothing_for_who_may_not_read_it(bridge, world):
    request = world.granted(title="Duikers bij de stuw")
    will = request.gates.filter(audience="defence").first()
    type(will).objects.filter(pk=will.pk).update(reason="zeegat")

    def decisions(role: str, organisation: str) -> list:
        found = read.search("duikers zeegat", world.actor(role, organisation)).groups
        return [hit for group in found if group.kind == "decisions" for hit in group.hits]

    assert decisions("dops", "DOPS")
    assert not decisions("duty-officer", "VR24")


def test_units_that_one_may_not_know_are_not_found_and_not_proposed(bridge, world):
    for text in ("alpha", "bravo", "alpah", "bravoo"):
        found = read.search(text, world.desk)
        assert not [g for g in found.groups if g.kind == "units"], text
        assert not found.corrected, text
    assert first_of(read.search("alpha", world.actor("toc", "TOC")), "units")


@pytest.mark.parametrize(
    "text", ["sandbags near Valkenburg within 6 h", "zandzakken bij Meerssen", "zandzakken binnen 3 uur"]
)
def test_a_search_tells_of_means_what_the_api_tells_and_no_more(bridge, world, text):
    """So a hold, a home and a notice stay where decision 17 keeps them, whatever is asked."""
    place = {"lon": None, "lat": None}
    for role, organisation in PEOPLE:
        actor = world.actor(role, organisation)
        found = read.search(text, actor)
        if found.near:
            place = {"lon": found.near.lon, "lat": found.near.lat}
        hit = first_of(found, "capabilities")
        answer = indication.of("sandbags", actor, **place)
        assert hit.exact == answer.exact
        assert hit.quantity is None or (hit.at, hit.quantity) in answer.profile


def test_a_hold_changes_nothing_in_what_a_region_finds(world):
    """The attack on what is available, through the search: whatever is held, a region reads the same."""
    request = world.asked(title="Dijk", lines=[{"capability": "sandbags", "quantity": 10}])
    region = world.actor("duty-officer", "VR23")
    places = ("Valkenburg", "Oirschot", "Meerssen")
    texts = [f"sandbags near {place} within {hours} h" for place in places for hours in (1, 3, 6, 12)]

    def answers() -> list:
        hits = [first_of(read.search(text, region), "capabilities") for text in texts]
        return [(hit.quantity, hit.in_time, hit.exact) for hit in hits]

    before = answers()
    commitments.reserve(
        request.pk, unit="alpha", capability="sandbags", quantity=5, kind="hold", by=world.actor("toc", "TOC"),
        hold_until=world.now + timedelta(hours=12),
    )  # fmt: skip

    assert answers() == before


def test_places_are_known_by_the_names_that_people_use():
    known = gazetteer()
    assert known["valkenburg"].code == "GM0994"
    assert known["den bosch"] == known["s hertogenbosch"]
    assert len(known) > 350


def test_every_kind_has_words_and_is_a_choice_of_the_api(bridge, world, api):
    for kind in KINDS:
        assert api("locc", "LOCC")("get", f"/search?q=a&kind={kind}").status_code == 200
    assert api("locc", "LOCC")("get", "/search?q=a&kind=people").status_code == 422
