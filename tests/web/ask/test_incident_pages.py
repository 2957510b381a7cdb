"""Incidents: the list, a new one, its GRIP level, notes, time line and requests."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest

from steun.web.ask.incident import acts as incidents
from steun.web.ask.incident.model import Incident
from steun.web.ask.incident.shape import IncidentIn
from steun.web.kernel.moments import text_of

FORM = {
    "name": "Fire at the depot",
    "kind": "fire",
    "place": "Heerlen",
    "grip": "1",
    "regions": ["VR24"],
    "started_at": "",
}


def test_an_incident_is_put_on_the_board(world, login):
    answer = login("duty-officer", "VR24").post("/incidents/new", {**FORM, "id": str(uuid4()), "point": "50,89; 5,98"})
    incident = Incident.objects.get(name="Fire at the depot")
    assert answer.url == f"/incidents/{incident.pk}"
    assert incident.grip == "1" and incident.lon == 5.98


def test_every_fault_stands_at_its_field_and_nothing_typed_is_lost(login):
    answer = login("duty-officer", "VR24", "en").post(
        "/incidents/new", {**FORM, "name": "", "point": "50.8; 999", "started_at": "soon"}
    )
    page = answer.content.decode()
    assert answer.status_code == 422
    for field in ("name", "point", "started_at"):
        assert f'id="incident-{field}-error"' in page
    assert 'value="Heerlen"' in page and 'value="soon"' in page


def test_who_may_not_open_incidents_is_told_who_may(login):
    page = login("auditor", "REKENKAMER", "en").get("/incidents/new").content.decode()
    assert "Your role does not open incidents" in page and '<form class="form narrow"' not in page


def test_the_level_is_set_by_a_holder_and_stands_in_the_time_line(world, login):
    incident = world.incident()
    client = login("duty-officer", "VR24", "en")
    client.post(
        f"/incidents/{incident.pk}/scale",
        {"grip": "2", "reason": "Effects outside the source area", "id": str(uuid4())},
    )
    incident.refresh_from_db()
    page = client.get(f"/incidents/{incident.pk}").content.decode()
    assert incident.grip == "2" and "GRIP 2" in page and "Effects outside the source area" in page


def test_the_same_level_twice_is_refused_with_the_reason(world, login):
    incident = world.incident()
    answer = login("duty-officer", "VR24", "en").post(f"/incidents/{incident.pk}/scale", {"grip": incident.grip})
    assert answer.status_code == 409


def test_a_note_lies_in_the_past_and_has_words(world, login):
    incident = world.incident()
    client = login("duty-officer", "VR24", "en")
    assert client.post(f"/incidents/{incident.pk}/note", {"text": ""}).status_code == 422
    ahead = client.post(f"/incidents/{incident.pk}/note", {"text": "Dyke broke", "happened_at": "2090-01-01T00:00"})
    assert ahead.status_code == 422 and "Dyke broke" in ahead.content.decode()
    earlier = text_of(world.now - timedelta(days=2))
    client.post(f"/incidents/{incident.pk}/note", {"text": "Dyke broke", "happened_at": earlier})
    assert "Dyke broke" in client.get(f"/incidents/{incident.pk}").content.decode()


def test_an_incident_with_open_requests_does_not_close_and_says_why(world, login):
    incident = world.incident()
    world.asked(incident=str(incident.pk))
    client = login("duty-officer", "VR24", "en")
    assert 'aria-disabled="true"' in client.get(f"/incidents/{incident.pk}").content.decode()
    assert client.post(f"/incidents/{incident.pk}/close").status_code == 409


def test_an_incident_shows_its_requests_to_who_may_see_them(world, login):
    incident = world.incident()
    request = world.asked(incident=str(incident.pk))
    assert request.number in login("locc", "LOCC").get(f"/incidents/{incident.pk}").content.decode()


def test_another_region_does_not_see_the_incident(world, login):
    incident = world.incident()
    client = login("duty-officer", "VR01")
    assert client.get(f"/incidents/{incident.pk}").status_code == 404
    assert incident.name not in client.get("/incidents").content.decode()


def test_a_reader_gets_no_buttons(world, login):
    incident = world.incident()
    page = login("auditor", "REKENKAMER").get(f"/incidents/{incident.pk}").content.decode()
    assert f"/incidents/{incident.pk}/" not in page


def test_an_unknown_move_is_404(world, login):
    incident = world.incident()
    assert login("duty-officer", "VR24").post(f"/incidents/{incident.pk}/explode").status_code == 404


FILTERS = [
    ({"kind": "fire"}, "kind"),
    ({"grip": "2"}, "grip"),
    ({"region": "VR24"}, "region"),
    ({"region": "VR99"}, ""),
]


@pytest.mark.parametrize(("asked", "finds"), FILTERS)
def test_a_list_of_incidents_can_be_asked_for_by_region_kind_and_level(world, login, api, asked, finds):
    names = {"kind": "It burns", "grip": "It grows"}
    for name, kind, grip in ((names["kind"], "fire", "1"), (names["grip"], "flood", "2")):
        shape = IncidentIn(name=name, kind=kind, place="Valkenburg", grip=grip, regions=["VR24"])
        incidents.open_incident(shape, by=world.desk, knowingly=True)
    wanted = set(names.values()) if finds == "region" else {names[finds]} if finds else set()
    page = login("locc", "LOCC").get("/incidents", asked).content.decode()
    query = "&".join(f"{name}={value}" for name, value in asked.items())
    found = api("locc", "LOCC")("get", f"/incidents?{query}").json()["items"]
    assert {name for name in names.values() if name in page} == {it["name"] for it in found} == wanted
