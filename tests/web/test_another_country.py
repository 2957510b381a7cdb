"""A setting chooses the country: the same pages and the same API stand on German rules, with nothing Dutch in them."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from steun.rules.load import chosen, law
from steun.rules.policy.indication import areas, indication
from steun.rules.policy.outline import outlined
from steun.rules.policy.powers import powers
from steun.web.ask.request import acts as ask
from steun.web.ask.route import routing
from steun.web.kernel.people.models import Mandate, Organisation, Person
from tests.builders import World

CACHES = (law, powers, outlined, indication, areas, routing.weighed, routing.asked)
DISTRICT, LAND, BUND = ("district-head", "LK-AHR"), ("land-government", "LAND-RP"), ("federal-government", "BUND")
SEATS = {
    "LK-AHR": ("district", "Landkreis Ahrweiler"),
    "LAND-RP": ("land", "Rheinland-Pfalz"),
    "BUND": ("federal", "Bund"),
}


@pytest.fixture
def german(world: World, monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    """The world, with the rules of Germany, a district, its Land and the Federation."""
    monkeypatch.setenv("STEUN_COUNTRY", "de")
    forget()
    for role, code in (DISTRICT, LAND, BUND):
        kind, name = SEATS[code]
        place = Organisation.objects.create(code=code, kind=kind, name_nl=name, name_en=name)
        person = Person.objects.create(email=f"{role}@{code.lower()}.example", name=name)
        since = timezone.now() - timedelta(days=1)
        Mandate.objects.create(person=person, role=role, organisation=place, valid_from=since)
    yield world
    monkeypatch.undo()
    forget()


def forget() -> None:
    for cached in CACHES:
        cached.cache_clear()


def flood(world: World, **words: object) -> object:
    shape = world.shape(bases=[], municipalities=[], lines=[], task_kind="disaster", **words)
    return ask.draft(shape, by=world.actor(*LAND))


def test_the_program_starts_with_the_rules_of_the_country_that_is_set() -> None:
    script = "import django; django.setup(); from steun.rules.load import law; print(law().country.code)"
    settings = {"DJANGO_SETTINGS_MODULE": "steun.web.settings", "STEUN_WORLD": "demo", "STEUN_COUNTRY": "de"}
    done = subprocess.run(
        [sys.executable, "-c", script], env={**os.environ, **settings}, capture_output=True, text=True
    )
    assert done.stdout.strip() == "de", done.stderr


def test_a_country_without_rules_is_refused_with_those_that_there_are(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STEUN_COUNTRY", "fr")
    with pytest.raises(ValueError, match="'fr'; there are rules for de, nl"):
        chosen()


@pytest.mark.django_db
@pytest.mark.parametrize("part", ["bases", "powers", "grip", "deadlines", "authorities"])
def test_the_pages_of_the_law_show_the_law_of_that_country(german: World, login, part: str) -> None:
    page = login(*LAND, "en").get(f"/law?part={part}")
    text = page.content.decode()
    assert page.status_code == 200
    for dutch in ("Politiewet", "Wet veiligheidsregio", "wvr-51", "Oorlogswet"):
        assert dutch not in text


@pytest.mark.django_db
def test_a_basis_of_that_country_has_its_page(german: World, login) -> None:
    page = login(*LAND, "en").get("/law/gg-35-2-disaster")
    assert page.status_code == 200 and "Grundgesetz" in page.content.decode()


@pytest.mark.django_db
def test_the_route_finder_answers_with_the_law_of_that_country_on_page_and_api(german: World, login, api) -> None:
    request = flood(german, situation={"supply": "armed-forces"})
    call = api(*LAND)
    found = call("get", f"/requests/{request.pk}/routes").json()
    assert found["proposed"] == ["gg-35-2-disaster"]
    assert {r["basis"] for r in found["routes"]} == {b.code for b in law().bases}
    page = login(*LAND, "en").get(f"/requests/{request.pk}/edit").content.decode()
    assert "Grundgesetz" in page and "Politiewet" not in page and "veiligheidsregio" not in page.lower()


@pytest.mark.django_db
def test_a_decree_of_that_country_wakes_its_own_law(german: World, api) -> None:
    body = {"power": "gg-87a-4", "reference": "BGBl. I 2026", "starts_on": timezone.localdate().isoformat()}
    made = api(*BUND)("post", "/decrees", body)
    assert made.status_code == 201 and made.json()["awake"]
    assert api(*BUND)("post", "/decrees", {**body, "power": "own-14"}).status_code == 422


@pytest.mark.django_db
def test_an_incident_opens_and_a_request_goes_out_under_the_law_of_that_country(german: World, login, api) -> None:
    """The Land puts a flood on the board, by page and machine; under it the Land asks, and it is on its way."""
    board, call = login(*LAND, "en"), api(*LAND)
    assert "Everyday work" in board.get("/incidents/new").content.decode()
    words = {"id": str(uuid4()), "name": "Ahr in flood", "kind": "flood", "place": "Ahrweiler", "grip": "kat"}
    assert board.post("/incidents/new", words).status_code in {302, 303}
    [found] = call("get", "/incidents").json()["items"]
    assert (found["name"], found["grip"]) == ("Ahr in flood", "kat")
    other = call("post", "/incidents", {"name": "Mosel in flood", "kind": "flood", "place": "Trier", "grip": "0"})
    assert other.status_code == 201, other.content

    shape = german.shape(
        bases=["gg-35-2-disaster"], municipalities=[], incident=found["id"],
        situation={"supply": "armed-forces"},
    )  # fmt: skip
    request = ask.draft(shape, by=german.actor(*LAND))
    german.sign(request)
    sent = call("post", f"/requests/{request.pk}/moves/submit", {"id": str(uuid4())})
    assert sent.status_code in {200, 201} and sent.json()["state"] == "asked", sent.content
    case = board.get(f"/requests/{request.pk}").content.decode()
    assert "Grundgesetz" in case and "Politiewet" not in case


@pytest.mark.django_db
def test_an_incident_of_that_country_is_opened_by_its_own_roles_only(german: World, api) -> None:
    body = {"name": "Ahr in flood", "kind": "flood", "place": "Ahrweiler", "grip": "0"}

    assert api("duty-officer", "VR24")("post", "/incidents", body).status_code == 403
    assert api(*DISTRICT)("post", "/incidents", body).status_code == 201
