"""Need to know: one test per model, through list, search, API, export and journal.

Switching `visible_to` off fails them.
"""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from steun.web.ask.gate.model import Gate
from steun.web.ask.incident.model import Incident
from steun.web.ask.request import read as lists
from steun.web.ask.request.model import Request
from steun.web.decide.commitment.model import Commitment
from steun.web.decide.gate import acts as gates
from steun.web.deliver.deployment.model import Deployment
from steun.web.kernel.journal.models import Entry
from steun.web.know.unit.model import Unit
from steun.web.learn.evaluation.model import Evaluation
from tests.builders import PEOPLE

STRANGER = ("duty-officer", "VR01")  # Groningen has no part in a flood of Limburg


@pytest.fixture
def stranger(world):
    return world.actor(*STRANGER)


def keys(call, path: str) -> set[str]:
    response = call("get", path)
    assert response.status_code == 200, response.content
    body = response.json()
    return {row["id"] for row in body["items"]}


def test_a_request_is_for_its_parties_and_national_desks(world, stranger, api):
    request = world.asked()

    assert not lists.page(stranger, lists.Filter())[0]
    assert not lists.page(stranger, lists.Filter(search="water"))[0]
    assert str(request.pk) not in keys(api(*STRANGER), "/requests")
    assert api(*STRANGER)("get", f"/requests/{request.pk}").status_code == 404
    assert str(request.pk) in keys(api("duty-officer", "VR24"), "/requests")
    assert str(request.pk) in keys(api("locc", "LOCC"), "/requests?q=water")


def test_a_draft_is_for_the_requesting_side_only(world):
    request = world.draft()

    for seat in (("locc", "LOCC"), ("toc", "TOC"), ("auditor", "REKENKAMER")):
        assert not Request.objects.visible_to(world.actor(*seat)).filter(pk=request.pk).exists()
    for seat in (("duty-officer", "VR24"), ("rmoa", "VR24"), ("safety-region-chair", "VR24")):
        assert Request.objects.visible_to(world.actor(*seat)).filter(pk=request.pk).exists()


def test_an_incident_is_for_its_regions(world, api):
    incident = world.incident()

    assert str(incident.pk) not in keys(api(*STRANGER), "/incidents")
    assert not Incident.objects.visible_to(world.actor(*STRANGER)).search("water").exists()
    assert api(*STRANGER)("get", f"/incidents/{incident.pk}").status_code == 404
    assert str(incident.pk) in keys(api("duty-officer", "VR24"), "/incidents")


def test_a_gate_cannot_be_acted_on_by_who_does_not_see_its_request(world, stranger, api):
    gate = world.gate(world.asked(), "locc-judges")

    assert not Gate.objects.visible_to(stranger).exists()
    assert api(*STRANGER)("post", f"/gates/{gate.pk}/acts/pass", {}).status_code == 404


def test_the_reasons_of_defence_stay_with_defence_and_locc(world, api):
    request = world.asked()
    for code in ("dops-may", "dops-can", "dops-will"):
        gate = world.gate(request, code)
        gates.act(gate.pk, "pass", by=world.holder(gate), reason="Secret readiness")

    region = api("duty-officer", "VR24")
    assert "Secret readiness" not in region("get", f"/requests/{request.pk}").content.decode()
    assert "Secret readiness" not in region("get", f"/journal?case={request.pk}").content.decode()
    assert "Secret readiness" in api("locc", "LOCC")("get", f"/requests/{request.pk}").content.decode()
    assert "Secret readiness" in api("dops", "DOPS")("get", f"/journal?case={request.pk}").content.decode()


def test_a_hold_is_told_to_defence_and_locc_before_the_grant(world, api):
    request = world.asked()
    held = world.commit(request, hold_until=world.now + timedelta(hours=2))

    assert not Commitment.objects.visible_to(world.desk).filter(pk=held.pk).exists()
    assert keys(api("duty-officer", "VR24"), f"/requests/{request.pk}/commitments") == set()
    assert keys(api("toc", "TOC"), f"/requests/{request.pk}/commitments") == {str(held.pk)}
    assert "commitment.hold" not in api("duty-officer", "VR24")("get", f"/journal?case={request.pk}").content.decode()


def test_a_commitment_is_for_the_parties_of_its_request(world, stranger):
    request = world.granted()
    world.commit(request)

    assert Commitment.objects.visible_to(world.desk).exists()
    assert not Commitment.objects.visible_to(stranger).exists()


def test_a_deployment_is_for_the_parties_of_its_request(world, stranger, api):
    request = world.ordered()

    assert not Deployment.objects.visible_to(stranger).exists()
    assert keys(api(*STRANGER), "/deployments") == set()
    assert keys(api("duty-officer", "VR24"), f"/deployments?case={request.pk}")


def test_an_evaluation_is_for_the_parties_of_its_request(world, stranger, api):
    request = world.ended()

    assert not Evaluation.objects.visible_to(stranger).exists()
    assert api(*STRANGER)("get", "/evaluations").json()["items"] == []
    assert api(*STRANGER)("get", f"/requests/{request.pk}/evaluation").status_code == 404
    assert len(api("duty-officer", "VR24")("get", "/evaluations").json()["items"]) == 1


def test_named_units_of_defence_are_for_defence_and_locc(world, stranger, api):
    assert not Unit.objects.visible_to(world.desk).filter(side="defence").exists()
    assert api(*STRANGER)("get", "/units/alpha").status_code == 404
    assert api(*STRANGER)("get", "/promises/sandbags").json()["arrivals"] == []
    assert api(*STRANGER)("get", "/promises/sandbags").json()["profile"]
    assert api("toc", "TOC")("get", "/units/alpha").status_code == 200
    assert api("toc", "TOC")("get", "/promises/sandbags").json()["arrivals"]


def test_the_journal_tells_a_case_to_who_may_see_the_case(world, stranger, api):
    request = world.asked()

    assert not Entry.objects.visible_to(stranger).filter(case=request.pk).exists()
    assert api(*STRANGER)("get", f"/journal?case={request.pk}").json()["items"] == []
    assert api("duty-officer", "VR24")("get", f"/journal?case={request.pk}").json()["items"]


def test_a_case_that_was_read_shows_the_entries_that_the_journal_shows_of_it(world):
    request = world.asked()
    gate = request.gates.filter(phase="before-grant", state="open", ready_at__isnull=False).exclude(kind="inform")[0]
    gates.act(gate.pk, "pass", by=world.holder(gate))
    world.commit(request, hold_until=world.now + timedelta(hours=2))
    shown = 0

    for role, organisation in PEOPLE:
        actor = world.actor(role, organisation)
        if Request.objects.visible_to(actor).filter(pk=request.pk).exists():
            of_case = Entry.objects.visible_to(actor).filter(case=request.pk)
            assert set(Entry.objects.of_seen(request.pk, actor)) == set(of_case), role
            shown += of_case.count()

    assert shown > 20
    assert Entry.objects.exclude(audience="all").filter(case=request.pk).exists(), "not all is for all of them"


def test_an_export_keeps_the_chain_and_withholds_what_is_not_yours(world, api):
    request = world.asked()

    response = api(*STRANGER)("get", "/journal/export")
    lines = [json.loads(line) for line in b"".join(response.streaming_content).splitlines()]

    from steun.core.kernel.journal import chain

    assert str(request.pk) not in json.dumps(lines)
    assert any(line.get("withheld") for line in lines)
    assert chain.verify(lines).entries == Entry.objects.count()


def test_an_administrator_looks_after_accounts_and_sees_no_cases(world, api):
    request = world.asked()
    actor = world.actor("administrator", "STEUN")

    assert not Request.objects.visible_to(actor).filter(pk=request.pk).exists()
    assert not Entry.objects.visible_to(actor).filter(case=request.pk).exists()
    assert not Unit.objects.visible_to(actor).filter(side="defence").exists()


def test_the_auditor_sees_every_case_that_was_sent_and_the_reasons_of_defence_too(world):
    request = world.asked()
    for code in ("dops-may", "dops-can", "dops-will"):
        gate = world.gate(request, code)
        gates.act(gate.pk, "pass", by=world.holder(gate), reason="Secret readiness")
    auditor, region = world.actor("auditor", "REKENKAMER"), world.actor("duty-officer", "VR24")
    kept = Entry.objects.filter(case=request.pk, audience="defence", reason="Secret readiness")

    assert Request.objects.visible_to(auditor).filter(pk=request.pk).exists()
    assert kept.count() == 3
    assert Entry.objects.visible_to(auditor).filter(pk__in=kept.values("pk")).count() == 3
    assert not Entry.objects.visible_to(region).filter(pk__in=kept.values("pk")).exists()
