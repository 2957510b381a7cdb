"""A form that is opened and saved without a touch changes nothing, whatever a machine put in the draft."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from steun.web.ask.gate.model import Gate
from steun.web.ask.request.content import journalled
from steun.web.ask.request.model import Request
from tests.web.forms import forms_of
from tests.web.test_moments import around, nights

pytestmark = pytest.mark.django_db


def page_of(client, request):
    """The form of a draft as the browser would send it back."""
    answer = client.get(f"/requests/{request.pk}/edit")
    [form] = [form for form in forms_of(answer) if form.autosave not in ("", "no")]
    return form


def standing(request) -> tuple[object, ...]:
    row = Request.objects.get(pk=request.pk)
    gates = list(Gate.objects.filter(request=row).order_by("pk").values_list("code", "state"))
    return journalled.shown(row), row.starts_at, row.ends_at, row.latest_at, row.last_resort, gates


def test_a_signature_stands_when_the_form_is_saved_without_a_change(world, login, api):
    """C2: a draft of a machine has seconds; saving its form must not make the signature lapse."""
    body = {
        "title": "Water", "effect": "water-kept-out", "task_kind": "disaster", "place": "Valkenburg", "reason": "Rises",
        "task": "Sandbags", "municipalities": ["GM0994"], "bases": ["wvr-51"], "urgent": True,
        "starts_at": "2026-12-05T10:15:42.123456+01:00", "ends_at": "2026-12-06T10:15:42+01:00",
        "lon": 5.8312345678, "lat": 50.87, "radius_m": 1234, "lines": [{"capability": "sandbags", "quantity": 5}],
        "last_resort": {"own": {"tried": True, "answer": "None left", "when": "2026-12-04T09:08:07+01:00"}},
    }  # fmt: skip
    made = api("duty-officer", "VR24")("post", "/requests", body).json()
    request = Request.objects.get(pk=made["id"])
    world.sign(request)
    before = standing(request)
    assert ("passed",) in {gate[1:] for gate in before[-1]}
    client = login("duty-officer", "VR24")
    form = page_of(client, request)
    assert client.post(form.autosave, form.sent()).json()["faults"] == []
    assert standing(request) == before
    form = page_of(client, request)
    assert client.post(form.action, form.sent()).status_code == 302
    assert standing(request) == before


def test_a_machine_that_sends_back_what_it_read_changes_nothing(world, api):
    """C2 once more: what the API tells of a moment is the whole moment."""
    times = {
        "starts_at": datetime(2026, 12, 5, 9, 15, 42, 123456, UTC),
        "ends_at": datetime(2026, 12, 6, 9, tzinfo=UTC),
    }
    request = world.draft(**times)
    world.sign(request)
    before, call = standing(request), api("duty-officer", "VR24")
    read = call("get", f"/requests/{request.pk}").json()
    assert read["starts_at"] == "2026-12-05T09:15:42.123456Z"
    same = {name: read[name] for name in ("version", "title", "place", "lon", "lat", "radius_m", *times)}
    assert call("patch", f"/requests/{request.pk}", same).status_code == 200
    assert standing(request) == before and ("passed",) in {gate[1:] for gate in before[-1]}


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(nights, around, st.timedeltas(min_value=timedelta(seconds=1), max_value=timedelta(hours=5)))
def test_only_what_was_typed_changes_in_the_nights_of_change(world, login, night, away, more):
    """C1: another title leaves the start where it was, also in the hour that comes twice."""
    start = night + away
    request = world.draft(starts_at=start, ends_at=start + more, latest_at=start + more / 2)
    client = login("duty-officer", "VR24")
    form = page_of(client, request)
    before = standing(request)[1:4]
    answer = client.post(form.autosave, form.sent(title="Other words"))
    assert answer.json()["faults"] == []
    assert standing(request)[1:4] == before
    # A page that carries nothing along, as one of an older version does.
    bare = {name: value for name, value in form.sent(title="Third").items() if not name.endswith((".was", ".turn"))}
    bare["version"] = answer.json()["version"]
    assert client.post(form.autosave, bare).json()["faults"] == []
    assert standing(request)[1:4] == before
    assert Request.objects.get(pk=request.pk).title == "Third"


def test_of_the_double_hour_one_says_which(world, login):
    request = world.draft(
        starts_at=datetime(2027, 10, 30, 12, tzinfo=UTC), ends_at=datetime(2027, 11, 1, 12, tzinfo=UTC)
    )
    client = login("duty-officer", "VR24")
    form = page_of(client, request)
    parsed = client.post(form.autosave, form.sent(starts_at="2027-10-31T02:30")).json()
    assert [(f["field"], f["code"]) for f in parsed["faults"]] == [("starts_at", "hour-comes-twice")]
    for turn, hour in (("second", 1), ("first", 0)):
        sent = form.sent(starts_at="2027-10-31T02:30", **{"starts_at.turn": turn, "version": parsed["version"]})
        parsed = client.post(form.autosave, sent).json()
        assert parsed["faults"] == []
        assert Request.objects.get(pk=request.pk).starts_at == datetime(2027, 10, 31, hour, 30, tzinfo=UTC)
    page = client.get(f"/requests/{request.pk}/edit").content.decode()
    assert '<option value="first" selected>' in page
