"""A time that was reported wrongly is told better, on record; the promise and what was told first stay."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest

from steun.core.kernel.errors import NotYours, Refused
from steun.web.deliver.deployment import acts
from steun.web.deliver.deployment.model import Deployment
from steun.web.desks.audit.check import replay
from steun.web.kernel import clock
from steun.web.kernel.journal.models import Entry
from steun.web.kernel.moments import text_of
from steun.web.learn.evaluation import endings
from tests.builders import key

pytestmark = pytest.mark.django_db
HOURS = ("depart", "arrive", "release", "return")


@pytest.fixture
def commander(world):
    return world.actor("unit-commander", "DEF-13LB")


@pytest.fixture
def deployment(world, commander, monkeypatch):
    """Ordered four hours ago, departed three, on scene two."""
    now = clock.now()
    monkeypatch.setattr(clock, "now", lambda: now - timedelta(hours=4))
    found = world.ordered(starts_at=now, ends_at=now + timedelta(days=1)).deployments.get()
    monkeypatch.setattr(clock, "now", lambda: now)
    for back, step in ((3, "depart"), (2, "arrive")):
        endings.report(found.pk, step, by=commander, happened_at=now - timedelta(hours=back))
    found.refresh_from_db()
    return found


def test_an_arrival_told_wrongly_is_told_better_on_the_page(world, login, deployment):
    really = clock.now().replace(second=0, microsecond=0) - timedelta(minutes=90)
    client = login("unit-commander", "DEF-13LB")
    page = client.get("/deployments").content.decode()
    assert f"/deployments/{deployment.pk}/correct" in page
    fields = {"step": "arrive", "at": text_of(really), "reason": "Watch stood still", "page": "mine", "id": uuid4()}
    assert client.post(f"/deployments/{deployment.pk}/correct", fields).status_code == 303
    found = Deployment.objects.get(pk=deployment.pk)
    assert (found.arrived_at, found.departed_at, found.state) == (really, deployment.departed_at, "on-scene")
    entry = Entry.objects.latest("number")
    assert (entry.action, entry.reason, entry.data["step"]) == ("deployment.correct", "Watch stood still", "arrive")
    assert entry.data["was"] == deployment.arrived_at.isoformat()
    assert not list(replay())
    story = login("toc", "TOC").get(f"/requests/{deployment.request_id}").content.decode()
    assert "Gemeld tijdstip verbeterd" in story and "Watch stood still" in story


def test_a_machine_corrects_too_and_twice_is_once(world, api, deployment):
    call = api("unit-commander", "DEF-13LB")
    really = clock.now() - timedelta(minutes=150)
    body = {"id": str(key("correct")), "step": "depart", "at": really.isoformat(), "reason": "Typed wrongly"}
    first, second = (call("post", f"/deployments/{deployment.pk}/corrections", body) for _ in range(2))
    assert (first.status_code, second.status_code) == (200, 200)
    assert first.json()["departed_at"] == second.json()["departed_at"]
    assert Entry.objects.filter(action="deployment.correct").count() == 1


@pytest.mark.parametrize(
    ("step", "minutes", "reason", "code"),
    [
        ("arrive", -200, "Why", "corrected-times-run-forward"),
        ("depart", -60, "Why", "corrected-times-run-forward"),
        ("depart", -300, "Why", "corrected-times-run-forward"),
        ("release", -30, "Why", "corrected-report-was-given"),
        ("order", -30, "Why", "corrected-report-was-given"),
        ("arrive", -100, " ", "correction-has-reasons"),
    ],
)
def test_what_cannot_be_or_says_no_reason_is_refused(deployment, commander, step, minutes, reason, code):
    at = clock.now() + timedelta(minutes=minutes)
    with pytest.raises(Refused) as refused:
        acts.correct(deployment.pk, step=step, at=at, by=commander, reason=reason)
    assert code in {v.code for v in refused.value.verdicts}
    assert Deployment.objects.get(pk=deployment.pk).arrived_at == deployment.arrived_at


def test_a_correction_into_the_future_is_a_fault_at_its_field(login, api, deployment):
    ahead = clock.now() + timedelta(days=1)
    body = {"step": "arrive", "at": ahead.isoformat(), "reason": "Why"}
    answer = api("unit-commander", "DEF-13LB")("post", f"/deployments/{deployment.pk}/corrections", body)
    assert [(f["field"], f["code"]) for f in answer.json()["faults"]] == [("at", "lies-ahead")]
    fields = {**body, "at": text_of(ahead), "page": "mine", "id": uuid4()}
    refused = login("unit-commander", "DEF-13LB").post(f"/deployments/{deployment.pk}/correct", fields)
    assert (
        refused.status_code == 422 and f'id="deployment-{deployment.pk}-correct-at-error"' in refused.content.decode()
    )


def test_whose_unit_it_is_not_corrects_nothing(world, deployment):
    with pytest.raises(NotYours):
        acts.correct(deployment.pk, step="arrive", at=clock.now(), by=world.desk, reason="Why")


def test_a_unit_that_is_home_can_still_correct(world, deployment, commander):
    for step in HOURS[2:]:
        endings.report(deployment.pk, step, by=commander)
    really = clock.now() - timedelta(minutes=1)
    acts.correct(deployment.pk, step="release", at=really, by=commander, reason="Told late")
    found = Deployment.objects.get(pk=deployment.pk)
    assert (found.state, found.released_at) == ("returned", really)
    assert not list(replay())
