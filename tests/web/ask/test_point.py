"""A point on the map that cannot be right: said where it is typed and read, and never silently computed with."""

from __future__ import annotations

import json

import pytest

from steun.core.decide.policy import START
from steun.web.ask.request.model import Request
from steun.web.ask.request.search.similar import similar
from steun.web.decide.planning import situation
from tests.builders import key

pytestmark = pytest.mark.django_db
PK = key("a request somewhere")
SWAPPED = {"lon": 50.865, "lat": 5.83}
ABROAD = {"lon": 4.35, "lat": 50.85}
ELSEWHERE = {"lon": 5.69, "lat": 50.85}  # Maastricht, and the municipality named is Valkenburg
RIGHT = {"lon": 5.83, "lat": 50.865}
WRONG = {
    "point-is-not-swapped": (SWAPPED, "verwisseld"),
    "point-lies-in-kingdom": (ABROAD, "ligt niet in Nederland"),
    "point-lies-where-named": (ELSEWHERE, "Gemeente Valkenburg aan de Geul"),
}


def autosave(client, **fields):
    answer = client.post(f"/requests/{PK}/autosave", {"title": "Water", **fields})
    return {f["field"]: (f["code"], f["text"]) for f in json.loads(answer.content)["faults"]}


def kept() -> tuple[float | None, float | None]:
    saved = Request.objects.get(pk=PK)
    return saved.lon, saved.lat


@pytest.mark.parametrize("code", WRONG)
def test_a_wrong_point_is_doubted_on_form_request_and_decision_and_through_the_api(world, login, api, code):
    point, said = WRONG[code]
    draft, sent = world.draft(**point), world.asked(**point)
    client = login("duty-officer", "VR24")
    form = client.get(f"/requests/{draft.pk}/edit").content.decode()
    assert said in form and 'href="#point"' in form
    assert said in client.get(f"/requests/{sent.pk}").content.decode()
    assert said in login("locc", "LOCC").get(f"/requests/{sent.pk}/decide").content.decode()
    for request in (draft, sent):
        (warning,) = api("duty-officer", "VR24")("get", f"/requests/{request.pk}").json()["warnings"]
        assert warning["code"] == "point-is-plausible" and not warning["binding"] and "%(" not in warning["text"]


def test_a_right_point_is_not_doubted(world, login, api):
    request = world.asked(**RIGHT)
    assert "Klopt het punt" not in login("locc", "LOCC").get(f"/requests/{request.pk}/decide").content.decode()
    assert api("duty-officer", "VR24")("get", f"/requests/{request.pk}").json()["warnings"] == []


@pytest.mark.parametrize("point", [SWAPPED, ABROAD, ELSEWHERE], ids=["swapped", "abroad", "elsewhere"])
def test_a_wrong_point_is_kept_as_it_was_given_and_never_computed_with(world, point):
    request = world.granted(**point)
    valkenburg = request.municipalities.get()
    assert (request.lon, request.lat) == (point["lon"], point["lat"])
    assert request.spot == (valkenburg.lon, valkenburg.lat) and not request.where.given
    seen = situation.look(START)
    (line,) = [it for it in seen.problem.lines if it.request == request.number]
    assert (line.lon, line.lat) == (valkenburg.lon, valkenburg.lat)
    (asked_line,) = [it for it in seen.lines.values() if it.request.pk == request.pk]
    assert "doubted-place" in asked_line.guesses


def test_help_can_be_in_time_although_the_point_was_swapped(world, login):
    answers = {}
    for name, point in (("swapped", SWAPPED), ("right", RIGHT)):
        request = world.granted(title=name, **point)
        page = login("toc", "TOC").get(f"/requests/{request.pk}/decide").content.decode()
        answers[name] = page.count('class="unit"')
    assert answers["swapped"] == answers["right"] > 0


def test_similar_requests_are_found_although_one_point_was_swapped(world):
    other = world.asked(**SWAPPED)
    mine = world.draft(**RIGHT)
    (alike,) = [a for a in similar(mine, world.desk) if a.request.pk == other.pk]
    assert "same-municipality" in alike.why


def test_a_point_is_saved_changed_and_taken_away_and_one_that_is_wrong_leaves_the_one_before(login):
    client = login("duty-officer", "VR24")
    half = autosave(client, point="50,85")
    assert half["point"][0] == "point-is-half" and "beide" in half["point"][1] and kept() == (None, None)
    assert autosave(client, point="50,85; 5,83", version="0") == {} and kept() == (5.83, 50.85)
    assert autosave(client, point="51,00; east", version="1")["point"][0] == "unreadable-point"
    assert kept() == (5.83, 50.85)
    assert autosave(client, point="", version="2") == {} and kept() == (None, None)


@pytest.mark.parametrize(
    ("typed", "code", "said"),
    [
        ("31UGS12345678", "grid-reference", "MGRS"),
        ("95, 5.83", "latitude-out-of-range", "90"),
        ("RD 317000 186000", "no-point-in-rd", "RD"),
        ("behind the church", "unreadable-point", "50.8667, 5.8306"),
    ],
)
def test_what_was_pasted_in_place_of_a_point_is_named(login, typed, code, said):
    faults = autosave(login("duty-officer", "VR24"), point=typed)
    assert faults["point"][0] == code and said in faults["point"][1] and "%(" not in faults["point"][1]
    assert kept() == (None, None)


@pytest.mark.parametrize("typed", ["50°52'12\"N 5,83 O", "RD 186172 320115", "5.83 E; 50.87 N"])
def test_every_notation_of_one_point_is_that_point(login, typed):
    assert autosave(login("duty-officer", "VR24"), point=typed) == {}
    lon, lat = kept()
    assert lon == pytest.approx(5.83, abs=0.0002) and lat == pytest.approx(50.87, abs=0.0002)


def test_an_incident_takes_no_half_point_and_names_rd(login):
    client = login("duty-officer", "VR24")
    form = {"name": "Water", "kind": "flood", "place": "Valkenburg", "grip": "0", "regions": ["VR24"]}
    half = client.post("/incidents/new", {**form, "point": "50,85"})
    assert half.status_code == 422 and "geen van beide" in half.content.decode()
    rd = client.post("/incidents/new", {**form, "point": "317000 186000"})
    assert rd.status_code == 422 and "eerst x" in rd.content.decode() and "%(le)" not in rd.content.decode()


def test_the_api_takes_no_half_point_no_metres_and_no_text(world, api):
    call = api("duty-officer", "VR24")
    for body, code in (
        ({"lat": 50.85}, "point-is-half"),
        ({"lat": 50.85, "lon": None}, "point-is-half"),
        ({"lat": 317000, "lon": 186000}, "looks-like-rd"),
        ({"lat": 95.0, "lon": 5.8}, "latitude-out-of-range"),
        ({"lat": "50.85", "lon": "5.83"}, "float-type"),
    ):
        answer = call("post", "/requests", {"title": "Water", **body})
        assert answer.status_code == 422, body
        assert code in {f["code"] for f in answer.json()["faults"]} and "%(" not in answer.json()["detail"]
    incident = {"name": "Water", "place": "Valkenburg", "lat": 50.85}
    assert call("post", "/incidents", incident).json()["faults"][0]["code"] == "point-is-half"


def test_an_incident_at_a_point_that_cannot_be_right_is_asked_about_once(login, api):
    client = login("duty-officer", "VR24")
    form = {"name": "Water", "kind": "flood", "place": "Valkenburg", "grip": "0", "regions": ["VR24"]}
    point = {"point": "5,83; 50,865"}
    asked = client.post("/incidents/new", {**form, **point})
    assert asked.status_code == 409 and "verwisseld" in asked.content.decode()
    assert client.post("/incidents/new", {**form, **point, "knowingly": "1"}).status_code == 302
    body = {"name": "Fire", "place": "Brussels", "lon": 4.35, "lat": 50.85}
    call = api("duty-officer", "VR24")
    (reason,) = call("post", "/incidents", body).json()["reasons"]
    assert reason["code"] == "incident-point-is-plausible" and reason["askable"]
    assert call("post", "/incidents", {**body, "knowingly": True}).status_code == 201


def test_a_question_about_a_point_that_cannot_be_right_is_answered_for_no_point_and_says_so(api):
    call = api("locc", "LOCC")
    nowhere = call("get", "/promises/sandbags").json()
    swapped = call("get", "/promises/sandbags?lon=50.865&lat=5.83").json()
    right = call("get", "/promises/sandbags?lon=5.83&lat=50.865").json()
    assert [w["code"] for w in swapped["warnings"]] == ["point-is-not-swapped"] and right["warnings"] == []
    assert len(swapped["profile"]) == len(nowhere["profile"]) > 0 and swapped["region"] is None
    for query, code in (("lat=50.8", "point-is-half"), ("lon=186000&lat=317000", "looks-like-rd"), ("lon=x&lat=1", "")):
        answer = call("get", f"/promises/sandbags?{query}")
        assert answer.status_code == 422 and (not code or code in {f["code"] for f in answer.json()["faults"]})
