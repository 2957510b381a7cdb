"""Nothing happened after now: every door that takes a moment of what was done refuses the future, in words."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import transaction

from steun.core.kernel.errors import Malformed
from steun.web.kernel import clock
from steun.web.kernel.journal.models import Entry
from steun.web.kernel.journal.record import record
from steun.web.kernel.moments import text_of
from steun.web.learn.evaluation import endings

pytestmark = pytest.mark.django_db


@pytest.fixture
def deployment(world):
    return world.ordered().deployments.get()


@pytest.fixture
def commander(world):
    return world.actor("unit-commander", "DEF-13LB")


def test_a_report_of_the_day_after_tomorrow_is_refused_by_the_api_as_by_the_page(world, api, deployment):
    """C13: it was taken, and then every report of today was refused for two days."""
    call = api("unit-commander", "DEF-13LB")
    path = f"/deployments/{deployment.pk}/reports/depart"
    answer = call("post", path, {"happened_at": (clock.now() + timedelta(days=2)).isoformat()})
    assert answer.status_code == 422
    [fault] = answer.json()["faults"]
    assert (fault["field"], fault["code"]) == ("happened_at", "lies-ahead") and fault["text"] != fault["code"]
    assert call("post", path, {}).status_code == 200


def test_no_act_is_recorded_that_lies_ahead_whoever_calls(world, deployment, commander):
    ahead = clock.now() + timedelta(minutes=3)
    recorded = Entry.objects.count()
    with pytest.raises(Malformed) as refused:
        endings.report(deployment.pk, "depart", by=commander, happened_at=ahead)
    assert [(f.field, f.code) for f in refused.value.faults] == [("happened_at", "lies-ahead")]
    with pytest.raises(Malformed), transaction.atomic():
        record("unit.note", subject="unit:x", by=commander, happened_at=ahead)
    assert Entry.objects.count() == recorded


def test_a_clock_that_runs_a_minute_ahead_means_now(world, api, deployment, commander):
    call = api("unit-commander", "DEF-13LB")
    path = f"/deployments/{deployment.pk}/reports"
    parsed = call("post", f"{path}/depart", {"happened_at": (clock.now() + timedelta(minutes=1)).isoformat()}).json()
    entry = Entry.objects.latest("number")
    assert entry.happened_at <= entry.recorded_at <= clock.now()
    deployment.refresh_from_db()
    assert deployment.departed_at == entry.happened_at and parsed["departed_at"]
    assert call("post", f"{path}/arrive", {}).status_code == 200


def test_the_same_report_sent_twice_by_such_a_clock_is_done_once(world, login, deployment):
    fields = {"happened_at": (clock.now() + timedelta(minutes=1)).isoformat(), "id": uuid4(), "page": "mine"}
    client = login("unit-commander", "DEF-13LB")
    answers = [client.post(f"/deployments/{deployment.pk}/depart", fields).status_code for _ in range(2)]
    assert answers == [303, 303]
    assert Entry.objects.filter(action="deployment.depart").count() == 1


def test_every_call_that_tells_when_something_happened_refuses_the_future(world, api):
    request, incident = world.asked(), world.incident()
    ahead = {"happened_at": (clock.now() + timedelta(days=2)).isoformat()}
    gate = world.gate(request, "locc-judges")
    calls = {
        ("locc", "LOCC"): (f"/gates/{gate.pk}/acts/pass", {}),
        ("duty-officer", "VR24"): (f"/incidents/{incident.pk}/moves/note", {"text": "Rises"}),
    }
    for role, (path, body) in calls.items():
        answer = api(*role)("post", path, {**body, **ahead})
        assert answer.status_code == 422, path
        assert [f["code"] for f in answer.json()["faults"]] == ["lies-ahead"], path
    gate.refresh_from_db()
    assert gate.state == "open"


@pytest.mark.parametrize("slip", ["1990-06-01T00:00:00Z", "2016-12-01T10:00:00+01:00"])
def test_nothing_is_put_on_record_as_of_years_ago(world, login, api, slip):
    """A wrong year: a gate was passed years before help was asked, and the journal said so for good."""
    request, incident = world.asked(), world.incident()
    gate = world.gate(request, "locc-judges")
    for role, path, body in (
        (("locc", "LOCC"), f"/gates/{gate.pk}/acts/pass", {}),
        (("duty-officer", "VR24"), f"/incidents/{incident.pk}/moves/note", {"text": "Rises"}),
    ):
        answer = api(*role)("post", path, {**body, "happened_at": slip})
        assert [f["code"] for f in answer.json()["faults"]] == ["lies-too-far-back"], path
    typed = {"text": "Rises", "happened_at": slip[:16]}
    page = login("duty-officer", "VR24").post(f"/incidents/{incident.pk}/note", typed)
    assert page.status_code == 422 and "Dit ligt meer dan een jaar terug." in page.content.decode()
    heard = {"text": "Rises", "happened_at": (clock.now() - timedelta(days=20)).isoformat()}
    assert api("duty-officer", "VR24")("post", f"/incidents/{incident.pk}/moves/note", heard).status_code == 200


def test_the_page_says_so_at_the_field(world, login, deployment):
    ahead = {"happened_at": f"{clock.now().year + 1}-01-01T00:00", "id": uuid4(), "page": "mine"}
    answer = login("unit-commander", "DEF-13LB").post(f"/deployments/{deployment.pk}/depart", ahead)
    assert answer.status_code == 422
    assert f'id="deployment-{deployment.pk}-depart-happened_at-error"' in answer.content.decode()


def test_an_incident_did_not_begin_the_day_after_tomorrow(world, login, api):
    ahead = clock.now() + timedelta(days=2)
    call = api("duty-officer", "VR24")
    incident = {"name": "High water", "kind": "flood", "place": "Valkenburg"}
    answer = call("post", "/incidents", {**incident, "started_at": ahead.isoformat()})
    assert answer.status_code == 422
    assert [(f["field"], f["code"]) for f in answer.json()["faults"]] == [("started_at", "lies-ahead")]
    page = login("duty-officer", "VR24").post("/incidents/new", {**incident, "started_at": text_of(ahead)})
    assert page.status_code == 422 and "Dit ligt nog in de toekomst." in page.content.decode()
    assert call("post", "/incidents", {**incident, "started_at": clock.now().isoformat()}).status_code == 201
