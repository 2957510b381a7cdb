"""What is promised, as a file for an agenda: what one may see, nothing else, and the hours of the promise."""

from __future__ import annotations

from datetime import timedelta

import pytest
from icalendar import Calendar

from steun.web.ask.request import acts
from steun.web.decide.request import acts as on_requests

pytestmark = pytest.mark.django_db


def events(answer) -> list[object]:
    assert answer.status_code == 200 and answer["Content-Type"].startswith("text/calendar")
    return list(Calendar.from_ical(answer.content).walk("VEVENT"))


def test_the_file_has_the_hours_of_the_promise_and_leads_to_the_request(world, login):
    request = world.granted()
    made = world.commit(request)
    [event] = events(login("unit-commander", "DEF-13LB").get("/deployments/calendar.ics"))
    assert (event["dtstart"].dt, event["dtend"].dt) == (
        made.starts_at.replace(microsecond=0),
        made.ends_at.replace(microsecond=0),
    )
    assert request.number in event["summary"] and str(request.pk) in event["url"]
    assert "68" in event["description"] and event["status"] == "CONFIRMED"
    assert "/deployments/calendar.ics" in login("unit-commander", "DEF-13LB").get("/deployments").content.decode()


def test_a_hold_is_for_defence_and_only_perhaps(world, login):
    request = world.asked()
    world.commit(request, hold_until=world.now + timedelta(hours=4))
    address = f"/deployments/calendar.ics?request={request.pk}"
    [event] = events(login("toc", "TOC").get(address))
    assert event["status"] == "TENTATIVE"
    assert events(login("duty-officer", "VR24").get(address)) == []


def test_another_region_gets_nothing_of_it(world, login, api):
    request = world.granted()
    world.commit(request)
    assert events(login("duty-officer", "VR01").get("/deployments/calendar.ics")) == []
    assert len(events(api("duty-officer", "VR24")("get", f"/deployments/calendar.ics?case={request.pk}"))) == 1
    assert events(api("duty-officer", "VR01")("get", f"/deployments/calendar.ics?case={request.pk}")) == []


def test_what_changed_renews_its_appointment(world, login):
    request = world.granted()
    made = world.commit(request)
    client = login("toc", "TOC")
    [before] = events(client.get("/deployments/calendar.ics"))
    acts.ask_longer(request.pk, request.ends_at + timedelta(hours=5), by=world.desk)
    on_requests.extend(request.pk, by=world.actor("toc", "TOC"))
    [after] = events(client.get("/deployments/calendar.ics"))
    assert after["uid"] == before["uid"] and str(made.pk) in after["uid"]
    assert int(after["sequence"]) > int(before["sequence"])
    assert after["dtend"].dt - before["dtend"].dt == timedelta(hours=5)
