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
from steun.web.ask.request.model import Request
from steun.web.ask.route import routing
from steun.web.deliver.deployment.model import Deployment
from steun.web.kernel.people.models import Mandate, Organisation, Person
from steun.web.know.catalogue import load as know
from steun.web.know.place import looked_up
from tests.builders import World, unit

CACHES = (law, powers, outlined, indication, areas, routing.weighed, routing.asked, looked_up)
DISTRICT, LAND, BUND = ("district-head", "LK-AHR"), ("land-government", "LAND-RP"), ("federal-government", "BUND")
DESK, MINISTER = ("landeskommando", "LKDO-RP"), ("minister-defence-de", "BMVG")
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
        seated(code, *SEATS[code], role)
    yield world
    monkeypatch.undo()
    forget()


def seated(code: str, kind: str, name: str, role: str) -> None:
    """An organisation, and somebody who holds a role there."""
    place = Organisation.objects.create(code=code, kind=kind, name_nl=name, name_en=name)
    person = Person.objects.create(email=f"{role}@{code.lower()}.example", name=name)
    since = timezone.now() - timedelta(days=1)
    Mandate.objects.create(person=person, role=role, organisation=place, valid_from=since)


def forget() -> None:
    for cached in CACHES:
        cached.cache_clear()


def flood(world: World, **words: object) -> object:
    shape = world.shape(bases=[], municipalities=[], lines=[], task_kind="disaster", **words)
    return ask.draft(shape, by=world.actor(*LAND))


def test_the_program_starts_with_the_rules_and_the_answers_of_the_country_that_is_set() -> None:
    script = (
        "import django; django.setup(); from steun.rules.load import law;"
        "from steun.web.ask.request.shape import RequestIn;"
        "print(law().country.code, RequestIn.model_validate({'situation': {'supply': 'thw'}}).situation.supply)"
    )
    settings = {"DJANGO_SETTINGS_MODULE": "steun.web.settings", "STEUN_WORLD": "demo", "STEUN_COUNTRY": "de"}
    done = subprocess.run(
        [sys.executable, "-c", script], env={**os.environ, **settings}, capture_output=True, text=True
    )
    assert done.stdout.strip() == "de thw", done.stderr


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


ON_THE_WAY = (
    ("LKDO-RP", "bundeswehr", "Landeskommando Rheinland-Pfalz", "landeskommando"),
    ("BMVG", "federal", "Bundesministerium der Verteidigung", "minister-defence-de"),
    ("PANZERPIONIER", "bundeswehr-unit", "Panzerpionierbataillon", "unit-commander-de"),
)


@pytest.fixture
def whole(german: World) -> World:
    """Beside them a Landeskommando, the minister, a battalion with a hundred soldiers."""
    for code, kind, name, role in ON_THE_WAY:
        seated(code, kind, name, role)
    know.units([unit("pioneers", "PANZERPIONIER", "sandbags", 100, site="maastricht")], timezone.now())
    return german


def passed(api, request: str, seats: dict[str, tuple[str, str]], reader: tuple[str, str] = LAND) -> None:
    """Each gate that is open, passed by who holds it."""
    while gates := [
        gate for gate in api(*reader)("get", f"/requests/{request}").json()["gates"]
        if gate["state"] == "open" and gate["ready_at"] and gate["phase"] in {"before-sending", "before-grant"}
    ]:  # fmt: skip
        for gate in gates:
            extent = {"extent": "full"} if gate["kind"] in {"decide", "agree"} else {}
            done = api(*seats[gate["code"]])("post", f"/gates/{gate['id']}/acts/pass", {"id": str(uuid4()), **extent})
            assert done.status_code == 200, done.content


@pytest.mark.django_db
def test_what_a_district_writes_its_land_signs(whole: World, api) -> None:
    """The district is no requester under this article: its Land is, and the gate is there."""
    Organisation.objects.filter(pk=DISTRICT[1]).update(parent=LAND[1])
    shape = whole.shape(bases=["gg-35-2-disaster"], municipalities=[], situation={"supply": "armed-forces"})
    request = ask.draft(shape, by=whole.actor(*DISTRICT))
    signature = request.gates.get(code="signature")
    assert (signature.holder_roles, signature.organisation_id) == (("land-government",), LAND[1])
    passed(api, str(request.pk), {"signature": LAND})
    assert api(*DISTRICT)("post", f"/requests/{request.pk}/moves/submit", {}).json()["state"] == "asked"


@pytest.mark.django_db
def test_amtshilfe_is_asked_of_an_authority_by_name_which_decides_and_orders(whole: World, login, api) -> None:
    seated("BWDLZ", "bundeswehr", "Bundeswehr-Dienstleistungszentrum", "asked-authority")
    asked = ("asked-authority", "BWDLZ")
    know.units([unit("beds", "BWDLZ", "sandbags", 80, site="maastricht")], timezone.now())
    words = {"bases": ["gg-35-1"], "municipalities": [], "task_kind": "public-interest"}
    unnamed = ask.draft(whole.shape(**words), by=whole.actor(*DISTRICT))
    refused = api(*DISTRICT)("post", f"/requests/{unnamed.pk}/moves/submit", {})
    assert refused.status_code == 409 and "addressee" in refused.content.decode()

    request = ask.draft(whole.shape(addressee="BWDLZ", **words), by=whole.actor(*DISTRICT))
    seats = {"signature": DISTRICT, "landeskommando-advises": DESK, "authority-decides": asked}
    passed(api, str(request.pk), seats, reader=DISTRICT)
    assert api(*DISTRICT)("post", f"/requests/{request.pk}/moves/submit", {}).json()["state"] == "asked"
    page = login(*DISTRICT, "en").get(f"/requests/{request.pk}").content.decode()
    assert "Authority that is asked" in page and "asked-authority" not in page
    passed(api, str(request.pk), seats, reader=DISTRICT)
    given = {"unit": "beds", "capability": "sandbags", "quantity": 30, "kind": "commit"}
    assert api(*DESK)("post", f"/requests/{request.pk}/commitments", given).status_code in {403, 404}
    assert api(*asked)("post", f"/requests/{request.pk}/commitments", given).status_code == 201
    assert api(*asked)("post", f"/requests/{request.pk}/order", {}).status_code in {200, 201}


@pytest.mark.django_db
def test_a_request_runs_from_draft_to_home_under_the_law_and_by_the_roles_of_that_country(whole: World, api) -> None:
    """Drafted, signed, sent, granted, means committed, ordered, under way, there, home: nobody Dutch has a part."""
    shape = whole.shape(bases=["gg-35-2-disaster"], municipalities=[], situation={"supply": "armed-forces"})
    request = str(ask.draft(shape, by=whole.actor(*LAND)).pk)
    seats = {"signature": LAND, "landeskommando-advises": DESK, "defence-decides-de": MINISTER}
    passed(api, request, seats)
    sent = api(*LAND)("post", f"/requests/{request}/moves/submit", {})
    assert sent.status_code == 200 and sent.json()["state"] == "asked", sent.content
    passed(api, request, seats)
    assert api(*LAND)("get", f"/requests/{request}").json()["state"] == "granted"

    given = {"unit": "pioneers", "capability": "sandbags", "quantity": 30, "kind": "commit"}
    assert api("locc", "LOCC")("post", f"/requests/{request}/commitments", given).status_code in {403, 404}
    made = api(*DESK)("post", f"/requests/{request}/commitments", given)
    assert made.status_code == 201, made.content
    assert api("toc", "TOC")("post", f"/requests/{request}/order", {}).status_code in {403, 404}
    ordered = api(*DESK)("post", f"/requests/{request}/order", {})
    assert ordered.status_code in {200, 201}, ordered.content
    deployment, commander = Deployment.objects.get(request=request), ("unit-commander-de", "PANZERPIONIER")
    for step in ("depart", "arrive", "release", "return"):
        done = api(*commander)("post", f"/deployments/{deployment.pk}/reports/{step}", {"happened_at": None})
        assert done.status_code == 200, done.content
    assert Deployment.objects.get(pk=deployment.pk).state == "returned"
    assert Request.objects.get(pk=request).state == "ended"
