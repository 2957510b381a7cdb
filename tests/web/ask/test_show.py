"""The page of a request: where it stands, what one may do, why not the rest, and who may not see it at all."""

from __future__ import annotations

import re
from datetime import timedelta
from types import SimpleNamespace
from uuid import uuid4

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import localtime

from steun.web.ask.request.model import Request
from steun.web.decide.gate import acts as gates
from steun.web.desks.case.page import who_can
from steun.web.kernel.journal.models import Entry


def text(page: str) -> str:
    """The words of a page, without tags."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))


def show(client, request) -> str:
    return client.get(f"/requests/{request.pk}").content.decode()


def wall(moment) -> str:
    return localtime(moment).strftime("%Y-%m-%dT%H:%M")


def test_the_top_line_says_who_is_waited_for_since_when_and_until_when(world, login):
    page = text(show(login("locc", "LOCC", "en"), world.asked()))
    assert re.search(r"Waiting for: National Operational Coordination Centre.*since .*answer asked by .*\(in ", page)


def test_who_may_not_see_a_request_gets_404(world, login):
    request = world.asked()
    client = login("duty-officer", "VR01")
    assert client.get(f"/requests/{request.pk}").status_code == 404
    assert client.get(f"/requests/{request.pk}/decide").status_code == 404
    assert client.post(f"/requests/{request.pk}/withdraw").status_code == 404
    assert client.get(f"/requests/{uuid4()}").status_code == 404


def test_a_draft_is_sent_with_one_button_when_it_is_signed_and_says_why_not_before(world, login):
    request = world.draft()
    client = login("duty-officer", "VR24", "en")
    before = show(client, request)
    assert 'aria-disabled="true"' in before and f"/requests/{request.pk}/submit" not in before
    world.sign(request)
    assert f"/requests/{request.pk}/submit" in show(client, request)
    answer = client.post(f"/requests/{request.pk}/submit", {"id": str(uuid4())})
    assert answer.status_code in {302, 303} and answer.url == f"/requests/{request.pk}"
    request.refresh_from_db()
    assert request.state == "asked"


def test_a_form_sent_twice_is_done_once(world, login):
    request = world.draft()
    world.sign(request)
    client, key = login("duty-officer", "VR24"), str(uuid4())
    for _ in range(2):
        assert client.post(f"/requests/{request.pk}/submit", {"id": key}).status_code in {302, 303}
    assert Entry.objects.filter(case=request.pk, action="request.submit").count() == 1


def test_a_return_without_reason_is_told_at_the_field_and_changes_nothing(world, login):
    request = world.asked()
    answer = login("locc", "LOCC", "en").post(f"/requests/{request.pk}/return", {"reason": "  "})
    assert answer.status_code == 422
    assert 'id="return-reason-error"' in answer.content.decode()
    assert Request.objects.get(pk=request.pk).state == "asked"


def test_what_was_typed_comes_back_with_the_reasons(world, login):
    request = world.granted()
    data = {"until": "2000-01-01T00:00", "reason": "No longer <needed>"}
    answer = login("duty-officer", "VR24", "en").post(f"/requests/{request.pk}/shorten", data)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "No longer &lt;needed&gt;" in page and "2000-01-01T00:00" in page


def test_bad_dates_and_control_characters_are_faults_not_crashes(world, login):
    request = world.granted()
    client = login("duty-officer", "VR24")
    for until in ("", "yesterday", "9999-99-99T00:00", "0001-01-01T00:00", "2026-01-01T00:00+99:00"):
        assert client.post(f"/requests/{request.pk}/ask-longer", {"until": until}).status_code == 422
    later = wall(request.ends_at + timedelta(hours=2))
    assert client.post(f"/requests/{request.pk}/ask-longer", {"until": later, "reason": "a\x00b"}).status_code == 422


def test_more_time_is_asked_and_granted(world, login):
    request = world.ordered()
    until = request.ends_at + timedelta(hours=4)
    login("duty-officer", "VR24").post(
        f"/requests/{request.pk}/ask-longer", {"until": wall(until), "reason": "Still rising"}
    )
    request.refresh_from_db()
    assert request.wanted_end == until.replace(second=0, microsecond=0)
    client = login("dops", "DOPS", "en")
    assert "Longer, until" in show(client, request)
    client.post(f"/requests/{request.pk}/extend", {"id": str(uuid4())})
    request.refresh_from_db()
    assert request.wanted_end is None and request.ends_at == until.replace(second=0, microsecond=0)


def test_what_the_order_waits_for_is_filled_in_here_without_wiping_the_rest(world, login):
    request = world.granted(lodging="", meals="")
    login("duty-officer", "VR24").post(f"/requests/{request.pk}/complete", {"lodging": "Kazerne", "meals": ""})
    request.refresh_from_db()
    assert request.lodging == "Kazerne" and request.contact == "Duty officer VRZL"
    assert Entry.objects.get(action="request.complete").data["completed"] == {"lodging": "Kazerne"}


def test_what_somebody_takes_out_of_a_field_is_gone_and_on_record(world, login):
    request = world.granted(lodging="Barracks", meals="")
    shown = {**request.reception, "seen": str(request.entry_id)}
    answer = login("duty-officer", "VR24").post(f"/requests/{request.pk}/complete", {**shown, "lodging": ""})
    request.refresh_from_db()
    assert answer.status_code == 303
    assert (request.lodging, request.contact) == ("", shown["contact"])
    assert Entry.objects.get(action="request.complete").data["changes"] == {"lodging": ["Barracks", ""]}


def test_nothing_that_a_role_may_not_do_is_a_button(world, login):
    request = world.asked()
    page = show(login("auditor", "REKENKAMER", "en"), request)
    assert "Nothing, in your role: you can read along." in text(page)
    assert f"/requests/{request.pk}/" not in "".join(re.findall(r'<form[^>]*action="([^"]*)"', page))
    assert "Who can do the rest" in page


def test_only_the_holder_of_a_gate_may_pass_it_others_may_record_the_call(world, login):
    request = world.asked()
    gate = world.gate(request, "locc-judges")
    own, desk = show(login("locc", "LOCC"), request), show(login("duty-officer", "VR24"), request)
    assert f"/gates/{gate.pk}/answer" in own
    assert f"/gates/{gate.pk}/answer" not in desk and f"/gates/{gate.pk}/phone" in desk


def test_the_chain_names_law_and_policy_apart(world, login):
    page = show(login("locc", "LOCC", "en"), world.asked())
    assert 'data-mark="policy"' in page and "wetten.overheid.nl" in page


def test_the_reasons_of_defence_stay_with_defence(world, login):
    request = world.asked()
    gates.act(
        world.gate(request, "dops-may").pk,
        "pass",
        by=world.holder(world.gate(request, "dops-may")),
        reason="Ultra secret",
    )
    assert "Ultra secret" not in show(login("duty-officer", "VR24"), request)
    assert "Ultra secret" in show(login("dops", "DOPS"), request)


def test_above_local_scale_the_page_says_that_the_chair_decides_alone(world, login):
    request = world.draft(situation={"more_than_local": True})
    assert "the chair of the safety region holds this power alone" in text(
        show(login("duty-officer", "VR24", "en"), request)
    )
    local = world.draft(situation={"more_than_local": False})
    assert "holds this power alone" not in text(show(login("duty-officer", "VR24", "en"), local))


def test_expected_stands_beside_actual(world, login):
    page = text(show(login("duty-officer", "VR24", "en"), world.ended()))
    assert "Promised on scene" in page and "Really on scene" in page and "early" in page


def test_the_time_line_tells_who_did_what(world, login):
    page = text(show(login("locc", "LOCC", "en"), world.asked()))
    assert "Request sent" in page and "duty-officer VR24" in page


def test_no_id_is_shown_to_people(world, login):
    request = world.ordered()
    page = show(login("toc", "TOC"), request)
    assert not re.search(r"[0-9a-f]{8}-[0-9a-f]{4}-", text(page))


def test_the_page_asks_no_question_per_gate_or_unit(world, login):
    client = login("locc", "LOCC")
    request = world.granted()
    world.commit(request, quantity=10)
    with CaptureQueriesContext(connection) as few:
        show(client, request)
    for unit in ("alpha", "bravo", "alpha"):
        world.commit(request, unit, quantity=5)
    with CaptureQueriesContext(connection) as many:
        show(client, request)
    assert len(many) <= len(few) + 2


def test_the_names_of_all_who_could_act_instead_are_one_question(world):
    others = {"withdraw": "VR24", "extend": "VR23", "end": "GM0994"}
    moves = {name: SimpleNamespace(permitted=False, needed={f"duty-officer@{at}"}) for name, at in others.items()}
    with CaptureQueriesContext(connection) as asked:
        found = dict(who_can(moves))
    assert len(asked) == 1 and found.keys() == others.keys()
    assert len({seat for seats in found.values() for seat in seats}) == 3


def test_the_page_has_no_style_or_script_inside(world, login):
    page = show(login("toc", "TOC"), world.ordered())
    main = page[page.index("<main") :]
    assert " style=" not in main and "<script" not in main and "<style" not in main


def test_a_long_story_is_shown_twenty_entries_at_a_time_and_whole_on_demand_without_a_script(world, login):
    incident = world.incident()
    client = login("duty-officer", "VR24", "en")
    for n in range(1, 24):
        note = {"id": str(uuid4()), "text": f"Water at {n} cm", "form": "note"}
        assert client.post(f"/incidents/{incident.pk}/note", note).status_code in {302, 303}
    page = client.get(f"/incidents/{incident.pk}").content.decode()

    assert page.count('<li id="entry-') == 20 and "Water at 23 cm" in page and "Water at 3 cm" not in page
    rest = re.search(r'href="(\?story=all#entry-(\d+))"', page)
    assert rest is not None
    whole = client.get(f"/incidents/{incident.pk}{rest[1]}").content.decode()
    assert f'id="entry-{rest[2]}"' in whole and f'id="entry-{rest[2]}"' not in page
    assert all(f"Water at {n} cm" in whole for n in range(1, 24)) and 'href="?story=all' not in whole


def test_a_short_story_is_whole(world, login):
    page = show(login("locc", "LOCC", "en"), world.asked())
    assert '<li id="entry-' in page and "story=all" not in page
