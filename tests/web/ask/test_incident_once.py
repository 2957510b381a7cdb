"""One incident, one page: opened twice, closed over drafts, sent under a closed one: each is asked once, then done."""

from __future__ import annotations

from uuid import uuid4

import pytest

from steun.core.kernel.errors import Malformed, Refused
from steun.web.ask.incident import acts as incidents
from steun.web.ask.incident.model import Incident
from steun.web.ask.incident.shape import IncidentIn
from steun.web.ask.request import acts as actions
from steun.web.ask.request.model import Request
from steun.web.ask.request.shape import RequestIn
from steun.web.kernel.journal.models import Entry
from tests.builders import VALKENBURG

FORM = {"name": "High water", "kind": "flood", "place": "Valkenburg", "grip": "0", "regions": ["VR24"],
        "point": "50.87, 5.83"}  # fmt: skip


def test_the_same_incident_twice_says_that_it_is_open_with_a_link_and_lets_one_go_on(world, login):
    there = world.incident()
    client = login("duty-officer", "VR24", "en")
    answer = client.post("/incidents/new", {**FORM, "id": str(uuid4())})
    page = answer.content.decode()
    assert answer.status_code == 409 and Incident.objects.count() == 1
    assert "open already" in page and f'href="/incidents/{there.pk}"' in page and 'value="High water"' in page
    assert client.post("/incidents/new", {**FORM, "knowingly": "1"}).status_code in {302, 303}
    assert Incident.objects.count() == 2


def test_the_same_incident_twice_through_the_api(world, api):
    world.incident()
    call, given = api("duty-officer", "VR24"), {"name": "high  WATER", "place": "Valkenburg"}
    refused = call("post", "/incidents", given)
    assert refused.status_code == 409
    assert [(r["code"], r["askable"]) for r in refused.json()["reasons"]] == [("incident-is-open-already", True)]
    assert call("post", "/incidents", {**given, "knowingly": True}).status_code == 201


@pytest.mark.parametrize(
    ("words", "alike"),
    [
        ({"name": "Geul over its banks"}, True),  # the same kind on the same spot
        ({"name": "Geul over its banks", "lon": 5.84, "lat": 50.875}, True),
        ({"name": "Geul over its banks", "lon": 5.95, "lat": 50.90}, False),  # another spot
        ({"name": "Geul over its banks", "kind": "fire"}, False),
        ({"name": "Geul over its banks", "lon": None, "lat": None}, True),  # the same place by name
        ({"name": "Geul over its banks", "lon": None, "lat": None, "place": "Meerssen"}, False),
        ({"regions": ["VR23"]}, False),  # another region's
    ],
)
def test_what_counts_as_the_same_incident(world, words, alike):
    world.incident()
    shape = IncidentIn(**{"name": "High water", "kind": "flood", "place": "Valkenburg", **VALKENBURG, **words})
    assert bool(incidents.open_already(shape, shape.regions or ["VR24"], world.desk)) is alike


def test_an_incident_that_one_may_not_see_or_that_is_closed_is_not_told(world):
    there = world.incident()
    shape = IncidentIn(name="High water", place="Valkenburg", regions=["VR24"])
    assert not incidents.open_already(shape, ["VR24"], world.actor("duty-officer", "VR01"))
    incidents.close(there.pk, by=world.desk)
    assert not incidents.open_already(shape, ["VR24"], world.desk)


def test_closing_over_a_draft_is_asked_once(world, login, api):
    incident = world.incident()
    world.draft(incident=str(incident.pk))
    client = login("duty-officer", "VR24", "en")
    asked = client.post(f"/incidents/{incident.pk}/close", {"id": str(uuid4())})
    assert asked.status_code == 409 and "never sent" in asked.content.decode()
    assert 'name="knowingly"' in asked.content.decode()
    refused = api("duty-officer", "VR24")("post", f"/incidents/{incident.pk}/moves/close", {})
    assert [(r["code"], r.get("askable")) for r in refused.json()["reasons"]] == [("drafts-are-left-knowingly", True)]
    client.post(f"/incidents/{incident.pk}/close", {"knowingly": "1"})
    incident.refresh_from_db()
    assert incident.state == "closed"


def test_a_running_request_is_no_question_it_keeps_the_incident_open(world):
    incident = world.incident()
    world.asked(incident=str(incident.pk))
    with pytest.raises(Refused):
        incidents.close(incident.pk, by=world.desk, knowingly=True)


def left_behind(world):
    """A signed draft under an incident that was closed."""
    incident = world.incident()
    draft = world.draft(incident=str(incident.pk))
    world.sign(draft)
    incidents.close(incident.pk, by=world.desk, knowingly=True)
    return draft, incident


def test_sending_under_a_closed_incident_is_asked_once_and_opens_it_again(world, login):
    draft, incident = left_behind(world)
    client = login("duty-officer", "VR24", "en")
    asked = client.post(f"/requests/{draft.pk}/submit", {"id": str(uuid4())})
    assert asked.status_code == 409 and "is closed" in asked.content.decode()
    assert Request.objects.get(pk=draft.pk).state == "draft"
    client.post(f"/requests/{draft.pk}/submit", {"id": str(uuid4()), "knowingly": "1"})
    incident.refresh_from_db()
    assert Request.objects.get(pk=draft.pk).state == "asked" and incident.state == "open"
    assert Entry.objects.filter(action="incident.resume", subject=incident.key).count() == 1


def test_sending_from_the_form_under_a_closed_incident_is_asked_once_too(world, login):
    draft, incident = left_behind(world)
    client = login("duty-officer", "VR24", "en")

    def given() -> dict[str, str]:
        version = str(Request.objects.get(pk=draft.pk).version)
        return {"then": "submit", "version": version, "id": str(uuid4())}

    asked = client.post(f"/requests/{draft.pk}/edit", given())
    assert asked.status_code == 409 and 'name="knowingly"' in asked.content.decode()
    client.post(f"/requests/{draft.pk}/edit", {**given(), "knowingly": "1"})
    incident.refresh_from_db()
    assert Request.objects.get(pk=draft.pk).state == "asked" and incident.state == "open"


def test_sending_under_a_closed_incident_through_the_api(world, api):
    draft, _ = left_behind(world)
    call = api("duty-officer", "VR24")
    refused = call("post", f"/requests/{draft.pk}/moves/submit", {})
    assert [r["code"] for r in refused.json()["reasons"]] == ["incident-is-open"]
    assert call("post", f"/requests/{draft.pk}/moves/submit", {"knowingly": True}).json()["state"] == "asked"


def test_a_new_draft_does_not_choose_a_closed_incident(world, api):
    incident = world.incident()
    incidents.close(incident.pk, by=world.desk)
    with pytest.raises(Malformed) as found:
        world.draft(incident=str(incident.pk))
    assert [(f.field, f.code) for f in found.value.faults] == [("incident", "incident-is-closed")]
    other = world.draft()
    answer = api("duty-officer", "VR24")("patch", f"/requests/{other.pk}", {"incident": str(incident.pk)})
    assert answer.status_code == 422


def test_a_draft_that_had_the_incident_before_it_closed_can_still_be_filled_in(world):
    draft, incident = left_behind(world)
    shape = RequestIn(incident=incident.pk, title="Keep the water out of the hospital")
    assert actions.save(draft.pk, shape, by=world.desk).title == "Keep the water out of the hospital"
