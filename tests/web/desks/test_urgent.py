"""The urgent request: one short form that writes, signs and sends; what cannot be sent is kept, with whom to call."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from steun.web.ask.request.content.completing import complete_by, reception_lacks, remind_late, time_to_complete
from steun.web.ask.request.model import Request
from steun.web.desks.work.tasks import tasks
from steun.web.kernel.journal.models import Entry
from steun.web.kernel.people.models import Notice, Person

pytestmark = pytest.mark.django_db
DESK = ("duty-officer", "VR24")
TYPED = {
    "title": "Ten people off the roof", "place": "Geulstraat, Valkenburg", "starts_at": "nu", "priority": "1",
    "reason": "The water rises", "task_kind": "disaster", "contact": "Desk, 043-1234567",
}  # fmt: skip


def press(client: Any, **typed: str) -> Any:
    return client.post("/requests/urgent", {"id": str(uuid4()), **TYPED, **typed})


def test_it_begins_with_the_incident_its_place_now_and_lives_first(world, login):
    incident = world.incident()
    filled = login(*DESK).get("/requests/urgent").context["f"]
    assert (filled["incident"], filled["place"], filled["priority"]) == (str(incident.pk), "Valkenburg", "1")
    assert filled["starts_at"].read() and filled["contact"].startswith("duty-officer VR24")


def test_who_belongs_to_no_region_has_to_say_which_incident_it_is(world, login):
    world.incident()
    assert login("toc", "TOC").get("/requests/urgent").context["f"]["incident"] == ""


def test_signed_by_phone_it_is_sent_at_once_and_asks_nothing_of_reception(world, login):
    answer = press(login(*DESK, language="en"), phoned_person="Mayor Prevoo")
    request = Request.objects.get()
    assert answer.status_code == 303 and answer["Location"] == f"/requests/{request.pk}"
    assert (request.state, request.urgent, request.task) == ("asked", True, "Ten people off the roof")
    assert request.gates.get(phase="before-sending").phoned_person == "Mayor Prevoo"
    acts = list(Entry.objects.filter(case=request.pk).order_by("position").values_list("action", flat=True))
    assert acts[0] == "request.draft" and acts.index("gate.phone") < acts.index("request.submit")


def test_the_page_of_an_urgent_case_says_whom_to_call_now(world, login):
    Person.objects.filter(email__iexact="minister-jenv.MIN-JENV@example.org").update(phone="070-1112223")
    Person.objects.filter(email__iexact="locc.LOCC@example.org").update(phone="070-4445556")
    urgent, calm = (world.asked(urgent=it, title=f"Urgent {it}") for it in (True, False))
    client = login(*DESK, language="en")
    said = client.get(f"/requests/{urgent.pk}").context["calls"]
    assert "locc LOCC 070-4445556" in said and not any("MIN-DEF" in call for call in said)
    assert client.get(f"/requests/{calm.pk}").context["calls"] == []


def test_who_may_sign_signs_by_sending(world, login):
    client = login("safety-region-chair", "VR24", language="en")
    assert "Sign and send" in client.get("/requests/urgent").content.decode()
    press(client)
    request = Request.objects.get()
    assert request.state == "asked" and request.gates.get(phase="before-sending").state == "passed"


def test_without_a_signature_it_is_kept_and_says_whom_to_call(world, login):
    Person.objects.filter(email__iexact="safety-region-chair.VR24@example.org").update(phone="043-7654321")
    client = login(*DESK, language="en")
    answer = press(client)
    request = Request.objects.get()
    assert request.state == "draft" and answer["Location"] == f"/requests/{request.pk}/edit#signatures"
    page = client.get(answer["Location"].partition("#")[0]).content.decode()
    assert "Call for the signature: safety-region-chair VR24 043-7654321" in page


@pytest.mark.parametrize("name", ["title", "place", "starts_at", "reason"])
def test_without_what_nobody_can_help_without_nothing_is_sent_and_all_that_was_typed_stays(world, login, name):
    page = press(login(*DESK), **{name: ""})
    assert page.status_code == 422 and not Request.objects.exists()
    assert set(page.context["faults"]) == {name} and "043-1234567" in page.content.decode()


def test_a_moment_that_cannot_be_read_is_told_once_at_its_field(world, login):
    page = press(login(*DESK), starts_at="straks")
    assert page.status_code == 422 and 'value="straks"' in page.content.decode()
    assert [fault["field"] for fault in page.context["at_fields"]] == ["starts_at"]


def test_sent_twice_it_is_sent_once(world, login):
    client, key = login(*DESK), str(uuid4())
    first, again = (press(client, id=key, phoned_person="Mayor Prevoo") for _ in range(2))
    assert first["Location"] == again["Location"] and Request.objects.count() == 1


def test_what_the_law_still_asks_leads_to_the_draft_with_nothing_lost(world, login):
    answer = press(login("mayor", "GM0994"), task_kind="public-interest", municipalities="GM0994")
    request = Request.objects.get()
    assert request.state == "draft" and "/edit#" in answer["Location"] and request.reason == "The water rises"


def test_who_may_not_ask_for_help_gets_no_form(world, login):
    assert login("auditor", "REKENKAMER").get("/requests/urgent").status_code == 403


def test_bed_and_board_hold_up_no_order_that_saves_lives(world):
    lives, other = (world.granted(priority=rank, lodging="", meals="", title=f"P{rank}") for rank in (1, 2))
    for request in (lives, other):
        world.commit(request, quantity=10)
    assert reception_lacks(lives, holding=True) == () and reception_lacks(other, holding=True) == ("lodging", "meals")
    assert reception_lacks(lives) == ("lodging", "meals")


@pytest.mark.parametrize("phoned", ["M" * 121, "123", "..."])
def test_a_name_on_the_phone_that_is_none_is_refused_before_anything_is_written(login, phoned):
    answer = press(login(*DESK, language="en"), phoned_person=phoned)

    page = answer.content.decode()
    assert answer.status_code == 422
    assert 'id="phoned_person-error"' in page and f'value="{phoned}"' in page
    assert not Request.objects.exists()


def test_what_is_still_to_be_completed_has_a_clock(world, login):
    asked = world.asked(urgent=True, lodging="", title="Urgent")
    calm = world.asked(lodging="", title="Calm")
    by = complete_by(asked)
    assert by == asked.sent_at + time_to_complete() and complete_by(calm) is None
    page = login(*DESK, "en").get(f"/requests/{asked.pk}").content.decode()
    assert "To be completed by" in page and "Fill in what is missing" in page
    work = {(task.what, task.until) for task in tasks(world.desk) if task.request == asked}
    assert ("complete", by) in work
    assert not any(task.what == "complete" for task in tasks(world.desk) if task.request == calm)


def test_the_clock_reminds_once_of_what_is_still_to_be_completed(world):
    asked = world.asked(urgent=True, lodging="", meals="", title="Urgent")
    world.asked(urgent=True, title="Complete")
    passed = complete_by(asked) + timedelta(seconds=1)
    assert remind_late(asked.sent_at) == 0
    assert remind_late(passed) == 1 and remind_late(passed) == 0
    notice = Notice.objects.get(kind="to-complete", role="duty-officer")
    assert (notice.organisation, notice.facts["lacks"]) == ("VR24", "lodging, meals")
    entry = Entry.objects.get(action="request.remind")
    assert (entry.subject, entry.data["lacks"]) == (asked.key, ["lodging", "meals"])
