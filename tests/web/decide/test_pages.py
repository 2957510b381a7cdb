"""Deciding through pages: acts on gates, what is available when, and keeping means aside."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

from django.utils.timezone import localtime

from steun.web.ask.gate.model import Gate
from steun.web.ask.request.model import Request
from steun.web.decide.commitment.model import Commitment
from steun.web.decide.gate import acts as gates
from steun.web.decide.promise.chart import steps


def wall(moment) -> str:
    return localtime(moment).strftime("%Y-%m-%dT%H:%M")


def until(world, request, code):
    """Pass gates until the turn of this one comes."""
    while not world.gate(request, code).ready_at:
        ready = request.gates.filter(phase="before-grant", state="open", ready_at__isnull=False).exclude(kind="inform")
        gate = ready.exclude(code=code).first()
        gates.act(gate.pk, "pass", by=world.holder(gate))
    return world.gate(request, code)


def test_the_last_gate_grants_partly_with_what_exactly(world, login):
    request = world.asked()
    gate = until(world, request, "defence-provides")
    data = {"id": str(uuid4()), "answer": "otherwise", "note": "8 with a drone instead of 200", "page": "decide"}
    answer = login("minister-defence", "MIN-DEF").post(f"/gates/{gate.pk}/answer", data)
    assert answer.url == f"/requests/{request.pk}/decide"
    request.refresh_from_db()
    assert (request.state, request.extent, request.granted_note) == (
        "granted",
        "other-means",
        "8 with a drone instead of 200",
    )


def test_partly_without_saying_what_is_told_at_the_field(world, login):
    request = world.asked()
    gate = until(world, request, "jenv-decides")
    answer = login("minister-jenv", "MIN-JENV").post(f"/gates/{gate.pk}/answer", {"answer": "otherwise", "note": ""})
    assert answer.status_code == 422 and f'id="gate-{gate.pk}-answer-note-error"' in answer.content.decode()
    assert Gate.objects.get(pk=gate.pk).state == "open"


def test_under_wvr_51_a_refusal_asks_an_urgent_reason_and_a_signatory(world, login):
    request = world.asked()
    gate = until(world, request, "jenv-decides")
    client = login("minister-jenv", "MIN-JENV", "en")
    page = client.get(f"/requests/{request.pk}").content.decode()
    assert f'id="gate-{gate.pk}-answer-signatory"' in page and "comply, unless urgent reasons" in page
    answer = client.post(f"/gates/{gate.pk}/answer", {"answer": "no", "reason": "No helicopters left"})
    assert answer.status_code == 409 and "No helicopters left" in answer.content.decode()
    client.post(
        f"/gates/{gate.pk}/refuse", {"reason": "No helicopters left", "signatory": "The minister", "id": str(uuid4())}
    )
    assert Request.objects.get(pk=request.pk).state == "refused"


def test_a_call_names_who_was_phoned_and_is_confirmed_later_by_the_holder(world, login):
    request = world.asked()
    gate = world.gate(request, "locc-judges")
    desk = login("duty-officer", "VR24")
    assert desk.post(f"/gates/{gate.pk}/phone", {"phoned_person": ""}).status_code == 409
    desk.post(f"/gates/{gate.pk}/phone", {"phoned_person": "C. de Wit", "id": str(uuid4())})
    gate.refresh_from_db()
    assert (gate.state, gate.phoned_person) == ("phoned", "C. de Wit") and gate.confirm_by
    login("locc", "LOCC").post(f"/gates/{gate.pk}/confirm", {"id": str(uuid4())})
    gate.refresh_from_db()
    assert gate.state == "passed"


def test_somebody_else_s_gate_cannot_be_passed(world, login):
    gate = world.gate(world.asked(), "locc-judges")
    assert login("duty-officer", "VR24").post(f"/gates/{gate.pk}/pass").status_code == 403
    assert login("duty-officer", "VR01").post(f"/gates/{gate.pk}/pass").status_code == 404
    assert login("locc", "LOCC").post(f"/gates/{gate.pk}/explode").status_code == 404


def test_units_are_named_to_defence_and_not_to_the_region(world, login):
    request = world.asked()
    region = login("duty-officer", "VR24", "en").get(f"/requests/{request.pk}/decide").content.decode()
    assert "There by" in region and "alpha" not in region
    assert "which units, Defence and LOCC know" in region
    assert "alpha" in login("dops", "DOPS", "en").get(f"/requests/{request.pk}/decide").content.decode()


def test_means_are_held_before_the_grant_and_committed_after(world, login):
    request = world.asked()
    client = login("dops", "DOPS")
    page = client.get(f"/requests/{request.pk}/decide").content.decode()
    assert 'name="kind" value="hold"' in page
    unit = world.unit("alpha")
    data = {"unit": unit.code, "capability": "sandbags", "quantity": "40", "kind": "hold", "id": str(uuid4())}
    assert client.post(f"/requests/{request.pk}/reserve", data).status_code == 422  # a hold has an end
    client.post(f"/requests/{request.pk}/reserve", {**data, "hold_until": wall(world.now + timedelta(hours=3))})
    held = Commitment.objects.get(request=request)
    assert (held.state, held.quantity) == ("held", 40)


def test_more_than_there_is_is_refused_at_the_form_with_what_was_typed(world, login):
    request = world.granted()
    data = {"unit": "alpha", "capability": "sandbags", "quantity": "101", "kind": "commit"}
    data |= {"form": f"reserve-{world.unit('alpha').pk}-sandbags", "page": "decide"}
    answer = login("toc", "TOC").post(f"/requests/{request.pk}/reserve", data)
    assert answer.status_code == 409 and 'value="101"' in answer.content.decode()


def test_only_keepers_get_forms_to_keep_means(world, login):
    request = world.asked()
    assert "/reserve" not in login("locc", "LOCC").get(f"/requests/{request.pk}/decide").content.decode()
    assert "/reserve" in login("toc", "TOC").get(f"/requests/{request.pk}/decide").content.decode()


def test_a_hold_is_prolonged_and_given_back(world, login):
    request = world.asked()
    held = world.commit(request, hold_until=world.now + timedelta(hours=1))
    client = login("toc", "TOC")
    later = world.now + timedelta(hours=5)
    client.post(f"/commitments/{held.pk}/prolong", {"until": wall(later), "id": str(uuid4())})
    held.refresh_from_db()
    assert held.hold_until == later.replace(second=0, microsecond=0)
    client.post(f"/commitments/{held.pk}/release", {"id": str(uuid4())})
    held.refresh_from_db()
    assert held.state == "released"


def test_other_requests_for_the_same_means_are_shown(world, login):
    request, other = world.asked(), world.asked(title="Another village")
    world.commit(other, hold_until=world.now + timedelta(hours=4))
    page = login("dops", "DOPS", "en").get(f"/requests/{request.pk}/decide").content.decode()
    assert "Another village" in page and "The same units, in the same time" in page


def test_the_chart_steps_up_with_every_arrival(world):
    noon = world.now
    chart = steps([(noon, 2), (noon + timedelta(hours=5), 4)], noon, noon + timedelta(hours=10), required=3)
    assert chart
    assert [(bar.x, bar.width, bar.quantity) for bar in chart.bars] == [(0.0, 50.0, 2), (50.0, 50.0, 4)]
    assert chart.bars[1].height > chart.bars[0].height and chart.required
    assert steps([], noon, noon + timedelta(hours=1)) is None


def test_a_draft_without_a_number_shows_no_none(world, login):
    request = world.draft()
    for page in ("decide", "evaluation"):
        assert "None" not in login("duty-officer", "VR24").get(f"/requests/{request.pk}/{page}").content.decode()
